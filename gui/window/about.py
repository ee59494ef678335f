"""What the program is, which version, under which licence, and what it is built on."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui.look.theme import app_icon
from gui.program.versions import program_version, versions


class AboutDialog(QDialog):
    """Name, version, licence, and the versions of everything it runs on, which can be copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Read the versions; nothing of it is imported for that."""
        super().__init__(parent)
        self.setObjectName("about")
        self.setWindowTitle("About Layerbench")
        self._versions = {"Layerbench": program_version(), **versions()}
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 16)
        column.setSpacing(14)
        column.addLayout(self._head())
        column.addWidget(self._words())
        column.addLayout(self._version_list())
        column.addStretch(1)
        column.addLayout(self._buttons())

    @property
    def text(self) -> str:
        """The versions as lines of text, as Copy copies them."""
        return "\n".join(f"{name} {version}" for name, version in self._versions.items())

    def copy_text(self) -> None:
        """Put the versions on the clipboard, and say so on the button."""
        QGuiApplication.clipboard().setText(self.text)
        self._copy.setText("Copied")

    def _head(self) -> QHBoxLayout:
        picture = QLabel(self)
        picture.setPixmap(app_icon().pixmap(QSize(56, 56), self.devicePixelRatioF()))
        name = QLabel("Layerbench", self)
        name.setProperty("role", "title")
        version = QLabel(f"version {program_version()}", self)
        version.setProperty("role", "muted")
        lines = QVBoxLayout()
        lines.setSpacing(2)
        lines.addStretch(1)
        lines.addWidget(name)
        lines.addWidget(version)
        lines.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(picture)
        row.addLayout(lines, 1)
        return row

    def _words(self) -> QLabel:
        words = QLabel(
            "See, train and understand a small neural network on a table of numbers. Nothing you open leaves "
            "this computer.\n\nFree software under the MIT licence. It uses Qt and PySide6 (LGPL 3), "
            "pyqtgraph (MIT), NumPy (BSD) and DuckDB (MIT).",
            self,
        )
        words.setWordWrap(True)
        words.setMinimumWidth(360)
        return words

    def _version_list(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, (name, version) in enumerate(list(self._versions.items())[1:]):
            caption = QLabel(name, self)
            caption.setProperty("role", "muted")
            value = QLabel(version, self)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(caption, row, 0)
            grid.addWidget(value, row, 1)
        return grid

    def _buttons(self) -> QHBoxLayout:
        self._copy = QPushButton("Copy versions", self)
        self._copy.clicked.connect(self.copy_text)
        close = QPushButton("Close", self)
        close.setDefault(True)
        close.clicked.connect(self.close)
        row = QHBoxLayout()
        row.addWidget(self._copy)
        row.addStretch(1)
        row.addWidget(close)
        return row
