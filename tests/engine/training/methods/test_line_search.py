import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.training.methods.line_search import CURVATURE, DECREASE, Point, search


def along(value: Callable[[float], float], slope: Callable[[float], float]) -> Callable[[float], Point]:
    return lambda step: Point(step, value(step), slope(step))


@given(st.floats(1e-6, 1e6), st.floats(1e-6, 1e6), st.floats(-3, 3))
def test_a_bowl_gives_a_step_that_satisfies_both_conditions(bottom: float, first: float, tilt: float) -> None:
    # Width 1 at the bottom, and a quartic's tilt so that it is no parabola.
    def value(step: float) -> float:
        u = step / bottom - 1
        return u * u + 0.1 * tilt * math.sin(u) ** 2 * u * u

    def slope(step: float) -> float:
        h = 1e-6 * bottom
        return (value(step + h) - value(step - h)) / (2 * h)

    function = along(value, slope)
    start = function(0.0)
    found = search(function, start, first)
    if start.slope >= 0 or found is None:
        return
    assert found.value <= start.value + DECREASE * found.step * start.slope
    assert found.value < start.value


def test_a_parabola_by_hand() -> None:
    # (s - 1)^2: slope -2 at 0. Step 0.01 leaves the slope -1.98, beyond 0.9 * 2, so it is doubled, until
    # 0.16 leaves -1.68.
    found = search(along(lambda s: (s - 1) ** 2, lambda s: 2 * (s - 1)), Point(0, 1, -2), 0.01)
    assert found is not None
    assert found.step == pytest.approx(0.16)
    assert abs(found.slope) <= CURVATURE * 2


def test_a_step_too_far_is_drawn_back_to_the_cubics_minimum() -> None:
    # From 0 to 4 the parabola's values are 1 and 9: the cubic through both is the parabola, its minimum 1.
    found = search(along(lambda s: (s - 1) ** 2, lambda s: 2 * (s - 1)), Point(0, 1, -2), 4)
    assert found is not None
    assert found.step == pytest.approx(1)


@pytest.mark.parametrize("beyond", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_too_high(beyond: float) -> None:
    function = along(lambda s: s - math.sqrt(s) if s < 1e-3 else beyond, lambda s: 1 - 0.5 / math.sqrt(s))
    found = search(function, Point(0, 0, -1e3), 1)
    assert found is not None
    assert found.step < 1e-3


def test_none_where_nothing_is_lower() -> None:
    assert search(along(lambda s: s, lambda _s: 1.0), Point(0, 0, -1), 1) is None
    assert search(along(lambda _s: math.nan, lambda _s: math.nan), Point(0, 0, -1), 1) is None


def test_a_slope_without_end_ends() -> None:
    found = search(along(lambda s: -s, lambda _s: -1.0), Point(0, 0, -1), 1)
    assert found is not None
    assert math.isfinite(found.step)
