"""The settings of a run that it takes as a person chose them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TrainingSettings:
    """How to train, and when to stop.

    `loss_parameter` None is the usual one of a loss that has one. `batch_size` None takes all rows at once.
    `target_loss`, `max_seconds`, `gradient_norm` and `patience` None do not stop the run. `gradient_norm`
    ends it where the Euclidean norm of the gradient (of batches: of their mean over an epoch) is at most
    that. `patience` ends it after so many epochs without a new best on the validation rows, and in the end
    gives back the best weights, however it ends; without such rows it has no effect. `clip_norm` None leaves
    gradients as long as they are. With two `folds` or more, cross-validation chooses the L2 penalty of
    all layers, and tries the method `alternative`, where it names one, in place of a penalty.
    """

    method: str
    loss: str = "squared_error"
    loss_parameter: float | None = None
    learning_rate: float
    schedule: str
    batch_size: int | None
    epoch_limit: int
    target_loss: float | None = None
    max_seconds: float | None = None
    gradient_norm: float | None = None
    patience: int | None = None
    clip_norm: float | None = None
    folds: int = 0
    alternative: str = ""
