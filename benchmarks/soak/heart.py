"""How long the window did not answer, and what it did meanwhile."""

import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MILLISECONDS: Final = 20
LONGEST_GAP: Final = 1.0
STACK_LINES: Final = 12


@dataclass(frozen=True, slots=True)
class Gap:
    """Seconds between two beats: by the clock, the window's thread at work, that thread kept waiting for a
    processor, the whole process at work; what was being done, and where that thread then was.
    """

    seconds: float
    thread: float
    waited: float
    process: float
    during: str
    stack: str

    @property
    def own(self) -> float:
        """The seconds that are the program's doing: without those that other processes had the processors."""
        return self.seconds - self.waited

    def __str__(self) -> str:
        """All of it but the stack in a line."""
        return (
            f"{self.seconds:.2f} s (its thread worked {self.thread:.2f} s and waited {self.waited:.2f} s for "
            f"a processor, the process worked {self.process:.2f} s) at {self.during}"
        )


class Heart(QObject):
    """Beats on the window's thread; where a beat is late by LONGEST_GAP, that thread's stack is kept."""

    def __init__(self, doing: Callable[[], str]) -> None:
        """Begin; `doing` says what is being done."""
        super().__init__()
        self._doing = doing
        self.gaps: list[Gap] = []
        """Those longer than LONGEST_GAP by the program's doing."""
        self.longest: Gap | None = None
        self._last = _clocks()
        self._late = ""
        self._window_thread = threading.get_ident()
        self._stopped = threading.Event()
        self._watch = threading.Thread(target=self._look, name="heart", daemon=True)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MILLISECONDS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()
        self._watch.start()

    def stop(self) -> None:
        """Beat no more."""
        self._timer.stop()
        self._stopped.set()
        self._watch.join()

    def _look(self) -> None:
        """Look at the window's thread, from another one, when a beat is late.

        The interpreter's own watch does so while that thread runs, which now and then ends the process.
        """
        while not self._stopped.wait(LONGEST_GAP / 10):
            if not self._late and time.perf_counter() - self._last[0] > LONGEST_GAP:
                stack = traceback.format_stack(sys._current_frames().get(self._window_thread))
                self._late = "".join(stack[-STACK_LINES:])

    def _beat(self) -> None:
        clocks = _clocks()
        seconds, thread, waited, process = (now - then for now, then in zip(clocks, self._last, strict=True))
        gap = Gap(seconds, thread, waited, process, self._doing(), self._late)
        self._last, self._late = clocks, ""
        if self.longest is None or gap.own > self.longest.own:
            self.longest = gap
        if gap.own > LONGEST_GAP:
            self.gaps.append(gap)


def _clocks() -> tuple[float, float, float, float]:
    return time.perf_counter(), time.thread_time(), seconds_waited(), time.process_time()


def seconds_waited(task: str = "thread-self") -> float:
    """Return how long a thread, or a process's first, has waited for a processor; 0 where nobody tells."""
    try:
        return int(Path("/proc", task, "schedstat").read_text().split()[1]) / 1e9
    except OSError:
        return 0.0
