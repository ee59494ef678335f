"""The document: the current Project, the table it refers to, and the undo stack."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QDeadlineTimer, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QUndoGroup, QUndoStack

from engine.base.arrays import FloatArray
from engine.base.memory import KEPT_BYTES, array_bytes
from engine.data.prepare import Prepared
from engine.project.opening import opened_problem, opened_table, source_table
from engine.project.project import Project
from engine.project.rows import ProjectRows
from engine.project.start import StoredWeights, WeightStore
from engine.sources.examples import examples
from engine.sources.problems import PROBLEMS
from engine.table.table import Table
from gui.document.steps import Edit, ReplaceProject, WaitingStep
from gui.program.background import Background

MOST_CELLS_AT_ONCE: Final = 2_000_000
"""So many numbers of a table are prepared in about 50 ms, which nobody notices."""


class Document(QObject):
    """Holds the current Project and its rows; every edit goes through `apply` and can be undone.

    Where a change leads to rows that take long to prepare, a thread prepares them, and it comes once they are
    there: until then `project` and `prepared` are those before it. A later change takes its place; an edit
    goes on from it, so that both are one step.

    Tables are kept by fingerprint, so that undoing an open finds its table: those opened last, as many as fit
    KEPT_BYTES beside the one at hand. The steps that lead back to others are let go with them. `weights` are
    those that projects begin from which do not draw them.
    """

    project_changed = Signal(object)
    preparing_changed = Signal(bool)
    """Whether rows are being prepared that are to take the place of those at hand."""
    refused = Signal(str)
    """Why rows could not be prepared for a change that nobody else is told of, as for an undo."""
    undo_shortened = Signal(str)
    """The name of the table that undo goes no further back than."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self._waiting_stack = QUndoStack(self)
        self.undo_group = QUndoGroup(self)
        """Undoes the edit that waits for its rows, where there is one, and else the last step."""
        self.undo_group.addStack(self.undo_stack)
        self.undo_group.addStack(self._waiting_stack)
        self.undo_group.setActiveStack(self.undo_stack)
        self._opened: dict[str, Table] = {}
        self._names: dict[str, str] = {}
        self.weights = WeightStore()
        self._rows = opened_problem("article")
        self._attempts = 0
        self._stacked = self._rows.project
        """What the undo stack stands at: the current project, or the one whose rows are being prepared."""
        self._shown_index = 0
        """Where on the undo stack the current project is, while that stands at another."""
        self._edit: Edit | None = None
        """The edit that waits for its rows; it is not on the undo stack yet."""
        self._next: Callable[[], None] | None = None
        self._is_preparing = False
        self._background = Background(self)
        self._background.done.connect(self._on_prepared)
        self._background.failed.connect(self._on_failed)

    @property
    def project(self) -> Project:
        """The current project."""
        return self._rows.project

    @property
    def wanted(self) -> Project:
        """The project that edits go on from: the current one, or that whose rows are being prepared."""
        return self._stacked if self._edit is None else self._edit.project

    @property
    def is_preparing(self) -> bool:
        """Whether rows are being prepared that are to take the place of those at hand."""
        return self._is_preparing

    @property
    def table(self) -> Table:
        """The table the current project refers to, and the wanted one too."""
        return self._rows.table

    @property
    def prepared(self) -> Prepared:
        """The table made ready as the current project says."""
        return self._rows.prepared

    @property
    def title(self) -> str:
        """What the window is about: the problem's title or the table's name."""
        return self.title_of(self.project)

    def title_of(self, project: Project) -> str:
        """What `project`, which was open before, is about."""
        data = project.data
        return PROBLEMS[data.problem].title if data.problem else self._names[data.fingerprint]

    def open(self, path: str | Path) -> None:
        """Open a table as a new project; raise InputError and change nothing where it cannot be used."""
        from engine.reading import tables  # only who opens a file needs the readers

        self.open_table(tables.read(path))

    def open_example(self, example: str) -> None:
        """Open an example table as a new project."""
        row = examples()[example]
        self.open_table(row.table(), row.target)

    def open_table(self, table: Table, target: str = "") -> None:
        """Open a table at hand as a new project, to predict `target` where that is named.

        Raise InputError and change nothing where it cannot be used.
        """
        self.adopt(opened_table(table, self.wanted.seed, target))

    def adopt(self, opened: ProjectRows) -> None:
        """Make a table that has been made ready the current project, undoably."""
        table = opened.table
        self._opened[table.fingerprint], self._names[table.fingerprint] = table, table.name
        project = self._begun_anew(opened.project)
        self._apply(replace(opened, project=project), f"open {table.name}")
        self._make_room()

    @property
    def attempts(self) -> int:
        """How many attempts there have been: one that is added has a greater number."""
        return self._attempts

    def adopt_saved(self, opened: ProjectRows, weights: WeightStore, attempts: int) -> None:
        """Make a project that was saved the current one, undoably, with the `weights` that it begins from.

        It is an attempt of its own, and there are so many `attempts` from then on.
        """
        table = opened.table
        if not opened.project.data.problem:
            self._opened[table.fingerprint], self._names[table.fingerprint] = table, table.name
        self._attempts = attempts
        self.weights.add(weights)
        self._apply(opened, f"open {self.title_of(opened.project)}")
        self._make_room()

    def open_problem(self, problem: str) -> None:
        """Open a built-in problem as a new project."""
        opened = opened_problem(problem)
        rows = self._rows if self._rows.serve(opened.project) else opened
        project = self._begun_anew(opened.project)
        self._apply(replace(rows, project=project), f"open {PROBLEMS[problem].title}")

    def start_over(self) -> None:
        """Begin the project again, undoably, as if nothing had been trained."""
        self.apply(self._begun_anew(self.wanted), "start over")

    def _begun_anew(self, project: Project) -> Project:
        """Return `project` as another attempt than any before."""
        self._attempts += 1
        return replace(project, attempt=self._attempts)

    def apply(
        self,
        project: Project,
        text: str,
        merge_key: str = "",
        refused: Callable[[str], None] | None = None,
    ) -> None:
        """Make `project` the current one, undoably; raise InputError where it cannot be.

        Where that takes long it is done later, and `refused` is told why it cannot be. A recipe whose fields
        are left as they are follows the rows and the network.
        """
        if project == self.wanted:
            return
        edit = Edit(project, text, merge_key, refused or self.refused.emit).after(self._edit)
        if not self._takes_long(project):
            self._finish(edit, self._load(project))
            return
        self._prepare(project)
        self._edit = edit
        self._waiting_stack.clear()
        self._waiting_stack.push(WaitingStep(edit.text, self.take_back))
        self.undo_group.setActiveStack(self._waiting_stack)

    @Slot()
    def take_back(self) -> None:
        """Let the edit go that waits for its rows, and what was to come after it."""
        if self._edit is not None:
            self._next = None
            self.show_project(self._stacked)

    def when_prepared(self, act: Callable[[], None]) -> None:
        """Do `act`, with the rows that are being prepared once they are there; not if they cannot be."""
        if self._is_preparing:
            self._next = act
        else:
            act()

    def show_project(self, project: Project) -> None:
        """Make `project`, which was shown before, the current one, without a step to undo."""
        if self._stacked == self.project:
            self._shown_index = self.undo_stack.index()
        if self._takes_long(project):
            self._prepare(project)
            self._stacked = project
            self._end_edit()
        else:
            rows = self._load(project)
            self._stacked = project
            self._show(rows)

    def cancel(self) -> None:
        """End what is being prepared, without waiting."""
        self._next = None
        self._end_preparing()

    def wait(self, deadline: QDeadlineTimer) -> bool:
        """Wait until the thread has ended; False where it has not by the deadline."""
        return self._background.wait(deadline)

    def _finish(self, edit: Edit, rows: ProjectRows) -> None:
        """Make an edit's project the current one; its recipe follows the `rows` and the network."""
        project = edit.project
        if self._is_preparing or project.case(rows.prepared) != self.project.case(self.prepared):
            project = project.refilled(rows.prepared)
        self._apply(replace(rows, project=project), edit.text, edit.merge_key)

    def _apply(self, rows: ProjectRows, text: str, merge_key: str = "") -> None:
        before, project = self._stacked, rows.project
        if project != before:
            self._end_preparing()
            self._rows = rows  # pushing shows the project, and its rows are at hand then
            self.undo_stack.push(ReplaceProject(self.show_project, before, project, text, merge_key))
        elif self._is_preparing or rows.table is not self.table:
            self._show(rows)  # what was shown before is back, or the same rows come from another file

    def _show(self, rows: ProjectRows) -> None:
        self._end_preparing()
        self._rows = rows
        self.project_changed.emit(rows.project)
        if self._next is not None:
            QTimer.singleShot(0, self, self._go_on)  # what is at work here comes to its end first

    @Slot()
    def _go_on(self) -> None:
        """Do what was to be done with these rows, unless others are wanted by now."""
        if self._next is not None and not self._is_preparing:
            act, self._next = self._next, None
            act()

    def _prepare(self, project: Project) -> None:
        """Begin to prepare the rows of `project` beside the window; raise InputError as `_load` does."""
        self.weights.check(project.start)
        self._background.start(partial(self._rows.of, project, self.table))
        self._set_preparing(is_preparing=True)

    @Slot(object)
    def _on_prepared(self, rows: ProjectRows) -> None:
        if self._edit is None:
            self._show(rows)
        else:
            self._finish(self._edit, rows)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        edit, self._next = self._edit, None
        self._end_preparing()
        if edit is None:
            self.undo_stack.setIndex(self._shown_index)
        elif self._stacked != self.project:
            self.show_project(self._stacked)
        (self.refused.emit if edit is None else edit.refused)(sentence)

    def _end_preparing(self) -> None:
        self._background.cancel()
        self._end_edit()
        self._set_preparing(is_preparing=False)

    def _end_edit(self) -> None:
        self._edit = None
        self.undo_group.setActiveStack(self.undo_stack)

    def _set_preparing(self, *, is_preparing: bool) -> None:
        if is_preparing != self._is_preparing:
            self._is_preparing = is_preparing
            self.preparing_changed.emit(is_preparing)

    def _takes_long(self, project: Project) -> bool:
        """Whether the rows of `project` are others of the table at hand, and many."""
        data, mine = project.data, self.project.data
        if data.problem or data.fingerprint != mine.fingerprint or self._rows.serve(project):
            return False
        return self.table.rows * (len(data.roles.features) + data.roles.outputs) > MOST_CELLS_AT_ONCE

    def _make_room(self) -> None:
        """Let tables go that take more than may be kept beside the one at hand, with all steps to them."""
        stack, steps = self.undo_stack, self._steps()
        kept, needed = self._steps_with_room(steps)
        needed.add(self.project.data.fingerprint)
        self._opened = {name: table for name, table in self._opened.items() if name in needed}
        if len(kept) < len(steps):
            again = [step.done_again(self.show_project) for step in kept]
            stack.clear()
            for step in again:
                stack.push(step)
            self.undo_shortened.emit(self.title_of(again[0].projects[0] if again else self.project))

    def _steps(self) -> list[ReplaceProject]:
        """Return all steps, those undone among them."""
        stack = self.undo_stack
        return [step for i in range(stack.count()) if isinstance(step := stack.command(i), ReplaceProject)]

    def _steps_with_room(self, steps: Sequence[ReplaceProject]) -> tuple[Sequence[ReplaceProject], set[str]]:
        """Return the last of these steps whose tables may be kept, and the fingerprints of these."""
        counted, needed, left = set[int](), set[str](), KEPT_BYTES
        array_bytes(self.table, counted)
        for number in range(len(steps) - 1, -1, -1):
            asked = {project.data.fingerprint for project in steps[number].projects} & self._opened.keys()
            left -= sum(array_bytes(self._opened[name], counted) for name in asked)
            if left < 0:
                return steps[number + 1 :], needed
            needed |= asked
        return steps, needed

    def keep_weights(self, theta: FloatArray) -> StoredWeights:
        """Keep `theta` (parameters,) of the network at hand, so that a project can begin from it.

        What neither the project at hand, the wanted one nor a step begins from is let go.
        """
        reached = [project.start for step in self._steps() for project in step.projects]
        self.weights.keep_only([self.project.start, self.wanted.start, *reached])
        return self.weights.keep(theta, self.project.sizes)

    def _load(self, project: Project) -> ProjectRows:
        """Return the rows of `project`, those at hand where they are the same.

        Raise InputError where its rows cannot be prepared, or its first weights are not at hand.
        """
        self.weights.check(project.start)
        has_table = self._rows.serve(project) or self._shows_table_of(project)
        return self._rows.of(project, self.table if has_table else source_table(project, self._opened))

    def _shows_table_of(self, project: Project) -> bool:
        """Whether `project` shows the rows of the built-in problem at hand, which need not be drawn anew."""
        mine = self._rows.project
        is_problem = bool(project.data.problem)
        return is_problem and (mine.data.problem, mine.seed) == (project.data.problem, project.seed)
