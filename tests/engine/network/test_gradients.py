"""Back-propagation against central differences: every activation, loss, penalty and number of layers.

A derivative is a limit, so nothing may lie within reach of a kink: weighted sums, errors and, for L1, weights
are chosen away from theirs, and so that no derivative is 0, which any mistake could give as well.
"""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pytest

from engine.base.arrays import FloatArray
from engine.network.activations import ACTIVATIONS
from engine.network.losses import LOSSES, Loss, choose_loss
from engine.network.network import GradientPasses, Network
from engine.network.penalties import Penalties
from tests.engine.runs import start

ROWS = 12
STEP = 1e-5
FAR = 0.003
HUBER_WIDTH = 1.0  # the usual one
"""How far from a kink everything has to be: many steps, through every layer."""

STRENGTHS: dict[str, dict[str, float]] = {
    "none": {},
    "l1": {"l1": 0.02},
    "l2": {"l2": 0.05},
    "both": {"l1": 0.02, "l2": 0.05},
}
VARIANTS = {
    **LOSSES,
    "two_quantiles": choose_loss("quantile", quantiles=(0.2, 0.9)),
    "weighted_binary": choose_loss("binary_cross_entropy", class_weights=np.array([0.5, 2.0])),
    "weighted_classes": choose_loss("softmax_cross_entropy", class_weights=np.array([0.5, 2.0])),
}


@dataclass(frozen=True, eq=False)
class Case:
    """Weights and rows on which everything has a derivative."""

    network: Network
    theta: FloatArray
    X: FloatArray
    Y: FloatArray
    row_weights: FloatArray | None = None

    def objective(self, loss: Loss, penalties: Penalties, passes: GradientPasses, theta: FloatArray) -> float:
        """The mean over rows of what the loss sums over outputs, and the penalties."""
        passes.forward(self.network.blocks(theta))
        quoted = passes.loss(loss, self.Y, self.row_weights)
        return loss.objective(quoted, len(self.Y)) + penalties.value(theta)

    def gradient(self, loss: Loss, penalties: Penalties, passes: GradientPasses) -> FloatArray:
        gradient = np.empty_like(self.theta)
        passes.forward(self.network.blocks(self.theta))
        passes.loss(loss, self.Y, self.row_weights)
        passes.backward(self.network.blocks(self.theta), self.network.blocks(gradient))
        gradient /= ROWS
        penalties.add_gradient(self.theta, gradient)
        return gradient


def sizes(hidden_layers: int) -> tuple[int, ...]:
    return (3, *(5, 4, 3)[:hidden_layers], 2)


@cache
def case(hidden: str, hidden_layers: int, output: str, of_classes: bool) -> Case:
    """Of many starts, the first on which every unit is at work and twelve rows lie away from all kinks."""
    net = Network(sizes(hidden_layers), (*[hidden] * hidden_layers, output))
    for seed in range(2000):
        theta = start(net.sizes, seed, size=0.8)
        theta += np.copysign(FAR, theta)
        X, Y = rows(net, theta, seed, of_classes)
        if X.shape[1] == ROWS:
            found = Case(net, theta, X, Y)
            nothing = Penalties(net, {}, theta)
            slopes = [
                found.gradient(loss, nothing, GradientPasses(net, X))
                for loss in LOSSES.values()
                if loss.of_classes == of_classes
            ]
            if np.all(slopes):
                return found
    raise AssertionError("no start among 2,000 will do")


def rows(net: Network, theta: FloatArray, seed: int, of_classes: bool) -> tuple[FloatArray, FloatArray]:
    """Of many rows the first twelve in which no sum and no error is near a kink."""
    stream = np.random.default_rng(seed)
    X, Y = stream.standard_normal((3, 100)), stream.standard_normal((2, 100))
    if of_classes:
        Y = np.eye(2)[:, stream.integers(2, size=100)]
    nearest = np.full(100, np.inf)
    A = X
    for block, activation in zip(net.blocks(theta), net.activations, strict=True):
        Z = block[:, :-1] @ A + block[:, -1:]
        nearest = np.minimum(nearest, abs(Z).min(axis=0))
        activation.apply(Z)
        A = Z
    if not of_classes:
        error = abs(A - Y)
        for kink in (0.0, HUBER_WIDTH):
            nearest = np.minimum(nearest, abs(error - kink).min(axis=0))
    chosen = np.flatnonzero(nearest > FAR)[:ROWS]
    return X[:, chosen], Y[:, chosen]


def largest_mistake(at: Case, loss: Loss, strengths: dict[str, float]) -> float:
    """The largest difference to a central difference, relative to each derivative.

    For those that drown in rounding errors it is relative to a thousandth of the largest.
    """
    of_layers = {name: [strength] * (len(at.network.sizes) - 1) for name, strength in strengths.items()}
    penalties = Penalties(at.network, of_layers, at.theta)
    passes = GradientPasses(at.network, at.X)
    gradient = at.gradient(loss, penalties, passes)
    moved, numeric = at.theta.copy(), np.empty_like(gradient)
    for i, here in enumerate(at.theta.tolist()):
        moved[i] = here + STEP
        above = at.objective(loss, penalties, passes, moved)
        moved[i] = here - STEP
        numeric[i] = (above - at.objective(loss, penalties, passes, moved)) / (2 * STEP)
        moved[i] = here
    scale = np.maximum(abs(gradient), 1e-3 * abs(gradient).max())
    return float((abs(gradient - numeric) / scale).max())


@pytest.mark.parametrize("hidden_layers", range(4))
@pytest.mark.parametrize("loss", VARIANTS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_derivative_is_the_central_difference(activation: str, loss: str, hidden_layers: int) -> None:
    chosen = VARIANTS[loss]
    at = case(activation, hidden_layers, "linear", chosen.of_classes)
    for name, strengths in STRENGTHS.items():
        assert largest_mistake(at, chosen, strengths) < 1e-6, name


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_an_output_layer_may_have_any_activation(activation: str, loss: str) -> None:
    chosen = LOSSES[loss]
    at = case("tanh", 1, activation, chosen.of_classes)
    assert largest_mistake(at, chosen, STRENGTHS["both"]) < 1e-6


@pytest.mark.parametrize("loss", VARIANTS)
def test_the_derivatives_of_weighted_rows_are_central_differences_too(loss: str) -> None:
    chosen = VARIANTS[loss]
    at = replace(case("tanh", 2, "linear", chosen.of_classes), row_weights=np.linspace(0.1, 1.9, ROWS)[::-1])
    assert largest_mistake(at, chosen, STRENGTHS["both"]) < 1e-6


@pytest.mark.parametrize("activation", ["linear", "tanh"])
def test_with_dropout_the_derivatives_are_those_of_the_units_that_stay(activation: str) -> None:
    net = Network((3, 5, 4, 2), (activation, activation, "linear"), dropout=(0.4, 0.2))
    loss, theta = LOSSES["squared_error"], start(net.sizes, size=0.8)
    X, Y = np.random.default_rng(0).standard_normal((2, 3, ROWS))
    Y = Y[:2]

    def passes() -> GradientPasses:
        same_each_time = np.random.default_rng(7)
        return GradientPasses(net, X, same_each_time)

    at, nothing = Case(net, theta, X, Y), Penalties(net, {}, theta)
    gradient = at.gradient(loss, nothing, passes())
    for i in range(len(theta)):
        step = np.zeros_like(theta)
        step[i] = STEP
        above, below = (at.objective(loss, nothing, passes(), theta + s) for s in (step, -step))
        assert gradient[i] == pytest.approx((above - below) / (2 * STEP), rel=1e-6, abs=1e-9)
