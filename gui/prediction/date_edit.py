"""A line editor for a date, which is days since 1970-01-01 to the program."""

import math

from engine.table import dates
from gui.widgets.number_edit import NumberEdit


class DateEdit(NumberEdit):
    """A NumberEdit that shows its value as a date and takes dates as people write them; it steps by days."""

    def understood(self, text: str) -> float:
        """Return the days of a date; raise InputError where it is none, or could be two."""
        return self._limit.check(dates.parse(text))

    def written(self, value: float | None) -> str:
        """Return the date in ISO's way."""
        return "" if value is None or not math.isfinite(value) else dates.text_of(value)
