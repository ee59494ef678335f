"""Cholesky's factor of a matrix in place, block by block, and what is solved with it.

NumPy's own routine copies the matrix more than once, and NumPy has none that solves with a triangle.
"""

from typing import Final

import numpy as np

from engine.base.arrays import FloatArray

BLOCK: Final = 96
"""Columns to factorise at once; NumPy's own routine takes smaller matrices whole."""


def factorise(matrix: FloatArray) -> bool:
    """Put L with L L^T = `matrix` into its lower triangle; False where it is not positive definite.

    Only the lower triangle is read. Above the diagonal it is spoilt or left as it is.
    """
    for first in range(0, len(matrix), BLOCK):
        last = first + BLOCK
        done, corner, below = (
            matrix[first:, :first],
            matrix[first:last, first:last],
            matrix[last:, first:last],
        )
        if first:
            matrix[first:, first:last] -= done @ done[:BLOCK].T
        try:
            corner[:] = np.linalg.cholesky(corner)
        except np.linalg.LinAlgError:
            return False
        if len(below):
            below[:] = np.linalg.solve(corner, below.T).T
    return bool(np.isfinite(np.diagonal(matrix)).all())


def _forward(factor: FloatArray, right: FloatArray, start: int = 0) -> None:
    """Solve L x = `right` in place, which is 0 before row `start` (a multiple of BLOCK)."""
    for first in range(start, len(factor), BLOCK):
        last = first + BLOCK
        right[first:last] -= factor[first:last, start:first] @ right[start:first]
        right[first:last] = np.linalg.solve(factor[first:last, first:last], right[first:last])


def solve(factor: FloatArray, right: FloatArray) -> FloatArray:
    """Return x (n,) with L L^T x = `right` (n,)."""
    x = right.copy()
    _forward(factor, x)
    for first in reversed(range(0, len(factor), BLOCK)):
        last = first + BLOCK
        x[first:last] -= factor[last:, first:last].T @ x[last:]
        x[first:last] = np.linalg.solve(factor[first:last, first:last].T, x[first:last])
    return x


def inverse_trace(factor: FloatArray) -> float:
    """Return the trace of (L L^T)^-1, which is the sum of the squares of L^-1."""
    total, size = 0.0, len(factor)
    for first in range(0, size, BLOCK):
        columns = np.eye(size, min(BLOCK, size - first), -first)
        _forward(factor, columns, first)
        total += float(np.vdot(columns, columns))
    return total


def solving_bytes(size: int) -> int:
    """Return what these functions take besides the matrix (size, size) itself."""
    return 8 * 3 * size * min(size, BLOCK)
