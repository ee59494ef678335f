"""Which training fields are shown, which stand in the way of training, and how many are not as usual."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Final

from engine.network.losses import LOSSES, QUANTILE, LossParameter
from engine.network.penalties import PENALTIES
from engine.training.fields import TRAINING_FIELDS, ChoiceField, FlagField, NumberField
from engine.training.methods.table import METHODS
from engine.training.recipes.choice import TrainingChoice, usual_loss

_USUAL: Final = {field.name: field.default for field in fields(TrainingChoice)}


@dataclass(frozen=True, slots=True)
class Edited:
    """A row that has an editor, and the `field` of TrainingChoice that this edits."""

    field: str
    row: NumberField | ChoiceField | FlagField


def _edited() -> Iterator[Edited]:
    """Yield the training fields; the parameter of a loss has one editor for each loss that has one."""
    for name, row in TRAINING_FIELDS.items():
        if name == "loss_parameter":
            yield from (Edited(name, _of_loss(loss.parameter)) for loss in LOSSES.values() if loss.parameter)
        else:
            yield Edited(name, row)


def _of_loss(parameter: LossParameter) -> NumberField:
    return NumberField(
        id=parameter.id,
        label=parameter.label,
        title=parameter.title,
        tip=parameter.tip,
        limit=parameter.limit,
        empty=f"{parameter.usual:g}",
    )


EDITED: Final = {edited.row.id: edited for edited in _edited()}


def is_shown(edited: Edited, training: TrainingChoice, classes: int) -> bool:
    """Whether it means something to `training` on so many classes, or stands in its way."""
    field = edited.field
    if field == "alternative":
        return training.folds > 1
    if field == "balance_classes":
        return classes > 0
    if field == "loss_parameter":
        parameter = LOSSES[training.loss].parameter
        return parameter is not None and parameter.id == edited.row.id
    return edited.row.of(METHODS[training.method]) or is_refused(field, training)


def is_refused(field: str, training: TrainingChoice) -> bool:
    """Whether the method of `training` cannot train with what it has in `field`."""
    method, value = METHODS[training.method], getattr(training, field)
    if field == "loss":
        return method.losses is not None and value not in method.losses
    if field == "folds":
        return "l2" not in method.penalties and value > 1
    return field in PENALTIES and field not in method.penalties and value != 0


def offered_losses(training: TrainingChoice, classes: int) -> list[str]:
    """Return the ids of the losses there are to choose from, for so many classes (0 for numbers)."""
    if classes:
        return [usual_loss(classes)]
    suited = METHODS[training.method].losses
    possible = {loss.id for loss in LOSSES.values() if not loss.of_classes}
    if suited is not None:
        possible &= suited
    if training.recipe == "auto":
        possible.add(QUANTILE)  # for which it chooses another method
    return [loss for loss in LOSSES if loss in possible | {training.loss}]


def names_set(training: TrainingChoice, classes: int) -> list[str]:
    """Return what the seldom needed fields are called that are shown and not as usual."""
    usual = _USUAL | {"loss": usual_loss(classes)}
    shown = [
        edited for edited in EDITED.values() if edited.row.seldom and is_shown(edited, training, classes)
    ]
    changed = [edited for edited in shown if getattr(training, edited.field) != usual[edited.field]]
    return [edited.row.title for edited in changed]
