"""Details of layers: how all weights start, and what those of the selected layers cost."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QSizePolicy, QWidget

from engine.base.limits import LIMITS
from engine.network.initialisers import INITIALISERS
from engine.network.penalties import PENALTIES
from gui.widgets.number_edit import NumberEdit

EDITOR_HEIGHT: Final = 26


class LayerDetails(QWidget):
    """An editor for the initialiser, and one for each penalty of the selected layers."""

    initialiser_edited = Signal(str)
    penalty_edited = Signal(str, object)
    """The penalty's id and its strength for the selected layers, a float, or None for that of all layers."""
    problem_changed = Signal(str)
    """Why what is typed cannot be used; empty once it is put right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._initialiser = QComboBox()
        self._initialiser.setObjectName("initialiser")
        self._initialiser.setAccessibleName("How weights start")
        for row in INITIALISERS.values():
            self._initialiser.addItem(row.title, row.id)
            self._initialiser.setItemData(self._initialiser.count() - 1, row.tip, Qt.ItemDataRole.ToolTipRole)
        self._initialiser.activated.connect(
            lambda _index: self.initialiser_edited.emit(self._initialiser.currentData())
        )
        self._layers: list[int] = []
        self._which = QLabel()
        self._which.setObjectName("selected_layers")
        self._penalties = {penalty: self._penalty(penalty) for penalty in ("l2", "l1")}
        self._lay_out()

    def show_initialiser(self, initialiser: str) -> None:
        """Show which initialiser is chosen."""
        with QSignalBlocker(self._initialiser):
            self._initialiser.setCurrentIndex(self._initialiser.findData(initialiser))
        self._initialiser.setToolTip(INITIALISERS[initialiser].tip)

    def show_layers(self, layers: Sequence[int], strengths: Mapping[str, float | None]) -> None:
        """Show that these hidden layers, counted from 1, are selected, and how strong their penalties are."""
        if not layers:
            self._which.setText("No hidden layer")
        else:
            self._which.setText(f"Layer {layers[0]}" if len(layers) == 1 else f"{len(layers)} layers")
        for penalty, editor in self._penalties.items():
            editor.setEnabled(bool(layers))
            if list(layers) != self._layers:
                editor.clear()  # what cannot be used was meant for others
            editor.set_value(strengths[penalty])
        self._layers = list(layers)

    def _penalty(self, penalty: str) -> NumberEdit:
        title = PENALTIES[penalty].title
        editor = NumberEdit(LIMITS[penalty], optional=True, step="multiply", first=1e-4)
        editor.setObjectName(f"layer_{penalty}")
        editor.setAccessibleName(f"{title} penalty of the selected layers")
        editor.setPlaceholderText("as all")
        editor.setToolTip(
            f"{PENALTIES[penalty].tip} Empty: as much as in all layers, which the Training panel says."
        )
        editor.value_edited.connect(partial(self.penalty_edited.emit, penalty))
        editor.invalid.connect(self.problem_changed)
        editor.put_right.connect(partial(self.problem_changed.emit, ""))
        return editor

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        start = QLabel("Weights start")
        start.setBuddy(self._initialiser)
        start.setToolTip(
            "From which random numbers training begins. New weights draws others of the same kind."
        )
        grid.addWidget(start, 0, 0)
        grid.addWidget(self._initialiser, 0, 1, 1, 4)
        grid.addWidget(self._which, 1, 0)
        for column, (penalty, editor) in zip((1, 3), self._penalties.items(), strict=True):
            label = QLabel(PENALTIES[penalty].title)
            label.setBuddy(editor)
            label.setToolTip(editor.toolTip())
            grid.addWidget(label, 1, column)
            grid.addWidget(editor, 1, column + 1)
            grid.setColumnStretch(column + 1, 1)
        widgets: list[QWidget] = [self._initialiser, *self._penalties.values()]
        for widget in widgets:
            widget.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            widget.setMinimumWidth(60)
            widget.setFixedHeight(EDITOR_HEIGHT)
