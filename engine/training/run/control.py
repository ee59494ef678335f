"""How a run is steered from another thread while it goes.

The loop asks after every update; while nothing is wanted of it, asking is reading one attribute.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class TrainingControl:
    """Stop, pause, step, speed and learning rate of one run; every method may be called from any thread."""

    def __init__(self, *, paused: bool = False, epochs_per_picture: int = 0) -> None:
        """Begin going, or paused before the first epoch; for `epochs_per_picture` see `set_speed`."""
        self._changed = threading.Condition()
        self._stopping = False
        self._paused = paused
        self._pause_told = False
        self._steps = 0
        self._drawing = False
        self._picture_wanted = True
        self._checkpoint_wanted = False
        self._epochs_per_picture = epochs_per_picture
        self._learning_rate: float | None = None
        self._attention = paused
        self._waiting = 0  # threads of the run
        self._waiting_since = 0.0
        self.seconds_waited = 0.0

    # From the window.

    def stop(self) -> None:
        """End the run after the update being computed."""
        with self._change():
            self._stopping = True

    def pause(self) -> None:
        """Hold the run after the epoch being computed."""
        with self._change():
            self._paused = True

    def resume(self) -> None:
        """Go on after a pause."""
        with self._change():
            self._paused = False
            self._pause_told = False
            self._steps = 0

    def step(self) -> None:
        """Hold the run, but let it do one more epoch."""
        with self._change():
            self._paused = True
            self._steps += 1

    def set_learning_rate(self, rate: float) -> None:
        """Use another learning rate from the next update on."""
        self._learning_rate = rate

    def set_speed(self, epochs_per_picture: int) -> None:
        """Do so many epochs for each picture the window takes, waiting for it; 0 means full speed."""
        with self._change():
            self._epochs_per_picture = epochs_per_picture

    def picture_taken(self) -> None:
        """Say that the last picture has been taken and another is wanted."""
        with self._change():
            self._picture_wanted = True

    def want_checkpoint(self) -> None:
        """Ask for a picture that the run can be gone on with from; one that holds builds another for it."""
        with self._change():
            self._checkpoint_wanted = self._picture_wanted = True
            self._pause_told = False

    def checkpoint_taken(self) -> None:
        """Say that a picture with a checkpoint has been taken."""
        self._checkpoint_wanted = False

    def set_drawing(self, drawing: bool) -> None:
        """Say that the window has begun or ended drawing; the run waits meanwhile.

        Both hold the interpreter in short pieces, and fighting over it makes a picture take three times as
        long without training any faster.
        """
        with self._change():
            self._drawing = drawing

    @contextmanager
    def _change(self) -> Iterator[None]:
        with self._changed:
            yield
            self._attention = self._stopping or self._paused or self._drawing
            self._changed.notify_all()

    # From the loop.

    @property
    def stopping(self) -> bool:
        """Whether the run has been told to stop."""
        return self._stopping

    @property
    def paused(self) -> bool:
        """Whether the run is to hold now: paused, with no step granted."""
        return self._paused and self._steps == 0 and not self._stopping

    def learning_rate(self, current: float) -> float:
        """Return the learning rate set last, or `current` where none was set."""
        return current if self._learning_rate is None else self._learning_rate

    def wait_for_drawing(self) -> None:
        """Between two updates: let the window finish a picture being drawn."""
        if self._attention:
            self._wait(lambda: self._stopping or not self._drawing)

    def may_go_on(self, *, uses_step: bool = True) -> bool:
        """Between two epochs: True when the next may begin, and use up one granted step unless told not to.

        False, at once and once for every pause, when the run is to hold: the loop can then show where it
        stands, and asks again. Deciding both under one lock is what leaves no pause untold.
        """
        if not self._attention:
            return True
        with self._changed:
            self._wait(
                lambda: self._stopping or (not self._drawing and not (self.paused and self._pause_told))
            )
            self._pause_told = self.paused
            if not self._pause_told and uses_step:
                self._steps = max(0, self._steps - 1)
            return not self._pause_told

    def picture_due(self, epochs_since_last: int) -> bool:
        """Whether a picture is to be built now.

        Below full speed this waits for the window to want one, unless the run is paused meanwhile.
        """
        pace = self._epochs_per_picture
        if pace == 0:
            return self.picture_wanted()
        if epochs_since_last < pace:
            return False
        self._wait(
            lambda: self._picture_wanted or self._stopping or self.paused or self._epochs_per_picture != pace
        )
        return self.picture_wanted()

    def picture_wanted(self) -> bool:
        """Whether the window wants a picture; it is not asked again until that is taken."""
        if not self._picture_wanted:
            return False
        self._picture_wanted = False
        return True

    @property
    def checkpoint_wanted(self) -> bool:
        """Whether pictures are to have a checkpoint, until one of these has been taken."""
        return self._checkpoint_wanted

    def _wait(self, until: Callable[[], bool]) -> None:
        with self._changed:
            if not self._waiting:
                self._waiting_since = time.perf_counter()
            self._waiting += 1
            self._changed.wait_for(until)
            self._waiting -= 1
            if not self._waiting:
                self.seconds_waited += time.perf_counter() - self._waiting_since
