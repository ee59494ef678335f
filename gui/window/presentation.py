"""The window as it is shown to a room full of people: larger type, fewer controls."""

from typing import Final

from PySide6.QtCore import QByteArray, QObject, Signal, Slot

from gui.window.main_window import MainWindow
from gui.window.theme_choice import ThemeChoice

SCALE: Final = 1.4
"""How much larger type and lines are."""

KEPT: Final = "Predict"
"""The panel that stays: what the network answers is what people want to try."""


class Presentation(QObject):
    """Shows plots, table and answers large and puts away what is set up, until it is ended."""

    scale_changed = Signal(float)
    """How much larger than usual what is drawn is to be."""

    def __init__(self, window: MainWindow, theme: ThemeChoice) -> None:
        """Present in `window`, whose type `theme` makes larger."""
        super().__init__(window)
        self._window, self._theme = window, theme
        self._state = QByteArray()

    @property
    def is_on(self) -> bool:
        """Whether the window is shown large."""
        return not self._state.isEmpty()

    @property
    def usual_state(self) -> QByteArray:
        """The places of the docks as they are outside a presentation."""
        return self._state if self.is_on else self._window.save_state()

    @Slot(bool)
    def present(self, on: bool) -> None:
        """Begin a presentation, or end it and put everything back."""
        if on == self.is_on:
            return
        state, self._state = self._state, self._window.save_state() if on else QByteArray()
        if on:
            self._window.show_only(KEPT)
        else:
            self._window.restore_state(state)
        scale = SCALE if on else 1.0
        self._theme.scale_type(scale)
        self.scale_changed.emit(scale)
