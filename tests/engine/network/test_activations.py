import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.base.arrays import PIECE, FloatArray
from engine.network.activations import ACTIVATIONS, LEAK, SELU_ALPHA, Activation

ALL = pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=lambda activation: activation.id)

# What each is by definition, one number at a time, with nothing in common with the code.
DEFINITIONS: dict[str, Callable[[float], float]] = {
    "linear": lambda z: z,
    "relu": lambda z: z if z > 0 else 0.0,
    "leaky_relu": lambda z: z if z > 0 else 0.01 * z,
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "tanh": lambda z: (math.exp(2 * z) - 1) / (math.exp(2 * z) + 1),
    "elu": lambda z: z if z > 0 else math.exp(z) - 1,
    "selu": lambda z: 1.0507009873554805 * (z if z > 0 else 1.6732632423543772 * (math.exp(z) - 1)),
    "gelu": lambda z: z * 0.5 * math.erfc(-z / math.sqrt(2)),
    "silu": lambda z: z / (1 + math.exp(-z)),
    "softplus": lambda z: math.log(1 + math.exp(z)),
    "sine": math.sin,
}

# The least and greatest slope of those that go beyond 0 to 1.
SLOPES = {"selu": (0, 1.7581), "gelu": (-0.13, 1.13), "silu": (-0.1, 1.1), "sine": (-1, 1)}


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
    least, greatest = SLOPES.get(activation.id, (0, 1))
    assert ((slope >= least) & (slope <= greatest)).all()
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
@pytest.mark.parametrize("size", [0, 1, PIECE, PIECE + 1, 3 * PIECE])
def test_large_arrays_are_gone_through_whole(activation: Activation, size: int) -> None:
    z = np.random.default_rng(size).standard_normal((2, size)) * 4
    expected = [apply_with_slope(activation, z[:, i : i + 1]) for i in range(0, size, 997)]
    for a, slope in (
        apply_with_slope(activation, z),
        apply_with_slope(activation, np.asfortranarray(z)),
        (apply(activation, z), apply_with_slope(activation, z)[1]),
    ):
        for i, (one, one_slope) in zip(range(0, size, 997), expected, strict=True):
            assert a[:, i] == pytest.approx(one[:, 0], rel=1e-14, abs=1e-16)
            assert slope[:, i] == pytest.approx(one_slope[:, 0], rel=1e-14, abs=1e-16)


def test_selus_constants_are_those_that_keep_mean_and_variance() -> None:
    # Klambauer et al. (2017), equation 14: from their fixed point of mean 0 and variance 1.
    alpha = -math.sqrt(2 / math.pi) / (math.erfc(1 / math.sqrt(2)) * math.exp(1 / 2) - 1)
    assert pytest.approx(alpha, rel=1e-14) == SELU_ALPHA
    z = np.random.default_rng(0).standard_normal(1_000_000)
    ACTIVATIONS["selu"].apply(z)
    assert z.mean() == pytest.approx(0, abs=0.003)
    assert z.var() == pytest.approx(1, abs=0.005)


@ALL
def test_menus_have_something_to_show(activation: Activation) -> None:
    assert activation.title
    assert activation.tip.endswith(".")
    assert ACTIVATIONS[activation.id] is activation
