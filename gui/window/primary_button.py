"""The one button of a window that matters most."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStyleOptionToolButton, QToolButton

from gui.look.theme import current_theme, icon


class PrimaryButton(QToolButton):
    """A tool button on the accent colour, where the icon of its action would not show: it has its own.

    It is as wide as the longest of its `texts` needs, so that nothing beside it moves when another is shown.
    """

    def __init__(self, action: QAction, icon_name: str, texts: Sequence[str]) -> None:
        """Trigger `action`, and show its text and tip, but the icon of this name."""
        super().__init__()
        self._texts = texts
        self._icon_name = icon_name
        self._icon = icon(icon_name, current_theme())
        self.setProperty("primary", "true")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setDefaultAction(action)
        self._tint()

    def initStyleOption(self, option: QStyleOptionToolButton) -> None:  # noqa: N802
        """Draw with our own icon, whatever the action's is."""
        super().initStyleOption(option)
        option.icon = self._icon
        # Qt says "text only" where the action itself has no icon.
        option.toolButtonStyle = self.toolButtonStyle()

    def sizeHint(self) -> QSize:
        """Room for the longest of its texts."""
        hint, widest = super().sizeHint(), max(map(self._width, self._texts))
        return QSize(hint.width() + widest - self._width(self.text()), hint.height())

    def _width(self, text: str) -> int:
        """Return how wide Qt takes a text for, which is not always how far it advances."""
        return self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, text).width()

    def changeEvent(self, event: QEvent) -> None:
        """Tint the icon anew with a new theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._tint()

    def _tint(self) -> None:
        theme = current_theme()
        self._icon = icon(self._icon_name, theme, theme.on_accent)
        self.update()
