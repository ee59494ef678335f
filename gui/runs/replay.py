"""A run seen again: one of the epochs that its trail has kept, or all of them, slowly enough to follow."""

from functools import partial
from typing import Final

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from engine.base.watch import Watch
from engine.data.prepare import Prepared
from engine.project.run import Run
from engine.project.run_request import plan_request
from engine.training.run.request import TrainingRequest
from engine.training.run.revisit import revisit
from engine.training.run.snapshot import Snapshot
from gui.document.document import Document
from gui.program.background import Background
from gui.runs.epoch_bar import EpochBar
from gui.runs.session import IDLE, PAUSED, TrainingSession

SLOWEST_MILLISECONDS: Final = 125
"""How long an epoch is seen in a short run: eight a second."""

FASTEST_MILLISECONDS: Final = 50
"""How long a picture is seen in a long run, of which epochs are skipped."""

LONGEST_MILLISECONDS: Final = 6000
"""How long a replay takes at most, where the pictures can be made as fast as they are shown."""


class _Past:
    """Works out what a run was like at an earlier epoch, on one thread at a time, whichever."""

    def __init__(self, run: Run, newest: Snapshot, prepared: Prepared) -> None:
        self._run, self._newest, self._prepared = run, newest, prepared
        self._request: TrainingRequest | None = None

    def at(self, epoch: int, watch: Watch) -> Snapshot:
        """Return the picture of `epoch`."""
        if self._request is None:  # to hold rows out of a large table takes long
            self._request = plan_request(self._run.project, self._prepared, self._run.id)
        return revisit(self._request, self._newest, epoch, watch.check)


class Replay(QObject):
    """Leads through the epochs of the session's run while that holds or has ended.

    It ends, and the newest weights are seen again, at the last epoch, and when the run goes on or another is
    shown, as after an edit.
    """

    shown = Signal(object)
    """The Snapshot of an earlier epoch that is to be seen, or None for the newest."""
    failed = Signal(str)
    """Why an earlier epoch cannot be seen."""

    def __init__(
        self, document: Document, session: TrainingSession, bar: EpochBar, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._session, self._bar = document, session, bar
        self._past: _Past | None = None
        self._epochs: tuple[int, ...] = ()
        self._is_away = False
        self._timer = QTimer(self)
        self._timer.setObjectName("replay_timer")
        self._timer.timeout.connect(self._advance)
        self._background = Background(self)
        self._background.done.connect(self.shown)
        self._background.failed.connect(self._give_up)
        bar.place_chosen.connect(self._choose)
        bar.play_wanted.connect(self.play)
        bar.pause_wanted.connect(self.pause)
        session.run_changed.connect(self.follow)
        session.state_changed.connect(self.follow)
        session.snapshot_ready.connect(self.follow)

    @property
    def is_playing(self) -> bool:
        """Whether one epoch after the other is being shown."""
        return self._timer.isActive()

    @Slot()
    def follow(self) -> None:
        """See the newest weights of the session's run, and offer its epochs where it holds or has ended."""
        self.leave()
        session, run = self._session, self._session.run
        at_rest = session.state in (IDLE, PAUSED) and not session.goes_on_unseen
        if run is None or run.snapshot is None or (at_rest and not session.is_stale):
            self._offer(run)
        else:
            self._past, self._epochs = None, ()
            self._bar.show_running(run.snapshot.epoch)

    def _offer(self, run: Run | None) -> None:
        newest = run.snapshot if run else None
        if run is None or newest is None:
            self._past, self._epochs = None, ()
            self._bar.show_epochs((), (), None)
        else:
            self._past = _Past(run, newest, self._document.prepared)
            self._epochs = newest.trail.epochs
            self._bar.show_epochs(self._epochs, newest.trail.marks, best_epoch(run, newest))

    @Slot()
    def play(self) -> None:
        """Show one epoch after the other from the one that is seen, from the first where that is the last."""
        if len(self._epochs) < 2:
            return
        pause = LONGEST_MILLISECONDS // len(self._epochs)
        self._timer.start(min(max(pause, FASTEST_MILLISECONDS), SLOWEST_MILLISECONDS))
        self._bar.show_playing(playing=True)
        if self._bar.place == len(self._epochs) - 1:
            self._show(0)

    @Slot()
    def pause(self) -> None:
        """Stay at the epoch that is seen."""
        self._timer.stop()
        self._bar.show_playing(playing=False)

    @Slot()
    def leave(self) -> None:
        """See the newest weights again."""
        self._background.cancel()
        if self.is_playing:
            self.pause()
        if self._is_away:
            self._is_away = False
            self._bar.show_place(len(self._epochs) - 1)
            self.shown.emit(None)

    @Slot(int)
    def _choose(self, place: int) -> None:
        if self.is_playing:
            self.pause()
        self._show(place)

    @Slot()
    def _advance(self) -> None:
        """Show the next picture of a replay, once the last one has been made."""
        if not self._background.is_busy:
            pictures = LONGEST_MILLISECONDS // FASTEST_MILLISECONDS
            step = -(-len(self._epochs) // pictures)
            self._show(min(self._bar.place + step, len(self._epochs) - 1))

    def _show(self, place: int) -> None:
        """See the epoch at `place`; the last is that of the newest weights."""
        if self._past is None or place >= len(self._epochs) - 1:
            self.leave()
            return
        self._is_away = True
        self._bar.show_place(place)
        self._background.start(partial(self._past.at, self._epochs[place]))

    @Slot(str)
    def _give_up(self, sentence: str) -> None:
        self.leave()
        self.failed.emit(f"This epoch cannot be shown: {sentence}.")


def best_epoch(run: Run, newest: Snapshot) -> int | None:
    """Return the epoch of the least test loss, or validation loss where a run gives back the best by that."""
    if newest.best_epoch is not None:
        return newest.best_epoch
    history, training = newest.history, run.project.training
    if training.patience is not None and history.validation is not None:
        judged = history.validation
    else:
        judged = history.article_test if training.quotes_article else history.test
    if not judged.epoch.size:
        return None
    return int(judged.epoch[int(np.argmin(judged.low))])
