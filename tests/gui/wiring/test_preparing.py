"""What a person sees and does while the rows of a large table are being prepared."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QTableView

from engine.project.project import Project
from gui.application import Application
from gui.data.column_dialog import ColumnDialog
from gui.data.words import PREPARING
from gui.document import document as document_module
from gui.widgets.message_bar import MessageBar
from tests.gui.person import Person, train_by_adam

INPUT, TARGET = 1, 2
"""Columns of boxes in the list of a table's columns."""


@pytest.fixture
def begun() -> threading.Event:
    """Set once rows are being prepared beside the window."""
    return threading.Event()


@pytest.fixture
def may_end(monkeypatch: pytest.MonkeyPatch, begun: threading.Event) -> Iterator[threading.Event]:
    """Every table is large, and preparing rows beside the window takes until this is set."""
    may_end, prepare = threading.Event(), Project.prepare

    def held(*args: Any, **kinds: Any) -> Any:
        if threading.current_thread() is not threading.main_thread():
            begun.set()
            assert may_end.wait(10)
        return prepare(*args, **kinds)

    monkeypatch.setattr(Project, "prepare", held)
    monkeypatch.setattr(document_module, "MOST_CELLS_AT_ONCE", 0)
    yield may_end
    may_end.set()


@pytest.fixture
def program(program: Application, may_end: threading.Event, table_file: Path) -> Application:  # noqa: ARG001
    program.opening.open_table(str(table_file))
    return program


def data_message(person: Person) -> str:
    return person.find(MessageBar, "data_message").text


def inputs(program: Application) -> tuple[str, ...]:
    return program.document.project.data.roles.input_names


def test_the_data_panel_says_so_and_shows_the_rows_when_they_are_there(
    person: Person, program: Application, may_end: threading.Event
) -> None:
    person.tick(1, INPUT)
    assert data_message(person) == PREPARING
    assert inputs(program) == ("u", "v")
    may_end.set()
    person.qtbot.waitUntil(lambda: inputs(program) == ("u",))
    assert data_message(person) == ""
    assert person.find(QTableView, "layer_table").model().index(0, 1).data() == "1"
    person.trigger("undo")
    person.qtbot.waitUntil(lambda: inputs(program) == ("u", "v"))


def test_undo_takes_an_edit_back_before_it_is_made(
    person: Person, program: Application, may_end: threading.Event
) -> None:
    before = program.document.project
    person.choose("split_method", "in_order")
    assert (program.actions["undo"].text(), data_message(person)) == ("&Undo change the split", PREPARING)
    person.trigger("undo")
    assert data_message(person) == ""
    assert person.find(QComboBox, "split_method").currentData() == "shuffled"
    may_end.set()
    person.qtbot.wait(1)
    assert program.document.project == before


def test_what_cannot_be_is_said_by_the_data_panel(
    person: Person, program: Application, may_end: threading.Event
) -> None:
    may_end.set()
    program.edits.test_on_rows(range(60))
    person.qtbot.waitUntil(lambda: not program.document.is_preparing)
    assert data_message(person) == "The rows given as test rows leave no row to train on"


@pytest.mark.parametrize("action", ["train", "step"])
def test_training_waits_for_the_rows_and_takes_the_newest(
    person: Person, program: Application, may_end: threading.Event, action: str
) -> None:
    train_by_adam(program.document)
    person.tick(1, INPUT)
    person.trigger(action)
    person.trigger(action)
    assert program.session.run is None
    may_end.set()
    person.wait_for("running" if action == "train" else "paused")
    assert program.session.run is not None
    assert program.session.run.project == program.document.project
    assert inputs(program) == ("u",)
    program.session.stop()
    person.wait_for("idle")


def test_cross_validation_waits_for_the_rows_too(
    person: Person, program: Application, may_end: threading.Event
) -> None:
    train_by_adam(program.document, epoch_limit=3, batch_size=8)
    person.tick(1, INPUT)
    program.cross_validate(2)
    assert not program.cross_validation.is_running
    with person.qtbot.waitSignals(2 * [program.cross_validation.fold_ended]):
        may_end.set()
    assert inputs(program) == ("u",)


def test_the_column_dialog_stays_until_the_rows_are_there(
    person: Person, program: Application, may_end: threading.Event
) -> None:
    def leave_out(answer: QDialogButtonBox.StandardButton) -> ColumnDialog:
        program.panels.data.column_chosen.emit("v")
        dialog = next(child for child in program.window.findChildren(ColumnDialog) if child.isVisible())
        role, buttons = dialog.findChild(QComboBox, "column_role"), dialog.findChild(QDialogButtonBox)
        assert isinstance(role, QComboBox)
        assert isinstance(buttons, QDialogButtonBox)
        role.setCurrentIndex(role.findData("unused"))
        buttons.button(QDialogButtonBox.StandardButton.Ok).click()
        assert program.document.is_preparing
        assert dialog.isVisible()
        if answer == QDialogButtonBox.StandardButton.Cancel:
            buttons.button(answer).click()
        return dialog

    leave_out(QDialogButtonBox.StandardButton.Cancel)
    assert not program.document.is_preparing
    dialog = leave_out(QDialogButtonBox.StandardButton.Ok)
    with person.qtbot.waitSignal(dialog.accepted):
        may_end.set()
    assert inputs(program) == ("u",)


def test_closing_ends_what_is_prepared(
    person: Person,
    program: Application,
    begun: threading.Event,
    may_end: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("gui.application.CLOSE_MILLISECONDS", 1)
    before = program.document.project
    person.tick(1, INPUT)
    assert begun.wait(10)
    assert not program.close(), "its thread is held up"
    may_end.set()
    person.qtbot.waitUntil(program.close)
    assert program.document.project == before
    assert not program.document.is_preparing
