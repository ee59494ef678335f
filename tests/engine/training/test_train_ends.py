"""When a run ends: at its last epoch, at its target, when time is up, or because it diverges."""

import time
from dataclasses import replace

import numpy as np
import pytest

from engine.training.run.control import TrainingControl
from engine.training.run.snapshot import Stopped
from engine.training.run.trainer import DIVERGED
from engine.training.train import train
from tests.engine.runs import (
    PicturesAt,
    finish,
    network,
    request,
    rows,
    smooth_rows,
    start,
)
from tests.engine.training.marks import BATCH, METHOD


def test_no_epochs_leave_the_start_untouched() -> None:
    asked = request(epoch_limit=0)
    (only,) = train(asked, TrainingControl())
    assert (only.epoch, only.last_epoch, only.stopped) == (0, 0, Stopped.EPOCHS)
    assert only.theta.tobytes() == asked.start.tobytes()


def test_the_target_loss_ends_the_run_at_the_first_epoch_that_reaches_it() -> None:
    losses = finish(request(epoch_limit=50)).history.train.last
    target = float(losses[20])
    final = finish(request(epoch_limit=50, target_loss=target))
    assert (final.epoch, final.stopped) == (20, Stopped.TARGET)
    assert final.loss.train == target


def test_a_target_reached_at_the_start_trains_nothing() -> None:
    final = finish(request(target_loss=1e6))
    assert (final.epoch, final.stopped) == (0, Stopped.TARGET)


def test_time_is_up() -> None:
    started = time.perf_counter()
    final = finish(request(epoch_limit=10**9, max_seconds=0.1))
    assert final.stopped is Stopped.TIME
    assert final.seconds >= 0.1
    assert time.perf_counter() - started < 5
    assert final.epoch > 0


def test_waiting_does_not_use_up_the_time() -> None:
    control = TrainingControl()
    control.seconds_waited = 1000
    final = finish(request(max_seconds=30), control)
    assert final.stopped is Stopped.EPOCHS


# Divergence. Warnings are errors in these tests, so each also holds that there is none.


@BATCH
@METHOD
def test_divergence_ends_the_run_with_the_last_weights_that_were_finite(
    method: str, batch_size: int | None
) -> None:
    asked = request(method=method, batch_size=batch_size, learning_rate=100.0, epoch_limit=100_000)
    asked = replace(asked, train=rows(asked.train.X * 1e3, asked.train.Y), network=network(2, 2))
    asked = replace(asked, start=start((2, 2)))
    if method in ("rmsprop", "adam", "adamw", "rprop"):  # they never step much further than their rate
        asked = replace(asked, learning_rate=1e7)
    final = finish(asked)
    assert final.stopped is Stopped.DIVERGED
    assert final.epoch < 100
    assert np.isfinite(final.theta).all()
    error = asked.network.predict(final.theta, asked.train.X) - asked.train.Y
    assert final.loss.train == pytest.approx(np.mean(error**2), rel=1e-12)
    assert final.loss.train < DIVERGED
    assert final.epoch == final.history.train.epoch[-1]


@BATCH
@METHOD
def test_after_divergence_a_smaller_rate_goes_on(method: str, batch_size: int | None) -> None:
    net = network(2, 2)
    train_rows = smooth_rows(40, 1)
    train_rows = rows(train_rows.X * 1e3, train_rows.Y)
    asked = request(net, train_rows, method=method, batch_size=batch_size, learning_rate=1e7)
    diverged = finish(replace(asked, epoch_limit=1000))
    assert diverged.stopped is Stopped.DIVERGED
    checkpoint = diverged.checkpoint
    assert checkpoint is not None
    assert all(np.isfinite(values).all() for values in checkpoint.method_state.values())
    final = finish(replace(asked, learning_rate=1e-9, resume_from=checkpoint))
    assert final.stopped is Stopped.EPOCHS
    assert final.epoch == diverged.epoch + 5


def test_a_start_that_is_not_finite_is_said_at_once() -> None:
    final = finish(request(start=np.full(22, 1e200)))
    assert (final.epoch, final.stopped) == (0, Stopped.DIVERGED)


def test_mini_batches_stop_at_the_first_batch_that_is_not_finite() -> None:
    made = smooth_rows(1000, 1)
    batches = 0

    class Counting(TrainingControl):
        def wait_for_drawing(self) -> None:
            nonlocal batches
            batches += 1

    asked = request(network(2, 8, 8, 2, hidden="relu"), made, batch_size=1, learning_rate=100.0)
    asked = replace(asked, start=start((2, 8, 8, 2), size=10))
    assert finish(asked, Counting()).stopped is Stopped.DIVERGED
    assert batches < 100


def test_test_rows_far_off_are_quiet() -> None:
    far = rows(np.full((2, 3), 1e150), np.full((2, 3), -1e150))
    for picture in train(request(test=far, article_metric=True), PicturesAt()):
        assert np.isfinite(picture.loss.train)
