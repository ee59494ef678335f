"""What goes into a run, and what a run can be gone on with from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.arrays import FloatArray, IndexArray
from engine.data.prepare import Rows
from engine.data.scaling import Scaler
from engine.model.network import Network
from engine.training.history import History


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """Where a run ended, complete: from here it goes on as if it had never stopped."""

    epoch: int
    seconds: float
    theta: FloatArray
    method_state: Mapping[str, FloatArray]
    shuffle_state: Mapping[str, Any]
    history: History
    best: "Best | None" = None


@dataclass(frozen=True, slots=True, eq=False)
class Best:
    """The weights with the least loss on the validation rows so far, and when that was."""

    epoch: int
    loss: float
    theta: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class TrainingRequest:
    """Everything a run needs, fixed when it starts.

    `start` (parameters,) are the weights before the first epoch; with `resume_from` the run goes on from
    there and does another `epoch_limit` epochs. `batch_size` None takes all rows at once. `shown` are the
    rows of `test` (of `train` where there are no test rows) whose predictions every snapshot carries.
    `gradient_norm` ends the run where the Euclidean norm of the gradient (of batches: of their mean over an
    epoch) is at most that. `patience` ends it after so many epochs without a new best on the validation rows,
    and in the end gives back the best weights, however it ends; without such rows it has no effect.
    """

    run_id: int
    network: Network
    start: FloatArray
    train: Rows
    validation: Rows
    test: Rows
    target_names: tuple[str, ...]
    target_scaler: Scaler
    shown: IndexArray
    method: str
    loss: str
    learning_rate: float
    schedule: str
    batch_size: int | None
    epoch_limit: int
    target_loss: float | None
    max_seconds: float | None
    shuffle_seed: int
    article_metric: bool
    resume_from: Checkpoint | None = None
    gradient_norm: float | None = None
    patience: int | None = None

    @property
    def judged(self) -> Rows:
        """The rows that answers are judged on: the test rows, or the training rows where there are none."""
        return self.test if self.test.count else self.train
