"""ROC curves: for every class how many of its rows are found, at the price of how many of the others."""

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QVBoxLayout

from gui.look.numbers import percent_text, r2_text
from gui.plots.axes import Axes
from gui.plots.base import Plot
from gui.plots.items import Entry, short
from gui.plots.tips import Tips, nearest

if TYPE_CHECKING:
    from engine.scoring.roc import RocCurve
    from gui.look.theme import Theme

TITLE: Final = "ROC curves"
EMPTY_TEXT: Final = (
    "Here every class becomes a curve:\nthe better it is told from the others, the nearer to the corner"
)
EXPLANATION: Final = (
    "Each curve is about one class: how many of its rows are found (up), and how many of the\n"
    "others are taken for it (right), the less probability is enough to be taken for it.\n"
    "The best is the upper left corner; the diagonal is guessing."
)
ROOM: Final = 0.02
"""How far the picture reaches beyond 0 and 1, so that a line on its edge is seen whole."""
MOST_NAMED: Final = 8
"""As many classes have a colour and a name; of more, those that are worst told from the others."""


class RocPlot(Plot):
    """The ROC curve of each class against all others, or of the second of two."""

    def __init__(self) -> None:
        super().__init__("roc_plot", TITLE, EMPTY_TEXT)
        self._axes = Axes(self, stacked=True, legend_low=True, square=True)
        self._axes.backdrop.diagonal = True
        self._axes.set_labels("false positive rate", "true positive rate")
        self._axes.set_ranges((-ROOM, 1 + ROOM), (-ROOM, 1 + ROOM))
        self._tips = Tips(self._axes, self.tip)
        layout = QVBoxLayout(self.canvas)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._axes.view)
        self._others = self._add_line()
        self._lines = [self._add_line() for _ in range(MOST_NAMED)]
        self._colors: Sequence[str] = ("#000000",) * MOST_NAMED
        self._quiet = "#000000"
        self._labels: tuple[str, ...] = ()
        self._curves: tuple[RocCurve, ...] = ()

    def _add_line(self) -> Any:
        line = pg.PlotCurveItem(antialias=False, skipFiniteCheck=True)
        self._axes.box.addItem(line, ignoreBounds=True)
        return line

    def set_classes(self, labels: Sequence[str]) -> None:
        """Prepare for these classes, with no curve drawn."""
        self._labels, self._curves = tuple(labels[1:] if len(labels) == 2 else labels), ()
        self.set_filled(False)

    def show(self, curves: "tuple[RocCurve, ...]", note: str = "") -> None:
        """Draw a curve for each class; `note` says which rows they are of."""
        if len(curves) != len(self._labels):
            raise ValueError(f"{len(curves)} curves for {len(self._labels)} classes")
        self._curves = curves
        self._draw_curves()
        self._axes.heading.set_text(TITLE, note)
        self.canvas.setAccessibleDescription(f"{self._axes.heading.text} · {self._axes.legend.text}")
        self.set_filled(True)

    def _draw_curves(self) -> None:
        named, others = self._named()
        for line in self._lines[len(named) :]:
            line.setData([], [])
        for line, number in zip(self._lines, named, strict=False):
            line.setData(self._curves[number].mistaken, self._curves[number].found)
        x, y = (
            np.concatenate([np.empty(0), *(getattr(self._curves[number], name) for number in others)])
            for name in ("mistaken", "found")
        )
        # One item for all: a curve ends where the next begins at nothing found.
        leads_on = np.append(~((x[1:] == 0) & (y[1:] == 0)), np.True_)[: x.size]
        self._others.setData(x, y, connect=leads_on.astype(np.intp))
        self._fill_legend(named, others)

    def _named(self) -> tuple[list[int], list[int]]:
        """Return which classes have a curve in a colour, and which a quiet one."""
        drawn = [number for number, curve in enumerate(self._curves) if curve.found.size]
        if len(self._labels) <= MOST_NAMED:
            return drawn, []
        drawn.sort(key=lambda number: self._curves[number].area)
        return drawn[: MOST_NAMED - 1], drawn[MOST_NAMED - 1 :]

    def _fill_legend(self, named: Sequence[int], others: Sequence[int]) -> None:
        entries = [
            Entry("line", color, f"{short(self._labels[number])}, AUC {r2_text(self._curves[number].area)}")
            for color, number in zip(self._colors, named, strict=False)
        ]
        if others:
            entries.append(Entry("line", self._quiet, f"{len(others)} better ones"))
        self._axes.set_legend(entries)

    def tip(self, place: QPointF) -> str:
        """Return what is to be said about this place of the picture."""
        curves = list(zip(self._labels, self._curves, strict=False))
        x, y = (
            np.concatenate([np.empty(0), *(getattr(curve, name) for _, curve in curves)])
            for name in ("mistaken", "found")
        )
        point = nearest(self._axes, place, x, y)
        if point is None:
            return EXPLANATION
        ends = np.cumsum([curve.found.size for _, curve in curves])
        which = int(np.searchsorted(ends, point, side="right"))
        label, curve = curves[which]
        at = point - int(ends[which]) + curve.found.size
        threshold = float(curve.threshold[at])
        enough = "no probability" if math.isinf(threshold) else f"a probability of {percent_text(threshold)}"
        return (
            f"{label}: where {enough} is enough,\n"
            f"{percent_text(float(curve.found[at]))} of its rows are found, "
            f"and {percent_text(float(curve.mistaken[at]))} of the others taken for it.\n"
            f"Area under the curve (AUC): {r2_text(curve.area)}"
        )

    def axes(self) -> Sequence[Axes]:
        """Return the one pair of axes."""
        return [self._axes]

    def table(self) -> tuple[Sequence[str], Iterable[Sequence[object]]]:
        """Return every point of all curves."""
        rows = [
            (label, *point)
            for label, curve in zip(self._labels, self._curves, strict=False)
            for point in zip(
                curve.threshold.tolist(), curve.mistaken.tolist(), curve.found.tolist(), strict=True
            )
        ]
        return ("class", "threshold", "false positive rate", "true positive rate"), rows

    def set_fine(self, fine: bool) -> None:
        """Draw the lines smoothly, or fast."""
        for line in (*self._lines, self._others):
            line.opts["antialias"] = fine

    def restyle(self, theme: "Theme", font: QFont) -> None:
        """Recolour axes, lines and legend."""
        self._axes.set_theme(theme, font)
        self._colors, self._quiet = theme.series, theme.control
        width = self.line_width
        for line, color in zip((self._others, *self._lines), (self._quiet, *self._colors), strict=False):
            line.setPen(pg.mkPen(color, width=width))
        if self._curves:
            self._draw_curves()
