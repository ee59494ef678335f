"""The Checks panel: what is said of a person's table, and the buttons that do something about it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDockWidget,
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QTableView,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from engine.base.errors import InputError
from engine.insight.checks.run_checks import check_run
from engine.reading.choice import Reading
from engine.training.recipes.choice import CUSTOM
from gui.application import Application
from gui.checks.panel import CheckCard
from gui.widgets.message_bar import MessageBar
from gui.widgets.panel_area import PanelArea
from tests.gui.person import LEFT, Person


@pytest.fixture
def odd_table(tmp_path: Path) -> Path:
    """80 rows with an identifier, a column that stays the same, and an extreme value in row 9."""
    u, v = np.random.RandomState(2).rand(2, 80)
    v[9] = 5000
    path = tmp_path / "odd.csv"
    lines = [f"{i + 1},4,{a:.4f},{b:.4f},{a + i % 3:.4f}" for i, (a, b) in enumerate(zip(u, v, strict=True))]
    path.write_text("\n".join(["id,still,u,v,y", *lines]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def odd(person: Person, odd_table: Path) -> Person:
    """A person who has opened that table, and uses the identifier."""
    person.program.opening.open_table(str(odd_table))
    look(person)
    assert cards(person) == ["check_outliers", "check_constant", "check_unused_identifiers"]
    person.tick(0, 1)
    look(person)
    return person


def look(person: Person) -> None:
    person.qtbot.waitUntil(lambda: not person.program.checker.is_busy)


def cards(person: Person) -> list[str]:
    found = person.program.window.findChildren(CheckCard)
    return [card.objectName() for card in found if card.isVisible()]


def press(person: Person, name: str) -> None:
    person.qtbot.mouseClick(person.find(QPushButton, name), LEFT)


def summary(person: Person) -> str:
    label = person.find(QLabel, "checks_summary")
    return label.text() if label.isVisible() else ""


def test_a_sound_table_has_no_cards(person: Person) -> None:
    look(person)
    assert summary(person) == "No problems found in the data."
    assert cards(person) == []


def test_buttons_mend_what_was_found_and_undo_brings_it_back(odd: Person) -> None:
    document = odd.program.document
    assert cards(odd) == ["check_identifier", "check_outliers", "check_constant"]
    assert summary(odd) == ""
    press(odd, "identifier_remedy_0")
    assert document.project.data.roles.input_names == ("still", "u", "v")
    look(odd)
    assert cards(odd) == ["check_outliers", "check_constant", "check_unused_identifiers"]
    assert document.undo_stack.undoText() == "leave it out"
    press(odd, "outliers_remedy_0")
    look(odd)
    assert document.project.data.left_out == (9,)
    assert cards(odd) == ["check_constant", "check_unused_identifiers", "check_left_out"]
    odd.trigger("undo")
    odd.trigger("undo")
    look(odd)
    assert cards(odd) == ["check_identifier", "check_outliers", "check_constant"]


def test_the_meaning_is_folded_and_stays_as_it_was_put(odd: Person) -> None:
    def meanings() -> list[str]:
        labels = odd.find(QFrame, "check_constant").findChildren(QLabel)
        return [label.text() for label in labels if label.isVisible() and "learns nothing" in label.text()]

    assert meanings() == []
    press(odd, "constant_why")
    assert len(meanings()) == 1
    press(odd, "identifier_remedy_0")
    look(odd)
    assert len(meanings()) == 1


def test_the_rows_are_shown(odd: Person) -> None:
    press(odd, "outliers_rows")
    chip = odd.find(QToolButton, "row_chip")
    assert chip.isVisible()
    assert chip.toolTip().startswith("1 row has a number far from all others, like 5,000 in column 'v'\n")
    assert odd.find(QTableView, "row_table").model().rowCount() == 1


def test_keys_are_enough_and_the_focus_stays_among_the_cards(odd: Person) -> None:
    button = odd.find(QPushButton, "identifier_remedy_0")
    button.setFocus()
    assert (
        button.accessibleName() == "Leave it out: Column 'id' says which row it is, and not what it is like"
    )
    odd.qtbot.keyClick(button, Qt.Key.Key_Space)
    look(odd)
    focus = odd.program.window.focusWidget()
    assert focus is odd.find(QPushButton, "outliers_remedy_0")


def test_a_remedy_that_cannot_be_applied_is_said(odd: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_words: object) -> None:
        raise InputError("too few rows are left")

    monkeypatch.setattr(odd.program.document, "apply", refuse)
    press(odd, "outliers_remedy_0")
    assert odd.find(MessageBar, "checks_message").text == "Too few rows are left"


def test_cards_take_the_room_that_the_panel_above_does_not_need(odd: Person, qtbot: QtBot) -> None:
    area = odd.find(QWidget, "check_cards")
    last = odd.find(CheckCard, "check_constant")
    qtbot.waitUntil(lambda: area.rect().contains(last.mapTo(area, last.rect().bottomLeft())))
    dock = odd.find(QDockWidget, "predict_dock")
    (above,) = dock.findChildren(PanelArea)
    assert not above.is_short
    press(odd, "identifier_remedy_0")  # other editors take the place of those in the panel above
    look(odd)
    qtbot.waitUntil(lambda: not above.is_short)


def test_why_the_data_could_not_be_checked_is_said(odd: Person, program: Application) -> None:
    program.checker.failed.emit("there is not enough memory")
    assert odd.find(MessageBar, "checks_message").text == "There is not enough memory"
    assert (cards(odd), summary(odd)) == ([], "")


def test_another_table_takes_the_cards_away_at_once(odd: Person, program: Application) -> None:
    program.opening.open_problem("line")
    assert cards(odd) == []
    assert summary(odd) == "Looking at the data…"


def test_long_names_are_broken_and_not_cut(person: Person, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    name = "averyveryverylongnameofacolumn" * 3
    path.write_text(f"x,{name},y\n" + "".join(f"{i % 7},4,{i % 3 + i % 7}\n" for i in range(60)))
    person.program.opening.open_table(str(path))
    look(person)
    area = person.find(QScrollArea, "check_cards")
    card = person.find(CheckCard, "check_constant")
    assert card.minimumSizeHint().width() <= area.viewport().width()


def test_a_column_that_is_half_numbers_is_read_as_such(person: Person, tmp_path: Path) -> None:
    path = tmp_path / "lead.csv"
    path.write_text(
        "site,lead,y\n" + "".join(f"{i % 7}.5,{i % 9}{'**' * (i % 3 == 0)},{i}\n" for i in range(60))
    )
    opening, document = person.program.opening, person.program.document
    person.program.settings.remember_reading(str(path), Reading(read_as=(("site", "text"),)))
    opening.open_table(str(path))
    look(person)
    before = document.project
    person.find(QPushButton, "numbers_in_texts_as_stripped").click()
    look(person)
    assert document.table.column("lead").kind == "number"
    assert document.table.column("site").kind == "category", "what was chosen before stays"
    assert "check_numbers_in_texts" not in cards(person)
    person.trigger("undo")
    assert document.project == before
    assert document.table.column("lead").kind == "category"


def test_what_a_run_has_come_to_stands_above_the_data_until_the_project_changes(odd: Person) -> None:
    program = odd.program
    training = program.document.project.training
    short = replace(training, recipe=CUSTOM, method="gradient_descent", epoch_limit=12, learning_rate=1e-3)
    short = replace(short, folds=0, starts=1)
    program.edits.edit_training(short, "train shortly")
    before = cards(odd)
    last = odd.train_fully()
    (said,) = check_run(last)
    assert cards(odd) == [f"check_{said.id}", *before]
    program.edits.edit_training(replace(short, epoch_limit=13), "train longer")
    look(odd)
    assert cards(odd) == before
