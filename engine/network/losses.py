"""The losses: each one a value beside its gradient, in one table; and the article's own metric.

Those for numbers compare predictions with the truth. Those for classes take the outputs before any squeezing
into probabilities (logits) and do that themselves, because only so neither can overflow nor lose its digits.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, Protocol

import numpy as np

from engine.base.arrays import PIECE, FloatArray, pieces
from engine.base.limits import LIMITS, check_id

QUANTILE: Final = "quantile"
"""The id of the loss that goes with quantiles, and they with it."""


class _Function(Protocol):
    def __call__(
        self, predicted: FloatArray, true: FloatArray, error: FloatArray, weights: FloatArray | None
    ) -> float: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What training makes small: the mean over rows of a sum over outputs, the objective.

    `function(predicted, true, error, weights)` writes the gradient of that sum with respect to every
    prediction into `error` (all arrays (outputs, rows)), as if all rows counted alike, and returns the
    *quoted* loss with every row as often as `weights` (rows,) say: `quoted_per_objective` times the
    objective, divided by the number of outputs unless it is quoted `per_row`.

    `short` is the title where there is little room. A loss `of_classes` takes logits, and as truth 0 or 1 for
    every output. `parameter` is the field of LIMITS that bounds its one parameter, empty where it has none.
    """

    id: str
    title: str
    short: str
    tip: str
    function: _Function
    quoted_per_objective: float = 1.0
    per_row: bool = False
    of_classes: bool = False
    parameter: str = ""
    usual_parameter: float = math.nan
    quote_plainly: Callable[[FloatArray, FloatArray, FloatArray | None], float] | None = None

    @property
    def scale(self) -> str:
        """On which scale it is quoted, "" where it has none."""
        return "" if self.of_classes else "standardised targets"

    def start_backward(
        self, predicted: FloatArray, true: FloatArray, error: FloatArray, weights: FloatArray | None = None
    ) -> float:
        """Write the gradient of every row's sum into `error`, and return the quoted loss.

        Both count every row as often as `weights` (rows,) say, which are to have mean 1 over all rows.
        """
        quoted = self.function(predicted, true, error, weights)
        if weights is not None:
            error *= weights
        return quoted

    def quote(self, predicted: FloatArray, true: FloatArray, weights: FloatArray | None = None) -> float:
        """Return the quoted loss of `predicted` against `true`; NaN where there are no rows."""
        if true.size == 0:
            return math.nan
        if self.quote_plainly:
            return self.quote_plainly(predicted, true, weights)
        return self.function(predicted, true, np.empty_like(predicted), weights)

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
        given["class_weights"] = class_weights
    if name == QUANTILE and quantiles:
        given["quantiles"] = np.array(quantiles)[:, None]
    return replace(loss, function=partial(loss.function, **given)) if given else loss


def balanced_weights(counts: FloatArray) -> FloatArray:
    """Return weights for classes with so many rows each that give every class the same say.

    Their mean over rows is 1 (King and Zeng, 2001), so that a learning rate keeps its meaning. A class
    without rows gets 0.
    """
    present = counts > 0
    weights = np.zeros(len(counts))
    weights[present] = counts.sum() / (present.sum() * counts[present])
    return weights


def _pieces(
    predicted: FloatArray, true: FloatArray, error: FloatArray, weights: FloatArray | None
) -> Iterator[tuple[FloatArray, FloatArray, FloatArray, FloatArray | None]]:
    """Yield matching pieces of the arrays, with the weight of every number, None where all count alike."""
    if weights is None:
        for part, part_true, gradient in pieces(predicted, true, error):
            yield part, part_true, gradient, None
    else:
        for part, part_true, gradient, weight in pieces(
            predicted, true, error, np.broadcast_to(weights, error.shape)
        ):
            yield part, part_true, gradient, weight


def _sum(values: FloatArray, weights: FloatArray | None) -> float:
    """Return the sum of `values`, or of their products with `weights` of the same shape."""
    return float(values.sum() if weights is None else np.vdot(values, weights))


def _dot(one: FloatArray, other: FloatArray, weights: FloatArray | None) -> float:
    """Return the sum of the products of two arrays, each counted as often as `weights` say."""
    return float(np.vdot(one if weights is None else one * weights, other))


# Losses for numbers.


def _squared_error(
    predicted: FloatArray, true: FloatArray, error: FloatArray, weights: FloatArray | None
) -> float:
    """Objective 0.5 * error**2, whose gradient is the error; quoted as the mean squared error."""
    np.subtract(predicted, true, out=error)
    return _dot(error, error, weights) / max(error.size, 1)


def _mean_square(predicted: FloatArray, true: FloatArray, weights: FloatArray | None) -> float:
    # Where time does not matter: np.mean adds in pairs, which is a little more exact than a dot product.
    squares = (predicted - true) ** 2
    return float(np.mean(squares if weights is None else squares * weights))


def _absolute_error(
    predicted: FloatArray, true: FloatArray, error: FloatArray, weights: FloatArray | None
) -> float:
    """|error|, whose gradient is its sign."""
    total = 0.0
    for part, part_true, gradient, weight in _pieces(predicted, true, error, weights):
        difference = part - part_true
        np.sign(difference, out=gradient)
        total += _dot(gradient, difference, weight)
    return total / max(error.size, 1)


def _huber(
    predicted: FloatArray,
    true: FloatArray,
    error: FloatArray,
    weights: FloatArray | None,
    parameter: float = 1.0,
) -> float:
    """Huber, 1964: 0.5 * error**2 up to the width given, and straight on from there.

    With the clipped error c, which is the gradient, both are c * error - 0.5 * c**2.
    """
    total = 0.0
    for part, part_true, gradient, weight in _pieces(predicted, true, error, weights):
        difference = part - part_true
        np.clip(difference, -parameter, parameter, out=gradient)
        total += _dot(gradient, difference, weight) - 0.5 * _dot(gradient, gradient, weight)
    return total / max(error.size, 1)


