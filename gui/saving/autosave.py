"""Keeps what goes on for the case of a crash, and offers what a crash has left."""

import datetime
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from engine.base.watch import Watch
from engine.project.run import Run
from engine.storage.project_file import SavedProject
from engine.storage.recovery import Offer
from engine.storage.recovery import Slot as RecoverySlot
from gui.look.numbers import number_text
from gui.program.background import Background
from gui.runs.session import IDLE, TrainingSession

INTERVAL: Final = 15_000
"""Milliseconds from one look at whether there is something to keep to the next: 20 s are promised."""

State = tuple[object, ...]


class Autosave(QObject):
    """Keeps the document in a slot of its own whenever it has changed, in the background.

    `state` tells whether it has, and `collected` what there is, with a run that is going as far as it is.
    """

    failed = Signal(str)

    def __init__(
        self,
        folder: Path,
        session: TrainingSession,
        collected: Callable[[Run | None], SavedProject],
        name: Callable[[], str],
        state: Callable[[], State],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.folder = folder
        self._session, self._collected, self._name, self._state = session, collected, name, state
        self._slot = RecoverySlot(folder)
        self._kept: State = self._state()
        self._is_waiting = False
        self._has_failed = False
        self._background = Background(self)
        self._background.done.connect(self._on_kept)
        self._background.failed.connect(self._on_failed)
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL)
        self._timer.timeout.connect(self.keep)
        self._timer.start()
        session.checkpoint_taken.connect(self._on_checkpoint)

    def set_interval(self, milliseconds: int) -> None:
        """Look so often."""
        self._timer.start(milliseconds)

    @property
    def is_busy(self) -> bool:
        """Whether something is being written."""
        return self._background.is_busy

    @Slot()
    def keep(self) -> None:
        """Keep what there is, where it has changed since that was done last."""
        if self._background.is_busy or self._state() == self._kept:
            return
        if self._session.state == IDLE:
            self._write(None)
        else:
            self._is_waiting = True
            self._session.take_checkpoint()

    def close(self, *, keeps: bool = False) -> None:
        """End, and let go what was kept unless it `keeps` that for the next start."""
        self._timer.stop()
        self._background.cancel()
        if not keeps:
            self._slot.close()

    @Slot(object)
    def _on_checkpoint(self, going: Run) -> None:
        if self._is_waiting:
            self._write(going)

    def _write(self, going: Run | None) -> None:
        self._is_waiting = False
        self._kept = self._state()
        self._background.start(partial(_keep, self._slot, self._collected(going), self._name()))

    @Slot(object)
    def _on_kept(self, _nothing: object) -> None:
        self._has_failed = False

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        """Say it once: it is tried again as long as there is something to keep."""
        self._kept = ()
        if not self._has_failed:
            self._has_failed = True
            self.failed.emit(f"Nothing is kept for the case of a crash: {sentence}.")


def offer_text(offer: Offer) -> str:
    """Return what was left, in a line: the name, when it was saved, and how far the run was."""
    when = datetime.datetime.fromtimestamp(offer.saved).strftime("%Y-%m-%d %H:%M")
    text = f"{offer.name}, saved {when}"
    if offer.epoch:
        text += f", epoch {offer.epoch:,}"
    return text if offer.loss is None else f"{text}, loss {number_text(offer.loss)}"


def _keep(slot: RecoverySlot, saved: SavedProject, name: str, watch: Watch) -> None:
    slot.keep(saved, name, watch)
