"""Bringing units back to life that put out 0 on every row, without changing what the network computes.

No method that follows derivatives can do that: those of such a unit are all 0. What goes into the unit is
drawn anew, so that it fires on about half of the rows, and what comes out of it is multiplied by 0 at first,
so that the loss stays as it is to the last bit, and the next step decides what to make of the unit. On the
article's problem this is what a quarter of the starts need: two units of four are dead in their last hidden
layer, and the other two cannot tell three outputs apart.
"""

from typing import Final

import numpy as np

from engine.base.arrays import FloatArray
from engine.network.network import Network
from engine.network.objective import LeastSquares

MOST_REVIVALS: Final = 10
"""How often a unit is brought back before it is left in peace."""


class Reviver:
    """Remembers how often each hidden unit has been brought back."""

    def __init__(self, network: Network, seed: int, most: int) -> None:
        """Draw from `seed`; every unit at most `most` times."""
        self._network, self._seed, self._most = network, seed, most
        self._can_die = any(activation.can_die for activation in network.activations[:-1])
        self.count = np.zeros(sum(network.sizes[1:-1]))
        self.state = {"revivals": self.count}

    def revive(self, theta: FloatArray, squares: LeastSquares) -> bool:
        """Change `theta` (parameters,) in place; False where there was nothing to do.

        `squares` must have written its system at `theta` last.
        """
        if not self._can_die:
            return False
        blocks, first, found = self._network.blocks(theta), 0, False
        for layer, units in enumerate(self._network.sizes[1:-1]):
            count = self.count[first : first + units]
            if self._network.activations[layer].can_die:
                dead = squares.input_means[layer + 1][:-1] == 0  # what can die is never below 0
                for unit in np.flatnonzero(dead & (count < self._most)):
                    self._draw(blocks, layer, int(unit), squares.input_means[layer][:-1], int(count[unit]))
                    count[unit] += 1
                    found = True
            first += units
        return found

    def _draw(self, blocks: list[FloatArray], layer: int, unit: int, means: FloatArray, count: int) -> None:
        """Let the unit's edge run through the middle of its inputs, in a direction of its own (He, 2015)."""
        stream = np.random.default_rng([self._seed, layer, unit, count])
        weights = stream.standard_normal(len(means)) * np.sqrt(2 / len(means))
        blocks[layer][unit, :-1] = weights
        blocks[layer][unit, -1] = -np.dot(weights, means)
        blocks[layer + 1][:, unit] = 0
