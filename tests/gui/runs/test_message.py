"""The status line's sentence for every state of a run, and what it offers."""

from dataclasses import replace

import numpy as np
import pytest

from engine.insight.symptoms import FEWEST_JUDGES
from engine.network.units import LayerActivity
from engine.scoring.scores import Score
from engine.training.run.request import Candidate, Found, Trial
from engine.training.run.snapshot import Losses, Stopped
from gui.runs.message import Remedy, reading_message, run_message, validation_message
from gui.runs.session import IDLE, PAUSED, RUNNING, STOPPING
from tests.engine.pictures import snapshot

LINEAR_LAYER = LayerActivity(layer=2, units=4, never=2, always=2)


def test_without_a_run_it_says_what_to_do() -> None:
    message = run_message(IDLE, None, stale=False)
    assert (message.kind, message.remedy) == ("plain", Remedy.NONE)
    assert "Train" in message.text


@pytest.mark.parametrize("state", [RUNNING, PAUSED, STOPPING])
def test_before_the_first_picture_nobody_is_told_to_press_train(state: str) -> None:
    assert "Press Train" not in run_message(state, None, stale=False).text


def test_a_run_that_no_longer_matches_goes_on_and_offers_a_restart() -> None:
    for state in (RUNNING, PAUSED):
        message = run_message(state, snapshot(), stale=True)
        assert "goes on" in message.text
        assert message.remedy == Remedy.RESTART


def test_a_network_from_before_a_change_is_told_apart() -> None:
    message = run_message(IDLE, snapshot(stopped=Stopped.EPOCHS), stale=True)
    assert "before your change" in message.text
    assert message.remedy == Remedy.NONE


def test_divergence_says_what_to_try() -> None:
    message = run_message(
        IDLE, snapshot(epoch=1234, learning_rate=0.5, stopped=Stopped.DIVERGED), stale=False
    )
    assert message.kind == "error"
    assert "1,234" in message.text
    assert "finite weights are kept" in message.text
    assert "learning rate below 0.5" in message.text
    assert message.remedy == Remedy.LOWER_RATE


@pytest.mark.parametrize(
    ("activity", "words"),
    [
        ((LINEAR_LAYER,), "2 of 4 units of layer 2 never fire (the others always do)."),
        ((LayerActivity(1, 4, 1, 3),), "1 of 4 units of layer 1 never fires (the others always do)."),
        ((LayerActivity(1, 2, 2, 0),), "2 of 2 units of layer 1 never fire."),
        ((LayerActivity(1, 4, 2, 1),), "2 of 4 units of layer 1 never fire."),
        ((LayerActivity(1, 8, 3, 0), LINEAR_LAYER), "2 of 4 units of layer 2 never fire"),
    ],
)
def test_a_stuck_run_says_how_many_units_of_which_layer_never_fire(
    activity: tuple[LayerActivity, ...], words: str
) -> None:
    for state, stopped in ((RUNNING, None), (IDLE, Stopped.EPOCHS), (PAUSED, None)):
        message = run_message(state, snapshot(activity=activity, stalled=True, stopped=stopped), stale=False)
        assert message.text.startswith("The loss no longer moves")
        assert words in message.text
        assert (message.kind, message.remedy) == ("warning", Remedy.NEW_WEIGHTS)


@pytest.mark.parametrize(
    "changes",
    [
        {"stalled": False, "activity": (LINEAR_LAYER,)},
        {"stalled": True, "activity": (LayerActivity(1, 4, 0, 4),)},
        {"stalled": True, "activity": (LayerActivity(1, 16, 1, 2),)},
        {"stalled": True, "activity": ()},
        {"stalled": True, "activity": (LINEAR_LAYER,), "loss": Losses(1e-9, 0.0, 1e-9)},
    ],
    ids=["moves", "all fire", "few dead", "cannot die", "solved"],
)
def test_a_run_that_is_not_stuck_is_not_called_so(changes: dict[str, object]) -> None:
    assert run_message(RUNNING, snapshot(**changes), stale=False).text == "Training."


@pytest.mark.parametrize(
    ("state", "stopped", "words"),
    [
        (RUNNING, None, "Training"),
        (PAUSED, None, "Paused"),
        (STOPPING, None, "Stopping"),
        (IDLE, Stopped.REQUEST, "Stopped after 100 epochs"),
        (IDLE, Stopped.EPOCHS, "Trained for 100 epochs in 1 s."),
        (IDLE, Stopped.TARGET, "the loss asked for is reached"),
        (IDLE, Stopped.TIME, "the time is up"),
    ],
)
def test_every_end_has_its_words(state: str, stopped: Stopped | None, words: str) -> None:
    assert words in run_message(state, snapshot(stopped=stopped), stale=False).text


