"""Reliability: whether what is given a probability of 80 % comes true in 80 of 100 cases."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.base.arrays import Float64Array, FloatArray, IndexArray, frozen

BINS: Final = 10
"""How many equal parts the probabilities from 0 to 1 are sorted into."""

NORMAL_95: Final = 1.959963984540054
"""How many deviations around its mean hold 95 % of a normal distribution."""


@dataclass(frozen=True, slots=True, eq=False)
class Reliability:
    """For each of BINS parts of the probabilities: the `rows` in it (BINS,), the mean probability they were
    given, `expected`, and the share of them for which it came true, `observed`; read-only, NaN without rows.

    Of more such rows the share would with 95 % certainty be from `low` to `high` (BINS,) (Wilson, 1927).
    `error` is the expected calibration error: the mean over rows of the difference between `expected` and
    `observed` (Guo and others, 2017); NaN where there are no rows. Weights count in all but `rows`.
    """

    rows: IndexArray
    expected: Float64Array
    observed: Float64Array
    low: Float64Array
    high: Float64Array
    error: float


NOTHING: Final = Reliability(
    np.broadcast_to(np.intp(0), BINS), *(frozen(np.full(BINS, math.nan)),) * 4, math.nan
)
"""What can be said without rows."""


def reliability(
    probabilities: FloatArray, true: IndexArray, weights: FloatArray | None = None
) -> Reliability:
    """Judge the `probabilities` (classes, rows) of rows whose classes are `true`.

    Every row counts as often as `weights` (rows,) say, where they are given. How sure a share is then follows
    from how many rows alike would say as much (Kish, Survey Sampling, 1965).

    Of two classes it is about the probability of the second. Of more it is about that of the class
    answered, the likeliest, which comes true where the answer is right.
    """
    if len(probabilities) == 2:
        given, came_true = probabilities[1], true == 1
    else:
        given, came_true = probabilities.max(axis=0), probabilities.argmax(axis=0) == true
    if not len(true) or np.isnan(given).any():
        return NOTHING
    part = np.minimum((given * BINS).astype(np.intp), BINS - 1)
    rows = np.bincount(part, minlength=BINS)
    counts = np.ones(len(true)) if weights is None else weights
    total, squares = (np.bincount(part, values, BINS) for values in (counts, counts * counts))
    with np.errstate(invalid="ignore", divide="ignore"):  # without rows there is no share
        expected, observed = (
            np.bincount(part, values * counts, BINS) / total for values in (given, came_true)
        )
        low, high = _wilson(observed, total * total / squares)
    error = float(np.nansum(total * np.abs(observed - expected)) / total.sum())
    for array in (rows, expected, observed, low, high):
        array.setflags(write=False)
    return Reliability(rows, expected, observed, low, high, error)


def _wilson(share: Float64Array, rows: Float64Array) -> tuple[Float64Array, Float64Array]:
    """Return the ends of the interval of 95 % around a `share` of so many `rows`."""
    slack = NORMAL_95**2 / rows
    middle = (share + slack / 2) / (1 + slack)
    reach = np.sqrt(slack * (share * (1 - share) + slack / 4)) / (1 + slack)
    return middle - reach, middle + reach
