"""What a cell looks like before it is known how numbers are written: any number, a date, or a word."""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from engine.table import dates

NOTHING: Final = ""
WORD: Final = "word"
NUMBER: Final = "number"
DATED: Final = "date"
MARKED: Final = "marked"
"""Signs and digits without a letter that are no number: 14**, <0.5, 1:30:00."""

_LONGEST: Final = 40
"""No number or date has more characters."""

_TIME: Final = re.compile(r"\d{1,3}:\d\d(:\d\d([.,]\d{1,9})?)?( ?[AaPp][Mm])?")

SIGNED: Final = re.compile(
    r"\s*+\(?\s*+(?P<before>[$£¥\u20a0-\u20c0]|[A-Z]{3}(?= ))?\s*+\(?\s*+"
    r"(?P<core>[+\-\u2212]?\d(?:[\d.,'\u2019 \u00a0\u2009\u202f]*\d)?(?:[eE][+-]?\d+)?)\s*+\)?\s*+"
    r"(?P<after>[%‰$£¥\u20a0-\u20c0]|°[CF]?|[^\W\d_]{1,8}[²³]?(?:/[^\W\d_]{1,4}[²³]?)?)?\s*+\)?\s*+"
)
"""A number, its `core`, with a sign or unit before or after it; in parentheses it is below nothing."""

_PLAIN: Final = re.compile(r"\d{1,15}([.,]\d{1,15})?")
_BARE: Final = re.compile(r"[+-]?(\d+\.|\.\d+|\d+\.?\d*[eEdD][+-]?\d+)")


class Look(NamedTuple):
    """One of the kinds above, and the sign of a number."""

    kind: str
    sign: str = ""


def core(cell: str) -> str:
    """Return the number in a cell without a sign or unit around it."""
    found = SIGNED.fullmatch(cell)
    return found["core"] if found else cell


def is_moment(cell: str) -> bool:
    """Tell whether a cell looks like a date or a time, and is no number with groups."""
    return dates.is_written(cell) or _TIME.fullmatch(cell.strip()) is not None


def look(cell: str, is_absent: Callable[[str], bool]) -> Look:
    """Return what a cell looks like."""
    bare = cell.strip()
    if bare.isdecimal():
        return Look(NUMBER)
    if not bare or is_absent(bare):
        return Look(NOTHING)
    if len(bare) <= _LONGEST:
        if is_moment(bare):
            return Look(DATED)
        if found := SIGNED.fullmatch(bare):
            return Look(NUMBER, found["before"] or found["after"] or "")
        if _BARE.fullmatch(bare):
            return Look(NUMBER)
    return Look(WORD if any(map(str.isalpha, bare)) else MARKED)


def value(cell: str) -> float | None:
    """Return the number that a cell of digits with or without a decimal sign is, None for any other."""
    bare = cell.strip()
    return float(bare.replace(",", ".")) if _PLAIN.fullmatch(bare) else None
