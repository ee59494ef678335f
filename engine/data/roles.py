"""Which columns are inputs and which are targets."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.data.classes import class_labels, invites_classes, only_one_target, target_classes
from engine.data.scaling import LARGEST
from engine.data.tables import Column, Table
from engine.errors import InputError


@dataclass(frozen=True, slots=True)
class Roles:
    """Names of the columns the network reads and of those it is to predict, in order.

    `classes` are the labels that the one target column takes, in the order of the outputs; empty where the
    targets are numbers.
    """

    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    classes: tuple[str, ...] = ()

    @property
    def outputs(self) -> int:
        """How many outputs a network for them has: two classes are told apart by one."""
        if not self.classes:
            return len(self.targets)
        return 1 if len(self.classes) == 2 else len(self.classes)

    def check(self, table: Table) -> None:
        """Raise InputError unless every column is one of `table` that suits its role, in one role only."""
        if not self.inputs:
            raise InputError("choose at least one input column")
        if not self.targets:
            raise InputError("choose at least one target column")
        names = self.inputs + self.targets
        known = {column.name: column for column in table.columns}
        for name in names:
            if name not in known:
                raise InputError(f"{table.name} has no column {name!r}; it has {', '.join(known)}")
            if known[name].kind != "number" and (name in self.inputs or not self.classes):
                raise InputError(f"column {name!r} holds text, and only numbers can be used; leave it out")
            if names.count(name) > 1:
                raise InputError(f"column {name!r} can be an input or a target, once, not more")
        if self.classes:
            self._check_classes(known)

    def _check_classes(self, known: Mapping[str, Column]) -> None:
        if len(self.targets) > 1:
            raise only_one_target(self.targets)
        if class_labels(known[self.targets[0]]) != self.classes:
            raise InputError(f"column {self.targets[0]!r} has other classes than these: choose it anew")


def default_roles(table: Table) -> Roles:
    """The last number column is the target, the other number columns are the inputs.

    Where the table ends in a column of a few texts on many rows, these are the classes to tell instead; where
    it has only one number column, such texts may stand anywhere.

    Columns that have numbers in less than half of the rows, or too large ones, are left for the person to
    choose: with them a table might open with nothing to train on.
    """
    numbers = [column for column in table.columns if column.kind == "number"]
    usable = [column for column in numbers if _is_usable(column, table.rows)]
    searched = table.columns if len(numbers) == 1 else table.columns[-1:]
    inviting = [column for column in searched if invites_classes(column) and 2 * column.missing <= table.rows]
    if inviting:
        names = tuple(column.name for column in usable or numbers)
        return Roles(names, (inviting[-1].name,), inviting[-1].labels)
    names = tuple(column.name for column in (usable if len(usable) > 1 else numbers))
    return Roles(names[:-1], names[-1:], target_classes(table, names[-1:]))


def _is_usable(column: Column, rows: int) -> bool:
    largest = max(abs(column.low or 0.0), abs(column.high or 0.0))
    return largest <= LARGEST and 2 * (column.missing + column.unreadable) <= rows
