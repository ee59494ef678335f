"""What there is to be drawn of a network: plain values, no widget and no place on the screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from engine.base.arrays import Float64Array, FloatArray
from engine.data.preprocessor import Preprocessor
from engine.insight.unit_outputs import (
    Plane,
    affordable_rows,
    most_used,
    plane_inputs,
    shares_above_zero,
    unit_outputs,
)
from engine.network.network import Network

TITLE_OF_INPUTS: Final = "inputs"
TITLE_OF_OUTPUTS: Final = "outputs"


class Unit(NamedTuple):
    """A unit by its layer, 0 for the inputs, and its number in it, from 0."""

    layer: int
    number: int


class Link(NamedTuple):
    """The weight from unit `source` of the layer below to `number` of `layer`, or its bias for None."""

    layer: int
    number: int
    source: int | None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class NetworkView:
    """A network with its weights, and what its units answer.

    `activations` are the titles of those of all layers after the inputs, `note` says whose weights they are.

    `outputs` are the answers of each layer's units (units, points) over the `plane`, `shares` on how many of
    the training rows each is above 0, `used` how much each matters to the next layer.
    """

    network: Network
    theta: FloatArray
    preprocessor: Preprocessor
    plane: Plane
    outputs: Sequence[FloatArray]
    shares: Sequence[Float64Array]
    used: Sequence[Float64Array]
    activations: tuple[str, ...]
    note: str

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many units each layer has, inputs and outputs among them."""
        return self.network.sizes

    @property
    def input_names(self) -> tuple[str, ...]:
        """What the network reads, features of columns."""
        return tuple(name for one in self.preprocessor.encoder.inputs for name in one.features)

    @property
    def output_names(self) -> tuple[str, ...]:
        """What it answers: targets, quantiles of them, or classes."""
        roles = self.preprocessor.roles
        return roles.classes or roles.output_names

    def name(self, unit: Unit) -> str:
        """Return what a unit is called: "age", "layer 2, unit 3", or "price"."""
        if unit.layer == 0:
            return self.input_names[unit.number]
        if unit.layer == len(self.sizes) - 1:
            return self.output_names[unit.number]
        return f"layer {unit.layer}, unit {unit.number + 1}"

    def title(self, layer: int) -> str:
        """Return what stands above a layer."""
        if layer == 0:
            return TITLE_OF_INPUTS
        return TITLE_OF_OUTPUTS if layer == len(self.sizes) - 1 else f"layer {layer}"

    def subtitle(self, layer: int) -> str:
        """Return what a layer does with its sums, "" for the inputs."""
        return self.activations[layer - 1] if layer else ""

    def is_hidden(self, unit: Unit) -> bool:
        """Whether a unit lies between inputs and outputs."""
        return 0 < unit.layer < len(self.sizes) - 1

    def blocks(self) -> list[FloatArray]:
        """Return each layer's weights (units, inputs + 1), biases last."""
        return self.network.blocks(self.theta)

    def value(self, link: Link) -> float:
        """Return a weight or a bias."""
        block = self.blocks()[link.layer - 1]
        return float(block[link.number, -1 if link.source is None else link.source])

    def replaced(self, link: Link, value: float) -> FloatArray:
        """Return all weights (parameters,) with one of them another `value`."""
        theta = self.theta.copy()
        block = self.network.blocks(theta)[link.layer - 1]
        block[link.number, -1 if link.source is None else link.source] = value
        return theta


def look(
    *,
    network: Network,
    theta: FloatArray,
    preprocessor: Preprocessor,
    training_rows: FloatArray,
    plane: Plane,
    activations: tuple[str, ...],
    note: str,
) -> NetworkView:
    """Return what there is to see of a network; `training_rows` (d_in, n) are standardised.

    As many points and rows are asked about as a picture has time for.
    """
    classes = bool(preprocessor.roles.classes)
    if affordable_rows(network, plane.side**2) < plane.side**2:
        side = max(int(affordable_rows(network, plane.side**2) ** 0.5), 2)
        plane = Plane(across=plane.across, up=plane.up, side=side)
    features = preprocessor.standardised(plane_inputs(preprocessor, plane))
    rows = training_rows[:, :: max(training_rows.shape[1] // affordable_rows(network, 1000), 1)]
    on_rows = unit_outputs(network, theta, rows)
    return NetworkView(
        network=network,
        theta=theta,
        preprocessor=preprocessor,
        plane=plane,
        outputs=unit_outputs(network, theta, features, classes=classes),
        shares=shares_above_zero(on_rows),
        used=most_used(network, theta, on_rows),
        activations=activations,
        note=note,
    )


def shown_units(sizes: Sequence[int], used: Sequence[Float64Array], most: int) -> list[tuple[int, ...]]:
    """Return which units of each layer are drawn, in order: all, or where there are more than `most` so many
    less one, those that are used most, so that there is room to say how many are not.
    """
    shown = []
    for size, use in zip(sizes, used, strict=True):
        if size <= most:
            shown.append(tuple(range(size)))
        else:
            best = np.argsort(-np.nan_to_num(use), kind="stable")[: max(most - 1, 1)]
            shown.append(tuple(sorted(int(number) for number in best)))
    return shown
