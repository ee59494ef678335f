"""The project file of the window: saved and opened beside the window, and whether there is more to save."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from engine.base.watch import Watch
from engine.project.project import Project
from engine.project.rows import ProjectRows
from engine.project.run import Run
from engine.storage.locks import FileLock, holder
from engine.storage.project_file import SUFFIX, SavedProject, first_weights, load, save
from gui.columns.overviews import make_ahead
from gui.document.document import Document
from gui.program.background import Background
from gui.runs.session import IDLE, TrainingSession

View = Mapping[str, Any]


class _State(NamedTuple):
    """What a file holds, or does not: the project, and which runs there are and how far."""

    project: Project
    runs: tuple[tuple[int, int], ...]


class ProjectFiles(QObject):
    """Saves the document with its runs, and opens what was saved; one at a time, in the background.

    `look` says how the window looks, to be saved with it.
    """

    saved = Signal(str)
    """The path of a project that has been written."""
    opened = Signal(object)
    """The SavedProject that has become the document."""
    failed = Signal(str)
    copied = Signal(str)
    """Why what was opened is a copy."""
    changed = Signal()
    """The name of the project, or whether there is more to save, may have changed."""
    progressed = Signal(float)

    def __init__(self, document: Document, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._session = document, session
        self.look: Callable[[Sequence[Run]], View] = lambda _runs: {}
        self.path = self.copy_of = ""
        self._lock: FileLock | None = None
        self._kept = self._state()
        self._saved_runs = set[tuple[int, int]]()
        self._then: Callable[[], object] | None = None
        self._writing: tuple[str, _State, set[tuple[int, int]]] | None = None
        self._background = Background(self)
        self._background.done.connect(self._on_done)
        self._background.failed.connect(self._on_failed)
        self._background.progressed.connect(self.progressed)
        session.checkpoint_taken.connect(self._on_checkpoint)
        session.state_changed.connect(self._on_state)
        self._waits_for_checkpoint = False

    @property
    def name(self) -> str:
        """What the window is about: the file's name, or that of the data."""
        return Path(self.path).stem if self.path else self.copy_of or self._document.title

    @property
    def has_changes(self) -> bool:
        """Whether there is something that is not in the file, or in none yet."""
        return self._state() != self._kept

    @property
    def has_unsaved_runs(self) -> bool:
        """Whether a network that was trained is in no file, on whichever table."""
        return bool(set(self._state().runs) - self._saved_runs)

    @property
    def is_busy(self) -> bool:
        """Whether a project is being saved or opened."""
        return self._background.is_busy or self._waits_for_checkpoint

    def save(self, path: str, then: Callable[[], object] | None = None) -> None:
        """Save the project there, with the run that is going as far as it has come; then do `then`."""
        self._then = then
        if problem := self._claim(_with_suffix(path)):
            self._then = None
            self.failed.emit(problem)
            return
        if self._session.state == IDLE:
            self._write()
        else:
            self._waits_for_checkpoint = True
            self._session.take_checkpoint()

    def recover(self, read: Callable[[Watch], SavedProject]) -> None:
        """Make the document what a crash has left; it is in no file then."""
        self._writing, self._waits_for_checkpoint = None, False
        self._background.start(partial(_read, "", read))

    def open(self, path: str) -> None:
        """Open a project; what cannot be opened changes nothing, and is told by `failed`."""
        self._writing, self._waits_for_checkpoint = None, False
        self._background.start(partial(_read, path, lambda watch: load(path, watch=watch)))

    def _claim(self, path: str) -> str:
        """Have this file from now on; return why that cannot be, as where another window has it."""
        if path == self.path:
            return ""
        lock = FileLock(path)
        if who := lock.take(holder()):
            return f"{Path(path).name} is open in another window ({who}): choose another name"
        self.release()
        self.path, self._lock = path, lock
        return ""

    def release(self) -> None:
        """Let others have the file."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def forget(self) -> None:
        """Have no file any more, as after another table was opened; what there is then is nothing new."""
        self.release()
        self.path = self.copy_of = ""
        self._kept = self._state()
        self.changed.emit()

    def collected(self, going: Run | None = None) -> SavedProject:
        """Return all that is to be saved, in copies that do not change; `going` is a run as it is now."""
        document = self._document
        project = document.project
        runs = tuple(run for run in self._with(going) if _can_be_saved(run, project))
        return SavedProject(
            project=project,
            table=None if project.data.problem else document.table,
            weights=first_weights(project, runs, document.weights),
            runs=runs,
            view=dict(self.look(runs)),
        )

    def _with(self, going: Run | None) -> Sequence[Run]:
        """Return the runs that are kept, the one that is going as it is told."""
        kept = self._session.kept_runs
        if going is None:
            return kept
        return [going if run.id == going.id else run for run in kept]

    @property
    def state(self) -> tuple[object, ...]:
        """What changes whenever there is something else to save."""
        return self._state()

    def _state(self) -> _State:
        runs = self._session.kept_runs
        ended = [(run.id, run.snapshot.epoch) for run in runs if run.snapshot is not None]
        return _State(self._document.project, tuple(ended))

    @Slot(object)
    def _on_checkpoint(self, going: Run) -> None:
        if self._waits_for_checkpoint:
            self._write(going)

    @Slot(str)
    def _on_state(self, state: str) -> None:
        """Save a run that has ended before it came to a checkpoint."""
        if state == IDLE and self._waits_for_checkpoint:
            self._write()

    def _write(self, going: Run | None = None) -> None:
        self._waits_for_checkpoint = False
        held = self.collected(going)
        runs = {(run.id, run.snapshot.epoch) for run in held.runs if run.snapshot is not None}
        self._writing = self.path, self._state(), runs
        self._background.start(partial(_write, self.path, held))

    @Slot(object)
    def _on_done(self, result: object) -> None:
        if self._writing is not None:
            (path, state, runs), self._writing = self._writing, None
            self._kept = state
            self._saved_runs |= runs
            self.changed.emit()
            self.saved.emit(path)
            then, self._then = self._then, None
            if then is not None:
                then()
        elif isinstance(result, tuple):
            self._adopt(*result)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self._writing = self._then = None
        self.failed.emit(sentence)

    def _adopt(self, path: str, saved: SavedProject, rows: ProjectRows) -> None:
        """Make what was saved the document. Its attempts, and those of its runs, come after all others."""
        before = self._document.attempts + 1
        projects = [saved.project, *(run.project for run in saved.runs)]
        runs = [replace(run, project=_later(run.project, before)) for run in saved.runs]
        own = rows.prepared.preprocessor
        if (
            runs
            and runs[-1].project.data == saved.project.data
            and runs[-1].project.split == saved.project.split
        ):
            runs[-1] = replace(runs[-1], preprocessor=own)  # by which a run is known to be on these rows
        self._session.adopt(runs)
        self._document.adopt_saved(
            replace(rows, project=_later(saved.project, before)),
            saved.store(),
            before + max(project.attempt for project in projects),
        )
        who = self._take_over(path)
        if path:
            self._kept = self._state()
        adopted = self._session.kept_runs[-len(runs) :] if runs else ()
        if path:
            self._saved_runs.update(
                (run.id, run.snapshot.epoch) for run in adopted if run.snapshot is not None
            )
        self.opened.emit(replace(saved, runs=tuple(runs)))
        self.changed.emit()
        if who:
            self.copied.emit(f"{Path(path).name} is open in another window ({who}): this is a copy of it.")

    def _take_over(self, path: str) -> str:
        """Have the opened file, or where another window has it a copy without one; return who that is."""
        if path and path == self.path:
            return ""
        self.release()
        self.path = self.copy_of = ""
        lock = FileLock(path) if path else None
        who = lock.take(holder()) if lock is not None else ""
        if who:
            self.copy_of = f"{Path(path).stem} (copy)"
        else:
            self.path, self._lock = path, lock
        return who


def _later(project: Project, attempts: int) -> Project:
    return replace(project, attempt=project.attempt + attempts)


def _can_be_saved(run: Run, project: Project) -> bool:
    """Whether a run is on the data of `project`, and has weights."""
    mine, data = run.project.data, project.data
    same = (mine.problem, mine.fingerprint) == (data.problem, data.fingerprint)
    return same and run.snapshot is not None and bool(np.isfinite(run.snapshot.theta).all())


def _with_suffix(path: str) -> str:
    return path if path.lower().endswith(SUFFIX) else path + SUFFIX


def _write(path: str, saved: SavedProject, watch: Watch) -> None:
    save(path, saved, watch=watch)


def _read(
    path: str, read: Callable[[Watch], SavedProject], watch: Watch
) -> tuple[str, SavedProject, ProjectRows]:
    saved = read(watch)
    watch.check()
    rows = saved.rows(watch)
    make_ahead(rows.table, watch)
    return path, saved, rows
