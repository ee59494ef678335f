"""What methods that look further than one gradient see of a network: a function of theta on fixed rows.

Each calls `poll` before every block of rows, which may raise to end a long computation.
"""

import numpy as np

from engine.base.arrays import FloatArray
from engine.data.rows import Rows
from engine.network.gauss_newton import GaussNewton, block_rows, workspace_bytes
from engine.network.losses import LOSSES, Loss
from engine.network.network import Network
from engine.network.penalties import Penalties
from engine.network.row_blocks import Poll, RowBlocks, SharedRows, nothing


class Objective:
    """The mean over rows of any loss, with what the weights cost, and its gradient."""

    def __init__(
        self,
        network: Network,
        rows: Rows,
        loss: Loss,
        poll: Poll = nothing,
        penalties: Penalties | None = None,
    ) -> None:
        self._penalties = penalties
        self._network, self._count = network, max(rows.count, 1)
        self._poll, self._rows = poll, SharedRows(network, rows, loss, poll)
        self.quoted = loss.quoted_share(network.sizes[-1])

    def close(self) -> None:
        """End the threads that share its rows."""
        self._rows.close()

    def value_and_gradient(self, theta: FloatArray, gradient: FloatArray) -> float:
        """Return the objective at `theta` (parameters,) and write its gradient into `gradient`."""
        self._poll()
        value = self._rows.value_and_gradient(self._network.blocks(theta)) / self.quoted
        np.divide(self._rows.gradient, self._count, out=gradient)
        if self._penalties:
            self._penalties.add_gradient(theta, gradient)
            value += self._penalties.value(theta)
        return value

    def penalty(self, theta: FloatArray) -> float:
        """Return how much of the objective at `theta` (parameters,) the weights cost."""
        return self._penalties.value(theta) if self._penalties else 0.0

    def outputs(self, theta: FloatArray) -> list[FloatArray]:
        """Return the lowest and highest output of each hidden unit (units, 2), and all predictions."""
        return self._rows.outputs(self._network.blocks(theta))


class LeastSquares:
    """Half the squared error, summed over outputs, mean over rows; with its Gauss-Newton matrix.

    Rows are worked on in blocks, so that it takes little more than the rows themselves.
    """

    def __init__(self, network: Network, rows: Rows, poll: Poll = nothing) -> None:
        loss = LOSSES["squared_error"]
        self._network, self.rows = network, rows.count
        size = block_rows(network, self.rows)
        self._blocks = RowBlocks(network, rows, loss, size, poll)
        self._matrix = GaussNewton(network, size, rows.X.dtype)
        self.input_means = [np.zeros(inputs + 1) for inputs in network.sizes[:-1]]
        """For each layer the mean of each input, and 1, where `system` was asked last."""
        self.quoted = loss.quoted_share(network.sizes[-1])

    def value(self, theta: FloatArray) -> float:
        """Return the objective at `theta` (parameters,); what is not finite ends it early."""
        return self._blocks.value(self._network.blocks(theta)) / self.quoted

    def system(self, theta: FloatArray, matrix: FloatArray, gradient: FloatArray) -> None:
        """Write the Gauss-Newton matrix at `theta`, its lower triangle at least, and the gradient.

        `matrix` (parameters, parameters) must be 0 the first time it is given.
        """
        term = self._blocks.gradient
        blocks, terms = self._network.blocks(theta), self._network.blocks(term)
        for sums in (gradient, *self.input_means):
            sums.fill(0)
        self._matrix.begin()
        for rows, passes in self._blocks.forward(blocks):
            row_weights = self._blocks.row_weights(rows)
            self._matrix.add(passes, blocks, row_weights)
            self._blocks.loss(rows, passes)
            passes.backward(blocks, terms)
            gradient += term
            for means, A in zip(self.input_means, passes.inputs, strict=True):
                means += A @ (A[-1] if row_weights is None else row_weights)
        for sums in (gradient, *self.input_means):
            sums /= self.rows
        self._matrix.write(matrix, 1 / self.rows)

    def outputs(self, theta: FloatArray) -> list[FloatArray]:
        """Return the lowest and highest output of each hidden unit (units, 2), and all predictions."""
        return self._blocks.outputs(self._network.blocks(theta))


def least_squares_bytes(network: Network, rows: int) -> int:
    """Return what a `LeastSquares` of `network` on so many rows takes besides the rows themselves."""
    return workspace_bytes(network, rows) + 8 * network.sizes[-1] * rows
