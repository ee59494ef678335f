"""L-BFGS by itself, against what others have found; its runs are in test_solvers.py."""

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import minimize

from engine.base.arrays import FloatArray
from engine.training.methods.lbfgs import LBFGS
from tests.engine.training.methods.classic import (
    MODELS,
    POWELL,
    POWELL_START,
    ROSENBROCK,
    ROSENBROCK_START,
    SumOfSquares,
    nist,
)

Function = Callable[[FloatArray, FloatArray], float]


def minimum(function: Function, start: FloatArray, most: int = 3000) -> FloatArray:
    theta = np.array(start, dtype=float)
    method = LBFGS(function, theta)
    for _ in range(most):
        if not method.step():
            return theta
    pytest.fail("it goes on for ever")


def scipys(squares: SumOfSquares, start: FloatArray) -> FloatArray:
    options = {"ftol": 0, "gtol": 1e-13, "maxiter": 20_000, "maxfun": 50_000}
    found: FloatArray = minimize(squares.both, start, jac=True, method="L-BFGS-B", options=options).x
    return found


def test_rosenbrock_as_scipy() -> None:
    found = minimum(ROSENBROCK.value_and_gradient, ROSENBROCK_START)
    assert found == pytest.approx([1, 1], rel=1e-9)
    assert found == pytest.approx(scipys(ROSENBROCK, ROSENBROCK_START), rel=1e-6)


def test_powells_singular_function_as_scipy() -> None:
    found = minimum(POWELL.value_and_gradient, POWELL_START)
    assert found == pytest.approx(scipys(POWELL, POWELL_START), abs=1e-6)
    assert found == pytest.approx(np.zeros(4), abs=1e-6)


@pytest.mark.parametrize("start", [0, 1])
@pytest.mark.parametrize("name", MODELS)
def test_nists_regressions_as_certified_and_as_scipy(name: str, start: int) -> None:
    # In coordinates in which the squares are round at the start: parameters differ by ten powers of ten,
    # which no method of gradients can bridge, and in a flat valley rounding ends the way before the bottom.
    regression = nist(name)
    first = regression.starts[start]
    change = first[:, None] * np.linalg.inv(np.linalg.qr(regression.squares.jacobian(first) * first).R)
    round_ = regression.squares.through(first, change)
    found = first + change @ minimum(round_.value_and_gradient, np.zeros(len(first)))
    assert found == pytest.approx(regression.certified, rel=1e-6)
    assert 2 * regression.squares.value(found) == pytest.approx(regression.squared_error, rel=1e-9)
    if start == 1:
        assert found == pytest.approx(first + change @ scipys(round_, np.zeros(len(first))), rel=1e-6)


def test_no_iteration_climbs() -> None:
    theta = POWELL_START.copy()
    method = LBFGS(POWELL.value_and_gradient, theta)
    values = [method.value()]
    while len(values) < 60 and method.step():
        values.append(method.value())
        assert values[-1] == POWELL.value(theta)
    assert all(later <= earlier for earlier, later in pairwise(values))


@pytest.mark.parametrize("beyond", [math.nan, math.inf, -math.inf])
def test_a_step_into_what_is_no_number_is_drawn_back(beyond: float) -> None:
    # -log x is not a number below 0: x - log x has its minimum at 1, and the first step leads below 0.
    def function(theta: FloatArray, gradient: FloatArray) -> float:
        gradient[:] = 1 - 1 / theta
        return float(theta[0] - math.log(theta[0])) if theta[0] > 0 else beyond

    assert minimum(function, np.array([0.02])) == pytest.approx([1], rel=1e-7)


def test_a_step_into_overflow_is_quiet() -> None:
    def function(theta: FloatArray, gradient: FloatArray) -> float:
        gradient[:] = np.exp(theta) - 1
        return float(np.exp(theta[0]) - theta[0])

    assert minimum(function, np.array([-700.0])) == pytest.approx([0], abs=1e-7)


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_nothing_moves_from_a_start_that_is_not_finite(value: float) -> None:
    def function(_theta: FloatArray, gradient: FloatArray) -> float:
        gradient.fill(value)
        return value

    theta = np.ones(2)
    assert not LBFGS(function, theta).step()
    assert theta.tolist() == [1, 1]


def test_at_the_bottom_there_is_no_step() -> None:
    theta = np.ones(2)
    assert not LBFGS(ROSENBROCK.value_and_gradient, theta).step()
    assert theta.tolist() == [1, 1]


def test_what_it_remembers_is_enough_to_go_on_elsewhere() -> None:
    one = POWELL_START.copy()
    whole = LBFGS(POWELL.value_and_gradient, one)
    for _ in range(13):
        whole.step()
    other = one.copy()
    resumed = LBFGS(POWELL.value_and_gradient, other)
    for name, values in whole.state.items():
        resumed.state[name][:] = values
    for _ in range(13):
        assert whole.step()
        assert resumed.step()
    assert one.tobytes() == other.tobytes()
