"""The Network panel: layers are edited in place, by button, by key and by dragging, and all can be undone."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QTableView, QToolButton, QWidget

from engine.network.choice import Layer, NetworkChoice
from engine.network.initialisers import INITIALISERS
from gui.application import Application
from gui.network.layers import DROPOUT
from tests.gui.conftest import Build
from tests.gui.person import Person

A, B, C, D = Layer(4, "relu"), Layer(5, "tanh"), Layer(6, "sigmoid"), Layer(7, "linear")
ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def four(program: Application) -> Application:
    """The program with four hidden layers that can be told apart."""
    program.document.apply(
        replace(program.document.project, network=NetworkChoice((A, B, C, D))), "four layers"
    )
    program.document.undo_stack.clear()
    return program


def hidden(program: Application) -> tuple[Layer, ...]:
    return program.document.project.network.hidden


def selected(person: Person) -> list[int]:
    table = person.find(QTableView, "layer_table")
    return sorted(index.row() for index in table.selectionModel().selectedRows())


def undo_and_redo(person: Person, before: tuple[Layer, ...]) -> None:
    """Undo, compare, redo, compare."""
    program = person.program
    after = hidden(program)
    person.trigger("undo")
    assert hidden(program) == before
    person.trigger("redo")
    assert hidden(program) == after
    assert not program.actions["redo"].isEnabled()


def test_units_are_typed_in_place(person: Person, four: Application) -> None:
    editor = person.edit_cell(2, 1, QLineEdit)
    assert editor.text() == "5"
    editor.selectAll()
    person.qtbot.keyClicks(editor, "12")
    assert hidden(four)[1] == B, "nothing changes while a number is being typed"
    person.enter(editor)
    assert hidden(four) == (A, Layer(12, "tanh"), C, D)
    assert "units of layer 2" in four.actions["undo"].text()
    undo_and_redo(person, (A, B, C, D))


def test_typing_on_a_cell_opens_its_editor(person: Person, four: Application) -> None:
    table = person.find(QTableView, "layer_table")
    table.setFocus()
    table.setCurrentIndex(table.model().index(1, 1))
    person.qtbot.keyClicks(table, "9")
    (editor,) = table.viewport().findChildren(QLineEdit)
    person.qtbot.keyClicks(editor, "1")
    person.enter(editor)
    assert hidden(four)[0] == Layer(91, "relu")


def test_escape_leaves_the_units_as_they_were(person: Person, four: Application) -> None:
    editor = person.edit_cell(2, 1, QLineEdit)
    person.qtbot.keyClicks(editor, "99")
    person.qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert hidden(four) == (A, B, C, D)
    assert not four.document.undo_stack.canUndo()


def test_units_that_cannot_be_are_said_where_they_were_typed(person: Person, four: Application) -> None:
    for text in ("0", "-1", "1e9", "4097", "many", "2.5", "", "nan"):
        editor = person.edit_cell(2, 1, QLineEdit)
        editor.selectAll()
        person.qtbot.keyClick(editor, Qt.Key.Key_Delete)
        person.qtbot.keyClicks(editor, text)
        assert editor.text() == text, "what is typed is never clamped"
        assert "whole number from 1 to 4,096" in editor.accessibleDescription()
        assert editor.property("invalid")
        person.enter(editor)
        assert hidden(four) == (A, B, C, D)
        (sentence,) = [text for text in person.said() if "Units must be" in text]
        assert "still 5" in sentence
        editor = person.edit_cell(2, 1, QLineEdit)
        editor.selectAll()
        person.qtbot.keyClicks(editor, "3")
        person.enter(editor)
        assert hidden(four)[1].units == 3
        assert not [text for text in person.said() if "Units must be" in text], "put right, the message goes"
        person.trigger("undo")


def test_an_activation_is_chosen_in_place(person: Person, four: Application) -> None:
    combo = person.edit_cell(1, 2, QComboBox)
    assert combo.currentData() == "relu"
    offered = {combo.itemData(i) for i in range(combo.count())}
    assert {"linear", "relu", "leaky_relu", "sigmoid", "tanh"} <= offered
    person.qtbot.wait(30)
    while combo.currentData() != "sigmoid":
        person.qtbot.keyClick(combo.view(), Qt.Key.Key_Down)
        person.qtbot.keyClick(combo.view(), Qt.Key.Key_Return)
        if hidden(four)[0].activation != "relu":
            break
        combo.showPopup()
    assert hidden(four)[0].activation != "relu"
    undo_and_redo(person, (A, B, C, D))


def test_the_output_has_an_activation_but_no_units(person: Person, four: Application) -> None:
    table = person.find(QTableView, "layer_table")
    last = table.model().rowCount() - 1
    combo = person.edit_cell(last, 2, QComboBox)
    combo.setCurrentIndex(combo.findData("tanh"))
    combo.activated.emit(combo.currentIndex())
    assert four.document.project.network.output_activation == "tanh"
    assert not table.model().index(last, 1).flags() & Qt.ItemFlag.ItemIsEditable
    assert not table.model().index(0, 1).flags() & Qt.ItemFlag.ItemIsEditable


BUTTONS: tuple[tuple[tuple[int, ...], str, tuple[Layer, ...], list[int]], ...] = (
    ((2,), "add_layer", (A, B, B, C, D), [3]),
    ((0,), "add_layer", (A, A, B, C, D), [1]),
    ((5,), "add_layer", (A, B, C, D, D), [5]),
    ((), "add_layer", (A, B, C, D, D), [5]),
    ((2,), "remove_layer", (A, C, D), [2]),
    ((1, 3), "remove_layer", (B, D), [1]),
    ((4, 3), "remove_layer", (A, B), [2]),
    ((1, 2, 3, 4), "remove_layer", (), []),
    ((0, 2, 5), "remove_layer", (A, C, D), [2]),
    ((1, 3), "duplicate_layer", (A, B, C, A, C, D), [4, 5]),
    ((4,), "duplicate_layer", (A, B, C, D, D), [5]),
    ((2, 3), "move_layer_up", (B, C, A, D), [1, 2]),
    ((2, 4), "move_layer_up", (B, D, A, C), [1, 2]),
    ((2, 3), "move_layer_down", (A, D, B, C), [3, 4]),
    ((1, 3), "move_layer_down", (B, D, A, C), [3, 4]),
)
"""The rows selected, the button clicked, the layers after it, and the rows selected then."""


def test_buttons_work_on_all_that_is_selected(person: Person, four: Application) -> None:
    for rows, button, expected, then in BUTTONS:
        person.find(QTableView, "layer_table").clearSelection()
        person.select_layers(*rows)
        person.click(button)
        assert hidden(four) == expected, (rows, button)
        assert selected(person) == then, (rows, button)
        undo_and_redo(person, (A, B, C, D))
        person.trigger("undo")


def test_keys_do_the_same(person: Person, four: Application) -> None:
    table = person.select_layers(2)
    four.window.activateWindow()
    table.setFocus()
    for key, modifier, expected in (
        (Qt.Key.Key_Down, ALT, (A, C, B, D)),
        (Qt.Key.Key_Up, ALT, (A, B, C, D)),
        (Qt.Key.Key_Insert, Qt.KeyboardModifier.NoModifier, (A, B, B, C, D)),
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, (A, B, C, D)),
        (Qt.Key.Key_D, CONTROL, (A, B, C, C, D)),
    ):
        person.qtbot.keyClick(table, key, modifier)
        assert hidden(four) == expected, key


@pytest.mark.usefixtures("four")
def test_buttons_that_can_do_nothing_are_disabled(person: Person) -> None:
    def enabled() -> str:
        names = "add_layer remove_layer duplicate_layer move_layer_up move_layer_down"
        return " ".join(name for name in names.split() if person.find(QToolButton, name).isEnabled())

    assert enabled() == "add_layer"
    person.select_layers(0)
    assert enabled() == "add_layer"
    person.select_layers(1)
    assert enabled() == "add_layer remove_layer duplicate_layer move_layer_down"
    person.select_layers(4)
    assert enabled() == "add_layer remove_layer duplicate_layer move_layer_up"
    person.select_layers(1, 4)
    assert enabled() == "add_layer remove_layer duplicate_layer"


def test_rows_are_dragged(person: Person, four: Application) -> None:
    model = person.find(QTableView, "layer_table").model()
    data = model.mimeData([model.index(1, 0), model.index(2, 0)])
    model.dropMimeData(data, Qt.DropAction.MoveAction, 4, 0, QModelIndex())
    assert hidden(four) == (C, A, B, D)
    undo_and_redo(person, (A, B, C, D))


def test_moving_a_layer_past_its_equal_moves_the_selection_and_nothing_else(
    person: Person, program: Application
) -> None:
    """The article's two hidden layers are equal: there is nothing to undo, but a row to follow."""
    person.select_layers(1)
    person.click("move_layer_down")
    assert selected(person) == [2]
    assert not program.document.undo_stack.canUndo()
    person.select_layers(1)
    person.choose("method", "momentum")
    assert selected(person) == [1], "a later edit of another field leaves the selection alone"


