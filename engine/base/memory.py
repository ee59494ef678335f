"""How much memory is free and how much is held: what would not fit is refused, what is too much let go."""

import ctypes
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Final

import numpy as np

KEPT_BYTES: Final = 256 * 2**20
"""What may be kept, of runs and of tables each, so that undo finds it again, beside what is at hand."""

TRAIL_BYTES: Final = 64 * 10**6
"""What the weights of a run's earlier epochs may take."""

_PLAIN: Final = (int, float, str, bytes)
_CGROUP = Path("/sys/fs/cgroup")


def free_bytes() -> int | None:
    """Return how many bytes can still be had without swapping; None where the system does not tell."""
    if sys.platform == "win32":
        return _windows_free_bytes()
    found = [free for free in (_meminfo_free_bytes(), _cgroup_free_bytes()) if free is not None]
    return min(found) if found else _physical_bytes()


def _meminfo_free_bytes() -> int | None:
    """What Linux calls available."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return None
    return next((1024 * int(line.split()[1]) for line in lines if line.startswith("MemAvailable:")), None)


def _cgroup_free_bytes() -> int | None:
    """What a container's limit leaves, where it has one; what is kept of files can be given up."""
    try:
        limit = (_CGROUP / "memory.max").read_text().strip()
        used = int((_CGROUP / "memory.current").read_text())
        kept = dict(line.split() for line in (_CGROUP / "memory.stat").read_text().splitlines())
        used -= int(kept["inactive_file"])
    except (OSError, ValueError, KeyError):
        return None
    return max(int(limit) - used, 0) if limit.isdecimal() else None


def _physical_bytes() -> int | None:
    """All there is: on macOS, where what is free cannot be read from a file."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None


def _windows_free_bytes() -> int | None:
    # MEMORYSTATUSEX: two 32-bit numbers, the first its own size, then seven of 64, the second what is free.
    status = (ctypes.c_uint64 * 8)()
    status[0] = ctypes.sizeof(status)
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - only Windows has it
    return int(status[2]) if kernel.GlobalMemoryStatusEx(ctypes.byref(status)) else None


def array_bytes(thing: object, counted: set[int]) -> int:
    """Return what the arrays take that hang on `thing`: on its fields, its items, and theirs.

    Arrays that share memory count once, and not at all where they are among those `counted`, by id, to which
    all that is met is added; what is in there must live as long as the ids are used.
    """
    total, waiting = 0, [thing]
    while waiting:
        part = waiting.pop()
        if id(part) in counted:
            continue
        if isinstance(part, np.ndarray) and isinstance(part.base, np.ndarray):
            waiting.append(part.base)
            continue
        if not isinstance(part, _PLAIN):
            counted.add(id(part))
        total += part.nbytes if isinstance(part, np.ndarray) else 0
        waiting += _parts(part)
    return total


def _parts(thing: object) -> Iterable[object]:
    """Return what `thing` consists of, as far as that can have arrays."""
    if isinstance(thing, Mapping):
        return thing.values()
    if isinstance(thing, (tuple, list)):
        return () if thing and isinstance(thing[0], _PLAIN) else thing  # a million row numbers have none
    if is_dataclass(thing) and not isinstance(thing, type):
        return [getattr(thing, field.name) for field in fields(thing)]
    return () if isinstance(thing, type) else getattr(thing, "__dict__", {}).values()
