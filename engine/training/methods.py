"""The methods: how a gradient becomes a step. From simple to complex; each works in place on flat vectors."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from engine.arrays import FloatArray
from engine.model.network import Network
from engine.training.bayesian import NetworkBayesian
from engine.training.lbfgs import NetworkLBFGS
from engine.training.levenberg_marquardt import NetworkLevenbergMarquardt, bytes_needed
from engine.training.solver import Solver, Task


class Stepper(Protocol):
    """A method at work on one parameter vector, with whatever it remembers between steps."""

    state: dict[str, FloatArray]
    """What the method remembers, by name: enough to go on elsewhere."""

    def step(self, theta: FloatArray, gradient: FloatArray, rate: float) -> None:
        """Move `theta` (parameters,) in place, against `gradient`, which may be overwritten."""


class GradientDescent:
    """theta -= rate * gradient."""

    def __init__(self, _theta: FloatArray) -> None:
        """Take the vector that is to be moved, of which it needs to remember nothing."""
        self.state: dict[str, FloatArray] = {}

    def step(self, theta: FloatArray, gradient: FloatArray, rate: float) -> None:
        """Move `theta` straight down the slope."""
        np.multiply(gradient, rate, out=gradient)
        np.subtract(theta, gradient, out=theta)


class Momentum:
    """Heavy ball (Polyak, 1964): velocity = 0.9 * velocity + gradient; theta -= rate * velocity."""

    momentum = 0.9

    def __init__(self, theta: FloatArray) -> None:
        """Take the vector that is to be moved, for its size and type."""
        self._velocity = np.zeros_like(theta)
        self.state = {"velocity": self._velocity}

    def step(self, theta: FloatArray, gradient: FloatArray, rate: float) -> None:
        """Move `theta` along the velocity that earlier gradients have built up."""
        self._velocity *= self.momentum
        self._velocity += gradient
        np.multiply(self._velocity, rate, out=gradient)
        theta -= gradient


class Adam:
    """A step for each parameter of its own size (Kingma and Ba, 2015), with the paper's constants."""

    beta1 = 0.9
    beta2 = 0.999
    epsilon = 1e-8

    def __init__(self, theta: FloatArray) -> None:
        """Take the vector that is to be moved, for its size and type."""
        self._mean = np.zeros_like(theta)
        self._square = np.zeros_like(theta)
        self._steps = np.zeros(1)
        self._scratch = np.empty_like(theta)
        self.state = {"mean": self._mean, "square": self._square, "steps": self._steps}

    def step(self, theta: FloatArray, gradient: FloatArray, rate: float) -> None:
        """Move `theta` by the mean of the gradients over the root of the mean of their squares."""
        mean, square, scratch = self._mean, self._square, self._scratch
        self._steps += 1
        steps = float(self._steps[0])
        np.multiply(gradient, gradient, out=scratch)
        scratch *= 1 - self.beta2
        square *= self.beta2
        square += scratch
        gradient *= 1 - self.beta1
        mean *= self.beta1
        mean += gradient
        np.multiply(square, 1 / (1 - self.beta2**steps), out=scratch)
        np.sqrt(scratch, out=scratch)
        scratch += self.epsilon
        np.divide(mean, scratch, out=scratch)
        scratch *= rate / (1 - self.beta1**steps)
        theta -= scratch


GRADIENT_FIELDS: Final = frozenset({"learning_rate", "schedule", "batch_size"})
"""The training fields of a method that does one step for each gradient."""


@dataclass(frozen=True, slots=True)
class Method:
    """A row of the table of methods: what menus show, how it begins, a usual learning rate.

    It either does a step for each gradient (`begin`) or whole epochs by itself (`solve`). `uses` are the
    training fields that mean something to it; the others have no effect. `losses` are those it can make
    small, None being all, and `epochs` is how many are usually enough. `bytes_needed` tells of a network and
    a number of rows what the method takes besides the rows, where that may be more than there is.
    """

    id: str
    title: str
    tip: str
    begin: Callable[[FloatArray], Stepper] | None
    usual_learning_rate: float
    solve: Callable[[Task], Solver] | None = None
    uses: frozenset[str] = GRADIENT_FIELDS
    losses: frozenset[str] | None = None
    epochs: int = 10_000
    bytes_needed: Callable[[Network, int], int] | None = None


NO_FIELDS: Final[frozenset[str]] = frozenset()
"""The training fields of a solver: it has no learning rate, and so neither schedule nor batches."""

SQUARED_ERROR: Final = frozenset({"squared_error"})


METHODS: Final = {
    row.id: row
    for row in (
        Method(
            "gradient_descent",
            "Gradient descent",
            "Steps straight down the slope. The plainest method: good to learn from, slow to arrive.",
            GradientDescent,
            0.1,
        ),
        Method(
            "momentum",
            "Momentum",
            "Gathers speed like a ball rolling downhill, so that long valleys are crossed faster.",
            Momentum,
            0.03,
        ),
        Method(
            "adam",
            "Adam",
            "Gives every weight a step size of its own. Quick and forgiving: the usual choice.",
            Adam,
            0.01,
        ),
        Method(
            "lbfgs",
            "L-BFGS",
            "Learns from its last steps how the slope bends, and picks the length of each step itself. Needs "
            "no learning rate; good for a few thousand rows and smooth losses.",
            None,
            0.1,
            NetworkLBFGS,
            NO_FIELDS,
            epochs=1000,
        ),
        Method(
            "levenberg_marquardt",
            "Levenberg-Marquardt",
            "Solves for all weights together in every step. Often done in a few dozen steps where others "
            "take thousands; for networks of up to a few thousand parameters.",
            None,
            0.1,
            NetworkLevenbergMarquardt,
            NO_FIELDS,
            SQUARED_ERROR,
            200,
            bytes_needed,
        ),
        Method(
            "bayesian",
            "Bayesian regularisation",
            "Levenberg-Marquardt that also finds out how small the weights should be, and how many of them "
            "the rows really determine. For tables with few rows, where other methods learn the noise.",
            None,
            0.1,
            NetworkBayesian,
            NO_FIELDS,
            SQUARED_ERROR,
            300,
            bytes_needed,
        ),
    )
}
