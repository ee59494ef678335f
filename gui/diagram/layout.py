"""Where the units of a network stand in a picture: a column a layer, from the inputs on the left."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF

from gui.diagram.view import Unit

MARGIN: Final = 8.0
SMALLEST_PITCH: Final = 26.0
"""From the middle of a unit to the next below it: less cannot be told apart, or clicked."""

LARGEST_PICTURE: Final = 64.0
SHARE_OF_PITCH: Final = 0.74
SHARE_OF_COLUMN: Final = 0.5
"""Of the way to the next layer, so that the links between them can be followed."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of units, by their layers, and of what is written above and between them."""

    size: float
    """The side of a unit's picture."""
    places: dict[Unit, QRectF]
    columns: tuple[float, ...]
    """The middle of each layer."""
    pitch: float
    """From one layer to the next."""
    more: dict[int, tuple[QPointF, int]]
    """Where, and of how many units of a layer, it is said that they are not drawn."""
    names_left: float
    names_right: float
    """How much room there is for the names of inputs and outputs."""

    def unit_at(self, point: QPointF) -> Unit | None:
        """Return the unit drawn at a point, if any."""
        return next((unit for unit, place in self.places.items() if place.contains(point)), None)


def capacity(height: float, header: float) -> int:
    """Return how many units have room below one another, at least two."""
    return max(int((height - header - 2 * MARGIN) / SMALLEST_PITCH), 2)


def lay_out(
    area: QRectF,
    header: float,
    sizes: Sequence[int],
    shown: Sequence[Sequence[int]],
    names: tuple[float, float],
) -> Layout:
    """Place the `shown` units of layers with `sizes` in `area`, below a `header` of that height.

    `names` are the widths that the names of inputs and outputs take beside the first and the last layer.
    """
    left, right = area.left() + MARGIN + names[0], area.right() - MARGIN - names[1]
    top, bottom = area.top() + header + MARGIN, area.bottom() - MARGIN
    rows = max(len(units) + (len(units) < size) for units, size in zip(shown, sizes, strict=True))
    pitch_down = min((bottom - top) / rows, LARGEST_PICTURE / SHARE_OF_PITCH)
    gap = (right - left) / max(len(sizes) - 1 + SHARE_OF_COLUMN, 1)
    side = max(min(pitch_down * SHARE_OF_PITCH, gap * SHARE_OF_COLUMN, LARGEST_PICTURE), 4.0)
    step = (right - left - side) / max(len(sizes) - 1, 1)
    columns = tuple(left + side / 2 + step * layer for layer in range(len(sizes)))
    places, more = {}, {}
    middle = (top + bottom) / 2
    for layer, (units, size) in enumerate(zip(shown, sizes, strict=True)):
        count = len(units) + (len(units) < size)
        first = middle - pitch_down * (count - 1) / 2
        for row, number in enumerate(units):
            centre = QPointF(columns[layer], first + pitch_down * row)
            places[Unit(layer, number)] = QRectF(centre.x() - side / 2, centre.y() - side / 2, side, side)
        if len(units) < size:
            more[layer] = (QPointF(columns[layer], first + pitch_down * (count - 1)), size - len(units))
    return Layout(side, places, columns, step, more, *names)
