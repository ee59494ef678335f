"""Says something where it belongs: under an editor, in a panel, above the whole window."""

from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gui.look.theme import SMALL_ICON, current_theme, icon, set_state
from gui.look.tips import plain_tip

Kind = Literal["plain", "info", "good", "warning", "error"]


class MessageBar(QFrame):
    """An icon, a text and, where there is something to do about it, a button.

    It wraps its words and has a coloured ground. The button stands below the words or, in one that is `wide`,
    beside them. Without a text it hides.
    """

    action_clicked = Signal()

    def __init__(self, parent: QWidget | None = None, *, wide: bool = False) -> None:
        super().__init__(parent)
        self._kind: Kind = "plain"
        self._icon = QLabel(self)
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._action = QPushButton(self)
        self._action.setProperty("link", "true")
        self._action.clicked.connect(self.action_clicked)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._lay_out(wide=wide)
        self.clear()

    @property
    def kind(self) -> Kind:
        """What sort of message is shown."""
        return self._kind

    @property
    def text(self) -> str:
        """What is said, or an empty text."""
        return self._text.text()

    @property
    def label(self) -> QLabel:
        """The label that shows the text."""
        return self._text

    @property
    def action(self) -> QPushButton:
        """The button, hidden while there is nothing to click."""
        return self._action

    def set_message(self, kind: Kind, text: str, action_text: str | None = None, detail: str = "") -> None:
        """Say `text`, and `detail` in its tip; `action_text` is on a button that emits `action_clicked`."""
        kind_changed = kind != self._kind
        self._kind = kind
        if text != self._text.text():
            self._text.setText(text)
            self.setAccessibleName(text)
        self._text.setToolTip(plain_tip(detail))
        self._action.setText(action_text or "")
        self._action.setVisible(bool(action_text))
        if kind_changed:
            self._colour()
        self.setVisible(bool(text))

    def clear(self) -> None:
        """Say nothing."""
        self.set_message("plain", "")

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon in the colours of a new theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._tint()

    def _lay_out(self, *, wide: bool) -> None:
        words: QBoxLayout = QHBoxLayout() if wide else QVBoxLayout()
        words.setSpacing(12 if wide else 1)
        words.addWidget(self._text, 1 if wide else 0)
        top, left = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignLeft
        words.addWidget(self._action, 0, top if wide else left)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 5, 4, 5)
        row.setSpacing(7)
        row.addWidget(self._icon, 0, top)
        row.addLayout(words, 1)

    def _colour(self) -> None:
        set_state(self, "message", self._kind)
        self._tint()

    def _tint(self) -> None:
        self._icon.setVisible(self._kind != "plain")
        if self._kind != "plain":
            picture = icon(self._kind, current_theme())
            self._icon.setPixmap(picture.pixmap(QSize(SMALL_ICON, SMALL_ICON), self.devicePixelRatioF()))
