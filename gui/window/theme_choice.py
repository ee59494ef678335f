"""Light or dark: what was asked for, chosen, or else is the system's."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from gui.look.theme import DARK, LIGHT, THEMES, Theme, apply_theme, current_theme, system_theme
from gui.program.settings import Settings


class ThemeChoice(QObject):
    """Keeps the program in the theme that the person wants, and follows the system where they say nothing."""

    changed = Signal(object)
    """The Theme that the program has been given."""

    def __init__(self, app: QApplication, settings: Settings, given: str | None, parent: QObject) -> None:
        """Give `app` its theme: the one of the name `given`, for this time only, if there is one."""
        super().__init__(parent)
        self._app, self._settings, self._given = app, settings, given
        self._font = app.font()
        apply_theme(app, THEMES.get(given or settings.theme) or system_theme())
        app.styleHints().colorSchemeChanged.connect(self._follow_system)

    @Slot()
    def toggle(self) -> None:
        """Change between light and dark, and remember it."""
        theme = LIGHT if current_theme() is DARK else DARK
        self._settings.theme = theme.name
        self._apply(theme)

    def scale_type(self, scale: float) -> None:
        """Make all type so many times as large as the person told the system."""
        font = QFont(self._font)
        if font.pointSizeF() > 0:
            font.setPointSizeF(font.pointSizeF() * scale)
        else:
            font.setPixelSize(round(font.pixelSize() * scale))
        self._app.setFont(font)
        self._apply(current_theme())

    @Slot()
    def _follow_system(self) -> None:
        if self._settings.theme == "system" and not self._given:
            self._apply(system_theme())

    def _apply(self, theme: Theme) -> None:
        apply_theme(self._app, theme)
        self.changed.emit(theme)
