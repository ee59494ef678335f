"""Projects as files, in the window: saved, opened, named in the title, asked about."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QLabel, QMessageBox, QPushButton

from engine.export.plan import fingerprint
from engine.storage.project_file import load
from gui.application import Application
from tests.gui.person import LEFT, Person, set_training, train_by_adam

Build = Callable[..., Application]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the project is saved."""
    return tmp_path / "my project.layerbench"


@pytest.fixture
def chosen(path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Answer every file dialog with the path; the list tells what was asked."""
    asked: list[str] = []

    def answer(_parent: object, title: str, *_rest: object) -> tuple[str, str]:
        asked.append(title)
        return str(path), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", answer)
    return asked


def save(person: Person, path: Path) -> None:
    before = path.stat().st_mtime_ns if path.exists() else 0
    person.trigger("save_project")
    person.qtbot.waitUntil(lambda: path.exists() and path.stat().st_mtime_ns > before)
    person.qtbot.waitUntil(lambda: not person.program.saving.files.is_busy)


def opened(person: Person, program: Application, path: Path) -> None:
    program.opening.open_table(str(path))
    person.qtbot.waitUntil(lambda: program.saving.files.path == str(path))


def title(program: Application) -> str:
    mark = "*" if program.window.isWindowModified() else ""
    return program.window.windowTitle().replace("[*]", mark)


def test_a_trained_network_comes_back_in_another_window(
    person: Person, program: Application, start: Build, path: Path, chosen: list[str]
) -> None:
    set_training(program.document, epoch_limit=5)
    first = person.train_fully()
    save(person, path)
    assert chosen == ["Save project"]
    person.program.saving.files.release()  # as where that window is closed
    other = start()
    opened(Person(person.qtbot, other), other, path)
    latest = other.session.latest
    assert latest is not None
    assert np.array_equal(latest.theta, first.theta)
    assert np.array_equal(latest.history.train.last, first.history.train.last)
    assert not other.session.is_stale
    assert other.document.project.training == program.document.project.training
    assert other.panels.runs.summary.text().startswith("1 run")
    assert [run.project.attempt for run in other.session.kept_runs] == [other.document.project.attempt]
    assert other.panels.prediction.inputs() is not None
    ends = [Person(person.qtbot, each).train_fully() for each in (program, other)]
    assert ends[0].epoch == ends[1].epoch == 10
    assert np.array_equal(ends[0].theta, ends[1].theta)


def test_the_title_tells_what_is_not_saved(
    person: Person, program: Application, path: Path, chosen: list[str]
) -> None:
    assert title(program) == "Sum and difference – Layerbench"
    person.write("seed", "7")
    assert title(program) == "Sum and difference* – Layerbench"
    person.trigger("undo")
    assert title(program) == "Sum and difference – Layerbench"
    set_training(program.document, epoch_limit=2)
    save(person, path)
    assert title(program) == "my project – Layerbench"
    person.train_fully()
    assert title(program) == "my project* – Layerbench"
    save(person, path)
    assert chosen == ["Save project"], "asked for a name once"
    assert title(program) == "my project – Layerbench"
    assert len(load(path).runs) == 1


def test_another_table_is_another_project(
    person: Person, program: Application, path: Path, chosen: list[str]
) -> None:
    save(person, path)
    program.opening.open_example("iris")
    assert title(program).startswith("Iris")
    save(person, path)
    assert chosen == ["Save project"] * 2
    assert load(path).table is not None


@pytest.mark.usefixtures("chosen")
def test_a_run_that_is_going_is_saved_as_far_as_it_has_come(
    person: Person, program: Application, start: Build, path: Path
) -> None:
    train_by_adam(program.document)
    person.click_action("train")
    person.wait_for_epoch(3)
    save(person, path)
    assert program.session.state == "running"
    held = load(path)
    snapshot = held.runs[-1].snapshot
    assert snapshot is not None
    assert snapshot.checkpoint is not None
    assert snapshot.checkpoint.under_way
    program.session.stop()
    person.qtbot.waitUntil(lambda: program.session.state == "idle")
    person.program.saving.files.release()  # as where that window is closed
    other = start()
    opened(Person(person.qtbot, other), other, path)
    assert other.session.latest is not None
    assert other.session.latest.epoch == snapshot.epoch
    other.session.train()
    person.qtbot.waitUntil(lambda: other.session.latest.epoch > snapshot.epoch)  # type: ignore[union-attr]
    other.session.stop()
    person.qtbot.waitUntil(lambda: other.session.state == "idle")


@pytest.mark.usefixtures("chosen")
def test_a_run_that_ends_meanwhile_is_saved(person: Person, program: Application, path: Path) -> None:
    train_by_adam(program.document)
    person.click_action("train")
    person.wait_for_epoch(1)
    program.session.stop()
    person.trigger("save_project")
    person.qtbot.waitUntil(path.exists)
    person.qtbot.waitUntil(lambda: not program.saving.files.is_busy)
    assert load(path).runs[-1].checkpoint is not None


@pytest.mark.usefixtures("chosen")
def test_a_run_that_holds_is_saved(person: Person, program: Application, path: Path) -> None:
    train_by_adam(program.document)
    person.click_action("step")
    person.wait_for_epoch(1)
    person.qtbot.waitUntil(lambda: program.session.state == "paused")
    save(person, path)
    assert program.session.state == "paused"
    assert load(path).runs[-1].checkpoint is not None
    program.session.stop()
    person.qtbot.waitUntil(lambda: program.session.state == "idle")


@pytest.mark.usefixtures("chosen")
def test_what_cannot_be_saved_is_said_and_stays_to_be_saved(
    person: Person, program: Application, path: Path
) -> None:
    set_training(program.document, epoch_limit=2)
    person.train_fully()
    path.mkdir()
    person.trigger("save_project")
    person.qtbot.waitUntil(lambda: "could not be saved" in person.find(QLabel, "status_message").text())
    assert program.window.isWindowModified()
    path.rmdir()
    save(person, path)
    assert not program.window.isWindowModified()


def test_what_is_no_project_is_said_and_changes_nothing(
    person: Person, program: Application, path: Path
) -> None:
    path.write_text("a,b\n1,2\n")
    before = program.document.project
    program.opening.open_table(str(path))
    person.qtbot.waitUntil(lambda: "damaged" in person.find(QLabel, "status_message").text())
    assert program.document.project == before
    assert title(program) == "Sum and difference – Layerbench"


@pytest.mark.usefixtures("chosen")
def test_a_project_is_dropped_and_remembered(
    person: Person, program: Application, path: Path, start: Build
) -> None:
    save(person, path)
    program.opening.menu.aboutToShow.emit()
    assert "my project.layerbench" in [action.text() for action in program.opening.menu.actions()]
    person.program.saving.files.release()  # as where that window is closed
    other = start()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    drop = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
    other.window.dropEvent(drop)
    person.qtbot.waitUntil(lambda: title(other) == "my project – Layerbench")


@pytest.mark.usefixtures("chosen")
def test_a_project_is_named_when_the_program_is_started(person: Person, path: Path, start: Build) -> None:
    save(person, path)
    person.program.saving.files.release()  # as where that window is closed
    other = start(str(path))
    person.qtbot.waitUntil(lambda: title(other) == "my project – Layerbench")


@pytest.mark.usefixtures("chosen")
def test_closing_offers_to_save(person: Person, program: Application, path: Path) -> None:
    set_training(program.document, epoch_limit=2)
    person.train_fully()
    assert not program.window.close()
    (box,) = program.window.findChildren(QMessageBox, "confirm_close")
    buttons = {button.text().replace("&", ""): button for button in box.buttons()}
    person.qtbot.mouseClick(buttons["Save and close"], LEFT)
    person.qtbot.waitUntil(lambda: not program.window.isVisible())
    assert load(path).runs


@pytest.mark.usefixtures("chosen")
def test_closing_what_is_saved_asks_nothing(person: Person, program: Application, path: Path) -> None:
    set_training(program.document, epoch_limit=2)
    person.train_fully()
    save(person, path)
    assert program.window.close()


@pytest.mark.usefixtures("chosen")
def test_undo_goes_back_before_a_project_was_opened(person: Person, program: Application, path: Path) -> None:
    save(person, path)
    program.opening.open_example("iris")
    opened(person, program, path)
    assert program.document.project.data.problem == "article"
    person.trigger("undo")
    assert program.document.title == "Iris"
    person.trigger("redo")
    assert program.document.project.data.problem == "article"


def test_a_network_leaves_through_the_menu(
    person: Person, program: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    menu = program.saving.exports.menu
    assert not program.actions["export_model"].isEnabled()
    set_training(program.document, epoch_limit=2)
    person.train_fully()
    assert program.actions["export_model"].isEnabled()
    out = tmp_path / "net.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    (action,) = [action for action in menu.actions() if action.objectName() == "export_json"]
    action.trigger()
    person.qtbot.waitUntil(out.exists)
    person.qtbot.waitUntil(lambda: "net.json" in person.find(QLabel, "status_message").text())
    assert program.session.run is not None
    assert program.session.run.model is not None
    assert f'"fingerprint": "{fingerprint(program.session.run.model)}"' in out.read_text()


def test_the_rows_of_a_file_are_predicted(
    person: Person, program: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not person.find(QPushButton, "predict_table").isEnabled()
    set_training(program.document, epoch_limit=2)
    person.train_fully()
    rows, out = tmp_path / "rows.csv", tmp_path / "out.csv"
    rows.write_text("a,b\n30,70\n3,\n")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(rows), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    person.qtbot.mouseClick(person.find(QPushButton, "predict_table"), LEFT)
    person.qtbot.waitUntil(out.exists)
    person.qtbot.waitUntil(lambda: "1 of 2 rows answered" in person.find(QLabel, "status_message").text())
    model = program.session.run.model if program.session.run else None
    assert model is not None
    first = [float(cell) for cell in out.read_text().splitlines()[1].split(",")[2:5]]
    assert first == model.predict(np.array([[30.0], [70.0]]))[:, 0].tolist()
    rows.write_text("x,y\n1,2\n3,4\n5,6\n")
    person.qtbot.mouseClick(person.find(QPushButton, "predict_table"), LEFT)
    person.qtbot.waitUntil(lambda: "has no column a" in person.find(QLabel, "status_message").text())


@pytest.mark.usefixtures("chosen")
def test_the_second_window_on_a_file_has_a_copy(
    person: Person, program: Application, path: Path, start: Build
) -> None:
    save(person, path)
    other = start()
    other.opening.open_table(str(path))
    person.qtbot.waitUntil(lambda: title(other).startswith("my project (copy)"))
    assert "is open in another window" in Person(person.qtbot, other).find(QLabel, "status_message").text()
    assert other.saving.files.path == ""
    other.saving.files.save(str(path))
    assert "choose another name" in Person(person.qtbot, other).find(QLabel, "status_message").text()
    program.close()
    third = start()
    opened(Person(person.qtbot, third), third, path)
    assert title(third) == "my project – Layerbench"
