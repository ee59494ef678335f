"""The plane that points are clicked into."""

from typing import Final

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QColor, QCursor, QMouseEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from engine.sources.drawing import LABELS, Range
from gui.drawing.sketch import Brush, Sketch
from gui.look.theme import current_theme
from gui.plots.axes import Axes
from gui.plots.dots import Dots, Series
from gui.plots.items import Entry

RADIUS: Final = 16
"""Of what is sprayed or erased, in pixels."""
NEXT_TOUCH: Final = 8
"""How far the pointer moves between two touches, in pixels."""
HOLD_MS: Final = 350
SPRAY_MS: Final = 60
"""A button that is held begins to spray after HOLD_MS and goes on every SPRAY_MS."""
ROOM: Final = 0.02
"""How much of a range is shown beyond each of its ends, so that a point there is whole."""


class DrawingPlane(QObject):
    """A plane whose mouse draws a `sketch`: a click puts a point, holding or dragging sprays.

    The right button erases, and so does the left one while the sketch is erasing. Place `widget`.
    """

    def __init__(self, sketch: Sketch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sketch = sketch
        self._axes = Axes(self)
        self._axes.box.setMouseEnabled(x=False, y=False)
        self._dots = Dots(self._axes.box)
        self._erases = False
        self._last = QPoint()
        self._held = QTimer(self)
        self._held.timeout.connect(self._go_on)
        self.widget: QWidget = self._axes.view
        self.widget.setObjectName("drawing_plane")
        self.widget.setAccessibleName("Plane to draw points in")
        self.widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.widget.setMinimumSize(360, 300)
        self._viewport: QWidget = self._axes.view.viewport()
        self._viewport.installEventFilter(self)
        sketch.changed.connect(self._show)
        self._restyle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Draw by the mouse, and follow a change of theme."""
        kind = event.type()
        if kind == QEvent.Type.PaletteChange:
            self._restyle()
        if kind == QEvent.Type.WindowDeactivate:
            self._release()  # the button may be let go where nobody tells of it
        if not isinstance(event, QMouseEvent):
            return super().eventFilter(watched, event)
        if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            self._press(event.position().toPoint(), event.button())
        elif kind == QEvent.Type.MouseMove and self._held.isActive():
            self._drag(event.position().toPoint())
        elif kind == QEvent.Type.MouseButtonRelease:
            self._release()
        return True

    def _press(self, position: QPoint, button: Qt.MouseButton) -> None:
        self._release()
        self._erases = self._sketch.erasing or button == Qt.MouseButton.RightButton
        self._last = position
        self._sketch.begin_stroke()
        brush = self._brush()
        if self._erases:
            self._sketch.erase(brush)
        else:
            self._sketch.put(brush.x, brush.y)
        self._show_cursor()
        self._held.start(HOLD_MS)

    def _drag(self, position: QPoint) -> None:
        if (position - self._last).manhattanLength() >= NEXT_TOUCH:
            self._last = position
            self._touch()

    def _go_on(self) -> None:
        self._held.setInterval(SPRAY_MS)
        self._touch()

    def _touch(self) -> None:
        if self._erases:
            self._sketch.erase(self._brush())
        else:
            self._sketch.spray(self._brush())

    def _release(self) -> None:
        self._held.stop()
        self._sketch.end_stroke()
        self._erases = False
        self._show_cursor()

    def _brush(self) -> Brush:
        """Return what lies under the pointer."""
        place = self._axes.box.mapSceneToView(self._axes.view.mapToScene(self._last))
        width, height = self._axes.box.viewPixelSize()
        return Brush(place.x(), place.y(), RADIUS * width, RADIUS * height)

    def _show(self) -> None:
        drawing, theme = self._sketch.drawing, current_theme()
        x, y, labels = np.array(drawing.points, dtype=float).reshape(-1, 3).T
        kinds = [labels == number for number in range(len(LABELS))] if drawing.classes else [labels >= 0]
        self._dots.set_series(
            [Series(x[mask], y[mask], color) for mask, color in zip(kinds, theme.series, strict=False)]
        )
        entries = zip(theme.series, LABELS, strict=False) if drawing.classes else ()
        self._axes.set_legend([Entry("dot", color, label) for color, label in entries])
        self._axes.set_labels(*drawing.names[:2])
        self._axes.set_ranges(_with_room(drawing.x_range), _with_room(drawing.y_range))
        self._show_cursor()

    def _show_cursor(self) -> None:
        wide = self._erases or self._sketch.erasing
        self._viewport.setCursor(_ring(current_theme().muted) if wide else Qt.CursorShape.CrossCursor)

    def _restyle(self) -> None:
        self._axes.set_theme(current_theme(), self.widget.font())
        self._axes.heading.set_text("Click to put a point", "hold or drag to spray, right button to erase")
        self._show()


def _with_room(shown: Range) -> Range:
    low, high = shown
    room = ROOM * (high - low)
    return low - room, high + room


def _ring(color: str) -> QCursor:
    """Return a pointer as large as what it erases."""
    picture = QPixmap(2 * RADIUS + 2, 2 * RADIUS + 2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(color), 1.5))
    painter.drawEllipse(picture.rect().adjusted(1, 1, -2, -2))
    painter.end()
    return QCursor(picture)
