"""Finds the columns of texts that are dates, and in which of the two orders days and months are written."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.arrays import Float64Array
from engine.data import dates
from engine.data.cells import EMPTY, UNREADABLE, Cells
from engine.data.numerals import Numerals

DATE_SHARE: Final = 0.9
_SAMPLE: Final = 500


@dataclass(frozen=True, slots=True, eq=False)
class DateColumn:
    """The days of a column's rows, with the marks of `cells`; whether days could as well be months."""

    marks: Float64Array
    format: str
    doubtful: bool = False


def find(opened: Cells, columns: list[int], day_first: bool | None) -> dict[int, DateColumn]:
    """Return those of some columns of texts that are dates.

    Where no number above 12 shows the order of day and month, other columns of the table do; then
    `day_first`, what the person chose; then it is guessed, and the column is doubtful.
    """
    tried = list(_tried(opened, columns))
    marks = opened.days(tried)
    found: dict[int, dict[str, Float64Array]] = {}
    for (column, name), days in zip(tried, marks, strict=True):
        if _is_dates(days):
            found.setdefault(column, {})[name] = days
    sure = {_best(ways)[0] for ways in found.values() if len(_best(ways)) == 1}
    numerals = opened.layout.numerals
    return {column: _chosen(ways, sure, numerals, day_first) for column, ways in found.items()}


def of_texts(texts: list[str], numerals: Numerals, day_first: bool | None) -> DateColumn | None:
    """Return what `find` would of a column that consists of some cells, None where they are no dates."""
    present = [text for text in texts if not numerals.is_absent(text)]
    ways = {
        name: np.array([_mark(text, name, numerals) for text in texts]) for name in dates.candidates(present)
    }
    ways = {name: days for name, days in ways.items() if _is_dates(days)}
    return _chosen(ways, set(), numerals, day_first) if ways else None


def _mark(text: str, name: str, numerals: Numerals) -> float:
    days = dates.days(text, name)
    if days is not None:
        return days
    return EMPTY if numerals.is_absent(text) else UNREADABLE


def _tried(opened: Cells, columns: list[int]) -> Iterator[tuple[int, str]]:
    """Yield (column, format) for what a column's first cells could be."""
    if not columns:
        return
    numerals = opened.layout.numerals
    for column, texts in zip(columns, opened.first_texts(columns, _SAMPLE), strict=True):
        for name in dates.candidates([text for text in texts if not numerals.is_absent(text)]):
            yield column, name


def _is_dates(days: Float64Array) -> bool:
    good = np.count_nonzero(np.isfinite(days))
    return bool(good and good >= DATE_SHARE * (good + np.count_nonzero(days == UNREADABLE)))


def _best(ways: dict[str, Float64Array]) -> list[str]:
    """Return the formats in which most cells are dates."""
    counts = {name: np.count_nonzero(np.isfinite(days)) for name, days in ways.items()}
    return [name for name, count in counts.items() if count == max(counts.values())]


def _chosen(
    ways: dict[str, Float64Array], sure: set[str], numerals: Numerals, day_first: bool | None
) -> DateColumn:
    best = _best(ways)
    if len(best) == 1:
        return DateColumn(ways[best[0]], best[0])
    shown = [name for name in best if name in sure]
    if len(shown) == 1:
        return DateColumn(ways[shown[0]], shown[0])
    # Where the decimal sign is a comma, nobody writes the month first.
    first = day_first if day_first is not None else numerals.decimal == ","
    name = dates.DAY_OR_MONTH_FIRST[not first]
    return DateColumn(ways[name], name, doubtful=day_first is None)


def question(name: str, column: DateColumn) -> str:
    """Return the sentence about a doubtful column."""
    first, other = ("day", "month") if column.format == dates.DAY_OR_MONTH_FIRST[0] else ("month", "day")
    days = column.marks[np.isfinite(column.marks)][0]
    return (
        f"{name}: its dates were read with the {first} first, so that the first is {dates.text_of(days)}: "
        f"say so if the {other} comes first"
    )
