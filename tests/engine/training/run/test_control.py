"""The control, with the loop's side on a thread of its own, as in the program."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from engine.training.run.control import TrainingControl
from engine.training.run.snapshot import Snapshot, Stopped
from engine.training.train import train
from tests.engine.runs import finish, request

SOON = 20.0  # seconds that something which must happen may take on a busy machine
A_MOMENT = 0.05  # seconds in which something that must not happen would have happened


class Loop:
    """A run on a thread, whose snapshots are listed as they come."""

    def __init__(self, control: TrainingControl, epochs: int = 10**9) -> None:
        self.control = control
        self.seen: list[Snapshot] = []
        self._asked = request(epoch_limit=epochs)
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        self.seen.extend(train(self._asked, self.control))

    def ends(self) -> bool:
        self._thread.join(SOON)
        return not self._thread.is_alive()

    def waits(self) -> bool:
        """Whether nothing happens for a moment."""
        count = len(self.seen)
        self._thread.join(A_MOMENT)
        return self._thread.is_alive() and len(self.seen) == count


@pytest.fixture
def run() -> Iterator[Callable[..., Loop]]:
    """Start loops that are stopped however the test ends."""
    loops: list[Loop] = []

    def begin(control: TrainingControl, epochs: int = 10**9) -> Loop:
        loops.append(Loop(control, epochs))
        return loops[-1]

    yield begin
    for loop in loops:
        loop.control.stop()
        assert loop.ends()


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.001)


def paused_at(loop: Loop) -> int:
    """Wait for a paused snapshot to be the last one and return its epoch."""
    wait_until(lambda: bool(loop.seen) and loop.seen[-1].paused)
    return loop.seen[-1].epoch


def test_stop_at_full_speed(run: Callable[..., Loop]) -> None:
    loop = run(TrainingControl())
    wait_until(lambda: bool(loop.seen))
    loop.control.stop()
    assert loop.ends()
    assert loop.seen[-1].stopped is Stopped.REQUEST


def test_stop_while_waiting_for_a_picture_to_be_taken(run: Callable[..., Loop]) -> None:
    loop = run(TrainingControl(epochs_per_picture=3))
    wait_until(lambda: bool(loop.seen))
    assert loop.waits()
    loop.control.stop()
    assert loop.ends()
    assert (loop.seen[-1].stopped, loop.seen[-1].epoch) == (Stopped.REQUEST, 5)


def test_stop_while_paused(run: Callable[..., Loop]) -> None:
    loop = run(TrainingControl())
    loop.control.pause()
    epoch = paused_at(loop)
    assert loop.waits()
    loop.control.stop()
    assert loop.ends()
    assert (loop.seen[-1].stopped, loop.seen[-1].epoch) == (Stopped.REQUEST, epoch)


def test_stop_while_the_window_draws(run: Callable[..., Loop]) -> None:
    control = TrainingControl()
    control.set_drawing(True)
    loop = run(control)
    wait_until(lambda: bool(loop.seen))  # of the start, before the first epoch
    assert loop.waits()
    control.stop()
    assert loop.ends()
    assert loop.seen[-1].stopped is Stopped.REQUEST


def test_the_run_stands_still_while_the_window_draws(run: Callable[..., Loop]) -> None:
    control = TrainingControl()
    control.set_drawing(True)
    loop = run(control, epochs=10)
    wait_until(lambda: bool(loop.seen))
    assert loop.waits()
    control.set_drawing(False)
    assert loop.ends()
    assert loop.seen[-1].stopped is Stopped.EPOCHS
    assert control.seconds_waited > 0


def test_a_pause_holds_and_a_resume_goes_on(run: Callable[..., Loop]) -> None:
    loop = run(TrainingControl(epochs_per_picture=10), epochs=500)
    wait_until(lambda: bool(loop.seen))  # at epoch 9; at epoch 19 it waits for that to be taken
    loop.control.pause()
    assert 9 <= paused_at(loop) <= 19
    assert loop.waits()
    loop.control.set_speed(0)
    assert loop.waits()
    loop.control.resume()
    assert loop.ends()
    assert loop.seen[-1].stopped is Stopped.EPOCHS
    assert loop.seen[-1].theta.tobytes() == finish(request(epoch_limit=500)).theta.tobytes()


def test_a_step_is_one_epoch(run: Callable[..., Loop]) -> None:
    loop = run(TrainingControl(paused=True))
    assert paused_at(loop) == 0
    for epoch in (1, 2, 3):
        loop.control.step()
        wait_until(lambda epoch=epoch: loop.seen[-1].epoch == epoch)  # type: ignore[misc]
        assert loop.seen[-1].paused
        assert loop.waits()


def test_steps_asked_for_while_it_runs_are_done_before_it_holds(run: Callable[..., Loop]) -> None:
    control = TrainingControl(epochs_per_picture=10)
    loop = run(control)
    wait_until(lambda: bool(loop.seen))  # at epoch 9, then waiting at epoch 19 for it to be taken
    time.sleep(A_MOMENT)
    control.step()
    control.step()
    control.picture_taken()
    assert paused_at(loop) == 21


@pytest.mark.parametrize("pace", [0, 1, 7])
def test_every_pause_is_told_at_every_speed(pace: int, run: Callable[..., Loop]) -> None:
    loop = run(TrainingControl(epochs_per_picture=pace))
    for _ in range(50):
        held = len([snapshot for snapshot in loop.seen if snapshot.paused])
        loop.control.pause()
        wait_until(lambda held=held: len([each for each in loop.seen if each.paused]) > held)  # type: ignore[misc]
        loop.control.picture_taken()
        loop.control.resume()


def test_a_pause_right_after_a_resume_is_told_too(run: Callable[..., Loop]) -> None:
    loop = run(TrainingControl())
    loop.control.pause()
    paused_at(loop)
    for _ in range(50):
        count = len(loop.seen)
        loop.control.resume()
        loop.control.pause()  # perhaps before the loop has woken
        wait_until(lambda count=count: len(loop.seen) > count and loop.seen[-1].paused)  # type: ignore[misc]


def test_a_pause_is_told_while_no_picture_is_taken(run: Callable[..., Loop]) -> None:
    # A hidden window takes no pictures, and the run waits for it below full speed.
    loop = run(TrainingControl(epochs_per_picture=5))
    wait_until(lambda: bool(loop.seen))
    assert loop.waits()
    loop.control.pause()
    assert paused_at(loop) == 9


def test_going_on_to_full_speed_ends_the_wait_for_a_picture(run: Callable[..., Loop]) -> None:
    loop = run(TrainingControl(epochs_per_picture=1), epochs=100)
    wait_until(lambda: bool(loop.seen))
    assert loop.waits()
    loop.control.set_speed(0)
    assert loop.ends()
    assert loop.seen[-1].stopped is Stopped.EPOCHS


@pytest.mark.parametrize("pace", [1, 4])
def test_below_full_speed_the_window_sets_the_pace(pace: int, run: Callable[..., Loop]) -> None:
    loop = run(TrainingControl(epochs_per_picture=pace))
    for picture in range(1, 6):
        wait_until(lambda picture=picture: len(loop.seen) == picture)  # type: ignore[misc]
        assert loop.waits()
        loop.control.picture_taken()
    assert [snapshot.epoch for snapshot in loop.seen[:5]] == [pace * count - 1 for count in range(1, 6)]


def test_at_full_speed_only_wanted_pictures_are_built(run: Callable[..., Loop]) -> None:
    loop = run(TrainingControl())
    for count in (1, 2, 3):
        wait_until(lambda count=count: len(loop.seen) == count)  # type: ignore[misc]
        assert loop.waits()
        loop.control.picture_taken()


def test_the_rate_set_last_counts() -> None:
    control = TrainingControl()
    assert control.learning_rate(0.5) == 0.5
    control.set_learning_rate(0.1)
    control.set_learning_rate(0.2)
    assert control.learning_rate(0.5) == 0.2


def test_the_last_word_is_stop(run: Callable[..., Loop]) -> None:
    control = TrainingControl()
    control.stop()
    for said in (control.pause, control.step, control.resume, control.picture_taken):
        said()
    assert control.stopping
    assert not control.paused
    assert run(control).ends()


def test_many_hands_at_once_leave_it_in_order(run: Callable[..., Loop]) -> None:
    loop = run(TrainingControl())
    words = [loop.control.pause, loop.control.resume, loop.control.step, loop.control.picture_taken]

    def play(turn: int) -> None:
        for i in range(300):
            words[(i + turn) % len(words)]()

    hands = [threading.Thread(target=play, args=(turn,)) for turn in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(SOON)
    loop.control.pause()
    paused_at(loop)
    loop.control.stop()
    assert loop.ends()
    epochs = [snapshot.epoch for snapshot in loop.seen]
    assert epochs == sorted(epochs)
    asked = request(epoch_limit=epochs[-1])
    assert loop.seen[-1].theta.tobytes() == finish(asked).theta.tobytes()
