"""A slider with marks above some of its places."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QStyle, QStyleOptionSlider

from gui.widgets.jump_slider import JumpSlider

_MARK_WIDTH = 2.0
_MARK_HEIGHT = 5.0


class MarkedSlider(JumpSlider):
    """A horizontal slider that shows a short line where something of note is."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._marks: tuple[int, ...] = ()

    @property
    def marks(self) -> tuple[int, ...]:
        """The values that are marked."""
        return self._marks

    def set_marks(self, values: Sequence[int]) -> None:
        """Mark these values instead of others."""
        marks = tuple(values)
        if marks != self._marks:
            self._marks = marks
            self.update()

    def mark_x(self, value: int) -> float:
        """Return where the mark of `value` is, in pixels from the left."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        control = QStyle.ComplexControl.CC_Slider
        handle = self.style().subControlRect(control, option, QStyle.SubControl.SC_SliderHandle, self)
        groove = self.style().subControlRect(control, option, QStyle.SubControl.SC_SliderGroove, self)
        room = groove.width() - handle.width()
        offset = QStyle.sliderPositionFromValue(
            self.minimum(), self.maximum(), value, room, option.upsideDown
        )
        return groove.x() + handle.width() / 2 + offset

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the marks at the upper edge, clear of the handle."""
        super().paintEvent(event)
        if not self._marks:
            return
        painter = QPainter(self)
        colour = self.palette().color(QPalette.ColorRole.WindowText)
        for value in self._marks:
            painter.fillRect(
                QRectF(self.mark_x(value) - _MARK_WIDTH / 2, 0, _MARK_WIDTH, _MARK_HEIGHT), colour
            )
        painter.end()
