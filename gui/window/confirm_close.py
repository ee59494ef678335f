"""Asks before a run that is going, or a trained network, is lost."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from engine.base.words import counted
from engine.training.run.snapshot import Snapshot


class ConfirmCloseBox(QMessageBox):
    """Asks whether to close the program; `confirmed` is the answer that does so without saving."""

    confirmed = Signal()
    save_wanted = Signal()
    """The project is to be saved first."""

    def __init__(self, parent: QWidget, shown: Snapshot | None, *, is_going: bool) -> None:
        """Ask about the run whose newest snapshot is `shown`, or about earlier ones where none is."""
        super().__init__(parent)
        self.setObjectName("confirm_close")
        self.setIcon(QMessageBox.Icon.Question)
        self.setWindowTitle("Close Layerbench")
        question, advice = _question(shown, is_going=is_going)
        self.setText(question)
        self.setInformativeText(advice)
        save = self.addButton("&Save and close", QMessageBox.ButtonRole.AcceptRole)
        save.clicked.connect(self.save_wanted)
        close = self.addButton("&Close without saving", QMessageBox.ButtonRole.DestructiveRole)
        close.clicked.connect(self.confirmed)
        stay = self.addButton("S&tay", QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(stay)
        self.setEscapeButton(stay)


def _question(shown: Snapshot | None, *, is_going: bool) -> tuple[str, str]:
    """Return the question, and what can be done before it is answered."""
    saved = "A saved project can be opened again with its networks."
    if is_going and shown is not None and shown.fits is None:
        at = f"epoch {shown.epoch:,} of {shown.last_epoch:,}"
        return f"Save the run, which is at {at}, before closing?", "Saved, it can be gone on with later."
    if is_going:
        return "Save before closing, while a run is going?", "It holds until you answer."
    if shown is None or not shown.epoch:
        return "Save what has changed before closing?", saved
    return f"Save the network, trained for {counted(shown.epoch, 'epoch')}, before closing?", saved
