"""Colours made of others."""

from PySide6.QtGui import QColor


def mixed(one: QColor, other: QColor, amount: float) -> QColor:
    """Return `one` with so much of `other` in it, 0 to 1."""
    parts = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    red, green, blue = (round(first + (second - first) * amount) for first, second in parts)
    return QColor(red, green, blue)
