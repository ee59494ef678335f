"""The list of runs: what has ended, in words and figures that can be copied."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDockWidget, QPushButton, QTreeWidget

from gui.application import Application
from gui.runs.cross_validation_dialog import CrossValidationDialog
from gui.widgets.number_edit import NumberEdit
from tests.gui.person import LEFT, Person, train_by_adam


def copied(person: Person) -> list[list[str]]:
    """What the list puts on the clipboard, without the line of names."""
    person.qtbot.mouseClick(person.find(QPushButton, "copy_runs"), LEFT)
    return [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()[1:]]


def test_a_run_that_has_ended_is_listed(person: Person, program: Application) -> None:
    train_by_adam(program.document, epoch_limit=2, batch_size=5000)
    dock = person.find(QDockWidget, "runs_dock")
    assert not dock.isVisible(), "there is nothing to list yet"
    person.train_fully()
    dock.toggleViewAction().trigger()
    ((_, data, what, result, network, train, _test, epochs, _),) = copied(person)
    assert (data, what, network, epochs) == ("Sum and difference", "Custom: Adam", "2-4-4-3 relu", "2")
    assert result.startswith("a+b R² ")
    assert 0 < float(train) < 10


def test_names_that_look_like_html_are_plain_in_tips(
    person: Person, program: Application, table_file: Path
) -> None:
    program.opening.open_table(str(table_file.rename(table_file.with_name("<b>plane<i>.csv"))))
    train_by_adam(program.document, epoch_limit=2)
    person.train_fully()
    item = person.find(QTreeWidget, "runs_list").topLevelItem(0)
    assert item is not None
    tips = [item.toolTip(column) for column in range(item.columnCount())]
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
    first, second = copied(person)
    assert (first[2], second[2]) == ("Custom: Adam (weights let go)", "Custom: Adam")
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
    mean, *listed = copied(person)
    assert mean[1:3] == ["plane.csv", "3-fold cross-validation, shuffled"]
    assert mean[3].startswith("RMSE ")
    assert mean[3].endswith(" over 3 folds")
    assert [row[2] for row in listed] == [f"fold {number}: 40 rows train, 20 test" for number in (1, 2, 3)]
    assert person.status() == f"Cross-validated: {mean[3]}."
    parent = person.find(QTreeWidget, "runs_list").topLevelItem(0)
    assert parent is not None
    assert parent.childCount() == 3


def test_a_cross_validation_stopped_before_a_fold_ended_leaves_nothing(
    person: Person, program: Application
) -> None:
    train_by_adam(program.document, epoch_limit=10**8)
    program.cross_validate(2)
    person.click_action("stop")
    person.qtbot.waitUntil(lambda: not program.cross_validation.is_running)
    assert person.status() == "Cross-validation was stopped in its first fold."
    assert person.find(QTreeWidget, "runs_list").topLevelItemCount() == 0
    assert not person.find(QPushButton, "copy_runs").isEnabled()
