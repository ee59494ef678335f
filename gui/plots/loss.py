"""The loss while training: training, validation and test rows on a log axis over the epochs done.

The training losses of a race's other starts lie faint behind them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QVBoxLayout

from engine.base.arrays import FloatArray, IndexArray
from engine.training.run.history import Curve
from gui.look.numbers import number_text
from gui.plots.axes import Axes
from gui.plots.base import Plot
from gui.plots.items import Band, Entry, Ring
from gui.plots.ticks import decade_limits, epoch_limit
from gui.plots.tips import Tips

if TYPE_CHECKING:
    from engine.training.run.snapshot import HistoryCurves
    from gui.look.theme import Theme


MOST_POINTS: Final = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """What of a curve can be drawn on a log axis: (k,) arrays, logarithms to base ten where named so."""

    epoch: FloatArray
    log_low: FloatArray
    log_high: FloatArray
    log_last: FloatArray


def points(curve: Curve) -> Points:
    """Return the drawable points of `curve`: finite and positive, at most MOST_POINTS."""
    columns: FloatArray = np.stack([curve.epoch, curve.low, curve.high, curve.last])
    kept = np.isfinite(columns).all(axis=0) & (columns[1:] > 0).all(axis=0)
    columns = columns[:, kept]
    if columns.shape[1] > MOST_POINTS:
        columns = _merged(columns)
    return Points(columns[0], *np.log10(columns[1:]))


def _merged(columns: FloatArray) -> FloatArray:
    """Merge neighbours until there are at most MOST_POINTS, keeping each group's lowest, highest and last."""
    size = columns.shape[1]
    starts = np.arange(0, size, -(-size // MOST_POINTS))
    ends = np.append(starts[1:], size) - 1
    epoch, low, high, last = columns
    return np.stack(
        [epoch[ends], np.minimum.reduceat(low, starts), np.maximum.reduceat(high, starts), last[ends]]
    )


@dataclass(frozen=True, slots=True)
class _Kind:
    """How the curve of one share of the rows is named and drawn."""

    name: str
    mark: str
    style: Qt.PenStyle


_CURVES: Final = (
    _Kind("train", "line", Qt.PenStyle.SolidLine),
    _Kind("validation", "dots", Qt.PenStyle.DotLine),
    _Kind("test", "dashes", Qt.PenStyle.DashLine),
)
_OTHER: Final = "other starts"
_NOTHING: Final = Curve(*np.empty((4, 0)))
_VALIDATION: Final = 1
_TEST: Final = 2


def _curves(history: "HistoryCurves") -> list[Curve]:
    """Return a curve for each of _CURVES, empty where there are no such rows."""
    return [history.train, history.validation or _NOTHING, history.test]


def _joined(curves: Sequence[Curve]) -> tuple[Points, IndexArray]:
    """Return the points of all `curves` one after the other, and for each 1 where a line leads on from it."""
    parts = [points(curve) for curve in curves]
    whole = Points(
        *(
            np.concatenate([np.empty(0), *(getattr(part, name) for part in parts)])
            for name in ("epoch", "log_low", "log_high", "log_last")
        )
    )
    leads_on = np.ones(whole.epoch.size, np.intp)
    ends = np.cumsum([part.epoch.size for part in parts if part.epoch.size], dtype=np.intp)
    leads_on[ends - 1] = 0
    return whole, leads_on


class LossPlot(Plot):
    """The loss of each share of the rows over epochs, with the range of what was merged into a point.

    Validation rows have a curve only where there are some.
    """

    def __init__(self) -> None:
        super().__init__("loss_plot", "Loss", "Press Train to see the loss fall")
        self._axes = Axes(self, logarithmic=True)
        self._tips = Tips(self._axes, self.tip)
        layout = QVBoxLayout(self.canvas)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._axes.view)
        self._rivals: tuple[Curve, ...] = ()
        self._rivals_drawn, _ = _joined(())
        self._rivals_line = self._add_curve()
        self._rivals_color = "#000000"
        self._bands = [Band(self._axes.box) for _ in _CURVES]
        self._lines = [self._add_curve() for _ in _CURVES]
        self._best = Ring(self._axes.box)
        self._best_loss = float("nan")
        self._judge = _TEST  # the curve that the best is a point of
        self._colors = ["#000000" for _ in _CURVES]
        self._history: HistoryCurves | None = None
        self._last_epoch, self._has_ended = 0, False
        self.set_loss_name("MSE", "standardised targets")

    def _add_curve(self) -> Any:
        curve = pg.PlotCurveItem(antialias=False, skipFiniteCheck=True)
        self._axes.box.addItem(curve, ignoreBounds=True)
        return curve

    def set_loss_name(self, name: str, scale: str = "") -> None:
        """Say which loss is quoted, and where there is room for it on which scale."""
        self._axes.heading.set_text("Loss", "")
        self._axes.set_labels("epochs done", name, "", scale)

    def show(
        self,
        history: "HistoryCurves",
        last_epoch: int,
        *,
        ended: bool = False,
        best_of_validation: bool = False,
        rivals: tuple[Curve, ...] = (),
    ) -> None:
        """Draw the curves of a run that goes on to `last_epoch`; the newest values stand in the legend.

        Once it has `ended` the epochs done take the whole width.

        The best is that of the test rows, or of the validation rows where a run gives back their best.
        `rivals` are the training losses of other starts.
        """
        self._history = history
        self._last_epoch, self._has_ended = last_epoch, ended
        if not len(history.train.epoch) and not len(history.test.epoch):
            self.set_filled(False)
            return
        drawn = [points(curve) for curve in _curves(history)]
        for one, line, band in zip(drawn, self._lines, self._bands, strict=True):
            line.setData(one.epoch, one.log_last)
            band.set_range(one.epoch, one.log_low, one.log_high)
        self._draw_rivals(rivals)
        self._judge = _VALIDATION if best_of_validation and drawn[_VALIDATION].epoch.size else _TEST
        self._mark_best(drawn[self._judge])
        self._fill_legend(history)
        self._fit(drawn)
        self.set_filled(True)

    def _draw_rivals(self, rivals: tuple[Curve, ...]) -> None:
        """Draw them all as one item, and only where they have changed: after the race they are the same."""
        if rivals is self._rivals:
            return
        self._rivals = rivals
        self._rivals_drawn, leads_on = _joined(rivals)
        self._rivals_line.setData(self._rivals_drawn.epoch, self._rivals_drawn.log_last, connect=leads_on)

    def clear(self) -> None:
        """Go back to the empty state and the automatic view."""
        self._history = None
        self._draw_rivals(())
        for line, band in zip(self._lines, self._bands, strict=True):
            line.setData([], [])
            band.set_range(*np.empty((3, 0)))
        self._best.setVisible(False)
        self._axes.set_legend([])
        self._axes.automatic_view()
        self.set_filled(False)

    def _mark_best(self, judged: Points) -> None:
        self._best.setVisible(bool(judged.epoch.size))
        if judged.epoch.size:
            best = int(np.argmin(judged.log_low))
            self._best.setPos(float(judged.epoch[best]), float(judged.log_low[best]))
            self._best_loss = float(10 ** judged.log_low[best])
            self._best.set_color(self._colors[self._judge])

    def _fill_legend(self, history: "HistoryCurves") -> None:
        entries = [
            Entry(kind.mark, color, f"{kind.name} {number_text(float(curve.last[-1]))}")
            for kind, color, curve in zip(_CURVES, self._colors, _curves(history), strict=True)
            if len(curve.last)
        ]
        if self._best.isVisible():
            entries.append(Entry("ring", self._colors[self._judge], f"best {number_text(self._best_loss)}"))
        if self._rivals_drawn.epoch.size:
            entries.append(Entry("line", self._rivals_color, _OTHER))
        self._axes.set_legend(entries)

    def _fit(self, drawn: Sequence[Points]) -> None:
        drawn = [one for one in drawn if one.epoch.size]
        if not drawn:
            return
        low = min(float(one.log_low.min()) for one in drawn)
        high = max(float(one.log_high.max()) for one in drawn)
        last = max(float(one.epoch[-1]) for one in drawn)
        if self._rivals_drawn.epoch.size:
            low = min(low, float(self._rivals_drawn.log_last.min()))
            # A start that went astray is not to press all others flat.
            high = max(high, min(float(self._rivals_drawn.log_last.max()), high + 1))
            last = max(last, float(self._rivals_drawn.epoch.max()))
        limit = 1.02 * max(last, 1.0) if self._has_ended else epoch_limit(last, self._last_epoch)
        self._axes.set_ranges((0.0, limit), decade_limits(low, high))

    def tip(self, place: QPointF) -> str:
        """Return the epoch under the mouse and the loss of every curve there."""
        curves = [] if self._history is None else _curves(self._history)
        epochs = np.concatenate([np.empty(0), *(curve.epoch for curve in curves)])
        if not epochs.size:
            return ""
        epoch = epochs[int(np.argmin(np.abs(epochs - place.x())))]
        lines = [f"epoch {int(epoch):,}"]
        for kind, curve in zip(_CURVES, curves, strict=True):
            at = int(np.searchsorted(curve.epoch, epoch, side="right")) - 1
            if at >= 0:
                lines.append(f"{kind.name} {number_text(float(curve.last[at]))}")
        return "\n".join(lines)

    def axes(self) -> Sequence[Axes]:
        """Return the one pair of axes."""
        return [self._axes]

    def table(self) -> tuple[Sequence[str], Iterable[Sequence[object]]]:
        """Return every point of all curves: which curve, epoch, lowest, highest and last loss."""
        curves = [] if self._history is None else _curves(self._history)
        named = [(kind.name, curve) for kind, curve in zip(_CURVES, curves, strict=bool(curves))]
        named += [(f"other start {number}", curve) for number, curve in enumerate(self._rivals, start=1)]
        rows = [
            (name, *row)
            for name, curve in named
            for row in zip(
                *(part.tolist() for part in (curve.epoch, curve.low, curve.high, curve.last)), strict=True
            )
        ]
        return ("curve", "epoch", "lowest", "highest", "last"), rows

    def set_fine(self, fine: bool) -> None:
        """Draw the lines smoothly, or fast."""
        for line in (*self._lines, self._rivals_line):
            line.opts["antialias"] = fine

    def restyle(self, theme: "Theme", font: QFont) -> None:
        """Recolour axes, lines, bands and legend."""
        self._axes.set_theme(theme, font)
        self._colors = [theme.train, theme.validation, theme.test]
        width = self.line_width
        for kind, color, line, band in zip(_CURVES, self._colors, self._lines, self._bands, strict=True):
            line.setPen(pg.mkPen(color, width=width, style=kind.style))
            band.set_color(color)
        self._rivals_color = theme.control
        self._rivals_line.setPen(pg.mkPen(theme.control, width=width))
        self._best.set_color(self._colors[self._judge])
        if self._history is not None:
            self._fill_legend(self._history)
