"""The confusion matrix: how many rows of each true class are taken for which."""

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QVBoxLayout

from gui.look.numbers import number_text, percent_text, r2_text
from gui.plots.axes import Axes
from gui.plots.base import Plot
from gui.plots.matrix import Matrix

if TYPE_CHECKING:
    from engine.scoring.scores import ClassScores
    from gui.look.theme import Theme

TITLE: Final = "Confusion matrix"
EMPTY_TEXT: Final = "Here every row is counted:\nthe better the network, the more of them on the diagonal"


class ConfusionPlot(Plot):
    """Counts of rows by true and predicted class, with the figures that go with them.

    `cell_chosen` tells the true and the predicted class of a cell whose rows a person wants to see.
    """

    cell_chosen = Signal(int, int)

    def __init__(self) -> None:
        super().__init__("confusion_plot", TITLE, EMPTY_TEXT, zooms=False)
        self._labels: tuple[str, ...] = ()
        self._note = ""
        self.matrix = Matrix()
        self.matrix.cell_chosen.connect(self.cell_chosen)
        layout = QVBoxLayout(self.canvas)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.matrix)

    def set_classes(self, labels: Sequence[str], note: str = "") -> None:
        """Prepare for these classes, with no row counted; `note` says which rows will be."""
        self._labels, self._note = tuple(labels), note
        self.matrix.set_classes(labels)
        self.set_filled(False)

    def show(self, scores: "ClassScores") -> None:
        """Show the counts, and how good the answers are."""
        if scores.confusion.shape != (len(self._labels),) * 2:
            raise ValueError(f"counts {scores.confusion.shape} for {len(self._labels)} classes")
        if not np.array_equal(scores.confusion, self.matrix.counts):
            self.matrix.set_counts(scores.confusion)
        self.matrix.set_words(TITLE, _figures(scores), self._note)
        self.canvas.setAccessibleDescription(self.matrix.heading.text)
        self.set_filled(True)

    def axes(self) -> Sequence[Axes]:
        """Return no axes: this is a table, and nothing in it can be zoomed."""
        return ()

    def draw(self, painter: QPainter) -> None:
        """Draw the matrix."""
        self.matrix.draw(painter)

    def table(self) -> tuple[Sequence[str], Iterable[Sequence[object]]]:
        """Return the counts, a row for each true class and a column for each predicted one."""
        rows = zip(self._labels, self.matrix.counts.tolist(), strict=True)
        return ("true \\ predicted", *self._labels), [(label, *counts) for label, counts in rows]

    def restyle(self, theme: "Theme", font: QFont) -> None:
        """Recolour the matrix."""
        self.matrix.set_theme(theme, font)


def _figures(scores: "ClassScores") -> str:
    """The figures in words, those that are no numbers left out."""
    parts = [
        ("accuracy", scores.accuracy, percent_text(scores.accuracy)),
        ("balanced", scores.balanced_accuracy, percent_text(scores.balanced_accuracy)),
        ("AUC", scores.auc, r2_text(scores.auc)),
        # Last, as the first to be left out for want of room: the loss is said elsewhere too.
        ("log loss", scores.log_loss, number_text(scores.log_loss)),
    ]
    return " · ".join(f"{name} {text}" for name, value, text in parts if not math.isnan(value))
