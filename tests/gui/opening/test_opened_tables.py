"""Tables opened by keys and mouse: dropped, drawn, by the menu, refused, and undone."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QMimeData,
    QPoint,
    QPointF,
    QSettings,
    Qt,
    QTimer,
    QUrl,
)
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QFileDialog,
    QFrame,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from engine.sources.examples import examples
from gui.application import Application, build
from gui.drawing.dialog import DrawingDialog
from gui.widgets.number_edit import NumberEdit
from tests.gui.conftest import end
from tests.gui.person import LEFT, Person, everything_drawn, set_training, train_by_adam

Build = Callable[..., Application]


def drop_on(widget: QWidget, path: Path) -> bool:
    """Drag a file over a widget as Qt does, to the first parent that takes it, and drop it there."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = LEFT, Qt.KeyboardModifier.NoModifier
    action = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPointF(1, 1).toPoint(), action, data, buttons, keys)
    target: QWidget | None = widget
    while target is not None:
        enter.ignore()
        if target.acceptDrops() and target.isEnabled():
            QApplication.sendEvent(target, enter)
            if enter.isAccepted():
                QApplication.sendEvent(target, QDropEvent(QPointF(1, 1), action, data, buttons, keys))
                return True
        target = target.parentWidget()
    return False


ODD_ROWS: tuple[list[tuple[float, float, float]], ...] = (
    [(1, 5, 2), (2, 5, 3), (3, 5, 4), (4, 5, 5)],
    [(1, 5, 2), (2, 6, 2), (3, 1, 2), (4, 5, 2)],
    [(1e308, 1, 2), (1.5e308, 5, 3), (1.7e308, 7, 4), (1.6e308, 8, 2)],
    [(-1e308, 1, 1e308), (1.5e308, 5, -1e308), (1.7e308, 7, 1.7e308), (1e300, 8, 2)],
    [(1e149, 1, 1e149), (1e148, 5, -1e149), (-1e149, 7, 2e148), (1e147, 8, 2)],
    [(1, 1, 1e-300), (2, 5, 3e-300), (3, 7, 2e-300), (4, 8, 1e-300)],
)
"""A constant input, a constant target, and numbers at the edges of what can be computed with."""


def test_a_file_can_be_dropped_anywhere(person: Person, program: Application, table_file: Path) -> None:
    for name in ("loss_plot", "scatter_plot", "layer_table", "column_table", "learning_rate", "progress"):
        widget = person.find(QWidget, name)
        leaves = [leaf for leaf in widget.findChildren(QWidget) if leaf.isVisible()]
        assert drop_on(leaves[-1] if leaves else widget, table_file), name
        assert program.document.table.name == "plane.csv"
        person.trigger("undo")


def test_what_is_no_file_is_not_taken(program: Application) -> None:
    data = QMimeData()
    data.setText("30, 70")
    enter = QDragEnterEvent(
        QPointF(1, 1).toPoint(), Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier
    )
    enter.ignore()
    QApplication.sendEvent(program.window, enter)
    assert not enter.isAccepted()


def test_a_table_is_opened_by_the_menu(
    person: Person, program: Application, table_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def choose(*args: object) -> tuple[str, str]:
        asked.append(args)
        return str(table_file), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose)
    person.trigger("open_table")
    assert len(asked) == 1
    assert program.document.table.name == "plane.csv"
    assert person.find(QLabel, "row_counts").text() == "60 rows · 2 → 1"
    assert "plane.csv" in program.window.windowTitle()
    assert program.settings.recent_files == (str(table_file),)
    assert program.settings.last_folder == str(table_file.parent)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: ("", ""))
    person.trigger("open_table")
    assert program.document.table.name == "plane.csv"


