"""What a trained network answers: which rows it takes for which class, and the likeliest one in words."""

import numpy as np

from engine.base.arrays import FloatArray, IndexArray
from engine.data.classes import decode
from engine.data.rows import Rows
from engine.network.network import Network
from engine.network.probabilities import probabilities


def confused_rows(network: Network, theta: FloatArray, rows: Rows, true: int, answered: int) -> IndexArray:
    """Return the numbers in the table, ascending, of those `rows` of the class `true` answered `answered`."""
    with np.errstate(all="ignore"):
        answers = probabilities(network.predict(theta, rows.X)).argmax(axis=0)
    return np.sort(rows.numbers[(decode(rows.Y) == true) & (answers == answered)])


def likeliest(classes: tuple[str, ...], chances: FloatArray) -> list[str | None]:
    """Return the label with the greatest of the probabilities `chances` (classes, n) in every column.

    None where they are no numbers, as for inputs so large that the network overflows.
    """
    highest = zip(chances.argmax(axis=0), chances.max(axis=0), strict=True)
    return [classes[number] if np.isfinite(chance) else None for number, chance in highest]
