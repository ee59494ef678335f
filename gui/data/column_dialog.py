"""One column of the table: what it is for, how it becomes numbers, and what is done about its gaps."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QListWidget,
    QVBoxLayout,
    QWidget,
)

from engine.base.errors import InputError
from engine.base.words import capitalised, counted, listed, with_unit
from engine.data.inputs import ENCODINGS, FILLS, Input, encoded, encodings_of, input_for
from engine.data.roles import INPUT, ROLES, Roles, SingleRole
from engine.table.table import Column, Table
from gui.columns.column_text import MOST_NAMED, column_text
from gui.data.words import PREPARING
from gui.widgets.message_bar import MessageBar


class ColumnDialog(QDialog):
    """Says what a column holds and lets a person change what is made of it; `roles` is the outcome."""

    def __init__(
        self,
        table: Table,
        roles: Roles,
        name: str,
        apply: Callable[[Roles, Callable[[str], None]], bool],
        parent: QWidget | None = None,
    ) -> None:
        """Show the column `name` of `table` in these `roles`; `apply` takes others, or raises InputError.

        Where it returns False, they are still being prepared: `end_waiting` or what it is called with says
        the end.
        """
        super().__init__(parent)
        self._apply = apply
        self._is_waiting = False
        self.setObjectName("column_dialog")
        self._table, self._before, self._column = table, roles, table.column(name)
        self.setWindowTitle(f"Column {with_unit(name, self._column.unit)}")
        known = {given.name: given for given in roles.inputs}
        self._given = known.get(name)
        self._role = _combo("column_role", "Used as")
        self._encoding = _combo("column_encoding", "Read")
        self._missing = _combo("column_missing", "Where it is missing")
        self._order = QListWidget()
        self._features = QLabel()
        self._features.setTextFormat(Qt.TextFormat.PlainText)
        self._problem = MessageBar()
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._fill()
        self._lay_out()
        self._role.currentIndexChanged.connect(self._show)
        self._encoding.currentIndexChanged.connect(self._on_encoding)
        self._missing.currentIndexChanged.connect(self._show)
        self._order.model().rowsMoved.connect(self._show)
        self._buttons.accepted.connect(self._accept)
        self._buttons.rejected.connect(self.reject)
        self._show()

    @property
    def roles(self) -> Roles:
        """The roles as they are chosen here; raises InputError where they cannot be."""
        role = self._role.currentData()
        roles = self._before
        if role != roles.role(self._column.name):
            roles = roles.assigned(self._table, self._column.name, role)
        given = self._chosen_input() if role == INPUT else None
        return roles if given is None else roles.with_input(given)

    def _chosen_input(self) -> Input | None:
        """Return the input as it is chosen; None where the column can be none."""
        if self._given is None:
            return None
        labels = self._given.labels
        if self._given.encoding == "ordinal":
            labels = tuple(self._order.item(row).text() for row in range(self._order.count()))
        return Input(self._column.name, self._given.encoding, labels, self._missing.currentData())

    def _fill(self) -> None:
        for role in ROLES.values():
            if isinstance(role, SingleRole) and self._column.kind not in role.kinds:
                continue
            self._role.addItem(role.title, role.id)
            self._role.setItemData(self._role.count() - 1, role.tip, Qt.ItemDataRole.ToolTipRole)
        self._role.setCurrentIndex(self._role.findData(self._before.role(self._column.name)))
        if self._given is None:
            self._given = _as_input(self._column)
        for row in encodings_of(self._column):
            self._encoding.addItem(row.title, row.id)
            self._encoding.setItemData(self._encoding.count() - 1, row.tip, Qt.ItemDataRole.ToolTipRole)
        if self._given is not None:
            self._encoding.setCurrentIndex(self._encoding.findData(self._given.encoding))
        self._fill_rest()

    def _fill_rest(self) -> None:
        """Offer the fills and show the labels that the chosen encoding has."""
        if self._given is None:
            return
        with QSignalBlocker(self._missing):
            self._missing.clear()
            for fill in ENCODINGS[self._given.encoding].fills:
                self._missing.addItem(FILLS[fill], fill)
            self._missing.setCurrentIndex(self._missing.findData(self._given.missing))
        self._order.clear()
        self._order.addItems(list(self._given.labels))

    def _on_encoding(self) -> None:
        if self._given is None:
            return
        try:
            self._given = encoded(self._given, self._column, self._encoding.currentData())
        except InputError as error:
            self._say(str(error))
            with QSignalBlocker(self._encoding):
                self._encoding.setCurrentIndex(self._encoding.findData(self._given.encoding))
            return
        self._fill_rest()
        self._show()

    def _lay_out(self) -> None:
        head = QLabel(column_text(self._column))
        head.setTextFormat(Qt.TextFormat.PlainText)
        head.setWordWrap(True)
        head.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._order.setObjectName("column_order")
        self._order.setAccessibleName("Order")
        self._order.setToolTip("Drag the values into their order, the least first.")
        self._order.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self._order.setMaximumHeight(120)
        self._features.setObjectName("column_features")
        self._features.setWordWrap(True)
        self._features.setProperty("role", "muted")
        self._problem.setObjectName("column_problem")
        self._buttons.setObjectName("column_buttons")
        self._form = QFormLayout()
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.addRow("Used as", self._role)
        self._form.addRow("Read", self._encoding)
        self._form.addRow("Order", self._order)
        self._form.addRow("Where it is missing", self._missing)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        column.addWidget(head)
        column.addLayout(self._form)
        column.addWidget(self._features)
        column.addWidget(self._problem)
        column.addStretch(1)
        column.addWidget(self._buttons)
        self.setMinimumWidth(400)

    def _show(self) -> None:
        """Show what goes with the role and the encoding, and what the network will read."""
        is_input = self._role.currentData() == INPUT and self._given is not None
        self._form.setRowVisible(self._encoding, is_input and self._encoding.count() > 1)
        self._form.setRowVisible(
            self._order, is_input and self._given is not None and self._given.encoding == "ordinal"
        )
        self._form.setRowVisible(self._missing, is_input)
        self._features.setVisible(is_input)
        try:
            given = self._chosen_input() if is_input else None
        except InputError as error:
            self._say(str(error))
            return
        self._problem.clear()
        if given is not None:
            inputs = counted(len(given.features), "input")
            names = [f"'{name}'" for name in given.features]  # there are commas in those of dates
            self._features.setText(f"The network reads {inputs}: {listed(names, MOST_NAMED)}.")

    def _accept(self) -> None:
        try:
            is_done = self.roles == self._before or self._apply(self.roles, self.show_problem)
        except InputError as error:
            self._say(str(error))
            return
        if is_done:
            self.accept()
        else:
            self._wait(is_waiting=True)
            self._problem.set_message("info", PREPARING)

    @Slot()
    def end_waiting(self) -> None:
        """Close, where that waits for rows that are prepared now."""
        if self._is_waiting:
            self.accept()

    def show_problem(self, sentence: str) -> None:
        """Say why the roles cannot be, and let the person choose others."""
        self._wait(is_waiting=False)
        self._say(sentence)

    def _wait(self, *, is_waiting: bool) -> None:
        self._is_waiting = is_waiting
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not is_waiting)

    def _say(self, sentence: str) -> None:
        self._problem.set_message("error", capitalised(sentence))


def _as_input(column: Column) -> Input | None:
    """Return what `column` would be as an input; None where it holds too many texts for one."""
    if column.kind == "category" and not column.labels:
        return None
    return input_for(column)


def _combo(name: str, accessible: str) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setAccessibleName(accessible)
    return combo
