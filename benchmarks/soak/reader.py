"""Reads a file in a process of its own, and says what came of it and what that cost."""

import os
import resource
import signal
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SECONDS: Final = 10.0
"""Of processor time, so that a busy machine does not matter."""
BYTES: Final = 1_000_000_000
_WAITED: Final = 120.0
_POLL: Final = 0.05
_PAGE: Final = resource.getpagesize()
_TICK: Final = os.sysconf("SC_CLK_TCK")
_SHOWN: Final = 2000


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a reading ended: `fault` is empty where that was with a table or a sentence."""

    fault: str
    said: str
    seconds: float
    bytes: int


def outcome(path: Path) -> Outcome:
    """Preview and read a file in a fork, which has the libraries already; end it beyond time or memory."""
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receive)
        _be_child(path, send)
    os.close(send)
    os.setpgid(child, child)  # so that what it starts is ended with it
    fault, status, seconds, most = _watched(child)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    with os.fdopen(receive, errors="replace") as pipe:
        said = pipe.read()
    if not fault and status:
        ended = signal.Signals(status).name if os.WIFSIGNALED(status) else "no table and no sentence"
        fault = f"ended with {ended}"
    return Outcome(fault, said, seconds, most)


def _watched(child: int) -> tuple[str, int, float, int]:
    """Wait for a child; return beyond which limit it was ended, its status, and the most it took."""
    inherited, _ = _taken(os.getpid())
    began, most, seconds, fault = time.monotonic(), 0, 0.0, ""
    while True:
        time.sleep(_POLL)
        taken = [_taken(process) for process in _group(child)]
        most = max(most, sum(size for size, _ in taken) - inherited)
        seconds = max(seconds, sum(spent for _, spent in taken))
        if seconds > SECONDS or time.monotonic() - began > _WAITED:
            fault = f"took longer than {SECONDS:.0f} s"
        elif most > BYTES:
            fault = f"took more than {BYTES:,} bytes"
        if fault:
            os.killpg(child, signal.SIGKILL)
        done, status = os.waitpid(child, 0 if fault else os.WNOHANG)
        if done:
            return fault, status, seconds, most


def _be_child(path: Path, send: int) -> None:
    """Write what went wrong, and end with 0 where a table or an InputError came of the file."""
    from engine.base.errors import InputError
    from engine.reading import tables

    status = 0
    with os.fdopen(send, "w", errors="replace") as pipe:
        try:
            for read in (tables.preview, tables.read):
                with suppress(InputError):
                    read(path)
        except BaseException:
            status = 1
            pipe.write(traceback.format_exc()[-_SHOWN:])
    os._exit(status)


def _group(leader: int) -> list[int]:
    """Return the processes of a group."""
    found = []
    for folder in Path("/proc").iterdir():
        with suppress(ValueError, ProcessLookupError):
            if os.getpgid(int(folder.name)) == leader:
                found.append(int(folder.name))
    return found


def _taken(process: int) -> tuple[int, float]:
    """Return the bytes a process has for itself and the seconds it took of a processor, 0 where it ended."""
    try:
        _, resident, shared, *_ = map(int, Path(f"/proc/{process}/statm").read_text().split())
        ticks = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:15]
    except (OSError, ValueError):
        return 0, 0.0
    return (resident - shared) * _PAGE, sum(map(int, ticks)) / _TICK
