"""What columns are for, by keys and mouse: roles, classes, weights, and what is refused."""

import math
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import (
    Qt,
)
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QTableView,
    QToolButton,
    QWidget,
)

from engine.data.inputs import Input
from engine.data.roles import Roles
from gui.application import Application
from gui.prediction.label_choice import LabelChoice
from gui.table.panel import TablePanel
from gui.widgets.number_edit import NumberEdit
from tests.gui.conftest import write_table
from tests.gui.person import Person, is_filled, set_training, train_by_adam


@pytest.fixture
def fruit_file(tmp_path: Path) -> Path:
    """60 rows of u and v, and a fruit: a fig where u is below 5, a pear elsewhere."""
    u, v = np.random.RandomState(1).rand(2, 60) * 10
    rows = [f"{a:.4f},{b:.4f},{'fig' if a < 5 else 'pear'}" for a, b in zip(u, v, strict=True)]
    return write_table(tmp_path / "fruit.csv", "u,v,fruit", rows)


def test_ticking_roles_changes_the_network_and_the_predictions(
    person: Person, program: Application, table_file: Path
) -> None:
    program.opening.open_table(str(table_file))
    layers = person.find(QTableView, "layer_table").model()
    assert (layers.index(0, 1).data(), layers.index(layers.rowCount() - 1, 1).data()) == ("2", "1")
    person.tick(1, 2)
    assert program.document.project.data.roles.input_names == ("u",)
    assert program.document.project.data.roles.targets == ("v", "y")
    layers = person.find(QTableView, "layer_table").model()
    assert (layers.index(0, 1).data(), layers.index(layers.rowCount() - 1, 1).data()) == ("1", "2")
    assert len(person.answers()) == 2
    assert person.program.window.findChild(QLineEdit, "predict_input_1") is None
    set_training(program.document, epoch_limit=3)
    assert person.train_fully().predicted.shape[0] == 2
    assert all(math.isfinite(float(text)) for text in person.answers())
    person.tick(2, 1)
    assert [given.name for given in program.document.project.data.roles.inputs] == ["u", "remark"]
    assert person.find(LabelChoice, "predict_input_1").text() == "word"


def test_enter_on_a_column_changes_how_it_is_read(
    person: Person, program: Application, table_file: Path
) -> None:
    program.opening.open_table(str(table_file))
    view = person.find(QTableView, "column_table")
    view.setFocus()
    view.setCurrentIndex(view.model().index(0, 0))
    person.qtbot.keyClick(view, Qt.Key.Key_Return)
    combo = person.find(QComboBox, "column_missing")
    combo.setCurrentIndex(combo.findData("indicator"))
    person.find(QDialogButtonBox, "column_buttons").button(QDialogButtonBox.StandardButton.Ok).click()
    assert program.document.project.data.roles.features == ("u", "u missing", "v")
    assert program.document.undo_stack.undoText() == "change column u"
    editor = person.find(NumberEdit, "predict_input_0")
    editor.clear()
    set_training(program.document, epoch_limit=20)
    person.train_fully()
    assert all(math.isfinite(float(text)) for text in person.answers()), "a missing input is answered"


def test_the_table_s_menu_changes_roles_and_given_rows_come_to_the_front(
    person: Person, program: Application, table_file: Path
) -> None:
    program.opening.open_table(str(table_file))
    rows = person.find(QTableView, "row_table")
    assert not rows.isVisible()
    program.show_rows([2, 5], "two rows")
    assert rows.isVisible()
    assert rows.model().rowCount() == 2
    table = person.find(TablePanel, "table_panel")
    for section, text, inputs, targets in (
        (1, "&Leave out", ("u",), ("y",)),
        (1, "Use as &target", ("u",), ("v", "y")),
        (1, "Use as &input", ("u", "v"), ("y",)),
    ):
        menu = table.column_menu(section)
        next(action for action in menu.actions() if action.text() == text).trigger()
        roles = program.document.project.data.roles
        assert (roles.input_names, roles.targets) == (inputs, targets)
    program.document.undo_stack.undo()
    assert program.document.project.data.roles.targets == ("v", "y")
    assert rows.model().rowCount() == 2, "other roles leave the rows that are shown"
    table.column_chosen.emit("v")
    assert person.dialog(QDialog, "column_dialog") is not None


