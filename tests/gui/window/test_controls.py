"""Controls of the whole window: names, tips, keys, and the way the Tab key takes."""

import pytest
from PySide6.QtCore import (
    Qt,
    qInstallMessageHandler,
)
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSlider,
    QTableView,
    QToolButton,
    QWidget,
)

from gui.application import Application
from gui.widgets.step_edit import StepEdit
from tests.gui.person import Person, train_by_adam


def focusable(program: Application) -> list[QWidget]:
    """Every control that Tab reaches."""
    return [
        widget
        for widget in program.window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(program.window)
    ]


def test_every_control_has_a_name_and_a_tip(program: Application) -> None:
    nameless, without_tip = [], []
    for widget in focusable(program):
        name = f"{type(widget).__name__} {widget.objectName()!r}"
        text = widget.text() if isinstance(widget, QPushButton | QToolButton | QLabel) else ""
        if not widget.accessibleName() and not text:
            nameless.append(name)
        if not widget.toolTip() and not isinstance(widget, QTableView | QLabel):
            without_tip.append(name)
    assert not nameless
    assert not without_tip


def test_every_action_has_a_text_and_a_tip_and_its_own_keys(program: Application) -> None:
    keys: dict[str, str] = {}
    for action in program.window.findChildren(QAction) + list(program.actions.values()):
        if action.isSeparator() or not (action.objectName() or action.shortcuts()):
            continue
        assert action.text(), action.objectName()
        assert action.toolTip(), action.objectName()
        for sequence in action.shortcuts():
            other = keys.setdefault(sequence.toString(), action.text())
            assert other == action.text(), f"{sequence.toString()} means {other} and {action.text()}"
    assert len(keys) > 15


def test_names_that_scripts_rely_on(program: Application) -> None:
    for kind, names in (
        (QTableView, "layer_table column_table"),
        (QToolButton, "add_layer remove_layer duplicate_layer move_layer_up move_layer_down"),
        (QComboBox, "recipe method"),
        (QLineEdit, "learning_rate batch_size epoch_limit seed split predict_input_0 predict_input_1"),
        (QLabel, "predict_output_0 predict_output_1 predict_output_2 parameters_label status_message"),
        (QWidget, "loss_plot scatter_plot"),
        (QSlider, "speed"),
        (QProgressBar, "progress"),
    ):
        for name in names.split():
            assert len(program.window.findChildren(kind, name)) == 1, name


def test_actions_that_scripts_rely_on(person: Person, program: Application) -> None:
    names = ["new_project", "open_table", "train", "pause", "step", "stop", "new_weights", "undo", "redo"]
    for name in [*names, "theme"]:
        (action,) = program.findChildren(QAction, name)
        assert action is program.actions[name]
    recipe, method = person.find(QComboBox, "recipe"), person.find(QComboBox, "method")
    recipes = {recipe.itemData(i) for i in range(recipe.count())}
    methods = {method.itemData(i) for i in range(method.count())}
    assert {"auto", "article", "gradient_descent", "momentum", "adam"} <= recipes
    assert {"gradient_descent", "momentum", "adam"} <= methods


def test_tab_walks_through_the_panels_in_their_order(person: Person, program: Application) -> None:
    train_by_adam(program.document)
    program.window.activateWindow()
    names = ["split", "layer_table", "recipe", "method", "learning_rate"]
    seen: list[str] = []
    person.find(QLineEdit, "split").setFocus()
    for _ in range(60):
        widget = QApplication.focusWidget()
        if widget is None:
            pytest.fail("Tab leads nowhere")
        if widget.objectName() in seen:
            break
        seen.append(widget.objectName())
        person.qtbot.keyClick(widget, Qt.Key.Key_Tab)
    order = [seen.index(name) for name in names]
    assert order == sorted(order), seen
    later = [seen.index(name) for name in ("learning_rate", "epoch_limit", "seed", "batch_size")]
    assert later == sorted(later), seen
    assert seen.index("predict_input_1") == seen.index("predict_input_0") + 1


def test_help_opens_without_stopping_anything(person: Person, program: Application) -> None:
    train_by_adam(program.document)
    person.click_action("train")
    for epoch, name in ((2, "shortcuts"), (4, "about")):
        person.trigger(name)
        dialogs = [dialog for dialog in program.window.findChildren(QDialog) if dialog.isVisible()]
        assert len(dialogs) == 1
        person.wait_for_epoch(epoch)
        person.qtbot.keyClick(dialogs[0], Qt.Key.Key_Escape)
        person.qtbot.waitUntil(lambda: not program.window.findChildren(QDialog))


def test_editors_take_what_they_can_use_only(program: Application) -> None:
    editors = program.window.findChildren(StepEdit)
    assert len(editors) >= 7
    assert all(not editor.problem for editor in editors)


def test_clicking_the_inputs_activation_makes_qt_complain_of_nothing(person: Person) -> None:
    said: list[str] = []
    before = qInstallMessageHandler(lambda _kind, _context, text: said.append(text))
    try:
        person.click_cell(person.find(QTableView, "layer_table"), 0, 2)
    finally:
        qInstallMessageHandler(before)
    assert said == []


def test_one_click_on_the_activation_of_a_selected_layer_opens_one_list(
    person: Person,
) -> None:
    table = person.find(QTableView, "layer_table")
    for column in (0, 2):
        place = table.visualRect(table.model().index(1, column)).center()
        person.qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    # A second editor would be asked for after a double-click's time, and Qt would complain.
    person.qtbot.wait(QApplication.doubleClickInterval() + 300)
    assert len(table.findChildren(QComboBox)) == 1
    person.qtbot.keyClick(table.findChildren(QComboBox)[0], Qt.Key.Key_Escape)
