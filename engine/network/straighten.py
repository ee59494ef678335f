"""How a network goes on outside the rows it was trained on, where these leave it free.

A ReLU unit that is above 0 on every row, or on none, has its kink somewhere outside of them. No row says
where, and yet answers out there depend on it. With the kinks far away they go on as straight as the rows
allow.
"""

from typing import Final

import numpy as np

from engine.base.arrays import FloatArray
from engine.network.network import Network, Passes

FAR: Final = 100.0
"""How far kinks are moved, in standard deviations of the inputs: far enough, and no digit of use is lost."""

KINKED: Final = "relu"
"""The activation that is exactly straight on both sides of its kink, and 0 on one."""

STEPS: Final = (2.0, 11.0, 20.0)
"""Where along the ray through a row the bend is measured, as multiples of the row; the middle is halfway."""


def straighten(network: Network, theta: FloatArray, X: FloatArray) -> None:
    """Move kinks that lie outside all rows `X` (d_in, rows) far away, in `theta` (parameters,) in place.

    On the rows the network answers as before, but for rounding.
    """
    blocks = network.blocks(theta)
    passes = Passes(network, X)
    passes.forward(blocks)
    for layer, activation in enumerate(network.activations[:-1]):
        if activation.id != KINKED:
            continue
        outputs = passes.outputs[layer]
        reach = FAR * np.abs(blocks[layer][:, :-1]).sum(axis=1)
        always, never = outputs.min(axis=1) > 0, outputs.max(axis=1) <= 0
        blocks[layer][:, -1] += reach * always
        blocks[layer][:, -1] -= reach * never
        blocks[layer + 1][:, -1] -= blocks[layer + 1][:, :-1] @ (reach * always)


def bend(network: Network, theta: FloatArray, X: FloatArray) -> float:
    """Return how much answers bend on the way out from the rows `X` (d_in, rows): 0 is straight."""
    near, middle, far = (network.predict(theta, step * X) for step in STEPS)
    return float(np.abs(near + far - 2 * middle).mean())
