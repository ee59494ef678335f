"""The sum that one unit makes of what it receives: every product, the bias, and what comes out."""

from dataclasses import dataclass

import numpy as np

from engine.base.arrays import Float64Array, FloatArray
from engine.insight.unit_outputs import unit_outputs
from engine.network.network import Network


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class UnitSum:
    """One unit on one row: `inputs` and `weights` (n,), `total` = inputs · weights + bias, and the answer.

    `slope` is the derivative of the activation at the total, which back-propagation multiplies by.
    """

    inputs: Float64Array
    weights: Float64Array
    bias: float
    total: float
    answer: float
    slope: float

    @property
    def products(self) -> Float64Array:
        """What each input adds to the total (n,)."""
        return self.inputs * self.weights


@np.errstate(all="ignore")
def unit_sum(network: Network, theta: FloatArray, features: FloatArray, layer: int, unit: int) -> UnitSum:
    """Return the sum of a unit for standardised `features` (d_in, 1).

    `layer` counts from 1 for the first layer with weights; both numbers must be of the network.
    """
    below = unit_outputs(network, theta, features)[layer - 1][:, 0].astype(np.float64)
    row = network.blocks(theta)[layer - 1][unit].astype(np.float64)
    total = float(below @ row[:-1] + row[-1])
    answer, slope = np.array([[total]]), np.empty((1, 1))
    network.activations[layer - 1].apply_with_slope(answer, slope)
    return UnitSum(
        inputs=below,
        weights=row[:-1],
        bias=float(row[-1]),
        total=total,
        answer=float(answer[0, 0]),
        slope=float(slope[0, 0]),
    )


def activation_curve(
    network: Network, layer: int, low: float, high: float, points: int = 121
) -> tuple[Float64Array, Float64Array]:
    """Return sums from `low` to `high` (points,), what the activation of `layer`, from 1, makes of them."""
    sums = np.linspace(low, high, points)
    answers = sums[None].copy()
    network.activations[layer - 1].apply(answers)
    return sums, answers[0]
