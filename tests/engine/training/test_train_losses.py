"""Losses, penalties, clipping and dropout in a run."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.base.arrays import FloatArray
from engine.network.losses import choose_loss
from engine.network.network import Network
from engine.training.run.request import TrainingRequest
from engine.training.train import train
from tests.engine.runs import (
    PicturesAt,
    StopAfter,
    finish,
    network,
    request,
    rows,
    smooth_rows,
)
from tests.engine.training.marks import BATCH


@BATCH
@pytest.mark.parametrize(
    ("loss", "parameter"),
    [("absolute_error", None), ("huber", 0.5), ("log_cosh", None), ("quantile", None)],
)
def test_every_loss_for_numbers_falls_and_is_what_is_quoted(
    loss: str, parameter: float | None, batch_size: int | None
) -> None:
    final = finish(
        request(loss=loss, loss_parameter=parameter, batch_size=batch_size, method="adam", epoch_limit=100)
    )
    first, end = final.history.train.last[[0, -1]]
    assert end < 0.6 * first
    asked = request()
    answers = asked.network.predict(final.theta, asked.test.X)
    assert final.loss.test == pytest.approx(choose_loss(loss, parameter).quote(answers, asked.test.Y))


@pytest.mark.parametrize("loss", ["binary_cross_entropy", "softmax_cross_entropy"])
@pytest.mark.parametrize("weights", [None, np.array([1.0, 2.0])], ids=["plain", "weighted"])
def test_classes_are_learnt(loss: str, weights: FloatArray | None) -> None:
    X = np.random.default_rng(0).standard_normal((2, 60))
    classes = (X[0] * X[1] > 0).astype(int)
    made = rows(X, np.eye(2)[:, classes])
    net = network(2, 8, 2)
    final = finish(
        request(net, made, test=made, loss=loss, class_weights=weights, method="adam", epoch_limit=300)
    )
    assert final.loss.train < 0.1
    assert np.array_equal(net.predict(final.theta, X).argmax(axis=0), classes)


@BATCH
def test_penalties_are_part_of_the_gradient_but_not_of_what_is_quoted(batch_size: int | None) -> None:
    # Ridge regression: (X X^T / n + l2) w = X y / n, the bias free. In batches only about.
    stream = np.random.default_rng(3)
    X, Y = stream.standard_normal((3, 64)), stream.standard_normal((1, 64)) + 2
    asked = request(network(3, 1), rows(X, Y), test=smooth_rows(0, 0, 3, 1), l2=(0.3,), batch_size=batch_size)
    asked = replace(asked, schedule="exponential", epoch_limit=3000)
    final = finish(asked)
    whole = np.vstack([X, np.ones(64)])
    exact = np.linalg.solve(whole @ whole.T / 64 + np.diag([0.3, 0.3, 0.3, 0]), whole @ Y[0] / 64)
    assert final.theta == pytest.approx(exact, abs=1e-9 if batch_size is None else 0.01)
    error = asked.network.predict(final.theta, X) - Y
    assert final.loss.train == pytest.approx(np.mean(error**2), rel=1e-12)


def test_l1_lets_weights_that_are_not_needed_go() -> None:
    X = np.random.default_rng(0).standard_normal((4, 200))
    asked = request(network(4, 1), rows(X, X[:1]), test=smooth_rows(0, 0, 4, 1), l1=(0.1,), epoch_limit=2000)
    weights = finish(replace(asked, schedule="exponential")).theta[:4]
    assert weights[0] == pytest.approx(0.9, abs=0.03)
    assert abs(weights[1:]).max() < 1e-3


def test_a_long_gradient_is_clipped_and_a_short_one_is_not() -> None:
    # The first example above: the gradient (-7, -3) has length sqrt(58).
    made = rows(np.array([[1.0, 3.0]]), np.array([[2.0, 4.0]]))
    asked = request(network(1, 1), made, start=np.zeros(2), test=made, epoch_limit=1)
    clipped = finish(replace(asked, clip_norm=2.0)).theta
    assert clipped == pytest.approx(np.array([0.7, 0.3]) * 2 / math.sqrt(58), rel=1e-12)
    assert np.array_equal(finish(replace(asked, clip_norm=8.0)).theta, finish(asked).theta)


def dropping(**changes: Any) -> TrainingRequest:
    net = Network((2, 8, 2), ("tanh", "linear"), dropout=(0.3,))
    return request(net, method="adam", learning_rate=0.03, **changes)


@BATCH
def test_with_dropout_the_same_request_gives_the_same_weights_and_others_other_ones(
    batch_size: int | None,
) -> None:
    one, two = finish(dropping(batch_size=batch_size)), finish(dropping(batch_size=batch_size), PicturesAt())
    assert one.theta.tobytes() == two.theta.tobytes()
    other = finish(dropping(batch_size=batch_size, shuffle_seed=8))
    assert one.theta.tobytes() != other.theta.tobytes()


@BATCH
def test_with_dropout_two_runs_of_five_are_one_of_ten(batch_size: int | None) -> None:
    asked = dropping(batch_size=batch_size)
    both = finish(replace(asked, resume_from=finish(asked).checkpoint))
    assert both.theta.tobytes() == finish(replace(asked, epoch_limit=10)).theta.tobytes()


@pytest.mark.parametrize("updates", [1, 12, 13, 14])
def test_with_dropout_a_run_stopped_in_the_middle_goes_on_as_if_it_never_had(updates: int) -> None:
    for size, an_epoch in ((None, 1), (6, 7)):
        asked = dropping(batch_size=size, epoch_limit=20)
        stopped = finish(asked, StopAfter(updates))
        rest = replace(asked, epoch_limit=20 - stopped.epoch, resume_from=stopped.checkpoint)
        assert stopped.epoch == updates // an_epoch
        assert finish(rest).theta.tobytes() == finish(asked).theta.tobytes()


@BATCH
def test_dropout_is_off_in_every_loss_and_answer(batch_size: int | None) -> None:
    asked = dropping(batch_size=batch_size, epoch_limit=100)
    for picture in train(asked, PicturesAt([0, 50, 100])):
        for share, ours in ((asked.train, picture.loss.train), (asked.test, picture.loss.test)):
            error = asked.network.predict(picture.theta, share.X) - share.Y
            assert ours == pytest.approx(np.mean(error**2), rel=1e-12)
    first, end = picture.history.train.last[[0, -1]]
    assert end < 0.6 * first