def test_there_is_a_limit_of_layers_and_it_is_said(person: Person, program: Application) -> None:
    for _ in range(40):
        person.click("add_layer")
    assert len(hidden(program)) == 32
    assert any("number of hidden layers must be" in text for text in person.said())
    person.select_layers(1)
    person.click("duplicate_layer")
    assert len(hidden(program)) == 32
    person.click("remove_layer")
    assert not any("number of hidden layers" in text for text in person.said())


def test_parameters_are_counted_and_too_many_are_warned_of(person: Person, program: Application) -> None:
    label = person.find(QLabel, "parameters_label")
    assert label.text() == "47 parameters"
    assert person.said() == [] or not any("parameters" in text for text in person.said())
    program.opening.open_problem("few")
    assert not any("as many parameters" in text for text in person.said()), "Auto keeps them in check"
    person.choose("recipe", "adam")
    count = program.document.project.build_network().parameters
    assert label.text() == f"{count:,} parameters"
    rows = program.document.prepared.train.count
    assert count >= rows
    (warning,) = [text for text in person.said() if "as many parameters" in text]
    assert f"{count:,}" in warning
    assert f"({rows:,})" in warning
    assert program.actions["train"].isEnabled(), "it is said, and not forbidden"
    while hidden(program):
        person.select_layers(1)
        person.click("remove_layer")
    assert label.text() == "2 parameters"
    assert not any("as many parameters" in text for text in person.said())


