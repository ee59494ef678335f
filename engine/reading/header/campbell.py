"""Headers of Campbell's data loggers (TOA5): the station, names, units, and how each value was sampled."""

from collections.abc import Sequence
from typing import Final

from engine.reading.choice import Reading
from engine.reading.header.headers import Top

_MARK: Final = "TOA5"
_TIME_UNIT: Final = "TS"
_RECORDS: Final = 4


def top(rows: Sequence[list[str]], reading: Reading) -> Top | None:
    """Return what stands above the data where that is such a header, None where it is none."""
    if len(rows) <= _RECORDS or (rows[0][0], rows[2][0]) != (_MARK, _TIME_UNIT):
        return None
    if not len(rows[1]) == len(rows[2]) == len(rows[3]):
        return None
    units = None if reading.units is False else 2
    return Top(1, _RECORDS, 1, units=units, names=tuple(rows[1]))
