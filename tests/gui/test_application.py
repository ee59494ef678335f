"""The whole program: a person's way through it, by keys and mouse."""

import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QMimeData,
    QObject,
    QPoint,
    QPointF,
    QSettings,
    Qt,
    QTimer,
    QUrl,
    qInstallMessageHandler,
)
from PySide6.QtGui import QAction, QColor, QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDockWidget,
    QFileDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QSlider,
    QTableView,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from engine.data.inputs import Input
from engine.data.roles import Roles
from engine.sources.examples import examples
from engine.training.run.snapshot import Snapshot, Stopped
from gui.application import Application, build
from gui.drawing.dialog import DrawingDialog
from gui.look.numbers import number_text
from gui.look.theme import DARK, LIGHT, current_theme
from gui.prediction.label_choice import LabelChoice
from gui.table.panel import TablePanel
from gui.widgets.number_edit import NumberEdit
from tests.gui.conftest import end, write_table
from tests.gui.person import LEFT, Person, set_training, train_by_adam

Build = Callable[..., Application]


def is_filled(person: Person, plot: str) -> bool:
    """Whether a plot shows data, not the words of its empty state."""
    return not person.find(QLabel, f"{plot}_empty").isVisible()


def everything_drawn(widget: QWidget) -> QImage:
    QApplication.processEvents()
    return widget.grab().toImage()


# It opens.


def test_it_opens_with_the_article_s_problem(person: Person, program: Application) -> None:
    assert program.document.table.rows == 10_000
    assert program.document.project.sizes == (2, 4, 4, 3)
    assert person.find(QLabel, "row_counts").text() == "10,000 rows · 2 → 3"
    assert person.find(QLabel, "parameters_label").text() == "47 parameters"
    assert person.find(QComboBox, "recipe").currentData() == "auto"
    assert person.find(QLineEdit, "split").text() == "70/0/30"
    assert program.session.state == "idle"
    assert program.session.latest is None
    assert person.answers() == ["–", "–", "–"]
    assert "Train" in person.status()
    assert "Layerbench" in program.window.windowTitle()
    assert not program.window.isWindowModified()


