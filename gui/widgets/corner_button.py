"""The button in a plot's corner that opens what a right click opens."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from gui.look.theme import SMALL_ICON

SIZE: Final = 22
MARGIN: Final = 3


class CornerButton(QToolButton):
    """Stays in the lower right corner of its parent, where a plot has nothing to say."""

    def __init__(self, parent: QWidget, name: str, words: str) -> None:
        """Stand in `parent` under the objectName `name`; `words` are its tip and accessible name."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setFixedSize(SIZE, SIZE)
        self.setIconSize(QSize(SMALL_ICON, SMALL_ICON))
        self.setProperty("compact", "true")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        parent.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move with the corner, and stay above the plot."""
        moves = event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest)
        if moves and isinstance(watched, QWidget):
            self.move(watched.width() - SIZE - MARGIN, watched.height() - SIZE - MARGIN)
            self.raise_()
        return super().eventFilter(watched, event)
