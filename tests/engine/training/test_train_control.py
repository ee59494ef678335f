"""Stopping, pausing and stepping, and pictures where they are wanted."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from engine.training.run.control import TrainingControl
from engine.training.run.request import TrainingRequest
from engine.training.run.snapshot import Snapshot, Stopped
from engine.training.train import train
from tests.engine.runs import (
    PicturesAt,
    StopAfter,
    finish,
    request,
)
from tests.engine.training.marks import BATCH, METHOD


def at_epochs(control: TrainingControl, asked: TrainingRequest) -> Iterator[tuple[int, Snapshot]]:
    for picture in train(asked, control):
        yield picture.epoch, picture


@BATCH
def test_stop_between_epochs(batch_size: int | None) -> None:
    control = PicturesAt()
    seen = []
    for epoch, picture in at_epochs(control, request(batch_size=batch_size, epoch_limit=1000)):
        seen.append(epoch)
        if epoch == 3:
            control.stop()
        final = picture
    assert seen == [0, 1, 2, 3, 3]
    assert final.stopped is Stopped.REQUEST
    expected = finish(request(batch_size=batch_size, epoch_limit=3))
    assert final.theta.tobytes() == expected.theta.tobytes()


@METHOD
@pytest.mark.parametrize("updates", [1, 12, 13, 14])
def test_stopped_in_the_middle_of_an_epoch_the_run_goes_on_as_if_it_never_had(
    method: str, updates: int
) -> None:
    # 40 rows in batches of 6 are 7 updates an epoch, so none of these but 14 ends one.
    asked = request(method=method, batch_size=6, epoch_limit=4, learning_rate=0.03)
    stopped = finish(asked, StopAfter(updates))
    assert stopped.stopped is Stopped.REQUEST
    assert stopped.epoch == updates // 7
    between = finish(replace(asked, epoch_limit=stopped.epoch))
    assert stopped.theta.tobytes() == between.theta.tobytes()
    assert stopped.loss.train == between.loss.train
    rest = replace(asked, epoch_limit=4 - stopped.epoch, resume_from=stopped.checkpoint)
    assert finish(rest).theta.tobytes() == finish(asked).theta.tobytes()


def test_stop_before_the_first_epoch() -> None:
    control = TrainingControl()
    control.stop()
    (only,) = train(request(), control)
    assert (only.epoch, only.stopped) == (0, Stopped.REQUEST)


def test_step_by_step() -> None:
    control = TrainingControl(paused=True)
    pictures = train(request(epoch_limit=3), control)
    seen = []
    for picture in pictures:
        seen.append((picture.epoch, picture.paused, picture.stopped))
        control.step()
    assert seen == [(0, True, None), (1, True, None), (2, True, None), (3, False, Stopped.EPOCHS)]
    assert picture.theta.tobytes() == finish(request(epoch_limit=3)).theta.tobytes()


def test_several_steps_at_once_are_all_done() -> None:
    control = TrainingControl(paused=True)
    pictures = train(request(), control)
    assert next(pictures).epoch == 0
    for _ in range(3):
        control.step()
    seen = [next(pictures), next(pictures)]
    assert [(picture.epoch, picture.paused) for picture in seen] == [(1, False), (3, True)]


def test_pause_then_resume() -> None:
    control = PicturesAt([2])
    pictures = train(request(), control)
    assert next(pictures).epoch == 2
    control.pause()
    held = next(pictures)
    assert (held.epoch, held.paused) == (2, True)
    control.resume()
    (final,) = pictures
    assert (final.epoch, final.stopped, final.paused) == (5, Stopped.EPOCHS, False)
    assert final.theta.tobytes() == finish(request()).theta.tobytes()


def test_stop_while_paused() -> None:
    control = TrainingControl(paused=True)
    pictures = train(request(), control)
    next(pictures)
    control.stop()
    (final,) = pictures
    assert (final.epoch, final.stopped) == (0, Stopped.REQUEST)


def test_a_pause_asked_for_at_the_last_moment_is_told() -> None:
    # The window pauses just after a picture was found due: the loop must still say that it holds.
    class PauseWhenAsked(TrainingControl):
        def picture_due(self, epochs_since_last: int) -> bool:
            if epochs_since_last == 3:
                self.pause()
            return False

    control = PauseWhenAsked()
    held = next(train(request(), control))
    assert (held.epoch, held.paused) == (2, True)


def test_another_learning_rate_applies_from_the_next_update_on() -> None:
    control = PicturesAt()
    for epoch, picture in at_epochs(control, request(epoch_limit=6)):
        if epoch == 2:
            assert picture.learning_rate == 0.1
            control.set_learning_rate(0.02)
        if epoch == 3:
            assert picture.learning_rate == 0.02
    first = finish(request(epoch_limit=2))
    rest = finish(request(epoch_limit=4, learning_rate=0.02, resume_from=first.checkpoint))
    assert picture.theta.tobytes() == rest.theta.tobytes()


def test_a_picture_is_built_only_when_one_is_wanted() -> None:
    pictures = train(request(epoch_limit=100), TrainingControl())
    # Nobody takes the first one, so the next is that of the end.
    assert [picture.epoch for picture in pictures] == [0, 100]


def test_a_picture_for_every_so_many_epochs() -> None:
    control = TrainingControl(epochs_per_picture=4)
    seen = []
    for picture in train(request(epoch_limit=10), control):
        seen.append(picture.epoch)
        control.picture_taken()
    assert seen == [3, 7, 10]
