"""The penalties: what large weights cost, each a value beside its gradient, in one table.

They are added to the objective, which is a mean over rows, and so don't depend on how many rows there are.
Biases go free: they only move what a unit answers, and do not make it steeper.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.base.arrays import FloatArray
from engine.network.network import Network


@dataclass(frozen=True, slots=True)
class Penalty:
    """A row of the table of penalties.

    For a vector of strengths, one for each parameter, `value(theta, strength, scratch)` returns the penalty
    and `slope(theta, strength, slope)` writes its derivatives; both may overwrite their last argument.
    """

    id: str
    title: str
    tip: str
    value: Callable[[FloatArray, FloatArray, FloatArray], float]
    slope: Callable[[FloatArray, FloatArray, FloatArray], None]


def _l1(theta: FloatArray, strength: FloatArray, scratch: FloatArray) -> float:
    """strength * |weight| (Tibshirani, 1996)."""
    np.abs(theta, out=scratch)
    return float(np.dot(scratch, strength))


def _l1_slope(theta: FloatArray, strength: FloatArray, slope: FloatArray) -> None:
    # At 0 the slope lies anywhere between -strength and strength; the sign's 0 lets a weight rest there.
    np.sign(theta, out=slope)
    slope *= strength


def _l2(theta: FloatArray, strength: FloatArray, scratch: FloatArray) -> float:
    """0.5 * strength * weight**2 (Hoerl and Kennard, 1970; Krogh and Hertz, 1992, for networks)."""
    np.multiply(theta, strength, out=scratch)
    return 0.5 * float(np.dot(scratch, theta))


def _l2_slope(theta: FloatArray, strength: FloatArray, slope: FloatArray) -> None:
    np.multiply(theta, strength, out=slope)


PENALTIES: Final = {
    row.id: row
    for row in (
        Penalty(
            "l1",
            "L1",
            "Each weight costs its size: those that are hardly needed go to about 0, and what is left can be "
            "read more easily.",
            _l1,
            _l1_slope,
        ),
        Penalty(
            "l2",
            "L2",
            "Each weight costs half its square: keeps all of them small, and the answers smooth.",
            _l2,
            _l2_slope,
        ),
    )
}


class Penalties:
    """All penalties on the weights of one network, ready to be added to its objective."""

    def __init__(self, network: Network, strengths: Mapping[str, Sequence[float]], like: FloatArray) -> None:
        self._parts = []
        self.ridge: FloatArray | float = 0.0
        """What half the square of each parameter (parameters,) costs: the L2 penalty's strengths."""
        for name, of_layers in strengths.items():
            strength = np.zeros_like(like)
            for block, of_layer in zip(network.blocks(strength), of_layers, strict=True):
                block[:, :-1] = of_layer
            if strength.any():
                self._parts.append((PENALTIES[name], strength))
                if name == "l2":
                    self.ridge = strength
        self._scratch = np.empty_like(like)

    def __bool__(self) -> bool:
        """Whether any weight costs anything."""
        return bool(self._parts)

    def value(self, theta: FloatArray) -> float:
        """Return what the weights in `theta` cost."""
        return sum(penalty.value(theta, strength, self._scratch) for penalty, strength in self._parts)

    def add_gradient(self, theta: FloatArray, gradient: FloatArray) -> None:
        """Add the penalties' gradient at `theta` to `gradient`, that of a mean over rows."""
        for penalty, strength in self._parts:
            penalty.slope(theta, strength, self._scratch)
            gradient += self._scratch
