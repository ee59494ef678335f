"""What can be done about something found in the data, with the words on buttons.

Most of it is an edit of a project; a column is read otherwise by opening its file again.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import partial

from engine.base.arrays import IndexArray
from engine.data.inputs import INDICATOR, Input
from engine.project.project import Project
from engine.training.recipes.choice import CUSTOM

Edit = Callable[[Project], Project]


@dataclass(frozen=True, slots=True, eq=False)
class Remedy:
    """An edit and what its button says, in few words; `apply` may raise InputError, too little being left."""

    text: str
    apply: Edit


@dataclass(frozen=True, slots=True)
class ReadAs:
    """A column, the way to read it, a key of engine.reading.choice.READ_AS, and what its button says."""

    text: str
    column: str
    way: str


def leave_inputs_out(project: Project, names: Collection[str], text: str = "") -> tuple[Remedy, ...]:
    """Offer to remove the columns `names` from the inputs, unless none would be left."""
    if set(names) >= set(project.data.roles.input_names):
        return ()
    text = text or ("Leave it out" if len(names) == 1 else "Leave them out")
    return (Remedy(text, partial(_without_inputs, names)),)


def keep_inputs(names: Collection[str]) -> Remedy:
    """Offer to keep only the columns `names` as inputs."""
    return Remedy(f"Keep the {len(names):,} most related", partial(_with_inputs_only, names))


def leave_rows_out(text: str, numbers: IndexArray) -> Remedy:
    """Offer to leave the rows of these `numbers` out."""
    return Remedy(text, partial(_without_rows, numbers))


def take_rows_back(count: int) -> Remedy:
    """Offer to use the rows again that are left out, so many."""
    return Remedy("Take it back" if count == 1 else "Take them back", _with_all_rows)


def mark_gaps(names: Collection[str], unreadable: IndexArray) -> Remedy:
    """Offer to fill gaps in the columns `names`, each with an extra input that says so.

    The rows of the numbers `unreadable`, of which a cell there is no gap, stay left out.
    """
    return Remedy("Fill the gaps instead", partial(_with_marked_gaps, names, unreadable))


def test_on_latest(name: str) -> Remedy:
    """Offer to test on the latest rows, by the column `name`."""
    return Remedy("Test on the latest rows", partial(_split_in_order, name))


def split_by(name: str) -> Remedy:
    """Offer to keep the rows of one value in the column `name` in one share."""
    return Remedy("Keep them together", partial(_split_in_groups, name))


def balance_classes() -> Remedy:
    """Offer to weight all classes equally."""
    return Remedy("Balance the classes", _with_balanced_classes)


def halve_units() -> Remedy:
    """Offer half as many units in every hidden layer."""
    return Remedy("Halve the units", _with_half_the_units)


def double_epochs() -> Remedy:
    """Offer to train for twice as many epochs."""
    return Remedy("Twice the epochs", _with_twice_the_epochs)


def _with_inputs(project: Project, inputs: Collection[Input]) -> Project:
    roles = replace(project.data.roles, inputs=tuple(inputs))
    return replace(project, data=replace(project.data, roles=roles))


def _without_inputs(names: Collection[str], project: Project) -> Project:
    return _with_inputs(project, [given for given in project.data.roles.inputs if given.name not in names])


def _with_inputs_only(names: Collection[str], project: Project) -> Project:
    return _with_inputs(project, [given for given in project.data.roles.inputs if given.name in names])


def _with_marked_gaps(names: Collection[str], unreadable: IndexArray, project: Project) -> Project:
    inputs = project.data.roles.inputs
    marked = [replace(given, missing=INDICATOR) if given.name in names else given for given in inputs]
    return _with_inputs(_without_rows(unreadable, project), marked)


def _without_rows(numbers: IndexArray, project: Project) -> Project:
    left_out = sorted({*project.data.left_out, *numbers.tolist()})
    return replace(project, data=replace(project.data, left_out=tuple(left_out)))


def _with_all_rows(project: Project) -> Project:
    return replace(project, data=replace(project.data, left_out=()))


def _split_in_order(name: str, project: Project) -> Project:
    return replace(project, split=replace(project.split, method="in_order", order=name))


def _split_in_groups(name: str, project: Project) -> Project:
    return replace(project, split=replace(project.split, method="group", group=name))


def _with_balanced_classes(project: Project) -> Project:
    return replace(project, training=replace(project.training, recipe=CUSTOM, balance_classes=True))


def _with_half_the_units(project: Project) -> Project:
    hidden = tuple(replace(layer, units=max(1, layer.units // 2)) for layer in project.network.hidden)
    return replace(project, network=replace(project.network, hidden=hidden))


def _with_twice_the_epochs(project: Project) -> Project:
    epochs = 2 * project.training.epoch_limit
    return replace(project, training=replace(project.training, recipe=CUSTOM, epoch_limit=epochs))
