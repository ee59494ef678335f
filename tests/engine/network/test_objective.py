"""Value, gradient and Gauss-Newton matrix of a network, against central differences."""

from typing import Any

import numpy as np
import pytest

from engine.base.arrays import FloatArray
from engine.network import gauss_newton, row_blocks
from engine.network.activations import ACTIVATIONS
from engine.network.gauss_newton import block_rows
from engine.network.losses import LOSSES
from engine.network.network import Network, Passes
from engine.network.objective import LeastSquares, Objective
from tests.engine.runs import smooth_rows, start, weighted_and_repeated

HIDDEN = pytest.mark.parametrize(
    "hidden", [(), (4,), (4, 3), (3, 4, 2)], ids=lambda sizes: f"{len(sizes)} hidden"
)
ACTIVATION = pytest.mark.parametrize("activation", ACTIVATIONS)
OUTPUT = pytest.mark.parametrize("output", ["linear", "tanh"])


def central(function: Any, theta: FloatArray, step: float = 1e-5) -> FloatArray:
    """The derivatives of `function` (values, parameters), exact to the fourth order of `step`."""
    columns = []
    for unit in np.eye(len(theta)) * step:
        near = function(theta + unit) - function(theta - unit)
        far = function(theta + 2 * unit) - function(theta - 2 * unit)
        columns.append((8 * near - far) / (12 * step))
    return np.array(columns).T


def relative(found: FloatArray, expected: FloatArray) -> float:
    return float(np.abs(found - expected).max() / max(np.abs(expected).max(), 1e-12))


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """30 rows are three blocks of 10, 29 a smaller last one."""
    monkeypatch.setattr(row_blocks, "LEAST_ROWS", 10)
    for module in (row_blocks, gauss_newton):
        monkeypatch.setattr(module, "BLOCK_BYTES", 0)


@HIDDEN
@ACTIVATION
@OUTPUT
@pytest.mark.parametrize("count", [29, 30])
def test_all_of_it_is_that_of_central_differences(
    hidden: tuple[int, ...], activation: str, output: str, count: int
) -> None:
    sizes = (2, *hidden, 3)
    net = Network(sizes, (*[activation] * len(hidden), output))
    made, theta = smooth_rows(count, 4, 2, 3), start(sizes, 5, 1.0)
    squares = LeastSquares(net, made)

    def residuals(at: FloatArray) -> FloatArray:
        return (net.predict(at, made.X) - made.Y).T.ravel().copy()

    jacobian, error = central(residuals, theta), residuals(theta)
    size = len(theta)
    matrix, gradient, other = np.zeros((size, size)), np.empty(size), np.empty(size)
    squares.system(theta, matrix, gradient)
    lower = np.tril(matrix)
    assert relative(lower + np.tril(matrix, -1).T, jacobian.T @ jacobian / count) < 1e-6
    assert relative(gradient, jacobian.T @ error / count) < 1e-6
    assert squares.value(theta) == pytest.approx(0.5 * error @ error / count, rel=1e-12)
    assert squares.value(theta) * squares.quoted == pytest.approx(np.mean(error**2), rel=1e-12)

    objective = Objective(net, made, LOSSES["squared_error"])
    assert objective.value_and_gradient(theta, other) == pytest.approx(squares.value(theta), rel=1e-12)
    assert other == pytest.approx(gradient, rel=1e-9, abs=1e-12)


@HIDDEN
def test_a_second_system_has_nothing_of_the_first(hidden: tuple[int, ...]) -> None:
    sizes = (2, *hidden, 2)
    net = Network(sizes, (*["tanh"] * len(hidden), "linear"))
    made, one, two = smooth_rows(25), start(sizes, 1), start(sizes, 2)
    size = len(one)
    used, fresh = np.zeros((size, size)), np.zeros((size, size))
    gradient = np.empty(size)
    squares = LeastSquares(net, made)
    squares.system(one, used, gradient)
    squares.system(two, used, gradient)
    LeastSquares(net, made).system(two, fresh, gradient)
    assert used.tobytes() == fresh.tobytes()


def test_extremes_and_predictions_are_those_of_all_rows() -> None:
    net = Network((2, 4, 3, 2), ("relu", "tanh", "linear"))
    made, theta = smooth_rows(35), start((2, 4, 3, 2))
    *extremes, predicted = LeastSquares(net, made).outputs(theta)
    passes = Passes(net, made.X)
    passes.forward(net.blocks(theta))
    *hidden, all_predicted = passes.outputs
    assert predicted == pytest.approx(all_predicted, rel=1e-12)
    for found, A in zip(extremes, hidden, strict=True):
        assert found == pytest.approx(np.stack([A.min(axis=1), A.max(axis=1)], axis=1), rel=1e-12)


def test_means_of_inputs_are_those_of_all_rows() -> None:
    net = Network((2, 4, 2), ("relu", "linear"))
    made, theta = smooth_rows(35), start((2, 4, 2))
    squares = LeastSquares(net, made)
    squares.system(theta, np.zeros((22, 22)), np.empty(22))
    assert squares.input_means[0] == pytest.approx([*made.X.mean(axis=1), 1])
    passes = Passes(net, made.X)
    passes.forward(net.blocks(theta))
    assert squares.input_means[1] == pytest.approx([*passes.outputs[0].mean(axis=1), 1])


@HIDDEN
@OUTPUT
def test_a_row_of_weight_2_is_as_good_as_two_rows(hidden: tuple[int, ...], output: str) -> None:
    sizes = (2, *hidden, 3)
    net, theta = Network(sizes, (*["tanh"] * len(hidden), output)), start(sizes, 5, 1.0)
    counts = np.random.default_rng(0).integers(1, 4, size=35).tolist()
    found = []
    for made in weighted_and_repeated(smooth_rows(35, 4, 2, 3), counts):
        squares, size = LeastSquares(net, made), len(theta)
        matrix, gradient = np.zeros((size, size)), np.empty(size)
        squares.system(theta, matrix, gradient)
        found.append((np.tril(matrix), gradient, squares.value(theta), *squares.input_means))
    for weighted, repeated in zip(*found, strict=True):
        assert weighted == pytest.approx(repeated, rel=1e-12, abs=1e-13)


def test_overflow_is_infinite_and_quiet() -> None:
    net = Network((2, 4, 2), ("relu", "linear"))
    made = smooth_rows(35)
    with np.errstate(all="ignore"):
        assert LeastSquares(net, made).value(np.full(22, 1e200)) == np.inf


def test_poll_is_asked_before_every_block() -> None:
    asked = []
    made = smooth_rows(35)
    squares = LeastSquares(Network((2, 2), ("linear",)), made, lambda: asked.append(1))
    squares.value(start((2, 2)))
    assert len(asked) == 4


@pytest.mark.parametrize("rows", [1, 9, 10, 11, 99, 100, 12345])
def test_blocks_are_equal_but_for_the_last(rows: int) -> None:
    size = block_rows(Network((2, 2), ("linear",)), rows)
    assert 1 <= size <= max(10, rows)
    assert -(-rows // size) == -(-rows // min(10, rows))