def test_one_epoch_is_no_plural() -> None:
    assert "1 epoch." in run_message(IDLE, snapshot(epoch=1, stopped=Stopped.REQUEST), stale=False).text


def test_bad_answers_are_no_success() -> None:
    bad = snapshot(
        stopped=Stopped.EPOCHS,
        scores=(Score("y", 1.0, 1.0, -0.02),),
        predicted=np.zeros((1, FEWEST_JUDGES)),
    )
    message = run_message(IDLE, bad, stale=False)
    assert message.kind == "warning"
    assert message.text == "On the test rows the answers are no better than always answering the mean."
    assert message.detail == "Trained for 100 epochs in 1 s."
    assert run_message(RUNNING, replace(bad, stopped=None), stale=False).text == "Training."
    early = replace(bad, stopped=Stopped.REQUEST)
    assert "Stopped after" in run_message(IDLE, early, stale=False).text


# A search.

PENALISED = Trial(Candidate("lbfgs", 0.01, linear=False), (0.2, 0.3, 0.25, 0.25, 0.25))
LINEAR = Trial(Candidate("lbfgs", 0.1, linear=True), (0.2, 0.4, 0.3, 0.3, 0.3))


def found(trial: Trial) -> Found:
    return Found(trial.candidate, 5, (LINEAR, PENALISED))


def test_a_search_counts_the_networks_it_has_trained() -> None:
    searching = snapshot(epoch=0, fits=12)
    for state in (RUNNING, PAUSED):  # a step from idle lets a search run too
        assert run_message(state, searching, stale=False).text == "Cross-validation: 12 networks trained."
    held = run_message(PAUSED, snapshot(epoch=0, fits=1, paused=True), stale=False)
    assert held.text == "Paused in cross-validation, 1 network trained. Resume goes on."
    assert run_message(STOPPING, searching, stale=False).text == "Stopping."
    stopped = snapshot(epoch=0, stopped=Stopped.REQUEST)
    assert run_message(IDLE, stopped, stale=False).text.startswith("Stopped before the first epoch.")


@pytest.mark.parametrize("stopped", [Stopped.EPOCHS, Stopped.GRADIENT])
def test_after_a_search_it_says_what_was_found(stopped: Stopped) -> None:
    message = run_message(IDLE, snapshot(stopped=stopped, found=found(PENALISED)), stale=False)
    assert message.text == ("Trained in 1 s; 5-fold cross-validation chose the L2 penalty 0.01.")
    assert "network, L2 0.01: 0.25   (chosen)" in message.detail


def test_a_run_cut_short_after_a_search_says_so() -> None:
    message = run_message(IDLE, snapshot(stopped=Stopped.TIME, found=found(PENALISED)), stale=False)
    assert "s: the time is up; 5-fold" in message.text


def test_a_linear_model_that_does_as_well_is_said_instead_of_the_epochs() -> None:
    ended = snapshot(epoch=1, stopped=Stopped.EPOCHS, found=found(LINEAR))
    message = run_message(IDLE, ended, stale=False)
    assert message.text == (
        "A linear model predicts as well (5-fold cross-validation), so the network answers as it does."
    )
    assert "linear model, L2 0.1: 0.3   (chosen)" in message.detail
    assert message.remedy == Remedy.NETWORK_ANYWAY


def test_a_cross_validation_says_what_it_came_to() -> None:
    message = validation_message("R2 0.9", "R2 0.9 ± 0.01, RMSE 2")
    assert (message.kind, message.text, message.detail) == (
        "info",
        "Cross-validated: R2 0.9.",
        "R2 0.9 ± 0.01, RMSE 2",
    )
    assert "first fold" in validation_message("", "").text


def test_reading_says_how_far_it_is_and_can_be_cancelled() -> None:
    reading, preparing = (reading_message("/home/somebody/rows.csv", share) for share in (0.25, 1))
    assert reading.text == "Reading rows.csv: 25%."
    assert preparing.text == "Preparing the rows of rows.csv."
    assert reading.remedy == preparing.remedy == Remedy.CANCEL_READING
