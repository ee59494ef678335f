"""Columns as inputs: how each becomes numbers that a network reads, and what is done about missing cells.

Between a table and a network a row of inputs is *raw*: one number for each column, which is the number
itself, the place of a label among the input's labels, the days since 1970 of a date, or NaN for nothing.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.base.arrays import Float64Array
from engine.base.errors import InputError
from engine.base.limits import check_id
from engine.data.classes import class_labels, class_numbers
from engine.data.identifiers import why_identifier
from engine.data.scaler import LARGEST
from engine.table import dates
from engine.table.numerals import Numerals
from engine.table.table import Column, Table

MOST_ONE_HOT: Final = 50
"""A column of more different texts is no input unless a person says so."""

ROW: Final = "row"
INDICATOR: Final = "indicator"
MOST_FREQUENT: Final = "most_frequent"

YEAR: Final = 365.2425
WEEK: Final = 7.0

_CYCLES: Final = (("year", YEAR), ("week", WEEK))
_CYCLES_WITH_TIME: Final = (*_CYCLES, ("day", 1.0))


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a column becomes numbers: its id, its name, what it does, the kinds it is for, fills for gaps.

    A column opens with the first in ENCODINGS that it can have, see `input_for`.
    """

    id: str
    title: str
    tip: str
    kinds: tuple[str, ...]
    fills: tuple[str, ...]
    labelled: bool = False
    cycles: tuple[tuple[str, float], ...] = ()


_NUMBER_FILLS: Final = (ROW, "mean", "median", MOST_FREQUENT, INDICATOR)
_LABEL_FILLS: Final = (ROW, MOST_FREQUENT, INDICATOR)

ENCODINGS: Final = {
    row.id: row
    for row in (
        Encoding("number", "as a number", "The number as it stands.", ("number",), _NUMBER_FILLS),
        Encoding(
            "binary",
            "as 0 and 1",
            "One input: 0 for the first of the two values, 1 for the second.",
            ("yes/no", "category"),
            _NUMBER_FILLS,
            labelled=True,
        ),
        Encoding(
            "one_hot",
            "one input each (one-hot)",
            "An input for every different value: 1 in the rows that have it, 0 in the others.",
            ("category", "yes/no", "number"),
            _LABEL_FILLS,
            labelled=True,
        ),
        Encoding(
            "ordinal",
            "as ranks in order (ordinal)",
            "One input: 0 for the first value, 1 for the second, and so on. For values that have an order.",
            ("category",),
            _NUMBER_FILLS,
            labelled=True,
        ),
        Encoding("date", "as a date", "One input: the days since 1970.", ("date",), _NUMBER_FILLS),
        Encoding(
            "date_cycles",
            "as a date, and its place in the year and the week",
            "Five inputs: the days since 1970, and sine and cosine of the place in the year and in the week.",
            ("date",),
            _NUMBER_FILLS,
            cycles=_CYCLES,
        ),
        Encoding(
            "date_time_cycles",
            "as a date, and its place in the year, the week and the day",
            "Seven inputs: the days since 1970, and sine and cosine of the place in the year, the week and "
            "the day.",
            ("date",),
            _NUMBER_FILLS,
            cycles=_CYCLES_WITH_TIME,
        ),
    )
}

FILLS: Final = {
    ROW: "leave the row out",
    "mean": "put the mean",
    "median": "put the median",
    MOST_FREQUENT: "put the most frequent value",
    INDICATOR: "an extra input that says so",
}
"""What is done about a missing cell: ids and how they are called."""


