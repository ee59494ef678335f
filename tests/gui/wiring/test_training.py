"""Training by keys and mouse: dots, answers, new weights, and a run that goes wrong."""

import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import (
    Qt,
)
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QLineEdit, QProgressBar, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from engine.project.start import Seed
from engine.training.run.snapshot import Snapshot, Stopped
from gui.application import Application
from gui.look.numbers import number_text
from gui.look.theme import current_theme
from gui.widgets.message_bar import MessageBar
from tests.gui.conftest import write_table
from tests.gui.person import (
    LEFT,
    Person,
    everything_drawn,
    is_filled,
    set_recipe,
    set_training,
    train_by_adam,
)

Build = Callable[..., Application]


def near(one: QColor, other: QColor) -> bool:
    return (
        abs(one.red() - other.red()) + abs(one.green() - other.green()) + abs(one.blue() - other.blue()) < 60
    )


def quoted_loss(program: Application) -> str:
    """What stands beside the axis of the loss plot."""
    assert program._plots is not None
    (axes,) = program._plots.loss.axes()
    return axes.names[1]


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
    assert quoted_loss(program) == "the article's metric"
    assert plot.isVisible()
    train_by_adam(program.document, epoch_limit=1)
    person.train_fully()
    assert quoted_loss(program) == "MSE (standardised targets)"
    assert "MSE" in person.figures()
    person.write("split", "60/20/20")
    set_training(program.document, epoch_limit=3, loss="absolute_error", patience=2)
    person.train_fully()
    assert quoted_loss(program) == "MAE (standardised targets)"
    assert "MAE: train" in person.figures()
    assert program._plots is not None
    assert "· validation 0." in program._plots.loss.axes()[0].legend.text


def test_diverging_stops_at_once_and_a_tenth_of_the_rate_helps(person: Person, program: Application) -> None:
    person.choose("method", "gradient_descent")
    person.write("learning_rate", "100")
    latest = person.train_fully()
    assert latest.stopped == Stopped.DIVERGED
    assert np.isfinite(latest.theta).all()
    assert "diverged" in person.status()
    assert "learning rate below 100" in person.status()
    everything_drawn(program.window)
    label = person.find(QLabel, "predict_output_0")
    assert label.property("role") == "muted"
    assert len(label.text().strip("−").replace(".", "")) <= 7, (
        "three digits, with a power of ten where it needs one"
    )
    assert person.find(QLabel, "predict_error_0").text() == ""
    assert "Training diverged: these answers mean nothing." in person.said()
    button = person.find(QPushButton, "status_remedy")
    person.qtbot.mouseClick(button, LEFT)
    assert program.document.project.training.learning_rate == 10
    assert person.find(QLineEdit, "learning_rate").text() == "10"
    assert program.session.state == "running"
    person.wait_for("idle")
    again = program.session.latest
    assert again is not None
    assert again.epoch > latest.epoch, "the run goes on"
    assert again.history.train.last[len(latest.history.train.last)] < latest.loss.train, (
        "from its best weights"
    )
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


def test_what_is_wrong_with_a_run_is_among_the_checks_with_its_remedy(
    person: Person, program: Application
) -> None:
    bar = person.find(MessageBar, "checks_run_message")
    assert not bar.isVisible()
    set_recipe(program.document, "gradient_descent", learning_rate=100.0, epoch_limit=50)
    person.train_fully()
    assert bar.isVisible()
    assert bar.text == person.status()
    assert bar.kind == "error"
    rate = program.document.project.training.learning_rate
    person.qtbot.mouseClick(person.find(QPushButton, "checks_run_remedy"), LEFT)
    assert program.document.project.training.learning_rate == pytest.approx(rate / 10)
    person.wait_for("idle", 30_000)
    program.actions["new_project"].trigger()
    assert not bar.isVisible()


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
        program.document.apply(replace(program.document.project, start=Seed(start)), "start")
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
    assert program.actions["train"].iconText() == "Go on"


def test_train_says_what_it_will_do(person: Person, program: Application) -> None:
    train = program.actions["train"]
    assert (train.iconText(), train.text()) == ("Train", "&Train")
    set_training(program.document, epoch_limit=3, target_loss=None, gradient_norm=None)
    person.train_fully()
    assert train.iconText() == "Go on"
    assert train.text().replace("&", "") == "Go on for 3 more epochs"
    person.train_fully()
    assert program.session.latest is not None
    assert program.session.latest.epoch == 6
    set_training(program.document, epoch_limit=4)
    assert train.iconText() == "Train", "another project has no run yet"


def test_start_over_goes_back_to_the_first_weights_and_can_be_undone(
    person: Person, program: Application
) -> None:
    start_over = program.actions["start_over"]
    assert not start_over.isEnabled()
    set_training(program.document, epoch_limit=3)
    person.train_fully()
    first = program.session.latest
    assert first is not None
    start_over.trigger()
    assert program.session.run is None
    assert person.find(QLabel, "predict_output_0").text() in ("", "–")
    assert not start_over.isEnabled()
    assert program.actions["train"].iconText() == "Train"
    person.train_fully()
    again = program.session.latest
    assert again is not None
    assert again is not first
    assert np.array_equal(again.theta, first.theta), "the same weights, the same run"
    program.actions["undo"].trigger()
    assert program.session.latest is first


def test_start_over_in_a_run_begins_it_anew(person: Person, program: Application) -> None:
    train_by_adam(program.document)
    person.click_action("train")
    person.wait_for_epoch(50)
    run = program.session.run
    person.click_action("start_over")
    person.qtbot.waitUntil(lambda: program.session.run is not run and program.session.latest is not None)
    assert program.session.state == "running"
    person.click_action("stop")
    person.wait_for("idle")


def test_a_new_project_shows_nothing_that_was_trained_before(person: Person, program: Application) -> None:
    set_training(program.document, epoch_limit=2)
    person.train_fully()
    trained = program.session.run
    program.actions["new_project"].trigger()
    assert program.session.run is None
    assert person.find(QLabel, "predict_output_0").text() in ("", "–")
    program.actions["undo"].trigger()
    assert program.session.run is trained


def test_another_file_with_equal_rows_shows_nothing_that_was_not_trained_there(
    person: Person, program: Application, tmp_path: Path
) -> None:
    lines = [f"{row},{row % 7},{row + row % 7}" for row in range(60)]
    one, other = (write_table(tmp_path / name, "u,v,y", lines) for name in ("one.csv", "other.csv"))
    program.opening.open_table(str(one))
    set_training(program.document, epoch_limit=2)
    person.train_fully()
    program.opening.open_table(str(other))
    assert program.document.title == "other.csv"
    assert program.session.run is None


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


def test_a_step_s_word_that_comes_after_train_holds_nothing(person: Person, program: Application) -> None:
    session = program.session
    session.step()
    person.wait_for_epoch(1)
    session.resume()
    assert session.run is not None
    session._on_paused(session.run.id)  # sent before the thread heard of going on
    assert session.state == "running"
    assert program.actions["pause"].isEnabled()
