"""What the units of a network do on the rows they are trained on."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.base.arrays import FloatArray
from engine.network.activations import Activation


@dataclass(frozen=True, slots=True)
class LayerActivity:
    """How many units of a hidden layer whose units can die are stuck on one side of their kink.

    `layer` counts hidden layers from 1. `never` units are 0 on every row; `always` units are above 0 on every
    row, so that they only pass a sum on. A layer all of whose units are one or the other is linear.
    """

    layer: int
    units: int
    never: int
    always: int

    @property
    def is_linear(self) -> bool:
        """Whether no unit of the layer switches between rows."""
        return self.never + self.always == self.units


def layer_activity(
    activations: Sequence[Activation], outputs: Sequence[FloatArray]
) -> tuple[LayerActivity, ...]:
    """Count stuck units in the `outputs` (units, rows) of every layer, the last layer being no hidden one."""
    found = []
    for layer, (activation, A) in enumerate(zip(activations[:-1], outputs[:-1], strict=True), start=1):
        if activation.can_die and A.shape[1]:
            never = int((A.max(axis=1) <= 0).sum())
            always = int((A.min(axis=1) > 0).sum())
            found.append(LayerActivity(layer, len(A), never, always))
    return tuple(found)
