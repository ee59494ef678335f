"""A linear model as the weights of a network with hidden layers.

Two units of a layer, one the other's mirror image, carry a sum z through it: f(z) - f(-z) is z times a
constant for ReLU, GELU, SiLU or softplus, and as good as that near 0 for any smooth f that rises there.
"""

from typing import Any, Final

import numpy as np

from engine.base.arrays import FloatArray
from engine.network.activations import Activation
from engine.network.network import Network

RANGE: Final = 5.0
"""How far sums of standardised numbers are thought to reach, in standard deviations."""

TOLERANCE: Final = 1e-3
"""The largest share of a sum, so far out, by which it may be missed; nearer in it is far less."""

SCALES: Final = (1.0, 0.1, 0.01, 1e-3, 1e-4)
"""Sums are shrunk as little as the activation's bend allows, as weights grow by as much again behind it."""


def without_hidden_layers(network: Network) -> Network:
    """Return the linear network with the same inputs and outputs."""
    return Network((network.sizes[0], network.sizes[-1]), (network.activations[-1].id,))


def embed(network: Network, start: FloatArray, linear: FloatArray) -> FloatArray | None:
    """Return weights (parameters,) of `network` that answer as one without hidden layers, `linear`, does.

    Units that are not needed keep what leads into them in `start` and lead nowhere. None where a hidden layer
    is too narrow, or its activation carries no sum.
    """
    theta = start.copy()
    blocks = network.blocks(theta)
    coefficients = linear.reshape(network.sizes[-1], -1)
    outputs = len(coefficients)
    for layer, activation in enumerate(network.activations[:-1]):
        carried = _carrier(activation, theta.dtype)
        if carried is None or network.sizes[layer + 1] < 2 * outputs:
            return None
        scale, gain = carried
        sums = coefficients * scale
        blocks[layer][: 2 * outputs] = np.concatenate([sums, -sums])
        coefficients = np.zeros((outputs, network.sizes[layer + 1] + 1), theta.dtype)
        for output in range(outputs):
            coefficients[output, output], coefficients[output, outputs + output] = 1 / gain, -1 / gain
    blocks[-1][:] = coefficients
    return theta


def can_embed(network: Network) -> bool:
    """Whether `embed` finds weights for `network`."""
    start = np.zeros(network.parameters)
    return embed(network, start, np.zeros(without_hidden_layers(network).parameters)) is not None


def _carrier(activation: Activation, dtype: np.dtype[Any]) -> tuple[float, float] | None:
    """Return by how much to shrink sums, and what a pair of units then makes of a sum of 1; or None."""
    sums = np.linspace(-RANGE, RANGE, 41, dtype=dtype)
    for scale in SCALES:
        pair = np.concatenate([scale * sums, -scale * sums])[None]
        activation.apply(pair)
        passed = pair[0, : len(sums)] - pair[0, len(sums) :]
        gain = float(passed[-1] / sums[-1])
        missed = float(np.abs(passed - gain * sums).max())
        if abs(gain) > TOLERANCE * scale and missed < TOLERANCE * RANGE * abs(gain):
            return scale, gain
    return None