def _log_cosh(
    predicted: FloatArray, true: FloatArray, error: FloatArray, weights: FloatArray | None
) -> float:
    """log(cosh(error)), whose gradient is tanh(error).

    With a = |error| it is a + log(1 + (exp(-2 a) - 1) / 2), which neither overflows nor cancels near 0.
    """
    total = 0.0
    for part, part_true, gradient, weight in _pieces(predicted, true, error, weights):
        size = part - part_true
        np.tanh(size, out=gradient)
        np.abs(size, out=size)
        total += _sum(size, weight)
        size *= -2.0
        np.expm1(size, out=size)
        size *= 0.5
        np.log1p(size, out=size)
        total += _sum(size, weight)
    return total / max(error.size, 1)


_MEDIAN: Final = np.array([[0.5]])


def _quantile(
    predicted: FloatArray,
    true: FloatArray,
    error: FloatArray,
    weights: FloatArray | None,
    quantiles: FloatArray = _MEDIAN,
) -> float:
    """The pinball loss, of every output at its own of the `quantiles` (outputs or 1, 1)."""
    if error.size <= PIECE:  # rather one call than one for each output
        return _pinball(predicted, true, error, weights, quantiles) / max(error.size, 1)
    of_outputs = np.broadcast_to(quantiles, (len(error), 1))
    outputs = zip(predicted, true, error, of_outputs, strict=True)
    total = sum(_pinball(one, y, gradient, weights, quantile) for one, y, gradient, quantile in outputs)
    return total / error.size


def _pinball(
    predicted: FloatArray,
    true: FloatArray,
    error: FloatArray,
    weights: FloatArray | None,
    quantile: FloatArray,
) -> float:
    """Koenker and Bassett, 1978: too low costs q, too high 1 - q, for each unit of it; here their sum."""
    total = 0.0
    less_half = quantile - 0.5
    for part, part_true, gradient, weight in _pieces(predicted, true, error, weights):
        difference = part - part_true
        np.sign(difference, out=gradient)
        # 1 - q above, -q below and 0 at the truth: half the sign, less (q - 0.5) times its size.
        size = np.abs(gradient)
        size *= less_half
        gradient *= 0.5
        gradient -= size
        total += _dot(gradient, difference, weight)
    return total


# Losses for classes.


def _binary_cross_entropy(
    predicted: FloatArray,
    true: FloatArray,
    error: FloatArray,
    weights: FloatArray | None,
    class_weights: FloatArray | None = None,
) -> float:
    """-log of the probability sigmoid(z) that was given to the true side, for every output by itself.

    For a truth y it is max(z, 0) - z y + log(1 + exp(-|z|)), and its gradient sigmoid(z) - y.
    """
    total = 0.0
    for z, y, gradient, weight in _pieces(predicted, true, error, weights):
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
        if class_weights is not None:
            of_class = y * float(class_weights[1] - class_weights[0])
            of_class += float(class_weights[0])
            losses *= of_class
            gradient *= of_class
        total += _sum(losses, weight)
    return total / max(error.size, 1)


def _softmax_cross_entropy(
    predicted: FloatArray,
    true: FloatArray,
    error: FloatArray,
    weights: FloatArray | None,
    class_weights: FloatArray | None = None,
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
    if class_weights is not None:
        of_class = class_weights.astype(true.dtype) @ true
        losses *= of_class
        error *= of_class
    return _sum(losses, weights) / max(len(losses), 1)


LOSSES: Final = {
    row.id: row
    for row in (
        Loss(
            id="squared_error",
            title="mean squared error",
            short="MSE",
            tip=(
                "Counts an error twice as large four times: aims at the average, and cares most for the "
                "worst misses. The usual choice for numbers."
            ),
            function=_squared_error,
            quoted_per_objective=2.0,
            quote_plainly=_mean_square,
        ),
        Loss(
            id="absolute_error",
            title="mean absolute error",
            short="MAE",
            tip=(
                "Counts an error twice as large twice: aims at the middle value, and is not impressed by a "
                "few wild rows."
            ),
            function=_absolute_error,
        ),
        Loss(
            id="huber",
            title="Huber loss",
            short="Huber loss",
            tip="Squared error for small misses, absolute error for large ones: smooth, and calm about wild "
            "rows.",
            function=_huber,
            parameter="huber_width",
            usual_parameter=1.0,
        ),
        Loss(
            id="log_cosh",
            title="log-cosh loss",
            short="log-cosh",
            tip="Much like Huber's, but without a border between small and large misses.",
            function=_log_cosh,
        ),
        Loss(
            id=QUANTILE,
            title="quantile loss",
            short="quantile loss",
            tip=(
                "Aims at values that given shares of the rows stay below, an output for each: 0.9 answers "
                "what is seldom exceeded, 0.5 is the middle, and four rows of five lie from 0.1 to 0.9."
            ),
            function=_quantile,
        ),
        Loss(
            id="binary_cross_entropy",
            title="binary cross-entropy",
            short="cross-entropy",
            tip=(
                "For yes or no: counts how surprised the network is by the truth, so that being sure and "
                "wrong costs most."
            ),
            function=_binary_cross_entropy,
            of_classes=True,
        ),
        Loss(
            id="softmax_cross_entropy",
            title="cross-entropy",
            short="cross-entropy",
            tip=(
                "For one class out of several: counts how surprised the network is by the truth, so that "
                "being sure and wrong costs most."
            ),
            function=_softmax_cross_entropy,
            per_row=True,
            of_classes=True,
        ),
    )
}