def test_four_clicks_lead_from_the_start_to_a_network_trained_on_an_example(
    qtbot: QtBot, person: Person, program: Application
) -> None:
    opener = next(
        button
        for button in program.window.findChildren(QToolButton)
        if button.defaultAction() is program.actions["open_table"]
    )
    menu = opener.menu()
    assert menu is not None
    clicked = []

    def click_diabetes() -> None:
        entry = next(action for action in menu.actions() if action.text() == "Diabetes")
        clicked.append(entry.toolTip())
        qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(entry).center())

    QTimer.singleShot(0, menu, click_diabetes)  # the menu answers clicks in an event loop of its own
    qtbot.mouseClick(opener, LEFT, pos=QPoint(opener.width() - 4, opener.height() // 2))
    assert clicked == [examples()["diabetes"].lesson]
    assert program.document.title == "Diabetes"
    assert program.document.project.data.roles.targets == ("progression",)
    set_training(program.document, epoch_limit=20)
    person.train_fully()
    person.write("predict_input_0", "50")
    assert 25 < float(person.answers()[0].replace(",", "")) < 346


def test_a_table_is_drawn_trained_on_and_drawn_on(qtbot: QtBot, person: Person, program: Application) -> None:
    for strokes in (12, 24):
        person.trigger("draw_table")
        dialog = person.dialog(DrawingDialog, "drawing")
        assert dialog is not None
        paper = person.find(QAbstractScrollArea, "drawing_plane").viewport()
        for number in range(12):
            qtbot.mouseClick(paper, LEFT, pos=QPoint(150 + 25 * number, 300 - 15 * (number % 5) + strokes))
        qtbot.mouseClick(person.find(QPushButton, "use_points"), LEFT)
        assert program.document.title == "drawn points"
        assert program.document.table.rows == strokes
        assert person.find(QLabel, "row_counts").text() == f"{strokes} rows · 1 → 1"
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    set_training(program.document, epoch_limit=20)
    person.train_fully()
    assert len(person.answers()) == 1
    program.document.undo_stack.undo()
    program.document.undo_stack.undo()
    assert program.document.table.rows == 12


def test_an_open_can_be_undone_with_its_run(person: Person, program: Application, table_file: Path) -> None:
    set_training(program.document, epoch_limit=1)
    person.train_fully()
    article = person.answers()
    program.opening.open_table(str(table_file))
    assert person.answers() == ["–"]
    assert person.find(QProgressBar, "progress").value() == 0
    person.tick(1, 1)
    train_by_adam(program.document, epoch_limit=2)
    person.train_fully()
    plane = person.answers()
    assert len(plane) == 1
    while program.document.project.data.problem != "article":
        person.trigger("undo")
    assert person.answers() == article
    assert "epoch 1 of 1" in person.figures()
    while program.document.undo_stack.canRedo():
        person.trigger("redo")
    assert person.answers() == plane
    assert "epoch 2 of 2" in person.figures()


def test_a_problem_asks_its_own_question_also_when_come_back_to(program: Application) -> None:
    inputs = [program.window.findChild(NumberEdit, f"predict_input_{i}") for i in range(2)]
    assert [editor.text() for editor in inputs if editor] == ["30", "70"]
    program.opening.open_problem("wave")
    program.opening.open_problem("article")
    inputs = [program.window.findChild(NumberEdit, f"predict_input_{i}") for i in range(2)]
    assert [editor.text() for editor in inputs if editor] == ["30", "70"]


def test_undo_between_problems_of_other_widths_finds_their_answers(
    person: Person, program: Application
) -> None:
    set_training(program.document, epoch_limit=1)
    person.train_fully()
    article, project = person.answers(), program.document.project
    program.opening.open_problem("friedman")
    set_training(program.document, epoch_limit=1)
    person.train_fully()
    friedman = person.answers()
    assert (len(article), len(friedman)) == (3, 1)
    person.trigger("undo")
    person.trigger("undo")
    assert person.answers() == article
    program.document.undo_stack.setIndex(program.document.undo_stack.count())
    assert person.answers() == friedman
    # In one step, without the untrained project between.
    program.document.apply(project, "go back")
    assert person.answers() == article
    person.trigger("undo")
    assert person.answers() == friedman


def test_a_run_whose_table_was_left_goes_on_and_says_so(
    person: Person, program: Application, table_file: Path
) -> None:
    train_by_adam(program.document)
    person.click_action("train")
    person.wait_for_epoch(1)
    program.opening.open_table(str(table_file))
    assert program.session.state == "running"
    assert "goes on" in person.status()
    assert "Press Train" not in person.status()
    button = person.find(QPushButton, "status_remedy")
    assert button.isVisible()
    person.qtbot.mouseClick(button, LEFT)
    person.qtbot.waitUntil(lambda: program.session.latest is not None, timeout=5000)
    assert program.session.run is not None
    assert program.session.run.project == program.document.project


def test_an_earlier_run_shown_while_another_goes_on_is_not_called_training(
    person: Person, program: Application
) -> None:
    train_by_adam(program.document, epoch_limit=1)
    person.train_fully()
    set_training(program.document, epoch_limit=1_000_000)
    person.click_action("train")
    person.wait_for_epoch(2)
    person.trigger("undo")
    latest = program.session.latest
    assert latest is not None
    assert latest.epoch == 1
    assert program.session.state == "running"
    assert "goes on" in person.status()


def test_a_table_that_cannot_be_used_ends_in_a_sentence(
    person: Person, program: Application, tmp_path: Path
) -> None:
    path = tmp_path / "bad.csv"
    before = program.document.project
    for text, word in (
        ("", "empty"),
        ("a,b\nx,y\nz,w\n", "number"),
        ("a,b\n1,2\n", "row"),
        ("a\n1\n2\n3\n", "column"),
    ):
        path.write_text(text, encoding="utf-8")
        program.opening.open_table(str(path))
        assert program.document.project is before
        sentences = person.said()
        assert any(word in sentence for sentence in sentences), sentences
        assert "bad.csv" in person.status()
        assert not program.document.undo_stack.canUndo()
        assert program.settings.recent_files == ()


def test_files_that_vanished_are_said_and_nothing_is_lost(
    start: Build, qtbot: QtBot, table_file: Path, tmp_path: Path
) -> None:
    program = start(str(tmp_path / "never.csv"))
    person = Person(qtbot, program)
    assert program.document.project.data.problem == "article"
    assert "never.csv" in person.status()
    program.opening.open_table(str(table_file))
    table_file.unlink()
    (menu,) = {menu for menu in program.window.findChildren(QMenu) if menu.title() == "&Open"}
    menu.aboutToShow.emit()
    recent = next(action for action in menu.actions() if action.text() == "plane.csv")
    before = program.document.project
    recent.trigger()
    assert program.document.project is before
    assert "plane.csv" in person.status()
    assert any("plane.csv" in sentence for sentence in person.said())
    program.opening.open_table(str(tmp_path))
    assert program.document.project is before


def test_the_menu_offers_every_built_in_problem(person: Person, program: Application) -> None:
    menus = {menu.title(): menu for menu in program.window.findChildren(QMenu)}
    menus["&Open"].aboutToShow.emit()
    menu = menus["Built-in &problems"]
    assert menu.menuAction() in menus["&Open"].actions()
    wave = next(action for action in menu.actions() if action.text() == "Wave")
    assert wave.toolTip() != wave.text()
    wave.trigger()
    assert program.document.project.data.problem == "wave"
    person.trigger("new_project")
    assert program.document.project.data.problem == "article"


def test_odd_tables_are_opened_or_refused_and_trained_without_an_accident(
    person: Person, program: Application, tmp_path: Path
) -> None:
    for number, rows in enumerate(ODD_ROWS):
        path = tmp_path / f"odd{number}.csv"
        text = "\n".join(",".join(f"{value!r}" for value in row) for row in rows)
        path.write_text(f"p,q,r\n{text}\n", encoding="utf-8")
        program.opening.open_table(str(path))
        if program.document.table.name != path.name:
            assert path.name in person.status()
            continue
        set_training(program.document, epoch_limit=5)
        if all(row[2] == rows[0][2] for row in rows):
            program.edits.choose_target("r")
            person.click_action("train")
            assert "so there is nothing to learn: choose another target" in person.status()
            assert any("Target 'r' never changes" in sentence for sentence in person.said())
            continue
        latest = person.train_fully()
        assert np.isfinite(latest.theta).all()
        person.qtbot.waitUntil(lambda: not program.checker.is_busy)
        if program.document.prepared.constant:
            assert person.find(QFrame, "check_constant").isVisible()
        everything_drawn(program.window)


def test_a_table_that_was_not_opened_is_still_said_once_the_plots_are_there(
    qtbot: QtBot, settings_file: Path, tmp_path: Path
) -> None:
    settings = QSettings(str(settings_file), QSettings.Format.IniFormat)
    program = build([str(tmp_path / "gone.csv")], settings, plots_later=True)
    program.window.show()
    qtbot.waitUntil(lambda: program._plots is not None)
    status = program.window.findChild(QLabel, "status_message")
    assert isinstance(status, QLabel)
    assert status.text() == "gone.csv was not opened: see Data."
    end(program)
