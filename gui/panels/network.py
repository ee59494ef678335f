"""The Network panel: the layer list with its buttons, and what the network amounts to."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAction, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.limits import LIMITS
from engine.model.activations import ACTIVATIONS
from engine.project import NetworkChoice, Project
from gui.models.layers import ACTIVATION, NAME, UNITS, LayerModel
from gui.theme import current_theme, icon
from gui.widgets.message_bar import MessageBar
from gui.widgets.number_edit import NumberEdit
from gui.widgets.quiet_table import make_quiet

Index = QModelIndex | QPersistentModelIndex

ROW_HEIGHT: Final = 25


class NetworkPanel(QWidget):
    """Edits the hidden layers and the output activation; every edit is announced by `network_edited`."""

    network_edited = Signal(object, str)

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
        self._message = MessageBar()
        self._warning = MessageBar()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 8)
        layout.setSpacing(6)
        layout.addWidget(self._table)
        layout.addWidget(self._message)
        layout.addLayout(self._make_buttons())
        layout.addWidget(self._warning)
        layout.addStretch(1)
        self._model.network_edited.connect(self._on_edited)
        self._model.layers_moving.connect(self._select_later)
        self._model.refused.connect(self.show_problem)
        self._enable_actions()

    def show_project(self, project: Project, training_rows: int) -> None:
        """Show the network of `project`, and judge its size against the rows it learns from."""
        sizes = project.sizes
        self._model.show_network(project.network, sizes[0], sizes[-1])
        self._message.clear()
        self._fit_height()
        if self._selected_later is not None:
            self._select(self._selected_later)
            self._selected_later = None
        count = project.build_network().parameters
        self._parameters.setText(f"{count:,} parameter" + ("" if count == 1 else "s"))
        if count >= training_rows:
            self._warning.set_message(
                "warning",
                f"At least as many parameters ({count:,}) as training rows ({training_rows:,}): the network "
                "can learn the rows by heart and fail on new ones. Use fewer units or more rows.",
            )
        else:
            self._warning.clear()
        self._enable_actions()

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("layer_table")
        table.setAccessibleName("Layers")
        table.setModel(self._model)
        table.setItemDelegate(_LayerDelegate(table, self.show_problem))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        table.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        table.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        table.setDragDropOverwriteMode(False)
        table.setDropIndicatorShown(True)
        make_quiet(table, ROW_HEIGHT)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        table.clicked.connect(self._on_clicked)
        table.selectionModel().selectionChanged.connect(self._enable_actions)
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
        row.setSpacing(2)
        for name, action in self._actions.items():
            button = QToolButton()
            button.setDefaultAction(action)
            button.setObjectName(name)
            button.setIconSize(QSize(16, 16))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            button.setAccessibleName(action.text())
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._parameters)
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
        rows = min(self._model.rowCount(), 9)
        frame = 2 * self._table.frameWidth()
        header = self._table.horizontalHeader().sizeHint().height()
        self._table.setFixedHeight(header + rows * ROW_HEIGHT + frame)

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
        self.network_edited.emit(network, text)

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

    def _enable_actions(self) -> None:
        positions = self._positions()
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
        self.network_edited.emit(network, text)

    def show_problem(self, sentence: str) -> None:
        """Say why an edit could not be made."""
        self._selected_later = None
        self._message.set_message("error", sentence[0].upper() + sentence[1:])


def _layers(positions: Sequence[int]) -> str:
    return "a layer" if len(positions) == 1 else f"{len(positions)} layers"


class _LayerDelegate(QStyledItemDelegate):
    """Edits units with a number editor and activations with a combo box, in place."""

    def __init__(self, parent: QWidget, refuse: Callable[[str], None]) -> None:
        super().__init__(parent)
        self._refuse = refuse

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Make the editor of a cell."""
        if index.column() == UNITS:
            editor = NumberEdit(LIMITS["units"], parent, step="add")
            editor.setAccessibleName("Units")
            return editor
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
        """Hand the value over; text that is no number of units is refused in words, not clamped."""
        if isinstance(editor, NumberEdit):
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
