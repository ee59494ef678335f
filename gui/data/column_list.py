"""The columns of a table and their roles as a Qt table model."""

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from engine.base.words import with_unit
from engine.data import roles as columns
from engine.data.inputs import why_left_out
from engine.data.roles import SINGLE_ROLES, UNUSED, Roles
from engine.table.table import Column, Table
from gui.columns.column_text import column_text, values_text
from gui.columns.histogram import OVERVIEW_ROLE
from gui.columns.overviews import Overviews
from gui.look.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex

NAME: Final = 0
INPUT: Final = 1
TARGET: Final = 2
RANGE: Final = 3
_ROLES: Final = {INPUT: columns.INPUT, TARGET: columns.TARGET}
_HEADERS: Final = ("Column", "Input", "Target", "Values")
_NOWHERE: Final = QModelIndex()


class ColumnModel(QAbstractTableModel):
    """One row a column of the table, with a box to tick for each role.

    Ticking changes nothing here: it is announced by `role_chosen`, and the new roles come back through
    `show_table`. A column has one role at most, so ticking one takes the other away.
    """

    role_chosen = Signal(str, str)
    """The name of a column, and what it is to be from now on."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table: Table | None = None
        self._columns: tuple[Column, ...] = ()
        self._overviews = Overviews(self)
        self._overviews.ready.connect(self._show_overview)
        self._roles = Roles((), ())
        self._role_of: dict[str, str] = {}

    def show_table(self, table: Table, roles: Roles) -> None:
        """Show the columns of `table` in these `roles`."""
        self._overviews.set_table(table)
        self._table, self._role_of = table, roles.by_name
        if [column.name for column in table.columns] == [column.name for column in self._columns]:
            self._columns, self._roles = table.columns, roles
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, RANGE))
            return
        self.beginResetModel()
        self._columns, self._roles = table.columns, roles
        self.endResetModel()

    def name(self, row: int) -> str:
        """Return the name of the column in a row."""
        return self._columns[row].name

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Count the table's columns."""
        return 0 if parent.isValid() else len(self._columns)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Name, two roles, range."""
        return 0 if parent.isValid() else len(_HEADERS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Name what the columns of this list say."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADERS[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Roles can be ticked; texts that are too many to be anything are grey."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        column = self._columns[index.row()]
        is_used = column.name in self._roles.targets and index.column() != INPUT
        if not _has_values(column) and index.column() != TARGET and not is_used:
            return Qt.ItemFlag.ItemIsSelectable
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() in (INPUT, TARGET):
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Say what a cell shows and explains."""
        if not index.isValid():
            return None
        column = self._columns[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return {NAME: column.name, RANGE: values_text(column)}.get(index.column())
        if role == OVERVIEW_ROLE and index.column() == RANGE and _has_values(column):
            return self._overviews.of(index.row())
        if role == Qt.ItemDataRole.CheckStateRole and index.column() in (INPUT, TARGET):
            has_role = self._role_of.get(column.name) == _ROLES[index.column()]
            return Qt.CheckState.Checked if has_role else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._tip(index.row()))
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() in (INPUT, TARGET):
            return f"{column.name} is {_HEADERS[index.column()].lower()}"
        return None

    def _tip(self, row: int) -> str:
        column = self._columns[row]
        lines = [with_unit(column.name, column.unit), column_text(column, self._overviews.of(row))]
        role = SINGLE_ROLES.get(self._role_of.get(column.name, UNUSED))
        if role is not None:
            lines.append(role.note)
        why = why_left_out(column, self._table) if self._table else ""
        if why and column.name not in self._role_of:
            lines.append(f"Left out: {why}")
        return "\n".join(lines)

    def _show_overview(self, row: int) -> None:
        index = self.index(row, RANGE)
        self.dataChanged.emit(index, index)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Announce the role of a box that was ticked or cleared."""
        if role != Qt.ItemDataRole.CheckStateRole or index.column() not in (INPUT, TARGET):
            return False
        checked = Qt.CheckState(value) == Qt.CheckState.Checked
        self.role_chosen.emit(self.name(index.row()), _ROLES[index.column()] if checked else UNUSED)
        return True


def _has_values(column: Column) -> bool:
    return column.kind in ("number", "date") or bool(column.labels)
