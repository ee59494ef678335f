"""What a cell of the layer list is edited with, in place."""

from collections.abc import Callable

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, Qt, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QComboBox,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from engine.base.limits import LIMITS
from engine.network.activations import ACTIVATIONS
from gui.look.theme import current_theme, icon
from gui.network.layers import ACTIVATION, DROPOUT, UNITS
from gui.widgets.number_edit import NumberEdit, Step

Index = QModelIndex | QPersistentModelIndex


class LayerDelegate(QStyledItemDelegate):
    """Edits units and dropout with a number editor and activations with a combo box, in place."""

    def __init__(self, parent: QWidget, refuse: Callable[[str], None]) -> None:
        """`refuse` is told why a number could not be taken."""
        super().__init__(parent)
        self._refuse = refuse

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Make the editor of a cell."""
        if index.column() == UNITS:
            return _number_edit(parent, "units", "Units", "add")
        if index.column() == DROPOUT:
            return _number_edit(parent, "dropout", "Dropout", "tenths")
        if index.column() == ACTIVATION:
            combo = QComboBox(parent)
            combo.setAccessibleName("Activation")
            for row in ACTIVATIONS.values():
                combo.addItem(row.title, row.id)
                combo.setItemData(combo.count() - 1, row.tip, Qt.ItemDataRole.ToolTipRole)
            combo.activated.connect(self._commit_combo)
            QTimer.singleShot(0, combo, combo.showPopup)
            return combo
        return super().createEditor(parent, option, index)

    def _commit_combo(self) -> None:
        combo = self.sender()
        assert isinstance(combo, QComboBox)
        self.commitData.emit(combo)
        self.closeEditor.emit(combo, QAbstractItemDelegate.EndEditHint.NoHint)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the cell's value in its editor, unless it is being edited."""
        value = index.data(Qt.ItemDataRole.EditRole)
        if isinstance(editor, NumberEdit):
            if editor.value != value:
                editor.set_value(value)
                editor.selectAll()
        elif isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(value))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Hand the value over; text that is no such number is refused in words, not clamped."""
        if isinstance(editor, NumberEdit):
            editor.apply()
            if editor.problem:
                self._refuse(f"{editor.problem}; it is still {index.data(Qt.ItemDataRole.EditRole):,}")
            else:
                model.setData(index, editor.value)
        elif isinstance(editor, QComboBox):
            model.setData(index, editor.currentData())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the cell, and an arrow where a list of choices opens."""
        super().paint(painter, option, index)
        if index.column() == ACTIVATION and index.flags() & Qt.ItemFlag.ItemIsEditable:
            area: QRect = option.rect
            square = QRect(area.right() - 20, area.center().y() - 5, 11, 11)
            icon("control_down", current_theme()).paint(painter, square)


def _number_edit(parent: QWidget, field: str, title: str, step: Step) -> NumberEdit:
    editor = NumberEdit(LIMITS[field], parent, step=step)
    editor.setAccessibleName(title)
    return editor
