"""Reliability: how often what the network gives a probability comes true, against that probability."""

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QVBoxLayout

from engine.base.words import counted
from engine.scoring.reliability import BINS
from gui.look.numbers import percent_text
from gui.plots.axes import Axes
from gui.plots.base import Plot
from gui.plots.items import short
from gui.plots.tips import Tips, nearest

if TYPE_CHECKING:
    from engine.scoring.reliability import Reliability
    from gui.look.theme import Theme

TITLE: Final = "Reliability"
EMPTY_TEXT: Final = (
    "Here probabilities meet what came true:\nthe nearer to the line, the more they can be believed"
)
EXPLANATION: Final = (
    "On the line, probabilities can be believed: what is given 80 % comes true in 80 of 100 rows.\n"
    "Below it the network is too sure, above it not sure enough that {event}.\n"
    "The lines say how far the dots can be trusted: of few rows not far (95 % intervals).\n"
    "The bars say how many rows got such a probability.\n"
    "The calibration error is the mean distance of rows from the diagonal."
)
ROOM: Final = 0.02
TALLEST: Final = 0.3
"""How high the bar of most rows is."""
DOT: Final = 8


class ReliabilityPlot(Plot):
    """The share that came true in each tenth of the probabilities, and bars that say of how many rows.

    A line through each dot is where it could as well be, as of more rows.
    """

    def __init__(self) -> None:
        super().__init__("reliability_plot", "Reliability of probabilities", EMPTY_TEXT)
        self._axes = Axes(self, stacked=True)
        self._axes.backdrop.diagonal = True
        self._axes.set_ranges((-ROOM, 1 + ROOM), (-ROOM, 1 + ROOM))
        self._tips = Tips(self._axes, self.tip)
        layout = QVBoxLayout(self.canvas)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._axes.view)
        self._bars = pg.BarGraphItem(x0=np.arange(BINS) / BINS, width=1 / BINS, height=np.zeros(BINS))
        self._intervals = pg.PlotCurveItem(connect="pairs", antialias=False, skipFiniteCheck=True)
        self._dots = pg.ScatterPlotItem(symbol="o", size=DOT)
        for item in (self._bars, self._intervals, self._dots):
            self._axes.box.addItem(item, ignoreBounds=True)
        self._event = ""
        self._shown: Reliability | None = None

    def set_classes(self, labels: Sequence[str]) -> None:
        """Prepare for these classes: of two it is about the second, of more about the one answered."""
        self._event = f"the row is {labels[1]}" if len(labels) == 2 else "the answer is right"
        what = short(labels[1]) if len(labels) == 2 else "the answer"
        came_true = short(labels[1]) if len(labels) == 2 else "right"
        self._axes.set_labels(f"probability of {what}", f"share that is {came_true}")
        self._shown = None
        self.set_filled(False)

    def show(self, found: "Reliability", note: str = "") -> None:
        """Draw what was `found`; `note` says of which rows."""
        self._shown = found
        there = found.rows > 0
        self._dots.setData(found.expected[there], found.observed[there])
        ends = np.stack([found.low[there], found.high[there]], axis=1).ravel()
        self._intervals.setData(np.repeat(found.expected[there], 2), ends, connect="pairs")
        self._bars.setOpts(height=TALLEST * found.rows / max(int(found.rows.max()), 1))
        error = "" if math.isnan(found.error) else f"calibration error {percent_text(found.error)}"
        self._axes.heading.set_text(TITLE, " · ".join(part for part in (error, note) if part))
        self.canvas.setAccessibleDescription(self._axes.heading.text)
        self.set_filled(True)

    def tip(self, place: QPointF) -> str:
        """Return what is to be said about this place of the picture."""
        if self._shown is None:
            return ""
        part = self._pointed_at(place)
        if part is None or not self._shown.rows[part]:
            return EXPLANATION.format(event=self._event)
        expected, observed = float(self._shown.expected[part]), float(self._shown.observed[part])
        rows = int(self._shown.rows[part])
        low, high = (100 * edge // BINS for edge in (part, part + 1))
        return (
            f"{counted(rows, 'row')} with a probability of {low} to {high} %, "
            f"{percent_text(expected)} on average:\nfor {percent_text(observed)} of them {self._event}."
        )

    def _pointed_at(self, place: QPointF) -> int | None:
        """Return which part of the probabilities a dot or a bar at this `place` stands for."""
        assert self._shown is not None
        there = np.flatnonzero(self._shown.rows)
        point = nearest(self._axes, place, self._shown.expected[there], self._shown.observed[there])
        if point is not None:
            return int(there[point])
        part = math.floor(place.x() * BINS)
        is_bar = 0 <= part < BINS and 0 <= place.y() <= self._bars.opts["height"][part]
        return part if is_bar else None

    def axes(self) -> Sequence[Axes]:
        """Return the one pair of axes."""
        return [self._axes]

    def table(self) -> tuple[Sequence[str], Iterable[Sequence[object]]]:
        """Return each part of the probabilities with its rows, what was expected and what came true."""
        names = ("from", "to", "rows", "mean probability", "share that came true", "low", "high")
        found = self._shown
        if found is None:
            return names, []
        columns = (found.rows, found.expected, found.observed, found.low, found.high)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        return names, [(part / BINS, (part + 1) / BINS, *row) for part, row in enumerate(rows)]

    def restyle(self, theme: "Theme", font: QFont) -> None:
        """Recolour axes, bars, intervals and dots."""
        self._axes.set_theme(theme, font)
        width = self.line_width
        self._intervals.setPen(pg.mkPen(theme.train, width=width))
        self._dots.setPen(pg.mkPen(theme.base, width=1))
        self._dots.setBrush(pg.mkBrush(theme.train))
        self._bars.setOpts(brush=pg.mkBrush(theme.hover), pen=pg.mkPen(theme.base, width=0))
