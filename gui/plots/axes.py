"""One picture: a pair of axes with grid, heading and legend, whose view stays where a person put it."""

from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, Final

import pyqtgraph as pg
from PySide6.QtCore import QObject, QPointF, QSizeF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF

from engine.base.words import with_unit
from gui.plots.items import Backdrop, Entry, Heading, Legend
from gui.plots.ticks import Tick, linear_ticks, log_ticks

if TYPE_CHECKING:
    from gui.look.theme import Theme

Range = tuple[float, float]

RIGHT_MARGIN: Final = 14.0
# Zooming ends here: far enough for anybody, and well before floats run out.
WIDEST, NARROWEST_SHARE = 1e101, 1e-9


class Axes(QObject):
    """A pair of axes in a plot widget, `view`, which is placed like any widget.

    The ranges given by `set_ranges` are the automatic view. Once a person zooms or pans, the view is theirs
    until `automatic_view` (or a double-click). Ticks are computed here and handed to pyqtgraph ready-made, so
    that text is laid out only when a range or the size changes.
    """

    clicked = Signal(QPointF)
    """Somebody has clicked here, in the numbers of the axes."""

    def __init__(
        self,
        parent: QObject,
        *,
        logarithmic: bool = False,
        stacked: bool = False,
        legend_low: bool = False,
        square: bool = False,
    ) -> None:
        """Make the axes; those of a `logarithmic` plot take logarithms to base ten for y, and epochs for x.

        With `stacked`, the heading has two lines and the legend stands within the picture, in its upper left
        corner or, with `legend_low`, in the lower right one. A `square` picture is as high as it is wide, so
        that its diagonal rises at 45 degrees.
        """
        super().__init__(parent)
        self.view: Any = pg.PlotWidget(viewBox=pg.ViewBox(enableMenu=False), enableMenu=False)
        self.item: Any = self.view.getPlotItem()
        self.box: Any = self.item.getViewBox()
        self.by_hand = False
        self._logarithmic = logarithmic
        self._ranges: tuple[Range, Range] = ((0.0, 1.0), (0.0, 1.0))
        self._labels = ("", "")
        self._units = ("", "")
        self._is_square = square
        self._beside, self._below = 0.0, 0.0
        self._shown_labels = ("", "")
        self._label_color = "#000000"
        self._font = QFont()
        self.backdrop = Backdrop(self.box)
        self.heading = Heading(self.item, stacked=stacked)
        self.legend = Legend(self.box if stacked else self.item, upright=stacked, low=legend_low)
        self._set_up_view()
        self._connect()

    def _set_up_view(self) -> None:
        self.item.hideButtons()
        self.item.disableAutoRange()
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.view.viewport().setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.view.setMinimumSize(120, 90)
        # The background is one opaque colour: neither a cache of it nor the widgets under it need be painted.
        self.view.setCacheMode(self.view.CacheModeFlag.CacheNone)
        self.view.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        # A text at an axis's end may reach this far beyond it; a longer one would run into its neighbour.
        for name, beyond in (("left", 8), ("bottom", int(RIGHT_MARGIN))):
            axis = self.item.getAxis(name)
            axis.enableAutoSIPrefix(enable=False)
            axis.setStyle(tickLength=0, hideOverlappingLabels=beyond)
        self.box.setDefaultPadding(0)
        self.box.setRange(xRange=(0, 1), yRange=(0, 1), padding=0)

    def _connect(self) -> None:
        self.box.sigRangeChanged.connect(self._retick)
        self.box.sigResized.connect(self._resized)
        self.box.sigRangeChangedManually.connect(self._taken_by_hand)
        self.view.scene().sigMouseClicked.connect(self._clicked)

    @property
    def ranges(self) -> tuple[Range, Range]:
        """The automatic view: the ranges of x and y."""
        return self._ranges

    def set_ranges(self, x: Range, y: Range) -> None:
        """Make this the automatic view, and show it unless the person has chosen their own."""
        if (x, y) == self._ranges:
            return
        self._ranges = (x, y)
        for name, (low, high) in (("X", x), ("Y", y)):
            self.box.setLimits(
                **{f"max{name}Range": WIDEST, f"min{name}Range": (high - low) * NARROWEST_SHARE}
            )
        if not self.by_hand:
            self._apply()

    def automatic_view(self) -> None:
        """Go back to the automatic view."""
        self.by_hand = False
        self._apply()

    def set_labels(self, x: str, y: str, x_unit: str = "", y_unit: str = "") -> None:
        """Name the axes, and their units beside their names where there is room."""
        self._labels, self._units = (x, y), (x_unit, y_unit)
        self._label()

    @property
    def names(self) -> tuple[str, str]:
        """What x and y are called, with their units."""
        x, y = map(with_unit, self._labels, self._units)
        return x, y

    def set_theme(self, theme: "Theme", font: QFont) -> None:
        """Take the colours of `theme` and a font for every text."""
        self._font = font
        self._label_color = theme.muted
        self.view.setBackground(theme.base)
        self.backdrop.set_colors(theme.grid, theme.base, theme.diagonal)
        self.heading.set_look(theme.text, theme.muted, font)
        self.legend.set_look(theme.base, theme.text, font)
        for name in ("left", "bottom"):
            axis = self.item.getAxis(name)
            axis.setPen(theme.border)
            axis.setTextPen(theme.muted)
            axis.setStyle(tickFont=font)
            axis.label.setFont(font)
        self._label()
        self._set_margins()
        self._resized()

    def _set_margins(self) -> None:
        self.item.layout.setContentsMargins(
            2 + self._beside, self.heading.height, RIGHT_MARGIN + self._beside, 2 + self._below
        )

    def _square(self) -> None:
        """Leave free beside or below the picture what it is wider or higher than square."""
        area = self.box.geometry()
        wider = area.width() + 2 * self._beside - area.height() - self._below
        beside, below = max(wider, 0.0) / 2, max(-wider, 0.0)
        if max(abs(beside - self._beside), abs(below - self._below)) >= 1:
            self._beside, self._below = beside, below
            self._set_margins()

    def _label(self) -> None:
        self._shown_labels = self._fitting_labels()
        for name, text in zip(("bottom", "left"), self._shown_labels, strict=True):
            axis = self.item.getAxis(name)
            axis.setLabel(escape(text) or None, color=self._label_color)
            axis.showLabel(bool(text))
            axis.resizeEvent()  # which centres the label

    def _fitting_labels(self) -> tuple[str, str]:
        """Return the names with their units, or, where these are too long, without and shortened."""
        area, metrics = self.box.geometry(), QFontMetricsF(self._font)
        rooms = (area.width() + 2 * RIGHT_MARGIN, area.height())
        x, y = self.names
        if metrics.horizontalAdvance(x) <= rooms[0] and metrics.horizontalAdvance(y) <= rooms[1]:
            return x, y
        right = Qt.TextElideMode.ElideRight
        x, y = (
            metrics.elidedText(label, right, room) for label, room in zip(self._labels, rooms, strict=True)
        )
        return x, y

    def _apply(self) -> None:
        x, y = self._ranges
        self.box.setRange(xRange=x, yRange=y, padding=0)

    def _taken_by_hand(self, *_: object) -> None:
        self.by_hand = True

    def _clicked(self, event: Any) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if event.double():
            self.automatic_view()
        else:
            self.clicked.emit(self.box.mapSceneToView(event.scenePos()))

    def _resized(self, *_: object) -> None:
        if self._is_square:
            self._square()
        area = self.box.geometry()
        if self.heading.stacked:
            self.legend.place(area.size())
        else:
            titled = self._heading_left + self.heading.title_width
            self.legend.place(QSizeF(area.right(), self.heading.height), kept=titled)
        self._place_heading()
        if self._fitting_labels() != self._shown_labels:
            self._label()
        self._retick()

    def set_legend(self, entries: Sequence[Entry]) -> None:
        """Show these entries, and leave the rest of the line to the heading."""
        before = self.legend.width
        self.legend.set_entries(entries)
        if self.legend.width != before:
            self._place_heading()

    @property
    def _heading_left(self) -> float:
        left: float = self.box.geometry().left() - (30 if self.heading.stacked else 0)
        return max(left, 4)

    def _place_heading(self) -> None:
        left = self._heading_left
        right = self.item.geometry().right() - 2
        if not self.heading.stacked:
            right = self.box.geometry().right() - self.legend.width
        self.heading.place(QPointF(left, 2), max(right - left, 0))

    def _retick(self, *_: object) -> None:
        (x_low, x_high), (y_low, y_high) = self.box.viewRange()
        area = self.box.geometry()
        epochs = self._logarithmic
        x = self._fitting(lambda count: linear_ticks(x_low, x_high, count, whole=epochs), area.width())
        line = QFontMetricsF(self._font).height()
        count = max(2, min(8, int(area.height() / (2.2 * line))))
        between: list[Tick] = []
        if self._logarithmic:
            y, between = log_ticks(y_low, y_high, count)
        else:
            y = linear_ticks(y_low, y_high, count)
        self.item.getAxis("bottom").setTicks([x])
        self.item.getAxis("left").setTicks([y])
        self.backdrop.set_lines([place for place, _ in x], [place for place, _ in y], [p for p, _ in between])

    def _fitting(self, ticks: Callable[[int], list[Tick]], width: float) -> list[Tick]:
        """Return as many ticks as their texts leave room for beside each other."""
        metrics = QFontMetricsF(self._font)
        found: list[Tick] = []
        for count in range(8, 0, -1):
            found = ticks(count)
            widest = max((metrics.horizontalAdvance(text) for _, text in found), default=0)
            if (widest + 14) * len(found) <= width + widest:
                break
        return found
