"""A revisited epoch is what a picture of it taken in its time was."""

import math
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from engine.base.watch import Cancelled
from engine.network.losses import LOSSES
from engine.project.run_request import build_request
from engine.training.methods.table import METHODS
from engine.training.run.history import Curve
from engine.training.run.request import TrainingRequest
from engine.training.run.revisit import revisit
from engine.training.run.snapshot import Snapshot
from engine.training.train import train
from tests.engine.runs import PicturesAt, article, finish, network, request, rows, smooth_rows


def lived(asked: TrainingRequest) -> tuple[dict[int, Snapshot], Snapshot]:
    """Pictures of every epoch, taken in its time, and the last one."""
    *pictures, ended = train(asked, PicturesAt())
    return {picture.epoch: picture for picture in pictures}, ended


def expect_alike(again: Snapshot, then: Snapshot) -> None:
    """Expect all that is shown of an epoch to be equal to the last bit."""
    assert again.epoch == then.epoch
    assert again.theta.tobytes() == then.theta.tobytes()
    for name in ("loss", "article_loss"):
        ours, theirs = getattr(again, name), getattr(then, name)
        for share in fields(ours):
            assert repr(getattr(ours, share.name)) == repr(getattr(theirs, share.name)), (name, share.name)
    assert again.predicted.tobytes() == then.predicted.tobytes()
    assert again.scores == then.scores
    assert again.activity == then.activity


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("batch_size", [None, 7])
def test_every_epoch_is_shown_as_it_was(method: str, batch_size: int | None) -> None:
    asked = request(
        network(2, 5, 2),
        method=method,
        batch_size=batch_size,
        epoch_limit=8,
        validation=smooth_rows(9, 5),
        article_metric=True,
    )
    then, ended = lived(asked)
    for epoch, picture in then.items():
        again = revisit(asked, ended, epoch)
        expect_alike(again, picture)
        assert again.history.train.epoch.tolist() == list(range(epoch + 1))
        assert again.history.train.last.tobytes() == picture.history.train.last.tobytes()
        assert again.history.validation is not None
        assert again.history.validation.last[-1] == picture.loss.validation


def test_the_article_s_run_of_the_recipe_auto_is_shown_as_it_was() -> None:
    project, prepared = article("auto")
    asked = build_request(project, prepared, run_id=3)
    ended = finish(asked)
    assert (ended.epoch, ended.trail.epochs) == (24, tuple(range(25)))
    for epoch in ended.trail.epochs:
        again = revisit(asked, ended, epoch)
        assert again.run_id == 3
        assert again.loss.train == ended.history.train.last[epoch]
        assert again.history.test.epoch[-1] == epoch
        error = asked.network.predict(ended.trail.at(epoch).theta, asked.test.X) - asked.test.Y
        assert again.loss.test == pytest.approx(np.mean(error**2), rel=1e-12)
        assert all(rival.epoch[-1] <= epoch for rival in again.rivals)


@pytest.mark.parametrize("loss", [row.id for row in LOSSES.values() if row.of_classes])
def test_classes_are_shown_as_they_were(loss: str) -> None:
    X = np.random.default_rng(0).standard_normal((2, 60))
    made = rows(X, np.eye(2)[:, (X[0] * X[1] > 0).astype(int)])
    asked = request(network(2, 8, 2), made, test=made, loss=loss, classes=("no", "yes"), epoch_limit=6)
    then, ended = lived(asked)
    for epoch, picture in then.items():
        again = revisit(asked, ended, epoch)
        expect_alike(again, picture)
        assert again.class_scores is not None
        assert picture.class_scores is not None
        assert again.class_scores.accuracy == picture.class_scores.accuracy


def test_what_only_the_run_knew_is_left_out() -> None:
    asked = request(method="bayesian", epoch_limit=6)
    ended = finish(asked)
    assert ended.checkpoint is not None
    again = revisit(asked, ended, 3)
    assert math.isnan(again.seconds)
    assert (again.checkpoint, again.stopped, again.effective_parameters) == (None, None, None)
    assert (again.paused, again.last_epoch, again.trail) == (True, ended.last_epoch, ended.trail)


def test_the_learning_rate_is_that_of_the_epoch() -> None:
    control = PicturesAt()
    asked = request(epoch_limit=6)
    for picture in train(asked, control):
        if picture.epoch == 2:
            control.set_learning_rate(0.03)
    assert [revisit(asked, picture, epoch).learning_rate for epoch in (2, 3)] == [0.1, 0.03]


def test_weights_that_were_not_kept_are_not_guessed() -> None:
    asked = request(epoch_limit=6)
    with pytest.raises(KeyError):
        revisit(asked, finish(asked), 7)


def test_it_can_be_ended_between_blocks_of_rows() -> None:
    def poll() -> None:
        raise Cancelled

    asked = request(network(2, 64, 2), smooth_rows(20_000, 1), epoch_limit=1)
    ended = finish(asked)
    with pytest.raises(Cancelled):
        revisit(asked, ended, 1, poll)


def points(epochs: list[float]) -> Curve:
    values: Any = np.array(epochs)
    return Curve(values, values - 0.5, values + 0.5, values)


def test_a_curve_ends_at_the_epoch_with_its_value() -> None:
    until = points([0, 10, 20, 30]).until(25, 7.0)
    assert until.epoch.tolist() == [0, 10, 20, 25]
    assert until.low.tolist() == [-0.5, 9.5, 19.5, 7]
    assert until.last.tolist() == [0, 10, 20, 7]


def test_a_curve_that_has_the_epoch_or_no_value_gets_no_other_point() -> None:
    assert points([0, 10, 20]).until(10, 7.0).last.tolist() == [0, 10]
    assert points([0, 10, 20]).until(15).epoch.tolist() == [0, 10]
    assert points([]).until(15).epoch.tolist() == []
