"""From what a network puts out for classes (logits) to their probabilities."""

import numpy as np

from engine.base.arrays import FloatArray


def probabilities(logits: FloatArray) -> FloatArray:
    """Return the probability of every class (classes, rows) for `logits` (outputs, rows).

    One output stands for the second of two classes (sigmoid), several for a class each (softmax).
    """
    if len(logits) == 1:
        half = 0.5 * np.tanh(0.5 * logits[0])  # neither end overflows
        return np.array([0.5 - half, 0.5 + half])
    shares = np.exp(logits - logits.max(axis=0))
    return np.asarray(shares / shares.sum(axis=0))
