"""ROC curves: how well the probability of a class tells its rows from all others."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.base.arrays import BoolArray, FloatArray, IndexArray, frozen

MOST_POINTS: Final = 200
"""As many points of a curve as a picture of it needs."""


@dataclass(frozen=True, slots=True, eq=False)
class RocCurve:
    """Where rows that score at least `threshold` (k,) are taken for the class: what share of its rows that
    finds, `found`, and what share of the others it takes for it wrongly, `mistaken`; all (k,), read-only.

    From none (a threshold of infinity) to all; of at most MOST_POINTS, every point is exact. `area` is that
    under the whole curve: how often a row of the class scores above one of another, a tie counting half
    (AUC; Hanley and McNeil, 1982). Without rows of both kinds there are no points and the area is NaN.
    """

    threshold: FloatArray
    mistaken: FloatArray
    found: FloatArray
    area: float


def roc_curve(score: FloatArray, is_positive: BoolArray, weights: FloatArray | None = None) -> RocCurve:
    """Return the curve of rows with this `score` (rows,), those of the class being `is_positive`.

    Every row counts as often as `weights` (rows,) say, where they are given.
    """
    if is_positive.all() or not is_positive.any() or np.isnan(score).any():
        nothing = np.empty(0)
        return _curve(nothing, nothing, nothing, math.nan)
    order = np.argsort(score)[::-1]
    falling = score[order]
    # Rows of equal score pass the threshold together, so that only the last of them is a point.
    last = np.flatnonzero(np.append(falling[1:] != falling[:-1], np.True_))
    counts = np.ones(len(score)) if weights is None else weights[order]
    found, mistaken = (
        np.append(0, np.cumsum(np.where(kind, counts, 0.0))[last])
        for kind in (is_positive[order], ~is_positive[order])
    )
    positives, negatives = float(found[-1]), float(mistaken[-1])
    area = float(np.sum(np.diff(mistaken) * (found[1:] + found[:-1]))) / (2 * positives * negatives)
    drawn = _thinned(mistaken / negatives, found / positives)
    threshold = np.append(math.inf, falling[last])
    return _curve(threshold[drawn], mistaken[drawn] / negatives, found[drawn] / positives, area)


def roc_curves(
    probabilities: FloatArray, true: IndexArray, weights: FloatArray | None = None
) -> tuple[RocCurve, ...]:
    """Return the curve of each class against all others, for `probabilities` (classes, rows) of rows whose
    classes are `true`.

    Of two classes only that of the second: what speaks for the one speaks against the other.
    """
    labels = (1,) if len(probabilities) == 2 else range(len(probabilities))
    return tuple(roc_curve(probabilities[label], true == label, weights) for label in labels)


def mean_area(curves: tuple[RocCurve, ...]) -> float:
    """Return the mean area under those of the `curves` that have one; NaN where none has."""
    areas = [curve.area for curve in curves if not math.isnan(curve.area)]
    return sum(areas) / len(areas) if areas else math.nan


def _curve(threshold: FloatArray, mistaken: FloatArray, found: FloatArray, area: float) -> RocCurve:
    threshold, mistaken, found = (frozen(points.astype(float)) for points in (threshold, mistaken, found))
    return RocCurve(threshold, mistaken, found, area)


def _thinned(x: FloatArray, y: FloatArray) -> IndexArray:
    """Return which points of a staircase to draw: its corners, or so many evenly spaced along it."""
    level, upright = np.diff(y) == 0, np.diff(x) == 0
    is_corner = np.ones(len(x), dtype=bool)
    is_corner[1:-1] = ~((level[1:] & level[:-1]) | (upright[1:] & upright[:-1]))
    corners = np.flatnonzero(is_corner)
    if len(corners) <= MOST_POINTS:
        return corners
    along = (x + y)[corners]
    chosen = np.zeros(len(corners), dtype=bool)
    chosen[np.searchsorted(along, np.linspace(0, along[-1], MOST_POINTS))] = True
    return corners[chosen]
