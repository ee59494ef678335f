"""The runs in one line: a flat button that shows and hides their table."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton


class SummaryButton(QToolButton):
    """Says "3 runs, best R² 0.98 (run 2)", and where there is no room for that, "3 runs"."""

    def __init__(self) -> None:
        super().__init__()
        self._short = self._whole = ""
        self.setObjectName("runs_summary")
        self.setAutoRaise(True)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_summary(self, short: str, whole: str) -> None:
        """Say `whole` where there is room, and `short` elsewhere."""
        self._short, self._whole = short, whole
        self.setAccessibleName(f"Runs: {whole}")
        self.setToolTip(f"{whole}. Shows and hides the table of runs.")
        self.updateGeometry()
        self._choose()

    def sizeHint(self) -> QSize:
        """Room for the whole line."""
        return self._room(self._whole)

    def minimumSizeHint(self) -> QSize:
        """Room for how many runs there are."""
        return self._room(self._short)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for."""
        super().resizeEvent(event)
        self._choose()

    def _room(self, text: str) -> QSize:
        room = QToolButton.sizeHint(self)
        own = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(room.width() - own + self.fontMetrics().horizontalAdvance(text), room.height())

    def _choose(self) -> None:
        self.setText(self._whole if self.width() >= self.sizeHint().width() else self._short)