def test_dropout_is_typed_in_place(person: Person, four: Application) -> None:
    editor = person.edit_cell(2, DROPOUT, QLineEdit)
    assert editor.text() == "0"
    editor.selectAll()
    person.qtbot.keyClicks(editor, "0.25")
    person.enter(editor)
    assert hidden(four) == (A, replace(B, dropout=0.25), C, D)
    assert "dropout of layer 2" in four.actions["undo"].text()
    undo_and_redo(person, (A, B, C, D))
    editor = person.edit_cell(1, DROPOUT, QLineEdit)
    person.qtbot.keyClick(editor, Qt.Key.Key_Up)
    person.qtbot.keyClick(editor, Qt.Key.Key_Up)
    person.enter(editor)
    assert hidden(four)[0].dropout == 0.2
    editor = person.edit_cell(1, DROPOUT, QLineEdit)
    editor.selectAll()
    person.qtbot.keyClicks(editor, "0.99")
    person.enter(editor)
    assert hidden(four)[0].dropout == 0.2
    (sentence,) = [text for text in person.said() if "share of units dropped must be" in text]
    assert "still 0.2" in sentence


def open_details(person: Person) -> QToolButton:
    button = person.find(QToolButton, "layer_details")
    person.click("layer_details")
    return button


def test_how_weights_start_is_chosen(person: Person, four: Application) -> None:
    assert not person.find(QComboBox, "initialiser").isVisible()
    button = open_details(person)
    before = four.document.project
    person.choose("initialiser", "he_normal")
    assert four.document.project.network.initialiser == "he_normal"
    assert person.find(QComboBox, "initialiser").toolTip() == INITIALISERS["he_normal"].tip
    assert button.text() == "1 set"
    person.trigger("undo")
    assert four.document.project == before
    assert button.text() == ""


def test_penalties_of_single_layers_are_set_for_those_selected(person: Person, four: Application) -> None:
    button = open_details(person)
    l1, l2 = (person.find(QLineEdit, f"layer_{name}") for name in ("l1", "l2"))
    which = person.find(QLabel, "selected_layers")
    assert not l1.isEnabled()
    person.find(QTableView, "layer_table").selectRow(5)
    assert which.text() == "No hidden layer", "the outputs are a layer, too"
    person.select_layers(2)
    assert (which.text(), l2.text(), l2.placeholderText()) == ("Layer 2", "", "as all")
    person.write("layer_l2", "0.01")
    assert hidden(four) == (A, replace(B, l2=0.01), C, D)
    assert selected(person) == [2]
    assert button.text() == "1 set"
    assert four.document.undo_stack.count() == 1, "typing a number is one step"
    person.select_layers(2, 3)
    assert (which.text(), l2.text()) == ("2 layers", ""), "they differ"
    person.write("layer_l1", "0")
    assert hidden(four) == (A, replace(B, l1=0, l2=0.01), replace(C, l1=0), D)
    person.trigger("undo")
    assert hidden(four) == (A, replace(B, l2=0.01), C, D)
    person.select_layers(2)
    person.write("layer_l2", "")
    assert hidden(four) == (A, B, C, D)
    person.write("layer_l2", "-1")
    assert any("strength of the L2 penalty must be" in text for text in person.said())
    person.qtbot.keyClick(l2, Qt.Key.Key_Escape)
    assert not any("penalty must be" in text for text in person.said())
    person.write("layer_l2", "much")
    person.select_layers(3)
    assert (l2.text(), l2.property("invalid")) == ("", False), "it was meant for another layer"


@pytest.mark.usefixtures("four")
def test_details_of_layers_stay_as_they_were_left(person: Person, start: Build) -> None:
    open_details(person)
    again = Person(person.qtbot, start())
    assert again.find(QComboBox, "initialiser").isVisible()
    again.click("layer_details")
    assert not again.program.settings.more_network


def test_tab_leads_from_the_list_over_its_buttons_to_the_details(person: Person) -> None:
    open_details(person)
    person.select_layers(1)
    widget: QWidget | None = person.find(QTableView, "layer_table")
    names: list[str] = []
    while "layer_l1" not in names:
        assert widget is not None
        widget = widget.nextInFocusChain()
        if (
            widget
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.isVisible()
            and widget.isEnabled()
        ):
            names.append(widget.objectName())
    assert [name for name in names if name][-4:] == ["layer_details", "initialiser", "layer_l2", "layer_l1"]
    assert names[0] == "add_layer"
