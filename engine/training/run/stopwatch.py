"""How long a run has trained, without the time that it waited for the window."""

import time

from engine.training.run.control import TrainingControl


class Stopwatch:
    """Starts when it is made."""

    def __init__(self, control: TrainingControl) -> None:
        self._control = control
        self._started = time.perf_counter() - control.seconds_waited

    @property
    def seconds(self) -> float:
        """The seconds trained so far."""
        return time.perf_counter() - self._started - self._control.seconds_waited
