"""The heading of a panel, with its two buttons."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDockWidget, QFrame, QHBoxLayout, QLabel, QToolButton

from gui.look.theme import SMALL_ICON, current_theme, icon


class DockTitle(QFrame):
    """A dock's title in quiet capitals, with buttons to float and to close it; it installs itself."""

    def __init__(self, dock: QDockWidget) -> None:
        """Become the title of `dock`, and follow its windowTitle and features."""
        super().__init__(dock)
        self._dock = dock
        self._label = QLabel(dock.windowTitle(), self)
        font = QFont(self._label.font())
        font.setCapitalization(QFont.Capitalization.AllUppercase)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.6)
        font.setPointSizeF(font.pointSizeF() * 0.92 if font.pointSizeF() > 0 else 9.0)
        self._label.setFont(font)
        self._float = QToolButton(self)
        self._close = QToolButton(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 5, 2)
        row.setSpacing(1)
        row.addWidget(self._label, 1)
        for button in (self._float, self._close):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setIconSize(QSize(SMALL_ICON, SMALL_ICON))
            row.addWidget(button)
        self._float.clicked.connect(self._toggle_floating)
        self._close.clicked.connect(dock.close)
        dock.windowTitleChanged.connect(self._name)
        dock.featuresChanged.connect(self._show_buttons)
        self._name(dock.windowTitle())
        self._show_buttons(dock.features())
        self._tint()
        dock.setTitleBarWidget(self)

    def changeEvent(self, event: QEvent) -> None:
        """Tint the buttons anew with a new theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._tint()

    def _name(self, title: str) -> None:
        self._label.setText(title)
        for button, verb in ((self._float, "Float or dock"), (self._close, "Close")):
            button.setToolTip(f"{verb} {title}")
            button.setAccessibleName(f"{verb} {title}")

    def _show_buttons(self, features: QDockWidget.DockWidgetFeature) -> None:
        self._float.setVisible(bool(features & QDockWidget.DockWidgetFeature.DockWidgetFloatable))
        self._close.setVisible(bool(features & QDockWidget.DockWidgetFeature.DockWidgetClosable))

    def _toggle_floating(self) -> None:
        self._dock.setFloating(not self._dock.isFloating())

    def _tint(self) -> None:
        theme = current_theme()
        self._float.setIcon(icon("float", theme, theme.muted))
        self._close.setIcon(icon("close", theme, theme.muted))
