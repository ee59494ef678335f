"""The sum of one unit as a table: what comes in, times its weight, and what it adds."""

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QPersistentModelIndex, Qt, Signal

from engine.base.errors import InputError
from engine.base.limits import Limit
from engine.insight.unit_sum import UnitSum
from gui.diagram.view import Link, NetworkView, Unit
from gui.look.numbers import number_text
from gui.widgets.number_edit import read_number

COLUMNS: Final = ("From", "Value", "Weight", "Adds")
WEIGHT: Final = 2
WEIGHTS: Final = Limit("a weight", -1e9, 1e9)
"""What a person may type for one."""

DIGITS: Final = 5

Index = QModelIndex | QPersistentModelIndex


class TermsModel(QAbstractTableModel):
    """A row a term, then the bias, the sum and the answer; weights and the bias can be typed over."""

    weight_edited = Signal(object, float)
    """The Link and its new value."""
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._view: NetworkView | None = None
        self._unit: Unit | None = None
        self._sum: UnitSum | None = None

    def show_sum(self, view: NetworkView, unit: Unit, total: UnitSum) -> None:
        """Show the sum of a unit."""
        same = self._unit == unit and self._sum is not None and len(self._sum.inputs) == len(total.inputs)
        if same:
            self._view, self._sum = view, total
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(COLUMNS) - 1))
            return
        self.beginResetModel()
        self._view, self._unit, self._sum = view, unit, total
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many terms there are, and three more."""
        return 0 if parent.isValid() or self._sum is None else len(self._sum.inputs) + 3

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Name the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole and section:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says; figures stand at the right."""
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column():
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        value = self._value(index.row(), index.column())
        if role == Qt.ItemDataRole.EditRole and isinstance(value, float):
            return repr(value)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            exact = role == Qt.ItemDataRole.ToolTipRole
            if isinstance(value, float):
                return repr(value) if exact else number_text(value, DIGITS)
            return value
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let weights be typed."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if self._link(index) is not None else flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Announce a weight that was typed, or say why it cannot be."""
        link = self._link(index)
        if role != Qt.ItemDataRole.EditRole or link is None:
            return False
        try:
            number = read_number(str(value), WEIGHTS, QLocale())
        except InputError as error:
            self.refused.emit(str(error))
            return False
        self.weight_edited.emit(link, number)
        return True

    def _link(self, index: Index) -> Link | None:
        """Return which weight a cell holds, if it holds one."""
        if self._sum is None or self._unit is None:
            return None
        terms = len(self._sum.inputs)
        if index.column() != WEIGHT or index.row() > terms:
            return None
        return Link(*self._unit, None if index.row() == terms else index.row())

    def _value(self, row: int, column: int) -> str | float:
        """Return what a cell holds: the terms, then bias, sum and answer."""
        view, unit, total = self._view, self._unit, self._sum
        if view is None or unit is None or total is None:
            return ""
        terms = len(total.inputs)
        if row < terms:
            source = view.name(Unit(unit.layer - 1, row))
            cells: tuple[str | float, ...] = (
                source,
                float(total.inputs[row]),
                float(total.weights[row]),
                float(total.products[row]),
            )
        else:
            cells = (
                ("bias", "", total.bias, total.bias),
                ("sum", "", "", total.total),
                (f"{view.subtitle(unit.layer)} of the sum", "", "", total.answer),
            )[row - terms]
        return cells[column]
