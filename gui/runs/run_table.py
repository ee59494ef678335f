"""The table of runs as a model, and its order."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from engine.project.project import Project
from gui.look.tips import plain_tip
from gui.runs.run_rows import COLUMNS, Figure, RunRow

Index = QModelIndex | QPersistentModelIndex

MOST_RUNS: Final = 500
LET_GO: Final = " (weights let go)"
LET_GO_TIP: Final = "Its weights were let go to make room for later runs: to have them, train it anew."

_NOWHERE: Final = QModelIndex()
_SORT: Final = Qt.ItemDataRole.UserRole
_NUMBER_SIDE: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_TEXT_SIDE: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class RunTable(QAbstractTableModel):
    """Runs, cross-validations and their folds, a line each, in the order in which they came."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[RunRow] = []

    @property
    def rows(self) -> list[RunRow]:
        """The lines."""
        return self._rows

    def add(self, row: RunRow) -> None:
        """Add a line, and let the oldest go where there are too many."""
        if len(self._rows) == MOST_RUNS:
            self.remove(self._rows[0].number)
        count = len(self._rows)
        self.beginInsertRows(_NOWHERE, count, count)
        self._rows.append(row)
        self.endInsertRows()

    def change(self, is_meant: Callable[[RunRow], bool], to: Callable[[RunRow], RunRow]) -> None:
        """Say something else in the lines that are meant."""
        for place, row in enumerate(self._rows):
            if is_meant(row):
                self._rows[place] = to(row)
                self.dataChanged.emit(self.index(place, 0), self.index(place, len(COLUMNS) - 1))

    def remove(self, number: tuple[int, int]) -> None:
        """Take the line of this number out."""
        place = next(place for place, row in enumerate(self._rows) if row.number == number)
        self.beginRemoveRows(_NOWHERE, place, place)
        del self._rows[place]
        self.endRemoveRows()

    def mark_let_go(self, project: Project) -> None:
        """Say in the lines of the runs of `project` that nothing but these is left of them."""
        self.change(
            lambda row: (
                row.project is not None
                and row.project.same_run(project)
                and not str(row.cells["method"]).endswith(LET_GO)
            ),
            lambda row: replace(row, cells={**row.cells, "method": f"{row.cells['method']}{LET_GO}"}),
        )

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many columns there are, chosen or not."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text, tip and side, and what it is sorted by."""
        row, column = self._rows[index.row()], COLUMNS[index.column()]
        cell = _number(row) if column.id == "number" else row.cells.get(column.id, "")
        text = cell.text if isinstance(cell, Figure) else cell
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(_tip(row, column.id, text))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _NUMBER_SIDE if column.is_figure else _TEXT_SIDE
        if role == _SORT:
            return cell.value if isinstance(cell, Figure) else text.casefold()
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a column's title, tip and side."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = COLUMNS[section]
        side = _NUMBER_SIDE if column.is_figure else _TEXT_SIDE
        return {
            Qt.ItemDataRole.DisplayRole: column.title,
            Qt.ItemDataRole.ToolTipRole: column.tip,
            Qt.ItemDataRole.TextAlignmentRole: side,
        }.get(Qt.ItemDataRole(role))


class RunOrder(QSortFilterProxyModel):
    """The lines in the order of a column; those that say nothing there come last either way."""

    def __init__(self, table: RunTable) -> None:
        super().__init__()
        self.setSourceModel(table)
        self.setSortRole(_SORT)

    def lessThan(self, left: Index, right: Index) -> bool:
        """Compare numbers and texts; a column can have none of a number in some lines."""
        first, second = left.data(_SORT), right.data(_SORT)
        if _is_empty(first) or _is_empty(second):
            empty_first = self.sortOrder() == Qt.SortOrder.DescendingOrder
            return _is_empty(first) != _is_empty(second) and _is_empty(first) == empty_first
        return bool(first < second)


def _is_empty(key: float | str) -> bool:
    return key == "" or (isinstance(key, float) and math.isnan(key))


def _number(row: RunRow) -> Figure:
    run, fold = row.number
    return Figure(f"{run}.{fold}" if fold else str(run), run + fold / 1000)


def _tip(row: RunRow, column: str, text: str) -> str:
    """Return what a cell has no room for: of a figure all that outputs are judged by."""
    if column in ("share", "rmse"):
        return str(row.cells.get("result", ""))
    return f"{text}\n{LET_GO_TIP}" if text.endswith(LET_GO) else text