@pytest.mark.usefixtures("qapp")
def test_the_window_is_not_shown_by_building_it(tmp_path: Path) -> None:
    program = build([], QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    assert isinstance(QApplication.instance(), QApplication)
    assert not program.window.isVisible()
    program.close()
    program.window.deleteLater()


class _ShownWindows(QObject):
    """Remembers which windows are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.kinds.append(type(watched).__name__)
        return False


def test_no_part_of_the_window_flashes_up_before_it_is_there(
    qapp: QApplication, start: Callable[..., Application]
) -> None:
    shown = _ShownWindows()
    qapp.installEventFilter(shown)
    start()
    qapp.removeEventFilter(shown)
    assert shown.kinds == ["MainWindow"]


# Train and watch.


def test_a_click_on_train_lets_the_loss_fall_and_the_dots_appear(
    person: Person, program: Application
) -> None:
    train_by_adam(program.document)
    seen: list[Snapshot] = []
    program.session.snapshot_ready.connect(seen.append)
    assert not is_filled(person, "loss_plot")
    person.click_action("train")
    assert program.session.state == "running"
    later = person.wait_for_epoch(12)
    first = seen[0]
    assert first.epoch == 0
    assert later.loss.train < 0.1 < first.loss.train
    assert later.loss.test < first.loss.test
    assert [one.epoch for one in seen] == sorted({one.epoch for one in seen})
    assert len({one.run_id for one in seen}) == 1
    assert is_filled(person, "loss_plot")
    assert is_filled(person, "scatter_plot")
    assert "MSE" in person.figures()
    assert "train" in person.figures()
    assert "test" in person.figures()
    assert "left" in person.figures()
    assert 0 < person.find(QProgressBar, "progress").value() < 1000
    assert [score.name for score in later.scores] == ["a+b", "a-b", "|a-b|"]
    # In the table's units: sums of numbers up to 100 vary by 41, standardised ones by 1.
    assert all(0.01 < score.rmse < 40 for score in later.scores)
    person.click_action("stop")
    person.wait_for("idle")
    assert "Stopped" in person.status()


def test_answers_follow_typing_and_training(person: Person, program: Application) -> None:
    train_by_adam(program.document)
    person.write("predict_input_0", "30")
    person.write("predict_input_1", "70")
    assert person.answers() == ["–", "–", "–"]
    person.click_action("step")
    person.wait_for_epoch(1)
    early = person.answers()
    person.click_action("train")
    latest = person.wait_for_epoch(30)
    assert person.answers() != early, "the answers have to follow the training"
    assert latest.loss.test < 0.01
    plus, minus, size = (float(text) for text in person.answers())
    assert (plus, minus, size) == pytest.approx((100, -40, 40), abs=6)
    person.click_action("pause")
    person.wait_for("paused")
    before = person.answers()
    person.write("predict_input_0", "60")
    after = [float(text) for text in person.answers()]
    assert after[0] == pytest.approx(float(before[0]) + 30, abs=6)
    assert after[1] == pytest.approx(float(before[1]) + 30, abs=6)


def test_new_layers_are_trained_after_the_old_ones(person: Person, program: Application) -> None:
    set_training(program.document, epoch_limit=2, learning_rate=0.01)
    assert person.train_fully().theta.size == 47
    person.select_layers(2)
    person.click("add_layer")
    assert program.session.is_stale
    assert "before your change" in person.status()
    assert "From the network before your change." in person.said()
    assert person.train_fully().theta.size == 67
    assert not program.session.is_stale
    person.trigger("undo")
    latest = program.session.latest
    assert latest is not None
    assert latest.theta.size == 47, "undo brings the run of that network back"
    assert not program.session.is_stale
    person.trigger("redo")
    latest = program.session.latest
    assert latest is not None
    assert latest.theta.size == 67


def test_the_dots_walk_from_a_file_to_the_diagonal(start: Build, qtbot: QtBot, table_file: Path) -> None:
    """The straight path of the design: a cell in a file becomes a dot on the screen."""
    program = start(str(table_file))
    person = Person(qtbot, program)
    assert program.document.table.name == "plane.csv"
    set_training(program.document, epoch_limit=60)
    latest = person.train_fully()
    assert latest.scores[0].r2 > 0.99
    assert latest.scores[0].rmse < 1
    qtbot.wait(50)
    image = everything_drawn(person.find(QWidget, "scatter_plot"))
    colour = QColor(current_theme().series[0])
    places = np.array(
        [
            (x, y)
            for x in range(image.width())
            for y in range(image.height() // 4, image.height())
            if near(image.pixelColor(x, y), colour)
        ]
    )
    assert len(places) > 20
    # On the screen up is less, so good answers rise from the left to the right.
    assert np.corrcoef(places.T)[0, 1] < -0.97


def near(one: QColor, other: QColor) -> bool:
    return (
        abs(one.red() - other.red()) + abs(one.green() - other.green()) + abs(one.blue() - other.blue()) < 60
    )


def test_the_article_s_recipe_quotes_the_article_s_metric(person: Person, program: Application) -> None:
    person.choose("recipe", "article")
    assert person.find(QLineEdit, "epoch_limit").text().replace(",", "") == "1000000"
    assert person.find(QLineEdit, "batch_size").text() == ""
    program.document.apply(
        replace(
            program.document.project,
            training=replace(program.document.project.training, epoch_limit=30),
        ),
        "fewer epochs",
    )
    latest = person.train_fully()
    assert math.isfinite(latest.article_loss.train)
    assert latest.article_loss.train != latest.loss.train
    assert f"article's loss: train {number_text(latest.article_loss.train)}" in person.figures()
    assert f"test {number_text(latest.article_loss.test)}" in person.figures()
    plot = person.find(QWidget, "loss_plot")
    assert heading_of(program) == "Loss the article's metric"
    assert plot.isVisible()
    train_by_adam(program.document, epoch_limit=1)
    person.train_fully()
    assert heading_of(program) == "Loss MSE · standardised targets"
    assert "MSE" in person.figures()
    person.write("split", "60/20/20")
    set_training(program.document, epoch_limit=3, loss="absolute_error", patience=2)
    person.train_fully()
    assert heading_of(program) == "Loss MAE · standardised targets"
    assert "MAE: train" in person.figures()
    assert program._plots is not None
    assert "· validation 0." in program._plots.loss.axes()[0].legend.text


def heading_of(program: Application) -> str:
    """What stands above the loss plot."""
    assert program._plots is not None
    (axes,) = program._plots.loss.axes()
    return axes.heading.text


# Tables of their own.


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


@pytest.fixture
def fruit_file(tmp_path: Path) -> Path:
    """60 rows of u and v, and a fruit: a fig where u is below 5, a pear elsewhere."""
    u, v = np.random.RandomState(1).rand(2, 60) * 10
    rows = [f"{a:.4f},{b:.4f},{'fig' if a < 5 else 'pear'}" for a, b in zip(u, v, strict=True)]
    return write_table(tmp_path / "fruit.csv", "u,v,fruit", rows)


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
    found = {(t, p): run.confused_rows(t, p) for t in (0, 1) for p in (0, 1)}
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
    assert program.session.run is not None
    assert program.session.run.request.train.weights is not None
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


ODD_ROWS: tuple[list[tuple[float, float, float]], ...] = (
    [(1, 5, 2), (2, 5, 3), (3, 5, 4), (4, 5, 5)],
    [(1, 5, 2), (2, 6, 2), (3, 1, 2), (4, 5, 2)],
    [(1e308, 1, 2), (1.5e308, 5, 3), (1.7e308, 7, 4), (1.6e308, 8, 2)],
    [(-1e308, 1, 1e308), (1.5e308, 5, -1e308), (1.7e308, 7, 1.7e308), (1e300, 8, 2)],
    [(1e149, 1, 1e149), (1e148, 5, -1e149), (-1e149, 7, 2e148), (1e147, 8, 2)],
    [(1, 1, 1e-300), (2, 5, 3e-300), (3, 7, 2e-300), (4, 8, 1e-300)],
)
"""A constant input, a constant target, and numbers at the edges of what can be computed with."""


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


# Trouble.


def test_diverging_stops_at_once_and_a_tenth_of_the_rate_helps(person: Person, program: Application) -> None:
    person.choose("method", "gradient_descent")
    person.write("learning_rate", "100")
    latest = person.train_fully()
    assert latest.stopped == Stopped.DIVERGED
    assert np.isfinite(latest.theta).all()
    assert "diverged" in person.status()
    assert "learning rate below 100" in person.status()
    everything_drawn(program.window)
    button = person.find(QPushButton, "status_remedy")
    person.qtbot.mouseClick(button, LEFT)
    assert program.document.project.training.learning_rate == 10
    assert person.find(QLineEdit, "learning_rate").text() == "10"
    assert program.session.state == "running"
    person.wait_for("idle")
    person.trigger("undo")
    assert program.document.project.training.learning_rate == 100


def test_new_weights_are_another_start_and_can_be_undone(person: Person, program: Application) -> None:
    set_training(program.document, epoch_limit=1)
    person.train_fully()
    seed = program.document.project.start
    person.click_action("new_weights")
    assert program.document.project.start != seed
    assert program.document.project.seed == 42
    assert program.session.state == "idle"
    assert program.session.is_stale
    person.trigger("undo")
    assert program.document.project.start == seed
    assert not program.session.is_stale


def test_new_weights_restart_a_run_that_is_going(person: Person, program: Application) -> None:
    train_by_adam(program.document)
    person.click_action("train")
    first = person.wait_for_epoch(3)
    person.click_action("new_weights")
    person.qtbot.waitUntil(
        lambda: (latest := program.session.latest) is not None and latest.run_id != first.run_id
    )
    assert program.session.state == "running"
    assert not program.session.is_stale


def test_a_stuck_run_offers_new_weights_which_start_at_once(person: Person, program: Application) -> None:
    person.choose("recipe", "article")
    program.document.apply(
        replace(
            program.document.project,
            training=replace(program.document.project.training, epoch_limit=400, learning_rate=1e-9),
        ),
        "a run that does not move",
    )
    # With this start, units of a layer never fire from the beginning.
    for start in range(100):
        program.document.apply(replace(program.document.project, start=start), "start")
        set_training(program.document, recipe="article", epoch_limit=0)
        if any(layer.never for layer in person.train_fully().activity):
            break
    set_training(program.document, recipe="article", epoch_limit=400)
    latest = person.train_fully()
    assert latest.stalled
    assert "no longer moves" in person.status()
    assert "never fire" in person.status()
    button = person.find(QPushButton, "status_remedy")
    assert (button.isVisible(), button.text()) == (True, "New weights")
    seed = program.document.project.start
    person.qtbot.mouseClick(button, LEFT)
    assert program.document.project.start != seed
    assert program.session.state == "running"
    person.wait_for("idle")
    person.trigger("undo")
    assert program.document.project.start == seed


def test_an_unexpected_error_in_training_is_said_and_the_program_lives_on(
    person: Person, program: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    caught: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: caught.append(error))

    def fail(*_args: object) -> Iterator[None]:
        raise ArithmeticError("nobody foresaw this")
        yield

    with monkeypatch.context() as patch:
        patch.setattr("engine.training.thread.train", fail)
        person.click_action("train")
        person.wait_for("idle")
    assert [str(error) for error in caught] == ["nobody foresaw this"]
    assert "unexpected error" in person.status()
    set_training(program.document, epoch_limit=1)
    assert person.train_fully().epoch == 1


def test_what_cannot_be_saved_by_a_plot_is_said(person: Person, program: Application) -> None:
    assert program._plots is not None
    program._plots.scatter.failed.emit("/nowhere/x.png could not be written")
    assert "could not be written" in person.status()


# Closing.


def test_closing_an_untrained_program_asks_nothing(person: Person, program: Application) -> None:
    assert program.window.close()
    assert person.dialog(QMessageBox, "confirm_close") is None


def test_closing_with_a_trained_network_asks_first(person: Person, program: Application) -> None:
    set_training(program.document, epoch_limit=1)
    person.train_fully()
    assert not program.window.close()
    assert not program.window.close(), "asked once, not twice"
    boxes = program.window.findChildren(QMessageBox, "confirm_close")
    assert len(boxes) == 1
    buttons = {button.text().replace("&", ""): button for button in boxes[0].buttons()}
    assert boxes[0].defaultButton() is buttons["Stay"]
    person.qtbot.mouseClick(buttons["Stay"], LEFT)
    assert program.window.isVisible()
    assert person.train_fully().epoch == 2, "the thread still serves"
    person.trigger("quit")
    box = person.dialog(QMessageBox, "confirm_close")
    assert isinstance(box, QMessageBox)
    person.qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert program.window.isVisible()
    person.qtbot.waitUntil(lambda: not program.window.findChildren(QMessageBox))
    program.window.close()
    box = person.dialog(QMessageBox, "confirm_close")
    assert isinstance(box, QMessageBox)
    buttons = {button.text().replace("&", ""): button for button in box.buttons()}
    person.qtbot.mouseClick(buttons["Close and lose it"], LEFT)
    person.qtbot.waitUntil(lambda: not program.window.isVisible())


def test_closing_while_training_ends_at_once(person: Person, program: Application) -> None:
    train_by_adam(program.document)
    person.click_action("train")
    person.wait_for_epoch(1)
    assert program.window.close()
    assert person.dialog(QMessageBox, "confirm_close") is None
    assert not program.window.isVisible()


def test_closing_while_paused_asks(person: Person, program: Application) -> None:
    person.click_action("step")
    person.wait_for_epoch(1)
    assert not program.window.close()
    assert person.dialog(QMessageBox, "confirm_close") is not None


# What is remembered.


def test_the_theme_is_toggled_and_remembered(start: Build, qtbot: QtBot) -> None:
    program = start("--theme", "light")
    person = Person(qtbot, program)
    set_training(program.document, epoch_limit=1)
    person.train_fully()
    pictures = {}
    icons = {}
    for theme in (LIGHT, DARK):
        assert current_theme() is theme
        pictures[theme.name] = everything_drawn(program.window)
        icons[theme.name] = program.actions["stop"].icon().pixmap(20, 20).toImage()
        if theme is LIGHT:
            person.click_action("theme")
    assert pictures["light"] != pictures["dark"]
    assert icons["light"] != icons["dark"]
    middle = pictures["dark"].pixelColor(pictures["dark"].width() // 2, pictures["dark"].height() // 4)
    assert middle.lightness() < 128
    assert program.settings.theme == "dark"
    start()
    assert current_theme() is DARK
    start("--theme", "light")
    assert current_theme() is LIGHT
    assert program.settings.theme == "dark", "a theme given in the shell is for this time only"


def test_geometry_docks_and_speed_come_back(start: Build, qtbot: QtBot) -> None:
    program = start()
    person = Person(qtbot, program)
    program.window.resize(900, 700)  # no larger than the off-screen screen allows
    person.find(QDockWidget, "predict_dock").hide()
    person.find(QSlider, "speed").setValue(30)
    assert program.window.close()
    again = start()
    assert (again.window.width(), again.window.height()) == (900, 700)
    assert Person(qtbot, again).find(QDockWidget, "predict_dock").isHidden()
    assert Person(qtbot, again).find(QSlider, "speed").value() == 30


def test_without_settings_nothing_of_the_person_s_is_touched(
    start: Build, settings_file: Path, table_file: Path
) -> None:
    start().window.close()
    before = settings_file.read_bytes()
    home = Path(QSettings().fileName()).parent.parent
    files = set(home.rglob("*"))
    program = build([str(table_file)])
    program.actions["theme"].trigger()
    program.window.close()
    program.window.deleteLater()
    assert settings_file.read_bytes() == before
    assert set(home.rglob("*")) == files


# Names, tips, keys.


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


def test_buttons_follow_the_state(person: Person, program: Application) -> None:
    def enabled() -> str:
        names = ("train", "pause", "step", "stop")
        return " ".join(name for name in names if program.actions[name].isEnabled())

    assert enabled() == "train step"
    assert not program.actions["undo"].isEnabled()
    train_by_adam(program.document)
    person.click_action("train")
    assert enabled() == "pause stop"
    person.wait_for_epoch(1)
    person.click_action("pause")
    person.wait_for("paused")
    assert enabled() == "train step stop"
    assert program.actions["train"].iconText() == "Resume"
    person.click_action("stop")
    person.wait_for("idle")
    assert enabled() == "train step"
    assert program.actions["train"].iconText() == "Train"


def test_keys_train_and_undo(person: Person, program: Application) -> None:
    train_by_adam(program.document)
    window = program.window
    window.activateWindow()
    person.qtbot.keyClick(window, Qt.Key.Key_F7)
    assert program.session.state == "paused"
    person.wait_for_epoch(1)
    person.qtbot.keyClick(window, Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    person.wait_for("idle")
    person.choose("method", "momentum")
    person.qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert program.document.project.training.method == "adam"
    person.qtbot.keyClick(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert program.document.project.training.method == "momentum"


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


# Endurance.


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None lives for ever, and its count means nothing")
def test_pictures_keep_the_count_of_none(person: Person, program: Application) -> None:
    """Later versions of PySide6 lose references to None and abort the program; see docs/decisions.md."""
    set_training(program.document, epoch_limit=3)
    latest = person.train_fully()
    program.session.snapshot_ready.emit(latest)
    before = sys.getrefcount(None)
    for _ in range(1000):
        program.session.snapshot_ready.emit(latest)
    assert sys.getrefcount(None) > before - 200


def test_editors_take_what_they_can_use_only(program: Application) -> None:
    editors = program.window.findChildren(NumberEdit)
    assert len(editors) >= 7
    assert all(not editor.problem for editor in editors)


def test_a_step_s_word_that_comes_after_train_holds_nothing(person: Person, program: Application) -> None:
    session = program.session
    session.step()
    person.wait_for_epoch(1)
    session.resume()
    assert session.run is not None
    session._on_paused(session.run.request.run_id)  # sent before the thread heard of going on
    assert session.state == "running"
    assert program.actions["pause"].isEnabled()


def test_clicking_the_inputs_activation_makes_qt_complain_of_nothing(person: Person) -> None:
    said: list[str] = []
    before = qInstallMessageHandler(lambda _kind, _context, text: said.append(text))
    try:
        person.click_cell(person.find(QTableView, "layer_table"), 0, 2)
    finally:
        qInstallMessageHandler(before)
    assert said == []


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
