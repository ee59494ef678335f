"""A line editor for one number that takes any text, marks what it cannot use, and says the limit."""

import math
import re
from typing import Final, Literal

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from engine.base.errors import InputError
from engine.base.limits import Limit
from gui.widgets.step_edit import StepEdit

Step = Literal["add", "tenths", "multiply", "double"]

_SPACES: Final = str.maketrans("", "", " \u00a0\u202f\u2009'’_")
_SIGNS: Final = str.maketrans({"−": "-", "–": "-"})


def read_number(text: str, limit: Limit, locale: QLocale) -> float:
    """Read a number as people write it; raise InputError, saying the limit, where it is none or outside.

    The locale's decimal sign and the point both work. A whole number may have its digits grouped in threes by
    the locale's sign, a comma, a space or an apostrophe. Ambiguous text is refused rather than guessed at:
    "1,5" is no number where the comma is not the decimal sign.
    """
    plain = text.strip().translate(_SIGNS)
    if limit.whole:
        plain = _without_groups(plain, locale)
    if locale.decimalPoint() not in ("", ".") and "." not in plain:
        plain = plain.replace(locale.decimalPoint(), ".")
    if "_" in plain:
        raise InputError(f"{limit.sentence}, not {text.strip()!r}")
    try:
        return limit.parse(plain)
    except InputError as error:
        hint = (
            "" if limit.whole or not re.fullmatch(r"[+-]?\d+,\d+", plain) else "; write a point, not a comma"
        )
        raise InputError(f"{error}{hint}") from None


def write_number(value: float | None) -> str:
    """The shortest text that reads back as exactly `value`, with a point: "0.01", "1e-5", "10000"."""
    if value is None:
        return ""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return re.sub(r"e([+-])0*(\d)", lambda m: f"e{m[1].strip('+')}{m[2]}", repr(float(value)))


class NumberEdit(StepEdit[float]):
    """A StepEdit for one number within `limit`, an int or a float; with `optional`, None where it is empty.

    `step`: "add" goes by ones, "tenths" by 0.1, "multiply" by 1, 2, 5, 10, 20..., "double" by twos; a step up
    from nothing or 0 goes to `first` where it is given.
    """

    def __init__(
        self,
        limit: Limit,
        parent: QWidget | None = None,
        *,
        optional: bool = False,
        at_once: bool = False,
        step: Step = "add",
        first: float | None = None,
    ) -> None:
        """Take what `limit` says, and begin empty."""
        super().__init__(parent, optional=optional, at_once=at_once)
        self._limit = limit
        self._step: Step = step
        self._first = first

    @property
    def limit(self) -> Limit:
        """What it takes."""
        return self._limit

    def understood(self, text: str) -> float:
        """Return the number that a text says; raise InputError where it says none."""
        return read_number(text, self._limit, self.locale())

    def written(self, value: float | None) -> str:
        """Return how a number is shown; empty for none."""
        return write_number(value)

    def stepped(self, value: float | None, steps: int) -> float:
        """Return the number so many steps further; raise InputError outside the limits."""
        for _ in range(abs(steps)):
            if steps > 0 and not value and self._first is not None:
                value = self._first
            else:
                value = _stepped(value, self._step, self._limit, 1 if steps > 0 else -1)
        return self._limit.check(0.0 if value is None else value)


def _without_groups(text: str, locale: QLocale) -> str:
    """`text` without the signs between groups of three digits, if it is grouped all through."""
    packed = text.translate(_SPACES)
    for sign in {locale.groupSeparator(), ","} - {""}:
        if re.fullmatch(rf"[+-]?\d{{1,3}}({re.escape(sign)}\d{{3}})+", packed):
            return packed.replace(sign, "")
    grouped = re.fullmatch(r"[+-]?\d{1,3}([ \u00a0\u202f\u2009'’_]\d{3})+", text)
    return packed if grouped else text


def _stepped(value: float | None, step: Step, limit: Limit, direction: int) -> float:
    """The value one step further; without a value, the smallest sensible one."""
    if value is None:
        return limit.low if limit.low > 0 else max(limit.low, 0.0) + (1.0 if limit.above_low else 0.0)
    if step == "add":
        return value + direction
    if step == "tenths":
        return round(value + 0.1 * direction, 9)
    if value <= 0:
        return 1.0 if direction > 0 else value
    return value * 2.0**direction if step == "double" else _next_in_125(value, direction)


def _next_in_125(value: float, direction: int) -> float:
    """The nearest 1, 2 or 5 times a power of ten beyond `value`."""
    exponent = math.floor(math.log10(value))
    rungs = [float(f"{digit}e{power}") for power in range(exponent - 1, exponent + 2) for digit in (1, 2, 5)]
    if direction > 0:
        return min(rung for rung in rungs if rung > value * (1 + 1e-9))
    return max(rung for rung in rungs if rung < value * (1 - 1e-9))
