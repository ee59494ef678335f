"""How everything that goes on beside the window ends, so that closing never takes long."""

from typing import Final, Protocol

from PySide6.QtCore import QDeadlineTimer

CLOSE_MILLISECONDS: Final = 1500
"""How long all of it together is waited for; one update of a huge network can take longer."""


class Worker(Protocol):
    """Something with a thread of its own."""

    def cancel(self) -> None:
        """End what is being done, without waiting; nothing more is heard of it."""

    def wait(self, deadline: QDeadlineTimer) -> bool:
        """Wait until the thread has ended; False where it has not by the deadline."""


def close(*workers: Worker, deadline: QDeadlineTimer | None = None) -> bool:
    """Tell all to end before any is waited for; False where one is still at work at the deadline."""
    for worker in workers:
        worker.cancel()
    end = QDeadlineTimer(CLOSE_MILLISECONDS) if deadline is None else deadline
    return all(worker.wait(end) for worker in workers)
