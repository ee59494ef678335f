"""What answers are judged by, once they are there: figures that people know, none of which is minimised.

Those for numbers judge every output, in (outputs, rows) arrays, by itself; those for classes take the number
of each row's class, from 0.
"""

from collections.abc import Sequence

import numpy as np

from engine.arrays import FloatArray, IndexArray

# Numbers.


def rmse(predicted: FloatArray, true: FloatArray) -> FloatArray:
    """Root of the mean squared error of every output (outputs,)."""
    error = predicted - true
    return np.asarray(np.sqrt(np.mean(error * error, axis=1)))


def mae(predicted: FloatArray, true: FloatArray) -> FloatArray:
    """Mean absolute error of every output (outputs,)."""
    return np.asarray(np.mean(np.abs(predicted - true), axis=1))


def r2(predicted: FloatArray, true: FloatArray) -> FloatArray:
    """How much of every output's variance is explained (outputs,): 1 is all, 0 as good as the mean.

    NaN where the true values are all equal, so that there is nothing to explain.
    """
    error = predicted - true
    squared, spread = np.mean(error * error, axis=1), np.var(true, axis=1)
    constant = np.ptp(true, axis=1) == 0
    unexplained = np.divide(squared, spread, out=np.full_like(squared, np.nan), where=~constant)
    return np.asarray(1 - unexplained)


def coverage(predicted: FloatArray, true: FloatArray) -> FloatArray:
    """The share of rows that lie at or below the answer (outputs,): of a quantile, ideally itself."""
    return np.asarray(np.mean(true <= predicted, axis=1))


def pinball(predicted: FloatArray, true: FloatArray, quantiles: Sequence[float]) -> FloatArray:
    """Mean cost of missing the quantile of every output (outputs,): q a unit too low, 1 - q too high."""
    share, error = np.array(quantiles)[:, None], predicted - true
    return np.asarray(np.mean(np.maximum((1 - share) * error, -share * error), axis=1))


# Classes.


def accuracy(predicted: IndexArray, true: IndexArray) -> float:
    """The share of rows whose class is right; NaN where there are no rows."""
    return float(np.mean(predicted == true)) if len(true) else float("nan")


def balanced_accuracy(predicted: IndexArray, true: IndexArray) -> float:
    """The mean over the classes there are of the share of their rows that is right.

    Unlike accuracy it is not satisfied with a network that always answers the commonest class.
    """
    rows = np.bincount(true)
    right = np.bincount(true[predicted == true], minlength=len(rows))
    there = rows > 0
    return float(np.mean(right[there] / rows[there])) if len(true) else float("nan")


def log_loss(probabilities: FloatArray, true: IndexArray) -> float:
    """Mean of -log of the probability (classes, rows) given to the true class; NaN without rows.

    Probabilities count as at least the smallest that can be told from 0 beside 1, so that the figure is
    finite, as it is in other programs.
    """
    if not len(true):
        return float("nan")
    given = probabilities[true, np.arange(len(true))]
    return float(-np.mean(np.log(np.maximum(given, np.finfo(given.dtype).eps))))
