"""Answers over a plane as small pictures: one colour above 0, another below it, none at 0."""

from typing import Final

import numpy as np
from PySide6.QtGui import QColor, QImage

from engine.base.arrays import Float64Array, FloatArray
from gui.look.theme import Theme

HALF: Final = 127
"""So many shades on each side of 0."""


class Palette:
    """The shades of a theme, from the lowest answer to the highest."""

    def __init__(self, theme: Theme) -> None:
        ground = _parts(theme.base)
        shares = np.linspace(0, 1, HALF + 1)[:, None]
        below, above = (
            ground + (_parts(color) - ground) * shares for color in (theme.negative, theme.positive)
        )
        shades = np.concatenate([below[:0:-1], above]).round().astype(np.uint32)
        self._shades = 0xFF000000 | shades[:, 0] << 16 | shades[:, 1] << 8 | shades[:, 2]

    def image(self, answers: FloatArray, shape: tuple[int, int]) -> QImage:
        """Return `answers` (points,) as a picture of `shape` (upwards, across), the first row at the bottom.

        The answer furthest from 0 has the full colour; what is not finite looks like 0.
        """
        values = np.nan_to_num(np.asarray(answers, np.float64), posinf=0.0, neginf=0.0).reshape(shape)[::-1]
        scale = np.abs(values).max(initial=0.0) or 1.0
        places = (values / scale * HALF).round().astype(np.intp) + HALF
        pixels = np.ascontiguousarray(self._shades[places], np.uint32)
        image = QImage(pixels.data, shape[1], shape[0], 4 * shape[1], QImage.Format.Format_RGB32)
        return image.copy()  # which owns its pixels


def _parts(color: str) -> Float64Array:
    """Return red, green and blue (3,), 0 to 255."""
    made = QColor(color)
    return np.array([made.red(), made.green(), made.blue()], np.float64)
