"""Dates as numbers: days since 1970-01-01, parts of a day for times; a time with an offset is taken to UTC.

One pattern for each way of writing a date serves Python, for what a person types, and duckdb, for a million
cells. A column is written in one way only, so that 03/04/2024 means the same in each of its rows.
"""

import datetime
import math
import re
from typing import Final

import numpy as np

from engine.base.errors import InputError

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
YEARS_FROM: Final = 1970
"""Years of two digits are among the hundred from here on, as in POSIX, unless something else is said."""

_YEAR = r"(?P<y>\d{4})"
_SHORT_YEAR = r"(?P<y>\d{4}|\d{2})"
_MONTH = r"(?P<m>\d{1,2})"
_DAY = r"(?P<d>\d{1,2})"
_NAME = r"(?P<m>[A-Za-z]{3,9})"
_TIME = (
    r"(?:[T ]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}(?:[.,]\d{1,9})?))?"
    r"(?: ?(?P<half>[AaPp][Mm]))?(?: ?(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}))?)?"
)

FORMATS: Final = {
    "year-month-day": f"{_YEAR}-{_MONTH}-{_DAY}{_TIME}",
    "year/month/day": f"{_YEAR}/{_MONTH}/{_DAY}{_TIME}",
    "day.month.year": rf"{_DAY}\. ?{_MONTH}\. ?{_SHORT_YEAR}{_TIME}",
    "day/month/year": f"{_DAY}[/-]{_MONTH}[/-]{_SHORT_YEAR}{_TIME}",
    "month/day/year": f"{_MONTH}[/-]{_DAY}[/-]{_SHORT_YEAR}{_TIME}",
    "day month year": rf"{_DAY}[-/ .]{{1,2}}{_NAME}[-/ .,]{{1,2}}{_SHORT_YEAR}{_TIME}",
    "month day, year": rf"{_NAME}\.? {_DAY}(?:, ?| ){_YEAR}{_TIME}",
    "year-month": f"{_YEAR}-{_MONTH}",
}
"""The ways in which a date can be written, and what cells written so look like."""

DAY_OR_MONTH_FIRST: Final = ("day/month/year", "month/day/year")

_EPOCH: Final = datetime.date(1970, 1, 1).toordinal()
_COMPILED: Final = {name: re.compile(pattern, re.ASCII) for name, pattern in FORMATS.items()}
_NUMBER: Final = re.compile(r"[+-]?\d+(?:[.,]\d*)?")
"""What most cells are, and no date: looking for one takes ten times as long."""
_LONGEST: Final = 60
_MILLISECONDS: Final = 86_400_000
_ENOUGH: Final = 0.5


def text_of(value: float) -> str:
    """Return the ISO date of a number of days, with the time to the millisecond unless it is midnight."""
    if not math.isfinite(value):
        return ""
    date, _, time = str(np.datetime64(round(value * _MILLISECONDS), "ms")).partition("T")
    shown = time.removesuffix(".000").removesuffix(":00")
    return date if shown == "00:00" else f"{date} {shown}"


def parse(text: str) -> float:
    """Return the days of a date as a person types it; raise InputError where it is none, or could be two."""
    found = {name: value for name in FORMATS if (value := days(text, name)) is not None}
    if not found:
        raise InputError(f'"{text.strip()}" is no date: write it like 2024-01-31 or 2024-01-31 13:45')
    value, *others = found.values()
    if any(other != value for other in others):
        either = " or ".join(map(text_of, found.values()))
        raise InputError(f'"{text.strip()}" could be {either}: write it like one of these')
    return value


def days(text: str, name: str, years_from: int = YEARS_FROM) -> float | None:
    """Return the days of a text written in a format, None where it is no date written so.

    Years of two digits are among the hundred that begin with `years_from`.
    """
    found = _COMPILED[name].fullmatch(text.strip())
    if not found:
        return None
    parts = found.groupdict()
    month = parts["m"] if parts["m"].isdigit() else _month_number(parts["m"])
    try:
        date = datetime.date(_full_year(parts["y"], years_from), int(month), int(parts.get("d") or 1))
    except ValueError:
        return None
    time = _time(parts)
    return None if time is None else date.toordinal() - _EPOCH + time


def is_written(text: str) -> bool:
    """Tell whether a text is written as dates are, whichever day that is."""
    bare = text.strip()
    if len(bare) > _LONGEST or _NUMBER.fullmatch(bare) or not any(map(str.isdigit, bare)):
        return False
    return any(pattern.fullmatch(bare) for pattern in _COMPILED.values())


