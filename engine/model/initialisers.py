"""How weights start."""

from itertools import pairwise

import numpy as np

from engine.arrays import FloatArray


def article_start(sizes: tuple[int, ...], stream: np.random.RandomState) -> FloatArray:
    """Draw the article's start from `stream`: a flat vector (parameters,), bias last in each layer's block.

    For each layer in turn the weights, then the biases, all normal with standard deviation sqrt(2 / inputs)
    (He et al., 2015, for the weights; the article draws its biases alike).
    """
    blocks = []
    for inputs, units in pairwise(sizes):
        scale = np.sqrt(2 / inputs)
        W = stream.randn(units, inputs) * scale
        b = stream.randn(units, 1) * scale
        blocks.append(np.hstack([W, b]).ravel())
    return np.concatenate(blocks)
