"""What every unit of a network answers: on rows, and on a plane of inputs, which is a picture of it."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.base.arrays import Float64Array, FloatArray
from engine.data.inputs import ENCODINGS, Input
from engine.data.preprocessor import Preprocessor
from engine.network.network import Network, Passes
from engine.network.probabilities import probabilities

PLANE_SIDE: Final = 24
"""So many points on each side of a plane: an eye sees no more in a small picture."""

MOST_PRODUCTS: Final = 4_000_000
"""So many products of weights and values take about 2 ms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """The raw inputs that vary over a plane, by their numbers: `across` and `up`, or `across` alone.

    Where they are the same the plane is a line. Each side has `side` points.
    """

    across: int
    up: int
    side: int = PLANE_SIDE

    @property
    def is_line(self) -> bool:
        """Whether only one input varies."""
        return self.across == self.up

    @property
    def shape(self) -> tuple[int, int]:
        """The shape of what is answered over it: (upwards, across), the first row at the lowest value."""
        return (1 if self.is_line else self.side, self.side)


def axis_values(preprocessor: Preprocessor, column: int, side: int) -> Float64Array:
    """Return `side` raw values of an input over the range of the training rows; labels in equal bands."""
    one = preprocessor.encoder.inputs[column]
    if _is_labelled(one):
        return np.floor(np.linspace(0, len(one.labels), side, endpoint=False) + 1e-9)
    return np.linspace(preprocessor.input_low[column], preprocessor.input_high[column], side)


def plane_inputs(preprocessor: Preprocessor, plane: Plane, base: FloatArray | None = None) -> Float64Array:
    """Return the raw inputs (columns, points) of a plane, row by row, the lowest first.

    The inputs that do not vary are those of `base` (columns,), or of a typical training row.
    """
    rows, columns = plane.shape
    start = preprocessor.typical if base is None else base
    raw = np.repeat(np.asarray(start, np.float64)[:, None], rows * columns, axis=1)
    if not plane.is_line:
        raw[plane.up] = np.repeat(axis_values(preprocessor, plane.up, rows), columns)
    raw[plane.across] = np.tile(axis_values(preprocessor, plane.across, columns), rows)
    return raw


@np.errstate(all="ignore")
def unit_outputs(
    network: Network, theta: FloatArray, features: FloatArray, *, classes: bool = False
) -> list[FloatArray]:
    """Return what the units of every layer answer to standardised `features` (d_in, rows).

    The first entry are the features themselves; the others are (units, rows). The outputs are standardised
    as in training, or probabilities for `classes`.
    """
    passes = Passes(network, features.astype(theta.dtype, copy=False))
    passes.forward(network.blocks(theta))
    outputs = [passes.inputs[0][:-1], *passes.outputs]
    return [*outputs[:-1], probabilities(outputs[-1])] if classes else outputs


def affordable_rows(network: Network, rows: int) -> int:
    """Return how many of `rows` a network can be asked about while a picture is drawn."""
    return min(rows, max(MOST_PRODUCTS // max(network.parameters, 1), 1))


def shares_above_zero(outputs: list[FloatArray]) -> list[Float64Array]:
    """Return, for each layer of `unit_outputs`, the share of rows (units,) on which a unit is above 0."""
    return [(layer > 0).mean(axis=1) if layer.shape[1] else np.full(len(layer), np.nan) for layer in outputs]


def most_used(network: Network, theta: FloatArray, outputs: list[FloatArray]) -> list[Float64Array]:
    """Return how much each unit (units,) of each layer moves the next one, on the rows of `outputs`.

    That is its standard deviation times the length of its outgoing weights; outputs all count alike.
    """
    spreads = [layer.std(axis=1, dtype=np.float64) for layer in outputs]
    lengths = [np.linalg.norm(block[:, :-1], axis=0) for block in network.blocks(theta)]
    used = [spread * length for spread, length in zip(spreads[:-1], lengths, strict=True)]
    return [*used, np.ones(len(outputs[-1]))]


def _is_labelled(one: Input) -> bool:
    return ENCODINGS[one.encoding].labelled
