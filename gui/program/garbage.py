"""Python's search for garbage, on the window's thread and on no other.

Python by itself searches on whichever thread allocates, and a Qt object that is destroyed on another thread
than its own ends the process.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

SEARCH_MILLISECONDS: Final = 1000


class GarbageCollector(QObject):
    """Searches once a second, on the thread it lives on, as long as there is an event loop."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin; what there is already is left out of every search, so that they stay short."""
        super().__init__(parent)
        gc.disable()
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.setInterval(SEARCH_MILLISECONDS)
        self._timer.timeout.connect(self.search)
        self._timer.start()

    @Slot()
    def search(self) -> None:
        """Search the generations that Python would search by now; one with a threshold of 0 is never due."""
        due = [0 < limit <= count for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if any(due):
            gc.collect(max(generation for generation in range(len(due)) if due[generation]))

    def close(self) -> None:
        """End the searches; at the end of the program nothing is left out of Python's last one."""
        self._timer.stop()
        gc.unfreeze()
