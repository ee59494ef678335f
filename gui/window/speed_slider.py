"""The slider of how fast training may go, from one epoch a second to full speed."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from gui.widgets.jump_slider import JumpSlider

FULL_SPEED: Final = 100
_SPACING: Final = 7
_MARGIN: Final = 4
_SLIDER_WIDTHS: Final = (64, 112)


class SpeedSlider(QWidget):
    """A slider from 0 (one epoch a second) to 100 (full speed) that says beside itself what it means.

    The QSlider inside has the objectName "speed".
    """

    speed_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None, *, describe: Callable[[int], str]) -> None:
        """Begin at full speed; `describe` says in words what a place of the slider means."""
        super().__init__(parent)
        self._describe = describe
        self._slider = JumpSlider(Qt.Orientation.Horizontal, self)
        self._slider.setObjectName("speed")
        self._slider.setRange(0, FULL_SPEED)
        self._slider.setPageStep(10)
        self._slider.setMinimumWidth(_SLIDER_WIDTHS[0])
        self._slider.setMaximumWidth(_SLIDER_WIDTHS[1])
        self._slider.setAccessibleName("Speed")
        self._value_text = QLabel(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        row.setSpacing(_SPACING)
        for part in (self._slider, self._value_text):
            row.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._slider.valueChanged.connect(self._on_moved)
        self.set_speed(FULL_SPEED)

    @property
    def speed(self) -> int:
        """Where the slider is, 0 to 100."""
        return self._slider.value()

    @property
    def value_text(self) -> str:
        """The words beside the slider."""
        return self._value_text.text()

    def sizeHint(self) -> QSize:
        """Room for the longest words, so that nothing beside it moves when they change."""
        width = _SLIDER_WIDTHS[1] + self._words_width() + _SPACING + 2 * _MARGIN
        return QSize(width, super().sizeHint().height())

    def set_speed(self, value: int) -> None:
        """Move the slider without a signal."""
        with QSignalBlocker(self._slider):
            self._slider.setValue(value)
        self._say()

    def _on_moved(self, value: int) -> None:
        self._say()
        self.speed_changed.emit(value)

    def _say(self) -> None:
        words = self._describe(self._slider.value())
        self._value_text.setText(words)
        self._value_text.setFixedWidth(self._words_width())
        self._slider.setToolTip(
            f"How fast training goes: {words}. Left: one epoch a second. Right: full speed."
        )
        self._slider.setAccessibleDescription(words)

    def _words_width(self) -> int:
        metrics = self._value_text.fontMetrics()
        return max(metrics.horizontalAdvance(self._describe(value)) for value in range(FULL_SPEED + 1)) + 2
