"""The weights that are kept of a run: which epochs, in how much memory, and how the learning rate went."""

import threading
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.training.methods.table import METHODS
from engine.training.run.control import TrainingControl
from engine.training.run.request import TrainingRequest
from engine.training.run.stopwatch import Stopwatch
from engine.training.run.trail import MOST, RECENT, Trail
from engine.training.run.trainer import Trainer
from engine.training.train import train
from tests.engine.runs import PicturesAt, finish, network, request, smooth_rows


def walked(epochs: int, numbers: int = 4, most_bytes: int = 10**9) -> Trail:
    """A trail of so many epochs, the weights of each being its number."""
    trail = Trail(most_bytes)
    for epoch in range(epochs + 1):
        trail.add(epoch, np.full(numbers, float(epoch)), float(epoch), 0.1)
    return trail


def room(epochs: int, numbers: int) -> int:
    """The bytes for so many epochs of so many weights, beside what an epoch takes itself."""
    return epochs * (8 * numbers + 512)


def test_a_short_run_is_kept_whole() -> None:
    trail = walked(300)
    assert trail.epochs == tuple(range(301))
    assert all(trail.at(epoch).theta[0] == trail.at(epoch).loss == epoch for epoch in trail.epochs)


def test_a_long_run_keeps_the_first_the_last_and_evenly_spaced_epochs_between() -> None:
    trail = walked(50_001)
    epochs = np.array(trail.epochs)
    assert MOST // 2 <= len(epochs) <= MOST
    assert epochs[0] == 0
    assert np.array_equal(epochs[-RECENT:], np.arange(50_002 - RECENT, 50_002))
    gaps = set(np.diff(epochs[:-RECENT]).tolist())
    assert gaps == {16}, "epochs before the last ones are evenly spaced"


@pytest.mark.parametrize("held", [1, 2, 3, 8, 100, 1000])
def test_it_stays_below_its_bytes_at_every_epoch(held: int) -> None:
    trail = Trail(room(held, 1000))
    for epoch in range(3 * held + 5):
        trail.add(epoch, np.full(1000, float(epoch)), 0.0, 0.1)
        kept = trail.epochs
        assert len(kept) <= held
        assert kept[0] == 0
        recent = min(RECENT, held * 3 // 4, epoch + 1)
        assert kept[len(kept) - recent :] == tuple(range(epoch + 1 - recent, epoch + 1))


def test_without_room_nothing_is_kept_but_the_marks() -> None:
    trail = Trail(0)
    trail.add(0, np.zeros(3), 1.0, 0.1)
    trail.add(1, np.zeros(3), 1.0, 0.2)
    assert trail.epochs == ()
    assert trail.marks == ((1, 0.2),)


def test_what_was_kept_never_changes() -> None:
    theta = np.ones(3)
    trail = Trail()
    trail.add(0, theta, 1.0, 0.1)
    theta[:] = 5
    kept = trail.at(0).theta
    trail.clear()
    assert kept.tolist() == [1, 1, 1]
    assert not kept.flags.writeable
    assert trail.epochs == ()


def test_it_can_be_read_while_a_run_adds_to_it() -> None:
    trail = walked(10, most_bytes=room(400, 4))
    wrong: list[str] = []
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            epochs = trail.epochs
            if epochs[0] != 0 or list(epochs) != sorted(epochs) or trail.at(0).loss != 0:
                wrong.append("read in the middle of a change")

    reader = threading.Thread(target=read)
    reader.start()
    for epoch in range(11, 6000):
        trail.add(epoch, np.zeros(4), 0.0, 0.1)
    over.set()
    reader.join()
    assert not wrong


# Trails of runs.


def asked_for(**changes: Any) -> TrainingRequest:
    return request(network(2, 5, 2), smooth_rows(40), test=smooth_rows(10, 3), **changes)


@pytest.mark.parametrize("precision", [np.float64, np.float32])
@pytest.mark.parametrize("batch_size", [None, 7])
@pytest.mark.parametrize("method", METHODS)
def test_kept_weights_have_the_loss_of_their_epoch_to_the_last_bit(
    method: str, batch_size: int | None, precision: type[np.floating[Any]]
) -> None:
    asked = asked_for(method=method, batch_size=batch_size, epoch_limit=8)
    asked = replace(
        asked,
        start=asked.start.astype(precision),
        train=asked.train.astype(np.dtype(precision)),
        test=asked.test.astype(np.dtype(precision)),
        validation=asked.validation.astype(np.dtype(precision)),
    )
    *_, ended = pictures = list(train(asked, PicturesAt()))
    lived = {picture.epoch: picture for picture in pictures if picture.stopped is None}
    assert ended.trail.epochs == tuple(range(ended.epoch + 1))
    for epoch, picture in lived.items():
        kept = ended.trail.at(epoch)
        assert kept.theta.dtype == precision
        assert kept.theta.tobytes() == picture.theta.tobytes()
        assert kept.loss == picture.loss.train
        control = TrainingControl()
        again = Trainer(replace(asked, start=kept.theta), control, Stopwatch(control))
        again.evaluate()
        assert again.snapshot().loss == picture.loss


def test_a_change_of_the_learning_rate_is_a_mark() -> None:
    control = PicturesAt()
    for picture in train(asked_for(epoch_limit=9), control):
        if picture.epoch == 4:
            control.set_learning_rate(0.05)
    assert picture.trail.marks == ((5, 0.05),)
    assert [picture.trail.learning_rate(epoch) for epoch in (0, 4, 5, 9)] == [0.1, 0.1, 0.05, 0.05]


def test_going_on_keeps_the_epochs_before_and_marks_another_learning_rate() -> None:
    first = finish(asked_for(epoch_limit=6))
    more = finish(asked_for(epoch_limit=4, learning_rate=0.02, resume_from=first.checkpoint))
    assert more.trail.epochs == tuple(range(11))
    assert more.trail.marks == ((7, 0.02),)
    assert first.trail.epochs == tuple(range(7)), "the trail of the run gone on from is left as it was"
    assert more.trail.at(3).theta is first.trail.at(3).theta, "weights are not copied"


def test_a_run_gone_on_with_keeps_no_more_than_it_may() -> None:
    bytes_for_20 = room(20, network(2, 5, 2).parameters)
    first = finish(asked_for(epoch_limit=30))
    more = finish(asked_for(epoch_limit=30, resume_from=first.checkpoint, trail_bytes=bytes_for_20))
    assert len(more.trail.epochs) <= 20
    assert (more.trail.epochs[0], more.trail.epochs[-15:]) == (0, tuple(range(46, 61)))


def test_the_winner_of_a_race_has_the_whole_room_and_its_own_epochs() -> None:
    asked = asked_for(epoch_limit=30, trail_bytes=room(40, network(2, 5, 2).parameters))
    rivals = tuple(asked.start * size for size in (0.5, 0.9, 1.3))
    ended = finish(replace(asked, rivals=rivals))
    # The race ends after epoch 18; until then each of the four had a quarter.
    assert ended.trail.epochs == (0, 4, 8, *range(12, 31))
    begins = [start.tobytes() for start in (asked.start, *rivals)]
    assert ended.trail.at(0).theta.tobytes() in begins
