"""What answers are judged by, once they are there: figures that people know, none of which is minimised.

Those for numbers judge every output, in (outputs, rows) arrays, by itself; those for classes take the number
of each row's class, from 0. Every row counts as often as `weights` (rows,) say, where they are given.
"""

from collections.abc import Sequence

import numpy as np

from engine.base.arrays import BoolArray, FloatArray, IndexArray

# Numbers.


def rmse(predicted: FloatArray, true: FloatArray, weights: FloatArray | None = None) -> FloatArray:
    """Root of the mean squared error of every output (outputs,)."""
    error = predicted - true
    return np.asarray(np.sqrt(_mean(error * error, weights)))


def mae(predicted: FloatArray, true: FloatArray, weights: FloatArray | None = None) -> FloatArray:
    """Mean absolute error of every output (outputs,)."""
    return _mean(np.abs(predicted - true), weights)


def r2(predicted: FloatArray, true: FloatArray, weights: FloatArray | None = None) -> FloatArray:
    """How much of every output's variance is explained (outputs,): 1 is all, 0 as good as the mean.

    NaN where the true values are all equal, so that there is nothing to explain.
    """
    error, centred = predicted - true, true - _mean(true, weights)[:, None]
    squared, spread = _mean(error * error, weights), _mean(centred * centred, weights)
    constant = np.ptp(true, axis=1) == 0
    unexplained = np.divide(squared, spread, out=np.full_like(squared, np.nan), where=~constant)
    return np.asarray(1 - unexplained)


def coverage(predicted: FloatArray, true: FloatArray, weights: FloatArray | None = None) -> FloatArray:
    """The share of rows that lie at or below the answer (outputs,): of a quantile, ideally itself."""
    return _mean(true <= predicted, weights)


def pinball(
    predicted: FloatArray, true: FloatArray, quantiles: Sequence[float], weights: FloatArray | None = None
) -> FloatArray:
    """Mean cost of missing the quantile of every output (outputs,): q a unit too low, 1 - q too high."""
    share, error = np.array(quantiles)[:, None], predicted - true
    return _mean(np.maximum((1 - share) * error, -share * error), weights)


def _mean(values: FloatArray | BoolArray, weights: FloatArray | None) -> FloatArray:
    """Return the mean over rows of `values` (outputs, rows)."""
    return np.asarray(np.average(values, axis=1, weights=weights))


# Classes.


def accuracy(predicted: IndexArray, true: IndexArray, weights: FloatArray | None = None) -> float:
    """The share of rows whose class is right; NaN where there are no rows."""
    return float(np.average(predicted == true, weights=weights)) if len(true) else float("nan")


def balanced_accuracy(predicted: IndexArray, true: IndexArray, weights: FloatArray | None = None) -> float:
    """The mean over the classes there are of the share of their rows that is right.

    Unlike accuracy it is not satisfied with a network that always answers the commonest class.
    """
    rows = np.bincount(true, weights)
    is_right = predicted == true
    right = np.bincount(true[is_right], None if weights is None else weights[is_right], minlength=len(rows))
    there = rows > 0
    return float(np.mean(right[there] / rows[there])) if len(true) else float("nan")


def log_loss(probabilities: FloatArray, true: IndexArray, weights: FloatArray | None = None) -> float:
    """Mean of -log of the probability (classes, rows) given to the true class; NaN without rows.

    Probabilities count as at least the smallest that can be told from 0 beside 1, so that the figure is
    finite, as it is in other programs.
    """
    if not len(true):
        return float("nan")
    given = probabilities[true, np.arange(len(true))]
    return float(-np.average(np.log(np.maximum(given, np.finfo(given.dtype).eps)), weights=weights))


def article_metric(predicted: FloatArray, true: FloatArray, weights: FloatArray | None = None) -> float:
    """Mean over rows of the Euclidean norm, over the outputs, of 0.5 * (predicted - true)**2.

    This is the loss that the article prints; nothing is minimised by it. NaN where there are no rows.
    Every row counts as often as `weights` (rows,) say.
    """
    if predicted.shape[1] == 0:
        return float("nan")
    halves = 0.5 * (predicted - true) ** 2
    return float(np.average(np.sqrt(np.sum(halves * halves, axis=0)), weights=weights))
