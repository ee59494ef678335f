"""Rows as a network reads them: inputs, targets, and how much each row counts."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.base.arrays import FloatArray, IndexArray, frozen


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Standardised rows: `X` (d_in, n) and `Y` (d_out, n), and their numbers in the table; all read-only.

    For classes `Y` is 0 or 1, as `engine.data.classes` has it. A target is there once for each quantile.
    `weights` (n,), above 0 and of mean 1, say how much each row counts; None where all count alike.
    """

    X: FloatArray
    Y: FloatArray
    numbers: IndexArray
    weights: FloatArray | None = None

    @property
    def count(self) -> int:
        """How many rows there are."""
        return int(self.X.shape[1])

    def astype(self, dtype: np.dtype[Any]) -> "Rows":
        """Return these rows with numbers of type `dtype`: themselves if they have it already."""
        if self.X.dtype == self.Y.dtype == dtype:
            return self
        weights = None if self.weights is None else frozen(self.weights.astype(dtype))
        with np.errstate(over="ignore"):
            return Rows(frozen(self.X.astype(dtype)), frozen(self.Y.astype(dtype)), self.numbers, weights)

    def subset(self, which: IndexArray) -> "Rows":
        """Return those of the rows that are at the places `which`; their weights have mean 1 again."""
        X, Y = (frozen(array.take(which, axis=1)) for array in (self.X, self.Y))
        numbers = self.numbers.take(which)
        numbers.setflags(write=False)
        weights = None if self.weights is None else of_mean_1(self.weights.take(which))
        return Rows(X, Y, numbers, weights)

    def between(self, first: int, last: int) -> "Rows":
        """Return views of the rows from the place `first` to before `last`, with the weights they have."""
        rows = slice(first, last)
        weights = None if self.weights is None else self.weights[rows]
        return Rows(self.X[:, rows], self.Y[:, rows], self.numbers[rows], weights)


def of_mean_1(weights: FloatArray) -> FloatArray:
    """Return `weights` (n,), all above 0, scaled to mean 1: a sum over rows is then n weighted means."""
    return frozen(weights / weights.mean()) if len(weights) else frozen(weights)
