"""From a table to what a network trains on: the only place where rows become columns of arrays."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from engine.arrays import FloatArray, IndexArray, frozen
from engine.data.roles import Roles
from engine.data.scaling import Scaler, fit_scaler
from engine.data.split import Split
from engine.data.tables import BadCell, Table
from engine.errors import InputError
from engine.words import counted

MOST_TARGETS: Final = 100_000_000
"""How many numbers rows and outputs may make together: some copies of so many still fit into memory."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Standardised rows: `X` (d_in, n) and `Y` (d_out, n), and their numbers in the table; all read-only."""

    X: FloatArray
    Y: FloatArray
    numbers: IndexArray

    @property
    def count(self) -> int:
        """How many rows there are."""
        return int(self.X.shape[1])

    def astype(self, dtype: np.dtype[Any]) -> "Rows":
        """Return these rows with numbers of type `dtype`: themselves if they have it already."""
        if self.X.dtype == self.Y.dtype == dtype:
            return self
        with np.errstate(over="ignore"):
            return Rows(frozen(self.X.astype(dtype)), frozen(self.Y.astype(dtype)), self.numbers)


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A table made ready: three shares of standardised rows, with scalers fitted on the training rows only.

    `input_low` and `input_high` (d_in,) are the training rows' range in the table's units; `skipped` counts
    rows left out for a missing or unreadable cell in a used column, `bad_cells` shows the first cells
    of them; `constant` names the used columns that never change in the training rows.
    """

    roles: Roles
    train: Rows
    validation: Rows
    test: Rows
    input_scaler: Scaler
    target_scaler: Scaler
    input_low: FloatArray
    input_high: FloatArray
    skipped: int
    bad_cells: tuple[BadCell, ...]
    constant: tuple[str, ...]


def complete_rows(table: Table, roles: Roles) -> IndexArray:
    """Return which rows have a number in every used column; the others are left out."""
    complete = np.ones(table.rows, dtype=bool)
    for name in roles.inputs + roles.targets:
        complete &= np.isfinite(table.column(name).values)
    return np.flatnonzero(complete)


def prepare(table: Table, roles: Roles, split: Split, seed: int) -> Prepared:
    """Pick, split and standardise; raise InputError where that leaves nothing to train on."""
    roles.check(table)
    if table.rows * roles.outputs > MOST_TARGETS:
        raise InputError(
            f"{table.name} has {counted(table.rows, 'row')}, and with {counted(roles.outputs, 'output')} "
            f"that makes more than {MOST_TARGETS:,} numbers to learn: choose fewer targets or fewer rows"
        )
    inputs = np.array([table.column(name).values for name in roles.inputs])
    targets = np.array([table.column(name).values for name in roles.targets])
    usable = complete_rows(table, roles)
    if len(usable) < 2:
        raise InputError(
            f"{table.name} has {counted(len(usable), 'row')} with a number in every chosen column, and "
            "training needs at least 2: choose other columns or fill the gaps"
        )
    shares = split.rows(usable, table.rows, seed)
    train_inputs = inputs.take(shares.train, axis=1)
    train_targets = targets.take(shares.train, axis=1)
    input_scaler = fit_scaler(roles.inputs, train_inputs)
    target_scaler = fit_scaler(roles.targets, train_targets)

    def rows(numbers: IndexArray) -> Rows:
        X = input_scaler.transform_checked(roles.inputs, inputs.take(numbers, axis=1))
        Y = target_scaler.transform_checked(roles.targets, targets.take(numbers, axis=1))
        for array in (X, Y, numbers):
            array.setflags(write=False)
        return Rows(X, Y, numbers)

    low, high = train_inputs.min(axis=1), train_inputs.max(axis=1)
    spans = dict(
        zip(roles.inputs + roles.targets, [*(high - low), *np.ptp(train_targets, axis=1)], strict=True)
    )
    used = [cell for cell in (*table.bad_cells, *table.missing_cells) if cell.column in spans]
    return Prepared(
        roles,
        rows(shares.train),
        rows(shares.validation),
        rows(shares.test),
        input_scaler,
        target_scaler,
        frozen(low),
        frozen(high),
        skipped=int(table.rows - len(usable)),
        bad_cells=tuple(sorted(used, key=lambda cell: cell.line)),
        constant=tuple(name for name, span in spans.items() if span == 0),
    )
