"""The toolbar: open, train, speed, undo; on the right the theme and help."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from gui.look.theme import ICON
from gui.window.primary_button import PrimaryButton

TRAIN_TEXTS: Final = ("Train", "Go on", "Resume")
"""What the button says before a run, after one, and in the middle of one that is paused."""

_SHRINKING: Final = ("save_project", "new_weights", "start_over", "stop", "pause", "step")
"""The buttons that lose their words where the toolbar is too narrow, the first of these first."""


class ToolBar(QToolBar):
    """Buttons for what is done often, each with its words as long as there is room for them."""

    def __init__(
        self, actions: dict[str, QAction], speed: QWidget, open_menu: QMenu, export_menu: QMenu
    ) -> None:
        """Fill the bar with buttons of `actions`, and the `speed` of training between them."""
        super().__init__("Toolbar")
        self._actions = actions
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setIconSize(QSize(ICON, ICON))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        opener = QToolButton()
        opener.setDefaultAction(actions["open_table"])
        opener.setMenu(open_menu)
        opener.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        opener.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.addWidget(opener)
        self.addAction(actions["save_project"])
        self.addSeparator()
        self.train = PrimaryButton(actions["train"], "train", TRAIN_TEXTS)
        self.addWidget(self.train)
        for name in ("pause", "step", "stop", "start_over", "new_weights"):
            self.addAction(actions[name])
        self.addSeparator()
        self.addWidget(speed)
        self.addSeparator()
        self._add_icons(("undo", "redo"))
        exporter = QToolButton()
        exporter.setDefaultAction(actions["export_model"])
        exporter.setMenu(export_menu)
        exporter.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        exporter.setAccessibleName("Export")
        exporter.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.addWidget(exporter)
        spacer = QWidget()
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spacer)
        self._add_icons(("theme", "whats_this"))
        for button in self.findChildren(QToolButton):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take words away where there is no room for them, and bring them back where there is."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        styles = Qt.ToolButtonStyle
        buttons = [self._button(name) for name in _SHRINKING]
        for button in buttons:
            button.setToolButtonStyle(styles.ToolButtonTextBesideIcon)
        for button in buttons:
            layout = self.layout()
            if layout is not None:
                layout.invalidate()
            if self.sizeHint().width() <= self.width():
                break
            button.setToolButtonStyle(styles.ToolButtonIconOnly)

    def _button(self, name: str) -> QToolButton:
        button = self.widgetForAction(self._actions[name])
        assert isinstance(button, QToolButton)
        return button

    def _add_icons(self, names: Sequence[str]) -> None:
        for name in names:
            self.addAction(self._actions[name])
            button = self._button(name)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            button.setAccessibleName(self._actions[name].iconText())
