"""A fully connected network: its shape, its one flat parameter vector, and the passes over rows.

A layer's block of the vector has shape (units, inputs + 1) with the bias last. A row of ones under the
activations makes `Z = W A + b` one matrix product, which saves a pass over the rows.
"""

from itertools import accumulate, pairwise

import numpy as np

from engine.base.arrays import FloatArray
from engine.network.activations import ACTIVATIONS
from engine.network.losses import Loss


def count_parameters(sizes: tuple[int, ...]) -> int:
    """Return how many numbers layers of these widths learn: (inputs + 1) * units, summed over the layers."""
    return sum((inputs + 1) * units for inputs, units in pairwise(sizes))


class Network:
    """The shape of a network: how wide each layer is and what it does with its weighted sums."""

    def __init__(
        self, sizes: tuple[int, ...], activations: tuple[str, ...], dropout: tuple[float, ...] = ()
    ) -> None:
        """Take the widths from inputs to outputs, and one activation id for each layer after the inputs.

        `dropout` is the share of units left out at random, for each hidden layer; empty for none at all.
        """
        if len(activations) != len(sizes) - 1:
            raise ValueError("every layer after the inputs needs one activation")
        if dropout and len(dropout) != len(sizes) - 2:
            raise ValueError("every hidden layer needs one share of dropout")
        self.sizes = sizes
        self.activations = tuple(ACTIVATIONS[name] for name in activations)
        self.dropout = dropout if any(dropout) else ()

    @property
    def parameters(self) -> int:
        """How many numbers are learnt."""
        return count_parameters(self.sizes)

    def blocks(self, theta: FloatArray) -> list[FloatArray]:
        """Views of `theta` (parameters,), one (units, inputs + 1) block a layer, bias last."""
        shapes = [(units, inputs + 1) for inputs, units in pairwise(self.sizes)]
        ends = accumulate(units * columns for units, columns in shapes)
        return [
            theta[end - units * columns : end].reshape(units, columns)
            for end, (units, columns) in zip(ends, shapes, strict=True)
        ]

    def predict(self, theta: FloatArray, X: FloatArray) -> FloatArray:
        """Return the outputs (d_out, rows) for standardised inputs `X` (d_in, rows)."""
        return Passes(self, X).forward(self.blocks(theta))


class Passes:
    """The arrays of a forward pass over a fixed number of rows, allocated once."""

    def __init__(self, network: Network, X: FloatArray) -> None:
        """Take standardised inputs `X` (d_in, rows)."""
        rows, dtype = X.shape[1], X.dtype
        self._activations = network.activations
        # What each layer multiplies, with the row of ones that carries its bias.
        self.inputs = [np.ones((units + 1, rows), dtype) for units in network.sizes[:-1]]
        self.load(X)
        self.outputs = [
            *(below[:-1] for below in self.inputs[1:]),
            np.empty((network.sizes[-1], rows), dtype),
        ]
        self.error = np.empty_like(self.outputs[-1])

    def load(self, X: FloatArray) -> None:
        """Put other inputs (d_in, rows) of the same number of rows in the place of the earlier ones."""
        self.inputs[0][:-1] = X

    def forward(self, blocks: list[FloatArray]) -> FloatArray:
        """Return the last layer's outputs (d_out, rows), a view that the next pass overwrites."""
        for block, below, Z, activation in zip(
            blocks, self.inputs, self.outputs, self._activations, strict=True
        ):
            np.matmul(block, below, out=Z)
            activation.apply(Z)
        return self.outputs[-1]

    def loss(self, loss: Loss, Y: FloatArray, row_weights: FloatArray | None = None) -> float:
        """Return the quoted loss, weighted or not, of the last forward pass against `Y` (d_out, rows)."""
        return loss.start_backward(self.outputs[-1], Y, self.error, row_weights)


def passes_bytes(network: Network, rows: int, itemsize: int) -> int:
    """Return what `Passes` over so many rows take, of numbers of `itemsize` bytes."""
    sizes = network.sizes
    return (sum(sizes[:-1]) + len(sizes) - 1 + 2 * sizes[-1]) * rows * itemsize


class GradientPasses(Passes):
    """The same with what back-propagation needs: the slopes of the activations and an error a layer."""

    def __init__(self, network: Network, X: FloatArray, chance: np.random.Generator | None = None) -> None:
        """Take standardised inputs `X` (d_in, rows), and what decides over dropout, which is off without."""
        super().__init__(network, X)
        shares = (*network.dropout, 0.0) if network.dropout else (0.0,) * len(self.outputs)
        self._dropouts = [
            Dropout(share, output, chance) if share and chance else None
            for share, output in zip(shares, self.outputs, strict=True)
        ]
        # A linear layer's slope is 1 everywhere, and a product with 1 is a pass over the rows for nothing.
        self.slopes = [
            None if activation.id == "linear" and not dropout else np.empty_like(output)
            for activation, output, dropout in zip(
                self._activations, self.outputs, self._dropouts, strict=True
            )
        ]
        self._errors = [*(np.empty_like(output) for output in self.outputs[:-1]), self.error]
        self._inputs_transposed = [below.T for below in self.inputs]

    def forward(self, blocks: list[FloatArray]) -> FloatArray:
        """Return the last layer's outputs (d_out, rows), and keep the slopes for `backward`."""
        for block, below, Z, activation, slope, dropout in zip(
            blocks, self.inputs, self.outputs, self._activations, self.slopes, self._dropouts, strict=True
        ):
            np.matmul(block, below, out=Z)
            if slope is not None:
                activation.apply_with_slope(Z, slope)
                if dropout:
                    dropout.apply(Z, slope)
        return self.outputs[-1]

    def backward(self, blocks: list[FloatArray], gradients: list[FloatArray]) -> None:
        """Write the objective's gradient, *summed* over rows, into `gradients`, shaped as `blocks`.

        It starts from the error that `loss` has left; divide by the number of rows for the mean.
        """
        for layer in reversed(range(len(blocks))):
            dZ, slope = self._errors[layer], self.slopes[layer]
            if slope is not None:
                np.multiply(dZ, slope, out=dZ)
            np.matmul(dZ, self._inputs_transposed[layer], out=gradients[layer])
            if layer > 0:
                np.matmul(blocks[layer][:, :-1].T, dZ, out=self._errors[layer - 1])


class Dropout:
    """Units left out at random, anew for every row and pass (Srivastava et al., 2014).

    Those that stay are divided by the share that stays, so that sums keep their mean and nothing has to be
    changed when all units answer.
    """

    def __init__(self, share: float, outputs: FloatArray, chance: np.random.Generator) -> None:
        self._share = share
        self._chance = chance
        self._kept = np.empty_like(outputs, order="C")

    def apply(self, outputs: FloatArray, slope: FloatArray) -> None:
        """Draw who stays, and multiply a layer's outputs and their slopes accordingly."""
        kept = self._kept
        self._chance.random(out=kept, dtype=kept.dtype)
        np.greater_equal(kept, self._share, out=kept, casting="unsafe")
        kept *= 1 / (1 - self._share)
        outputs *= kept
        slope *= kept
