"""The document: the current Project, the table it refers to, and the undo stack."""

import time
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

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

MERGE_SECONDS: Final = 2.0
"""Edits of one field that follow each other faster than this are undone together."""


class ReplaceProject(QUndoCommand):
    """The one command that serves every edit: a Project in the place of another."""

    def __init__(
        self,
        document: "Document",
        before: Project,
        after: Project,
        text: str,
        merge_key: str = "",
        *,
        is_done: bool = False,
    ) -> None:
        """Take both projects; commands with the same non-empty `merge_key` merge while a person types.

        Pushing one that `is_done` shows nothing.
        """
        super().__init__(text)
        # In a cycle of document, stack and commands Python may collect a command before the stack, which then
        # deletes it once more, and the process crashes.
        self._document = weakref.ref(document)
        self._before = before
        self._after = after
        self._merge_key = merge_key
        self._is_done = is_done
        self._time = time.monotonic()

    def redo(self) -> None:
        """Put the later project in place."""
        if not self._is_done:
            self._show(self._after)
        self._is_done = False

    @property
    def projects(self) -> tuple[Project, Project]:
        """What was before, and what comes after."""
        return self._before, self._after

    def done_again(self, document: "Document") -> "ReplaceProject":
        """Return the same step for another stack, which it does not have to be done on."""
        return ReplaceProject(document, self._before, self._after, self.text(), is_done=True)

    def undo(self) -> None:
        """Put the earlier project back."""
        self._show(self._before)

    def _show(self, project: Project) -> None:
        document = self._document()
        if document is not None:
            document.show_project(project)

    def id(self) -> int:
        """Tell the undo stack that commands of this class may merge."""
        return 1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take over a later edit of the same field."""
        if not isinstance(other, ReplaceProject) or not self._merge_key:
            return False
        if other._merge_key != self._merge_key or other._time - self._time > MERGE_SECONDS:
            return False
        self._after, self._time = other._after, other._time
        self.setObsolete(self._after == self._before)
        return True


class Document(QObject):
    """Holds the current Project; every edit goes through `apply` and can be undone.

    Tables are kept by fingerprint, so that undoing an open finds its table: those opened last, as many as fit
    KEPT_BYTES beside the one at hand. The steps that lead back to others are let go with them. `weights` are
    those that projects begin from which do not draw them.
    """

    project_changed = Signal(object)
    undo_shortened = Signal(str)
    """The name of the table that undo goes no further back than."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self._opened: dict[str, Table] = {}
        self._names: dict[str, str] = {}
        self.weights = WeightStore()
        self._rows = opened_problem("article")
        self._project = self._rows.project

    @property
    def project(self) -> Project:
        """The current project."""
        return self._project

    @property
    def table(self) -> Table:
        """The table the current project refers to."""
        return self._rows.table

    @property
    def prepared(self) -> Prepared:
        """The table made ready as the current project says."""
        return self._rows.prepared

    @property
    def title(self) -> str:
        """What the window is about: the problem's title or the table's name."""
        return self.title_of(self._project)

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
        self.adopt(opened_table(table, self._project.seed, target))

    def adopt(self, opened: ProjectRows) -> None:
        """Make a table that has been made ready the current project, undoably."""
        table = opened.table
        self._opened[table.fingerprint], self._names[table.fingerprint] = table, table.name
        self._apply(opened.project, opened, f"open {table.name}")
        self._make_room()

    def open_problem(self, problem: str) -> None:
        """Open a built-in problem as a new project."""
        opened = opened_problem(problem)
        rows = self._rows if self._rows.serve(opened.project) else opened
        self._apply(opened.project, rows, f"open {PROBLEMS[problem].title}")

    def apply(self, project: Project, text: str, merge_key: str = "") -> None:
        """Make `project` the current one, undoably; raise InputError where it cannot be.

        A recipe whose fields are left as they are follows the rows and the network.
        """
        self._apply(project, self._load(project), text, merge_key)

    def _apply(self, project: Project, rows: ProjectRows, text: str, merge_key: str = "") -> None:
        if project.case(rows.prepared) != self._project.case(self.prepared):
            project = project.refilled(rows.prepared)
        if project != self._project:
            self._rows = rows  # pushing shows the project, and its rows are at hand then
            self.undo_stack.push(ReplaceProject(self, self._project, project, text, merge_key))
        elif rows.table is not self.table:  # another file of the same content, or this one read otherwise
            self._rows = rows
            self.project_changed.emit(project)

    def _make_room(self) -> None:
        """Let tables go that take more than may be kept beside the one at hand, with all steps to them."""
        stack, steps = self.undo_stack, self._steps()
        kept, needed = self._steps_with_room(steps)
        needed.add(self._project.data.fingerprint)
        self._opened = {name: table for name, table in self._opened.items() if name in needed}
        if len(kept) < len(steps):
            again = [step.done_again(self) for step in kept]
            stack.clear()
            for step in again:
                stack.push(step)
            self.undo_shortened.emit(self.title_of(again[0].projects[0] if again else self._project))

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

        What neither the project at hand nor a step begins from is let go.
        """
        reached = [project.start for step in self._steps() for project in step.projects]
        self.weights.keep_only([self._project.start, *reached])
        return self.weights.keep(theta, self._project.sizes)

    def show_project(self, project: Project) -> None:
        """Make `project` the current one, without a step to undo."""
        self._rows = self._load(project)
        self._project = project
        self.project_changed.emit(project)

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
