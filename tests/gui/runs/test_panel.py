"""The table of runs: what has ended, in figures that can be sorted, chosen and copied."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDockWidget, QPushButton, QTableView, QToolButton
from pytestqt.qtbot import QtBot

from gui.application import Application
from gui.look.numbers import number_text
from gui.runs.cross_validation_dialog import CrossValidationDialog
from gui.runs.run_rows import COLUMNS
from gui.widgets.number_edit import NumberEdit
from tests.gui.person import LEFT, Person, train_by_adam

TIP = Qt.ItemDataRole.ToolTipRole


def copied(person: Person) -> list[list[str]]:
    """What the table puts on the clipboard, without the line of names."""
    return [list(line.values()) for line in named(person)]


def named(person: Person) -> list[dict[str, str]]:
    """The copied lines by the names of columns."""
    person.qtbot.mouseClick(person.find(QPushButton, "copy_runs"), LEFT)
    names, *lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    return [dict(zip(names, line, strict=True)) for line in lines]


def train_twice(person: Person, program: Application) -> None:
    train_by_adam(program.document, epoch_limit=12, batch_size=5000)
    person.train_fully()
    program.edits.take_new_weights()
    train_by_adam(program.document, epoch_limit=2, batch_size=5000)
    person.train_fully()


def test_a_run_that_has_ended_is_listed(person: Person, program: Application) -> None:
    train_by_adam(program.document, epoch_limit=2, batch_size=5000)
    dock = person.find(QDockWidget, "runs_dock")
    assert not dock.isVisible(), "there is nothing to list yet"
    person.train_fully()
    dock.toggleViewAction().trigger()
    (run,) = named(person)
    said = (run["#"], run["Data"], run["Network"], run["Method"], run["Seed"], run["Epochs"])
    assert said == ("1", "Sum and difference", "2-4-4-3 relu", "Custom: Adam", "42", "2")
    assert 0 < float(run["Train loss"]) < 10
    scores = program.session.latest.scores if program.session.latest else ()
    assert run["RMSE"] == number_text(sum(score.rmse for score in scores) / 3), "the mean over outputs"
    assert "All figures" not in run


def test_names_that_look_like_html_are_plain_in_tips(
    person: Person, program: Application, table_file: Path
) -> None:
    program.opening.open_table(str(table_file.rename(table_file.with_name("<b>plane<i>.csv"))))
    train_by_adam(program.document, epoch_limit=2)
    person.train_fully()
    model = person.find(QTableView, "runs_table").model()
    tips = [model.index(0, column).data(TIP) for column in range(model.columnCount())]
    assert any("&lt;b&gt;plane&lt;i&gt;" in tip for tip in tips)
    assert not any("<b>" in tip for tip in tips)


def test_a_run_whose_weights_were_let_go_says_so(
    person: Person, program: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.runs.kept_runs.KEPT_BYTES", 0)
    train_by_adam(program.document, epoch_limit=2, batch_size=5000)
    person.train_fully()
    program.edits.take_new_weights()
    person.train_fully()
    first, second = (run["Method"] for run in named(person))
    assert (first, second) == ("Custom: Adam (weights let go)", "Custom: Adam")
    person.trigger("undo")
    assert (
        person.status()
        == "The weights of this run were let go to make room for later ones. Train begins anew."
    )


def test_the_folds_of_a_cross_validation_are_listed_under_their_mean(
    person: Person, program: Application, table_file: Path
) -> None:
    program.opening.open_table(str(table_file))
    train_by_adam(program.document, epoch_limit=2)
    person.trigger("cross_validate")
    dialog = person.dialog(CrossValidationDialog, "cross_validation")
    assert dialog is not None
    folds = person.find(NumberEdit, "fold_count")
    begin = person.find(QPushButton, "begin_cross_validation")
    assert folds.value == 5
    person.write("fold_count", "1")
    person.qtbot.waitUntil(lambda: not begin.isEnabled())
    person.write("fold_count", "3")
    person.qtbot.waitUntil(begin.isEnabled)
    person.qtbot.keyClick(folds, Qt.Key.Key_Return)
    assert program.cross_validation.is_running
    assert not program.actions["train"].isEnabled()
    assert program.actions["stop"].isEnabled()
    person.qtbot.waitUntil(lambda: not program.cross_validation.is_running)
    assert program.actions["train"].isEnabled()
    assert not program.actions["stop"].isEnabled()
    assert person.find(QDockWidget, "runs_dock").isVisible()
    assert program.session.latest is None, "the network of the window is left alone"
    mean, *folds_of = named(person)
    assert (mean["#"], mean["Data"], mean["Method"]) == (
        "1",
        "plane.csv",
        "3-fold cross-validation, shuffled",
    )
    rmse = [float(fold["RMSE"]) for fold in folds_of]
    assert float(mean["RMSE"].split(" ± ")[0]) == pytest.approx(sum(rmse) / 3, rel=0.05)
    assert [fold["#"] for fold in folds_of] == ["1.1", "1.2", "1.3"]
    assert [fold["Method"] for fold in folds_of] == [
        f"fold {number}: 40 rows train, 20 test" for number in (1, 2, 3)
    ]
    means = f"RMSE {mean['RMSE']}, R² {mean['R², accuracy']}"
    assert person.status() == f"Cross-validated: {means} over 3 folds."


def test_a_cross_validation_stopped_before_a_fold_ended_leaves_nothing(
    person: Person, program: Application
) -> None:
    train_by_adam(program.document, epoch_limit=10**8)
    program.cross_validate(2)
    person.click_action("stop")
    person.qtbot.waitUntil(lambda: not program.cross_validation.is_running)
    assert person.status() == "Cross-validation was stopped in its first fold."
    assert person.find(QTableView, "runs_table").model().rowCount() == 0
    assert person.find(QToolButton, "runs_summary").accessibleName() == "Runs: No runs yet"
    assert not person.find(QPushButton, "copy_runs").isEnabled()


def test_runs_are_sorted_by_a_click_on_a_figure(person: Person, program: Application) -> None:
    train_twice(person, program)
    view = person.find(QTableView, "runs_table")
    assert [run["#"] for run in named(person)] == ["1", "2"]
    epochs = next(place for place, column in enumerate(COLUMNS) if column.id == "epochs")
    view.sortByColumn(epochs, Qt.SortOrder.AscendingOrder)
    assert [run["Epochs"] for run in named(person)] == ["2", "12"], "as numbers, not as texts"


def test_columns_are_chosen_and_remembered(
    start: Callable[..., Application], qtbot: QtBot, person: Person, program: Application
) -> None:
    train_twice(person, program)
    menu = {action.text(): action for action in person.find(QPushButton, "run_columns").menu().actions()}
    menu["Seed"].trigger()
    menu["All figures"].trigger()
    first, _ = named(person)
    assert "Seed" not in first
    assert first["All figures"].startswith("a+b R² ")
    view = Person(qtbot, start()).find(QTableView, "runs_table")
    hidden = {column.id for place, column in enumerate(COLUMNS) if view.isColumnHidden(place)}
    assert hidden == {"seed", "when"}


def test_selected_runs_are_copied_by_key(person: Person, program: Application) -> None:
    train_twice(person, program)
    person.qtbot.mouseClick(person.find(QToolButton, "runs_summary"), LEFT)
    view = person.find(QTableView, "runs_table")
    view.selectRow(1)
    view.setFocus()
    person.qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert [line.split("\t")[0] for line in QGuiApplication.clipboard().text().splitlines()] == ["#", "2"]


def test_one_line_says_which_run_is_best_and_opens_the_table(person: Person, program: Application) -> None:
    line, dock = person.find(QToolButton, "runs_summary"), person.find(QDockWidget, "runs_dock")
    assert line.accessibleName() == "Runs: No runs yet"
    train_twice(person, program)
    shares = [run["R², accuracy"] for run in named(person)]
    best = max(shares, key=lambda share: float(share.replace("−", "-")))
    assert line.accessibleName() == f"Runs: 2 runs, best R² {best} (run {shares.index(best) + 1})"
    person.qtbot.mouseClick(line, LEFT)
    assert dock.isVisible()
    person.qtbot.mouseClick(line, LEFT)
    assert not dock.isVisible()
