"""The numbers of a TrainingChoice as the Training panel edits them: words, steps, and when they count."""

from dataclasses import dataclass, fields
from typing import Final

from engine.network.losses import LOSSES, QUANTILE
from engine.network.penalties import PENALTIES
from engine.training.methods.table import GRADIENT_FIELDS, METHODS
from engine.training.recipes.choice import TrainingChoice, usual_loss
from gui.widgets.number_edit import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberField:
    """A number a person sets: the field of TrainingChoice it stands for, and how it is shown.

    `id` is the row of LIMITS. `empty` is what an editor without a number says, None where it needs one;
    `first` is what stepping up from there, or from 0, begins with.
    """

    id: str
    field: str
    label: str
    title: str
    tip: str
    empty: str | None = None
    step: Step = "multiply"
    first: float = 1.0


def _penalty(penalty: str) -> NumberField:
    row = PENALTIES[penalty]
    tip = f"{row.tip} 0: off. Begin with 0.0001; layers can have their own in the Network panel."
    return NumberField(
        id=penalty, field=penalty, label=row.title, title=f"{row.title} penalty", tip=tip, first=1e-4
    )


NUMBERS: Final = {
    row.id: row
    for row in (
        NumberField(
            id="learning_rate",
            field="learning_rate",
            label="Learning rate",
            title="Learning rate",
            tip=(
                "How large the steps are. Too small: slow. Too large: the loss jumps about or explodes. "
                "Applies at once while training."
            ),
        ),
        NumberField(
            id="batch_size",
            field="batch_size",
            label="Batch size",
            title="Batch size",
            tip="How many rows each step looks at. Empty: all of them. Few make quick, noisy steps.",
            empty="all rows",
            step="double",
        ),
        NumberField(
            id="epoch_limit",
            field="epoch_limit",
            label="Epochs",
            title="Epochs",
            tip="An epoch goes once through all training rows. Training ends after so many; Train again adds "
            "more.",
        ),
        NumberField(
            id="target_loss",
            field="target_loss",
            label="Stop at",
            title="Stop at loss",
            tip="End as soon as the training loss is this small. Empty: go on to the last epoch.",
            empty="never",
        ),
        NumberField(
            id="huber_width",
            field="loss_parameter",
            label="Up to",
            title="Width of the Huber loss",
            tip="Misses up to this size, in standard deviations of the target, count squared; larger ones by "
            "their size. Empty: 1.",
            empty="1",
        ),
        _penalty("l2"),
        _penalty("l1"),
        NumberField(
            id="patience",
            field="patience",
            label="Patience",
            title="Patience",
            tip=(
                "End when the validation rows have not been answered better for so many epochs, and give "
                "back the weights that answered them best: the surest way not to learn rows by heart. "
                "Needs validation rows, the middle number of Split. Empty: never."
            ),
            empty="never",
            first=100,
        ),
        NumberField(
            id="max_seconds",
            field="max_seconds",
            label="Time",
            title="Maximal seconds",
            tip="End after so many seconds of training. Empty: no limit.",
            empty="any",
            first=10,
        ),
        NumberField(
            id="gradient_norm",
            field="gradient_norm",
            label="Flat at",
            title="Gradient norm to stop at",
            tip=(
                "End where the slope, the norm of the gradient, is at most this: on the flat, nothing more "
                "is to be gained by small steps. Empty: never."
            ),
            empty="never",
            first=1e-6,
        ),
        NumberField(
            id="clip_norm",
            field="clip_norm",
            label="Clip at",
            title="Longest gradient",
            tip=(
                "A gradient longer than this is shortened to it, so that a single steep place cannot throw "
                "the weights far off. Empty: never."
            ),
            empty="never",
        ),
        NumberField(
            id="starts",
            field="starts",
            label="Starts",
            title="Starts",
            tip=(
                "Begin from so many random weights at once, drop the worse ones and go on with the best, "
                "so that bad luck spoils nothing. The others stay in the loss plot as faint lines."
            ),
            step="add",
        ),
        NumberField(
            id="folds",
            field="folds",
            label="Folds",
            title="Folds of cross-validation",
            tip=(
                "Before training, find the L2 penalty that predicts best: the training rows are dealt into "
                "so many parts, and each part is answered by networks that have not seen it. 0: off; 5 is "
                "usual. Takes time, and is worth it where rows are few."
            ),
            step="add",
            first=5,
        ),
        NumberField(
            id="held_out",
            field="held_out",
            label="Hold out %",
            title="Held-out share in percent",
            tip="Where Split gives no validation rows, put this share of the training rows aside to see when "
            "Patience runs out. 0: none.",
            step="add",
            first=10,
        ),
    )
}

MORE: Final = (
    "huber_width",
    "l2",
    "l1",
    "patience",
    "held_out",
    "starts",
    "folds",
    "target_loss",
    "max_seconds",
    "gradient_norm",
    "clip_norm",
)
"""The numbers that most people never need."""

ALTERNATIVE_TIP: Final = (
    "Where a weak penalty predicts best, or nothing has been learnt, cross-validation can also try a method "
    "that finds out by itself how small the weights should be, and takes it if it predicts better."
)

_USUAL: Final = {field.name: field.default for field in fields(TrainingChoice)}


def is_shown(row: NumberField, training: TrainingChoice) -> bool:
    """Whether `row` means something to the method and loss of `training`, or stands in their way."""
    method = METHODS[training.method]
    if row.field == "loss_parameter":
        return LOSSES[training.loss].parameter == row.id
    if row.field in PENALTIES:
        return row.field in method.penalties or is_refused(row.field, training)
    if row.field == "folds":
        return "l2" in method.penalties or is_refused(row.field, training)
    return row.field in method.uses or row.field not in GRADIENT_FIELDS


def is_refused(field: str, training: TrainingChoice) -> bool:
    """Whether the method of `training` cannot train with what it has in `field`."""
    method, value = METHODS[training.method], getattr(training, field)
    if field == "loss":
        return method.losses is not None and value not in method.losses
    if field == "folds":
        return "l2" not in method.penalties and value > 1
    return field in PENALTIES and field not in method.penalties and value != 0


def alternatives() -> list[str]:
    """Return the ids of the methods that cross-validation can try in place of an L2 penalty."""
    return [method.id for method in METHODS.values() if "l2" not in method.penalties]


def offered_losses(training: TrainingChoice, classes: int) -> list[str]:
    """Return the ids of the losses there are to choose from, for so many classes (0 for numbers)."""
    if classes:
        return [usual_loss(classes)]
    known = METHODS[training.method].losses
    possible = {loss.id for loss in LOSSES.values() if not loss.of_classes}
    if known is not None:
        possible &= known
    if training.recipe == "auto":
        possible.add(QUANTILE)  # for which it chooses another method
    return [loss for loss in LOSSES if loss in possible | {training.loss}]


def count_set(training: TrainingChoice, classes: int) -> int:
    """Return how many of the loss, the shown MORE numbers and what else is shown there are not as usual."""
    shown = [NUMBERS[name].field for name in MORE if is_shown(NUMBERS[name], training)]
    if "precision" in METHODS[training.method].uses:
        shown.append("precision")
    if classes:
        shown.append("balance_classes")
    if training.folds > 1:
        shown.append("alternative")
    unusual = [field for field in shown if getattr(training, field) != _USUAL[field]]
    return len(unusual) + (training.loss != usual_loss(classes))
