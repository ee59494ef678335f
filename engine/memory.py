"""How much memory is free, so that what would not fit is refused before anything starts."""

import ctypes
import os
import sys
from pathlib import Path

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
    """What a container's limit leaves, where it has one."""
    try:
        limit = (_CGROUP / "memory.max").read_text().strip()
        used = int((_CGROUP / "memory.current").read_text())
    except (OSError, ValueError):
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
