"""The status line: how far the run is, and its figures."""

import time
from collections import deque
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QWidget

from engine.training.run.snapshot import Snapshot, Stopped
from gui.look.numbers import number_text, percent_text

_STEPS: Final = 1000
_WINDOW_SECONDS: Final = 4.0
"""Over how much time the speed is averaged, so that its figure can be read."""

_COMPLETE: Final = {Stopped.EPOCHS, Stopped.TARGET, Stopped.GRADIENT, Stopped.PATIENCE}
"""The ends of a run that has done all it was to do, be it in fewer epochs than it might have taken."""


class StatusPanel(QWidget):
    """One line: the figures of the run, and a progress bar."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        """Show nothing yet; `clock` tells the seconds that a person sees pass."""
        super().__init__()
        self._clock = clock
        self._pace: deque[tuple[float, int]] = deque()
        self._run_id = 0
        self._figures = QLabel()
        self._figures.setObjectName("run_figures")
        self._figures.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._figures.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._progress = QProgressBar()
        self._progress.setObjectName("progress")
        self._progress.setAccessibleName("Progress")
        self._progress.setRange(0, _STEPS)
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(150)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 0, 12, 0)
        self._row.setSpacing(12)
        self._row.addWidget(self._figures, 1)
        self._row.addWidget(self._progress)

    def place_right(self, widget: QWidget) -> None:
        """Put a small thing at the end of the line."""
        self._row.addWidget(widget)

    def show_folds(self, share: float) -> None:
        """Show in place of a run's figures what share of the folds is done."""
        self._figures.setText("")
        self._show_progress(share)

    def clear_figures(self) -> None:
        """Show that there is no run."""
        self._figures.setText("")
        self._figures.setMinimumWidth(0)
        self._show_progress(0.0)

    def show_figures(self, snapshot: Snapshot, loss_name: str, *, article_metric: bool) -> None:
        """Show how far the run is, how fast it goes, and its losses under their name or as the article's.

        How far a search is, which knows only in the end how much there was to try, nobody can say.
        """
        if snapshot.fits is not None:
            self._figures.setText(f"{snapshot.seconds:.0f} s")
            self._show_progress(0.0 if snapshot.paused else None)
            return
        loss = snapshot.article_loss if article_metric else snapshot.loss
        parts = [f"epoch {snapshot.epoch:,} of {snapshot.last_epoch:,}"]
        pace = self._epochs_per_second(snapshot)
        if pace and snapshot.stopped is None:
            parts.append(f"{_duration((snapshot.last_epoch - snapshot.epoch) / pace)} left")
            parts.append(f"{number_text(pace)} epochs/s")
        if snapshot.effective_parameters is not None:
            parts.append(f"{number_text(snapshot.effective_parameters)} effective parameters")
        name = "article's loss" if article_metric else loss_name
        parts.append(f"{name}: train {number_text(loss.train)}")
        if loss.test == loss.test:
            parts.append(f"test {number_text(loss.test)}")
        if snapshot.class_scores is not None:
            parts.append(f"accuracy {percent_text(snapshot.class_scores.accuracy)}")
        self._figures.setText(" · ".join(parts))
        # Room once taken is kept, so that the line does not jump with every figure.
        self._figures.setMinimumWidth(max(self._figures.minimumWidth(), self._figures.sizeHint().width()))
        complete = snapshot.stopped in _COMPLETE or not snapshot.last_epoch
        self._show_progress(1.0 if complete else snapshot.epoch / snapshot.last_epoch)

    def _show_progress(self, share: float | None) -> None:
        """Show which share is done, or by None that it is not known."""
        self._progress.setMaximum(0 if share is None else _STEPS)
        self._progress.setValue(int(_STEPS * (share or 0)))

    @Slot()
    def forget_pace(self) -> None:
        """Measure how fast the run goes from now on, because that has been changed."""
        self._pace.clear()

    def _epochs_per_second(self, snapshot: Snapshot) -> float:
        """Return how many epochs a second were done of late; 0 where that is not known or the run holds."""
        if snapshot.run_id != self._run_id or snapshot.paused:
            self._run_id = snapshot.run_id
            self._pace.clear()
        if snapshot.paused:
            return 0.0
        if not self._pace or snapshot.epoch != self._pace[-1][1]:
            self._pace.append((self._clock(), snapshot.epoch))
        last = self._pace[-1][0]
        while len(self._pace) > 2 and last - self._pace[0][0] > _WINDOW_SECONDS:
            self._pace.popleft()
        seconds = last - self._pace[0][0]
        return (snapshot.epoch - self._pace[0][1]) / seconds if seconds > 0 else 0.0


def _duration(seconds: float) -> str:
    """How long something takes, to a figure that can be read while it changes."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    if seconds < 6000:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.0f} h"
