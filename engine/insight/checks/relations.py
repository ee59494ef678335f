"""How closely two columns are related: by rank, or as one tells the other."""

from typing import Final

import numpy as np

from engine.base.arrays import BoolArray, FloatArray, IndexArray

FEWEST_ROWS: Final = 20
"""Fewer rows agree by chance."""

_FEWEST_OTHERS: Final = 5
"""What is the same in all rows but fewer than these has too little to be related to."""

_ROWS_A_LEVEL: Final = 10


def levels(values: FloatArray) -> IndexArray:
    """Return the place of each of `values` (n,), all finite, among the different ones in ascending order."""
    order = np.argsort(values)
    ordered = values[order]
    is_next: BoolArray = np.zeros(len(values), dtype=bool)
    is_next[1:] = ordered[1:] != ordered[:-1]
    found = np.empty(len(values), dtype=np.intp)
    found[order] = np.cumsum(is_next)
    return found


def rank_correlation(a: FloatArray, b: FloatArray) -> float:
    """Return Spearman's correlation of `a` and `b` (n,), equal values sharing their mean rank.

    NaN marks rows that don't count. It is 0 where too few rows are left, or almost all of these are equal.
    Ranks see through any rising or falling curve, and no extreme value can feign a relation.
    """
    known = np.isfinite(a) & np.isfinite(b)
    if np.count_nonzero(known) < FEWEST_ROWS:
        return 0.0
    first, second = (levels(values[known]) for values in (a, b))
    if min(_others(first), _others(second)) < _FEWEST_OTHERS:
        return 0.0
    x, y = (ranks - ranks.mean() for ranks in map(_mean_ranks, (first, second)))
    return float(x @ y / np.sqrt((x @ x) * (y @ y)))


def tells(a: FloatArray, b: FloatArray) -> bool:
    """Whether the values of `a` (n,) tell those of `b` (n,), with one mistake at most in a thousand.

    Mistakes are counted against the rows that do not have `b`'s most frequent value: this needs no telling.
    With many different values for few rows, everything would be told by chance; then the answer is no.
    """
    known = np.isfinite(a) & np.isfinite(b)
    rows = int(np.count_nonzero(known))
    if rows < FEWEST_ROWS:
        return False
    told = levels(b[known])
    width, others = int(told.max()) + 1, _others(told)
    if width * _ROWS_A_LEVEL > rows or others < _FEWEST_OTHERS:
        return False
    given = levels(a[known])
    height = int(given.max()) + 1
    if height * _ROWS_A_LEVEL > rows:
        return False
    counts = np.bincount(given * width + told, minlength=height * width).reshape(height, width)
    mistakes = rows - int(counts.max(axis=1).sum())
    return 1000 * mistakes <= others


def _others(found: IndexArray) -> int:
    """Return how many rows do not have the most frequent value."""
    return len(found) - int(np.bincount(found).max())


def _mean_ranks(found: IndexArray) -> FloatArray:
    counts = np.bincount(found)
    means: FloatArray = np.cumsum(counts) - (counts + 1) / 2
    return means[found]
