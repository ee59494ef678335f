from dataclasses import replace

import numpy as np
import pytest

from engine.insight.checks.check import INFO, WARNING
from engine.insight.checks.run_checks import check_run
from engine.project.opening import problem_project
from engine.scoring.scores import Score
from engine.sources.problems import PROBLEMS
from engine.training.recipes.choice import CUSTOM
from engine.training.run.history import Curve
from engine.training.run.snapshot import HistoryCurves, Losses, Snapshot, Stopped
from tests.engine.pictures import EMPTY, snapshot


def ended(training: float, test: float, before: float, stopped: Stopped | None = Stopped.EPOCHS) -> Snapshot:
    """A run of 100 epochs with these losses, and `before` as training loss at epoch 90."""
    course = np.array([1.0, before, training])
    curve = Curve(np.array([0.0, 90.0, 100.0]), course, course, course)
    return snapshot(
        scores=(Score("y", 1.0, 1.0, 0.5),),
        predicted=np.zeros((1, 20)),
        loss=Losses(training, float("nan"), test),
        history=HistoryCurves(curve, EMPTY, EMPTY, EMPTY),
        stopped=stopped,
    )


def test_a_network_that_knows_rows_by_heart_is_made_smaller() -> None:
    (check,) = check_run(ended(0.1, 0.57, 0.1))
    assert (check.id, check.severity) == ("run_shortcoming", WARNING)
    assert check.title.startswith("the training loss 0.1 is far below the test loss 0.57")
    project = problem_project(next(iter(PROBLEMS)))
    (remedy,) = check.remedies
    units = [layer.units for layer in project.network.hidden]
    assert [layer.units for layer in remedy.apply(project).network.hidden] == [unit // 2 for unit in units]


def test_a_run_that_ended_early_goes_on_for_longer() -> None:
    (check,) = check_run(ended(0.5, 0.5, 0.55))
    assert (check.id, check.severity) == ("run_ended_early", INFO)
    project = problem_project(next(iter(PROBLEMS)))
    (remedy,) = check.remedies
    longer = remedy.apply(project).training
    assert longer == replace(project.training, recipe=CUSTOM, epoch_limit=2 * project.training.epoch_limit)


@pytest.mark.parametrize(
    "last",
    [
        ended(0.1, 0.1, 0.1),
        ended(0.1, 0.57, 0.1, None),
        ended(0.1, 0.57, 0.1, Stopped.REQUEST),
        ended(0.1, 0.57, 0.1, Stopped.DIVERGED),
    ],
)
def test_other_runs_have_nothing_against_them(last: Snapshot) -> None:
    assert check_run(last) == ()