def _month_number(name: str) -> int:
    start = name[:3].lower()
    return _MONTHS.index(start) + 1 if start in _MONTHS else 0


def _full_year(digits: str, years_from: int) -> int:
    return int(digits) if len(digits) > 2 else year_among(int(digits), years_from)


def year_among(digits: int, years_from: int) -> int:
    """Return the year that ends in two digits, among the hundred years that begin with `years_from`."""
    return years_from + (digits - years_from) % 100


def _time(parts: dict[str, str | None]) -> float | None:
    """Return the part of the day; None where there is no such time."""
    hour, minute = int(parts.get("hour") or 0), int(parts.get("minute") or 0)
    second = float((parts.get("second") or "0").replace(",", "."))
    half = parts.get("half")
    if half:
        hour = hour % 12 + 12 * (half.lower() == "pm") if 1 <= hour <= 12 else 24
    if hour > 23 or minute > 59 or second >= 60:
        return None
    zone = parts.get("zone") or ""
    offset = 0
    if zone[:1] in ("+", "-"):
        offset = int(zone[0] + "1") * (60 * int(zone[1:3]) + int(zone[-2:]))
    return (hour * 3600 + (minute - offset) * 60 + second) / 86400


def candidates(texts: list[str]) -> list[str]:
    """Return the formats in which at least half of some cells are dates; `texts` are without missing ones."""
    if not texts:
        return []
    # A format that the first cells are not in can hardly be that of most: this keeps notes from costing time.
    tried = [name for name in FORMATS if any(_COMPILED[name].fullmatch(text.strip()) for text in texts[:20])]
    return [
        name for name in tried if sum(days(text, name) is not None for text in texts) >= _ENOUGH * len(texts)
    ]


def has_short_years(name: str) -> bool:
    """Tell whether years can have two digits in a format."""
    return _SHORT_YEAR in FORMATS[name]


def sql_days(cell: str, name: str, years_from: int = YEARS_FROM) -> str:
    """Return duckdb's expression for the days of a `cell` written in a format, NULL where it is none.

    It is `days` once more; the patterns and the names of the months are shared.
    """
    groups = list(_COMPILED[name].groupindex)
    found = f"regexp_extract(trim({cell}, ' \t\r\n'), '^(?:{FORMATS[name]})$', {groups})"
    part = {group: f"{found}.{group}" for group in groups}
    year = part["y"]
    if has_short_years(name):
        # duckdb's remainder of a negative number is negative.
        full = f"{years_from} + (TRY_CAST({year} AS INTEGER) + 100 - {years_from % 100}) % 100"
        year = f"CASE WHEN length({year}) = 2 THEN CAST({full} AS VARCHAR) ELSE {year} END"
    month = part["m"]
    if _NAME in FORMATS[name]:
        month = f"coalesce(list_position({list(_MONTHS)}, lower(left({month}, 3))), 0)"
    date = f"TRY_CAST(({year}) || '-' || {month} || '-' || {part.get('d', 1)} AS DATE) - DATE '1970-01-01'"
    return f"({date} + {_sql_time(part)})" if "hour" in part else f"({date})"


def _sql_time(part: dict[str, str]) -> str:
    hour, minute = (f"coalesce(TRY_CAST({part[name]} AS INTEGER), 0)" for name in ("hour", "minute"))
    second = f"coalesce(TRY_CAST(replace({part['second']}, ',', '.') AS DOUBLE), 0)"
    half = f"lower({part['half']})"
    hour = (
        f"CASE WHEN {half} = '' THEN {hour} WHEN {hour} NOT BETWEEN 1 AND 12 THEN 24 "
        f"ELSE {hour} % 12 + CASE WHEN {half} = 'pm' THEN 12 ELSE 0 END END"
    )
    zone = part["zone"]
    offset = (
        f"CASE WHEN {zone}[1] IN ('+', '-') THEN TRY_CAST({zone}[1] || '1' AS INTEGER) * "
        f"(60 * TRY_CAST({zone}[2:3] AS INTEGER) + TRY_CAST(right({zone}, 2) AS INTEGER)) ELSE 0 END"
    )
    return (
        f"CASE WHEN ({hour}) <= 23 AND {minute} <= 59 AND {second} < 60 "
        f"THEN (({hour}) * 3600 + ({minute} - {offset}) * 60 + {second}) / 86400 END"
    )
