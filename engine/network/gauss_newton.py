"""The Gauss-Newton matrix of a network under squared error: J^T J, where J is all outputs' derivatives.

J itself, (rows * outputs, parameters), is never built, nor is a block of it. The derivative of an output with
respect to a layer's weights is the outer product of the layer's input `a` and a back-propagated error `d`, so
that the block of J^T J between the layers l <= m is a sum over rows of Kronecker products,

    sum over rows of D[l, m] (x) P[l, m],    P[l, m] = a_l a_m^T,    D[l, m] = sum over outputs of d_l d_m^T

(Martens and Grosse, 2015), and D follows from the layer above without going through the outputs one by one:
D[l, m] = S_l W_{l+1}^T D[l+1, m] with the slopes S_l of the activations (Botev, Ritter and Barber, 2017). The
sum over rows is one matrix product of the entries of D with those of P, the equal ones of symmetric matrices
only once: a quarter of the work of J^T J from J for one output, and still less for more.
"""

from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any, Final

import numpy as np

from engine.base.arrays import FloatArray, IndexArray
from engine.network.network import GradientPasses, Network
from engine.network.row_blocks import most_rows, rows_at_once

BLOCK_BYTES: Final = 1 << 22
"""What a block of rows may take: smaller ones spend their time in calls, larger ones leave the cache."""


def _distinct(size: int) -> int:
    """How many entries of a symmetric matrix differ."""
    return size * (size + 1) // 2


@dataclass(frozen=True, slots=True)
class _Shape:
    """The sizes of the block between two layers: the units, and the inputs with the one for the bias."""

    lower: int
    upper: int
    units: tuple[int, int]
    inputs: tuple[int, int]

    @property
    def same(self) -> bool:
        """Whether it is a layer's block with itself, and so symmetric in units and in inputs."""
        return self.lower == self.upper

    @property
    def products(self) -> tuple[int, int]:
        """How many entries D and P have."""
        if self.same:
            return _distinct(self.units[0]), _distinct(self.inputs[0])
        return self.units[0] * self.units[1], self.inputs[0] * self.inputs[1]


def _shapes(sizes: tuple[int, ...]) -> list[_Shape]:
    layers = list(pairwise(sizes))
    return [
        _Shape(
            lower, upper, (layers[lower][1], layers[upper][1]), (layers[lower][0] + 1, layers[upper][0] + 1)
        )
        for lower in range(len(layers))
        for upper in range(lower, len(layers))
    ]


def _numbers_per_row(sizes: tuple[int, ...]) -> int:
    products = sum(sum(shape.products) for shape in _shapes(sizes))
    return products + sum(units * units for units in sizes[1:-1]) + 4 * sum(sizes)


def block_rows(network: Network, rows: int) -> int:
    """Return how many of `rows` rows a `GaussNewton` of `network` is to work on at once."""
    return rows_at_once(rows, most_rows(8 * _numbers_per_row(network.sizes), BLOCK_BYTES))


def workspace_bytes(network: Network, rows: int) -> int:
    """Return what a `GaussNewton` of `network` takes for itself on so many rows, the matrix not counted."""
    sums = sum(D * P for D, P in (shape.products for shape in _shapes(network.sizes)))
    gathered = max(shape.units[1] * shape.inputs[0] * shape.inputs[1] for shape in _shapes(network.sizes))
    return 8 * (block_rows(network, rows) * _numbers_per_row(network.sizes) + 2 * sums + gathered)


class _Block:
    """The block of the matrix between two layers: D and P of a block of rows, and the sum over rows."""

    def __init__(self, shape: _Shape, rows: int, dtype: np.dtype[Any]) -> None:
        self.shape = shape
        self.D, self.P = (np.empty((count, rows), dtype) for count in shape.products)
        self._term = np.empty(shape.products, dtype)
        self.sum = np.zeros(shape.products)

    def wide(self, rows: int) -> FloatArray:
        """D between different layers as (lower units, upper units, rows)."""
        return self.D.reshape(*self.shape.units, -1)[:, :, :rows]

    def multiply_inputs(self, lower: FloatArray, upper: FloatArray) -> None:
        """Fill P with the products of the layers' inputs, each (inputs, rows); either may be weighted."""
        rows = lower.shape[1]
        if not self.shape.same:
            out = self.P.reshape(*self.shape.inputs, -1)[:, :, :rows]
            np.multiply(lower[:, None], upper, out=out)
            return
        for i, part in enumerate(_triangle(self.P[:, :rows], len(lower))):
            np.multiply(lower[i:], upper[i], out=part)

    def add(self, rows: int) -> None:
        """Add the sum over the first `rows` rows of a block."""
        np.matmul(self.D[:, :rows], self.P[:, :rows].T, out=self._term)
        self.sum += self._term


def _triangle(distinct: FloatArray, size: int) -> list[FloatArray]:
    """Views of the rows of `distinct` that hold row i of a symmetric matrix from the diagonal on."""
    ends = accumulate(range(size, 0, -1))
    return [distinct[end - (size - i) : end] for i, end in enumerate(ends)]


