"""How many threads may share the rows of a run."""

import os
from typing import Final

VARIABLE: Final = "LAYERBENCH_THREADS"
"""Names a smaller, or larger, number than there are cores."""


def threads() -> int:
    """Return how many threads are to share the rows: as many as LAYERBENCH_THREADS says, or all cores.

    Where BLAS has not been told to use one thread it takes all cores by itself, and more threads would only
    fight with its own.
    """
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        return 1
    given = os.environ.get(VARIABLE, "")
    return max(int(given), 1) if given.isdecimal() else _cores()


def _cores() -> int:
    """The cores that this process may use, which can be fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
