"""What is predicted and why, and what else could be, one click away."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from engine.base.words import shortened
from engine.data.roles import Roles
from engine.data.targets import LikelyTarget, likely_targets
from engine.table.table import Table
from gui.look.tips import plain_tip
from gui.widgets.flow_layout import FlowLayout

_OTHERS: Final = 2
_LONGEST: Final = 14


class TargetChoice(QWidget):
    """Names the target of a table, with a button for each of the next best columns in the line below.

    It hides where there is not one target, or where nothing else could be it.
    """

    target_chosen = Signal(str)
    """The name of the column that is to be the only target."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table: Table | None = None
        self._likely: list[LikelyTarget] = []
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setObjectName("target_reason")
        self._text.setProperty("role", "muted")
        self._or = QLabel("or predict")
        self._or.setContentsMargins(0, 3, 0, 0)  # in line with the words of the buttons
        self._or.setProperty("role", "muted")
        self._buttons = [self._make_button(number) for number in range(_OTHERS)]
        self._names = [""] * _OTHERS
        others = FlowLayout(spacing=4)
        for widget in (self._or, *self._buttons):
            others.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._text)
        layout.addLayout(others)

    def show_target(self, table: Table, roles: Roles) -> None:
        """Show which column of `table` is the target, and what the others are."""
        if table is not self._table:
            self._table, self._likely = table, likely_targets(table)
        others = [likely.name for likely in self._likely if likely.name not in roles.targets][:_OTHERS]
        self.setVisible(len(roles.targets) == 1 and bool(others))
        if len(roles.targets) == 1:
            name = roles.targets[0]
            why = f", {self._likely[0].why}" if self._likely and self._likely[0].name == name else ""
            self._text.setText(f"Target: {name}{why}.")
        self._names = others
        for number, button in enumerate(self._buttons):
            button.setVisible(number < len(others))
            if number < len(others):
                button.setText(shortened(others[number], _LONGEST).replace("&", "&&"))
                button.setToolTip(plain_tip(f"Predict {others[number]} instead"))

    def _make_button(self, number: int) -> QPushButton:
        button = QPushButton()
        button.setObjectName(f"other_target_{number}")
        button.setProperty("link", "true")
        button.clicked.connect(partial(self._on_clicked, number))
        return button

    def _on_clicked(self, number: int) -> None:
        self.target_chosen.emit(self._names[number])
