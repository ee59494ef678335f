"""How far training is: a line kept up to date on a terminal, one now and then in a log."""

import shutil
import sys
import time
from contextlib import suppress
from types import TracebackType
from typing import Final

from engine.base.words import counted
from engine.shell.output import number
from engine.training.run.control import TrainingControl
from engine.training.run.snapshot import Snapshot

_TERMINAL_SECONDS: Final = 0.25
_LOG_SECONDS: Final = 2.0
_LONGEST_LOG_SECONDS: Final = 60.0


class TimedControl(TrainingControl):
    """A control that wants a picture when it is time for one, so that the loop builds no others."""

    def __init__(self, seconds: float) -> None:
        """Want the first picture after so many `seconds`."""
        super().__init__()
        self._due = time.perf_counter() + seconds

    def next_picture_in(self, seconds: float) -> None:
        """Want the next picture after so many `seconds`."""
        self._due = time.perf_counter() + seconds

    def picture_due(self, epochs_since_last: int) -> bool:
        """Whether it is time."""
        return epochs_since_last > 0 and self.picture_wanted()

    def picture_wanted(self) -> bool:
        """The same during a search, which does no epochs of the run."""
        return time.perf_counter() >= self._due


class Progress:
    """The line of progress; leaving its context clears it from a terminal."""

    def __init__(self) -> None:
        self._terminal = sys.stderr is not None and sys.stderr.isatty()
        self._width = 0
        self.interval = _TERMINAL_SECONDS if self._terminal else _LOG_SECONDS

    def __enter__(self) -> "Progress":
        """Show nothing yet."""
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        """Clear the line."""
        if self._width:
            self._write("\r" + " " * self._width + "\r")

    def show(self, snapshot: Snapshot, ahead: str = "") -> float:
        """Show how far the run is and return the seconds until the next time; longer and longer in a log.

        `ahead` says of which run.
        """
        line = ahead + progress_line(snapshot)
        if self._terminal:
            line = line[: shutil.get_terminal_size().columns - 1]
            self._write("\r" + line.ljust(self._width))
            self._width = len(line)
        else:
            self._write(f"layerbench: {line}\n")
            self.interval = min(2 * self.interval, _LONGEST_LOG_SECONDS)
        return self.interval

    def _write(self, text: str) -> None:
        if sys.stderr is not None:
            with suppress(OSError):
                sys.stderr.write(text)
                sys.stderr.flush()


def progress_line(snapshot: Snapshot) -> str:
    """Say in one line how far a run or its search is, and how long the run will go on at most."""
    if snapshot.fits is not None:
        trained = counted(snapshot.fits, "network")
        return f"cross-validation: {trained} trained, {snapshot.seconds:,.0f} s"
    left = ""
    if snapshot.epoch:
        seconds = snapshot.seconds / snapshot.epoch * (snapshot.last_epoch - snapshot.epoch)
        left = f", at most {seconds:,.0f} s left"
    return (
        f"epoch {snapshot.epoch:,} of {snapshot.last_epoch:,}, {snapshot.seconds:,.0f} s{left}, "
        f"loss: train {number(snapshot.loss.train)}, test {number(snapshot.loss.test)}"
    )
