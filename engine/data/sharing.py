"""Sharing rows out so that shares are alike in something, or so that what belongs together stays together."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from engine.base.arrays import BoolArray, Float64Array, FloatArray, IndexArray

BINS: Final = 10
ROWS_A_BIN: Final = 5
"""Numbers are stratified by tenths, by fewer bins where these would hold fewer rows."""


def quantile_bins(values: FloatArray) -> IndexArray:
    """Return in which bin each of the `values` (rows,) is, all bins being about equally full."""
    count = max(1, min(BINS, len(values) // ROWS_A_BIN))
    bin_of = np.empty(len(values), dtype=np.intp)
    bin_of[np.argsort(values, kind="stable")] = np.arange(len(values)) * count // max(1, len(values))
    return bin_of


def stratified_order(strata: IndexArray, stream: np.random.Generator, *, first_ahead: bool) -> IndexArray:
    """Return a random order of rows in which any stretch holds of every stratum about its share.

    `strata` (rows,) are the numbers of each row's, from 0 and below 65,536. With `first_ahead` one row of
    every stratum comes ahead of all others.
    """
    shuffled = stream.permutation(len(strata))
    sizes = np.bincount(strata)
    by_stratum = np.argsort(strata[shuffled].astype(np.uint16), kind="stable")  # NumPy's fastest sort
    starts = np.cumsum(sizes) - sizes
    rank = np.arange(len(strata)) - np.repeat(starts, sizes)
    place = (rank + 0.5) / np.repeat(sizes, sizes)
    if first_ahead:
        place[rank == 0] = 0
    # Strata of one size take turns: by lot, for else the same ones would always be cut off, and always in the
    # same order, so that rows of one stratum stay far apart.
    turn = np.repeat(stream.permutation(len(sizes)), sizes)
    return shuffled[by_stratum[np.lexsort((turn, place))]]


def shares_of_groups(
    groups: FloatArray, proportions: Sequence[float], stream: np.random.Generator
) -> IndexArray:
    """Return the share of each row, so that rows of one group (numbers (rows,)) are in one share.

    The `proportions` of the shares are met as nearly as a greedy assignment does it, the largest group first
    and each to the share that lacks most; no share of a size above 0 stays empty. Rows whose group is NaN
    are one group. There must be as many groups as such shares.
    """
    _, group, sizes = np.unique(groups, return_inverse=True, return_counts=True, equal_nan=True)
    lacking: Float64Array = np.asarray(proportions, dtype=float) * len(groups) / sum(proportions)
    is_empty: BoolArray = lacking > 0
    share_of = np.empty(len(sizes), dtype=np.intp)
    by_chance = stream.permutation(len(sizes))
    largest_first = by_chance[np.argsort(-sizes[by_chance], kind="stable")]
    for assigned, number in enumerate(largest_first):
        must_fill = len(sizes) - assigned <= np.count_nonzero(is_empty)
        share = int(np.argmax(np.where(is_empty, lacking, -np.inf) if must_fill else lacking))
        lacking[share] -= sizes[number]
        is_empty[share] = False
        share_of[number] = share
    return share_of[group]


def count_groups(groups: FloatArray) -> int:
    """Return how many groups there are among the rows' `groups` (rows,), NaN being one."""
    return len(np.unique(groups, equal_nan=True))
