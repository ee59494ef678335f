"""Where an axis puts its ticks, what it writes at them, and how its range moves: plain arithmetic, no Qt."""

import math
from typing import Final

from gui.look.numbers import minus

Tick = tuple[float, str]

# Beyond these a number is written with a power of ten; between them the way people write it by hand.
PLAIN_LOW, PLAIN_HIGH = 1e-4, 1e7
YEARS: Final = 1e3
"""From here on ticks are whole numbers where there are two of them: half a year after 2007 says nothing."""
GROUPED: Final = 1e4
"""Below it thousands are written as years are, without a comma."""


def linear_ticks(low: float, high: float, count: int, *, whole: bool = False) -> list[Tick]:
    """Return at most about `count` round numbers from `low` to `high`, each with its text.

    They are `whole` numbers, if that is asked for, wherever there are two of them.
    """
    if not (math.isfinite(low) and math.isfinite(high) and high > low) or count < 1:
        return []
    step = round_step((high - low) / count)
    whole = whole or max(abs(low), abs(high)) >= YEARS
    if whole and step < 1 <= math.floor(high) - math.ceil(low):
        step = 1.0
    if step == 0:  # the range is narrower than the smallest float
        return []
    slack = step * 1e-9
    first, last = math.ceil((low - slack) / step), math.floor((high + slack) / step)
    if last - first > 10 * count:  # the range is finer than a float can tell apart
        return []
    return [(i * step, tick_text(i * step, step)) for i in range(first, last + 1)]


def round_step(rough: float) -> float:
    """Return the smallest of 1, 2, 5 times a power of ten that is at least `rough`."""
    if rough <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(rough))
    return next((m * power for m in (1, 2, 5) if m * power >= rough * (1 - 1e-9)), 10 * power)


def tick_text(value: float, step: float) -> str:
    """Return `value` with as many digits as ticks that are `step` apart need."""
    largest = max(abs(value), step)
    if value != 0 and (largest >= PLAIN_HIGH or step < PLAIN_LOW):
        return _with_power(value, step)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    grouping = "," if largest >= GROUPED else ""
    return minus(f"{value:{grouping}.{decimals}f}" if value else "0")


def _with_power(value: float, step: float) -> str:
    exponent = math.floor(math.log10(abs(value)) + 1e-12)
    decimals = max(0, exponent - math.floor(math.log10(step) + 1e-9))
    mantissa = f"{value / 10.0**exponent:.{decimals}f}"
    return minus(f"{mantissa}e{exponent}")


def power_text(exponent: int) -> str:
    """Return ten to `exponent` as an axis writes it: 0.01, 1, 100, 1e−5."""
    if -3 <= exponent <= 3:
        return f"{10.0**exponent:,.{max(0, -exponent)}f}"
    return minus(f"1e{exponent}")


def log_ticks(low: float, high: float, count: int) -> tuple[list[Tick], list[Tick]]:
    """Return the ticks of a log axis from 10**`low` to 10**`high`: those with text, and those between."""
    if not (math.isfinite(low) and math.isfinite(high) and high > low) or count < 1:
        return [], []
    first, last = math.ceil(low - 1e-9), math.floor(high + 1e-9)
    if last - first < 1:
        return _ticks_inside_a_decade(low, high, count), []
    every = max(1, math.ceil((last - first) / count))
    major = [(float(e), power_text(e)) for e in range(first, last + 1) if e % every == 0]
    if every > 1:
        return major, [(float(e), "") for e in range(first, last + 1) if e % every]
    minor = [e + math.log10(m) for e in range(first - 1, last + 1) for m in range(2, 10)]
    return major, [(p, "") for p in minor if low <= p <= high]


def _ticks_inside_a_decade(low: float, high: float, count: int) -> list[Tick]:
    if not -300 < low < high < 300:
        return []
    values = linear_ticks(10.0**low, 10.0**high, count)
    return [(math.log10(value), text) for value, text in values if value > 0]


def epoch_limit(epoch: float, last: float) -> float:
    """Return where the epoch axis ends: ten, or that times one and a half as often as it takes.

    It ends with the run, at `last`, where that is near, but has room for a few whole numbers.
    """
    limit = 10.0
    while limit < epoch:
        limit *= 1.5
    return max(float(last), epoch, 5.0) if limit > 0.6 * last else limit


def decade_limits(low: float, high: float) -> tuple[float, float]:
    """Return the whole decades around two exponents of ten, neither of which lies on the edge."""
    return float(math.floor(low - 0.02)), float(math.ceil(high + 0.02))


# How far, in quarters of the true values' span, a picture reaches beyond them; and how much further dots may
# lie because a picture has a little room around what it must show.
STEPS: Final = (0, 1, 2, 3, 4, 6, 8)
ROOM: Final = 0.16


def quarter_step(need: float, before: int = 0) -> int:
    """Return the smallest of STEPS that covers `need` quarters.

    It stays at `before` while that covers `need` with little to spare, so that dots that jump about
    don't make the picture grow and shrink in turn. What lies beyond the last step is left outside.
    """
    now = _step(need)
    return before if now < before <= _step(need * 1.2 + 0.1) else now


def _step(need: float) -> int:
    return next((step for step in STEPS if step + ROOM >= need), STEPS[-1])
