import math

import numpy as np
import pytest

from engine.training.methods.clipping import clip


def clipped(gradient: list[float], longest: float) -> list[float]:
    array = np.array(gradient)
    clip(array, longest)
    return [float(value) for value in array]


def test_a_long_gradient_is_shortened_in_its_direction() -> None:
    assert clipped([3.0, -4.0], 1) == pytest.approx([0.6, -0.8], rel=1e-15)


def test_a_short_one_is_left_as_it_is() -> None:
    assert clipped([3.0, -4.0], 5) == [3, -4]
    assert clipped([0.0, 0.0], 1e-9) == [0, 0]


def test_what_is_not_finite_stays_so() -> None:
    assert clipped([math.inf, 1], 1) == [math.inf, 1]
    assert math.isnan(clipped([math.nan, 1], 1)[0])
