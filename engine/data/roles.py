"""Which columns are inputs, which are targets, and which says how much a row counts."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from engine.base.errors import InputError
from engine.data.classes import class_labels, only_one_target
from engine.data.inputs import Input, input_for
from engine.data.quantiles import check_quantiles
from engine.data.scaler import LARGEST
from engine.table.table import Column, Table

INPUT: Final = "input"
TARGET: Final = "target"
WEIGHT: Final = "weight"
UNUSED: Final = "unused"

WIDEST_WEIGHTS: Final = 1e30
"""How many times the least weight the greatest may be: scaled to mean 1, all of them are float32 numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What a column can be; `tip` says what it then does. Any number of columns can have the role.

    Its id is also its word in sentences and headers: "used as input".
    """

    id: str
    title: str
    tip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleRole(Role):
    """A role that one column has at most: the one named by the field of Roles that is called as its id.

    A row without a value in that column is left out. The role suits columns of these `kinds` that pass
    `check`, which raises InputError for others. `note` says what the column does, behind its name. The
    shell's option is called as the id too, and `help` is what help says of it.
    """

    kinds: tuple[str, ...]
    check: Callable[[Column], None]
    note: str
    help: str


def _check_weight(column: Column) -> None:
    """Raise InputError unless `column` can say how much each row counts."""
    what = f"column {column.name!r} cannot say how much a row counts: it holds"
    if column.kind != "number":
        raise InputError(f"{what} no numbers, and a weight is a number from 0 up; choose another column")
    if column.low is None or column.high is None or column.high == 0 == column.low:
        raise InputError(f"{what} nothing above 0, so that no row would count; choose another column")
    if column.low < 0:
        raise InputError(f"{what} {column.low:g}, and a weight is a number from 0 up; choose another column")
    least = float(column.values[column.values > 0].min())
    if column.high > LARGEST or column.high > WIDEST_WEIGHTS * least:
        raise InputError(
            f"{what} weights from {least:.3g} to {column.high:.3g}, and beside the large ones the small ones "
            "are lost in rounding; choose another column"
        )


ROLES: Final = {
    row.id: row
    for row in (
        Role(id=INPUT, title="Input", tip="The network reads it."),
        Role(id=TARGET, title="Target", tip="The network learns to tell it."),
        SingleRole(
            id=WEIGHT,
            title="Weight",
            tip="Its numbers say how much each row counts, in training and in every score.",
            kinds=("number",),
            check=_check_weight,
            note="says how much each row counts",
            help="the column of numbers from 0 up that say how much a row counts, in training and in every "
            "score",
        ),
        Role(id=UNUSED, title="Not used", tip="The network never sees it."),
    )
}
"""What a column can be, in the order in which it is offered."""

SINGLE_ROLES: Final = {row.id: row for row in ROLES.values() if isinstance(row, SingleRole)}


@dataclass(frozen=True, slots=True)
class Roles:
    """The columns the network reads, as it reads them, and the names of those it is to predict, in order.

    `classes` are the labels that the one target column takes, in the order of the outputs; empty where the
    targets are numbers. With `quantiles`, in ascending order, the network has an output for each target and
    quantile, those of a target side by side. `weight` is the column of numbers that says how much each row
    counts in training and in every score; empty where all count alike.
    """

    inputs: tuple[Input, ...]
    targets: tuple[str, ...]
    classes: tuple[str, ...] = ()
    quantiles: tuple[float, ...] = ()
    weight: str = ""

    @staticmethod
    def of_numbers(inputs: Sequence[str], targets: Sequence[str], classes: Sequence[str] = ()) -> "Roles":
        """Return roles in which every input is a column of numbers, taken as it stands."""
        return Roles(tuple(map(Input, inputs)), tuple(targets), tuple(classes))

    @property
    def input_names(self) -> tuple[str, ...]:
        """The names of the input columns."""
        return tuple(given.name for given in self.inputs)

    @property
    def single(self) -> dict[str, str]:
        """The column that has each of SINGLE_ROLES, by the role's id; none for roles that no column has."""
        return {role: name for role in SINGLE_ROLES if (name := getattr(self, role))}

    @property
    def weighted(self) -> str:
        """What to say behind a figure over rows that do not all count alike: ", weighted by w"."""
        return f", weighted by {self.weight}" if self.weight else ""

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of all columns in use."""
        return (*self.input_names, *self.targets, *self.single.values())

    @property
    def features(self) -> tuple[str, ...]:
        """The names of the network's inputs: a column may become several."""
        return tuple(name for given in self.inputs for name in given.features)

    @property
    def outputs(self) -> int:
        """How many outputs a network for them has: two classes are told apart by one."""
        if not self.classes:
            return len(self.output_targets)
        return 1 if len(self.classes) == 2 else len(self.classes)

    @property
    def output_targets(self) -> tuple[str, ...]:
        """The target that each of the outputs is about, where they are numbers."""
        return tuple(name for name in self.targets for _ in self.quantiles or (None,))

    @property
    def output_names(self) -> tuple[str, ...]:
        """What the outputs are called, where they are numbers: "y", or with quantiles "y 90 %"."""
        if not self.quantiles:
            return self.targets
        return tuple(f"{name} {100 * share:.6g} %" for name in self.targets for share in self.quantiles)

    @property
    def by_name(self) -> dict[str, str]:
        """What each column in use is, by its name: one of ROLES but UNUSED."""
        inputs, targets = dict.fromkeys(self.input_names, INPUT), dict.fromkeys(self.targets, TARGET)
        return {name: role for role, name in self.single.items()} | targets | inputs

    def role(self, name: str) -> str:
        """Return what the column of that name is: one of ROLES. Who asks for many takes `by_name`."""
        return self.by_name.get(name, UNUSED)

    def assigned(self, table: Table, name: str, role: str) -> "Roles":
        """Return these roles with another one for the column `name` of `table`; its classes are found anew.

        A column keeps how it is encoded as long as it is an input. A target of texts is the only one, and of
        two columns in all the other takes the role that this one had, as neither may be empty.
        """
        chosen = {INPUT: set(self.input_names) - {name}, TARGET: set(self.targets) - {name}}
        if role == TARGET:
            chosen[TARGET] &= _targets_beside(table, name)
        if role in chosen:
            chosen[role].add(name)
            other = TARGET if role == INPUT else INPUT
            if not chosen[other] and len(self.inputs + self.targets) == 2:
                chosen[other], chosen[role] = chosen[role] - {name}, {name}
        return replace(
            self,
            inputs=self._inputs_of(table, chosen[INPUT]),
            targets=tuple(column.name for column in table.columns if column.name in chosen[TARGET]),
            classes=(),
            **self._single_with(name, role),
        )

    def retargeted(self, table: Table, name: str) -> "Roles":
        """Return these roles with the column `name` of `table` as the only target.

        What were the targets are inputs then; the classes are found anew.
        """
        inputs = self._inputs_of(table, {*self.input_names, *self.targets} - {name})
        return replace(self, inputs=inputs, targets=(name,), classes=(), **self._single_with(name, TARGET))

    def _single_with(self, name: str, role: str) -> dict[str, Any]:
        """Return the column of each of SINGLE_ROLES, "" for none, where the column `name` has `role`."""
        others = {single: column for single, column in self.single.items() if column != name}
        return dict.fromkeys(SINGLE_ROLES, "") | others | ({role: name} if role in SINGLE_ROLES else {})

    def _inputs_of(self, table: Table, names: Collection[str]) -> tuple[Input, ...]:
        """Return the columns `names` of `table` as inputs, in its order; present ones stay as they are."""
        known = {given.name: given for given in self.inputs}
        columns = [column for column in table.columns if column.name in names]
        return tuple(known.get(column.name) or input_for(column) for column in columns)

    def input(self, name: str) -> Input:
        """Return the input column of that name; raise InputError where it is none."""
        for given in self.inputs:
            if given.name == name:
                return given
        raise InputError(f"column {name!r} is no input; the inputs are {', '.join(self.input_names)}")

    def with_input(self, given: Input) -> "Roles":
        """Return these roles with another way to read the input column of that name."""
        return replace(self, inputs=tuple(given if own.name == given.name else own for own in self.inputs))

    def check(self, table: Table) -> None:
        """Raise InputError unless every column is one of `table` that suits its role, in one role only."""
        if not self.inputs:
            raise InputError("choose at least one input column")
        if not self.targets:
            raise InputError("choose at least one target column")
        names = self.column_names
        known = {column.name: column for column in table.columns}
        for name in names:
            if name not in known:
                raise InputError(f'"{table.name}" has no column {name!r}; it has ' + ", ".join(known))
            if names.count(name) > 1:
                *others, last = ("an input", "a target", *(f"the {role}" for role in self.single))
                either = f"{', '.join(others)} or {last}"
                raise InputError(f"column {name!r} can be {either}, once, not more")
            if name in self.targets and not self.classes and known[name].kind != "number":
                raise InputError(f"column {name!r} holds text, and a target of numbers needs numbers")
        for given in self.inputs:
            given.check(known[given.name])
        for role, name in self.single.items():
            SINGLE_ROLES[role].check(known[name])
        if self.classes:
            self._check_classes(known)
        check_quantiles(self.quantiles)

    def _check_classes(self, known: Mapping[str, Column]) -> None:
        if len(self.targets) > 1:
            raise only_one_target(self.targets)
        if class_labels(known[self.targets[0]]) != self.classes:
            raise InputError(f"column {self.targets[0]!r} has other classes than these: choose it anew")
        if self.quantiles:
            raise InputError(
                f"column {self.targets[0]!r} holds classes, and only numbers have quantiles: leave "
                "them out, or take the column for numbers"
            )


def _targets_beside(table: Table, name: str) -> set[str]:
    """Return what can be a target together with the column `name`: a target of texts is the only one."""
    if table.column(name).kind != "number":
        return set()
    return {column.name for column in table.columns if column.kind == "number"}
