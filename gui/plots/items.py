"""What is drawn around the data: grid and diagonal behind it, a heading above, a legend, a band, a ring.

Plain Qt items that draw text and rectangles directly. A label that lays out rich text, or a line under a
transformation, costs more a picture than thousands of dots do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsObject

from engine.base.arrays import FloatArray
from engine.base.words import shortened

GAP: Final = 6.0
MOST_LETTERS: Final = 18
SAMPLE: Final = 20.0  # the length of a line's sample in a legend


class Backdrop(QGraphicsObject):
    """The grid, and the diagonal where asked for, behind the data of a view box."""

    def __init__(self, view_box: Any) -> None:
        """Join `view_box`."""
        super().__init__()
        self._view_box = view_box
        self._x: list[float] = []
        self._y: list[float] = []
        self._between: list[float] = []
        self._grid, self._faint, self._line = QColor(), QColor(), QColor()
        self.diagonal = False
        self.setZValue(-10)
        view_box.addItem(self, ignoreBounds=True)

    def set_lines(self, x: Sequence[float], y: Sequence[float], between: Sequence[float] = ()) -> None:
        """Draw the grid at these numbers of the axes, and more faintly at those `between` on the y axis."""
        self.prepareGeometryChange()
        self._x, self._y, self._between = list(x), list(y), list(between)
        self.update()

    def set_colors(self, grid: str, ground: str, diagonal: str) -> None:
        """Recolour the lines; the faint ones are halfway from the grid's colour to the ground's."""
        self._grid, self._line = QColor(grid), QColor(diagonal)
        other = QColor(ground)
        self._faint = QColor(
            (self._grid.red() + other.red()) // 2,
            (self._grid.green() + other.green()) // 2,
            (self._grid.blue() + other.blue()) // 2,
        )
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802
        """Cover what the view box shows."""
        rect: QRectF = self._view_box.viewRect()
        return rect

    def paint(self, painter: QPainter, *_: object, **__: object) -> None:
        """Draw the grid as filled rectangles, and the diagonal."""
        to_view = painter.worldTransform()
        rect = self.boundingRect()
        area = to_view.mapRect(rect)
        painter.save()
        painter.resetTransform()
        for color, places in ((self._faint, self._between), (self._grid, self._y)):
            for y in places:
                line = round(to_view.m22() * y + to_view.dy())
                painter.fillRect(QRectF(area.left(), line, area.width(), 1), color)
        for x in self._x:
            line = round(to_view.m11() * x + to_view.dx())
            painter.fillRect(QRectF(line, area.top(), 1, area.height()), self._grid)
        low, high = max(rect.left(), rect.top()), min(rect.right(), rect.bottom())
        if self.diagonal and low < high:
            painter.setPen(QPen(self._line, 1))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawLine(to_view.map(QPointF(low, low)), to_view.map(QPointF(high, high)))
        painter.restore()


class Heading(QGraphicsItem):
    """What a picture shows, in bold, and beside or below it what is to be said about it."""

    def __init__(self, parent: QGraphicsItem | None, *, stacked: bool) -> None:
        """Say nothing yet; in two lines if `stacked`. Without a `parent`, whoever has it paints it."""
        super().__init__(parent)
        self._title, self._detail = "", ""
        self._title_color, self._detail_color = QColor(), QColor()
        self._bold, self._plain = QFont(), QFont()
        self._size = QSizeF()
        self.stacked = stacked

    def set_text(self, title: str, detail: str) -> None:
        """Show `title` in bold and `detail` more quietly."""
        if (title, detail) != (self._title, self._detail):
            self._title, self._detail = title, detail
            self.update()

    def set_look(self, title_color: str, detail_color: str, font: QFont) -> None:
        """Take these colours and the application's font."""
        self._title_color, self._detail_color = QColor(title_color), QColor(detail_color)
        self._plain, self._bold = QFont(font), QFont(font)
        self._bold.setBold(True)
        self.update()

    @property
    def text(self) -> str:
        """All that it says."""
        return f"{self._title} {self._detail}".strip()

    @property
    def title_width(self) -> float:
        """How much room the title needs, and a gap."""
        return QFontMetricsF(self._bold).horizontalAdvance(self._title) + GAP

    @property
    def height(self) -> float:
        """How much room it needs above the picture."""
        return QFontMetricsF(self._bold).height() * (2 if self.stacked else 1) + 1.5 * GAP

    @property
    def wanted_width(self) -> float:
        """How wide it is where nothing is left out."""
        title = QFontMetricsF(self._bold).horizontalAdvance(self._title)
        detail = QFontMetricsF(self._plain).horizontalAdvance(self._detail)
        return max(title, detail) if self.stacked else title + GAP + detail

    def place(self, position: QPointF, width: float) -> None:
        """Stand at `position` of the parent, `width` wide."""
        self.prepareGeometryChange()
        self._size = QSizeF(width, self.height)
        self.setPos(position)

    def boundingRect(self) -> QRectF:  # noqa: N802
        """Cover the room given by `place`."""
        return QRectF(QPointF(0, 0), self._size)

    def paint(self, painter: QPainter, *_: object, **__: object) -> None:
        """Draw both texts, shortened where they don't fit."""
        painter.setClipping(False)  # Qt's SVG engine goes on clipping to what it last clipped to
        bold, plain = QFontMetricsF(self._bold), QFontMetricsF(self._plain)
        width = self._size.width()
        title = bold.elidedText(self._title, Qt.TextElideMode.ElideMiddle, width)
        if title == "…":
            title = ""
        painter.setFont(self._bold)
        painter.setPen(self._title_color)
        painter.drawText(QPointF(0, GAP / 2 + bold.ascent()), title)
        left = 0.0 if self.stacked else bold.horizontalAdvance(title) + GAP
        base = GAP / 2 + bold.ascent() + (bold.height() if self.stacked else 0)
        painter.setFont(self._plain)
        painter.setPen(self._detail_color)
        detail = _without_what_does_not_fit(self._detail, plain, width - left)
        painter.drawText(QPointF(left, base), detail)


