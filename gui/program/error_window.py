"""The window that tells of an unexpected error, in plain words, with the text to send to somebody."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.look.theme import current_theme, icon
from gui.look.tips import plain_tip

MOST_ERRORS: Final = 20
_SEPARATOR: Final = "\n" + "─" * 40 + "\n"


class ErrorWindow(QDialog):
    """One window for all unexpected errors; a further one is added to its text."""

    def __init__(self, log_folder: Path, parent: QWidget | None = None) -> None:
        """Stay hidden until the first error is added; `log_folder` is what "Open log folder" opens."""
        super().__init__(parent)
        self.setObjectName("error_window")
        self.setWindowTitle("Something went wrong – Layerbench")
        # Left open, it must not keep the program alive after the main window is closed.
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)  # noqa: FBT003
        self._log_folder = log_folder
        self._errors: list[str] = []
        self._left_out = 0
        self._details = self._make_details()
        self._copy = QPushButton("Copy text", self)
        self._copy.setObjectName("copy_error")
        self._copy.clicked.connect(self.copy_text)
        self._folder = QPushButton("Open log folder", self)
        self._folder.setToolTip(plain_tip(str(log_folder)))
        self._folder.clicked.connect(self._open_folder)
        self._close = QPushButton("Go on", self)
        self._close.setProperty("primary", "true")
        self._close.setDefault(True)
        self._close.clicked.connect(self.close)
        self._lay_out()
        self.resize(660, 420)

    @property
    def text(self) -> str:
        """What Copy copies."""
        return self._details.toPlainText()

    def add_error(self, text: str) -> None:
        """Show one more error; the first ones stay, as they are most often the cause of the rest."""
        if len(self._errors) < MOST_ERRORS:
            self._errors.append(text.strip())
        else:
            self._left_out += 1
        more = f"{_SEPARATOR}and {self._left_out} more, see the log" if self._left_out else ""
        self._details.setPlainText(_SEPARATOR.join(self._errors) + more)
        self._copy.setText("Copy text")
        if not self.isVisible():
            self.show()

    def copy_text(self) -> None:
        """Put the text on the clipboard, and say so on the button."""
        QGuiApplication.clipboard().setText(self.text)
        self._copy.setText("Copied")

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._log_folder)))

    def _make_details(self) -> QPlainTextEdit:
        details = QPlainTextEdit(self)
        details.setObjectName("error_text")
        details.setAccessibleName("Details of the error")
        details.setReadOnly(True)
        details.setTabChangesFocus(True)
        details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        return details

    def _lay_out(self) -> None:
        sign = QLabel(self)
        sign.setPixmap(icon("warning", current_theme()).pixmap(QSize(32, 32), self.devicePixelRatioF()))
        title = QLabel("Something went wrong that should not have", self)
        title.setProperty("role", "title")
        words = QLabel(
            "It is a mistake in Layerbench, not yours. The program goes on, and what you were doing is still "
            "there. If it behaves oddly from now on, start it anew. To have the mistake mended, copy the "
            "text below and send it with a word on what you did; look through it first, as it may name your "
            "files.",
            self,
        )
        words.setWordWrap(True)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(sign)
        head.addWidget(title, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self._copy)
        buttons.addWidget(self._folder)
        buttons.addStretch(1)
        buttons.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(words)
        column.addWidget(self._details, 1)
        column.addLayout(buttons)
        self.setTabOrder(self._close, self._copy)
        self.setWindowModality(Qt.WindowModality.NonModal)
