"""Overviews of a table's columns, each made when it is first asked for and the window has a moment."""

from collections import deque

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from engine.data.overview import Overview, overview
from engine.data.table import Table


class Overviews(QObject):
    """Makes one overview at a time, so that the window answers in between; `ready` says of which column."""

    ready = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin without a table."""
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
            self._known.clear()
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
        self._known[column] = overview(self._table.columns[column])
        if self._asked:
            self._timer.start()
        self.ready.emit(column)
