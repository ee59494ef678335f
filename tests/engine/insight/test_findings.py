from dataclasses import replace

import numpy as np
import pytest

from engine.data.split import Split
from engine.insight.findings import advice, describe_trials, finding, shortcoming
from engine.insight.symptoms import FEWEST_JUDGES, overfits
from engine.network.choice import Layer, NetworkChoice
from engine.project.opening import table_project
from engine.project.run_request import build_request
from engine.scoring.scores import QuantileScore, Score, class_scores
from engine.training.recipes.choice import CUSTOM
from engine.training.run.control import TrainingControl
from engine.training.run.history import Curve
from engine.training.run.request import Candidate, Found, Trial
from engine.training.run.snapshot import HistoryCurves, Losses, Snapshot, Stopped
from engine.training.train import train
from tests.engine.pictures import EMPTY, snapshot
from tests.engine.runs import table

LINEAR = Trial(Candidate("lbfgs", 0.1, linear=True), (0.5, 0.7))
PENALISED = Trial(Candidate("lbfgs", 0.01, linear=False, epochs=150), (0.25, 0.3))
DROPPED = Trial(Candidate("lbfgs", 0.3, linear=False, epochs=150), (0.9,))
EVIDENCE = Trial(Candidate("bayesian", 0.0, linear=False), (0.2, 0.3))
TRIALS = (LINEAR, DROPPED, PENALISED, EVIDENCE)


@pytest.mark.parametrize(
    ("trial", "words"),
    [
        (PENALISED, "2-fold cross-validation chose the L2 penalty 0.01"),
        (EVIDENCE, "2-fold cross-validation chose Bayesian regularisation"),
        (
            LINEAR,
            "a linear model predicts as well (2-fold cross-validation), so the network answers as it does",
        ),
    ],
)
def test_what_was_chosen_is_said(trial: Trial, words: str) -> None:
    assert finding(Found(trial.candidate, 2, TRIALS)) == words


def test_every_trial_is_listed_with_its_mean_loss() -> None:
    assert describe_trials(Found(PENALISED.candidate, 2, TRIALS)).splitlines() == [
        "Mean loss on rows that were left out, in 2 folds:",
        "linear model, L2 0.1: 0.6",
        "network, L2 0.3, 150 epochs: 0.9 (dropped after 1 fold)",
        "network, L2 0.01, 150 epochs: 0.275   (chosen)",
        "network, Bayesian regularisation: 0.25",
    ]


def judged(*r2: float, rows: int = FEWEST_JUDGES, aim: QuantileScore | None = None) -> Snapshot:
    """A picture of outputs a, b, c... with these shares explained of so many test rows."""
    scores = tuple(Score(name, 1.0, 1.0, share, aim) for name, share in zip("abc", r2, strict=False))
    return snapshot(scores=scores, predicted=np.zeros((len(r2), rows)))


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (judged(0.5), ""),
        (judged(-0.1), "the answers are no better than always answering the mean"),
        (judged(0.026), "the answers are hardly better than always answering the mean"),
        (judged(0.06), ""),
        (judged(0.5, -0.1), "the answers for b are no better"),
        (judged(-0.1, rows=FEWEST_JUDGES - 1), ""),
        (judged(-0.1, aim=QuantileScore(0.9, 0.9, 1.0)), ""),
    ],
)
def test_answers_are_held_against_the_mean(last: Snapshot, words: str) -> None:
    assert words in shortcoming(last)
    assert bool(words) == bool(shortcoming(last))


def test_classes_are_held_against_guessing() -> None:
    true = np.tile([0, 1], FEWEST_JUDGES)
    good, bad = (
        snapshot(scores=(), class_scores=class_scores(np.eye(2)[:, told], true), predicted=np.eye(2)[:, told])
        for told in (true, np.zeros_like(true))
    )
    assert shortcoming(good) == ""
    assert "no better than by guessing" in shortcoming(bad)


@pytest.mark.parametrize(("right", "said"), [(0, "no better than by"), (1, "hardly better than by"), (2, "")])
def test_a_class_hardly_ever_told_is_as_good_as_none(right: int, said: str) -> None:
    true = np.tile([0, 1], 30)
    told = np.zeros_like(true)
    told[1 : 2 * right : 2] = 1
    last = snapshot(
        scores=(), class_scores=class_scores(np.eye(2)[:, told], true), predicted=np.eye(2)[:, told]
    )
    assert said in shortcoming(last)
    assert bool(said) == bool(shortcoming(last))


