"""Columns that say which row it is, and not what it is like."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from engine.base.words import listed
from engine.data import role_words
from engine.data.name_words import PART, closeness, words
from engine.table.table import Column, Table

FEWEST_ROWS: Final = 20
"""Fewer texts are all different, and fewer numbers count up, by chance."""

_NEARLY_ALL: Final = 0.9

COUNTS_ROWS: Final = "it only numbers the rows"
NAMES_ROWS: Final = "nearly every row has a value of its own, as the name or the number of a record"


def why_identifier(column: Column, table: Table) -> str:
    """Return in which way a column of `table` only says which row it is; empty where it says more.

    Whole numbers that count the rows do, from 0, from 1, or from elsewhere. So do whole numbers and texts
    that are nearly all different, where the name of the column says so or they are texts. What is measured
    in steps of time goes up by one, too: a name for that speaks for a column.
    """
    known = len(column.values) - column.missing - column.unreadable
    is_named = is_named_identifier(column, table)
    if known < (2 if is_named else FEWEST_ROWS):
        return ""
    if column.kind == "number":
        return _why_number(column, known, is_named)
    if column.kind == "category" and column.distinct >= max(2, _NEARLY_ALL * known):
        return NAMES_ROWS
    return ""


def is_named_identifier(column: Column, table: Table) -> bool:
    """Tell whether the name of a column of `table` is one for identifiers.

    So is the lack of one in the first column where the others have names: the index of pandas and R.
    """
    if column is table.columns[0] and column.name == "column 1":
        return len(table.columns) > 1 and table.columns[1].name != "column 2"
    found = words(column.name)
    if not found:
        return False
    known = role_words.IDENTIFIERS | role_words.NUMBERS
    is_known = found[-1] in known or found[0] in role_words.IDENTIFIERS or "".join(found) in known
    return is_known or found[-1].endswith(role_words.IDENTIFIER_ENDINGS)


def identifiers(table: Table) -> tuple[str, ...]:
    """Return the names of the columns of `table` that only say which row it is."""
    return tuple(column.name for column in table.columns if why_identifier(column, table))


def not_used(names: Sequence[str]) -> str:
    """Say that the identifiers of these `names` are not used, as a clause; empty where there are none."""
    quoted = listed([repr(name) for name in names])
    if len(names) > 1:
        return f"the unused columns {quoted} only say which row it is"
    return f"the unused column {quoted} only says which row it is" if names else ""


def _why_number(column: Column, known: int, is_named: bool) -> str:
    low, high, rows = column.low, column.high, len(column.values)
    if low is None or high is None or low != np.floor(low) or high != np.floor(high):
        return ""
    is_time = closeness(words(column.name), role_words.TIMES) >= PART
    if high - low == rows - 1 == known - 1 and not is_time and _counts(column):
        return COUNTS_ROWS
    if not is_named or high - low < _NEARLY_ALL * known - 1:
        return ""
    numbers = column.values[np.isfinite(column.values)]
    is_whole = bool(np.all(numbers == np.floor(numbers)))
    return NAMES_ROWS if is_whole and column.distinct >= _NEARLY_ALL * known else ""


def _counts(column: Column) -> bool:
    """Tell whether numbers go up by one from row to row, or are those from 0 or 1 on in any order."""
    if np.all(np.diff(column.values) == 1):
        return True
    is_whole = column.low in (0, 1) and bool(np.all(column.values == np.floor(column.values)))
    return is_whole and column.distinct == len(column.values)
