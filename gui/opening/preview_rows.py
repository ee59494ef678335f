"""The beginning of a file, as it would be read, as a Qt table model."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QFont

from engine.base.words import capitalised
from engine.reading.preview import Preview
from gui.look.theme import current_theme

Index = QModelIndex | QPersistentModelIndex

_NOWHERE = QModelIndex()


class PreviewModel(QAbstractTableModel):
    """The cells as they stand in the file, under the names and kinds that their columns would have."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preview: Preview | None = None

    def show_preview(self, preview: Preview | None) -> None:
        """Show another beginning, or nothing."""
        self.beginResetModel()
        self._preview = preview
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Count the rows at hand."""
        return 0 if parent.isValid() or self._preview is None else len(self._preview.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Count the columns."""
        return 0 if parent.isValid() or self._preview is None else len(self._preview.names)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Name the columns and what they hold, and the lines of the rows."""
        preview = self._preview
        if preview is None or role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return f"{preview.lines[section]:,}"
        unit = preview.units[section]
        return f"{preview.names[section]}\n{preview.kinds[section]}{f', {unit}' if unit else ''}"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Show a cell, and mark it where it does not suit its column."""
        preview = self._preview
        if preview is None or not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return preview.rows[row][column]
        is_bad = (row, column) in preview.bad
        if role == Qt.ItemDataRole.ForegroundRole and is_bad:
            return QBrush(QColor(current_theme().error))
        if role == Qt.ItemDataRole.FontRole and is_bad:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.ToolTipRole and is_bad:
            place = capitalised(preview.place)
            return (
                f"{place} {preview.lines[row]:,}: this is no {preview.kinds[column]}; it counts as missing."
            )
        if role == Qt.ItemDataRole.TextAlignmentRole and preview.kinds[column] == "number":
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None