@pytest.mark.parametrize(
    ("best", "last", "said"),
    [(0.2, 0.6, True), (0.2, 0.24, False), (1.0, 1.2, False), (1e-9, 1e-3, False)],
)
def test_a_test_loss_that_has_risen_is_told(best: float, last: float, *, said: bool) -> None:
    course = np.array([1.0, best, last])
    test = Curve(np.array([0.0, 50.0, 100.0]), course, course, course)
    history = HistoryCurves(EMPTY, test, EMPTY, EMPTY)
    risen = replace(judged(0.5), loss=Losses(last, float("nan"), last), history=history)
    expected = (
        "the test loss has risen since epoch 50: what was learnt later holds for the training rows only"
    )
    assert shortcoming(risen) == (expected if said else "")
    assert shortcoming(replace(risen, predicted=np.zeros((1, FEWEST_JUDGES - 1)))) == ""


@pytest.mark.parametrize(
    ("training", "test", "said"),
    [
        (0.1, 0.57, True),
        (1e-6, 0.21, True),
        (0.1, 0.29, False),
        (1e-6, 0.19, False),
        (0.5, 0.9, False),  # much is noise
        (0.5, 0.1, False),
        (0.1, float("nan"), False),
    ],
)
def test_a_training_loss_far_below_the_test_loss_is_told(training: float, test: float, *, said: bool) -> None:
    last = replace(judged(0.5), loss=Losses(training, float("nan"), test))
    assert ("by heart (overfitting)" in shortcoming(last)) == said
    assert shortcoming(replace(last, predicted=np.zeros((1, FEWEST_JUDGES - 1)))) == ""


def cut(training: float = 0.5, test: float = 0.5, before: float = 0.52) -> Snapshot:
    """A run of 100 epochs that ended with these losses, and had `before` as training loss at epoch 90."""
    course = np.array([1.0, before, training])
    curve = Curve(np.array([0.0, 90.0, 100.0]), course, course, course)
    return replace(
        judged(0.5),
        loss=Losses(training, float("nan"), test),
        history=HistoryCurves(curve, EMPTY, EMPTY, EMPTY),
        stopped=Stopped.EPOCHS,
    )


def test_losses_that_are_alike_and_still_fall_ask_for_more() -> None:
    expected = (
        "training and test loss are alike and were still falling: more epochs or a larger network would do "
        "better"
    )
    for last in (cut(), cut(test=0.54), cut(test=0.3), replace(cut(), stopped=Stopped.TIME)):
        assert (shortcoming(last), advice(last)) == ("", expected)
    found = Found(PENALISED.candidate, 2, TRIALS)
    for last in (
        cut(test=0.56),
        cut(before=0.504),
        cut(0.04, 0.04, 0.08),
        cut(test=float("nan")),
        replace(cut(), stopped=Stopped.GRADIENT),
        replace(cut(), found=found),
        snapshot(stopped=Stopped.EPOCHS),
    ):
        assert advice(last) == ""


def fitted(rows: int, noise: float, units: int, method: str, epochs: int) -> Snapshot:
    """Train on a straight line with noise, and test on as many rows."""
    stream = np.random.default_rng(3)
    a, b, errors = stream.standard_normal((3, 2 * rows))
    made = table(a=list(a), b=list(b), y=list(a + noise * errors))
    project = table_project(made)
    training = replace(project.training, recipe=CUSTOM, method=method, epoch_limit=epochs, l2=0.0)
    project = replace(
        project,
        split=Split(train=50, validation=0, test=50),
        network=NetworkChoice((Layer(units, "tanh"),)),
        training=replace(training, folds=0, starts=1),
    )
    request = build_request(project, project.prepare(made), run_id=1)
    return list(train(request, TrainingControl()))[-1]


def test_small_fits_are_told_for_what_they_are() -> None:
    by_heart = fitted(30, noise=1, units=20, method="levenberg_marquardt", epochs=200)
    assert overfits(by_heart)
    assert shortcoming(by_heart)
    sound = fitted(100, noise=0.2, units=2, method="lbfgs", epochs=100)
    assert (shortcoming(sound), advice(sound)) == ("", "")
    short = fitted(100, noise=0.2, units=4, method="gradient_descent", epochs=20)
    assert shortcoming(short) == ""
    assert "still falling" in advice(short)
