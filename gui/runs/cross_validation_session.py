"""Cross-validation on a thread of its own: folds go on while the window answers."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QDeadlineTimer, QObject, QTimer, Signal, Slot

from engine.base.errors import InputError
from engine.base.watch import Watch
from engine.base.words import capitalised
from engine.project.cross_validation import FoldProgress, FoldResult, cross_validate
from engine.project.project import Project
from engine.table.table import Table
from engine.training.run.control import TrainingControl
from gui.program.background import Background

PROGRESS_MILLISECONDS: Final = 100


class CrossValidationSession(QObject):
    """One cross-validation at a time; its thread lives as long as that takes.

    `running_changed` comes before the first and after the last of the other signals, but for `failed`.
    """

    running_changed = Signal(bool)
    progressed = Signal(object)
    """A FoldProgress, a few times a second."""
    fold_ended = Signal(object)
    """A FoldResult."""
    failed = Signal(str)

    _stepped = Signal(object)
    """Either of the two, emitted on the thread that trains."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin idle; it must be closed before the program ends."""
        super().__init__(parent)
        self._control = TrainingControl()
        self._background = Background(self)
        self._background.done.connect(self._on_done)
        self._background.failed.connect(self._on_failed)
        self._stepped.connect(self._on_step)

    @property
    def is_running(self) -> bool:
        """Whether folds are being trained."""
        return self._background.is_busy

    def begin(self, project: Project, table: Table, folds: int) -> None:
        """Train `project` on `table` once for each of so many folds, unless one is running already."""
        if self.is_running:
            return
        self._control = TrainingControl()
        work = partial(_train_folds, project, table, folds, self._control, self._stepped.emit)
        self._background.start(work)
        self.running_changed.emit(True)  # noqa: FBT003

    def stop(self) -> None:
        """End after the update being computed; folds that have ended stay."""
        self._control.stop()

    def cancel(self) -> None:
        """End without waiting; nothing more is heard of it."""
        self.stop()
        self._background.cancel()

    def wait(self, deadline: QDeadlineTimer) -> bool:
        """Wait until the thread has ended; False where it is still within one update at the deadline."""
        return self._background.wait(deadline)

    @Slot(object)
    def _on_step(self, step: FoldProgress | FoldResult) -> None:
        if not self.is_running:
            return
        if isinstance(step, FoldProgress):
            self.progressed.emit(step)
            QTimer.singleShot(PROGRESS_MILLISECONDS, self, self._control.picture_taken)
        else:
            self.fold_ended.emit(step)

    @Slot()
    def _on_done(self) -> None:
        self.running_changed.emit(False)  # noqa: FBT003

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self.running_changed.emit(False)  # noqa: FBT003
        self.failed.emit(f"{capitalised(sentence)}.")


def _train_folds(
    project: Project,
    table: Table,
    folds: int,
    control: TrainingControl,
    tell: Callable[[FoldProgress | FoldResult], object],
    _watch: Watch,
) -> None:
    """Train the folds, with progress as `control` wants it; `control` also is what ends them early."""
    try:
        for step in cross_validate(project, table, folds, control):
            tell(step)
    except MemoryError:
        raise InputError("there is not enough memory for this network and table: use fewer units") from None
