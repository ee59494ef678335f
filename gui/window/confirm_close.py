"""Asks before a trained network is lost."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMessageBox, QWidget


class ConfirmCloseBox(QMessageBox):
    """Asks whether to close the program; `confirmed` is the one answer that closes it."""

    confirmed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("confirm_close")
        self.setIcon(QMessageBox.Icon.Question)
        self.setWindowTitle("Close Layerbench")
        self.setText("Close and lose the trained network?")
        self.setInformativeText(
            "Networks cannot be saved yet. What you see can be copied from the plots and Predict."
        )
        close = self.addButton("Close and lose it", QMessageBox.ButtonRole.DestructiveRole)
        close.clicked.connect(self.confirmed)
        stay = self.addButton("Stay", QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(stay)
        self.setEscapeButton(stay)
