"""Has the data checked whenever it changes: small tables at once, large ones in the background."""

from functools import partial
from typing import Final

from PySide6.QtCore import QDeadlineTimer, QObject, QTimer, Signal, Slot

from engine.base.watch import Watch
from engine.data.prepare import Prepared
from engine.insight.checks.check import DataCheck
from engine.insight.checks.data_checks import check_data
from engine.insight.checks.used_data import SAMPLE
from engine.project.project import Project
from engine.table.table import Table
from gui.document.document import Document
from gui.program.background import Background

PAUSE_MILLISECONDS: Final = 150
"""Edits that follow each other faster are waited for."""

MOST_ROWS_AT_ONCE: Final = 20_000
MOST_CELLS_AT_ONCE: Final = 30_000
"""So many cells of the sample are looked at in less than 20 ms, which nobody notices."""


class DataChecker(QObject):
    """Checks a document's data: `checked` hands out what is found, `failed` says why nothing can be.

    After `table_changed` what was found before means nothing any more.
    """

    checked = Signal(object)
    failed = Signal(str)
    table_changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        """Follow `document`; it must be closed before the program ends."""
        super().__init__(parent)
        self._document = document
        self._seen: tuple[object, ...] = ()
        self._background = Background(self)
        self._background.done.connect(self.checked)
        self._background.failed.connect(self.failed)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MILLISECONDS)
        self._timer.timeout.connect(self._check)

    @property
    def is_busy(self) -> bool:
        """Whether the data is about to be checked, or being checked."""
        return self._timer.isActive() or self._background.is_busy

    @Slot()
    def follow(self) -> None:
        """Have the data checked soon, if the checks would not see the same as before."""
        project, table = self._document.project, self._document.table
        seen = (
            table,
            project.data,
            project.split,
            project.seed,
            project.training.balance_classes,
        )
        if seen == self._seen:
            return
        if seen[:1] != self._seen[:1]:
            self.table_changed.emit()
        self._seen = seen
        self._background.cancel()
        self._timer.start()

    def cancel(self) -> None:
        """End what is being checked, without waiting."""
        self._timer.stop()
        self._background.cancel()

    def wait(self, deadline: QDeadlineTimer) -> bool:
        """Wait until the thread has ended; False where it has not by the deadline."""
        return self._background.wait(deadline)

    @Slot()
    def _check(self) -> None:
        document = self._document
        project, table, prepared = document.project, document.table, document.prepared
        cells = len(table.columns) * min(table.rows, SAMPLE)
        if table.rows <= MOST_ROWS_AT_ONCE and cells <= MOST_CELLS_AT_ONCE:
            self.checked.emit(check_data(project, table, prepared))
        else:
            self._background.start(partial(_checks, project, table, prepared))


def _checks(project: Project, table: Table, prepared: Prepared, _watch: Watch) -> tuple[DataCheck, ...]:
    return check_data(project, table, prepared)
