"""Cross-validation on a thread of its own: folds go on while the window answers."""

import sys
import weakref
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from engine.cross_validation import FoldProgress, cross_validate
from engine.data.table import Table
from engine.errors import InputError
from engine.project import Project
from engine.training.control import TrainingControl
from engine.words import capitalised
from gui.training_session import CLOSE_MILLISECONDS

PROGRESS_MILLISECONDS: Final = 100


@dataclass(frozen=True, slots=True, eq=False)
class CrossValidationJob:
    """What is to be cross-validated, and what stops it."""

    project: Project
    table: Table
    folds: int
    control: TrainingControl


class CrossValidationWorker(QObject):
    """Does one job at a time on the thread it has been moved to, with progress as `control` wants it."""

    progressed = Signal(object)
    fold_ended = Signal(object)
    finished = Signal()
    failed = Signal(str)

    @Slot(object)
    def run(self, job: CrossValidationJob) -> None:
        """Train the folds; an error ends the job, not the thread."""
        try:
            for step in cross_validate(job.project, job.table, job.folds, job.control):
                (self.progressed if isinstance(step, FoldProgress) else self.fold_ended).emit(step)
        except InputError as error:
            sentence = str(error)
            self.failed.emit(f"{capitalised(sentence)}.")
        except MemoryError:
            self.failed.emit("There is not enough memory for this network and table: use fewer units.")
        except Exception as error:
            sys.excepthook(type(error), error, error.__traceback__)
            self.failed.emit("Cross-validation ended with an unexpected error; its text is in the log.")
        else:
            self.finished.emit()


def _end_thread(thread: QThread, controls: list[TrainingControl]) -> None:
    for control in controls:
        control.stop()
    thread.quit()
    thread.wait()


class CrossValidationSession(QObject):
    """One cross-validation at a time; its thread lives as long as that takes.

    `running_changed` comes before the first and after the last of the other signals.
    """

    running_changed = Signal(bool)
    progressed = Signal(object)
    """A FoldProgress, a few times a second."""
    fold_ended = Signal(object)
    """A FoldResult."""
    failed = Signal(str)
    _job_given = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin idle; `close` must be called before the program ends."""
        super().__init__(parent)
        self._running = False
        self._controls = [TrainingControl()]
        self._thread = QThread()
        self._thread.setObjectName("cross-validation")
        self._worker = CrossValidationWorker()
        self._worker.moveToThread(self._thread)
        self._worker.progressed.connect(self._on_progress)
        self._worker.fold_ended.connect(self._on_fold)
        self._worker.finished.connect(self._on_finished)
        self._worker.failed.connect(self._on_failed)
        self._job_given.connect(self._worker.run)
        # A thread destroyed while it runs aborts the process.
        self._end_thread = weakref.finalize(self, _end_thread, self._thread, self._controls)

    @property
    def is_running(self) -> bool:
        """Whether folds are being trained."""
        return self._running

    def begin(self, project: Project, table: Table, folds: int) -> None:
        """Train `project` on `table` once for each of so many folds, unless one is running already."""
        if self._running:
            return
        self._running = True
        self._controls[:] = [TrainingControl()]
        self._thread.start()
        self.running_changed.emit(True)  # noqa: FBT003
        self._job_given.emit(CrossValidationJob(project, table, folds, self._controls[0]))

    def stop(self) -> None:
        """End after the update being computed; folds that have ended stay."""
        self._controls[0].stop()

    def close(self) -> bool:
        """Stop and end the thread; False where it is still within one update after CLOSE_MILLISECONDS."""
        self.stop()
        self._thread.quit()
        ended = self._thread.wait(CLOSE_MILLISECONDS)
        if ended:
            self._end_thread.detach()
        if self._running:
            self._running = False
        return ended

    @Slot(object)
    def _on_progress(self, progress: FoldProgress) -> None:
        if not self._running:
            return
        self.progressed.emit(progress)
        control = self._controls[0]
        QTimer.singleShot(PROGRESS_MILLISECONDS, self, control.picture_taken)

    @Slot(object)
    def _on_fold(self, result: object) -> None:
        if self._running:
            self.fold_ended.emit(result)

    @Slot()
    def _on_finished(self) -> None:
        self._end()

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        was_running = self._running
        self._end()
        if was_running:
            self.failed.emit(sentence)

    def _end(self) -> None:
        if not self._running:
            return
        self._thread.quit()
        self._thread.wait()
        self._running = False
        self.running_changed.emit(False)  # noqa: FBT003
