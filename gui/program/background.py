"""Work that would hold up the window, on a thread of its own; the newest wins, and says how far it is."""

import sys
from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QDeadlineTimer, QObject, QThreadPool, QTimer, Signal, Slot

from engine.base.errors import InputError
from engine.base.watch import Cancelled, Watch

TELL_MILLISECONDS: Final = 100

Work = Callable[[Watch], object]
"""What is to be done, on any thread: it touches nothing of the window, and checks its watch."""


class Background(QObject):
    """Does one thing at a time; what was begun before is cancelled, and nothing more is heard of it."""

    done = Signal(object)
    """What came of it."""
    failed = Signal(str)
    """Why nothing came of it."""
    progressed = Signal(float)
    """How far it is, from 0 to 1."""

    _ended = Signal(object, object, str)
    """The watch of what ended, emitted on its thread; what came of it, or why nothing did."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._watch: Watch | None = None
        self._is_done_with = False
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._pool.setExpiryTimeout(0)
        self._ended.connect(self._on_ended)
        self._timer = QTimer(self)
        self._timer.setInterval(TELL_MILLISECONDS)
        self._timer.timeout.connect(self._tell)

    @property
    def is_busy(self) -> bool:
        """Whether something is being done."""
        return self._watch is not None

    def start(self, work: Work) -> None:
        """Begin `work`; it gets the watch that it has to check."""
        self.cancel()
        self._watch = Watch()
        self._timer.start()
        self._pool.start(partial(self._run, work, self._watch))

    @Slot()
    def cancel(self) -> None:
        """End what is being done, without waiting."""
        if self._watch is not None:
            self._watch.cancel()
            self._forget()

    def outlive(self, keeper: QObject | None) -> None:
        """End what is being done, without waiting; this belongs to `keeper` until its thread has ended.

        Deleted sooner, it would hold up whoever deletes it.
        """
        if self._is_done_with:
            return
        self.cancel()
        self._pool.clear()
        self.setParent(keeper)
        self._is_done_with = True
        if not self._pool.activeThreadCount():
            self.deleteLater()

    def wait(self, deadline: QDeadlineTimer) -> bool:
        """Wait until the thread has ended; False where it has not by the deadline."""
        return self._pool.waitForDone(deadline)

    def _run(self, work: Work, watch: Watch) -> None:
        """Do it; an unexpected error ends it with a sentence."""
        result: object = None
        sentence = ""
        try:
            watch.check()
            result = work(watch)
        except Cancelled:
            pass
        except InputError as error:
            sentence = str(error)
        except MemoryError:
            sentence = "there is not enough memory: close other programs, or take less of it"
        except Exception as error:
            sys.excepthook(type(error), error, error.__traceback__)
            sentence = "an unexpected error ended it; its text is in the log"
        self._ended.emit(watch, result, sentence)

    @Slot(object, object, str)
    def _on_ended(self, watch: Watch, result: object, sentence: str) -> None:
        if self._is_done_with:
            self.deleteLater()
        if watch is not self._watch:  # it was cancelled
            return
        self._forget()
        if sentence:
            self.failed.emit(sentence)
        else:
            self.done.emit(result)

    def _forget(self) -> None:
        self._watch = None
        self._timer.stop()

    @Slot()
    def _tell(self) -> None:
        if self._watch is not None:
            self.progressed.emit(self._watch.share)
