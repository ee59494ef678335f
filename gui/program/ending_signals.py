"""The signals by which a system asks a program to end: it closes in order, and then dies of the signal."""

import signal
import socket
from types import FrameType
from typing import Final

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal, Slot

ENDING: Final = ("SIGINT", "SIGTERM", "SIGHUP")


class EndingSignals(QObject):
    """Takes the signals until it is closed; the second of a kind ends the process at once."""

    asked = Signal()
    """The program is to end; told on the window's thread, between its events."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.received: int | None = None
        """The signal that came, if one has."""
        # Python runs a handler only when it gets a turn, which it does not while Qt waits for events.
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.settimeout(0)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._take_turn)
        self._old_fd = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        known = [getattr(signal, name) for name in ENDING if hasattr(signal, name)]
        self._old = {
            number: signal.signal(number, self._on_signal)
            for number in known
            if signal.getsignal(number) != signal.SIG_IGN
        }

    def close(self) -> None:
        """Leave the signals to whom they belonged before."""
        for number, handler in self._old.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._old_fd)
        self._notifier.setEnabled(False)
        self._reader.close()
        self._writer.close()

    def die(self) -> None:
        """End the process as the signal that came would have, so that who sent it sees that it worked."""
        if self.received is not None:
            signal.signal(self.received, signal.SIG_DFL)
            signal.raise_signal(self.received)

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        self.received = number
        signal.signal(number, signal.SIG_DFL)
        QTimer.singleShot(0, self, self.asked.emit)

    @Slot()
    def _take_turn(self) -> None:
        self._reader.recv(64)
