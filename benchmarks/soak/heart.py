"""How long the window did not answer, and what it did meanwhile."""

import faulthandler
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MILLISECONDS: Final = 20
LONGEST_GAP: Final = 1.0
_SCHEDSTAT: Final = Path("/proc/thread-self/schedstat")


@dataclass(frozen=True, slots=True)
class Gap:
    """Seconds between two beats: by the clock, the window's thread at work, that thread kept waiting for a
    processor, the whole process at work; and what was being done.
    """

    seconds: float
    thread: float
    waited: float
    process: float
    during: str

    @property
    def own(self) -> float:
        """The seconds that are the program's doing: without those that other processes had the processors."""
        return self.seconds - self.waited

    def __str__(self) -> str:
        """All of it in a line."""
        return (
            f"{self.seconds:.2f} s (its thread worked {self.thread:.2f} s and waited {self.waited:.2f} s for "
            f"a processor, the process worked {self.process:.2f} s) at {self.during}"
        )


class Heart(QObject):
    """Beats on the window's thread; where a beat is late by LONGEST_GAP, all threads' stacks are written."""

    def __init__(self, stacks: IO[str], doing: Callable[[], str]) -> None:
        """Begin; `doing` says what is being done."""
        super().__init__()
        self._stacks, self._doing = stacks, doing
        self.gaps: list[Gap] = []
        """Those longer than LONGEST_GAP by the program's doing."""
        self.longest: Gap | None = None
        self._last = _clocks()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MILLISECONDS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def stop(self) -> None:
        """Beat no more."""
        self._timer.stop()
        faulthandler.cancel_dump_traceback_later()

    def _beat(self) -> None:
        clocks = _clocks()
        seconds, thread, waited, process = (now - then for now, then in zip(clocks, self._last, strict=True))
        gap = Gap(seconds, thread, waited, process, self._doing())
        self._last = clocks
        if self.longest is None or gap.own > self.longest.own:
            self.longest = gap
        if gap.own > LONGEST_GAP:
            self.gaps.append(gap)
        faulthandler.dump_traceback_later(LONGEST_GAP, file=self._stacks)


def _clocks() -> tuple[float, float, float, float]:
    waited = int(_SCHEDSTAT.read_text().split()[1]) / 1e9 if _SCHEDSTAT.exists() else 0.0
    return time.perf_counter(), time.thread_time(), waited, time.process_time()
