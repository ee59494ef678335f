"""What a table is: its columns, its rows, and what was found of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.base.arrays import Float64Array, IndexArray
from engine.base.errors import InputError
from engine.table.notation import DECIMALS


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Column:
    """One column: `kind` is "number", "date", "category" or "yes/no"; `values` (rows,) is NaN for none.

    The numbers of dates are days since 1970-01-01, parts of a day for times.
    Missing are empty cells, words for them (NA, N/A, null, none, ?, ., -), nan and inf. Unreadable are the
    other cells of a number column that are no number a float64 can hold, `unreadable_rows` the numbers of
    their rows. `low`, `high` and `distinct` are over the numbers there are. A category has `labels`, its
    different texts in order, and as `values` the number of each row's label from 0; where there are more than
    MOST_LABELS texts it has neither, but `texts` (rows,) of NumPy's StringDType, empty where there is none.
    `distinct` counts them in any case. The labels of a yes/no column are no and yes, in this order. `unit`
    stands beside the numbers in the file or below the name, "" where it says none.
    """

    name: str
    kind: str
    values: Float64Array
    missing: int
    unreadable: int
    low: float | None
    high: float | None
    known_distinct: int | None
    labels: tuple[str, ...] = ()
    unit: str = ""
    texts: NDArray[Any] | None = None
    unreadable_rows: IndexArray = field(default_factory=lambda: np.zeros(0, dtype=np.intp))

    @property
    def distinct(self) -> int:
        """How many different values or texts there are; numbers are counted when that is first asked for.

        Of a million of them that takes as long as reading them.
        """
        count = self.known_distinct
        if count is None:
            count = _count_distinct(self.values)
            object.__setattr__(self, "known_distinct", count)
        return count


def _count_distinct(values: Float64Array) -> int:
    ordered = np.sort(values)
    ordered = ordered[
        : len(ordered) - np.count_nonzero(np.isnan(ordered))
    ]  # NaN is sorted to the end; np.unique would import masked arrays
    return 1 + int(np.count_nonzero(ordered[1:] != ordered[:-1])) if len(ordered) else 0


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell that is no number in a column of numbers: its line (from 1), its column and its text.

    `row` is its row in the table, from 0.
    """

    line: int
    column: str
    text: str
    row: int = field(default=-1, compare=False)


@dataclass(frozen=True, slots=True)
class Offer:
    """A column of texts that could be numbers: what was `found` in it, and the `ways` to read it so.

    The ways are keys of engine.reading.choice.READ_AS, and `offered` says in words what they are.
    """

    column: str
    found: str
    ways: tuple[str, ...]
    offered: str

    @property
    def sentence(self) -> str:
        """What was found, done and could be done."""
        return f"{self.column}: {self.found}: it was read as text, and can be read as {self.offered}"


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True, kw_only=True)
class Table:
    """What a file held. Every data record is a row, numbered from 0, also those with bad cells.

    `bad_cells` are the first hundred that are no number in a column of numbers, `missing_cells` the first
    hundred without one, `problems` are sentences for the person, and `fingerprint` is a hash of
    names, kinds, values and texts that is the same on every machine. `notes` are those of the problems that
    are about no cell, such as what was left out below the table. `questions` are sentences about what could
    as well be read otherwise. `place` is what a line of the file is called, "row" where it has none.
    `declared_roles` are those of engine.data.roles.ROLES that the file itself gives, by names of columns.
    """

    name: str
    path: str
    columns: tuple[Column, ...]
    bad_cells: tuple[BadCell, ...]
    rows: int
    dialect: dict[str, str]
    problems: tuple[str, ...]
    fingerprint: str
    missing_cells: tuple[BadCell, ...] = ()
    questions: tuple[str, ...] = ()
    place: str = "line"
    notes: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    declared_roles: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raise ValueError where a column has other than `rows` values: no table can be made of such."""
        for column in self.columns:
            for held in (column.values, column.texts):
                if held is not None and len(held) != self.rows:
                    raise ValueError(f"{column.name!r} has {len(held)} cells in a table of {self.rows} rows")

    @property
    def has_decimal_commas(self) -> bool:
        """Whether its numbers were read with commas for points."""
        return self.dialect.get("decimal") == DECIMALS[","]

    def column(self, name: str) -> Column:
        """Return the column of a name; raise InputError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        known = ", ".join(column.name for column in self.columns[:20])
        raise InputError(f'"{self.name}" has no column "{name}": choose one of {known}')
