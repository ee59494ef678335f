"""Goes through a table's rows with a filter, a little at a time, so that the window goes on answering."""

import time
from collections.abc import Iterator
from typing import Final

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from engine.base.arrays import BoolArray
from engine.table.row_filter import RowFilter

TURN_SECONDS: Final = 0.02
"""How long rows are looked at before the window has its turn."""


class RowSearch(QObject):
    """One search at a time; a new one takes the place of one that goes on."""

    found = Signal(object)
    """Which rows (rows,) of the table pass the filter."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pieces: Iterator[BoolArray] = iter(())
        self._passed: list[BoolArray] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)

    def start(self, row_filter: RowFilter) -> None:
        """Look for the rows that pass; those of a small table are found before this returns."""
        self._pieces, self._passed = row_filter.pieces(), []
        self._go_on()

    def stop(self) -> None:
        """Give up."""
        self._timer.stop()

    @Slot()
    def _go_on(self) -> None:
        end = time.perf_counter() + TURN_SECONDS
        for piece in self._pieces:
            self._passed.append(piece)
            if time.perf_counter() > end:
                self._timer.start()
                return
        self._timer.stop()
        self.found.emit(np.concatenate(self._passed))
