"""The layer list as a table: it announces edits, changes nothing itself, and refuses in words."""

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from engine.network.choice import Layer, NetworkChoice
from gui.network.layers import ACTIVATION, DROPOUT, NAME, UNITS, LayerModel

EDIT = Qt.ItemDataRole.EditRole
A, B, C = Layer(4, "relu"), Layer(5, "tanh", dropout=0.25), Layer(6, "sigmoid")


class Listener:
    """Remembers what the model announced, and shows it as the program does where `follow`."""

    def __init__(self, model: LayerModel) -> None:
        self.networks: list[NetworkChoice] = []
        self.texts: list[str] = []
        self.refusals: list[str] = []
        model.network_edited.connect(self._hear)
        model.refused.connect(self.refusals.append)

    def _hear(self, network: NetworkChoice, text: str) -> None:
        self.networks.append(network)
        self.texts.append(text)


@pytest.fixture
def model(qapp: QApplication) -> LayerModel:  # noqa: ARG001
    model = LayerModel()
    model._tester = QAbstractItemModelTester(  # type: ignore[attr-defined]
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, model
    )
    model.show_network(NetworkChoice((A, B, C)), 2, 3)
    return model


@pytest.fixture
def told(model: LayerModel) -> Listener:
    return Listener(model)


def cell(model: LayerModel, row: int, column: int, role: Qt.ItemDataRole = EDIT) -> object:
    return model.index(row, column).data(role)


def test_rows_are_inputs_layers_outputs(model: LayerModel) -> None:
    shown = [[cell(model, row, column) for column in range(4)] for row in range(model.rowCount())]
    assert shown == [
        ["inputs", 2, "", None],
        ["1", 4, "relu", 0],
        ["2", 5, "tanh", 0.25],
        ["3", 6, "sigmoid", 0],
        ["outputs", 3, "linear", None],
    ]
    assert cell(model, 1, ACTIVATION, Qt.ItemDataRole.DisplayRole) == "ReLU"
    assert cell(model, 1, UNITS, Qt.ItemDataRole.DisplayRole) == "4"
    assert cell(model, 1, DROPOUT, Qt.ItemDataRole.DisplayRole) == "0"
    assert cell(model, 2, DROPOUT, Qt.ItemDataRole.DisplayRole) == "0.25"
    quiet = [cell(model, row, DROPOUT, Qt.ItemDataRole.ForegroundRole) is not None for row in (1, 2)]
    assert quiet == [True, False]
    headers = [model.headerData(i, Qt.Orientation.Horizontal) for i in range(4)]
    assert headers == ["Layer", "Units", "Activation", "Dropout"]
    assert all(
        cell(model, row, column, Qt.ItemDataRole.ToolTipRole) for row in range(5) for column in (1, 2, 3)
    )


def test_only_what_is_the_person_s_can_be_edited_and_dragged(model: LayerModel) -> None:
    editable, dragged = Qt.ItemFlag.ItemIsEditable, Qt.ItemFlag.ItemIsDragEnabled
    can = {
        (row, column)
        for row in range(5)
        for column in range(4)
        if model.index(row, column).flags() & editable
    }
    hidden = {(row, column) for row in (1, 2, 3) for column in (UNITS, ACTIVATION, DROPOUT)}
    assert can == hidden | {(4, ACTIVATION)}
    assert [bool(model.index(row, NAME).flags() & dragged) for row in range(5)] == [0, 1, 1, 1, 0]


def test_an_edit_is_announced_and_not_made(model: LayerModel, told: Listener) -> None:
    assert model.setData(model.index(2, UNITS), 7)
    assert model.setData(model.index(3, ACTIVATION), "relu")
    assert model.setData(model.index(4, ACTIVATION), "tanh")
    assert told.networks == [
        NetworkChoice((A, Layer(7, "tanh", dropout=0.25), C)),
        NetworkChoice((A, B, Layer(6, "relu"))),
        NetworkChoice((A, B, C), "tanh"),
    ]
    assert "layer 2" in told.texts[0]
    assert model.network == NetworkChoice((A, B, C))


def test_the_same_value_is_no_edit(model: LayerModel, told: Listener) -> None:
    assert model.setData(model.index(1, UNITS), 4)
    assert told.networks == []


@pytest.mark.parametrize("units", [0, -1, 1e9, 4097, 2.5, "many", "", "nan", "inf", None])
def test_units_that_cannot_be_are_refused_in_words(model: LayerModel, told: Listener, units: object) -> None:
    assert not model.setData(model.index(1, UNITS), units)
    assert told.networks == []
    assert told.refusals[0].startswith("units must be a whole number from 1 to 4,096")


