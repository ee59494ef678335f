"""The slider of how fast training may go, from one epoch a picture to full speed."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QWidget

FULL_SPEED: Final = 100


def describe_speed(value: int) -> str:
    """What a place of the slider means, in words."""
    if value <= 0:
        return "one epoch per picture"
    return "full speed" if value >= FULL_SPEED else f"{value} % speed"


class SpeedSlider(QWidget):
    """A slider from 0 (one epoch per picture) to 100 (full speed) that says beside itself what it means.

    The QSlider inside has the objectName "speed".
    """

    speed_changed = Signal(int)

    def __init__(
        self, parent: QWidget | None = None, *, describe: Callable[[int], str] = describe_speed
    ) -> None:
        """Begin at full speed; `describe` says in words what a place of the slider means."""
        super().__init__(parent)
        self._describe = describe
        self._slider = QSlider(Qt.Orientation.Horizontal, self)
        self._slider.setObjectName("speed")
        self._slider.setRange(0, FULL_SPEED)
        self._slider.setPageStep(10)
        self._slider.setFixedWidth(112)
        self._slider.setAccessibleName("Speed")
        self._caption = QLabel("Speed", self)
        self._caption.setProperty("role", "muted")
        self._caption.setBuddy(self._slider)
        self._value_text = QLabel(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(7)
        for part in (self._caption, self._slider, self._value_text):
            row.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
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
        longest = max((self._describe(value) for value in (0, 50, FULL_SPEED)), key=len)
        self._value_text.setMinimumWidth(self._value_text.fontMetrics().horizontalAdvance(longest))
        self._slider.setToolTip(
            f"How fast training goes: {words}. Left: one epoch per picture. Right: full speed."
        )
        self._slider.setAccessibleDescription(words)
