"""The Network panel: the layer list with its buttons, and what the network amounts to."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QIcon, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.base.limits import LIMITS
from engine.base.words import capitalised
from engine.data.prepare import Prepared
from engine.network.choice import NetworkChoice
from engine.project.project import Project
from engine.training.run.request import Found
from gui.look.theme import ICONS, current_theme, icon
from gui.network.layer_delegate import LayerDelegate
from gui.network.layer_details import LayerDetails
from gui.network.layers import ACTIVATION, NAME, UNITS, LayerModel
from gui.widgets.message_bar import MessageBar
from gui.widgets.panel_area import reveal
from gui.widgets.quiet_table import make_quiet

ROW_HEIGHT: Final = 25
LEAST_ROWS: Final = 5
"""As many layers are in sight wherever the panel is, inputs and outputs among them."""


class NetworkPanel(QWidget):
    """Edits the hidden layers and the output activation; every edit is announced by `network_edited`.

    How weights start and what those of single layers cost is behind a button that says how much of it is set.
    """

    network_edited = Signal(object, str, str)
    """The new NetworkChoice, what was done, and a key by which quick edits of one number merge, or none."""
    more_toggled = Signal(bool)
    """Whether the person wants to see the details that are seldom needed."""
    network_wanted = Signal()
    """The person wants the network itself, where a linear model answers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make the panel; `show_project` fills it."""
        super().__init__(parent)
        self._model = LayerModel(self)
        self._selected_later: Sequence[int] | None = None
        self._table = self._make_table()
        self._actions = self._make_actions()
        self._parameters = QLabel()
        self._parameters.setObjectName("parameters_label")
        self._parameters.setProperty("role", "muted")
        self._parameters.setToolTip("How many numbers training has to find: every weight and every bias.")
        self._details = LayerDetails()
        self._details.hide()
        self._more = _make_more()
        self._message = MessageBar()
        self._warning = MessageBar()
        self._linear = MessageBar()
        self._linear.label.setObjectName("linear_model")
        self._linear.action.setObjectName("train_network_anyway")
        self._linear.action_clicked.connect(self.network_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 8)
        layout.setSpacing(6)
        layout.addWidget(self._table, 1000)
        layout.addWidget(self._message)
        layout.addLayout(self._make_buttons())
        layout.addWidget(self._details)
        layout.addWidget(self._linear)
        layout.addWidget(self._warning)
        layout.addStretch(1)
        self._model.network_edited.connect(self._on_edited)
        self._model.layers_moving.connect(self._select_later)
        self._model.refused.connect(self.show_problem)
        self._more.clicked.connect(self._toggle_more)
        self._details.initialiser_edited.connect(self._on_initialiser)
        self._details.penalty_edited.connect(self._on_penalty)
        self._details.problem_changed.connect(self.show_problem)
        self._follow_selection()
        self.show_more(more=False)

    def show_project(self, project: Project, prepared: Prepared) -> None:
        """Show the network of `project`, and judge its size against the rows it learns from."""
        sizes = project.sizes
        classes = len(project.data.roles.classes)
        self._model.show_network(project.network, sizes[0], sizes[-1], classes)
        self._message.clear()
        self._details.show_initialiser(project.network.initialiser)
        count_set = _count_set(project.network)
        self._more.setText(f"{count_set} set" if count_set else "")
        self._fit_height()
        if self._selected_later is not None:
            self._select(self._selected_later)
            self._selected_later = None
        count = project.build_network().parameters
        self._parameters.setText(f"{count:,} parameter" + ("" if count == 1 else "s"))
        if project.learns_by_heart(prepared):
            self._warning.set_message(
                "warning",
                f"At least as many parameters ({count:,}) as training rows ({prepared.train.count:,}): the "
                "network can learn the rows by heart and fail on new ones. Use fewer units, an L2 penalty "
                "or the recipe Auto.",
            )
        else:
            self._warning.clear()
        self._follow_selection()

    def show_linear(self, found: Found | None) -> None:
        """Say why a linear model answers in place of these layers, where a search has `found` one."""
        if found is None:
            self._linear.clear()
            return
        self._linear.set_message(
            "info",
            f"Linear model: in {found.folds}-fold cross-validation one predicts as well as these layers, so "
            "the network answers as it does.",
            "Train the network anyway",
        )

    def show_more(self, *, more: bool) -> None:
        """Show the details that are seldom needed, or hide them."""
        self._details.setVisible(more)
        self._more.setIcon(QIcon(str(ICONS / f"control_{'down' if more else 'right'}.svg")))
        self._more.setAccessibleDescription("shown" if more else "hidden")

    def _toggle_more(self) -> None:
        self.more_toggled.emit(self._details.isHidden())
        if not self._details.isHidden():
            reveal(self._details)

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("layer_table")
        table.setAccessibleName("Layers")
        table.setModel(self._model)
        table.setItemDelegate(LayerDelegate(table, self.show_problem))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        table.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        table.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        table.setDragDropOverwriteMode(False)
        table.setDropIndicatorShown(True)
        make_quiet(table, ROW_HEIGHT)
        table.setSizeAdjustPolicy(QAbstractItemView.SizeAdjustPolicy.AdjustToContents)
        header = table.horizontalHeader()
        header.setMinimumSectionSize(58)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(ACTIVATION, QHeaderView.ResizeMode.Stretch)
        table.clicked.connect(self._on_clicked)
        table.selectionModel().selectionChanged.connect(self._follow_selection)
        return table

    def _make_actions(self) -> dict[str, QAction]:
        actions = {}
        for name, icon_name, text, shortcut, slot in (
            ("add_layer", "add", "Add a layer below the selected one", "Ins", self.add_layer),
            ("remove_layer", "remove", "Remove the selected layers", "Del", self.remove_layers),
            (
                "duplicate_layer",
                "duplicate",
                "Duplicate the selected layers",
                "Ctrl+D",
                self.duplicate_layers,
            ),
            ("move_layer_up", "up", "Move the selected layers up", "Alt+Up", self.move_layers_up),
            ("move_layer_down", "down", "Move the selected layers down", "Alt+Down", self.move_layers_down),
        ):
            action = QAction(text, self)
            action.setShortcut(QKeySequence(shortcut))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.setToolTip(
                f"{text} ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})"
            )
            action.setProperty("icon_name", icon_name)
            action.triggered.connect(slot)
            self._table.addAction(action)
            actions[name] = action
        return actions

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        for name, action in self._actions.items():
            button = QToolButton()
            button.setDefaultAction(action)
            button.setObjectName(name)
            button.setProperty("compact", "true")
            button.setIconSize(QSize(16, 16))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            button.setAccessibleName(action.text())
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._parameters)
        row.addSpacing(2)
        row.addWidget(self._more)
        self.set_icons()
        return row

    def set_icons(self) -> None:
        """Tint the buttons for the theme now in use."""
        for action in self._actions.values():
            action.setIcon(icon(action.property("icon_name"), current_theme()))

    @property
    def actions_by_name(self) -> dict[str, QAction]:
        """The things the buttons do, by the buttons' names."""
        return dict(self._actions)

    def _fit_height(self) -> None:
        """Take the room of a few rows at least, and of all of them at most."""
        rows = self._model.rowCount()
        frame = 2 * self._table.frameWidth()
        header = self._table.horizontalHeader().sizeHint().height()
        self._table.setMinimumHeight(header + min(rows, LEAST_ROWS) * ROW_HEIGHT + frame)
        self._table.setMaximumHeight(header + rows * ROW_HEIGHT + frame)

    # What the buttons do.

    def add_layer(self) -> None:
        """Add a hidden layer below the selected ones, or as the last."""
        if len(self._model.network.hidden) >= LIMITS["hidden_layers"].high:
            self.show_problem(LIMITS["hidden_layers"].sentence)
            return
        rows = self._selected_rows()
        position = min(max(rows, default=self._model.rowCount()), len(self._model.network.hidden))
        self._edit(self._model.network.with_added(position), "add a layer", [position])

    def remove_layers(self) -> None:
        """Remove the selected hidden layers."""
        positions = self._positions()
        if positions:
            after = [min(positions[0], len(self._model.network.hidden) - len(positions) - 1)]
            network = self._model.network.without(positions)
            self._edit(network, f"remove {_layers(positions)}", after if network.hidden else [])

    def duplicate_layers(self) -> None:
        """Put copies of the selected hidden layers behind them."""
        positions = self._positions()
        if not positions:
            return
        if len(self._model.network.hidden) + len(positions) > LIMITS["hidden_layers"].high:
            self.show_problem(LIMITS["hidden_layers"].sentence)
            return
        end = positions[-1] + 1
        self._edit(
            self._model.network.with_duplicates(positions),
            f"duplicate {_layers(positions)}",
            range(end, end + len(positions)),
        )

    def move_layers_up(self) -> None:
        """Move the selected hidden layers one place towards the inputs."""
        positions = self._positions()
        if positions and positions[0] > 0:
            self._move(positions, positions[0] - 1, positions[0] - 1)

    def move_layers_down(self) -> None:
        """Move the selected hidden layers one place towards the outputs."""
        positions = self._positions()
        if positions and positions[-1] < len(self._model.network.hidden) - 1:
            self._move(positions, positions[-1] + 2, positions[-1] + 2 - len(positions))

    def _move(self, positions: list[int], before: int, first: int) -> None:
        network = self._model.network.with_moved(positions, before)
        self._edit(network, f"move {_layers(positions)}", range(first, first + len(positions)))

    def _edit(self, network: NetworkChoice, text: str, select: Sequence[int]) -> None:
        """Announce `network`, and have the hidden layers at `select` selected once it is shown."""
        if network == self._model.network:  # a layer moved past its equal
            self._select(select)
            return
        self._selected_later = select
        self.network_edited.emit(network, text, "")

    def _selected_rows(self) -> list[int]:
        return sorted({index.row() for index in self._table.selectionModel().selectedRows()})

    def _positions(self) -> list[int]:
        return self._model.hidden_positions(self._selected_rows())

    def _select(self, positions: Sequence[int]) -> None:
        selection = QItemSelection()
        for position in positions:
            index = self._model.index(position + 1, NAME)
            selection.select(index, index)
        flags = QItemSelectionModel.SelectionFlag
        model = self._table.selectionModel()
        if positions:
            model.setCurrentIndex(self._model.index(positions[0] + 1, UNITS), flags.NoUpdate)
        model.select(selection, flags.ClearAndSelect | flags.Rows)

    def _follow_selection(self) -> None:
        """Offer what can be done with the selected layers, and show what their weights cost."""
        positions = self._positions()
        self._details.show_layers(
            [position + 1 for position in positions],
            {name: self._of_selected(name) for name in ("l1", "l2")},
        )
        self._enable_actions(positions)

    def _of_selected(self, field: str) -> float | None:
        """Return what the selected layers say of `field` themselves; None where nothing, or they differ."""
        values = {getattr(self._model.network.hidden[position], field) for position in self._positions()}
        return values.pop() if len(values) == 1 else None

    def _enable_actions(self, positions: Sequence[int]) -> None:
        last = len(self._model.network.hidden) - 1
        self._actions["remove_layer"].setEnabled(bool(positions))
        self._actions["duplicate_layer"].setEnabled(bool(positions))
        self._actions["move_layer_up"].setEnabled(bool(positions) and positions[0] > 0)
        self._actions["move_layer_down"].setEnabled(bool(positions) and positions[-1] < last)

    def _on_clicked(self, index: QModelIndex) -> None:
        # One click opens the list of activations, as in any combo box; selecting several rows does not.
        # Qt warns where there is nothing to edit, or an editor is open already.
        editable = index.flags() & Qt.ItemFlag.ItemIsEditable
        editing = self._table.isPersistentEditorOpen(index)
        if index.column() == ACTIVATION and editable and not editing and len(self._selected_rows()) == 1:
            self._table.edit(index)

    def _select_later(self, positions: list[int]) -> None:
        self._selected_later = positions

    def _on_edited(self, network: NetworkChoice, text: str) -> None:
        self._message.clear()
        self.network_edited.emit(network, text, "")

    def _on_initialiser(self, initialiser: str) -> None:
        network = replace(self._model.network, initialiser=initialiser)
        if network != self._model.network:
            self.network_edited.emit(network, "change how weights start", "")

    def _on_penalty(self, penalty: str, strength: float | None) -> None:
        positions, network = self._positions(), self._model.network
        change: dict[str, Any] = {penalty: strength}
        for position in positions:
            network = network.with_layer(position, replace(network.hidden[position], **change))
        if network != self._model.network:
            which = f"change {penalty.upper()} of {_layers(positions)}"
            self.network_edited.emit(network, which, f"{penalty} {positions}")

    def show_problem(self, sentence: str) -> None:
        """Say why an edit could not be made."""
        self._selected_later = None
        self._message.set_message("error", capitalised(sentence))


def _layers(positions: Sequence[int]) -> str:
    return "a layer" if len(positions) == 1 else f"{len(positions)} layers"


def _count_set(network: NetworkChoice) -> int:
    """Return how many of the details are not as usual: the start, and layers with penalties of their own."""
    own = [layer for layer in network.hidden if layer.l1 is not None or layer.l2 is not None]
    return len(own) + (network.initialiser != NetworkChoice(()).initialiser)


def _make_more() -> QToolButton:
    """Return the button that shows and hides the details."""
    more = QToolButton()
    more.setObjectName("layer_details")
    more.setProperty("compact", "true")
    more.setIconSize(QSize(12, 12))
    more.setAccessibleName("More about layers")
    more.setToolTip("How weights start, and penalties of single layers.")
    more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow behind its text
    more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return more
