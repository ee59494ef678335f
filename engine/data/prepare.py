"""From a table to what a network trains on: the only place where rows become columns of arrays."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.base.arrays import FloatArray, IndexArray, frozen
from engine.base.errors import InputError
from engine.base.words import counted
from engine.data.classes import class_counts, class_numbers, encode
from engine.data.encoder import Encoder, fit_encoder
from engine.data.inputs import ROW
from engine.data.preprocessor import Preprocessor
from engine.data.roles import Roles
from engine.data.rows import Rows, of_mean_1
from engine.data.scaler import Scaler, fit_scaler, identity_scaler
from engine.data.split import Split
from engine.table.table import BadCell, Table

MOST_TARGETS: Final = 100_000_000
"""How many numbers rows and outputs may make together: some copies of so many still fit into memory."""

MOST_SEARCHED: Final = 10_000
"""Among so many training rows the typical one is looked for, which takes a few milliseconds."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Prepared:
    """A table made ready: three shares of standardised rows, and what was fitted on the training rows only.

    `skipped` counts rows left out for a missing or unreadable cell in a used column, `bad_cells` shows the
    first cells of them; `constant` names the used columns that never change in the training rows, and
    `absent` the classes that none of these is of. Weights have mean 1 in every share; the preprocessor takes
    no notice of them. `weightless` counts rows left out because their weight is 0.
    """

    preprocessor: Preprocessor
    train: Rows
    validation: Rows
    test: Rows
    skipped: int
    bad_cells: tuple[BadCell, ...]
    constant: tuple[str, ...]
    absent: tuple[str, ...] = ()
    weightless: int = 0

    @property
    def roles(self) -> Roles:
        """What the columns are for."""
        return self.preprocessor.roles


def complete_rows(table: Table, roles: Roles) -> IndexArray:
    """Return which rows have a value in every column in use whose gaps are not filled."""
    complete = np.ones(table.rows, dtype=bool)
    for name in _needed(roles):
        complete &= np.isfinite(table.column(name).values)
    return np.flatnonzero(complete)


def _needed(roles: Roles) -> tuple[str, ...]:
    """Return the names of the columns without which a row is of no use."""
    unfilled = (given.name for given in roles.inputs if given.missing == ROW)
    return (*unfilled, *roles.targets, *roles.single.values())


def prepare(table: Table, roles: Roles, split: Split, seed: int, left_out: tuple[int, ...] = ()) -> Prepared:
    """Pick, split, encode and standardise; raise InputError where that leaves nothing to train on.

    The rows with the numbers `left_out` take no part, nor do those whose weight is 0.
    """
    roles.check(table)
    _check_size(table, roles)
    raw = np.array([given.raw(table.column(given.name)) for given in roles.inputs])
    targets = _Targets(table, roles)
    weights = table.column(roles.weight).values if roles.weight else None
    complete = complete_rows(table, roles)
    wanted = np.setdiff1d(complete, left_out, assume_unique=True) if left_out else complete
    usable = wanted if weights is None else wanted[weights[wanted] > 0]
    _check_enough(table, roles, len(usable))
    shares = split.rows(table, roles, usable, seed)
    train_raw = raw.take(shares.train, axis=1)
    encoder = fit_encoder(roles.inputs, train_raw)
    input_scaler = fit_scaler(roles.features, encoder.encode(train_raw))
    target_scaler = targets.fit_scaler(shares.train)

    def rows(numbers: IndexArray) -> Rows:
        X = input_scaler.transform_checked(roles.features, encoder.encode(raw.take(numbers, axis=1)))
        Y = targets.scaled(target_scaler, numbers)
        for array in (X, Y, numbers):
            array.setflags(write=False)
        return Rows(X, Y, numbers, None if weights is None else of_mean_1(weights.take(numbers)))

    train = rows(shares.train)
    preprocessor = _preprocessor(table, roles, (encoder, input_scaler, target_scaler), train_raw, train.X)
    return Prepared(
        preprocessor=preprocessor,
        train=train,
        validation=rows(shares.validation),
        test=rows(shares.test),
        skipped=int(table.rows - len(complete)),
        bad_cells=_bad_cells(table, roles),
        constant=(*_constant_inputs(preprocessor), *targets.constant(shares.train)),
        absent=_absent(roles.classes, train.Y),
        weightless=len(wanted) - len(usable),
    )


