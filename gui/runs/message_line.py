"""The line above the panels that says what matters most, and offers what to do about it."""

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QWidget

from gui.look.theme import SMALL_ICON, current_theme, icon
from gui.runs.message import RunMessage
from gui.widgets.message_bar import MessageBar


class MessageLine(QFrame):
    """A message over the whole width of the window, as high as its words need.

    What is put away stays so until there is something else to say.
    """

    remedy_chosen = Signal(str)
    shown_changed = Signal(bool)
    """Whether there is anything to see."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._message = RunMessage("plain", "")
        self._shows_detail = False
        self._bar = MessageBar(wide=True)
        self._bar.label.setObjectName("status_message")
        self._bar.action.setObjectName("status_remedy")
        self._bar.action_clicked.connect(self.choose_remedy)
        self._why = QPushButton("Why?")
        self._why.setObjectName("message_why")
        self._why.setProperty("link", "true")
        self._why.setToolTip("Say more about this.")
        self._why.clicked.connect(self._toggle_detail)
        self._close = QToolButton()
        self._close.setObjectName("message_close")
        self._close.setAccessibleName("Put this message away")
        self._close.setToolTip("Put this message away until there is another.")
        self._close.setIconSize(QSize(SMALL_ICON, SMALL_ICON))
        self._close.setProperty("compact", "true")
        self._close.clicked.connect(self._put_away)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(4)
        self._bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        row.addWidget(self._bar, 1)
        for button in (self._why, self._close):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._tint()

    def show_message(self, message: RunMessage) -> None:
        """Say `message`, unless it is the one that was put away."""
        if message == self._message:
            return
        self._message, self._shows_detail = message, False
        self._show()
        self.shown_changed.emit(bool(message.text))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as the words need at this width, once this size has been laid out."""
        super().resizeEvent(event)
        QCoreApplication.postEvent(self, QEvent(QEvent.Type.LayoutRequest))

    def event(self, event: QEvent) -> bool:
        """Be as high as other words need, once they have been laid out."""
        heard = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return heard

    def changeEvent(self, event: QEvent) -> None:
        """Tint the button anew with a new theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._tint()

    def _show(self) -> None:
        message = self._message
        text = f"{message.text}\n{message.detail}" if self._shows_detail else message.text
        self._bar.set_message(message.kind, text, message.remedy.value or None, message.detail)
        self._why.setVisible(bool(message.detail))
        self._why.setText("Less" if self._shows_detail else "Why?")

    def _fit(self) -> None:
        # A toolbar asks no widget how high it is at a width.
        layout = self.layout()
        if layout is not None and self.width() > 0:
            wraps = layout.hasHeightForWidth()
            self.setFixedHeight(
                layout.totalHeightForWidth(self.width()) if wraps else layout.totalSizeHint().height()
            )

    @Slot()
    def _toggle_detail(self) -> None:
        self._shows_detail = not self._shows_detail
        self._show()

    @Slot()
    def _put_away(self) -> None:
        self.shown_changed.emit(False)  # noqa: FBT003

    @Slot()
    def choose_remedy(self) -> None:
        """Ask for what is offered, wherever else that is shown."""
        self.remedy_chosen.emit(self._message.remedy)

    def _tint(self) -> None:
        theme = current_theme()
        self._close.setIcon(icon("close", theme, theme.muted))