def _places(size: int) -> IndexArray:
    """Where each entry (size, size) of a symmetric matrix is among the distinct ones."""
    places = np.empty((size, size), np.intp)
    upper = np.triu_indices(size)
    places[upper] = np.arange(len(upper[0]))
    places.T[upper] = places[upper]
    return places


class GaussNewton:
    """Sums J^T J over blocks of rows into arrays allocated once: `begin`, `add` each block, `write`."""

    def __init__(self, network: Network, rows: int, dtype: np.dtype[Any]) -> None:
        self._layers = len(network.sizes) - 1
        self._linear_output = network.activations[-1].id == "linear"
        self._blocks = {(s.lower, s.upper): _Block(s, rows, dtype) for s in _shapes(network.sizes)}
        # D of a layer with itself, whole, where the layer below is to be reached through it.
        self._whole = {
            layer: np.empty((units, units, rows), dtype)
            for layer, units in enumerate(network.sizes[1:-1])
            if layer > 0
        }
        self._places = {
            size: _places(size) for size in {n + extra for n in network.sizes for extra in (0, 1)}
        }
        ends = list(accumulate((inputs + 1) * units for inputs, units in pairwise(network.sizes)))
        self._spans = [slice(start, end) for start, end in pairwise([0, *ends])]

    def begin(self) -> None:
        """Set the sums to 0."""
        for block in self._blocks.values():
            block.sum.fill(0)

    def add(
        self, passes: GradientPasses, weights: list[FloatArray], row_weights: FloatArray | None = None
    ) -> None:
        """Add a block of rows, whose forward pass has just been done with `weights`.

        What a row adds is multiplied by its weight among `row_weights` (rows,): in P, where it is least work.
        """
        rows, inputs = passes.error.shape[1], passes.inputs
        weighted = inputs if row_weights is None else [A * row_weights for A in inputs]
        for (lower, upper), block in self._blocks.items():
            block.multiply_inputs(inputs[lower], weighted[upper])
        self._add_output_layer(passes.slopes[-1], rows)
        for layer in reversed(range(self._layers - 1)):
            W, slope = weights[layer + 1][:, :-1], passes.slopes[layer]
            for upper in range(layer + 1, self._layers):
                self._go_down(layer, upper, W, passes.slopes, rows)
                self._blocks[layer, upper].add(rows)
            self._meet_itself(layer, W, slope, rows)
            self._blocks[layer, layer].add(rows)

    def _add_output_layer(self, slope: FloatArray | None, rows: int) -> None:
        """An output's error reaches its own unit only: D is diagonal, and constant for a linear output."""
        block = self._blocks[self._layers - 1, self._layers - 1]
        products = block.P[:, :rows]
        if slope is None:
            block.sum[0] += products.sum(axis=1)
        else:
            squares = block.D[: len(slope), :rows]
            np.multiply(slope, slope, out=squares)
            block.sum[: len(slope)] += squares @ products.T

    def _go_down(
        self, layer: int, upper: int, W: FloatArray, slopes: list[FloatArray | None], rows: int
    ) -> None:
        """D[layer, upper] from D[layer + 1, upper], through the weights `W` between them."""
        block, slope = self._blocks[layer, upper], slopes[layer]
        errors = block.wide(rows)
        if layer + 1 == upper == self._layers - 1:
            top = slopes[upper]
            errors[:] = W.T[:, :, None] if top is None else W.T[:, :, None] * (top * top)
        else:
            above = self._whole[upper] if layer + 1 == upper else self._blocks[layer + 1, upper].D
            np.matmul(W.T, above.reshape(len(W), -1), out=block.D.reshape(len(errors), -1))
        if slope is not None:
            np.multiply(errors, slope[:, None], out=errors)

    def _meet_itself(self, layer: int, W: FloatArray, slope: FloatArray | None, rows: int) -> None:
        """D[layer, layer] from D[layer, layer + 1], transposed and brought down in its turn."""
        errors = self._blocks[layer, layer + 1].wide(rows)
        whole = self._whole.get(layer)
        for i, part in enumerate(_triangle(self._blocks[layer, layer].D[:, :rows], len(errors))):
            np.matmul(W.T[i:], errors[i], out=part)
            if slope is not None:
                np.multiply(part, slope[i:], out=part)
            if whole is not None:
                whole[i, i:, :rows] = part
                whole[i + 1 :, i, :rows] = part[1:]

    def write(self, matrix: FloatArray, scale: float) -> None:
        """Write `scale` times the sum into the blocks of `matrix` on and below the diagonal.

        `matrix` (parameters, parameters) must be 0 above them, as what is always 0 is not written.
        """
        for (lower, upper), block in self._blocks.items():
            block.sum *= scale
            units, inputs = block.shape.units, block.shape.inputs
            part = matrix[self._spans[upper], self._spans[lower]]
            target = part.reshape(units[1], inputs[1], units[0], inputs[0])
            if lower < upper:
                target[:] = block.sum.reshape(*units, *inputs).transpose(1, 3, 0, 2)
                continue
            within = self._places[inputs[0]]
            if lower == self._layers - 1:
                for unit in range(units[0]):
                    target[unit, :, unit] = block.sum[0 if self._linear_output else unit][within]
            else:
                for unit, row in enumerate(self._places[units[0]]):
                    target[unit] = block.sum[row][:, within].transpose(1, 0, 2)
