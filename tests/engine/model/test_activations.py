import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.arrays import FloatArray
from engine.model.activations import ACTIVATIONS, LEAK, Activation

ALL = pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=lambda activation: activation.id)

# What each is by definition, one number at a time, with nothing in common with the code.
DEFINITIONS: dict[str, Callable[[float], float]] = {
    "linear": lambda z: z,
    "relu": lambda z: z if z > 0 else 0.0,
    "leaky_relu": lambda z: z if z > 0 else 0.01 * z,
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "tanh": lambda z: (math.exp(2 * z) - 1) / (math.exp(2 * z) + 1),
}


def apply(activation: Activation, z: FloatArray) -> FloatArray:
    result = z.copy()
    activation.apply(result)
    return result


def apply_with_slope(activation: Activation, z: FloatArray) -> tuple[FloatArray, FloatArray]:
    result, slope = z.copy(), np.full_like(z, np.nan)
    activation.apply_with_slope(result, slope)
    return result, slope


def test_every_activation_asked_for_is_there_and_defined_here() -> None:
    assert set(ACTIVATIONS) == set(DEFINITIONS)


@ALL
@given(z=st.floats(-30, 30))
def test_it_is_what_its_definition_says(activation: Activation, z: float) -> None:
    expected = DEFINITIONS[activation.id](z)
    assert apply(activation, np.array([[z]]))[0, 0] == pytest.approx(expected, rel=1e-12, abs=1e-14)


@ALL
@given(z=st.floats(-20, 20).filter(lambda z: abs(z) > 1e-3))
def test_its_slope_is_the_slope_of_its_definition(activation: Activation, z: float) -> None:
    h = 1e-5
    define = DEFINITIONS[activation.id]
    expected = (define(z + h) - define(z - h)) / (2 * h)
    assert apply_with_slope(activation, np.array([[z]]))[1][0, 0] == pytest.approx(
        expected, rel=1e-6, abs=1e-9
    )


@ALL
def test_with_and_without_slope_it_gives_the_same_to_the_last_bit(activation: Activation) -> None:
    z = np.random.default_rng(0).standard_normal((3, 1000)) * 5
    z[0, 0] = 0
    assert np.array_equal(apply(activation, z), apply_with_slope(activation, z)[0])


@ALL
def test_it_is_quiet_and_within_bounds_far_out(activation: Activation) -> None:
    z = np.array([[-1e300, -800.0, 800.0, 1e300]])
    with np.errstate(all="raise", under="ignore"):
        a, slope = apply_with_slope(activation, z)
    assert np.isfinite(a).all()
    assert ((slope >= 0) & (slope <= 1)).all()
    if activation.id == "sigmoid":
        assert a.tolist() == [[0, 0, 1, 1]]
    if activation.id == "tanh":
        assert a.tolist() == [[-1, -1, 1, 1]]


@ALL
def test_a_lost_number_stays_lost(activation: Activation) -> None:
    # A NaN that turned into 0 would hide that training has diverged.
    assert np.isnan(apply(activation, np.array([[np.nan]])))[0, 0]
    assert np.isnan(apply_with_slope(activation, np.array([[np.nan]]))[0])[0, 0]


@ALL
def test_it_works_in_place_in_single_precision(activation: Activation) -> None:
    a, slope = apply_with_slope(activation, np.array([[-1.5, 0.5]], np.float32))
    expected = [DEFINITIONS[activation.id](z) for z in (-1.5, 0.5)]
    assert a.dtype == slope.dtype == np.float32
    assert a[0] == pytest.approx(expected, rel=1e-6)


def test_at_its_kink_relu_lets_nothing_through_as_in_the_article() -> None:
    assert apply_with_slope(ACTIVATIONS["relu"], np.array([[0.0, -0.0]]))[1].tolist() == [[0, 0]]
    assert apply_with_slope(ACTIVATIONS["leaky_relu"], np.array([[0.0]]))[1].tolist() == [[LEAK]]


def test_only_relu_can_die() -> None:
    assert [row.id for row in ACTIVATIONS.values() if row.can_die] == ["relu"]
    for row in ACTIVATIONS.values():
        slopes = apply_with_slope(row, np.array([[-1.0, -5.0]]))[1]
        assert row.can_die == (slopes == 0).all()


@ALL
def test_menus_have_something_to_show(activation: Activation) -> None:
    assert activation.title
    assert activation.tip.endswith(".")
    assert ACTIVATIONS[activation.id] is activation
