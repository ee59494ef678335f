"""Starts the process that reads a workbook, takes what it says, and ends it whenever it is to end."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Any, Final

from engine.reading.spreadsheet import workbook_reader

_POLL: Final = 0.02  # seconds
_CHUNK: Final = 1 << 18
_LONGEST_ANSWER: Final = 10_000_000
# Python's own exit statuses for a mistake of ours, which no file is to blame for.
_MISTAKES: Final = (1, 2)
# How a process ends that gets no memory: by SIGABRT, or SIGKILL of the system; the others are Windows' abort.
_ABORTS: Final = (-6, -9, 3, 0xC0000409)
_OUT_OF_TIME: Final = -24  # SIGXCPU
TOO_LONG: Final = "too long"


class Died(Exception):  # noqa: N818 - the caller makes a sentence of it
    """What it read has ended the process; `reason` is TOO_LONG or one of workbook_reader's."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ReaderProcess:
    """A process that is reading; everything it says is waited for, and the waiting can be ended."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        seconds: float,
        poll: Callable[[], None],
        pool: ThreadPoolExecutor,
    ) -> None:
        self._process, self._seconds, self._poll, self._pool = process, seconds, poll, pool
        assert process.stdout
        self._out = process.stdout

    def answer(self) -> dict[str, Any]:
        """Return what it has found; raise Died, or OSError where the file cannot be read."""
        line = self._said(lambda: self._out.readline(_LONGEST_ANSWER))
        found: dict[str, Any] = json.loads(line)
        if "errno" in found:
            raise OSError(found["errno"], os.strerror(found["errno"]))
        if "error" in found:
            raise RuntimeError(found["error"])
        return found

    def text(self) -> bytes:
        """Return the next piece of text, empty at the end."""
        return self._said(lambda: self._out.read(_CHUNK))

    def _said(self, say: Callable[[], bytes]) -> bytes:
        saying = self._pool.submit(say)
        end = time.monotonic() + self._seconds
        while not wait([saying], _POLL).done:
            self._poll()
            if time.monotonic() > end:
                raise Died(TOO_LONG)
        return saying.result() or self._end()

    def _end(self) -> bytes:
        """Return nothing where the process has come to its end; raise Died where it was ended."""
        status = self._process.wait()
        if status in _MISTAKES:
            raise RuntimeError(f"the process that reads workbooks ended with status {status}")
        if status == _OUT_OF_TIME:
            raise Died(TOO_LONG)
        if status:
            raise Died(workbook_reader.TOO_MUCH if status in _ABORTS else workbook_reader.DAMAGED)
        return b""


@contextmanager
def started(request: Mapping[str, Any], seconds: float, poll: Callable[[], None]) -> Iterator[ReaderProcess]:
    """Start the process; it is gone afterwards. `poll` is called all the time while it is waited for."""
    with (
        subprocess.Popen(
            [*_command(), json.dumps(request)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        ) as process,
        ThreadPoolExecutor(1) as pool,
    ):
        try:
            yield ReaderProcess(process, seconds, poll, pool)
        finally:
            process.kill()


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, workbook_reader.COMMAND]
    return [sys.executable, "-P", "-m", workbook_reader.__name__]
