"""The distribution function of the normal law, to the last digits and for whole arrays.

NumPy has no error function, and the short formulas of handbooks are good to 7 digits: too few for a gradient
that is checked against differences. So exact values, from `math.erfc`, are tabulated once, 256 to the unit,
and a Taylor series leads from the nearest of them to `z`. Its first term left out is below 1e-18.
"""

import math
from functools import cache
from typing import Any, Final

import numpy as np

from engine.base.arrays import FloatArray

_NODES_PER_UNIT: Final = 256

_FAR: Final = 39.0
"""Beyond this the distribution function is 0 or 1 to the last bit."""

_LAST: Final = round(_FAR * _NODES_PER_UNIT)


@cache
def _tables(dtype: np.dtype[Any]) -> tuple[FloatArray, FloatArray]:
    """The distribution function and the density at the nodes from -_FAR to _FAR."""
    nodes = [number / _NODES_PER_UNIT for number in range(-_LAST, _LAST + 1)]
    below = [0.5 * math.erfc(-x / math.sqrt(2)) for x in nodes]
    density = [math.exp(-0.5 * x * x) / math.sqrt(2 * math.pi) for x in nodes]
    with np.errstate(under="ignore"):
        return np.array(below).astype(dtype), np.array(density).astype(dtype)


def normal_tables() -> tuple[FloatArray, FloatArray, float, int]:
    """Return distribution function and density at the nodes (k,), their end, and how many a unit has."""
    below, density = _tables(np.dtype(np.float64))
    return below, density, _FAR, _NODES_PER_UNIT


def normal_distribution(z: FloatArray, below: FloatArray) -> None:
    """Write the share of a standard normal law that lies below each `z` into `below`, good to 4e-16."""
    table, density = _tables(z.dtype)
    x = np.fmin(np.fmax(z, -_FAR), _FAR)  # unlike minimum and maximum, these make a number of NaN
    x *= _NODES_PER_UNIT
    np.rint(x, out=x)
    nearest = x.astype(np.intp)
    nearest += _LAST
    x *= 1 / _NODES_PER_UNIT
    d = z - x
    np.minimum(np.maximum(d, -1.0, out=d), 1.0, out=d)  # beyond _FAR it is multiplied by a density of 0
    np.take(table, nearest, out=below, mode="clip")
    series = _series(x, d)
    series *= np.take(density, nearest)
    below += series


def _series(x: FloatArray, d: FloatArray) -> FloatArray:
    """(Phi(x + d) - Phi(x)) / phi(x) by Taylor: d times the sum of (-d)^k He_k(x) / (k + 1)! for k up to 4.

    He_1 = x, He_2 = x² - 1, He_3 = x³ - 3x, He_4 = x⁴ - 6x² + 3. With u = x d and v = d² the sum is
    1 - v/6 + v²/40 + u (-1/2 + v/8 + u (1/6 - v/20 + u (-1/24 + u/120))).
    """
    u, v = x * d, d * d
    series = u * (1 / 120)
    series -= 1 / 24
    series *= u
    v *= 1 / 20
    series -= v
    series += 1 / 6
    series *= u
    v *= 2.5  # now d² / 8
    series += v
    series -= 0.5
    series *= u
    v *= 4 / 3  # now d² / 6
    series -= v
    v *= v
    v *= 0.9  # now d⁴ / 40
    series += v
    series += 1.0
    series *= d
    return series
