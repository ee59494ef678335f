"""Going on from where a run ended, also with a falling learning rate."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from engine.training.train import train
from tests.engine.runs import (
    PicturesAt,
    finish,
    network,
    request,
    rows,
)
from tests.engine.training.marks import ANY_METHOD, BATCH


@BATCH
@ANY_METHOD
def test_two_runs_of_five_are_one_of_ten_to_the_last_bit(method: str, batch_size: int | None) -> None:
    asked = request(method=method, batch_size=batch_size, learning_rate=0.03)
    long = finish(replace(asked, epoch_limit=10))
    short = finish(asked)
    both = finish(replace(asked, run_id=2, resume_from=short.checkpoint))
    assert (both.epoch, both.last_epoch, both.run_id) == (10, 10, 2)
    assert both.theta.tobytes() == long.theta.tobytes()
    assert both.history.train.last.tobytes() == long.history.train.last.tobytes()
    assert both.history.train.epoch.tobytes() == long.history.train.epoch.tobytes()


def test_going_on_does_not_change_what_is_gone_on_from() -> None:
    short = finish(request(method="adam", batch_size=8))
    kept = short.history.train.last.copy(), short.theta.copy()
    asked = request(method="adam", batch_size=8, resume_from=short.checkpoint)
    one, two = finish(asked), finish(asked)
    assert one.theta.tobytes() == two.theta.tobytes()
    assert np.array_equal(short.history.train.last, kept[0])
    assert np.array_equal(short.theta, kept[1])


def test_time_adds_up_when_going_on() -> None:
    short = finish(request())
    assert short.checkpoint is not None
    assert short.checkpoint.seconds == short.seconds > 0
    both = finish(request(resume_from=short.checkpoint))
    assert both.seconds > short.seconds


def test_weights_to_go_on_from_are_kept_once() -> None:
    ended = finish(request(epoch_limit=3))
    assert ended.checkpoint is not None
    assert np.shares_memory(ended.theta, ended.checkpoint.theta)


def test_a_falling_rate_falls_anew_when_going_on() -> None:
    short = finish(request(schedule="exponential"))
    both = finish(request(schedule="exponential", resume_from=short.checkpoint))
    long = finish(request(schedule="exponential", epoch_limit=10))
    assert both.theta.tobytes() != long.theta.tobytes()


def test_a_falling_rate_falls_to_a_thousandth() -> None:
    # On the single row x = 0 the gradient of b is its error; with target 0, b is multiplied by 1 - rate.
    made = rows(np.zeros((1, 1)), np.zeros((1, 1)))
    asked = request(
        network(1, 1), made, test=made, start=np.array([0.0, 1.0]), schedule="exponential", epoch_limit=3
    )
    pictures = [picture.theta[1] for picture in train(asked, PicturesAt())]
    factors = [1 - now / before for before, now in pairwise(pictures)]
    assert factors == pytest.approx([0.1, 0.01, 0.001], rel=1e-9)


@BATCH
def test_a_plateau_halves_the_rate_and_is_remembered_when_going_on(batch_size: int | None) -> None:
    # From its minimum gradient descent cannot get better: 10 epochs at the rate, then at its half.
    made = rows(np.zeros((1, 4)), np.array([[1.0, -1, 1, -1]]))
    asked = request(
        network(1, 1),
        made,
        test=made,
        start=np.zeros(2),
        schedule="plateau",
        batch_size=batch_size and 1,
        epoch_limit=15,
    )
    long = finish(replace(asked, epoch_limit=30))
    short = finish(asked)
    both = finish(replace(asked, resume_from=short.checkpoint))
    assert both.theta.tobytes() == long.theta.tobytes()
    assert short.checkpoint is not None
    assert both.checkpoint is not None
    if batch_size is None:
        assert short.checkpoint.method_state["schedule"].tolist() == [0.5, 1, 5]
        assert both.checkpoint.method_state["schedule"].tolist() == [0.125, 1, 0]
    assert not short.checkpoint.method_state["schedule"].flags.writeable


def test_a_plateau_slows_the_very_next_epoch() -> None:
    # On the row x = 0 with target 0, b is multiplied by 1 - rate; at rate 2 its size stays for ever.
    made = rows(np.zeros((1, 1)), np.zeros((1, 1)))
    asked = request(
        network(1, 1),
        made,
        test=made,
        start=np.array([0.0, 1.0]),
        schedule="plateau",
        learning_rate=2,
        epoch_limit=12,
    )
    pictures = [picture.theta[1] for picture in train(asked, PicturesAt())]
    assert pictures == [*[1, -1] * 5, 1, 0, 0]
