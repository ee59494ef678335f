"""The losses: each one a value beside its gradient, in one table; and the article's own metric."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class Loss:
    """What training makes small: the mean over rows of a sum over outputs, the objective.

    `start_backward(predicted, true, error)` writes the gradient of that sum with respect to every prediction
    into `error` (all arrays (outputs, rows)) and returns the *quoted* loss, which is
    `quoted_per_objective` / outputs times the objective.
    """

    id: str
    title: str
    start_backward: Callable[[FloatArray, FloatArray, FloatArray], float]
    quoted_per_objective: float


def _squared_error(predicted: FloatArray, true: FloatArray, error: FloatArray) -> float:
    """Objective 0.5 * error**2, whose gradient is the error; quoted as the mean squared error."""
    np.subtract(predicted, true, out=error)
    flat = error.ravel()
    return float(np.dot(flat, flat)) / max(error.size, 1)


LOSSES: Final = {
    row.id: row
    for row in (Loss("squared_error", "mean squared error", _squared_error, quoted_per_objective=2.0),)
}


def article_metric(predicted: FloatArray, true: FloatArray) -> float:
    """Mean over rows of the Euclidean norm, over the outputs, of 0.5 * (predicted - true)**2.

    This is the loss that the article prints; nothing is minimised by it. NaN where there are no rows.
    """
    if predicted.shape[1] == 0:
        return float("nan")
    halves = 0.5 * (predicted - true) ** 2
    return float(np.mean(np.sqrt(np.sum(halves * halves, axis=0))))
