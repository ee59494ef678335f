"""Python's search for garbage, held off while a thread beside the window's runs Python.

Python looks for garbage on whichever thread allocates, and a Qt object must not be destroyed on another
thread than its own.
"""

import gc
from typing import Final

_holders: Final[set[int]] = set()


def hold(holder: object) -> None:
    """Have no search until `holder`, and everybody else who holds it off, releases it."""
    _holders.add(id(holder))
    gc.disable()


def release(holder: object) -> None:
    """Search again, unless somebody else than `holder` holds that off."""
    _holders.discard(id(holder))
    if not _holders:
        gc.enable()
