"""How single columns are read: two lists, one of the columns and one of what the chosen one can be."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QObject, QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QComboBox

from engine.reading.choice import READ_AS, way_text

_COLUMN_TIP: Final = "Which column the next line is about. A click on a column's head chooses it, too."
_WAY_TIP: Final = "What the cells of this column are; what is said here goes before what they look like."


class ColumnWays(QObject):
    """Holds for each column what was chosen of it; `changed` tells that it is another way."""

    changed = Signal()

    def __init__(self, chosen: Sequence[tuple[str, str]], parent: QObject) -> None:
        super().__init__(parent)
        self._chosen = dict(chosen)
        self._kinds: dict[str, str] = {}
        self.columns, self.ways = QComboBox(), QComboBox()
        for combo, name, label, tip in (
            (self.columns, "read_column", "Column", _COLUMN_TIP),
            (self.ways, "read_as", "Column is read as", _WAY_TIP),
        ):
            combo.setObjectName(name)
            combo.setAccessibleName(label)
            combo.setToolTip(tip)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.ways.addItem("", None)
        for way in READ_AS:
            self.ways.addItem(way_text(way), way)
        self.columns.currentIndexChanged.connect(self._show_way)
        self.ways.currentIndexChanged.connect(self._take_way)

    @property
    def chosen(self) -> tuple[tuple[str, str], ...] | None:
        """Return columns and the ways chosen for them, None where nothing was."""
        return tuple(self._chosen.items()) or None

    def show_columns(self, names: Sequence[str], kinds: Sequence[str]) -> None:
        """Show other columns and what they are of, and stay at the one that was looked at."""
        self._kinds = dict(zip(names, kinds, strict=True))
        current = self.columns.currentText()
        with QSignalBlocker(self.columns):
            self.columns.clear()
            self.columns.addItems(names)
            self.columns.setCurrentIndex(max(self.columns.findText(current), 0))
        self._show_way()

    @Slot(int)
    def select(self, column: int) -> None:
        """Go to a column."""
        self.columns.setCurrentIndex(column)

    @Slot()
    def _show_way(self) -> None:
        name = self.columns.currentText()
        with QSignalBlocker(self.ways):
            self.ways.setCurrentIndex(self.ways.findData(self._chosen.get(name)))
        guessed = self._kinds.get(name, "")
        self.ways.setItemText(0, "as it looks" if name in self._chosen else f"{guessed} (guessed)")

    @Slot()
    def _take_way(self) -> None:
        name, way = self.columns.currentText(), self.ways.currentData()
        self._chosen.pop(name, None)
        if way:
            self._chosen[name] = way
        self.changed.emit()
