"""Which columns of a table a person most likely wants to predict, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.data import role_words
from engine.data.classes import MOST_VALUES
from engine.data.identifiers import why_identifier
from engine.data.name_words import PART, closeness, words
from engine.data.roles import TARGET
from engine.data.scaler import LARGEST
from engine.table.labels import ROWS_A_CLASS
from engine.table.table import Column, Table

DECLARED: Final = "as the file says"
BY_NAME: Final = "by its name"
LAST: Final = "the last column"
LAST_SUITABLE: Final = "the last column that is no identifier, date, year or coordinate"
ONLY_MEASURED: Final = "the only column of many different numbers"
ONLY_TEXTS: Final = "the only column of a few texts"
BY_VALUES: Final = "by its values"

_SAMPLE: Final = 1_000
_FEW: Final = 20
_FEW_FRACTIONS: Final = 12
"""Steps of an experiment and classes are not more different whole numbers, or numbers with fractions."""


# How strongly each sign speaks for a column. What is named a target is one wherever it stands; a name for
# something that is often predicted weighs more than the last place, one for a quantity of any kind less.
_DECLARED: Final = 100.0
_TARGET: Final = 13.0
_PREDICTED: Final = 7.0
_POSSIBLE: Final = 3.0
_GIVEN: Final = -4.0
_LAST: Final = 4.0
_FIRST: Final = 1.5
_ONLY_ONE: Final = 4.0
_TWO_VALUES: Final = 1.0
_TWO_VALUES_FIRST: Final = 2.4
_MANY_VALUES: Final = 0.5


@dataclass(frozen=True, slots=True)
class LikelyTarget:
    """A column that may be the one to predict, and what speaks for it."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    """What is seen of a column that can be told: how much its name speaks for it, and its values' kind.

    `is_class` tells whether these are few texts or whole numbers, `is_binary` whether there are two of them,
    `is_measured` whether they are more different numbers than the steps of an experiment are; `is_given`
    whether the name is one for what is known beforehand.
    """

    column: Column
    named: float
    is_class: bool
    is_binary: bool
    is_measured: bool
    is_given: bool
    is_time: bool

    @property
    def is_free(self) -> bool:
        """Whether it was measured, and not at chosen times."""
        return self.is_measured and not self.is_time


def likely_targets(table: Table) -> list[LikelyTarget]:
    """Return the columns of `table` that can be predicted, the likeliest first.

    Identifiers, dates, years and coordinates are none, nor what the file gives another role, and texts only
    where they are few on many rows. Of the others the name, the place in the table and the kind of values
    speak for a column.
    """
    plane = _plane(table)
    told = [
        _candidate(column)
        for column in table.columns
        if _can_be_told(column) and table.declared_roles.get(column.name, TARGET) == TARGET
        if column.name in table.declared_roles
        or (column not in plane and not _tells_where_or_when(column, table))
    ]
    points = [(given.column.name, points) for given, points in _points(told, table)]
    points.sort(key=lambda row: sum(row[1].values()), reverse=True)
    return [LikelyTarget(name, max(signs, key=lambda why: signs[why])) for name, signs in points]


def _can_be_told(column: Column) -> bool:
    """Tell whether a column has values in half of the rows, at least two, and if texts, ones that repeat."""
    known = len(column.values) - column.missing - column.unreadable
    if column.kind == "date" or 2 * known < len(column.values):
        return False
    if column.kind == "number":
        low, high = column.low or 0.0, column.high or 0.0
        return low < high and max(abs(low), abs(high)) <= LARGEST
    return 2 <= len(column.labels) <= MOST_VALUES and known >= ROWS_A_CLASS * column.distinct


def _tells_where_or_when(column: Column, table: Table) -> bool:
    """Tell whether a column is an identifier, or called one, or a year or coordinate, and no target."""
    found = words(column.name)
    named = _named(found, column.kind, is_class=column.kind != "number")
    if named >= PART * _TARGET:
        return False
    none = (role_words.IDENTIFIERS, role_words.COORDINATES, role_words.YEARS)
    is_none = not named and any(closeness(found, known) >= PART for known in none)
    return is_none or bool(why_identifier(column, table))


def _plane(table: Table) -> tuple[Column, ...]:
    """Return x and y where they stand side by side and what is found at these places follows."""
    names = [column.name.strip().lower() for column in table.columns]
    for place in range(len(names) - 2):
        if names[place : place + 2] == ["x", "y"]:
            following = map(words, names[place + 2 :])
            if any(closeness(found, role_words.GIVEN) < PART for found in following):
                return table.columns[place : place + 2]
    return ()


def _candidate(column: Column) -> _Candidate:
    sample = column.values[:: max(1, len(column.values) // _SAMPLE)]
    numbers = np.unique(sample[np.isfinite(sample)])
    is_number = column.kind == "number"
    is_whole = bool(np.all(numbers == np.floor(numbers)))
    is_class = not is_number or (len(numbers) <= _FEW and is_whole)
    most = _FEW if is_whole else _FEW_FRACTIONS
    found = words(column.name)
    return _Candidate(
        column,
        named=_named(found, column.kind, is_class=is_class),
        is_class=is_class,
        is_binary=is_class and len(numbers) == 2,
        is_measured=is_number and 2 * len(numbers) > min(2 * most, len(sample)),
        is_given=closeness(found, role_words.GIVEN) >= PART or closeness(found, role_words.YEARS) > 0,
        is_time=closeness(found, role_words.TIMES) >= PART,
    )


def _named(found: tuple[str, ...], kind: str, *, is_class: bool) -> float:
    """Return how strongly a name of these words speaks for a column of values of a kind."""
    signs = [_TARGET * closeness(found, role_words.TARGETS)]
    if is_class:
        signs.append(_PREDICTED * closeness(found, role_words.CLASSES))
    if kind == "number":
        signs.append(_PREDICTED * closeness(found, role_words.AMOUNTS, role_words.AMOUNT_ENDINGS))
    signs.append(_POSSIBLE * closeness(found, role_words.OUTCOMES | role_words.KINDS))
    return max(signs)


def _points(told: list[_Candidate], table: Table) -> Iterator[tuple[_Candidate, dict[str, float]]]:
    """Yield each column of those that can be told with what speaks for it, and how strongly."""
    suitable = [given for given in told if given.named or not given.is_given] or told
    free = sum(given.is_free for given in told)
    is_named = any(given.named >= PART * _PREDICTED for given in told)
    for given in told:
        points = {BY_NAME: given.named or given.is_given * _GIVEN, BY_VALUES: 0.0}
        if given is told[0]:
            points[BY_VALUES] = _FIRST
            if given.is_binary and suitable[-1].is_measured:
                points[BY_VALUES] += _TWO_VALUES_FIRST
        points[BY_VALUES] += _TWO_VALUES * given.is_binary + _MANY_VALUES * given.is_measured
        if given.column.name in table.declared_roles:
            points[DECLARED] = _DECLARED
        if given is suitable[-1]:
            points[LAST if given.column is table.columns[-1] else LAST_SUITABLE] = _LAST
        if not (is_named or suitable[-1].is_binary) and len(told) > 2 and free == given.is_free == 1:
            points[ONLY_MEASURED] = _ONLY_ONE
        if not is_named and len(told) > 3 and given.column.kind != "number" and free == len(told) - 1:
            points[ONLY_TEXTS] = _ONLY_ONE
        yield given, points
