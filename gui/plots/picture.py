"""Equal axes with dots: predicted against true values, and what the mouse points at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from PySide6.QtCore import QObject, QPointF, Signal, Slot

from engine.base.arrays import FloatArray, IndexArray
from gui.look.numbers import number_text
from gui.plots.axes import Axes
from gui.plots.dots import Dots, Series, drawable
from gui.plots.ticks import quarter_step
from gui.plots.tips import Tips, nearest

# Outputs whose spans differ by more than this can't share an axis: the smaller ones would be specks on it.
LARGEST_RATIO: Final = 10.0


@dataclass(frozen=True, slots=True)
class Span:
    """From the lowest to the highest true value; never empty, so that an axis can show it."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """How long it is."""
        return self.high - self.low


def span_of(values: FloatArray) -> Span:
    """Return the span of what of `values` can be drawn; a constant gets a little room around it."""
    seen = values[drawable(values)]
    if not seen.size:
        return Span(0.0, 1.0)
    low, high = float(seen.min()), float(seen.max())
    if high - low > 1e-9 * max(abs(low), abs(high)) and high - low > 1e-90:
        return Span(low, high)
    room = 0.1 * abs(low) if abs(low) > 1e-90 else 1.0
    return Span(low - room, high + room)


def share_axes(spans: Sequence[Span]) -> bool:
    """Return whether outputs with these spans are all readable on one axis in the table's units."""
    whole = max(span.high for span in spans) - min(span.low for span in spans)
    return whole <= LARGEST_RATIO * min(span.width for span in spans)


class Picture(Axes):
    """One pair of equal axes with its dots; the ranges follow them in quarters of the true values' span."""

    dot_clicked = Signal(int)
    """The number in the table of the row whose dot was clicked."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent, stacked=True, square=True)
        self.backdrop.diagonal = True
        self.dots = Dots(self.box)
        self._steps = (0, 0)
        self._span = Span(0.0, 1.0)
        self._rows: IndexArray = np.zeros(0, np.intp)
        self._tips = Tips(self, self.tip)
        self.clicked.connect(self._on_clicked)

    def set_rows(self, numbers: IndexArray) -> None:
        """Take the numbers in the table of the rows that the dots of every series stand for."""
        self._rows = numbers

    def tip(self, place: QPointF) -> str:
        """Return the row of the dot under the mouse, with its true and its predicted value."""
        dot = self._dot_at(place)
        if dot is None:
            return ""
        series, at = dot
        row = f"row {self._rows[at] + 1:,}\n" if at < self._rows.size else ""
        true, predicted = number_text(float(series.x[at]), 4), number_text(float(series.y[at]), 4)
        return f"{row}true {true}\npredicted {predicted}"

    def _dot_at(self, place: QPointF) -> tuple[Series, int] | None:
        """Return the series and the place in it of the dot under the mouse, if there is one."""
        shown = self.dots.series
        x, y = (np.concatenate([np.empty(0), *(getattr(one, axis) for one in shown)]) for axis in "xy")
        dot = nearest(self, place, np.nan_to_num(x, nan=np.inf), np.nan_to_num(y, nan=np.inf))
        if dot is None:
            return None
        size = shown[0].x.size
        return shown[dot // size], dot % size

    @Slot(QPointF)
    def _on_clicked(self, place: QPointF) -> None:
        dot = self._dot_at(place)
        if dot is not None and dot[1] < self._rows.size:
            self.dot_clicked.emit(int(self._rows[dot[1]]))

    def show(self, span: Span, series: Sequence[Series]) -> int:
        """Draw the dots of `series`; return how many the automatic view can't show."""
        if span != self._span:
            self._span, self._steps = span, (0, 0)
        self.dots.set_series(series)
        drawn = [one.y[drawable(one.x, one.y)] for one in series]
        return sum(one.y.size for one in series) - self._fit(drawn)

    def _fit(self, predicted: Sequence[FloatArray]) -> int:
        """Move the automatic view; return how many dots lie inside."""
        quarter = self._span.width / 4
        low = min((float(y.min()) for y in predicted if y.size), default=self._span.low)
        high = max((float(y.max()) for y in predicted if y.size), default=self._span.high)
        below, above = self._steps
        self._steps = (
            quarter_step((self._span.low - low) / quarter, below),
            quarter_step((high - self._span.high) / quarter, above),
        )
        room = 0.04 * self._span.width
        bottom = self._span.low - self._steps[0] * quarter - room
        top = self._span.high + self._steps[1] * quarter + room
        self.set_ranges((bottom, top), (bottom, top))
        return sum(int(np.count_nonzero((y >= bottom) & (y <= top))) for y in predicted)
