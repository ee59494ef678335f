"""Levenberg-Marquardt by itself, against what others have found; its runs are in test_solvers.py."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import least_squares

from engine.base.arrays import FloatArray
from engine.network.network import Network
from engine.training.methods.levenberg_marquardt import LevenbergMarquardt, Residuals, bytes_needed
from tests.engine.runs import finish, network, request, smooth_rows
from tests.engine.training.methods.classic import (
    MODELS,
    POWELL,
    POWELL_START,
    ROSENBROCK,
    ROSENBROCK_START,
    SumOfSquares,
    nist,
)


def minimum(residuals: Residuals, start: FloatArray, most: int = 3000) -> FloatArray:
    theta = np.array(start, dtype=float)
    method = LevenbergMarquardt(residuals, theta)
    for _ in range(most):
        if not method.step():
            break
    return theta


def scipys(squares: SumOfSquares, start: FloatArray) -> FloatArray:
    tolerances = {"xtol": 1e-15, "ftol": 1e-15, "gtol": 1e-15}
    found: FloatArray = least_squares(
        squares.residual, start, jac=squares.jacobian, method="lm", **tolerances
    ).x
    return found


def test_rosenbrock_as_scipy() -> None:
    found = minimum(ROSENBROCK, ROSENBROCK_START)
    assert found == pytest.approx([1, 1], rel=1e-12)
    assert found == pytest.approx(scipys(ROSENBROCK, ROSENBROCK_START), rel=1e-6)


def test_powells_singular_function_as_scipy() -> None:
    found = minimum(POWELL, POWELL_START)
    assert found == pytest.approx(np.zeros(4), abs=1e-6)
    assert found == pytest.approx(scipys(POWELL, POWELL_START), abs=1e-6)


@pytest.mark.parametrize("start", [0, 1])
@pytest.mark.parametrize("name", MODELS)
def test_nists_regressions_as_certified_and_as_scipy(name: str, start: int) -> None:
    regression = nist(name)
    found = minimum(regression.squares, regression.starts[start])
    assert found == pytest.approx(regression.certified, rel=1e-6)
    assert 2 * regression.squares.value(found) == pytest.approx(regression.squared_error, rel=1e-9)
    assert found == pytest.approx(scipys(regression.squares, regression.starts[start]), rel=1e-6)


def test_a_linear_problem_with_decay_is_ridge_regression() -> None:
    stream = np.random.default_rng(0)
    A, y = stream.standard_normal((30, 5)), stream.standard_normal(30)
    theta = np.zeros(5)
    method = LevenbergMarquardt(SumOfSquares(lambda t: A @ t - y), theta)
    method.decay = 3.0
    while method.step():
        pass
    assert theta == pytest.approx(np.linalg.solve(A.T @ A + 3 * np.eye(5), A.T @ y), rel=1e-8)
    assert method.gradient_norm() < 1e-7


def test_an_l2_penalty_spares_the_biases_as_with_every_method() -> None:
    net, train = network(2, 1), smooth_rows(40, outputs=1)
    asked = request(net, train, method="levenberg_marquardt", l2=(0.3,), epoch_limit=20)
    A = np.vstack([train.X, np.ones(40)])
    cost = np.diag([0.3, 0.3, 0.0])
    expected = np.linalg.solve(A @ A.T / 40 + cost, A @ train.Y[0] / 40)
    np.testing.assert_allclose(finish(asked).theta, expected, rtol=1e-8)
    by_gradients = finish(replace(asked, method="lbfgs", epoch_limit=200))
    np.testing.assert_allclose(by_gradients.theta, expected, rtol=1e-6)


def test_a_singular_matrix_is_no_trouble() -> None:
    # Only the sum of the parameters tells, and a third parameter has no effect at all.
    theta = np.zeros(3)
    method = LevenbergMarquardt(
        SumOfSquares(lambda t: np.array([t[0] + t[1] - 2, 2 * t[0] + 2 * t[1] - 4])), theta
    )
    while method.step():
        pass
    assert theta == pytest.approx([1, 1, 0], abs=1e-9)


class Spoilt(SumOfSquares):
    """Rosenbrock's function, with something else for its value where `where` says so."""

    def __init__(self, where: Callable[[FloatArray], bool], value: float) -> None:
        super().__init__(ROSENBROCK.residual)
        self._where, self._value = where, value

    def value(self, theta: FloatArray) -> float:
        return self._value if self._where(theta) else super().value(theta)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_step_into_what_is_no_number_is_damped(value: float) -> None:
    found = minimum(Spoilt(lambda theta: theta[1] < -0.3, value), ROSENBROCK_START)
    assert found == pytest.approx([1, 1], rel=1e-9)


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_nothing_moves_where_nothing_is_finite(value: float) -> None:
    theta = ROSENBROCK_START.copy()
    method = LevenbergMarquardt(Spoilt(lambda _theta: True, value), theta)
    assert not method.step()
    assert np.array_equal(theta, ROSENBROCK_START)


def test_nothing_moves_where_every_step_fails() -> None:
    theta = ROSENBROCK_START.copy()
    method = LevenbergMarquardt(
        Spoilt(lambda theta: not np.array_equal(theta, ROSENBROCK_START), math.nan), theta
    )
    before = {name: values.copy() for name, values in method.state.items()}
    assert not method.step()
    assert np.array_equal(theta, ROSENBROCK_START)
    assert all(np.array_equal(before[name], values) for name, values in method.state.items())


@pytest.mark.parametrize("size", [1e200, 1e-200])
def test_numbers_at_the_edge_are_quiet(size: float) -> None:
    theta = np.ones(2)
    method = LevenbergMarquardt(SumOfSquares(lambda t: size * np.array([t[0] - 3, t[1] + 1])), theta)
    for _ in range(50):
        method.step()
    assert np.isfinite(theta).all()


def test_no_step_climbs_and_its_value_is_that_of_theta() -> None:
    theta = POWELL_START.copy()
    method = LevenbergMarquardt(POWELL, theta)
    before = method.value()
    while method.step() and before > 1e-20:
        assert method.value() == POWELL.value(theta)
        assert method.value() < before
        before = method.value()


def test_what_it_remembers_is_enough_to_go_on_elsewhere() -> None:
    one = ROSENBROCK_START.copy()
    whole = LevenbergMarquardt(ROSENBROCK, one)
    for _ in range(5):
        whole.step()
    other = one.copy()
    resumed = LevenbergMarquardt(ROSENBROCK, other)
    for name, values in whole.state.items():
        resumed.state[name][:] = values
    for _ in range(5):
        assert whole.step()
        assert resumed.step()
    assert one.tobytes() == other.tobytes()


def test_memory_is_said_beforehand() -> None:
    small = bytes_needed(Network((2, 4, 4, 3), ("relu", "relu", "linear")), 7000)
    assert 2 * 8 * 47**2 < small < 10e6
    # Two matrices of 1,025 by 1,025 and little else, however many the rows.
    large = Network((30, 32, 1), ("tanh", "linear"))
    assert 2 * 8 * 1025**2 < bytes_needed(large, 100_000) < 4 * 8 * 1025**2
    assert bytes_needed(large, 10_000_000) - bytes_needed(large, 100_000) < 10_000_000 * 10
