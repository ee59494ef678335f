"""A step along a direction that satisfies the strong Wolfe conditions.

Nocedal and Wright, Numerical Optimization, second edition (2006): algorithm 3.5 finds an interval that holds
such a step, algorithm 3.6 zooms into it, and the cubic of equation 3.59 says where to look. A step too far,
where the function overflows or is not a number, is taken for one that is higher than any other.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

DECREASE: Final = 1e-4
"""The least decrease, as a share of what the slope promises (the book's c1)."""

CURVATURE: Final = 0.9
"""What may be left of the slope (the book's c2 for quasi-Newton methods)."""

MOST_TRIALS: Final = 30


@dataclass(frozen=True, slots=True)
class Point:
    """A step tried, the function there and its slope along the direction."""

    step: float
    value: float
    slope: float

    @property
    def finite(self) -> bool:
        """Whether anything can be told from it."""
        return math.isfinite(self.value) and math.isfinite(self.slope)


def search(function: Callable[[float], Point], start: Point, step: float) -> Point | None:
    """Return the point to go to, from `start` (step 0, slope below 0), trying `step` first.

    `function` tells of a step. None where no step decreases the function enough for its slope; the point
    returned decreases it, but may miss the condition on the slope where rounding leaves no better one.
    """
    before = start
    for trial in range(MOST_TRIALS):
        point = function(step)
        if _too_high(point, start) or (trial > 0 and point.value >= before.value):
            return _zoom(function, start, before, point)
        if abs(point.slope) <= -CURVATURE * start.slope:
            return point
        if point.slope >= 0:
            return _zoom(function, start, point, before)
        before, step = point, 2 * step
    return before


def _too_high(point: Point, start: Point) -> bool:
    return not point.finite or point.value > start.value + DECREASE * point.step * start.slope


def _zoom(function: Callable[[float], Point], start: Point, low: Point, high: Point) -> Point | None:
    """Shrink the interval whose lower end, `low`, has the least value yet and slopes into it."""
    for _ in range(MOST_TRIALS):
        step = _between(low, high)
        if step in (low.step, high.step):
            break
        point = function(step)
        if _too_high(point, start) or point.value >= low.value:
            high = point
            continue
        if abs(point.slope) <= -CURVATURE * start.slope:
            return point
        if point.slope * (high.step - low.step) >= 0:
            high = low
        low = point
    return low if low.step > 0 else None


def _between(low: Point, high: Point) -> float:
    """Where the cubic through both has its minimum, a tenth of the interval at least from either end."""
    width = high.step - low.step
    if not high.finite:
        return low.step + 0.1 * width
    d1 = low.slope + high.slope - 3 * (low.value - high.value) / (low.step - high.step)
    square = d1 * d1 - low.slope * high.slope
    share = 0.5
    if 0 <= square < math.inf:
        d2 = math.copysign(math.sqrt(square), width)
        bottom = high.slope - low.slope + 2 * d2
        if bottom:
            share = 1 - (high.slope + d2 - d1) / bottom
    return low.step + min(max(share, 0.1), 0.9) * width
