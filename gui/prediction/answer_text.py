"""Answers as text, with as many decimals as the target's spread makes sense of."""

import math
from typing import Final

from gui.look.numbers import error_text

NO_ANSWER: Final = "–"

MOST_DIGITS: Final = 15
"""All that a float64 surely holds."""


def answer_text(value: float, std: float) -> str:
    """Return an answer to about a ten-thousandth of its target's standard deviation."""
    if not math.isfinite(value):
        return NO_ANSWER
    decimals = _decimals(std)
    if not 0 <= decimals <= 8 or abs(value) >= 1e16:
        size = math.floor(math.log10(abs(value))) if value else 0
        return f"{value:.{min(max(size + 1 + decimals, 6), MOST_DIGITS)}g}"
    text = f"{value:.{decimals}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def answer_error_text(error: float, std: float) -> str:
    """Return how far off answers are; nothing for an error that an answer's last decimal does not show."""
    shows = 10.0 ** -_decimals(std) / 2 <= error < math.inf
    return error_text(error) if shows else ""


def _decimals(std: float) -> int:
    return 3 - math.floor(math.log10(std))
