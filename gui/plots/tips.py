"""What the mouse points at in a picture with axes, said in a tip."""

from collections.abc import Callable
from html import escape
from typing import Final

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip

from engine.base.arrays import FloatArray
from gui.plots.axes import Axes

REACH: Final = 14.0
"""How many pixels away from a point the mouse still points at it."""


class Tips(QObject):
    """Says what `find` returns for the place under the mouse, in the numbers of the axes."""

    def __init__(self, axes: Axes, find: Callable[[QPointF], str]) -> None:
        """Watch over `axes`."""
        super().__init__(axes)
        self._axes, self._find = axes, find
        axes.view.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Answer the question for a tip."""
        if not isinstance(event, QHelpEvent) or event.type() != QEvent.Type.ToolTip:
            return False
        view = self._axes.view
        place = self._axes.box.mapSceneToView(view.mapToScene(event.pos()))
        text = self._find(place)
        if text:
            # As rich text, which Qt would take names with signs in them for anyway.
            QToolTip.showText(event.globalPos(), escape(text).replace("\n", "<br>"), view)
        else:
            QToolTip.hideText()
        return True


def nearest(axes: Axes, place: QPointF, x: FloatArray, y: FloatArray) -> int | None:
    """Return which of the points (k,) the mouse points at with this `place`, None where it is none."""
    if not x.size:
        return None
    width, height = axes.box.viewPixelSize()
    away = np.hypot((x - place.x()) / width, (y - place.y()) / height)
    best = int(np.argmin(away))
    return best if away[best] <= REACH else None