def _without_what_does_not_fit(text: str, metrics: QFontMetricsF, width: float) -> str:
    """Leave out the last parts of `text`, then shorten it, but never to less than half; no number is cut."""
    parts = text.split(" · ")
    while len(parts) > 1 and metrics.horizontalAdvance(" · ".join(parts)) > width:
        parts.pop()
    shorter = " · ".join(parts)
    if metrics.horizontalAdvance(shorter) / 2 > width:
        return ""
    return metrics.elidedText(shorter, Qt.TextElideMode.ElideRight, width)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a legend; `mark` is "line", "dashes", "dots", "dot" or "ring"."""

    mark: str
    color: str
    text: str


def short(name: str) -> str:
    """Return the name of a column or class as long as there is room for in a picture."""
    return shortened(name, MOST_LETTERS)


class Legend(QGraphicsItem):
    """What each colour stands for: `upright` in a corner of a picture, or in a row at its right.

    The corner is the upper left one, or, where it is `low`, the lower right. Entries of a row that find no
    room are left out, the last ones first.
    """

    def __init__(self, parent: QGraphicsItem, *, upright: bool, low: bool = False) -> None:
        """Stand in `parent`, with nothing to say yet."""
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()
        self._fitting: tuple[Entry, ...] = ()
        self._ground, self._color = QColor(), QColor()
        self._font = QFont()
        self._area, self._size = QSizeF(), QSizeF()
        self._kept = 0.0
        self._upright, self._low = upright, low
        self.setZValue(20)

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show these entries."""
        if tuple(entries) != self._entries:
            self._entries = tuple(entries)
            self._fit()

    def set_look(self, ground: str, color: str, font: QFont) -> None:
        """Take these colours and the application's font."""
        self._ground, self._color = QColor(ground), QColor(color)
        self._ground.setAlphaF(0.85)
        self._font = QFont(font)
        self._fit()

    def place(self, area: QSizeF, kept: float = 0.0) -> None:
        """Stand in a corner of a parent of this size, a row right of what is `kept` for others."""
        self._area, self._kept = area, kept
        self._fit()

    @property
    def width(self) -> float:
        """How much room it takes."""
        return self._size.width() if self._fitting else 0.0

    @property
    def text(self) -> str:
        """All that it has to say."""
        return " · ".join(entry.text for entry in self._entries)

    def boundingRect(self) -> QRectF:  # noqa: N802
        """Cover the ground."""
        return QRectF(QPointF(0, 0), self._size).adjusted(-1, -1, 1, 1)

    def paint(self, painter: QPainter, *_: object, **__: object) -> None:
        """Draw the ground, then each entry's mark and text."""
        painter.setClipping(False)  # as for the heading
        painter.setFont(self._font)
        painter.fillRect(QRectF(QPointF(0, 0), self._size), self._ground)
        metrics = QFontMetricsF(self._font)
        for entry, place in zip(self._fitting, self._places(), strict=True):
            _paint_mark(painter, entry, place, metrics)
            painter.setPen(self._color)
            painter.drawText(place + QPointF(_mark_width(entry) + GAP, metrics.ascent()), entry.text)

    def _places(self) -> list[QPointF]:
        """Return the upper left corner of each entry."""
        height = QFontMetricsF(self._font).height()
        places, x, y = [], GAP, GAP / 2
        for entry in self._fitting:
            places.append(QPointF(x, y))
            if self._upright:
                y += height
            else:
                x += self._entry_width(entry) + 2 * GAP
        return places

    def _entry_width(self, entry: Entry) -> float:
        # The digits change all the time; the place of what follows should not, so a width is rounded up.
        text = QFontMetricsF(self._font).horizontalAdvance(entry.text)
        return _mark_width(entry) + GAP + -(-text // 8) * 8

    def _fit(self) -> None:
        """Find the size of the ground and move it to its corner; hide it where the picture is too small."""
        self.prepareGeometryChange()
        self._fitting = self._entries
        self._size = self._needed()
        room = self._area.width() - self._kept
        while not self._upright and self._fitting and self._size.width() > room:
            self._fitting = self._fitting[:-1]
            self._size = self._needed()
        self.setVisible(bool(self._fitting) and self._area.height() >= self._size.height())
        if self._low:
            self.setPos(
                self._area.width() - self._size.width() - GAP, self._area.height() - self._size.height() - GAP
            )
        elif self._upright:
            self.setPos(QPointF(GAP, GAP))
        else:
            self.setPos(QPointF(self._area.width() - self._size.width(), 2))
        self.update()

    def _needed(self) -> QSizeF:
        widths = [self._entry_width(entry) for entry in self._fitting]
        height = QFontMetricsF(self._font).height()
        if self._upright:
            return QSizeF(max(widths, default=0) + 2 * GAP, height * len(widths) + GAP)
        return QSizeF(sum(widths) + 2 * GAP * len(widths), height + GAP)


def _mark_width(entry: Entry) -> float:
    return SAMPLE if entry.mark in ("line", "dashes", "dots") else 8.0


def _paint_mark(painter: QPainter, entry: Entry, place: QPointF, metrics: QFontMetricsF) -> None:
    middle = place + QPointF(0, round(metrics.height() / 2))
    if entry.mark == "line":
        painter.fillRect(QRectF(middle - QPointF(0, 1), QSizeF(SAMPLE, 2)), QColor(entry.color))
    elif entry.mark == "dashes":
        for start in (0, 8, 16):
            painter.fillRect(QRectF(middle + QPointF(start, -1), QSizeF(4, 2)), QColor(entry.color))
    elif entry.mark == "dots":
        for start in range(0, round(SAMPLE), 4):
            painter.fillRect(QRectF(middle + QPointF(start, -1), QSizeF(2, 2)), QColor(entry.color))
    else:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(entry.color), 1.5))
        painter.setBrush(QColor(entry.color) if entry.mark == "dot" else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle + QPointF(4, 0), 3.5, 3.5)
        painter.restore()


