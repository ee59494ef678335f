"""The activations: each one a function beside its derivative, in the one table that menus and checks read.

Both work in place on (units, rows) arrays that live as long as a run, because allocating them anew costs
more than the arithmetic. Where a formula needs room for an in-between result, it goes through them in pieces.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.base.arrays import FloatArray, pieces
from engine.network.gaussian import normal_distribution

LEAK: Final = 0.01
"""Slope of leaky ReLU below zero (Maas, Hannun and Ng, 2013)."""

SELU_SCALE: Final = 1.0507009873554805
SELU_ALPHA: Final = 1.6732632423543772
"""With these two, mean 0 and variance 1 stay so from layer to layer (Klambauer et al., 2017)."""


@dataclass(frozen=True, slots=True)
class Activation:
    """A function applied to every weighted sum of a layer.

    `apply(z)` turns `z` into the activation in place; `apply_with_slope(z, slope)` does the same and writes
    the derivative at the incoming `z` into `slope`. `can_die` says whether a unit can be 0, with slope 0, on
    every row, so that gradient descent never moves it again.
    """

    id: str
    title: str
    tip: str
    apply: Callable[[FloatArray], None]
    apply_with_slope: Callable[[FloatArray, FloatArray], None]
    can_die: bool = False


def _linear(z: FloatArray) -> None:
    """Leave `z` as it is."""


def _linear_slope(_z: FloatArray, slope: FloatArray) -> None:
    slope.fill(1.0)


def _relu(z: FloatArray) -> None:
    np.maximum(z, 0.0, out=z)


def _relu_slope(z: FloatArray, slope: FloatArray) -> None:
    # The article lets the gradient pass where A > 0, so the slope at exactly 0 is 0.
    # Multiplying by the slope takes two thirds of np.maximum's time.
    np.greater(z, 0.0, out=slope, casting="unsafe")
    np.multiply(z, slope, out=z)


def _leaky_relu(z: FloatArray) -> None:
    np.maximum(z, LEAK * z, out=z)


def _leaky_relu_slope(z: FloatArray, slope: FloatArray) -> None:
    np.greater(z, 0.0, out=slope, casting="unsafe")
    slope *= 1.0 - LEAK
    slope += LEAK
    np.multiply(z, slope, out=z)


def _sigmoid(z: FloatArray) -> None:
    # 1 / (1 + exp(-z)) through tanh, which cannot overflow.
    z *= 0.5
    np.tanh(z, out=z)
    z += 1.0
    z *= 0.5


def _sigmoid_slope(z: FloatArray, slope: FloatArray) -> None:
    _sigmoid(z)
    np.subtract(1.0, z, out=slope)
    slope *= z


def _tanh(z: FloatArray) -> None:
    np.tanh(z, out=z)


def _tanh_slope(z: FloatArray, slope: FloatArray) -> None:
    np.tanh(z, out=z)
    np.multiply(z, z, out=slope)
    np.subtract(1.0, slope, out=slope)


def _elu(z: FloatArray) -> None:
    for (part,) in pieces(z):
        below = np.minimum(part, 0.0)
        np.expm1(below, out=below)
        np.maximum(part, 0.0, out=part)
        part += below


def _elu_slope(z: FloatArray, slope: FloatArray) -> None:
    np.minimum(z, 0.0, out=slope)
    np.expm1(slope, out=slope)
    np.maximum(z, 0.0, out=z)
    z += slope
    slope += 1.0


def _selu(z: FloatArray) -> None:
    for (part,) in pieces(z):
        below = np.minimum(part, 0.0)
        np.expm1(below, out=below)
        below *= SELU_SCALE * SELU_ALPHA
        np.maximum(part, 0.0, out=part)
        part *= SELU_SCALE
        part += below


def _selu_slope(z: FloatArray, slope: FloatArray) -> None:
    for part, part_slope in pieces(z, slope):
        above = part > 0
        np.minimum(part, 0.0, out=part_slope)
        np.expm1(part_slope, out=part_slope)
        part_slope *= SELU_SCALE * SELU_ALPHA
        np.maximum(part, 0.0, out=part)
        part *= SELU_SCALE
        part += part_slope
        part_slope += SELU_SCALE * SELU_ALPHA
        np.copyto(part_slope, SELU_SCALE, where=above)


def _gelu(z: FloatArray) -> None:
    # z Phi(z) itself (Hendrycks and Gimpel, 2016), not the approximation through tanh.
    for (part,) in pieces(z):
        below = np.empty_like(part)
        normal_distribution(part, below)
        part *= below


def _gelu_slope(z: FloatArray, slope: FloatArray) -> None:
    # The derivative of z Phi(z) is Phi(z) + z phi(z).
    for part, part_slope in pieces(z, slope):
        density = np.clip(part, -100.0, 100.0)  # its square must not overflow; phi is 0 far before
        density *= density
        density *= -0.5
        np.exp(density, out=density)
        density *= part
        density *= 1 / math.sqrt(2 * math.pi)
        normal_distribution(part, part_slope)
        part *= part_slope
        part_slope += density


def _silu(z: FloatArray) -> None:
    for (part,) in pieces(z):
        gate = part.copy()
        _sigmoid(gate)
        part *= gate


def _silu_slope(z: FloatArray, slope: FloatArray) -> None:
    # With the gate s = sigmoid(z) and a = z s the derivative is s + z s (1 - s) = s + a (1 - s).
    for part, part_slope in pieces(z, slope):
        np.copyto(part_slope, part)
        _sigmoid(part_slope)
        part *= part_slope
        bend = np.subtract(1.0, part_slope)
        bend *= part
        part_slope += bend


def _softplus(z: FloatArray) -> None:
    # log(1 + exp(z)) as max(z, 0) + log(1 + exp(-|z|)), which cannot overflow.
    for (part,) in pieces(z):
        above = np.maximum(part, 0.0)
        np.abs(part, out=part)
        np.negative(part, out=part)
        np.exp(part, out=part)
        np.log1p(part, out=part)
        part += above


def _softplus_slope(z: FloatArray, slope: FloatArray) -> None:
    np.copyto(slope, z)
    _sigmoid(slope)
    _softplus(z)


def _sine(z: FloatArray) -> None:
    np.sin(z, out=z)


def _sine_slope(z: FloatArray, slope: FloatArray) -> None:
    np.cos(z, out=slope)
    np.sin(z, out=z)


ACTIVATIONS: Final = {
    row.id: row
    for row in (
        Activation(
            "linear",
            "linear",
            "Passes the weighted sum on unchanged: right for outputs that are numbers.",
            _linear,
            _linear_slope,
        ),
        Activation(
            "relu",
            "ReLU",
            "Passes positive sums on and makes the others 0: quick to train, but a unit that is 0 on every "
            "row never learns again.",
            _relu,
            _relu_slope,
            can_die=True,
        ),
        Activation(
            "leaky_relu",
            "leaky ReLU",
            "Like ReLU, but lets 1 % of negative sums through, so that no unit dies.",
            _leaky_relu,
            _leaky_relu_slope,
        ),
        Activation(
            "sigmoid",
            "sigmoid",
            "Squeezes every sum smoothly between 0 and 1.",
            _sigmoid,
            _sigmoid_slope,
        ),
        Activation(
            "tanh",
            "tanh",
            "Squeezes every sum smoothly between -1 and 1: good for smooth curves.",
            _tanh,
            _tanh_slope,
        ),
        Activation(
            "elu",
            "ELU",
            "Like ReLU above 0, and bends gently down to -1 below it, so that every unit goes on learning.",
            _elu,
            _elu_slope,
        ),
        Activation(
            "selu",
            "SELU",
            "ELU scaled so that sums keep about the same size from layer to layer: made for many layers in a "
            "row, best with the LeCun normal start.",
            _selu,
            _selu_slope,
        ),
        Activation(
            "gelu",
            "GELU",
            "A ReLU with a soft corner that dips a little below 0 before it rises: the usual one in large "
            "language models, slower to compute than the others.",
            _gelu,
            _gelu_slope,
        ),
        Activation(
            "silu",
            "SiLU (swish)",
            "Much like GELU, a ReLU with a soft corner, but quicker to compute.",
            _silu,
            _silu_slope,
        ),
        Activation(
            "softplus",
            "softplus",
            "A ReLU without its corner, always above 0: right for an output that cannot be negative.",
            _softplus,
            _softplus_slope,
        ),
        Activation(
            "sine",
            "sine",
            "Goes up and down as a wave: for things that repeat, such as tides or seasons. Hard to train in "
            "many layers.",
            _sine,
            _sine_slope,
        ),
    )
}