def test_an_unknown_activation_is_refused_in_words(model: LayerModel, told: Listener) -> None:
    assert not model.setData(model.index(1, ACTIVATION), "magic")
    assert "magic" in told.refusals[0]


def test_rows_that_follow_the_data_take_no_edit(model: LayerModel, told: Listener) -> None:
    for row, column in ((0, UNITS), (4, UNITS), (0, ACTIVATION), (1, NAME)):
        assert not model.setData(model.index(row, column), 3)
    assert not model.setData(QModelIndex(), 3)
    assert not model.setData(model.index(1, UNITS), 3, Qt.ItemDataRole.DisplayRole)
    assert (told.networks, told.refusals) == ([], [])


@pytest.mark.parametrize(
    ("dragged", "row", "parent_row", "expected"),
    [
        ([1], 3, None, (B, A, C)),
        ([3], 1, None, (C, A, B)),
        ([3], 0, None, (C, A, B)),
        ([1], 5, None, (B, C, A)),
        ([1, 2], 4, None, (C, A, B)),
        ([1, 3], 2, None, (A, C, B)),
        ([1], -1, 3, (B, A, C)),
        ([1], -1, None, (B, C, A)),
        ([0, 1, 4], 4, None, (B, C, A)),
    ],
)
def test_layers_are_dropped_where_they_are_let_go(
    model: LayerModel,
    told: Listener,
    dragged: list[int],
    row: int,
    parent_row: int | None,
    expected: tuple[Layer, ...],
) -> None:
    indexes = [model.index(line, column) for line in dragged for column in range(3)]
    data = model.mimeData(indexes)
    parent = QModelIndex() if parent_row is None else model.index(parent_row, UNITS)
    assert not model.dropMimeData(data, Qt.DropAction.MoveAction, row, 0, parent), (
        "True would have the view remove rows"
    )
    assert told.networks == [NetworkChoice(expected)]


def test_a_drop_in_place_is_no_edit(model: LayerModel, told: Listener) -> None:
    data = model.mimeData([model.index(2, NAME)])
    for row in (2, 3):
        model.dropMimeData(data, Qt.DropAction.MoveAction, row, 0, QModelIndex())
    assert told.networks == []


def test_only_layers_can_be_dropped(model: LayerModel) -> None:
    data = QMimeData()
    data.setText("4")
    assert not model.canDropMimeData(data, Qt.DropAction.MoveAction, 1, 0, QModelIndex())
    layers = model.mimeData([model.index(1, NAME)])
    assert model.canDropMimeData(layers, Qt.DropAction.MoveAction, 1, 0, QModelIndex())
    assert model.supportedDropActions() == Qt.DropAction.MoveAction


def test_other_widths_and_depths_are_shown(model: LayerModel) -> None:
    resets: list[None] = []
    changes: list[None] = []
    model.modelReset.connect(lambda: resets.append(None))
    model.dataChanged.connect(lambda *_args: changes.append(None))
    model.show_network(NetworkChoice((B, B, B)), 7, 1)
    assert (len(resets), len(changes)) == (0, 1), "a selection must outlive an edit"
    assert [cell(model, row, UNITS) for row in range(5)] == [7, 5, 5, 5, 1]
    model.show_network(NetworkChoice(()), 2, 3)
    assert [cell(model, row, UNITS) for row in range(model.rowCount())] == [2, 3]
    assert model.hidden_positions([0, 1]) == []


@pytest.mark.parametrize(("classes", "outputs", "word"), [(2, 1, "sigmoid"), (3, 3, "softmax")])
def test_what_makes_probabilities_is_said_and_cannot_be_changed(
    model: LayerModel, told: Listener, classes: int, outputs: int, word: str
) -> None:
    display, tip = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole
    model.show_network(NetworkChoice((A, B, C), output_activation="relu"), 2, outputs, classes)
    assert cell(model, 4, ACTIVATION, display) == word
    assert cell(model, 4, UNITS, display) == str(outputs)
    assert word in str(cell(model, 4, ACTIVATION, tip)).lower()
    assert not model.index(4, ACTIVATION).flags() & Qt.ItemFlag.ItemIsEditable
    assert not model.setData(model.index(4, ACTIVATION), "tanh")
    assert told.networks == []
    assert model.index(3, ACTIVATION).flags() & Qt.ItemFlag.ItemIsEditable
    model.show_network(NetworkChoice((A, B, C), output_activation="relu"), 2, 1)
    assert cell(model, 4, ACTIVATION, display) == "ReLU"
