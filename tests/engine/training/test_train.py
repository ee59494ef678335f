"""What a snapshot of a run holds, and what it costs."""

import math

import numpy as np
import pytest

from engine.network.network import Network
from engine.training.methods.table import METHODS, StepperMethod
from engine.training.run.snapshot import Stopped
from engine.training.train import train
from tests.engine.runs import (
    PicturesAt,
    finish,
    network,
    request,
    rows,
    smooth_rows,
)
from tests.engine.training.marks import ANY_METHOD, BATCH


def test_two_epochs_worked_by_hand() -> None:
    # y = w x + b from w = b = 0 on rows (x, y) = (1, 2), (3, 4), rate 0.1, no hidden layer:
    #   errors -2, -4; loss (4 + 16) / 2 = 10; dw = (-2 - 12) / 2 = -7, db = -3; w = 0.7, b = 0.3
    #   errors 1 - 2 = -1, 2.4 - 4 = -1.6; loss (1 + 2.56) / 2 = 1.78; dw = (-1 - 4.8) / 2 = -2.9, db = -1.3
    #   w = 0.99, b = 0.43: errors -0.58, -0.6; loss (0.3364 + 0.36) / 2 = 0.3482
    made = rows(np.array([[1.0, 3.0]]), np.array([[2.0, 4.0]]))
    asked = request(network(1, 1), made, start=np.zeros(2), test=smooth_rows(0, 1, 1, 1), epoch_limit=2)
    pictures = list(train(asked, PicturesAt()))
    assert [picture.epoch for picture in pictures] == [0, 1, 2]
    assert [picture.loss.train for picture in pictures] == pytest.approx([10, 1.78, 0.3482], rel=1e-12)
    assert pictures[1].theta == pytest.approx([0.7, 0.3], rel=1e-12)
    assert pictures[2].theta == pytest.approx([0.99, 0.43], rel=1e-12)
    assert pictures[2].predicted[0] == pytest.approx([1.42, 3.4], rel=1e-12)


@BATCH
def test_everything_in_a_snapshot_belongs_to_its_weights(batch_size: int | None) -> None:
    asked = request(batch_size=batch_size, method="adam", validation=smooth_rows(7, 9), article_metric=True)
    for picture in train(asked, PicturesAt()):
        for share, ours, metric in (
            (asked.train, picture.loss.train, picture.article_loss.train),
            (asked.validation, picture.loss.validation, picture.article_loss.validation),
            (asked.test, picture.loss.test, picture.article_loss.test),
        ):
            error = asked.network.predict(picture.theta, share.X) - share.Y
            assert ours == pytest.approx(np.mean(error**2), rel=1e-12)
            norms = np.linalg.norm(0.5 * error**2, axis=0)
            assert metric == pytest.approx(norms.mean(), rel=1e-12)
        assert np.array_equal(picture.predicted, asked.network.predict(picture.theta, asked.test.X))
        assert picture.history.train.last[-1] == picture.loss.train
        assert picture.history.test.last[-1] == picture.loss.test


def test_the_articles_metric_is_computed_only_where_asked_for() -> None:
    final = finish(request())
    assert math.isnan(final.article_loss.train)
    assert len(final.history.article_train.epoch) == 0


def test_only_shown_rows_are_predicted() -> None:
    asked = request(shown=np.array([4, 1]))
    final = finish(asked)
    assert np.array_equal(final.predicted, asked.network.predict(final.theta, asked.test.X)[:, [4, 1]])


def test_units_that_never_fire_are_counted() -> None:
    net = Network((1, 2, 1), ("relu", "linear"))
    # On inputs from -1 to 1, z = x - 5 never fires and z = x switches.
    theta = np.array([1.0, -5, 1, 0, 1, 1, 0])
    made = rows(np.linspace(-1, 1, 9)[None, :], np.ones((1, 9)))
    final = finish(request(net, made, start=theta, test=smooth_rows(0, 1, 1, 1), epoch_limit=0))
    (layer,) = final.activity
    assert (layer.layer, layer.units, layer.never, layer.always) == (1, 2, 1, 0)


def test_a_batch_is_a_step_on_its_rows_alone() -> None:
    # Two rows in batches of one: two steps of gradient descent, in the order of the shuffle.
    made = rows(np.array([[1.0, 3.0]]), np.array([[2.0, 4.0]]))
    asked = request(network(1, 1), made, start=np.zeros(2), epoch_limit=1, batch_size=1, test=made)
    w = b = 0.0
    for row in np.random.default_rng(asked.shuffle_seed).permutation(2):
        error = w * made.X[0, row] + b - made.Y[0, row]
        w, b = w - 0.1 * error * made.X[0, row], b - 0.1 * error
    assert finish(asked).theta == pytest.approx([w, b], rel=1e-14)


@BATCH
@ANY_METHOD
def test_the_loss_falls(method: str, batch_size: int | None) -> None:
    row = METHODS[method]
    usual = row.usual_learning_rate if isinstance(row, StepperMethod) else 0.1
    final = finish(request(method=method, batch_size=batch_size, learning_rate=usual, epoch_limit=100))
    first, end = final.history.train.last[[0, -1]]
    assert end < 0.8 * first
    assert final.stopped is Stopped.GRADIENT or final.epoch == 100