class Band(QGraphicsObject):
    """From the lowest to the highest value at each point, as one rectangle beside the other."""

    def __init__(self, view_box: Any) -> None:
        """Join `view_box`, empty."""
        super().__init__()
        self._view_box = view_box
        self._color = QColor()
        self._rectangles = PrimitiveArray(QRectF, 4)
        view_box.addItem(self, ignoreBounds=True)

    def set_color(self, color: str) -> None:
        """Fill it with a faint shade of `color`."""
        self._color = QColor(color)
        self._color.setAlphaF(0.25)
        self.update()

    def set_range(self, x: FloatArray, low: FloatArray, high: FloatArray) -> None:
        """Cover `low` to `high` around each `x`, halfway to its neighbours."""
        edges = np.concatenate([x[:1], (x[1:] + x[:-1]) / 2, x[-1:]])
        seen = high > low
        self._rectangles.resize(int(np.count_nonzero(seen)))
        memory = self._rectangles.ndarray()
        for column, values in enumerate((edges[:-1], low, np.diff(edges), high - low)):
            memory[:, column] = values[seen]
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802
        """Cover what the view box shows."""
        rect: QRectF = self._view_box.viewRect()
        return rect

    def paint(self, painter: QPainter, *_: object, **__: object) -> None:
        """Fill the rectangles."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._color)
        painter.drawRects(*self._rectangles.drawargs())


class Ring(QGraphicsItem):
    """A small ring around one point of a view box, of the same size at every zoom."""

    def __init__(self, view_box: Any) -> None:
        """Join `view_box`, hidden."""
        super().__init__()
        self._color = QColor()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        self.setZValue(10)
        self.setVisible(False)
        view_box.addItem(self, ignoreBounds=True)

    def set_color(self, color: str) -> None:
        """Draw it in this colour."""
        self._color = QColor(color)
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802
        """Cover the ring."""
        return QRectF(-6, -6, 12, 12)

    def paint(self, painter: QPainter, *_: object, **__: object) -> None:
        """Draw the ring."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._color, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(0, 0), 4.5, 4.5)
        painter.restore()
