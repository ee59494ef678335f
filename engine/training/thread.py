"""The training loop on a QThread: requests and a control go in, a one-place box of snapshots comes out."""

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from engine.training.run.control import TrainingControl
from engine.training.run.request import TrainingRequest
from engine.training.run.snapshot import Snapshot
from engine.training.train import train


class SnapshotBox:
    """Room for one snapshot: the newest wins, and taking it empties the box."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None

    def put(self, snapshot: Snapshot) -> None:
        """Replace whatever is in the box."""
        with self._lock:
            self._snapshot = snapshot

    def take(self) -> Snapshot | None:
        """Return what is in the box, or None, and leave it empty."""
        with self._lock:
            snapshot, self._snapshot = self._snapshot, None
        return snapshot


def _as_it_is(request: TrainingRequest, _stopping: Callable[[], bool]) -> TrainingRequest:
    return request


@dataclass(frozen=True, slots=True, eq=False)
class TrainingJob:
    """A run, what steers it, and how the weights are put into its request that it begins from.

    `draw(request, stopping)` may leave out what takes long once `stopping()` is true.
    """

    request: TrainingRequest
    control: TrainingControl
    draw: Callable[[TrainingRequest, Callable[[], bool]], TrainingRequest] = _as_it_is


class TrainingWorker(QObject):
    """Runs one job at a time on the thread it has been moved to.

    Its signals tell changes of state only and carry the run's id; progress goes through `box`, because a
    signal for every epoch would freeze the window.
    """

    started = Signal(int)
    paused = Signal(int)
    finished = Signal(int)
    failed = Signal(int, str)

    def __init__(self) -> None:
        super().__init__()
        self.box = SnapshotBox()

    @Slot(object)
    def run(self, job: TrainingJob) -> None:
        """Train until the run ends; an unexpected error ends the run, not the thread."""
        run_id = job.request.run_id
        self.started.emit(run_id)
        try:
            for snapshot in train(job.draw(job.request, lambda: job.control.stopping), job.control):
                self.box.put(snapshot)
                if snapshot.paused:
                    self.paused.emit(run_id)
        except MemoryError:
            self.failed.emit(
                run_id,
                "There is not enough memory for this network and table: use fewer units or a smaller batch.",
            )
        except Exception as error:
            sys.excepthook(type(error), error, error.__traceback__)
            self.failed.emit(run_id, "Training ended with an unexpected error; its text is in the log.")
        else:
            self.finished.emit(run_id)
