from dataclasses import replace

import numpy as np
import pytest

from engine.training.findings import describe_trials, finding, shortcoming
from engine.training.history import Curve
from engine.training.request import Candidate, Found, Trial
from engine.training.snapshot import (
    FEWEST_JUDGES,
    HistoryCurves,
    Losses,
    QuantileScore,
    Score,
    Snapshot,
    class_scores,
)
from tests.engine.pictures import EMPTY, snapshot

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


@pytest.mark.parametrize(
    ("best", "last", "said"),
    [(0.2, 0.6, True), (0.2, 0.24, False), (1.0, 1.2, False), (1e-9, 1e-3, False)],
)
def test_a_test_loss_that_has_risen_is_told(best: float, last: float, *, said: bool) -> None:
    course = np.array([1.0, best, last])
    test = Curve(np.array([0.0, 50.0, 100.0]), course, course, course)
    history = HistoryCurves(EMPTY, test, EMPTY, EMPTY)
    risen = replace(judged(0.5), loss=Losses(0.1, float("nan"), last), history=history)
    expected = (
        "the test loss has risen since epoch 50: what was learnt later holds for the training rows only"
    )
    assert shortcoming(risen) == (expected if said else "")
    assert shortcoming(replace(risen, predicted=np.zeros((1, FEWEST_JUDGES - 1)))) == ""
