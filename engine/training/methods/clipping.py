"""Gradients that are too long, cut down to size."""

import math

import numpy as np

from engine.base.arrays import FloatArray


def clip(gradient: FloatArray, longest: float) -> None:
    """Shorten `gradient` in place to the length `longest` if it is longer, keeping its direction.

    Pascanu, Mikolov and Bengio, 2013. One that is not finite is left so: that is for the loop to see.
    """
    length = math.sqrt(float(np.dot(gradient, gradient)))
    if length > longest and math.isfinite(length):
        gradient *= longest / length