@dataclass(frozen=True, slots=True)
class Input:
    """A column as an input: its encoding's id, its labels in order if it has any, and the fill for gaps."""

    name: str
    encoding: str = "number"
    labels: tuple[str, ...] = ()
    missing: str = ROW

    def __post_init__(self) -> None:
        """Raise InputError for an unknown encoding or fill, or one that does not go with the other."""
        check_id("encoding", self.encoding, ENCODINGS)
        check_id("fill", self.missing, FILLS)
        known = ENCODINGS[self.encoding]
        if self.missing not in known.fills:
            raise InputError(
                f"gaps in {self.name!r}, {known.title}, cannot be filled by {self.missing!r}: choose one of "
                f"{', '.join(known.fills)}"
            )
        if self.encoding == "binary" and len(self.labels) != 2:
            raise InputError(f"column {self.name!r} has not two values, so it cannot be used {known.title}")

    @property
    def features(self) -> tuple[str, ...]:
        """The names of what the network reads of it, in order."""
        known = ENCODINGS[self.encoding]
        if self.encoding == "one_hot":
            own = tuple(f"{self.name} = {label}" for label in self.labels)
        elif self.encoding == "binary":
            own = (f"{self.name} = {self.labels[1]}",)
        else:
            waves = (
                f"{self.name}, {wave} of the {name}"
                for name, _ in known.cycles
                for wave in ("sine", "cosine")
            )
            own = (self.name, *waves)
        return (*own, f"{self.name} missing") if self.missing == INDICATOR else own

    @property
    def is_date(self) -> bool:
        """Whether its raw values are days."""
        return ENCODINGS[self.encoding].kinds == ("date",)

    def check(self, column: Column) -> None:
        """Raise InputError unless its column is of a kind, and has the labels, that it is an input of."""
        known = ENCODINGS[self.encoding]
        if column.kind not in known.kinds:
            raise InputError(
                f"column {self.name!r} holds {KIND_WORDS[column.kind]}, which cannot be used {known.title}: "
                "choose it anew or leave it out"
            )
        if known.labelled and sorted(_labels(column)) != sorted(self.labels):
            raise InputError(f"column {self.name!r} has other values than these: choose it anew")

    def raw(self, column: Column) -> Float64Array:
        """Return the raw values (rows,) of its column; raise InputError where that does not suit."""
        self.check(column)
        if not ENCODINGS[self.encoding].labelled:
            return column.values
        places = np.array([self.labels.index(label) for label in _labels(column)], dtype=float)
        numbers = class_numbers(column)
        if np.array_equal(places, np.arange(len(places))):
            return numbers
        found = np.full(len(numbers), np.nan)
        there = np.isfinite(numbers)
        found[there] = places[numbers[there].astype(np.intp)]
        return found

    def parse(self, text: str) -> float:
        """Return the raw value of a cell as a person types it, NaN where it is empty; raise InputError.

        Labels are also found in other letters, where only one of them is meant.
        """
        cell = text.strip()
        if Numerals().is_absent(cell) and cell not in self.labels:
            if self.missing == ROW:
                raise InputError(f"{self.name} must not be missing: give a value for it")
            return float("nan")
        if self.is_date:
            return dates.parse(cell)
        if not ENCODINGS[self.encoding].labelled:
            return _number(self.name, cell)
        exact = [place for place, label in enumerate(self.labels) if label == cell]
        alike = [place for place, label in enumerate(self.labels) if label.lower() == cell.lower()]
        if len(exact or alike) != 1:
            raise InputError(f"{self.name} must be one of {_listed(self.labels)}, not {cell!r}")
        return float((exact or alike)[0])

    def text(self, value: float) -> str:
        """Return a raw value as a person reads it."""
        if not np.isfinite(value):
            return "missing"
        if self.is_date:
            return dates.text_of(value)
        return self.labels[int(value)] if self.labels else f"{value:.10g}"


KIND_WORDS: Final = {
    "number": "numbers",
    "category": "text",
    "yes/no": "yes and no",
    "date": "dates",
}


def input_for(column: Column) -> Input:
    """Return `column` as the input it opens as; of dates over a year or more the seasons are read too."""
    encoding = encodings_of(column)[0].id
    if column.kind == "date" and column.low is not None and column.high is not None:
        spans_years = column.high - column.low >= YEAR
        encoding = "date_cycles" if spans_years else encoding
    return encoded(Input(column.name), column, encoding)


def encoded(given: Input, column: Column, encoding: str) -> Input:
    """Return `given`, an input of `column`, with another encoding; raise InputError where that cannot be."""
    check_id("encoding", encoding, ENCODINGS)
    known = ENCODINGS[encoding]
    labels = _labels(column) if known.labelled else ()
    missing = given.missing if given.missing in known.fills else ROW
    found = Input(column.name, encoding, labels, missing)
    found.check(column)
    return found


def encodings_of(column: Column) -> list[Encoding]:
    """Return the encodings that `column` can have, what it opens with first."""
    of_kind = [row for row in ENCODINGS.values() if column.kind in row.kinds]
    return of_kind if len(column.labels) == 2 else [row for row in of_kind if row.id != "binary"]


def why_left_out(column: Column, table: Table) -> str:
    """Return why a column of `table` is no input unless a person says so; empty where it is one.

    It has values in half of the rows at least, no number that cannot be standardised, texts each of which
    stands in two rows on average, and says more than which row it is.
    """
    known = table.rows - column.missing - column.unreadable
    if 2 * known < table.rows:
        return "no value in more than half of the rows"
    if identifies := why_identifier(column, table):
        return identifies
    if column.kind in ("number", "date"):
        is_huge = max(abs(column.low or 0.0), abs(column.high or 0.0)) > LARGEST
        return "numbers too large to be standardised" if is_huge else ""
    if column.distinct < 2:
        return "the same text in every row"
    if known < 2 * column.distinct:
        return "a different text in most rows"
    if column.distinct > MOST_ONE_HOT:
        return f"{column.distinct:,} different texts, each of which would be an input"
    return ""


def _labels(column: Column) -> tuple[str, ...]:
    if column.texts is not None:
        raise InputError(
            f"column {column.name!r} has {column.distinct:,} different texts, too many to learn from: "
            "leave it out"
        )
    return column.labels if column.labels else class_labels(column)


def _number(name: str, cell: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        value = float("nan")
    if not np.isfinite(value):
        raise InputError(f"{name} must be a finite number, not {cell!r}")
    return value


def _listed(labels: tuple[str, ...]) -> str:
    return ", ".join(labels[:20]) + (", …" if len(labels) > 20 else "")
