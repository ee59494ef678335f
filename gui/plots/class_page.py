"""The plots of a target of classes: the confusion matrix and beside it the curves, or all behind tabs."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QTabBar, QWidget

LEAST_WIDTH: Final = 290
"""So much a plot needs beside another."""
LEAST_CELL: Final = 34
"""And so much every class of a matrix, for the counts to be read."""


class ClassPage(QWidget):
    """A matrix, and beside it the one of several plots that a tab is chosen for.

    Where there is no room for two plots beside each other, the matrix has a tab too.
    """

    def __init__(self, matrix: QWidget, others: Sequence[tuple[str, str, QWidget]]) -> None:
        """Place `matrix` and the others, each with the text and the tip of its tab."""
        super().__init__()
        self._matrix, self._least = matrix, LEAST_WIDTH
        self._curves = QStackedWidget()
        self._tabs = QTabBar()
        self._tabs.setObjectName("class_tabs")
        self._tabs.setAccessibleName("Which plot of the classes")
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        self._tabs.setUsesScrollButtons(False)
        self._tabs.addTab("Confusion matrix")
        self._tabs.setTabToolTip(0, "How many rows of each class are taken for which")
        for text, tip, widget in others:
            self._curves.addWidget(widget)
            self._tabs.setTabToolTip(self._tabs.addTab(text), tip)
        self._tabs.currentChanged.connect(self._arrange)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self._grid.setRowStretch(1, 1)
        for column in (0, 1):
            self._grid.setColumnStretch(column, 1)
        self._is_wide: bool | None = None
        self.setMinimumSize(200, 150)
        self._arrange()

    def set_classes(self, count: int) -> None:
        """Leave so many classes the room they need."""
        self._least = max(LEAST_WIDTH, LEAST_CELL * count)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find room anew."""
        super().resizeEvent(event)
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        is_wide = self.width() >= self._least + LEAST_WIDTH
        if is_wide != self._is_wide:
            self._is_wide = is_wide
            self._place(is_wide=is_wide)
        chosen = self._tabs.currentIndex()
        self._matrix.setVisible(is_wide or chosen == 0)
        self._curves.setVisible(is_wide or chosen > 0)
        self._curves.setCurrentIndex(max(chosen - 1, 0))

    def _place(self, *, is_wide: bool) -> None:
        if is_wide:
            self._grid.addWidget(self._matrix, 0, 0, 2, 1)
            self._grid.addWidget(self._tabs, 0, 1, Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(self._curves, 1, 1)
        else:
            self._grid.addWidget(self._tabs, 0, 0, 1, 2, Qt.AlignmentFlag.AlignLeft)
            for widget in (self._matrix, self._curves):  # of which one is seen at a time
                self._grid.addWidget(widget, 1, 0, 1, 2)
        # Only now, as it arranges all anew: a widget that is shown before it has a place is a window.
        self._tabs.setTabVisible(0, not is_wide)
        if not is_wide:
            self._tabs.setCurrentIndex(0)  # what was seen stays so