def test_a_table_of_classes_is_trained_and_answered_with_probabilities(
    person: Person, program: Application, fruit_file: Path
) -> None:
    program.opening.open_table(str(fruit_file))
    assert person.find(QLabel, "row_counts").text() == "60 rows · 2 → 2"
    assert person.answers() == ["–", "–"]
    train_by_adam(program.document, epoch_limit=300, learning_rate=0.02, batch_size=8)
    assert person.train_fully().class_scores is not None
    assert is_filled(person, "confusion_plot")
    assert not person.find(QWidget, "scatter_plot").isVisible()
    assert "cross-entropy: train" in person.figures()
    person.write("predict_input_0", "9")
    assert person.find(QLabel, "predict_answer").text().startswith("The answer is pear (")
    assert all(text.endswith(" %") for text in person.answers())
    program.opening.open_problem("line")
    assert person.find(QWidget, "scatter_plot").isVisible()
    assert not is_filled(person, "scatter_plot")
    assert len(person.answers()) == 1
    program.document.undo_stack.undo()
    assert is_filled(person, "confusion_plot")
    assert not person.find(QWidget, "scatter_plot").isVisible()


def test_a_cell_of_the_confusion_matrix_leads_to_its_rows(
    person: Person, program: Application, fruit_file: Path
) -> None:
    program.opening.open_table(str(fruit_file))
    train_by_adam(program.document, epoch_limit=20)
    counts = person.train_fully().class_scores
    assert counts is not None
    run = program.session.run
    assert run is not None
    found = {(t, p): run.confused_rows(program.document.prepared, t, p) for t in (0, 1) for p in (0, 1)}
    assert {cell: len(rows) for cell, rows in found.items()} == {
        cell: counts.confusion[cell] for cell in found
    }
    tested = np.sort(program.document.prepared.test.numbers)
    assert np.array_equal(np.sort(np.concatenate(list(found.values()))), tested)
    labels = program.document.table.column("fruit")
    assert all(
        labels.values[found[true, answered]].tolist() == [true] * len(found[true, answered])
        for true, answered in found
    )
    matrix = person.find(QWidget, "confusion_cells")
    matrix.setFocus()
    QApplication.processEvents()
    person.qtbot.keyClick(matrix, Qt.Key.Key_Return)
    table = person.find(QTableView, "row_table").model()
    shown = [table.headerData(row, Qt.Orientation.Vertical) for row in range(table.rowCount())]
    assert shown == [str(row + 1) for row in np.sort(found[0, 0])]
    chip = person.find(QToolButton, "row_chip")
    assert chip.isVisible()
    assert chip.text() == f"{len(shown)} rows of class fig were answered fig"


def test_rows_that_count_by_a_weight_are_trained_and_said_to_be(
    person: Person, program: Application, tmp_path: Path
) -> None:
    rows = [f"{x % 4},{x},{2 * x + 1}" for x in range(60)]
    path = write_table(tmp_path / "weighted.csv", "w,x,y", rows)
    program.opening.open_table(str(path))
    document = program.document
    document.apply(document.project.with_roles(document.table, Roles((Input("x"),), ("y",), weight="w")), "")
    assert "15 rows of weight 0 left out." in person.said()
    set_training(document, method="levenberg_marquardt", epoch_limit=5, folds=0, starts=1)
    final = person.train_fully()
    assert final.loss.test < 0.1
    assert document.prepared.train.weights is not None
    assert person.find(QLabel, "scatter_note").text().endswith("test rows, weighted by w")


def test_ticking_another_kind_of_target_changes_the_loss(
    person: Person, program: Application, fruit_file: Path
) -> None:
    program.opening.open_table(str(fruit_file))
    assert program.document.project.training.loss == "binary_cross_entropy"
    losses = person.find(QComboBox, "loss")
    assert [losses.itemData(i) for i in range(losses.count())] == ["binary_cross_entropy"]
    person.tick(1, 2)
    assert program.document.project.data.roles.targets == ("v",)
    assert program.document.project.training.loss == "squared_error"
    set_training(program.document, epoch_limit=2)
    assert len(person.train_fully().scores) == 1
    assert is_filled(person, "scatter_plot")
    person.tick(2, 2)
    assert program.document.project.data.roles.classes == ("fig", "pear")
    assert program.document.project.training.loss == "binary_cross_entropy"
    person.train_fully()
    assert is_filled(person, "confusion_plot")


def test_a_method_for_numbers_only_is_refused_in_words(
    person: Person, program: Application, fruit_file: Path
) -> None:
    program.opening.open_table(str(fruit_file))
    person.choose("method", "levenberg_marquardt")
    assert any("Levenberg-Marquardt can only" in text for text in person.said())
    person.choose("recipe", "auto")
    assert not any("Levenberg-Marquardt" in text for text in person.said())


def test_taking_the_last_target_away_is_refused_in_words(
    person: Person, program: Application, table_file: Path
) -> None:
    program.opening.open_table(str(table_file))
    before = program.document.project
    person.tick(3, 2)
    assert program.document.project == before
    assert any("target" in text for text in person.said())
    cell = person.find(QTableView, "column_table").model().index(3, 2)
    assert Qt.CheckState(cell.data(Qt.ItemDataRole.CheckStateRole)) == Qt.CheckState.Checked
