"""The activations: each one a function beside its derivative, in the one table that menus and checks read.

Both work in place on (units, rows) arrays that live as long as a run, because allocating them anew costs
more than the arithmetic.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.arrays import FloatArray

LEAK: Final = 0.01
"""Slope of leaky ReLU below zero (Maas, Hannun and Ng, 2013)."""


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
    )
}
