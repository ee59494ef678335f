"""A run gone on with from a checkpoint in its middle ends as one never interrupted, to the last bit."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.network.network import Network
from engine.training.fields import TRAINING_FIELDS
from engine.training.methods.schedules import SCHEDULES
from engine.training.methods.table import METHODS, StepperMethod
from engine.training.run.control import TrainingControl
from engine.training.run.request import TrainingRequest
from engine.training.run.snapshot import Snapshot
from engine.training.run.stopwatch import Stopwatch
from engine.training.run.trainer import Trainer
from tests.engine.runs import network, request, smooth_rows

EPOCHS = 12
MIDDLE = 5


def trainer(asked: TrainingRequest) -> Trainer:
    control = TrainingControl()
    return Trainer(asked, control, Stopwatch(control))


def run(going: Trainer, pause_at: int | None = None) -> Snapshot | None:
    """Train to the end, or to the end of an epoch."""
    while True:
        stopped = going.evaluate()
        if stopped:
            going.finish(stopped)
            return going.snapshot(stopped=stopped)
        if going.epoch == pause_at:
            return None
        going.advance()


def expect_equal_ends(asked: TrainingRequest) -> None:
    whole = run(trainer(asked))
    first = trainer(asked)
    assert run(first, pause_at=MIDDLE) is None
    checkpoint = first.checkpoint(1.5, under_way=True)
    run(first)  # what goes on after a checkpoint must not change it
    resumed = run(trainer(replace(asked, resume_from=checkpoint)))
    assert whole is not None
    assert resumed is not None
    assert resumed.theta.tobytes() == whole.theta.tobytes()
    assert (resumed.epoch, resumed.last_epoch, resumed.stopped, resumed.best_epoch) == (
        whole.epoch,
        whole.last_epoch,
        whole.stopped,
        whole.best_epoch,
    )
    for name in ("train", "test", "validation"):
        mine, other = getattr(resumed.history, name), getattr(whole.history, name)
        assert (mine is None) == (other is None)
        if mine is not None:
            assert np.array_equal(mine.epoch, other.epoch)
            assert np.array_equal(mine.last, other.last)


def asked_for(**changes: Any) -> TrainingRequest:
    return request(
        changes.pop("net", network(2, 5, 2)),
        smooth_rows(40),
        test=smooth_rows(10, 3),
        epoch_limit=EPOCHS,
        **changes,
    )


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("hidden", ["tanh", "relu"])
def test_every_method_goes_on(method: str, hidden: str) -> None:
    expect_equal_ends(asked_for(net=network(2, 5, 2, hidden=hidden), method=method))


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("batch_size", [None, 7])
@pytest.mark.parametrize("dropout", [0.0, 0.4])
@pytest.mark.parametrize("method", ["momentum", "adam"])
def test_every_schedule_goes_on_with_batches_and_dropout(
    schedule: str, batch_size: int | None, dropout: float, method: str
) -> None:
    net = Network((2, 5, 2), ("tanh", "linear"), (dropout,))
    expect_equal_ends(asked_for(net=net, schedule=schedule, batch_size=batch_size, method=method))


@pytest.mark.parametrize("method", [row.id for row in METHODS.values() if isinstance(row, StepperMethod)])
def test_patience_clipping_and_penalties_go_on(method: str) -> None:
    expect_equal_ends(
        asked_for(
            method=method,
            batch_size=8 if TRAINING_FIELDS["batch_size"].of(METHODS[method]) else None,
            validation=smooth_rows(12, 5),
            patience=6,
            clip_norm=0.3,
            l2=(0.01, 0.02),
            gradient_norm=1e-9,
        )
    )


def test_a_run_that_had_ended_does_as_many_epochs_more() -> None:
    ended = run(trainer(asked_for()))
    assert ended is not None
    assert ended.checkpoint is not None
    assert not ended.checkpoint.under_way
    more = run(trainer(asked_for(resume_from=ended.checkpoint)))
    assert more is not None
    assert (more.epoch, more.last_epoch) == (2 * EPOCHS, 2 * EPOCHS)
