"""The rows of a table, sorted and filtered, as a Qt table model; texts are made only of what is asked for."""

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionRange,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Slot,
)
from PySide6.QtGui import QColor, Qt

from engine.base.arrays import BoolArray, IndexArray
from engine.base.errors import InputError
from engine.base.words import with_unit
from engine.data.prepare import Prepared
from engine.data.roles import Roles
from engine.table.row_order import sorted_rows
from engine.table.table import BadCell, Column, Table
from gui.columns.column_text import column_text, values_text
from gui.columns.overviews import Overviews
from gui.look.theme import current_theme
from gui.look.tips import plain_tip
from gui.program.clipboard import spreadsheet_text
from gui.table.cell_text import cell_text, has_no_value, short_cell_text
from gui.table.table_headers import HeaderRole

Index = QModelIndex | QPersistentModelIndex

MOST_COPIED: Final = 100_000
"""Cells that can be copied at once: their text takes a third of a second."""

LONGEST_TIP: Final = 2000

SHARES: Final = (
    ("left out", "control", "is left out: a cell in a used column has no value, or you said so"),
    ("train", "train", "is one the network learns from"),
    ("validation", "validation", "tells when to stop, and is not learnt from"),
    ("test", "test", "is one the network is judged on"),
)
"""What a row can do: its name, its colour in the theme and the rest of a sentence about it."""

_NOWHERE: Final = QModelIndex()
_NUMBER_SIDE: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_TEXT_SIDE: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_DISPLAY: Final = Qt.ItemDataRole.DisplayRole


