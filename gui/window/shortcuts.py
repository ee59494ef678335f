"""The list of everything a person can do and the keys for it."""

import re
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

_HEADERS: Final = ("What", "Keys", "More about it")


class ShortcutsDialog(QDialog):
    """A table of actions with their keys and tips, which can be searched."""

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        """List `actions` in their order."""
        super().__init__(parent)
        self.setObjectName("shortcuts")
        self.setWindowTitle("Keyboard shortcuts")
        rows = [_row(action) for action in actions if not action.isSeparator() and action.text()]
        self._table = self._make_table(rows)
        self._search = QLineEdit(self)
        self._search.setObjectName("search_shortcuts")
        self._search.setPlaceholderText("Search")
        self._search.setAccessibleName("Search the shortcuts")
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._filter)
        close = QPushButton("Close", self)
        close.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addWidget(self._search)
        column.addWidget(self._table, 1)
        column.addLayout(buttons)
        self.resize(900, 560)
        self._search.setFocus()

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """What is listed now: (what, keys, more about it), without the rows the search leaves out."""
        visible = [row for row in range(self._table.rowCount()) if not self._table.isRowHidden(row)]
        return [(self._cell(row, 0), self._cell(row, 1), self._cell(row, 2)) for row in visible]

    def _cell(self, row: int, column: int) -> str:
        item = self._table.item(row, column)
        return item.text() if item is not None else ""

    def _make_table(self, rows: Sequence[tuple[str, str, str]]) -> QTableWidget:
        table = QTableWidget(len(rows), len(_HEADERS), self)
        table.setObjectName("shortcut_table")
        table.setAccessibleName("Keyboard shortcuts")
        table.setHorizontalHeaderLabels(_HEADERS)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        for number, texts in enumerate(rows):
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                table.setItem(number, column, item)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        return table

    def _filter(self, wanted: str) -> None:
        """Show the rows that hold every typed word."""
        words = wanted.casefold().split()
        for row in range(self._table.rowCount()):
            text = " ".join(self._cell(row, column) for column in range(len(_HEADERS))).casefold()
            self._table.setRowHidden(row, not all(word in text for word in words))


def _row(action: QAction) -> tuple[str, str, str]:
    name = action.iconText().rstrip("…")
    keys = " or ".join(
        key.toString(QKeySequence.SequenceFormat.NativeText)
        for key in action.shortcuts()
        if not key.isEmpty()
    )
    # Where the tip ends in the keys, as for a button, they are said in their own column.
    tip = re.sub(r" \([^()]*\)$", "", action.statusTip() or action.toolTip())
    # Without a tip of its own, Qt makes one out of the text.
    return name, keys, "" if tip.rstrip("…") == name else tip
