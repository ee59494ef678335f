"""The steps on the undo stack, and the edit that is on its way there."""

import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtGui import QUndoCommand

from engine.project.project import Project

MERGE_SECONDS: Final = 2.0
"""Edits of one field that follow each other faster than this are undone together."""


@dataclass(frozen=True, slots=True, eq=False)
class Edit:
    """A project that is to be the current one, once its rows are prepared, and who hears why it cannot be.

    The steps of edits with the same non-empty `merge_key` merge while a person types.
    """

    project: Project
    text: str
    merge_key: str
    refused: Callable[[str], None]

    def after(self, earlier: "Edit | None") -> "Edit":
        """Return this edit as the one step that it makes with an `earlier` one, from which it goes on."""
        if earlier is None:
            return self
        text = self.text if self.text == earlier.text else f"{earlier.text}, {self.text}"
        return replace(
            self, text=text, merge_key=self.merge_key if self.merge_key == earlier.merge_key else ""
        )


class ReplaceProject(QUndoCommand):
    """The one command that serves every edit: a Project in the place of another."""

    def __init__(
        self,
        show: Callable[[Project], None],
        before: Project,
        after: Project,
        text: str,
        merge_key: str = "",
        *,
        is_done: bool = False,
    ) -> None:
        """Take both projects, which the method `show` shows. Pushing one that `is_done` shows nothing."""
        super().__init__(text)
        # In a cycle of document, stack and commands Python may collect a command before the stack, which then
        # deletes it once more, and the process crashes.
        self._show = weakref.WeakMethod(show)
        self._before = before
        self._after = after
        self._merge_key = merge_key
        self._is_done = is_done
        self._time = time.monotonic()

    @property
    def projects(self) -> tuple[Project, Project]:
        """What was before, and what comes after."""
        return self._before, self._after

    def done_again(self, show: Callable[[Project], None]) -> "ReplaceProject":
        """Return the same step for another stack, which it does not have to be done on."""
        return ReplaceProject(show, self._before, self._after, self.text(), is_done=True)

    def redo(self) -> None:
        """Put the later project in place."""
        if not self._is_done:
            self._put(self._after)
        self._is_done = False

    def undo(self) -> None:
        """Put the earlier project back."""
        self._put(self._before)

    def _put(self, project: Project) -> None:
        show = self._show()
        if show is not None:
            show(project)

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


class WaitingStep(QUndoCommand):
    """Stands on a stack of its own for an edit whose rows are being prepared: undone, it is taken back."""

    def __init__(self, text: str, take_back: Callable[[], None]) -> None:
        super().__init__(text)
        self._take_back = weakref.WeakMethod(take_back)

    def undo(self) -> None:
        """Take the edit back; there is nothing to redo then."""
        self.setObsolete(True)
        take_back = self._take_back()
        if take_back is not None:
            take_back()
