"""Shades from a ground to a full colour, each with a text colour that can be read on it: no Qt widget."""

from typing import Final

from PySide6.QtGui import QColor

from gui.look.colours import mixed

READABLE: Final = 4.5
"""The contrast that text needs (WCAG 2.2, level AA)."""

STEPS: Final = 64
FAINTEST: Final = 0.14  # of the full colour, so that a single row can be told from none


class Shades:
    """Fills for shares from just above 0 to 1, and the colour of text on each."""

    def __init__(self, ground: str, full: str, text: str) -> None:
        """Go from `ground` to `full`; text is `text` where that can be read, else black or white."""
        amounts = (FAINTEST + (1 - FAINTEST) * step / (STEPS - 1) for step in range(STEPS))
        self.fills = [mixed(QColor(ground), QColor(full), amount) for amount in amounts]
        self.texts = [readable(fill, QColor(text)) for fill in self.fills]

    @staticmethod
    def step(share: float) -> int:
        """Return which of the fills stands for `share`."""
        return round(share * (STEPS - 1))


def readable(fill: QColor, wanted: QColor) -> QColor:
    """Return `wanted` where it can be read on `fill`, else black or white: one of these always can."""
    if contrast(fill, wanted) >= READABLE:
        return wanted
    return max(QColor("black"), QColor("white"), key=lambda color: contrast(fill, color))


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(color: QColor) -> float:
    red, green, blue = (_linear(part) for part in (color.redF(), color.greenF(), color.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
