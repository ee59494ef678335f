"""What a person decides about the network: its hidden layers, its output layer, and how weights start."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from engine.base.limits import LIMITS, check_id
from engine.network.activations import ACTIVATIONS
from engine.network.initialisers import INITIALISERS


@dataclass(frozen=True, slots=True)
class Layer:
    """A hidden layer: how many units it has and their activation's id.

    `dropout` is the share of units left out at random in training; `l1` and `l2` are what its weights cost,
    None as much as those of the other layers.
    """

    units: int
    activation: str
    dropout: float = 0.0
    l1: float | None = None
    l2: float | None = None

    def __post_init__(self) -> None:
        """Raise InputError for a number outside its limits or an unknown activation."""
        check_id("activation", self.activation, ACTIVATIONS)
        for field in ("units", "dropout", "l1", "l2"):
            value = getattr(self, field)
            if value is not None:
                LIMITS[field].check(value)


@dataclass(frozen=True, slots=True)
class NetworkChoice:
    """The hidden layers, from the inputs on, the activation of the output layer, and how weights start.

    Where targets are classes the output layer is linear, whatever `output_activation` says.
    """

    hidden: tuple[Layer, ...]
    output_activation: str = "linear"
    initialiser: str = "article"

    def __post_init__(self) -> None:
        """Raise InputError for too many layers or an unknown name."""
        LIMITS["hidden_layers"].check(len(self.hidden))
        check_id("activation", self.output_activation, ACTIVATIONS)
        check_id("initialiser", self.initialiser, INITIALISERS)

    @property
    def is_restrained(self) -> bool:
        """Whether a hidden layer has dropout, or a penalty of its own."""
        return any(layer.dropout or layer.l1 or layer.l2 for layer in self.hidden)

    def with_layer(self, position: int, layer: Layer) -> "NetworkChoice":
        """Return the network with `layer` in the place of the hidden layer at `position`."""
        return replace(self, hidden=(*self.hidden[:position], layer, *self.hidden[position + 1 :]))

    def with_added(self, position: int) -> "NetworkChoice":
        """Return the network with one more hidden layer at `position`, like the one before it."""
        before = self.hidden[max(position - 1, 0)] if self.hidden else Layer(8, "relu")
        return replace(self, hidden=(*self.hidden[:position], before, *self.hidden[position:]))

    def without(self, positions: Collection[int]) -> "NetworkChoice":
        """Return the network without the hidden layers at `positions`."""
        return replace(self, hidden=tuple(layer for i, layer in enumerate(self.hidden) if i not in positions))

    def with_duplicates(self, positions: Collection[int]) -> "NetworkChoice":
        """Return the network with copies of the hidden layers at `positions` behind the last of them."""
        copies = [self.hidden[i] for i in sorted(positions)]
        end = max(positions) + 1
        return replace(self, hidden=(*self.hidden[:end], *copies, *self.hidden[end:]))

    def with_moved(self, positions: Collection[int], before: int) -> "NetworkChoice":
        """Return the network with the layers at `positions` together in front of the one at `before`."""
        moved = [self.hidden[i] for i in sorted(positions)]
        front = [layer for i, layer in enumerate(self.hidden[:before]) if i not in positions]
        back = [layer for i, layer in enumerate(self.hidden[before:], start=before) if i not in positions]
        return replace(self, hidden=(*front, *moved, *back))
