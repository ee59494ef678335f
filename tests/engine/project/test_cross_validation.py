import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from engine.base.errors import InputError
from engine.data.split import Split
from engine.project.cross_validation import (
    FoldProgress,
    FoldResult,
    average,
    check_folds,
    cross_validate,
    figures,
    fold_projects,
    summary,
)
from engine.project.opening import table_project
from engine.project.project import Project
from engine.project.run_request import build_request
from engine.project.start import Seed, WeightStore
from engine.table.table import Table
from engine.training.run.control import TrainingControl
from tests.engine.runs import StopAfter, WantsPictures, finish, table


@pytest.fixture(scope="module")
def wave() -> Table:
    """41 rows of a curve with noise."""
    x = np.linspace(-1, 1, 41)
    y = np.sin(3 * x) + 0.1 * np.random.default_rng(0).standard_normal(41)
    return table(x=list(x), y=list(y))


@pytest.fixture(scope="module")
def project(wave: Table) -> Project:
    opened = table_project(wave)
    return replace(opened, training=replace(opened.training, epoch_limit=5, folds=0, starts=1))


def results(steps: Iterator[FoldProgress | FoldResult]) -> list[FoldResult]:
    return [step for step in steps if isinstance(step, FoldResult)]


def test_a_fold_is_the_project_with_other_rows_to_test_on(wave: Table, project: Project) -> None:
    folds = results(cross_validate(project, wave, 4, TrainingControl()))
    assert [fold.rows for fold in folds] == [(30, 0, 11), (31, 0, 10), (31, 0, 10), (31, 0, 10)]
    third = replace(project, split=Split(folds=4, fold=2))
    alone = finish(build_request(third, third.prepare(wave), run_id=1))
    assert folds[2].loss.test == alone.loss.test
    assert folds[2].scores == alone.scores
    assert folds[2].epochs == alone.epoch == 5


def test_folds_begin_from_no_weights_that_may_have_seen_their_test_rows(project: Project) -> None:
    theta = project.start_weights()
    stored = replace(project, start=WeightStore().keep(theta, project.sizes))
    assert [fold.start for fold in fold_projects(stored, 2)] == [Seed(42)] * 2
    drawn = project.with_new_weights()
    assert [fold.start for fold in fold_projects(drawn, 2)] == [drawn.start] * 2


def test_the_mean_and_its_standard_error_are_over_folds(wave: Table, project: Project) -> None:
    folds = results(cross_validate(project, wave, 3, TrainingControl()))
    errors = [fold.scores[0].rmse for fold in folds]
    found = summary(folds, "y")["y"]["rmse"]
    assert found.mean == pytest.approx(sum(errors) / 3)
    assert found.standard_error == pytest.approx(np.std(errors, ddof=1) / math.sqrt(3))
    # 2 and 4 have mean 3 and deviation sqrt(2), over the root of 2 rows: 1.
    assert tuple(average([2, 4])) == pytest.approx((3, 1))
    assert math.isnan(average([2]).standard_error)


def test_classes_are_judged_by_their_own_figures() -> None:
    flowers = table(x=[float(i % 7) for i in range(30)], y=["ab"[i % 7 > 3] for i in range(30)])
    opened = table_project(flowers)
    brief = replace(opened, training=replace(opened.training, epoch_limit=3, folds=0, starts=1))
    folds = results(cross_validate(brief, flowers, 2, TrainingControl()))
    assert list(figures(folds[0], "y")["y"]) == ["accuracy", "balanced_accuracy", "log_loss", "auc"]
    assert 0.5 < summary(folds, "y")["y"]["accuracy"].mean <= 1


def test_pictures_come_from_within_folds_and_stopping_ends_it_all(wave: Table, project: Project) -> None:
    steps = list(cross_validate(project, wave, 2, WantsPictures()))
    shown = [(step.number, step.snapshot.epoch) for step in steps if isinstance(step, FoldProgress)]
    assert {number for number, _ in shown} == {1, 2}
    assert max(epoch for _, epoch in shown) >= 4
    long = replace(project, training=replace(project.training, method="gradient_descent", epoch_limit=20))
    assert [fold.number for fold in results(cross_validate(long, wave, 3, StopAfter(30)))] == [1]


def test_folds_that_cannot_be_are_refused_before_training(wave: Table, project: Project) -> None:
    check_folds(project, wave, 5)
    with pytest.raises(InputError, match="the number of folds of the rows must be a whole number from 2"):
        check_folds(project, wave, 1)
    with pytest.raises(InputError, match="fold 1 of 50: 41 rows are too few for 50 folds"):
        check_folds(project, wave, 50)
