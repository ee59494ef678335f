"""From a table to what a network trains on: the only place where rows become columns of arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.base.arrays import FloatArray, IndexArray, frozen
from engine.base.errors import InputError
from engine.base.watch import Watch
from engine.base.words import counted
from engine.data.classes import class_counts
from engine.data.fitted_inputs import FittedInputs, fit_inputs
from engine.data.fitted_targets import FittedTargets, fit_targets
from engine.data.inputs import ROW
from engine.data.preprocessor import Preprocessor
from engine.data.roles import Roles
from engine.data.rows import Rows, of_mean_1
from engine.data.split import Split, SplitRows
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


def prepare(
    table: Table,
    roles: Roles,
    split: Split,
    seed: int,
    left_out: tuple[int, ...] = (),
    *,
    earlier: Prepared | None = None,
    watch: Watch | None = None,
) -> Prepared:
    """Pick, split, encode and standardise; raise InputError where that leaves nothing to train on.

    The rows with the numbers `left_out` take no part, nor do those whose weight is 0. Of what was prepared
    `earlier` from the same table, all that would be the same is taken; the result is bit for bit what it is
    without. `watch` can end it.
    """
    watch = watch or Watch()
    roles.check(table)
    _check_size(table, roles)
    weights = table.column(roles.weight).values if roles.weight else None
    complete = complete_rows(table, roles)
    chosen = np.setdiff1d(complete, left_out, assume_unique=True) if left_out else complete
    usable = chosen if weights is None else chosen[weights[chosen] > 0]
    _check_enough(table, roles, len(usable))
    watch.check()
    shares = split.rows(table, roles, usable, seed)
    if earlier is not None and not _has_shares(earlier, shares):
        earlier = None  # all is fitted to other training rows
    raw = [given.raw(table.column(given.name)) for given in roles.inputs]
    inputs = fit_inputs(roles.inputs, raw, shares, _inputs_of(earlier), watch)
    targets = _targets_of(earlier, roles) or fit_targets(table, roles, shares)
    train, validation, test = (
        _rows(X, Y, numbers, weights) for X, Y, numbers in zip(inputs.X, targets.Y, shares, strict=True)
    )
    preprocessor = _preprocessor(table, roles, inputs, targets, _typical(raw, train))
    return Prepared(
        preprocessor=preprocessor,
        train=train,
        validation=validation,
        test=test,
        skipped=int(table.rows - len(complete)),
        bad_cells=_bad_cells(table, roles),
        constant=(*_constant_inputs(preprocessor), *targets.constant),
        absent=_absent(roles.classes, train.Y),
        weightless=len(chosen) - len(usable),
    )


def _has_shares(earlier: Prepared, shares: SplitRows) -> bool:
    of_earlier = (earlier.train, earlier.validation, earlier.test)
    return all(np.array_equal(rows.numbers, own) for rows, own in zip(of_earlier, shares, strict=True))


def _inputs_of(earlier: Prepared | None) -> FittedInputs | None:
    if earlier is None:
        return None
    fitted = earlier.preprocessor
    return FittedInputs(
        encoder=fitted.encoder,
        scaler=fitted.input_scaler,
        low=fitted.input_low,
        high=fitted.input_high,
        X=(earlier.train.X, earlier.validation.X, earlier.test.X),
    )


def _targets_of(earlier: Prepared | None, roles: Roles) -> FittedTargets | None:
    """Return the targets of what was prepared `earlier` where they are those of `roles` too."""
    if earlier is None or earlier.roles.output_targets != roles.output_targets:
        return None
    if earlier.roles.classes != roles.classes:
        return None
    return FittedTargets(
        scaler=earlier.preprocessor.target_scaler,
        Y=(earlier.train.Y, earlier.validation.Y, earlier.test.Y),
        constant=tuple(name for name in earlier.constant if name in roles.targets),
    )


def _rows(X: FloatArray, Y: FloatArray, numbers: IndexArray, weights: FloatArray | None) -> Rows:
    numbers.setflags(write=False)
    return Rows(X, Y, numbers, None if weights is None else of_mean_1(weights.take(numbers)))


def _preprocessor(
    table: Table, roles: Roles, inputs: FittedInputs, targets: FittedTargets, typical: FloatArray
) -> Preprocessor:
    return Preprocessor(
        roles=roles,
        encoder=inputs.encoder,
        input_scaler=inputs.scaler,
        target_scaler=targets.scaler,
        input_low=inputs.low,
        input_high=inputs.high,
        typical=typical,
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


def _typical(raw: Sequence[FloatArray], train: Rows) -> FloatArray:
    """Return the raw inputs (columns,) of the row nearest to the middle among those with fewest gaps.

    `raw` holds the values (rows,) of each input in the table.
    """
    step = -(-train.count // MOST_SEARCHED)
    searched, features = train.numbers[::step], train.X[:, ::step]
    seen = np.array([values.take(searched) for values in raw])
    gaps = np.count_nonzero(np.isnan(seen), axis=0)
    distances = np.einsum("ij,ij->j", features, features)
    return frozen(seen[:, np.lexsort((distances, gaps))[0]])


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
