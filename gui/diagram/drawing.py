"""Draws a network with any painter: the window's, or that of a file."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from engine.base.arrays import Float64Array, FloatArray
from gui.diagram.layout import MARGIN, capacity, lay_out
from gui.diagram.pictures import Palette
from gui.diagram.view import Link, NetworkView, Unit, shown_units
from gui.look.colours import mixed
from gui.look.theme import Theme

WIDEST_NAME: Final = 118.0
WIDEST_LINK: Final = 4.0
FAINTEST: Final = 0.12
"""Of the full colour, for a link beside others that are brought forward."""

STEPS: Final = 12
"""So many widths and shades of a sign are told apart."""

MOST_CURVES: Final = 150
"""More links are straight, which is drawn faster and is not seen among so many."""

GAP: Final = 6.0


@dataclass(frozen=True, slots=True)
class Marks:
    """What a person has pointed at: the `selected` unit, and the unit or link under the mouse."""

    selected: Unit | None = None
    unit: Unit | None = None
    link: Link | None = None

    @property
    def forward(self) -> Unit | None:
        """The unit whose links are brought forward."""
        return self.unit if self.unit is not None else self.selected


class Drawing:
    """A network laid out in an area; made anew for another size, network or theme."""

    def __init__(self, view: NetworkView, area: QRectF, theme: Theme, font: QFont) -> None:
        self._theme, self._font, self._area = theme, font, area
        self._bold = QFont(font)
        self._bold.setBold(True)
        metrics = QFontMetricsF(font)
        self._header = 2 * metrics.height() + GAP
        self._palette = Palette(theme)
        shown = shown_units(view.sizes, view.used, capacity(area.height(), self._header))
        self.layout = lay_out(
            area,
            self._header,
            view.sizes,
            shown,
            (self._widest(view.input_names, shown[0]), self._widest(view.output_names, shown[-1])),
        )
        self._shown = shown
        self.links = [
            Link(layer, number, source)
            for layer in range(1, len(shown))
            for number in shown[layer]
            for source in shown[layer - 1]
        ]
        """The links between units that are drawn."""
        curved = len(self.links) <= MOST_CURVES
        self._paths = [self._path(link, curved=curved) for link in self.links]

    def _widest(self, names: tuple[str, ...], shown: tuple[int, ...]) -> float:
        metrics = QFontMetricsF(self._font)
        widest = max(metrics.horizontalAdvance(names[number]) for number in shown)
        return min(widest, WIDEST_NAME) + GAP

    def fits(self, view: NetworkView) -> bool:
        """Whether `view` can be drawn in these places."""
        placed = [
            max((unit.number for unit in self.layout.places if unit.layer == layer), default=-1)
            for layer in range(len(view.sizes))
        ]
        return len(self.layout.columns) == len(view.sizes) and all(
            number < size for number, size in zip(placed, view.sizes, strict=True)
        )

    def paint(self, painter: QPainter, view: NetworkView, marks: Marks, most_links: int = 5000) -> None:
        """Draw everything, but of the links the widest only."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        self._paint_links(painter, view, marks, most_links)
        for unit, place in self.layout.places.items():
            self._paint_unit(painter, view, unit, place, marks)
        self._paint_words(painter, view)

    # Links.

    def shares(self, view: NetworkView) -> Float64Array:
        """Return each of the `links` as a share of its layer's largest; 0 where it is not finite."""
        shares = []
        for layer, block in enumerate(view.blocks(), start=1):
            part = block[np.ix_(self._shown[layer], self._shown[layer - 1])].astype(np.float64)
            part = np.where(np.isfinite(part), part, 0.0)
            shares.append((part / (np.abs(part).max(initial=0.0) or 1.0)).ravel())
        return np.concatenate(shares)

    def link_at(self, point: QPointF, reach: float = 4.0) -> Link | None:
        """Return the link that passes nearest to a point, if one is within `reach`."""
        best, nearest = None, reach
        for link, path in zip(self.links, self._paths, strict=True):
            box = path.controlPointRect().adjusted(-1, -reach, 1, reach)
            if not box.contains(point):
                continue
            share = (point.x() - box.left() - 1) / max(box.width() - 2, 1)
            distance = abs(_height(path, share) - point.y())
            if distance < nearest:
                best, nearest = link, distance
        return best

    def _path(self, link: Link, *, curved: bool) -> QPainterPath:
        assert link.source is not None
        below = self.layout.places[Unit(link.layer - 1, link.source)]
        above = self.layout.places[Unit(link.layer, link.number)]
        start = QPointF(below.right(), below.center().y())
        end = QPointF(above.left(), above.center().y())
        path = QPainterPath(start)
        if curved:
            bend = QPointF((end.x() - start.x()) / 2, 0)
            path.cubicTo(start + bend, end - bend, end)
        else:
            path.lineTo(end)
        return path

    def _paint_links(self, painter: QPainter, view: NetworkView, marks: Marks, most: int) -> None:
        """Draw the widest links, `most` at most, those that are brought forward above the others.

        Their colours are mixed with the ground's: to draw what can be seen through takes five times as long.
        """
        shares = self.shares(view)
        drawn = np.argsort(np.abs(shares), kind="stable")[-most:]
        forward = np.array([self._is_forward(self.links[number], marks) for number in drawn], bool)
        for numbers, strongest in ((drawn[~forward], FAINTEST), (drawn[forward], 1.0)):
            steps = np.rint(shares[numbers] * STEPS).astype(np.intp)
            for step in sorted(set(steps.tolist()), key=abs):
                painter.setPen(self._pen(step / STEPS, strongest, pointed=marks.link is not None))
                for number in numbers[steps == step]:
                    painter.drawPath(self._paths[number])

    def _pen(self, share: float, strongest: float, *, pointed: bool) -> QPen:
        color = self._theme.positive if share > 0 else self._theme.negative
        amount = strongest * (0.15 + 0.85 * abs(share))
        width = 0.5 + (WIDEST_LINK - 0.5) * abs(share) + (2 if pointed and strongest == 1 else 0)
        return QPen(mixed(QColor(self._theme.base), QColor(color), amount), width)

    def _is_forward(self, link: Link, marks: Marks) -> bool:
        if marks.link is not None:
            return link == marks.link
        unit = marks.forward
        if unit is None or unit == Unit(link.layer, link.number):
            return True
        return link.source is not None and unit == Unit(link.layer - 1, link.source)

    # Units.

    def _paint_unit(
        self, painter: QPainter, view: NetworkView, unit: Unit, place: QRectF, marks: Marks
    ) -> None:
        answers = view.outputs[unit.layer][unit.number]
        painter.fillRect(place, QColor(self._theme.base))
        if view.plane.is_line:
            self._paint_curve(painter, answers, place)
        else:
            painter.drawImage(place, self._palette.image(answers, view.plane.shape))
        share = float(view.shares[unit.layer][unit.number])
        stuck = view.is_hidden(unit) and share in (0.0, 1.0)
        color = self._theme.warning if stuck and share == 0.0 else self._theme.control
        width = 1.0
        if unit == marks.selected:
            color, width = self._theme.accent, 3.0
        elif unit == marks.unit:
            color, width = self._theme.accent, 1.5
        painter.setPen(QPen(QColor(color), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place)
        if unit.layer:
            self._paint_bias(painter, view, unit, place)

    def _paint_curve(self, painter: QPainter, answers: FloatArray, place: QRectF) -> None:
        """Draw the answers over one input, 0 being in the middle."""
        values = np.nan_to_num(np.asarray(answers, np.float64), posinf=0.0, neginf=0.0)
        scale = float(np.abs(values).max(initial=0.0)) or 1.0
        middle, half = place.center().y(), place.height() / 2 - 2
        painter.setPen(QPen(QColor(self._theme.grid), 1))
        painter.drawLine(QPointF(place.left(), middle), QPointF(place.right(), middle))
        across = np.linspace(place.left(), place.right(), len(values))
        points = [QPointF(x, middle - half * value / scale) for x, value in zip(across, values, strict=True)]
        painter.setPen(QPen(QColor(self._theme.text), 1.5))
        painter.drawPolyline(QPolygonF(points))

    def _paint_bias(self, painter: QPainter, view: NetworkView, unit: Unit, place: QRectF) -> None:
        """Mark the bias in the lower left corner: as large as it is beside the layer's largest."""
        biases = view.blocks()[unit.layer - 1][:, -1]
        bias = float(biases[unit.number])
        largest = float(np.abs(biases).max()) or 1.0
        if not np.isfinite(bias / largest):
            return
        side = max(place.width() * 0.24 * abs(bias) / largest, 1.5)
        color = self._theme.positive if bias > 0 else self._theme.negative
        mark = QRectF(place.left(), place.bottom() - side, side, side)
        painter.setPen(QPen(QColor(self._theme.base), 1))
        painter.setBrush(QColor(color))
        painter.drawRect(mark)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    # Words.

    def _paint_words(self, painter: QPainter, view: NetworkView) -> None:
        metrics = QFontMetricsF(self._font)
        for layer, middle in enumerate(self.layout.columns):
            top = self._area.top() + metrics.height()
            outer = self.layout.pitch - GAP
            self._write(painter, view.title(layer), middle, top, outer, bold=True)
            self._write(painter, view.subtitle(layer), middle, top + metrics.height(), outer)
        for point, count in self.layout.more.values():
            self._write(
                painter, f"+ {count:,}", point.x(), point.y() + metrics.ascent() / 2, self.layout.pitch
            )
        for unit, place in self.layout.places.items():
            if unit.layer == 0:
                self._name(painter, view.name(unit), place, self.layout.names_left, at_left=True)
            elif unit.layer == len(view.sizes) - 1:
                self._name(painter, view.name(unit), place, self.layout.names_right, at_left=False)

    def _write(
        self, painter: QPainter, text: str, middle: float, base: float, room: float, *, bold: bool = False
    ) -> None:
        """Write a text around `middle`, but within the area."""
        font = self._bold if bold else self._font
        metrics = QFontMetricsF(font)
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(room, 20))
        width = metrics.horizontalAdvance(text)
        left = min(max(middle - width / 2, self._area.left() + MARGIN), self._area.right() - MARGIN - width)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.text if bold else self._theme.muted))
        painter.drawText(QPointF(left, base), text)

    def _name(self, painter: QPainter, text: str, place: QRectF, room: float, *, at_left: bool) -> None:
        metrics = QFontMetricsF(self._font)
        text = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room - GAP + 0.5)
        base = place.center().y() + (metrics.ascent() - metrics.descent()) / 2
        left = place.left() - GAP - metrics.horizontalAdvance(text) if at_left else place.right() + GAP
        painter.setFont(self._font)
        painter.setPen(QColor(self._theme.text))
        painter.drawText(QPointF(left, base), text)


def _height(path: QPainterPath, share: float) -> float:
    """Return how far down a path is at that share of its way across."""
    low, high = 0.0, 1.0
    left, right = path.elementAt(0), path.elementAt(path.elementCount() - 1)
    wanted = left.x + (right.x - left.x) * share
    for _ in range(12):
        middle = (low + high) / 2
        if path.pointAtPercent(middle).x() < wanted:
            low = middle
        else:
            high = middle
    return path.pointAtPercent(low).y()
