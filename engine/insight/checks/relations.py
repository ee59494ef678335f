"""How closely two columns are related: by rank, or as one determines the other."""

from typing import Final

import numpy as np

from engine.base.arrays import BoolArray, FloatArray, IndexArray

FEWEST_ROWS: Final = 20
"""Fewer rows agree by chance."""

_FEWEST_OTHERS: Final = 5
"""What is the same in all rows but fewer than these has too little to be related to."""

_ROWS_A_LEVEL: Final = 10


def levels(values: FloatArray) -> IndexArray:
    """Return for each of `values` (n,), all finite, which of the different ones in ascending order it is."""
    order = np.argsort(values)
    ordered = values[order]
    is_next: BoolArray = np.zeros(len(values), dtype=bool)
    is_next[1:] = ordered[1:] != ordered[:-1]
    level_of = np.empty(len(values), dtype=np.intp)
    level_of[order] = np.cumsum(is_next)
    return level_of


def rank_correlation(a: FloatArray, b: FloatArray) -> float:
    """Return Spearman's correlation of `a` and `b` (n,), equal values sharing their mean rank.

    NaN marks rows that don't count. It is 0 where too few rows are left, or almost all of these are equal.
    Ranks see through any rising or falling curve, and no extreme value can feign a relation.
    """
    both = np.isfinite(a) & np.isfinite(b)
    if np.count_nonzero(both) < FEWEST_ROWS:
        return 0.0
    first, second = (levels(values[both]) for values in (a, b))
    if min(_others(first), _others(second)) < _FEWEST_OTHERS:
        return 0.0
    x, y = (ranks - ranks.mean() for ranks in map(_mean_ranks, (first, second)))
    return float(x @ y / np.sqrt((x @ x) * (y @ y)))


def determines(a: FloatArray, b: FloatArray) -> bool:
    """Whether the values of `a` (n,) determine those of `b` (n,), with one mistake at most in a thousand.

    Mistakes are counted against the rows without `b`'s most frequent value, which can be guessed without `a`.
    With many different values for few rows, everything would be determined by chance; then the answer is no.
    """
    both = np.isfinite(a) & np.isfinite(b)
    rows = int(np.count_nonzero(both))
    if rows < FEWEST_ROWS:
        return False
    b_levels = levels(b[both])
    width, others = int(b_levels.max()) + 1, _others(b_levels)
    if width * _ROWS_A_LEVEL > rows or others < _FEWEST_OTHERS:
        return False
    a_levels = levels(a[both])
    height = int(a_levels.max()) + 1
    if height * _ROWS_A_LEVEL > rows:
        return False
    counts = np.bincount(a_levels * width + b_levels, minlength=height * width).reshape(height, width)
    mistakes = rows - int(counts.max(axis=1).sum())
    return 1000 * mistakes <= others


def _others(levels_of_rows: IndexArray) -> int:
    """Return how many rows do not have the most frequent value."""
    return len(levels_of_rows) - int(np.bincount(levels_of_rows).max())


def _mean_ranks(levels_of_rows: IndexArray) -> FloatArray:
    counts = np.bincount(levels_of_rows)
    means: FloatArray = np.cumsum(counts) - (counts + 1) / 2
    return means[levels_of_rows]
