"""The losses as functions: each writes its gradient and returns the quoted loss.

Those for numbers compare predictions with the truth. Those for classes take the outputs before any squeezing
into probabilities (logits) and do that themselves, because only so neither can overflow nor lose its digits.
All take `predicted`, `true` and `error` (outputs, rows) and `weights` (rows,), None where rows count alike.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from engine.base.arrays import PIECE, FloatArray, pieces


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


def squared_error(
    predicted: FloatArray, true: FloatArray, error: FloatArray, weights: FloatArray | None
) -> float:
    """Objective 0.5 * error**2, whose gradient is the error; quoted as the mean squared error."""
    np.subtract(predicted, true, out=error)
    return _dot(error, error, weights) / max(error.size, 1)


def mean_square(predicted: FloatArray, true: FloatArray, weights: FloatArray | None) -> float:
    """The mean squared error where time does not matter: np.mean adds in pairs, a little more exactly."""
    squares = (predicted - true) ** 2
    return float(np.mean(squares if weights is None else squares * weights))


def absolute_error(
    predicted: FloatArray, true: FloatArray, error: FloatArray, weights: FloatArray | None
) -> float:
    """|error|, whose gradient is its sign."""
    total = 0.0
    for part, part_true, gradient, weight in _pieces(predicted, true, error, weights):
        difference = part - part_true
        np.sign(difference, out=gradient)
        total += _dot(gradient, difference, weight)
    return total / max(error.size, 1)


def huber(
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


def log_cosh(predicted: FloatArray, true: FloatArray, error: FloatArray, weights: FloatArray | None) -> float:
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


def quantile(
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


def binary_cross_entropy(
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


def softmax_cross_entropy(
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
