"""A loss and its gradient over all rows, in blocks of rows that fit the cache, shared out to threads.

NumPy lets other threads go on while it computes, so that rows in several threads take all cores, in what BLAS
does and in all else; BLAS with threads of its own would take them in its products only.
"""

import math
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context
from itertools import pairwise
from typing import Final, TypeVar

import numpy as np

from engine.base.arrays import FloatArray
from engine.base.cores import threads
from engine.data.rows import Rows
from engine.network.losses import Loss
from engine.network.network import GradientPasses, Network, Passes, passes_bytes

BLOCK_BYTES: Final = 1 << 21
"""What the passes over a block of rows may take: smaller ones spend their time in calls, larger ones leave
the cache. Measured with 1 MB of it for a core: 1 to 4 MB are equally fast for 64 units, 2 is best for 16."""

LEAST_ROWS: Final = 128
"""Fewer rows than this keep a matrix product from its speed."""

Poll = Callable[[], None]
Found = TypeVar("Found")


def nothing() -> None:
    """Let it go on."""


def most_rows(bytes_each: int, block_bytes: int) -> int:
    """Return how many rows a block may have that is to take `block_bytes`, each of them `bytes_each`."""
    return max(block_bytes // bytes_each, LEAST_ROWS)


def rows_at_once(rows: int, most: int) -> int:
    """Return how many of `rows` rows to work on at once: blocks are equal, but the last may be smaller."""
    blocks = max(-(-rows // most), 1)
    return max(-(-rows // blocks), 1)


def _bytes_each(network: Network, itemsize: int) -> int:
    """What a row takes in `GradientPasses`: inputs and their ones, outputs, errors, hidden layers' slopes."""
    sizes = network.sizes
    return (sum(sizes) + len(sizes) - 1 + sum(sizes[1:]) + sum(sizes[1:-1])) * itemsize


class RowBlocks:
    """Passes over rows in blocks of `size`, in arrays allocated once; `poll` is called before each."""

    def __init__(
        self,
        network: Network,
        rows: Rows,
        loss: Loss,
        size: int,
        poll: Poll = nothing,
        chance: np.random.Generator | None = None,
    ) -> None:
        self._network, self._loss, self._poll = network, loss, poll
        X, self._X, self._Y, self._row_weights = rows.X, rows.X, rows.Y, rows.weights
        self.rows = rows.count
        self._size = size
        self._passes = GradientPasses(network, X[:, :size], chance)
        rest = self.rows % size
        self._rest_passes = GradientPasses(network, X[:, :rest], chance) if rest else None
        self._is_one = size >= self.rows
        self.gradient = np.zeros(network.parameters, X.dtype)
        """The loss's gradient *summed* over rows (parameters,), where `value_and_gradient` was asked last."""
        self._term = np.empty_like(self.gradient)
        self._gradients, self._terms = network.blocks(self.gradient), network.blocks(self._term)

    def forward(self, weights: list[FloatArray]) -> Iterator[tuple[slice, GradientPasses]]:
        """Yield each block of rows, with a forward pass with `weights` (a block a layer) done on it."""
        for first in range(0, self.rows, self._size):
            self._poll()
            rows = slice(first, min(first + self._size, self.rows))
            passes = self._passes if rows.stop - first == self._size else self._rest_passes
            assert passes is not None
            if not self._is_one:
                passes.load(self._X[:, rows])
            passes.forward(weights)
            yield rows, passes

    def _losses(self, weights: list[FloatArray]) -> Iterator[tuple[float, GradientPasses]]:
        """Yield what each block adds to the quoted loss, with the error that belongs to it left behind."""
        for rows, passes in self.forward(weights):
            share = (rows.stop - rows.start) / self.rows
            yield self.loss(rows, passes) * share, passes

    def loss(self, rows: slice, passes: GradientPasses) -> float:
        """Return the quoted loss of a block that `forward` has yielded; leave its error behind."""
        return passes.loss(self._loss, self._Y[:, rows], self.row_weights(rows))

    def row_weights(self, rows: slice) -> FloatArray | None:
        """Return how much each row of a block counts, None where all count alike."""
        return None if self._row_weights is None else self._row_weights[rows]

    def value(self, weights: list[FloatArray]) -> float:
        """Return the quoted loss; what is not finite ends it early, and is infinite."""
        total = 0.0
        for value, _ in self._losses(weights):
            total += value
            if not math.isfinite(total):
                return math.inf
        return total

    def value_and_gradient(self, weights: list[FloatArray]) -> float:
        """Return the quoted loss and fill `gradient`, which is of no use where the loss is infinite."""
        total, begun = 0.0, False
        for value, passes in self._losses(weights):
            total += value
            if not math.isfinite(total):
                return math.inf
            passes.backward(weights, self._terms if begun else self._gradients)
            if begun:
                self.gradient += self._term
            begun = True
        return total

    def outputs(self, weights: list[FloatArray]) -> list[FloatArray]:
        """Return the lowest and highest output of each hidden unit (units, 2), and all predictions.

        The extremes say of a unit what its outputs on all rows would, which need not all be kept.
        """
        extremes = [np.tile([np.inf, -np.inf], (units, 1)) for units in self._network.sizes[1:-1]]
        predicted = np.empty(self._Y.shape, self._Y.dtype)
        for rows, passes in self.forward(weights):
            predicted[:, rows] = passes.outputs[-1]
            for found, A in zip(extremes, passes.outputs[:-1], strict=True):
                np.minimum(found[:, 0], A.min(axis=1), out=found[:, 0])
                np.maximum(found[:, 1], A.max(axis=1), out=found[:, 1])
        return [*extremes, predicted]


def _shares(rows: int, most: int) -> int:
    """Return how many threads share so many rows, of which a block may have `most`."""
    return max(min(threads(), rows // most), 1)


def shared_bytes(network: Network, rows: int, itemsize: int) -> int:
    """Return what `SharedRows` of so many rows take besides these, of numbers of `itemsize` bytes."""
    each = _bytes_each(network, itemsize)
    most = most_rows(each, BLOCK_BYTES)
    shares = _shares(rows, most)
    block = rows_at_once(-(-rows // shares), most)
    return shares * (2 * block * each + 2 * network.parameters * itemsize)


def answers_bytes(network: Network, rows: int, itemsize: int) -> int:
    """Return what `Answers` for so many rows take, of numbers of `itemsize` bytes."""
    return passes_bytes(network, _answered_at_once(network, rows, itemsize), itemsize)


def _answered_at_once(network: Network, rows: int, itemsize: int) -> int:
    return rows_at_once(rows, most_rows(passes_bytes(network, 1, itemsize), BLOCK_BYTES))


class Answers:
    """The network's answers to rows, worked out in blocks; `poll` is called before each of several."""

    def __init__(self, network: Network, X: FloatArray, poll: Poll = nothing) -> None:
        """Take standardised inputs `X` (d_in, rows)."""
        self._X, self._poll, self._outputs = X, poll, network.sizes[-1]
        self._size = _answered_at_once(network, X.shape[1], X.dtype.itemsize)
        self._passes = Passes(network, X[:, : self._size])
        rest = X.shape[1] % self._size
        self._rest_passes = Passes(network, X[:, :rest]) if rest else self._passes

    def forward(self, weights: list[FloatArray]) -> FloatArray:
        """Return the last layer's outputs (d_out, rows) with `weights`, a block a layer."""
        count = self._X.shape[1]
        found = np.empty((self._outputs, count), self._X.dtype)
        for first in range(0, count, self._size):
            if self._size < count:
                self._poll()
            rows = slice(first, min(first + self._size, count))
            passes = self._passes if rows.stop - first == self._size else self._rest_passes
            passes.load(self._X[:, rows])
            found[:, rows] = passes.forward(weights)
        return found


class SharedRows:
    """Rows shared out evenly to threads, at least a full block to each; what fits one block is one.

    Sums over threads are formed in their order: the same number of threads gives the same
    numbers. With dropout, whose draws are one stream, there is one thread. `poll` is called before each
    block where there are several, from every thread.
    """

    def __init__(
        self,
        network: Network,
        rows: Rows,
        loss: Loss,
        poll: Poll = nothing,
        chance: np.random.Generator | None = None,
    ) -> None:
        count, most = rows.count, most_rows(_bytes_each(network, rows.X.itemsize), BLOCK_BYTES)
        shares = 1 if chance else _shares(count, most)
        poll = poll if count > most else nothing
        bounds = [share * count // shares for share in range(shares + 1)]
        self._parts = [
            RowBlocks(network, rows.between(a, b), loss, rows_at_once(b - a, most), poll, chance)
            for a, b in pairwise(bounds)
        ]
        self._weights = [part.rows / max(count, 1) for part in self._parts]
        self._pool = ThreadPoolExecutor(shares - 1, "rows") if shares > 1 else None
        self.gradient = self._parts[0].gradient
        """The loss's gradient *summed* over rows (parameters,), where `value_and_gradient` was asked last."""

    def close(self) -> None:
        """End its threads."""
        if self._pool:
            self._pool.shutdown()

    def value(self, weights: list[FloatArray]) -> float:
        """Return the quoted loss with `weights`, a block a layer; infinite where it is not finite."""
        return self._mean(self._ask(RowBlocks.value, weights))

    def value_and_gradient(self, weights: list[FloatArray]) -> float:
        """Return the quoted loss and fill `gradient`, which is of no use where the loss is infinite."""
        value = self._mean(self._ask(RowBlocks.value_and_gradient, weights))
        for part in self._parts[1:]:
            self.gradient += part.gradient
        return value

    def outputs(self, weights: list[FloatArray]) -> list[FloatArray]:
        """Return the lowest and highest output of each hidden unit (units, 2), and all predictions."""
        found = self._ask(RowBlocks.outputs, weights)
        *hidden, predicted = (np.concatenate(layer, axis=1) for layer in zip(*found, strict=True))
        return [*(np.stack([A.min(axis=1), A.max(axis=1)], axis=1) for A in hidden), predicted]

    def _mean(self, values: list[float]) -> float:
        if len(values) == 1:
            return values[0]
        return math.fsum(weight * value for weight, value in zip(self._weights, values, strict=True))

    def _ask(
        self, question: Callable[[RowBlocks, list[FloatArray]], Found], weights: list[FloatArray]
    ) -> list[Found]:
        """Ask every part, each in a thread of its own, with the caller's ways with floating-point errors."""
        if self._pool is None:
            return [question(self._parts[0], weights)]
        others = [self._pool.submit(copy_context().run, question, part, weights) for part in self._parts[1:]]
        try:
            first = question(self._parts[0], weights)
        finally:
            wait(others)
        return [first, *(other.result() for other in others)]
