"""How good the answers of a network are, in the table's units or for classes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.base.arrays import FloatArray, IndexArray
from engine.data.scaler import Scaler
from engine.scoring.metrics import accuracy, balanced_accuracy, coverage, log_loss, mae, pinball, r2, rmse
from engine.scoring.reliability import Reliability, reliability
from engine.scoring.roc import RocCurve, mean_area, roc_curves

MOST_RANKED: Final = 20_000
"""Ranking so many numbers takes a few milliseconds: no picture of a run that goes on should cost more."""


@dataclass(frozen=True, slots=True)
class QuantileScore:
    """How good an output is that aims at a quantile: the share of rows at or below it, and its mean cost."""

    quantile: float
    coverage: float
    pinball: float


@dataclass(frozen=True, slots=True)
class Score:
    """How good one output is, in the table's units; `r2` is NaN where the true values are all equal.

    An output that aims at a quantile is not to be as near as possible to the true values: `of_quantile` says
    how good it is at what it is for.
    """

    name: str
    rmse: float
    mae: float
    r2: float
    of_quantile: QuantileScore | None = None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ClassScores:
    """How good the answers are where they are classes; `confusion` (true, answered) counts rows, read-only.

    `log_loss` is the mean of -log of the probability of the true class, and `auc` the mean area under the
    ROC `curves`, one of each class against all others, or that of the second of two; NaN where there is
    nothing to compare. In pictures of a run that goes on, where more than MOST_RANKED probabilities had to be
    ranked for them, the curves are those of fewer rows, `curve_rows`, evenly spaced, and `auc` is NaN.
    """

    accuracy: float
    balanced_accuracy: float
    log_loss: float
    auc: float
    confusion: IndexArray
    curves: tuple[RocCurve, ...]
    curve_rows: int
    reliability: Reliability


def scores(
    names: tuple[str, ...],
    predicted: FloatArray,
    true: FloatArray,
    scaler: Scaler,
    quantiles: Sequence[float] = (),
    weights: FloatArray | None = None,
) -> tuple[Score, ...]:
    """Judge standardised `predicted` against `true` (both (d_out, rows)), one Score an output.

    `quantiles` are what the outputs aim at, one for each, where they do. Rows count as `weights` (rows,) say.
    """
    of_quantiles: Sequence[QuantileScore | None] = [None] * len(names)
    if quantiles:
        of_quantiles = _quantile_scores(predicted, true, scaler, quantiles, weights)
    roots, sizes, shares = (judge(predicted, true, weights) for judge in (rmse, mae, r2))
    return tuple(
        Score(name, rmse=float(root), mae=float(size), r2=float(share), of_quantile=of_quantile)
        for name, root, size, share, of_quantile in zip(
            names, roots * scaler.std, sizes * scaler.std, shares, of_quantiles, strict=True
        )
    )


def _quantile_scores(
    predicted: FloatArray,
    true: FloatArray,
    scaler: Scaler,
    quantiles: Sequence[float],
    weights: FloatArray | None,
) -> list[QuantileScore]:
    below = coverage(predicted, true, weights)
    cost = pinball(predicted, true, quantiles, weights) * scaler.std
    return [QuantileScore(*figures) for figures in zip(quantiles, below.tolist(), cost.tolist(), strict=True)]


def class_scores(
    probabilities: FloatArray,
    true: IndexArray,
    weights: FloatArray | None = None,
    *,
    most_ranked: int | None = None,
) -> ClassScores:
    """Judge the `probabilities` (classes, rows) of rows that are of the classes with the numbers `true`.

    Rows count as `weights` (rows,) say, but in the confusion matrix as one each. Ranking them for the ROC
    curves takes longer than all else together: of more than `most_ranked` only so many are.
    """
    answered, classes = probabilities.argmax(axis=0), len(probabilities)
    confusion = np.bincount(classes * true + answered, minlength=classes * classes).reshape(classes, classes)
    confusion.setflags(write=False)
    step = 1 if most_ranked is None else max(-(-probabilities.size // most_ranked), 1)
    ranked = true[::step]
    ranked_weights = None if weights is None else weights[::step]
    curves = roc_curves(probabilities[:, ::step], ranked, ranked_weights)
    return ClassScores(
        accuracy=accuracy(answered, true, weights),
        balanced_accuracy=balanced_accuracy(answered, true, weights),
        log_loss=log_loss(probabilities, true, weights),
        auc=mean_area(curves) if step == 1 else math.nan,
        confusion=confusion,
        curves=curves,
        curve_rows=len(ranked),
        reliability=reliability(probabilities, true, weights),
    )
