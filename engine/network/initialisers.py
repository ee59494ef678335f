"""How weights start: each way a function that draws a layer, in the one table that menus and checks read."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from engine.base.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class LayerShape:
    """What an initialiser may know of a layer; `last` is the one whose units are the network's outputs."""

    inputs: int
    units: int
    last: bool


@dataclass(frozen=True, slots=True)
class Initialiser:
    """A row of the table of initialisers.

    `draw(layer, stream)` returns a layer's block (units, inputs + 1) with the biases in the last column.
    """

    id: str
    title: str
    tip: str
    draw: Callable[[LayerShape, np.random.RandomState], FloatArray]


def draw_start(initialiser: str, sizes: tuple[int, ...], stream: np.random.RandomState) -> FloatArray:
    """Draw the first weights from `stream`, layer by layer: a flat vector (parameters,)."""
    draw = INITIALISERS[initialiser].draw
    last = len(sizes) - 2
    blocks = [
        draw(LayerShape(inputs, units, position == last), stream).ravel()
        for position, (inputs, units) in enumerate(pairwise(sizes))
    ]
    return np.concatenate(blocks)


def _article(layer: LayerShape, stream: np.random.RandomState) -> FloatArray:
    """Weights, then biases, all normal with standard deviation sqrt(2 / inputs): He's for both."""
    scale = np.sqrt(2 / layer.inputs)
    W = stream.randn(layer.units, layer.inputs) * scale
    b = stream.randn(layer.units, 1) * scale
    return np.hstack([W, b])


def _with_zero_biases(W: FloatArray) -> FloatArray:
    return np.hstack([W, np.zeros((len(W), 1))])


def _normal(variance: Callable[[LayerShape], float]) -> Callable[..., FloatArray]:
    def draw(layer: LayerShape, stream: np.random.RandomState) -> FloatArray:
        W = stream.randn(layer.units, layer.inputs) * np.sqrt(variance(layer))
        return _with_zero_biases(W)

    return draw


def _uniform(variance: Callable[[LayerShape], float]) -> Callable[..., FloatArray]:
    def draw(layer: LayerShape, stream: np.random.RandomState) -> FloatArray:
        # Numbers spread evenly from -w to w have variance w² / 3.
        width = np.sqrt(3 * variance(layer))
        return _with_zero_biases(stream.uniform(-width, width, (layer.units, layer.inputs)))

    return draw


def _he(layer: LayerShape) -> float:
    """He et al., 2015: keeps the size of sums where half of them are cut off."""
    return 2 / layer.inputs


def _glorot(layer: LayerShape) -> float:
    """Glorot and Bengio, 2010: keeps the size of sums on the way up and of gradients on the way down."""
    return 2 / (layer.inputs + layer.units)


def _lecun(layer: LayerShape) -> float:
    """LeCun et al., 1998, "Efficient BackProp": keeps the size of sums."""
    return 1 / layer.inputs


def _orthogonal(layer: LayerShape, stream: np.random.RandomState) -> FloatArray:
    """Saxe et al., 2014: columns (or rows, if there are fewer) of length 1 at right angles to each other.

    The factor Q of a normal matrix, with the signs of R's diagonal taken in (Mezzadri, 2007), so that no
    direction is likelier than another.
    """
    tall = stream.randn(max(layer.units, layer.inputs), min(layer.units, layer.inputs))
    W, triangle = np.linalg.qr(tall)
    W *= np.where(np.diag(triangle) < 0, -1.0, 1.0)
    return _with_zero_biases(W if layer.units >= layer.inputs else W.T)


def _nguyen_widrow(layer: LayerShape, stream: np.random.RandomState) -> FloatArray:
    """Nguyen and Widrow, 1990: the units' slopes share the inputs' range among them.

    Every unit's weights have length 0.7 * units^(1 / inputs), and its bias lies evenly within that length of
    0. Outputs, which are not to share anything, begin evenly between -0.5 and 0.5, as in the paper.
    """
    if layer.last:
        return stream.uniform(-0.5, 0.5, (layer.units, layer.inputs + 1))
    length = 0.7 * layer.units ** (1 / layer.inputs)
    W = stream.uniform(-1, 1, (layer.units, layer.inputs))
    W *= length / np.linalg.norm(W, axis=1, keepdims=True)
    return np.hstack([W, stream.uniform(-length, length, (layer.units, 1))])


INITIALISERS: Final = {
    row.id: row
    for row in (
        Initialiser(
            "article",
            "The article's",
            "He's normal numbers, for the biases too: what the article starts with.",
            _article,
        ),
        Initialiser(
            "he_normal",
            "He, normal",
            "Made for ReLU and its relatives: numbers around 0, smaller the more inputs a layer has.",
            _normal(_he),
        ),
        Initialiser(
            "he_uniform",
            "He, uniform",
            "Made for ReLU and its relatives: as He's normal start, but without far-off numbers.",
            _uniform(_he),
        ),
        Initialiser(
            "glorot_normal",
            "Glorot, normal",
            "Made for tanh and sigmoid: numbers around 0, smaller the more inputs and units a layer has.",
            _normal(_glorot),
        ),
        Initialiser(
            "glorot_uniform",
            "Glorot, uniform",
            "Made for tanh and sigmoid: as Glorot's normal start, but without far-off numbers.",
            _uniform(_glorot),
        ),
        Initialiser(
            "lecun_normal",
            "LeCun, normal",
            "Made for SELU and linear layers: keeps sums about as large as the inputs.",
            _normal(_lecun),
        ),
        Initialiser(
            "lecun_uniform",
            "LeCun, uniform",
            "Made for tanh and linear layers: as LeCun's normal start, but without far-off numbers.",
            _uniform(_lecun),
        ),
        Initialiser(
            "orthogonal",
            "Orthogonal",
            "Every unit starts by looking in a direction of its own: good for many layers in a row.",
            _orthogonal,
        ),
        Initialiser(
            "nguyen_widrow",
            "Nguyen-Widrow",
            "Spreads tanh units over the range of the inputs, each bending in a place of its own: good for "
            "one hidden layer.",
            _nguyen_widrow,
        ),
    )
}
