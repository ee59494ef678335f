"""The losses: each one a value beside its gradient, in one table; and the article's own metric.

Those for numbers compare predictions with the truth. Those for classes take the outputs before any squeezing
into probabilities (logits) and do that themselves, because only so neither can overflow nor lose its digits.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import numpy as np

from engine.arrays import PIECE, FloatArray, pieces
from engine.limits import LIMITS, check_id

QUANTILE: Final = "quantile"
"""The id of the loss that goes with quantiles, and they with it."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What training makes small: the mean over rows of a sum over outputs, the objective.

    `start_backward(predicted, true, error)` writes the gradient of that sum with respect to every prediction
    into `error` (all arrays (outputs, rows)) and returns the *quoted* loss: `quoted_per_objective` times the
    objective, divided by the number of outputs unless it is quoted `per_row`.

    `short` is the title where there is little room. A loss `of_classes` takes logits, and as truth 0 or 1 for
    every output. `parameter` is the field of LIMITS that bounds its one parameter, empty where it has none.
    """

    id: str
    title: str
    short: str
    tip: str
    start_backward: Callable[[FloatArray, FloatArray, FloatArray], float]
    quoted_per_objective: float = 1.0
    per_row: bool = False
    of_classes: bool = False
    parameter: str = ""
    usual_parameter: float = math.nan
    quote_plainly: Callable[[FloatArray, FloatArray], float] | None = None

    @property
    def scale(self) -> str:
        """What to say behind its name: on which scale it is quoted, where it has one."""
        return "" if self.of_classes else ", standardised targets"

    def quote(self, predicted: FloatArray, true: FloatArray) -> float:
        """Return the quoted loss of `predicted` against `true`; NaN where there are no rows."""
        if true.size == 0:
            return math.nan
        if self.quote_plainly:
            return self.quote_plainly(predicted, true)
        return self.start_backward(predicted, true, np.empty_like(predicted))

    def quoted_share(self, outputs: int) -> float:
        """Return the quoted loss of a network with so many outputs whose objective is 1."""
        return self.quoted_per_objective / (1 if self.per_row else outputs)

    def objective(self, quoted: float, outputs: int) -> float:
        """Return the objective of a network with so many outputs whose quoted loss is `quoted`."""
        return quoted / self.quoted_share(outputs)


def choose_loss(
    name: str,
    parameter: float | None = None,
    class_weights: FloatArray | None = None,
    quantiles: Sequence[float] = (),
) -> Loss:
    """Return the loss of that id with its parameter, the usual one where None, and weights for its classes.

    `quantiles` are what the quantile loss aims at, one for each output or one for all of them; the median
    where none are given. `class_weights` has one number for each class (two for binary cross-entropy, that of
    0 first), by which the loss of every row of that class is multiplied; the mean is still over rows. See
    `balanced_weights`.
    """
    check_id("loss", name, LOSSES)
    loss = LOSSES[name]
    given: dict[str, Any] = {}
    if loss.parameter and parameter is not None:
        given["parameter"] = LIMITS[loss.parameter].check(parameter)
    if loss.of_classes and class_weights is not None:
        given["weights"] = class_weights
    if name == QUANTILE and quantiles:
        given["quantiles"] = np.array(quantiles)[:, None]
    return replace(loss, start_backward=partial(loss.start_backward, **given)) if given else loss


def balanced_weights(counts: FloatArray) -> FloatArray:
    """Return weights for classes with so many rows each that give every class the same say.

    Their mean over rows is 1 (King and Zeng, 2001), so that a learning rate keeps its meaning. A class
    without rows gets 0.
    """
    present = counts > 0
    weights = np.zeros(len(counts))
    weights[present] = counts.sum() / (present.sum() * counts[present])
    return weights


# Losses for numbers.


def _squared_error(predicted: FloatArray, true: FloatArray, error: FloatArray) -> float:
    """Objective 0.5 * error**2, whose gradient is the error; quoted as the mean squared error."""
    np.subtract(predicted, true, out=error)
    flat = error.ravel()
    return float(np.dot(flat, flat)) / max(error.size, 1)


def _mean_square(predicted: FloatArray, true: FloatArray) -> float:
    # Where time does not matter: np.mean adds in pairs, which is a little more exact than a dot product.
    return float(np.mean((predicted - true) ** 2))


def _absolute_error(predicted: FloatArray, true: FloatArray, error: FloatArray) -> float:
    """|error|, whose gradient is its sign."""
    total = 0.0
    for part, part_true, gradient in pieces(predicted, true, error):
        difference = part - part_true
        np.sign(difference, out=gradient)
        total += float(np.vdot(gradient, difference))
    return total / max(error.size, 1)


def _huber(predicted: FloatArray, true: FloatArray, error: FloatArray, parameter: float = 1.0) -> float:
    """Huber, 1964: 0.5 * error**2 up to the width given, and straight on from there.

    With the clipped error c, which is the gradient, both are c * error - 0.5 * c**2.
    """
    total = 0.0
    for part, part_true, gradient in pieces(predicted, true, error):
        difference = part - part_true
        np.clip(difference, -parameter, parameter, out=gradient)
        total += float(np.vdot(gradient, difference)) - 0.5 * float(np.vdot(gradient, gradient))
    return total / max(error.size, 1)


def _log_cosh(predicted: FloatArray, true: FloatArray, error: FloatArray) -> float:
    """log(cosh(error)), whose gradient is tanh(error).

    With a = |error| it is a + log(1 + (exp(-2 a) - 1) / 2), which neither overflows nor cancels near 0.
    """
    total = 0.0
    for part, part_true, gradient in pieces(predicted, true, error):
        size = part - part_true
        np.tanh(size, out=gradient)
        np.abs(size, out=size)
        total += float(size.sum())
        size *= -2.0
        np.expm1(size, out=size)
        size *= 0.5
        np.log1p(size, out=size)
        total += float(size.sum())
    return total / max(error.size, 1)


_MEDIAN: Final = np.array([[0.5]])


def _quantile(
    predicted: FloatArray, true: FloatArray, error: FloatArray, quantiles: FloatArray = _MEDIAN
) -> float:
    """The pinball loss, of every output at its own of the `quantiles` (outputs or 1, 1)."""
    if error.size <= PIECE:  # rather one call than one for each output
        return _pinball(predicted, true, error, quantiles) / max(error.size, 1)
    of_outputs = np.broadcast_to(quantiles, (len(error), 1))
    outputs = zip(predicted, true, error, of_outputs, strict=True)
    return sum(_pinball(*output) for output in outputs) / error.size


def _pinball(predicted: FloatArray, true: FloatArray, error: FloatArray, quantile: FloatArray) -> float:
    """Koenker and Bassett, 1978: too low costs q, too high 1 - q, for each unit of it; here their sum."""
    total = 0.0
    less_half = quantile - 0.5
    for part, part_true, gradient in pieces(predicted, true, error):
        difference = part - part_true
        np.sign(difference, out=gradient)
        # 1 - q above, -q below and 0 at the truth: half the sign, less (q - 0.5) times its size.
        size = np.abs(gradient)
        size *= less_half
        gradient *= 0.5
        gradient -= size
        total += float(np.vdot(gradient, difference))
    return total


# Losses for classes.


def _binary_cross_entropy(
    predicted: FloatArray, true: FloatArray, error: FloatArray, weights: FloatArray | None = None
) -> float:
    """-log of the probability sigmoid(z) that was given to the true side, for every output by itself.

    For a truth y it is max(z, 0) - z y + log(1 + exp(-|z|)), and its gradient sigmoid(z) - y.
    """
    total = 0.0
    for z, y, gradient in pieces(predicted, true, error):
        losses = np.abs(z)
        np.negative(losses, out=losses)
        np.exp(losses, out=losses)
        np.log1p(losses, out=losses)
        np.maximum(z, 0.0, out=gradient)
        losses += gradient
        np.multiply(z, y, out=gradient)
        losses -= gradient
        np.multiply(z, 0.5, out=gradient)
        np.tanh(gradient, out=gradient)
        gradient *= 0.5
        gradient += 0.5
        gradient -= y
        if weights is not None:
            weight = y * float(weights[1] - weights[0])
            weight += float(weights[0])
            losses *= weight
            gradient *= weight
        total += float(losses.sum())
    return total / max(error.size, 1)


def _softmax_cross_entropy(
    predicted: FloatArray, true: FloatArray, error: FloatArray, weights: FloatArray | None = None
) -> float:
    """-log of the probability exp(z_i) / sum_k exp(z_k) that was given to the true class i.

    Every column of `true` is 1 at its class and 0 elsewhere. Logits are taken from the highest of their row
    down, so that no exponential overflows; the gradient is the probabilities less `true`.
    """
    np.subtract(predicted, predicted.max(axis=0), out=error)
    losses = np.einsum("kr,kr->r", true, error)
    np.exp(error, out=error)
    total = error.sum(axis=0)
    error /= total
    error -= true
    np.log(total, out=total)
    np.subtract(total, losses, out=losses)
    if weights is not None:
        weight = weights.astype(true.dtype) @ true
        losses *= weight
        error *= weight
    return float(losses.sum()) / max(len(losses), 1)


LOSSES: Final = {
    row.id: row
    for row in (
        Loss(
            "squared_error",
            "mean squared error",
            "MSE",
            "Counts an error twice as large four times: aims at the average, and cares most for the worst "
            "misses. The usual choice for numbers.",
            _squared_error,
            quoted_per_objective=2.0,
            quote_plainly=_mean_square,
        ),
        Loss(
            "absolute_error",
            "mean absolute error",
            "MAE",
            "Counts an error twice as large twice: aims at the middle value, and is not impressed by a few "
            "wild rows.",
            _absolute_error,
        ),
        Loss(
            "huber",
            "Huber loss",
            "Huber loss",
            "Squared error for small misses, absolute error for large ones: smooth, and calm about wild "
            "rows.",
            _huber,
            parameter="huber_width",
            usual_parameter=1.0,
        ),
        Loss(
            "log_cosh",
            "log-cosh loss",
            "log-cosh",
            "Much like Huber's, but without a border between small and large misses.",
            _log_cosh,
        ),
        Loss(
            QUANTILE,
            "quantile loss",
            "quantile loss",
            "Aims at values that given shares of the rows stay below, an output for each: 0.9 answers what "
            "is seldom exceeded, 0.5 is the middle, and four rows of five lie from 0.1 to 0.9.",
            _quantile,
        ),
        Loss(
            "binary_cross_entropy",
            "binary cross-entropy",
            "cross-entropy",
            "For yes or no: counts how surprised the network is by the truth, so that being sure and wrong "
            "costs most.",
            _binary_cross_entropy,
            of_classes=True,
        ),
        Loss(
            "softmax_cross_entropy",
            "cross-entropy",
            "cross-entropy",
            "For one class out of several: counts how surprised the network is by the truth, so that being "
            "sure and wrong costs most.",
            _softmax_cross_entropy,
            per_row=True,
            of_classes=True,
        ),
    )
}


def article_metric(predicted: FloatArray, true: FloatArray) -> float:
    """Mean over rows of the Euclidean norm, over the outputs, of 0.5 * (predicted - true)**2.

    This is the loss that the article prints; nothing is minimised by it. NaN where there are no rows.
    """
    if predicted.shape[1] == 0:
        return float("nan")
    halves = 0.5 * (predicted - true) ** 2
    return float(np.mean(np.sqrt(np.sum(halves * halves, axis=0))))
