"""The status line: the figures of a run, and how far it is."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel, QProgressBar
from pytestqt.qtbot import QtBot

from engine.scoring.scores import class_scores
from engine.training.run.snapshot import Losses, Stopped
from gui.runs.status import StatusPanel
from tests.engine.pictures import snapshot


class Clock:
    """Stands still until it is told to go on."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def status(qtbot: QtBot, clock: Clock) -> StatusPanel:
    panel = StatusPanel(clock)
    qtbot.addWidget(panel)
    panel.resize(1200, 30)
    panel.show()
    return panel


def figures(panel: StatusPanel) -> str:
    label = panel.findChild(QLabel, "run_figures")
    assert isinstance(label, QLabel)
    return label.text()


def progress(panel: StatusPanel) -> float:
    bar = panel.findChild(QProgressBar, "progress")
    assert isinstance(bar, QProgressBar)
    return bar.value() / bar.maximum()


def test_the_figures_say_which_loss_they_quote(status: StatusPanel) -> None:
    status.show_figures(snapshot(), "MSE", article_metric=False)
    assert figures(status) == "epoch 100 of 1,000 · MSE: train 0.500 · test 0.600"
    status.show_figures(snapshot(), "MSE", article_metric=True)
    assert figures(status) == "epoch 100 of 1,000 · article's loss: train 0.300 · test 0.400"
    status.show_figures(snapshot(), "MAE", article_metric=False)
    assert "· MAE: train" in figures(status)


def test_of_classes_the_accuracy_is_said(status: StatusPanel) -> None:
    scores = replace(class_scores(np.eye(2), np.arange(2)), accuracy=0.931)
    status.show_figures(snapshot(scores=(), class_scores=scores), "cross-entropy", article_metric=False)
    assert figures(status).endswith("cross-entropy: train 0.500 · test 0.600 · accuracy 93.1 %")


def test_how_many_parameters_the_rows_determine_is_said_where_it_is_known(status: StatusPanel) -> None:
    status.show_figures(snapshot(effective_parameters=7.192756), "MSE", article_metric=False)
    assert "· 7.19 effective parameters ·" in figures(status)


def test_without_test_rows_there_is_no_test_loss(status: StatusPanel) -> None:
    nan = float("nan")
    status.show_figures(snapshot(loss=Losses(0.5, nan, nan)), "MSE", article_metric=False)
    assert "test" not in figures(status)


@pytest.mark.parametrize(
    ("epochs", "seconds", "left"),
    [(100, 1.0, "8 s left"), (100, 60.0, "8 min left"), (1, 100.0, "25 h left"), (899, 1e-6, "0 s left")],
)
def test_time_left_and_pace(
    status: StatusPanel, clock: Clock, epochs: int, seconds: float, left: str
) -> None:
    status.show_figures(snapshot(epoch=100), "MSE", article_metric=False)
    clock.seconds += seconds
    later = snapshot(epoch=100 + epochs)
    status.show_figures(later, "MSE", article_metric=False)
    assert left in figures(status)
    assert "epochs/s" in figures(status)
    for held in (replace(later, paused=True), replace(later, stopped=Stopped.REQUEST)):
        status.show_figures(held, "MSE", article_metric=False)
        assert "left" not in figures(status)
        assert "epochs/s" not in figures(status)


def show_seconds(status: StatusPanel, clock: Clock, paces: Sequence[int]) -> None:
    """Show a picture for every second of a run that does so many epochs in each."""
    epoch = 0
    for pace in paces:
        status.show_figures(snapshot(epoch=epoch), "MSE", article_metric=False)
        clock.seconds += 1
        epoch += pace
    status.show_figures(snapshot(epoch=epoch), "MSE", article_metric=False)


def test_the_pace_is_that_of_the_last_seconds_and_of_this_run(status: StatusPanel, clock: Clock) -> None:
    show_seconds(status, clock, [10] * 5 + [100] * 5)
    assert "100 epochs/s" in figures(status)
    status.show_figures(snapshot(run_id=2, epoch=3), "MSE", article_metric=False)
    assert "epochs/s" not in figures(status)


def test_the_pace_is_measured_anew_once_the_speed_is_another(status: StatusPanel, clock: Clock) -> None:
    show_seconds(status, clock, [100, 100])
    status.forget_pace()
    show_seconds(status, clock, [1, 1])
    assert "1.00 epochs/s" in figures(status)


def test_the_same_picture_shown_again_does_not_slow_the_pace(status: StatusPanel, clock: Clock) -> None:
    show_seconds(status, clock, [10, 10])
    clock.seconds += 100
    status.show_figures(snapshot(epoch=20), "MSE", article_metric=False)
    assert "10.0 epochs/s" in figures(status)


def test_progress_is_the_share_of_epochs(status: StatusPanel) -> None:
    status.show_figures(snapshot(epoch=250), "MSE", article_metric=False)
    assert progress(status) == 0.25
    status.show_figures(snapshot(epoch=1_000_000_000, last_epoch=1_000_000_000), "MSE", article_metric=False)
    assert progress(status) == 1
    status.show_figures(snapshot(epoch=0, last_epoch=0), "MSE", article_metric=False)
    assert progress(status) == 1
    status.clear_figures()
    assert (progress(status), figures(status)) == (0, "")


def test_a_search_is_busy_and_nothing_is_said_of_how_far_it_is(status: StatusPanel) -> None:
    bar = status.findChild(QProgressBar, "progress")
    assert isinstance(bar, QProgressBar)
    status.show_figures(snapshot(epoch=0, fits=3, seconds=12.0), "MSE", article_metric=False)
    assert (bar.minimum(), bar.maximum()) == (0, 0)
    assert figures(status) == "12 s"
    status.show_figures(snapshot(epoch=0, fits=3, paused=True), "MSE", article_metric=False)
    assert progress(status) == 0
    status.show_figures(snapshot(), "MSE", article_metric=False)
    assert progress(status) == 0.1
    status.show_figures(snapshot(epoch=0, fits=3), "MSE", article_metric=False)
    status.clear_figures()
    assert progress(status) == 0


@pytest.mark.parametrize(
    ("stopped", "share"), [(Stopped.GRADIENT, 1), (Stopped.PATIENCE, 1), (Stopped.REQUEST, 0.1), (None, 0.1)]
)
def test_a_run_that_has_done_all_it_was_to_do_is_complete(
    status: StatusPanel, stopped: Stopped | None, share: float
) -> None:
    status.show_figures(snapshot(stopped=stopped), "MSE", article_metric=False)
    assert progress(status) == share
