"""Overviews of a table's columns, each made when it is first asked for and the window has a moment."""

from collections import deque
from typing import Final
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from engine.base.watch import Watch
from engine.table.overview import Overview, overview
from engine.table.table import Table

MADE_AHEAD: Final = 20
"""Overviews of so many columns are made with the reading of a table: more are not seen at once."""
_KNOWN: Final = WeakKeyDictionary[Table, dict[int, Overview]]()
"""What was made of a table is there for everybody who asks, and again when its opening is redone."""


def make_ahead(table: Table, watch: Watch) -> None:
    """Make the overviews that a table just read is shown with, on any thread; `watch` can end it."""
    made: dict[int, Overview] = {}
    for number, column in enumerate(table.columns[:MADE_AHEAD]):
        watch.check()
        made[number] = overview(column)
        _ = column.distinct  # it is counted once, and not while somebody waits for the window
    _KNOWN[table] = made


class Overviews(QObject):
    """Makes one overview at a time, so that the window answers in between; `ready` says of which column."""

    ready = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table: Table | None = None
        self._known: dict[int, Overview] = {}
        self._asked: deque[int] = deque()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._make_next)

    def set_table(self, table: Table) -> None:
        """Make overviews of the columns of `table` from now on; those of the same table stay."""
        if table is not self._table:
            self._table = table
            self._known = _KNOWN.setdefault(table, {})
            self._asked.clear()

    def of(self, column: int) -> Overview | None:
        """Return the overview of the column of this number, or None until it is `ready`."""
        found = self._known.get(column)
        if found is None and column not in self._asked:
            self._asked.append(column)
            self._timer.start()
        return found

    @Slot()
    def _make_next(self) -> None:
        if not self._asked or self._table is None:
            return
        column = self._asked.popleft()
        if column not in self._known:
            self._known[column] = overview(self._table.columns[column])
        if self._asked:
            self._timer.start()
        self.ready.emit(column)
