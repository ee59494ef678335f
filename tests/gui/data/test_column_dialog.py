from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QLabel, QListWidget
from pytestqt.qtbot import QtBot

from engine.data.default_roles import default_roles
from engine.data.inputs import Input
from engine.data.roles import Roles
from engine.table.table import Column, Table
from gui.data.column_dialog import ColumnDialog
from gui.data.words import PREPARING
from gui.widgets.message_bar import MessageBar
from tests.engine.runs import table

TABLE = table(
    size=["s", "m", "l", "m", "s", "l"],
    rooms=[2, 1, 2, 3, 1, float("nan")],
    rent=[500, 400.5, 700, 800, 450, 650],
)
ROLES = default_roles(TABLE)


class Shown:
    """A dialog on the screen, and what it applied."""

    def __init__(self, qtbot: QtBot, name: str, given: Table = TABLE, roles: Roles = ROLES) -> None:
        self.applied: list[Roles] = []
        self.is_slow = False
        self.dialog = ColumnDialog(given, roles, name, self.apply)
        qtbot.addWidget(self.dialog)
        self.dialog.show()

    def apply(self, roles: Roles, refused: Callable[[str], None]) -> bool:
        roles.check(TABLE)
        self.applied.append(roles)
        self.refused = refused
        return not self.is_slow

    def combo(self, name: str) -> QComboBox:
        found = self.dialog.findChild(QComboBox, name)
        assert isinstance(found, QComboBox)
        return found

    def choose(self, name: str, value: str) -> None:
        combo = self.combo(name)
        assert combo.isVisible()
        combo.setCurrentIndex(combo.findData(value))

    def text(self, name: str) -> str:
        found = self.dialog.findChild(QLabel, name)
        assert isinstance(found, QLabel)
        return found.text()

    def press_ok(self) -> None:
        box = self.dialog.findChild(QDialogButtonBox)
        assert isinstance(box, QDialogButtonBox)
        box.button(QDialogButtonBox.StandardButton.Ok).click()


def test_what_a_column_holds_is_said(qtbot: QtBot) -> None:
    labels = [label.text() for label in Shown(qtbot, "size").dialog.findChildren(QLabel)]
    assert "Text, 3 different values: l, m and s\nnone missing" in labels
    size, rooms, rent = TABLE.columns
    measured = replace(TABLE, columns=(size, replace(rooms, unit="m²"), rent))
    dialog = Shown(qtbot, "rooms", measured).dialog
    assert dialog.windowTitle() == "Column rooms (m²)"
    labels = [label.text() for label in dialog.findChildren(QLabel)]
    assert "Numbers from 1 to 3, 3 different values\n1 missing (16.7 %)" in labels


def test_dates_are_written_as_dates_and_what_is_made_of_them_is_told_apart(qtbot: QtBot) -> None:
    column = Column(
        name="day",
        kind="date",
        values=np.arange(19000.0, 19006.0),
        missing=0,
        unreadable=0,
        low=19000.0,
        high=19005.0,
        known_distinct=6,
    )
    given = replace(TABLE, columns=(column, *TABLE.columns))
    shown = Shown(qtbot, "day", given, default_roles(given))
    labels = [label.text() for label in shown.dialog.findChildren(QLabel)]
    assert "Dates from 2022-01-08 to 2022-01-13, 6 different values\nnone missing" in labels
    shown.choose("column_encoding", "date_cycles")
    assert "'day', 'day, sine of the year', " in shown.text("column_features")


def test_gaps_get_an_indicator(qtbot: QtBot) -> None:
    shown = Shown(qtbot, "rooms")
    shown.choose("column_missing", "indicator")
    assert shown.text("column_features") == "The network reads 2 inputs: 'rooms' and 'rooms missing'."
    shown.press_ok()
    assert shown.applied[0].inputs[1] == Input("rooms", missing="indicator")
    assert not shown.dialog.isVisible()


