"""Columns of digits that name something instead of counting it: postcodes, accounts, keys of databases.

Read as numbers they would lose the zeros that they begin with, or their last digits. How a column is written
is summed up for all of its cells, by Python for a few and by duckdb for a million.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from engine.table.sql import quoted

LARGEST_EXACT: Final = 2**53
"""Beyond this, not every whole number is a float64."""

_PADDED: Final = "0[0-9]+"
_LONG: Final = "[+-]?[0-9]{16,}"
_SPREAD: Final = 3
"""Keys that are given one after the other differ in length by no more digits."""


@dataclass(frozen=True, slots=True)
class Written:
    """The least text of digits that begins with a zero and the least that no float64 holds, "" for none.

    Of all cells that are there: how many, how many different ones, and the lengths of the shortest and the
    longest.
    """

    padded: str
    long: str
    known: int
    distinct: int
    shortest: int
    longest: int

    @property
    def names(self) -> str:
        """Why such cells are names; empty where they are amounts."""
        if self.padded:
            return f'"{self.padded}" begins with a zero, as in codes'
        spread = self.longest - self.shortest
        if self.long and (spread == 0 or (self.known == self.distinct and spread <= _SPREAD)):
            return f'no number is exact to the last digit of "{self.long}"'
        return ""


def written(texts: Iterable[str]) -> Written:
    """Sum up how cells are written, given without those that stand for nothing."""
    cells = [text.strip() for text in texts]
    lengths = list(map(len, cells)) or [0]
    return Written(
        padded=min((cell for cell in cells if re.fullmatch(_PADDED, cell)), default=""),
        long=min((cell for cell in cells if re.fullmatch(_LONG, cell) and _is_beyond(cell)), default=""),
        known=len(cells),
        distinct=len(set(cells)),
        shortest=min(lengths),
        longest=max(lengths),
    )


def _is_beyond(cell: str) -> bool:
    digits = cell.lstrip("+-")
    return len(digits) > 16 or digits > str(LARGEST_EXACT)


def written_sql(cell: str, absent: str) -> list[str]:
    """Return duckdb's expressions for the fields of `written` over a column; `absent` tells what is none."""
    text, known = f"trim({cell})", f"({cell} IS NOT NULL AND NOT {absent})"
    digits = f"ltrim({text}, '+-')"
    beyond = f"(length({digits}) > 16 OR {digits} > '{LARGEST_EXACT}')"
    is_long = f"regexp_full_match({text}, {quoted(_LONG)}) AND {beyond}"
    return [
        f"coalesce(min({text}) FILTER (regexp_full_match({text}, {quoted(_PADDED)})), '')",
        f"coalesce(min({text}) FILTER ({is_long}), '')",
        f"count(*) FILTER ({known})",
        f"count(DISTINCT {text}) FILTER ({known})",
        f"coalesce(min(length({text})) FILTER ({known}), 0)",
        f"coalesce(max(length({text})) FILTER ({known}), 0)",
    ]
