"""Finds the columns of texts that are dates, the order of their days and months, and their centuries."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.base.arrays import Float64Array
from engine.reading.choice import Reading
from engine.reading.columns.cells import UNREADABLE
from engine.reading.columns.column_cells import ColumnCells
from engine.table import dates, forms

DATE_SHARE: Final = 0.9
_ANY_CENTURY: Final = 7200
"""Years of two digits are among these at first, so that they can be told from others; 7200 is a leap year."""
_SHORT_YEARS: Final = frozenset(range(_ANY_CENTURY, _ANY_CENTURY + 100))
_MONTHS: Final = "year-month"


@dataclass(frozen=True, slots=True, eq=False)
class DateColumn:
    """The days of a column's rows, with the marks of `cells`, and what is asked of how they were read."""

    marks: Float64Array
    format: str
    asked: tuple[str, ...] = ()


def find(opened: ColumnCells, samples: Mapping[int, list[str]], reading: Reading) -> dict[int, DateColumn]:
    """Return those columns that are dates; `samples` are the first cells of those that can be, without gaps.

    Where no number above 12 shows the order of day and month, other columns of the table do; then what the
    person chose; then it is guessed, and asked.
    """
    tried = [(column, name) for column, texts in samples.items() for name in dates.candidates(texts)]
    years_from = _ANY_CENTURY if reading.years_from is None else reading.years_from
    found: dict[int, dict[str, Float64Array]] = {}
    for (column, name), days in zip(tried, opened.days(tried, years_from), strict=True):
        if _is_dates(days, opened.layout.kind(column)):
            found.setdefault(column, {})[name] = days
    sure = {_best(ways)[0] for ways in found.values() if len(_best(ways)) == 1}
    return {
        column: _settled(opened, column, ways, sure, reading, samples[column])
        for column, ways in found.items()
    }


def are_months(texts: Iterable[str]) -> bool:
    """Tell whether all of some texts are years and months like 2010-11."""
    return all(dates.days(text, _MONTHS) is not None for text in texts)


def _is_dates(days: Float64Array, declared: str) -> bool:
    """Tell whether enough cells are dates; one is where the column is declared to hold such."""
    good = np.count_nonzero(np.isfinite(days))
    share = 0.0 if declared else DATE_SHARE
    return bool(good and good >= share * (good + np.count_nonzero(days == UNREADABLE)))


def _best(ways: dict[str, Float64Array]) -> list[str]:
    """Return the formats in which most cells are dates."""
    counts = {name: np.count_nonzero(np.isfinite(days)) for name, days in ways.items()}
    return [name for name, count in counts.items() if count == max(counts.values())]


def _settled(
    opened: ColumnCells,
    column: int,
    ways: dict[str, Float64Array],
    sure: set[str],
    reading: Reading,
    texts: list[str],
) -> DateColumn:
    """Return a column in the one of its `ways` that is right, or likely so."""
    best = _best(ways)
    shown = best if len(best) == 1 else [name for name in best if name in sure]
    # Where the decimal sign is a comma, nobody writes the month first.
    first = opened.layout.numerals.decimal == "," if reading.day_first is None else reading.day_first
    name = shown[0] if len(shown) == 1 else dates.DAY_OR_MONTH_FIRST[not first]
    marks = ways[name]
    asked: list[str] = []
    if reading.years_from is None and _has_short_years(name, marks):
        marks, asked = _in_century(opened, column, name, marks)
    if len(shown) != 1 and reading.day_first is None:
        asked.append(_order_question(name, marks))
    if name == _MONTHS and not opened.layout.kind(column) and _could_be_years(texts):
        begin = dates.text_of(marks[np.isfinite(marks)][0])
        asked.append(
            f"{texts[0].strip()} was read as the month that begins on {begin}: "
            "read it as year if it ends in the next"
        )
    return DateColumn(marks, name, tuple(asked))


def _order_question(name: str, marks: Float64Array) -> str:
    first, other = ("day", "month") if name == dates.DAY_OR_MONTH_FIRST[0] else ("month", "day")
    days = marks[np.isfinite(marks)][0]
    return (
        f"its dates were read with the {first} first, so that the first is {dates.text_of(days)}: "
        f"say so if the {other} comes first"
    )


def _could_be_years(texts: list[str]) -> bool:
    return len(set(texts)) == 1 and forms.value(texts[0].strip(), forms.YEAR) is not None


def _has_short_years(name: str, marks: Float64Array) -> bool:
    return dates.has_short_years(name) and bool(_SHORT_YEARS & _years(marks))


def _in_century(
    opened: ColumnCells, column: int, name: str, marks: Float64Array
) -> tuple[Float64Array, list[str]]:
    """Return the days with the years of two digits where they belong, and what is asked of that."""
    years = _years(marks)
    short = {year % 100 for year in years & _SHORT_YEARS}
    years_from, is_sure = hundred_years(short, years - _SHORT_YEARS, datetime.date.today().year)
    full = [dates.year_among(year, years_from) for year in short]
    asked = (
        f"its years of two digits were read as {min(full)} to {max(full)}: "
        "choose the hundred years that they are in if that is wrong"
    )
    return opened.days([(column, name)], years_from)[0], [] if is_sure else [asked]


def _years(marks: Float64Array) -> set[int]:
    days = marks[np.isfinite(marks)].astype("datetime64[D]")
    return set((np.unique(days.astype("datetime64[Y]")).astype(int) + 1970).tolist())


def hundred_years(short: set[int], whole: set[int], this_year: int) -> tuple[int, bool]:
    """Return the first of the hundred years that years of two digits are among, and whether that is sure.

    Beside years of four digits they are among those around them. Otherwise what is written in a table mostly
    lies behind: years that would be to come as usual are those of the last century, unless the column's years
    are so much closer to each other.
    """
    usual = [dates.year_among(year, dates.YEARS_FROM) for year in short]
    if whole:
        years_from = (min(whole) + max(whole)) // 2 - 50
        full = [dates.year_among(year, years_from) for year in short]
        return years_from, sorted(full) == sorted(usual) and max(full) <= max(this_year, *whole)
    if max(usual) <= this_year:
        return dates.YEARS_FROM, True
    past = [dates.year_among(year, this_year - 99) for year in short]
    is_close = 2 * (max(usual) - min(usual)) < max(past) - min(past)
    return (dates.YEARS_FROM if is_close else this_year - 99), False
