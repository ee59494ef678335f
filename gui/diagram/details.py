"""One unit close up: its activation, and the sum that it makes of the inputs in Predict."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from engine.insight.unit_sum import UnitSum
from gui.diagram.curve import ActivationCurve
from gui.diagram.terms import TermsModel
from gui.diagram.view import NetworkView, Unit
from gui.look.numbers import percent_text
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.quiet_table import make_quiet

ROW_HEIGHT: Final = 21
HEIGHT: Final = 190
FOR_INPUTS: Final = "for the inputs in Predict"


class UnitDetails(QWidget):
    """Shows one unit at a time; `weight_edited` carries a Link and the value typed for it."""

    weight_edited = Signal(object, float)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("unit_details")
        self._title = QLabel()
        self._title.setProperty("role", "header")
        self._title.setObjectName("unit_title")
        self._note = ElidedLabel()
        self._note.setProperty("role", "muted")
        self._note.setObjectName("unit_note")
        self._curve = ActivationCurve()
        self._model = TermsModel()
        self._model.setParent(self)
        self._table = self._make_table()
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._title)
        head.addWidget(self._note, 1)
        body = QHBoxLayout()
        body.setSpacing(8)
        body.addWidget(self._curve)
        body.addWidget(self._table, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 6)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addLayout(body, 1)
        self.setFixedHeight(HEIGHT)
        self._model.weight_edited.connect(self.weight_edited)
        self._model.refused.connect(self.refused)

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("unit_terms")
        table.setAccessibleName("What the unit adds up")
        table.setToolTip("The sum of this unit, term by term; double-click a weight or the bias to change it")
        table.setModel(self._model)
        make_quiet(table, ROW_HEIGHT)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return table

    def show_unit(self, view: NetworkView, unit: Unit, total: UnitSum | None) -> None:
        """Show a unit; without a `total` for an input, or because what is typed in Predict cannot be used."""
        self._title.setText(view.name(unit))
        share = float(view.shares[unit.layer][unit.number])
        fires = f"above 0 on {percent_text(share)} of the training rows" if view.is_hidden(unit) else ""
        if unit.layer == 0:
            fires = "an input, standardised: its mean is 0 and its standard deviation 1 on the training rows"
        parts = [view.subtitle(unit.layer), fires, FOR_INPUTS if total is not None else ""]
        self._note.setText(" · ".join(part for part in parts if part))
        self._table.setVisible(total is not None)
        self._curve.setVisible(total is not None)
        if total is not None:
            self._model.show_sum(view, unit, total)
            self._curve.show_sum(view, unit, total)
