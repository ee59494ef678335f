import pytest

from engine.training.findings import describe_trials, finding
from engine.training.request import Candidate, Found, Trial

LINEAR = Trial(Candidate("lbfgs", 0.1, linear=True), (0.5, 0.7))
PENALISED = Trial(Candidate("lbfgs", 0.01, linear=False), (0.25, 0.3))
EVIDENCE = Trial(Candidate("bayesian", 0.0, linear=False), (0.2, 0.3))
TRIALS = (LINEAR, PENALISED, EVIDENCE)


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
        "network, L2 0.01: 0.275   (chosen)",
        "network, Bayesian regularisation: 0.25",
    ]
