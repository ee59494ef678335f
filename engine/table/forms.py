"""Ways to write numbers that are no numerals, for columns of which a person says so, or all cells show it.

One pattern for each serves Python and duckdb, which give the same number for a cell.
"""

import re
from typing import Final

STRIPPED: Final = "stripped"
DURATION: Final = "duration"
YEAR: Final = "year"

_MARK: Final = "[(<>\u2264\u2265=~\u2248*\u2020\u2021\u00a7#^] ?"
_NUMERAL: Final = "[+\u2212-]?[0-9.,'\u2019 \u00a0\u2009\u202f]*[0-9](?:[eE][+-]?[0-9]+)?"
_REMARK: Final = " ?(?:[)*\u2020\u2021\u00a7#^!?+]|[(\\[][^()\\[\\]]{0,20}[)\\]])"

PATTERNS: Final = {
    STRIPPED: f"^(?:{_MARK}){{0,3}}(?P<numeral>{_NUMERAL})(?:{_REMARK}){{0,4}}$",
    DURATION: (
        "^(?P<minus>-?)(?:(?P<days>[0-9]{1,6}) ?d(?:ays?)?,? )?"
        "(?P<first>[0-9]{1,6}):(?P<second>[0-5][0-9])(?::(?P<third>[0-5][0-9]))?(?:[.,](?P<part>[0-9]{1,9}))?$"
    ),
    YEAR: "^(?P<first>[0-9]{4})[-/\u2013](?P<second>[0-9]{4}|[0-9]{2})$",
}
"""What cells look like: 14** and <0.5; 2:31, 02:31:38 and 1 day, 2:31:38; 2010-11 and 2010/2011."""

_COMPILED: Final = {form: re.compile(pattern) for form, pattern in PATTERNS.items()}


def numeral(text: str) -> str:
    """Return the numeral in a text that has nothing but marks around it, "" where there is none."""
    found = _COMPILED[STRIPPED].match(text)
    return found["numeral"] if found else ""


def numeral_sql(text: str) -> str:
    """Return duckdb's expression for `numeral`."""
    return f"{_extracted(text, STRIPPED)}.numeral"


def value(text: str, form: str) -> float | None:
    """Return what a duration or a year that ends in the next one is; None where the text is none.

    02:31:38 is 9,098 seconds, and 2:31 as many of whatever the second number counts, minutes or seconds.
    """
    found = _COMPILED[form].match(text)
    if not found:
        return None
    return _duration(found) if form == DURATION else _year(found["first"], found["second"])


def _duration(found: re.Match[str]) -> float:
    length = (float(found["days"] or 0) * 24 + float(found["first"])) * 60 + float(found["second"])
    if found["third"]:
        length = length * 60 + float(found["third"])
    length += float(f"0.{found['part'] or 0}")
    return -length if found["minus"] else length


def _year(first: str, second: str) -> float | None:
    return float(first) if str(int(first) + 1).endswith(second) else None


def value_sql(text: str, form: str) -> str:
    """Return duckdb's expression for `value`, NULL where there is none."""
    part = _extracted(text, form)
    if form == YEAR:
        following = f"ends_with(CAST(TRY_CAST({part}.first AS INTEGER) + 1 AS VARCHAR), {part}.second)"
        return f"CASE WHEN {part}.second <> '' AND {following} THEN TRY_CAST({part}.first AS DOUBLE) END"
    days, first, second, third = (
        f"TRY_CAST({part}.{name} AS DOUBLE)" for name in ("days", "first", "second", "third")
    )
    length = f"((coalesce({days}, 0) * 24 + {first}) * 60 + {second})"
    length = f"CASE WHEN {part}.third = '' THEN {length} ELSE {length} * 60 + {third} END"
    length = f"({length}) + TRY_CAST('0.' || {part}.part AS DOUBLE)"
    return f"(CASE WHEN {part}.minus = '-' THEN -1 ELSE 1 END * ({length}))"


def _extracted(text: str, form: str) -> str:
    pattern = PATTERNS[form].replace("'", "''")
    return f"regexp_extract({text}, '{pattern}', {list(_COMPILED[form].groupindex)})"