class TableRows(QAbstractTableModel):
    """Those rows of a table that pass a filter and are in a given set, in the order of a column."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table: Table | None = None
        self._columns: tuple[Column, ...] = ()
        self._role_of: dict[str, str] = {}
        self._odd_cells: dict[tuple[int, str], tuple[BadCell, bool]] = {}
        self._shares: NDArray[np.uint8] = np.zeros(0, dtype=np.uint8)
        self._order: IndexArray | None = None
        self._passed: BoolArray | None = None
        self._given: BoolArray | None = None
        self._rows: IndexArray = np.zeros(0, dtype=np.intp)
        self._overviews = Overviews(self)
        self._overviews.ready.connect(self._show_overview)

    @property
    def rows(self) -> IndexArray:
        """The numbers in the table of the rows shown, from 0, in their order."""
        return self._rows

    def show_table(self, table: Table) -> None:
        """Show all rows of `table` in its own order."""
        self.beginResetModel()
        self._table, self._columns = table, table.columns
        self._odd_cells = {(cell.row, cell.column): (cell, False) for cell in table.missing_cells}
        self._odd_cells.update({(cell.row, cell.column): (cell, True) for cell in table.bad_cells})
        self._overviews.set_table(table)
        self._order = self._passed = self._given = None
        self._shares = np.zeros(table.rows, dtype=np.uint8)
        self._rows = np.arange(table.rows)
        self.endResetModel()

    def show_use(self, roles: Roles, prepared: Prepared) -> None:
        """Mark what the columns and the rows of the table are used for."""
        self._role_of = roles.by_name
        shares = np.zeros(len(self._shares), dtype=np.uint8)
        for number, rows in enumerate((prepared.train, prepared.validation, prepared.test), 1):
            shares[rows.numbers] = number
        self._shares = shares
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)
        self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(self._rows) - 1)

    def share_counts(self) -> list[int]:
        """Count the table's rows of each of SHARES."""
        return np.bincount(self._shares, minlength=len(SHARES)).tolist()  # type: ignore[no-any-return]

    def set_passed(self, passed: BoolArray | None) -> None:
        """Show only rows that `passed` (rows,) says, or all."""
        self._passed = passed
        self._pick_anew()

    def set_given(self, numbers: IndexArray | None) -> None:
        """Show only rows of these numbers, or all."""
        self._given = None
        if numbers is not None:
            self._given = np.zeros(len(self._shares), dtype=bool)
            self._given[numbers] = True
        self._pick_anew()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Put the rows into the order of a column, or for -1 of the table."""
        self._order = None
        if 0 <= column < len(self._columns):
            descending = order == Qt.SortOrder.DescendingOrder
            self._order = sorted_rows(self._columns[column], descending=descending)
        # A selection of many rows that was to follow them to their new places would take seconds.
        self._pick_anew()

    def _pick_anew(self) -> None:
        self.beginResetModel()
        self._rows = self._picked()
        self.endResetModel()

    def _picked(self) -> IndexArray:
        masks = [mask for mask in (self._passed, self._given) if mask is not None]
        shown = np.logical_and.reduce(masks) if masks else None
        if self._order is None:
            return np.arange(len(self._shares)) if shown is None else np.flatnonzero(shown)
        return self._order if shown is None else self._order[shown[self._order]]

    def copied(self, ranges: Iterable[QItemSelectionRange]) -> str:
        """Return the cells of `ranges` as tab-separated text below the columns' names.

        Cells between them stay empty. Raise InputError where they are more than MOST_COPIED.
        """
        kept = list(ranges)
        if sum(part.width() * part.height() for part in kept) > MOST_COPIED:
            raise _too_many()
        rows = sorted({row for part in kept for row in _rows_of(part)})
        columns = sorted({column for part in kept for column in _columns_of(part)})
        if len(rows) * len(columns) > MOST_COPIED:
            raise _too_many()
        texts = {
            (row, column): cell_text(self._columns[column], int(self._rows[row]))
            for part in kept
            for row in _rows_of(part)
            for column in _columns_of(part)
        }
        names = [self._columns[column].name for column in columns]
        cells = [[texts.get((row, column), "") for column in columns] for row in rows]
        return spreadsheet_text([names, *cells])

    # What Qt asks for.

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Count the rows shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Count the table's columns."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """Say what a cell shows, and explain it where it has no value or more digits than room."""
        if not index.isValid():
            return None
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _NUMBER_SIDE if column.kind in ("number", "date") else _TEXT_SIDE
        if role not in (_DISPLAY, *_CELL_ROLES):
            return None
        row = int(self._rows[index.row()])
        if has_no_value(column, row):
            return self._odd_text(column, row) if role == _DISPLAY else self._odd(column, row, role)
        if role == _DISPLAY:
            return short_cell_text(column, row)
        return _whole(column, row) if role == Qt.ItemDataRole.ToolTipRole else None

    def _odd_text(self, column: Column, row: int) -> str:
        cell, _ = self._odd_cells.get((row, column.name), (None, False))
        return cell.text if cell else ""

    def _odd(self, column: Column, row: int, role: int) -> Any:
        """Colour or explain a cell without a value."""
        cell, is_unreadable = self._odd_cells.get((row, column.name), (None, False))
        theme = current_theme()
        if role == Qt.ItemDataRole.BackgroundRole:
            return QColor(theme.error_base if is_unreadable else theme.warning_base)
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(theme.error if is_unreadable else theme.warning)
        where = f"({self._table.place} {cell.line:,} of the file)" if cell and self._table else ""
        if is_unreadable and cell:
            return plain_tip(f"“{cell.text}” is no {column.kind} {where}")
        if cell and cell.text.strip():
            return plain_tip(f"Missing: the cell says “{cell.text}” {where}")
        return f"Missing, or no {column.kind}" if column.unreadable and not cell else "Missing"

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """Name and explain columns and rows, and give what HeaderRole asks for."""
        if orientation == Qt.Orientation.Horizontal:
            return self._column_header(section, role) if section < len(self._columns) else None
        if section >= len(self._rows) or role not in (_DISPLAY, *_ROW_ROLES):
            return None
        row = int(self._rows[section])
        name, colour, sentence = SHARES[self._shares[row]]
        if role == HeaderRole.MARK:
            return colour
        return f"{row + 1:,}" if role == _DISPLAY else f"Row {row + 1:,} ({name}) {sentence}."

    def _column_header(self, section: int, role: int) -> Any:
        column = self._columns[section]
        title = with_unit(column.name, column.unit)
        if role == _DISPLAY:
            return title
        if role == HeaderRole.OVERVIEW:
            return self._overviews.of(section)
        if role == HeaderRole.DETAIL:
            return _detail(column)
        if role == HeaderRole.USE:
            return self._use(column.name)
        if role == Qt.ItemDataRole.ToolTipRole:
            tip = f"{title}\n{column_text(column, self._overviews.of(section))}"
            use = self._use(column.name)
            return plain_tip(f"{tip}\nused as {use}" if use else tip)
        return None

    def _use(self, name: str) -> str:
        return self._role_of.get(name, "")

    @Slot(int)
    def _show_overview(self, column: int) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, column, column)


_CELL_ROLES: Final = (
    Qt.ItemDataRole.BackgroundRole,
    Qt.ItemDataRole.ForegroundRole,
    Qt.ItemDataRole.ToolTipRole,
)
_ROW_ROLES: Final = (HeaderRole.MARK, Qt.ItemDataRole.ToolTipRole)


def _rows_of(part: QItemSelectionRange) -> range:
    return range(part.top(), part.bottom() + 1)


def _columns_of(part: QItemSelectionRange) -> range:
    return range(part.left(), part.right() + 1)


def _too_many() -> InputError:
    return InputError(f"{MOST_COPIED:,} cells can be copied at once: select fewer rows or columns")


def _whole(column: Column, row: int) -> str | None:
    """Return a tip with all of a cell that has no room for it."""
    text = cell_text(column, row)
    return plain_tip(text[:LONGEST_TIP]) if text != short_cell_text(column, row) else None


def _detail(column: Column) -> str:
    """Return what fits below a histogram: range or number of labels, and how many cells have no value."""
    absent = column.missing + column.unreadable
    return f"{values_text(column)} · {absent:,} missing" if absent else values_text(column)
