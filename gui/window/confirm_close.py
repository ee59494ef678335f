"""Asks before a run that is going, or a trained network, is lost."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from engine.base.words import counted
from engine.training.run.snapshot import Snapshot


class ConfirmCloseBox(QMessageBox):
    """Asks whether to close the program; `confirmed` is the one answer that closes it."""

    confirmed = Signal()

    def __init__(self, parent: QWidget, shown: Snapshot | None, *, is_going: bool) -> None:
        """Ask about the run whose newest snapshot is `shown`, or about earlier ones where none is."""
        super().__init__(parent)
        self.setObjectName("confirm_close")
        self.setIcon(QMessageBox.Icon.Question)
        self.setWindowTitle("Close Layerbench")
        question, advice = _question(shown, is_going=is_going)
        self.setText(question)
        self.setInformativeText(f"Networks cannot be saved yet. {advice}")
        close = self.addButton("Close and lose it", QMessageBox.ButtonRole.DestructiveRole)
        close.clicked.connect(self.confirmed)
        stay = self.addButton("Stay", QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(stay)
        self.setEscapeButton(stay)


def _question(shown: Snapshot | None, *, is_going: bool) -> tuple[str, str]:
    """Return the question, and what can be done before it is answered."""
    copied = "What you see can be copied from the plots and Predict."
    if is_going and shown is not None and shown.fits is None:
        at = f"epoch {shown.epoch:,} of {shown.last_epoch:,}"
        return f"Close and lose the run, which is at {at}?", copied
    if is_going:
        return "Close and lose the run that is going?", "It holds until you answer."
    if shown is None or not shown.epoch:
        return "Close and lose what was trained before?", "The network that is shown is not trained."
    return f"Close and lose the network, trained for {counted(shown.epoch, 'epoch')}?", copied