def _preprocessor(
    table: Table,
    roles: Roles,
    fitted: tuple[Encoder, Scaler, Scaler],
    raw: FloatArray,
    X: FloatArray,
) -> Preprocessor:
    """Return what was `fitted`, beside what the training rows' `raw` inputs (columns, n) and `X` tell."""
    encoder, input_scaler, target_scaler = fitted
    low, high = _ranges(raw)
    return Preprocessor(
        roles=roles,
        encoder=encoder,
        input_scaler=input_scaler,
        target_scaler=target_scaler,
        input_low=frozen(low),
        input_high=frozen(high),
        typical=_typical(raw, X),
        input_units=tuple(table.column(name).unit for name in roles.input_names),
        output_units=tuple(table.column(name).unit for name in roles.output_targets),
    )


def _constant_inputs(fitted: Preprocessor) -> tuple[str, ...]:
    """Return the names of the inputs that never change in the training rows."""
    spans = zip(fitted.roles.input_names, fitted.input_high - fitted.input_low, strict=True)
    return tuple(name for name, span in spans if span == 0)


def _check_size(table: Table, roles: Roles) -> None:
    if table.rows * roles.outputs > MOST_TARGETS:
        raise InputError(
            f'"{table.name}" has {counted(table.rows, "row")}, and with {counted(roles.outputs, "output")} '
            f"that makes more than {MOST_TARGETS:,} numbers to learn: choose fewer targets or fewer rows"
        )


def _check_enough(table: Table, roles: Roles, usable: int) -> None:
    if usable < 2:
        what = "number and a class" if roles.classes else "number"
        weighted = " and a weight above 0" if roles.weight else ""
        raise InputError(
            f'"{table.name}" has {counted(usable, "row")} with a {what} in every chosen column{weighted}, '
            "and training needs at least 2: choose other columns or fill the gaps"
        )


def _ranges(raw: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the least and the greatest of each column's values (columns, n), 0 where there are none."""
    there = np.isfinite(raw)
    none = ~there.any(axis=1)
    low, high = np.where(there, raw, np.inf).min(axis=1), np.where(there, raw, -np.inf).max(axis=1)
    return np.where(none, 0.0, low), np.where(none, 0.0, high)


def _typical(raw: FloatArray, X: FloatArray) -> FloatArray:
    """Return the raw inputs (columns,) of the row nearest to the middle among those with fewest gaps.

    `raw` (columns, n) and the standardised `X` (d_in, n) are of the same rows.
    """
    step = -(-X.shape[1] // MOST_SEARCHED)
    seen, features = raw[:, ::step], X[:, ::step]
    gaps = np.count_nonzero(np.isnan(seen), axis=0)
    distances = np.einsum("ij,ij->j", features, features)
    return frozen(seen[:, np.lexsort((distances, gaps))[0]])


class _Targets:
    """The target columns of a table, numbers or a class, of which some rows are asked for."""

    def __init__(self, table: Table, roles: Roles) -> None:
        self._roles = roles
        columns = [table.column(name) for name in (roles.targets if roles.classes else roles.output_targets)]
        self._values = np.array(
            [class_numbers(columns[0])] if roles.classes else [column.values for column in columns]
        )

    def fit_scaler(self, numbers: IndexArray) -> Scaler:
        """Return the scaler that suits the rows of these `numbers`."""
        if self._roles.classes:
            return identity_scaler(self._roles.outputs)
        return fit_scaler(self._roles.output_targets, self._values.take(numbers, axis=1))

    def scaled(self, scaler: Scaler, numbers: IndexArray) -> FloatArray:
        """Return the targets (d_out, n) of the rows of these `numbers`."""
        values = self._values.take(numbers, axis=1)
        if self._roles.classes:
            return encode(values[0], len(self._roles.classes))
        return scaler.transform_checked(self._roles.output_targets, values)

    def constant(self, numbers: IndexArray) -> tuple[str, ...]:
        """Return the names of the number targets that never change in the rows of these `numbers`."""
        if self._roles.classes:
            return ()
        spans = np.ptp(self._values.take(numbers, axis=1), axis=1)
        constant = zip(self._roles.output_targets, spans, strict=True)
        return tuple(dict.fromkeys(name for name, span in constant if span == 0))


def _bad_cells(table: Table, roles: Roles) -> tuple[BadCell, ...]:
    """Return the cells that rows are left out for, as far as the table knows them."""
    needed = set(_needed(roles))
    cells = [cell for cell in (*table.bad_cells, *table.missing_cells) if cell.column in needed]
    return tuple(sorted(cells, key=lambda cell: cell.line))


def _absent(classes: tuple[str, ...], Y: FloatArray) -> tuple[str, ...]:
    """Return which `classes` no row has; raise InputError where all rows are of one class."""
    if not classes:
        return ()
    counts = class_counts(Y)
    if np.count_nonzero(counts) < 2:
        raise InputError(
            f"every training row is of class {classes[int(counts.argmax())]!r}, and there is nothing to tell "
            "it from: choose another split or target"
        )
    return tuple(label for label, count in zip(classes, counts, strict=True) if count == 0)
