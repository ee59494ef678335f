"""The layer list as a Qt table model: a thin adapter over a NetworkChoice."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QPalette

from engine.base.errors import InputError
from engine.base.limits import LIMITS
from engine.network.activations import ACTIVATIONS
from engine.network.choice import NetworkChoice

Index = QModelIndex | QPersistentModelIndex

NAME: Final = 0
UNITS: Final = 1
ACTIVATION: Final = 2
DROPOUT: Final = 3
_HEADERS: Final = ("Layer", "Units", "Activation", "Dropout")
_NUMBERS: Final = {UNITS: "units", DROPOUT: "dropout"}
"""The fields of a Layer that are numbers, and the rows of LIMITS, by column."""
_MIME: Final = "application/x-layerbench-layers"
_NOWHERE: Final = QModelIndex()
_DROPOUT_TIP: Final = (
    "The share of a layer's units that are left out in each step of training, others every time, so that "
    "none can rely on another: helps where a network learns rows by heart. 0: off; begin with 0.2. Not for "
    "methods that solve for all weights together."
)
_CLASSES_TIPS: Final = {
    "sigmoid": "Two classes need one output: its sigmoid is the probability of the second class, and what is "
    "left to 1 that of the first.",
    "softmax": "One output for each class. Softmax makes probabilities of them: all above 0, together 1.",
}


class LayerModel(QAbstractTableModel):
    """One row a layer: the inputs first, the outputs last, both following the data.

    EditRole is the number of units (an int), the activation's id or the share dropped (a float). An edit
    changes nothing here: it is announced by `network_edited`, and comes back through `show_network`.
    `refused` says why an edit was not.
    """

    network_edited = Signal(object, str)
    layers_moving = Signal(list)
    """Where dragged hidden layers will be, counted from 0; the edit itself is announced next."""
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._network = NetworkChoice(())
        self._inputs = self._outputs = 1
        self._classes = 0

    @property
    def network(self) -> NetworkChoice:
        """The network as it was last shown."""
        return self._network

    def show_network(self, network: NetworkChoice, inputs: int, outputs: int, classes: int = 0) -> None:
        """Show another network between so many inputs and outputs, which tell so many classes if any."""
        same_rows = len(network.hidden) == len(self._network.hidden)
        if not same_rows:
            self.beginResetModel()
        self._network, self._inputs, self._outputs, self._classes = network, inputs, outputs, classes
        if same_rows:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, DROPOUT))
        else:
            self.endResetModel()

    def hidden_positions(self, rows: Sequence[int]) -> list[int]:
        """Which hidden layers, counted from 0, are among table `rows`."""
        return sorted(row - 1 for row in set(rows) if 0 < row < self.rowCount() - 1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Inputs, hidden layers, outputs."""
        return 0 if parent.isValid() else len(self._network.hidden) + 2

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Name, units, activation, dropout."""
        return 0 if parent.isValid() else len(_HEADERS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Name the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADERS[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section in _NUMBERS else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let numbers of hidden layers and all activations be edited, and hidden layers be dragged.

        What makes probabilities of the outputs for classes is no choice.
        """
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        row, last = index.row(), self.rowCount() - 1
        if 0 < row < last:
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        chosen = 0 < row < last or (row == last and not self._classes)
        if (index.column() in _NUMBERS and 0 < row < last) or (index.column() == ACTIVATION and chosen):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Say what a cell shows, edits, and explains."""
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            if column == NAME:
                return self._name(row)
            if column == UNITS:
                units = self._units(row)
                return units if role == Qt.ItemDataRole.EditRole else f"{units:,}"
            if column == DROPOUT:
                dropout = self._dropout(row)
                return dropout if role == Qt.ItemDataRole.EditRole or dropout is None else f"{dropout:g}"
            name = self._activation(row)
            is_plain = role == Qt.ItemDataRole.EditRole or name not in ACTIVATIONS
            return name if is_plain else ACTIVATIONS[name].title
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(row, column)
        if role == Qt.ItemDataRole.ForegroundRole and column == DROPOUT and not self._dropout(row):
            return QGuiApplication.palette().color(QPalette.ColorRole.PlaceholderText)
        if role == Qt.ItemDataRole.TextAlignmentRole and column in _NUMBERS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Announce the network with another number of units, activation or share dropped."""
        if role != Qt.ItemDataRole.EditRole or not self.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return False
        try:
            network, text = self._edited(index.row(), index.column(), value)
        except InputError as error:
            self.refused.emit(str(error))
            return False
        if network != self._network:
            self.network_edited.emit(network, text)
        return True

    def _edited(self, row: int, column: int, value: Any) -> tuple[NetworkChoice, str]:
        if row == self.rowCount() - 1:
            network = replace(self._network, output_activation=str(value))
            return network, "change the output activation"
        layer = self._network.hidden[row - 1]
        if column in _NUMBERS:
            field = _NUMBERS[column]
            number: Any = {field: LIMITS[field].parse(str(value))}
            return (
                self._network.with_layer(row - 1, replace(layer, **number)),
                f"change {field} of layer {row}",
            )
        return (
            self._network.with_layer(row - 1, replace(layer, activation=str(value))),
            f"change activation of layer {row}",
        )

    def supportedDropActions(self) -> Qt.DropAction:
        """Layers are moved, not copied."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """Layers can be dropped only on a list of layers."""
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Pack which hidden layers are dragged."""
        data = QMimeData()
        positions = self.hidden_positions([index.row() for index in indexes])
        data.setData(_MIME, QByteArray(json.dumps(positions).encode()))
        return data

    def dropMimeData(
        self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, parent: Index
    ) -> bool:
        """Announce the network with the dragged layers moved.

        Returns False always: True would tell the view to remove the rows it dragged.
        """
        positions = json.loads(bytes(data.data(_MIME).data()))
        target = row if row >= 0 else parent.row() if parent.isValid() else self.rowCount() - 1
        before = min(max(target - 1, 0), len(self._network.hidden))
        network = self._network.with_moved(positions, before)
        if network != self._network:
            first = before - sum(position < before for position in positions)
            self.layers_moving.emit(list(range(first, first + len(positions))))
            self.network_edited.emit(network, "move layers")
        return False

    def _name(self, row: int) -> str:
        if row == 0:
            return "inputs"
        return "outputs" if row == self.rowCount() - 1 else str(row)

    def _units(self, row: int) -> int:
        if row == 0:
            return self._inputs
        return self._outputs if row == self.rowCount() - 1 else self._network.hidden[row - 1].units

    def _dropout(self, row: int) -> float | None:
        """The share dropped of a hidden layer; None where there is none to drop."""
        return self._network.hidden[row - 1].dropout if 0 < row < self.rowCount() - 1 else None

    def _activation(self, row: int) -> str:
        if row == 0:
            return ""
        if row == self.rowCount() - 1:
            return self._probabilities or self._network.output_activation
        return self._network.hidden[row - 1].activation

    @property
    def _probabilities(self) -> str:
        """What makes probabilities of the outputs; empty where the targets are numbers."""
        if not self._classes:
            return ""
        return "sigmoid" if self._classes == 2 else "softmax"

    def _tip(self, row: int, column: int) -> str:
        last = self.rowCount() - 1
        if row == last and self._classes:
            return _CLASSES_TIPS[self._probabilities]
        if column == ACTIVATION and row > 0:
            return ACTIVATIONS[self._activation(row)].tip
        if column == DROPOUT:
            return _DROPOUT_TIP
        if row in (0, last):
            what = "an input" if row == 0 else "a target"
            return f"One for each column chosen as {what} in the Data panel."
        return "How many units this layer has. Double-click or type to change; drag a row to move it."
