"""What methods that look further than one gradient see of a network: a function of theta on fixed rows.

Each calls `poll` before every block of rows, which may raise to end a long computation.
"""

import math
from collections.abc import Callable, Iterator

import numpy as np

from engine.arrays import FloatArray
from engine.model.gauss_newton import GaussNewton, block_rows, workspace_bytes
from engine.model.losses import LOSSES, Loss
from engine.model.network import GradientPasses, Network
from engine.model.penalties import Penalties

Poll = Callable[[], None]


def _nothing() -> None:
    """Let it go on."""


class Objective:
    """The mean over rows of any loss, with what the weights cost, and its gradient."""

    def __init__(
        self,
        network: Network,
        X: FloatArray,
        Y: FloatArray,
        loss: Loss,
        poll: Poll = _nothing,
        penalties: Penalties | None = None,
    ) -> None:
        """Take standardised inputs (d_in, rows) and targets (d_out, rows)."""
        self._penalties = penalties
        self._network, self._Y, self._loss, self._poll = network, Y, loss, poll
        self._passes = GradientPasses(network, X)
        self.quoted = loss.quoted_share(network.sizes[-1])

    def value_and_gradient(self, theta: FloatArray, gradient: FloatArray) -> float:
        """Return the objective at `theta` (parameters,) and write its gradient into `gradient`."""
        self._poll()
        blocks = self._network.blocks(theta)
        self._passes.forward(blocks)
        value = self._passes.loss(self._loss, self._Y) / self.quoted
        self._passes.backward(blocks, self._network.blocks(gradient))
        gradient /= max(self._Y.shape[1], 1)
        if self._penalties:
            self._penalties.add_gradient(theta, gradient)
            value += self._penalties.value(theta)
        return value

    def outputs(self, theta: FloatArray) -> list[FloatArray]:
        """Return what every layer puts out (units, rows); the next call overwrites it."""
        self._passes.forward(self._network.blocks(theta))
        return self._passes.outputs


class LeastSquares:
    """Half the squared error, summed over outputs, mean over rows; with its Gauss-Newton matrix.

    Rows are worked on in blocks, so that it takes little more than the rows themselves.
    """

    def __init__(self, network: Network, X: FloatArray, Y: FloatArray, poll: Poll = _nothing) -> None:
        """Take standardised inputs (d_in, rows) and targets (d_out, rows)."""
        self._network, self._X, self._Y, self._poll = network, X, Y, poll
        self._loss = LOSSES["squared_error"]
        self.rows = X.shape[1]
        self._size = block_rows(network, self.rows)
        self._passes = GradientPasses(network, X[:, : self._size])
        rest = self.rows % self._size
        self._rest_passes = GradientPasses(network, X[:, :rest]) if rest else None
        self._matrix = GaussNewton(network, self._size, X.dtype)
        self._term = np.empty(network.parameters, X.dtype)
        self.input_means = [np.zeros(inputs + 1) for inputs in network.sizes[:-1]]
        """For each layer the mean of each input, and 1, where `system` was asked last."""
        self.quoted = self._loss.quoted_share(network.sizes[-1])

    def _forward(self, blocks: list[FloatArray]) -> Iterator[tuple[slice, GradientPasses]]:
        """Yield each block of rows, with a forward pass done on it."""
        for first in range(0, self.rows, self._size):
            self._poll()
            rows = slice(first, min(first + self._size, self.rows))
            passes = self._passes if rows.stop - first == self._size else self._rest_passes
            assert passes is not None
            passes.load(self._X[:, rows])
            passes.forward(blocks)
            yield rows, passes

    def value(self, theta: FloatArray) -> float:
        """Return the objective at `theta` (parameters,); what is not finite ends it early."""
        total = 0.0
        for rows, passes in self._forward(self._network.blocks(theta)):
            total += passes.loss(self._loss, self._Y[:, rows]) * (rows.stop - rows.start)
            if not math.isfinite(total):
                return math.inf
        return float(total / self.rows / self.quoted)

    def system(self, theta: FloatArray, matrix: FloatArray, gradient: FloatArray) -> None:
        """Write the Gauss-Newton matrix at `theta`, its lower triangle at least, and the gradient.

        `matrix` (parameters, parameters) must be 0 the first time it is given.
        """
        blocks, terms = self._network.blocks(theta), self._network.blocks(self._term)
        for sums in (gradient, *self.input_means):
            sums.fill(0)
        self._matrix.begin()
        for rows, passes in self._forward(blocks):
            self._matrix.add(passes, blocks)
            passes.loss(self._loss, self._Y[:, rows])
            passes.backward(blocks, terms)
            gradient += self._term
            for means, A in zip(self.input_means, passes.inputs, strict=True):
                means += A @ A[-1]
        for sums in (gradient, *self.input_means):
            sums /= self.rows
        self._matrix.write(matrix, 1 / self.rows)

    def outputs(self, theta: FloatArray) -> list[FloatArray]:
        """Return the lowest and highest output of each hidden unit (units, 2), and all predictions.

        The extremes say of a unit what its outputs on all rows would, which need not all be kept.
        """
        sizes = self._network.sizes
        extremes = [np.tile([np.inf, -np.inf], (units, 1)) for units in sizes[1:-1]]
        predicted = np.empty_like(self._Y)
        for rows, passes in self._forward(self._network.blocks(theta)):
            predicted[:, rows] = passes.outputs[-1]
            for found, A in zip(extremes, passes.outputs[:-1], strict=True):
                np.minimum(found[:, 0], A.min(axis=1), out=found[:, 0])
                np.maximum(found[:, 1], A.max(axis=1), out=found[:, 1])
        return [*extremes, predicted]


def least_squares_bytes(network: Network, rows: int) -> int:
    """Return what a `LeastSquares` of `network` on so many rows takes besides the rows themselves."""
    return workspace_bytes(network, rows) + 8 * network.sizes[-1] * rows