def test_a_column_of_numbers_becomes_the_weight_and_one_of_texts_cannot(qtbot: QtBot) -> None:
    shown = Shown(qtbot, "rooms")
    shown.choose("column_role", "weight")
    shown.press_ok()
    assert shown.applied == [Roles(ROLES.inputs[:1], ROLES.targets, weight="rooms")]
    again = Shown(qtbot, "rooms", roles=shown.applied[0])
    assert again.combo("column_role").currentText() == "Weight"
    assert Shown(qtbot, "size").combo("column_role").findData("weight") == -1


def test_texts_become_ranks_in_the_order_that_the_person_gives(qtbot: QtBot) -> None:
    shown = Shown(qtbot, "size")
    order = shown.dialog.findChild(QListWidget, "column_order")
    assert isinstance(order, QListWidget)
    assert not order.isVisible()
    shown.choose("column_encoding", "ordinal")
    assert order.isVisible()
    order.insertItem(2, order.takeItem(0))
    shown.press_ok()
    assert shown.applied[0].inputs[0] == Input("size", "ordinal", ("m", "s", "l"))


def test_a_fill_that_the_new_encoding_does_not_have_gives_way(qtbot: QtBot) -> None:
    shown = Shown(qtbot, "rooms")
    shown.choose("column_missing", "median")
    shown.choose("column_encoding", "one_hot")
    assert shown.combo("column_missing").currentData() == "row"
    shown.press_ok()
    assert shown.applied[0].inputs[1] == Input("rooms", "one_hot", ("1", "2", "3"))


def test_a_column_takes_another_role(qtbot: QtBot) -> None:
    shown = Shown(qtbot, "rooms")
    shown.choose("column_role", "target")
    assert not shown.combo("column_missing").isVisible()
    shown.press_ok()
    assert (shown.applied[0].input_names, shown.applied[0].targets) == (("size",), ("rooms", "rent"))


def test_what_cannot_be_is_said_and_the_dialog_stays(qtbot: QtBot) -> None:
    shown = Shown(qtbot, "rent")
    shown.choose("column_role", "unused")
    shown.press_ok()
    bar = shown.dialog.findChild(MessageBar)
    assert isinstance(bar, MessageBar)
    assert bar.text == "Choose at least one target column"
    assert shown.dialog.isVisible()
    assert shown.applied == []


def test_too_many_values_for_an_input_each_is_said(qtbot: QtBot) -> None:
    many = table(a=[i * 1.5 for i in range(200)], y=range(200))
    shown = Shown(qtbot, "a", many, default_roles(many))
    shown.choose("column_encoding", "one_hot")
    bar = shown.dialog.findChild(MessageBar)
    assert isinstance(bar, MessageBar)
    assert "200 different numbers" in bar.text
    assert shown.combo("column_encoding").currentData() == "number"


def test_nothing_is_applied_where_nothing_changed(qtbot: QtBot) -> None:
    shown = Shown(qtbot, "rooms")
    shown.press_ok()
    assert shown.applied == []


def test_it_waits_for_roles_that_take_long(qtbot: QtBot) -> None:
    shown = Shown(qtbot, "size")
    shown.is_slow = True
    shown.dialog.end_waiting()
    assert shown.dialog.isVisible(), "it waits for nothing yet"
    box = shown.dialog.findChild(QDialogButtonBox)
    problem = shown.dialog.findChild(MessageBar, "column_problem")
    assert isinstance(box, QDialogButtonBox)
    assert isinstance(problem, MessageBar)
    ok = box.button(QDialogButtonBox.StandardButton.Ok)
    for answer, said in ((lambda: shown.refused("too few rows"), "Too few rows"), (None, "")):
        shown.choose("column_role", "unused")
        shown.press_ok()
        assert (problem.kind, problem.text) == ("info", PREPARING)
        assert not ok.isEnabled()
        if answer is None:
            shown.dialog.end_waiting()
        else:
            answer()
            assert (problem.kind, problem.text) == ("error", said)
            assert ok.isEnabled()
        assert shown.dialog.isVisible() == bool(said)
    assert len(shown.applied) == 2
