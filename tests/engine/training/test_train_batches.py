"""Batches of any size, and what does not depend on chance."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.training.run.control import TrainingControl
from engine.training.run.snapshot import Stopped
from tests.engine.runs import (
    PicturesAt,
    finish,
    network,
    request,
    rows,
    smooth_rows,
)
from tests.engine.training.marks import ANY_METHOD, BATCH


@pytest.mark.parametrize("batch_size", [None, 1, 2, 7, 39, 40, 41, 10**9])
def test_any_batch_size_will_do(batch_size: int | None) -> None:
    final = finish(request(batch_size=batch_size, learning_rate=0.01))
    assert final.stopped is Stopped.EPOCHS
    assert final.loss.train < final.history.train.last[0]


def test_a_batch_of_all_rows_or_more_is_a_full_batch() -> None:
    full = finish(request()).theta
    for size in (40, 41, 10**9):
        assert finish(request(batch_size=size)).theta.tobytes() == full.tobytes()
    assert finish(request(batch_size=39)).theta.tobytes() != full.tobytes()


@BATCH
def test_one_training_row_and_no_test_rows(batch_size: int | None) -> None:
    asked = request(train=smooth_rows(1, 1), test=smooth_rows(0), batch_size=batch_size, epoch_limit=300)
    final = finish(asked)
    assert final.loss.train < 1e-6
    assert math.isnan(final.loss.test)
    assert final.predicted.shape == (2, 1)
    assert len(final.history.test.epoch) == 0
    assert all(math.isnan(score.r2) for score in final.scores)


def test_without_hidden_layers_the_run_finds_least_squares() -> None:
    stream = np.random.default_rng(3)
    X = stream.standard_normal((3, 200))
    Y = stream.standard_normal((2, 3)) @ X + 0.1 * stream.standard_normal((2, 200))
    net = network(3, 2)
    asked = request(net, rows(X, Y), test=smooth_rows(0, 0, 3, 2), epoch_limit=2000)
    exact, *_ = np.linalg.lstsq(np.vstack([X, np.ones(200)]).T, Y.T, rcond=None)
    assert net.blocks(finish(asked).theta)[0] == pytest.approx(exact.T, abs=1e-9)


@given(st.integers(1, 30), st.integers(1, 35), st.integers(0, 3))
def test_an_epoch_sees_every_row_once(count: int, size: int, layers: int) -> None:
    seen = []

    class Counting(TrainingControl):
        def wait_for_drawing(self) -> None:
            seen.append(1)

    net = network(2, *[3] * layers, 2)
    finish(request(net, smooth_rows(count), batch_size=size, epoch_limit=3), Counting())
    assert len(seen) == 3 * math.ceil(count / size)


# The same again.


@BATCH
@ANY_METHOD
def test_the_same_request_gives_the_same_weights_to_the_last_bit(method: str, batch_size: int | None) -> None:
    asked = request(method=method, batch_size=batch_size, epoch_limit=50, learning_rate=0.03)
    one, two = finish(asked), finish(asked, PicturesAt())
    assert one.theta.tobytes() == two.theta.tobytes()
    assert one.history.train.last.tobytes() == two.history.train.last.tobytes()


def test_the_request_is_left_as_it_was() -> None:
    asked = request(batch_size=7)
    kept = asked.start.copy(), asked.train.X.copy(), asked.train.Y.copy()
    finish(asked)
    assert np.array_equal(asked.start, kept[0])
    assert np.array_equal(asked.train.X, kept[1])
    assert np.array_equal(asked.train.Y, kept[2])


def test_the_shuffle_seed_orders_the_batches_and_nothing_else() -> None:
    one = finish(request(batch_size=8)).theta
    two = finish(request(batch_size=8, shuffle_seed=8)).theta
    assert not np.array_equal(one, two)
    assert np.array_equal(finish(request()).theta, finish(request(shuffle_seed=8)).theta)
