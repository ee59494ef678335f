"""How the rows are shared out: the way, the shares, a column where the way needs one, and the strip."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.base.errors import InputError
from engine.data.prepare import Prepared
from engine.data.split import SPLIT_METHODS, Split, can_group, can_order
from engine.table.table import Table
from gui.data.split_strip import LEFT_OUT, TEST, TRAIN, VALIDATION, SplitStrip
from gui.look.theme import current_theme, icon, set_state

BY_CHANCE = ("shuffled", "stratified", "group")
"""The ways that a seed decides about."""

AS_THEY_STAND = "as they stand"


class SplitEditor(QWidget):
    """Edits a split; it shows what it is told, and announces what a person would rather have.

    Its `strip` may be put where it is always seen.
    """

    split_edited = Signal(object)
    seed_wanted = Signal()
    """The rows are to be dealt anew."""
    rows_wanted = Signal()
    """The person wants to choose a file of test rows."""
    problem_changed = Signal(str)
    """Why what is typed or chosen cannot be used; empty once it is put right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make the editors; `show_split` fills them."""
        super().__init__(parent)
        self._shown = Split()
        self._typed = ""
        self._groupings: list[str] = []
        self._prepared: Prepared | None = None
        self._method = self._make_method()
        self._shares = self._make_shares()
        self._again = QToolButton()
        self._again.setObjectName("deal_again")
        self._again.setProperty("compact", "true")
        self._again.setAccessibleName("Deal the rows anew")
        self._column_row = QWidget()
        self._column_label = QLabel()
        self._column = QComboBox()
        self._column.setObjectName("split_column")
        self._column.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._file = QPushButton("Choose a file of row numbers…")
        self._file.setObjectName("test_rows_file")
        self._file.setToolTip(
            "A text file with the number of a test row on each line. The first row is 0: each number is one "
            "less than under Table."
        )
        self.strip = SplitStrip()
        self._lay_out()
        self.set_icons()
        self._method.activated.connect(self._on_method)
        self._column.activated.connect(self._on_column)
        self._shares.textEdited.connect(self._judge_shares)
        self._shares.editingFinished.connect(self._on_shares)
        self._again.clicked.connect(self.seed_wanted)
        self._file.clicked.connect(self.rows_wanted)

    def show_split(self, split: Split, table: Table, prepared: Prepared, seed: int, *, drawn: bool) -> None:
        """Show the `split` and what became of the rows of `table`, `drawn` for a problem or not."""
        self._shown = split
        if split.text != self._typed:
            self._typed = split.text
            self._shares.setText(split.text)
        self._again.setVisible(split.method in BY_CHANCE)
        self._again.setToolTip(
            f"Deal the rows anew, by another seed than {seed}. It can be typed under Training."
        )
        if prepared is not self._prepared:
            self._prepared = prepared
            self._show_rows(table, prepared)
            self._offer_groupings(table, prepared)
        self._fill_columns(split, table, drawn=drawn)
        self.show_choices()
        self._judge_shares()

    def show_choices(self) -> None:
        """Show what is chosen, as after a choice that could not be made."""
        self._choose(self._method, self._shown.method)
        self._method.setToolTip(SPLIT_METHODS[self._shown.method].tip)
        self._choose(self._column, self._shown.group if self._shown.method == "group" else self._shown.order)
        self._show_fields(self._shown.method)

    def set_icons(self) -> None:
        """Draw icons in the colours of the theme."""
        self._again.setIcon(icon("new_weights", current_theme()))

    def _make_method(self) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName("split_method")
        combo.setAccessibleName("How rows are split")
        combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for row in SPLIT_METHODS.values():
            combo.addItem(row.title, row.id)
            combo.setItemData(combo.count() - 1, row.tip, Qt.ItemDataRole.ToolTipRole)
        return combo

    def _make_shares(self) -> QLineEdit:
        editor = QLineEdit()
        editor.setObjectName("split")
        editor.setAccessibleName("Split")
        editor.setFixedWidth(84)
        editor.setToolTip(
            "Shares of the rows in percent: training / validation / test. The network learns from the "
            "training rows and is judged on the test rows."
        )
        return editor

    def _lay_out(self) -> None:
        label = QLabel("Split")
        label.setBuddy(self._method)
        self._percent = QLabel("%")
        self._percent.setBuddy(self._shares)
        row = QHBoxLayout()
        row.setSpacing(6)
        for widget in (label, self._method, self._shares, self._percent, self._again):
            row.addWidget(widget)
        column_row = QHBoxLayout(self._column_row)
        column_row.setContentsMargins(0, 0, 0, 0)
        column_row.setSpacing(8)
        self._column_label.setBuddy(self._column)
        column_row.addWidget(self._column_label)
        column_row.addWidget(self._column, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self._column_row)
        layout.addWidget(self._file)

    def _show_fields(self, method: str) -> None:
        """Show the fields that this way to split has."""
        by_rows = method == "rows"
        for widget in (self._shares, self._percent):
            widget.setVisible(not by_rows)
        self._file.setVisible(by_rows)
        self._column_row.setVisible(method in ("group", "in_order") and self._column.count() > 0)

    def _offer_groupings(self, table: Table, prepared: Prepared) -> None:
        """Let rows be grouped only where some belong together, texts saying so sooner than numbers.

        What is to be answered is not offered: the test would ask for nothing that was trained on.
        """
        columns = sorted(filter(can_group, table.columns), key=lambda column: column.kind == "number")
        columns = [column for column in columns if column.name not in prepared.roles.targets]
        self._groupings = [column.name for column in columns]
        model = self._method.model()
        assert isinstance(model, QStandardItemModel)
        model.item(self._method.findData("group")).setEnabled(bool(columns))

    def _fill_columns(self, split: Split, table: Table, *, drawn: bool) -> None:
        """Offer the columns to group by or to order by; rows that were drawn at random have no order."""
        self._column.clear()
        if split.method == "group":
            self._say_column("Group by", "Rows with the same value in this column are in one share.")
            for name in self._groupings:
                self._column.addItem(name, name)
        elif split.method == "in_order" and not drawn:
            self._say_column("Order by", "Rows that are lowest or earliest in this column train.")
            self._column.addItem(AS_THEY_STAND, "")
            for column in filter(can_order, table.columns):
                self._column.addItem(column.name, column.name)

    def _say_column(self, text: str, tip: str) -> None:
        self._column_label.setText(text)
        self._column.setAccessibleName(text)
        self._column.setToolTip(tip)

    def _choose(self, combo: QComboBox, data: str) -> None:
        with QSignalBlocker(combo):
            combo.setCurrentIndex(combo.findData(data))

    def _show_rows(self, table: Table, prepared: Prepared) -> None:
        shares = np.full(table.rows, LEFT_OUT, dtype=np.uint8)
        for share, rows in (
            (TRAIN, prepared.train),
            (VALIDATION, prepared.validation),
            (TEST, prepared.test),
        ):
            shares[rows.numbers] = share
        self.strip.show_shares(shares)

    def _on_method(self, _index: int) -> None:
        method = self._method.currentData()
        if method == "rows" and not self._shown.test_rows:
            self._show_fields(method)  # which rows, the file is to say
            return
        split = replace(self._shown, method=method)
        if method == "group" and not split.group:
            split = replace(split, group=self._groupings[0])
        self._show_fields(method)
        self.split_edited.emit(split)

    def _on_column(self, _index: int) -> None:
        field = "group" if self._shown.method == "group" else "order"
        self.split_edited.emit(replace(self._shown, **{field: self._column.currentData()}))

    def _on_shares(self) -> None:
        split = self._judge_shares()
        if split is not None:
            self._typed = split.text
            self.split_edited.emit(split)

    def _judge_shares(self) -> Split | None:
        """Mark what is typed where it cannot be used, until it is put right; return it where it can."""
        try:
            split = self._shown.with_shares(self._shares.text())
        except InputError as error:
            self._mark_shares(str(error))
            return None
        self._mark_shares("")
        return split

    def _mark_shares(self, problem: str) -> None:
        set_state(self._shares, "invalid", bool(problem) and "true")
        self._shares.setAccessibleDescription(problem)
        self.problem_changed.emit(problem)
