"""Dots stamped by NumPy into one image: a picture of thousands costs hardly more than one of ten.

A graphics item that draws dot by dot spends its time in Python. Here every dot is one small disc, placed to a
quarter of a pixel, and all discs of a picture are added up by a few array operations. Where dots lie on
each other the image becomes denser, as if they were half transparent.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPaintEngine, QPainter, QTransform
from PySide6.QtWidgets import QGraphicsObject

from engine.base.arrays import FloatArray

IntArray = NDArray[np.intp]

PHASES: Final = 4  # sub-positions of a dot within a pixel, along each axis
FULL: Final = 32  # what a pixel wholly inside a disc counts
DEEPEST: Final = 48 * FULL  # from here on more dots change nothing one could see
# Colouring a whole image in one sweep is cheaper than picking out pixels while it has, for every pixel of a
# disc, fewer than this.
DENSE: Final = 6
# What lies beyond can't be drawn on any axis: spans and pixels would overflow.
LARGEST: Final = 1e100


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """The dots of one colour, in the units of the axes; dots that are not finite are left out."""

    x: FloatArray
    y: FloatArray
    color: str


def drawable(*arrays: FloatArray) -> NDArray[np.bool_]:
    """Return where all `arrays` hold numbers that an axis can show."""
    seen = np.abs(arrays[0]) < LARGEST
    for array in arrays[1:]:
        seen &= np.abs(array) < LARGEST
    return seen


@lru_cache(maxsize=16)
def disc(radius: float) -> tuple[int, IntArray, IntArray, NDArray[np.int32]]:
    """Return half the width of a disc's stamp, its pixels' lines and columns (pixels,), and what they count.

    The counts (PHASES², pixels) are those of a disc at each of the sub-positions.
    """
    half = int(np.ceil(radius + 0.5))
    offsets = np.arange(-half, half + 1)
    centres = (np.arange(PHASES) + 0.5) / PHASES - 0.5
    dy = offsets[None, None, :, None] - centres[:, None, None, None]
    dx = offsets[None, None, None, :] - centres[None, :, None, None]
    inside = np.clip(radius + 0.5 - np.hypot(dx, dy), 0, 1)
    counts = np.rint(inside * FULL).astype(np.int32).reshape(PHASES * PHASES, -1)
    used = counts.any(axis=0)
    lines, columns = np.divmod(np.flatnonzero(used), offsets.size)
    return half, lines - half, columns - half, np.ascontiguousarray(counts[:, used])


@lru_cache(maxsize=64)
def shades(color: str, opacity: float) -> NDArray[np.uint32]:
    """Return the premultiplied ARGB of `color` for every count of coverage; `opacity` is that of one dot."""
    alpha = 1 - (1 - opacity) ** (np.arange(DEEPEST + 1) / FULL)
    rgb = QColor(color)
    channels = [np.rint(part * alpha).astype(np.uint32) for part in (255, rgb.red(), rgb.green(), rgb.blue())]
    packed = channels[0] << 24 | channels[1] << 16 | channels[2] << 8 | channels[3]
    return packed.astype(np.uint32)


@dataclass(slots=True, eq=False)
class Sheet:
    """An image that dots are stamped into, with a margin so that a dot on the edge needs no special case."""

    width: int = 0
    height: int = 0
    margin: int = 0
    pixels: NDArray[np.uint32] = field(default_factory=lambda: np.zeros(0, np.uint32))
    counts: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    touched: list[IntArray | slice] = field(default_factory=list)

    def clear(self, width: int, height: int, margin: int) -> None:
        """Make it an empty image of `width` by `height` device pixels; only what was touched is wiped."""
        if (width, height, margin) == (self.width, self.height, self.margin):
            for where in self.touched:
                self.pixels[where] = 0
        else:
            self.width, self.height, self.margin = width, height, margin
            size = self.row * (height + 2 * margin)
            self.pixels, self.counts = np.zeros(size, np.uint32), np.zeros(size, np.int32)
        self.touched = []

    @property
    def row(self) -> int:
        """How many pixels one row of the image with its margins has."""
        return self.width + 2 * self.margin

    def stamp(self, x: FloatArray, y: FloatArray, radius: float, table: NDArray[np.uint32]) -> None:
        """Put a disc at every (x, y), in device pixels; what was stamped before shines through."""
        half, lines, columns, stamps = disc(radius)
        reach = half - 0.5
        near = (x > -reach) & (x < self.width + reach) & (y > -reach) & (y < self.height + reach)
        x, y = x[near], y[near]
        column, line = np.floor(x).astype(np.intp), np.floor(y).astype(np.intp)
        phase = ((y - line) * PHASES).astype(np.intp) * PHASES + ((x - column) * PHASES).astype(np.intp)
        centre = (line + self.margin) * self.row + column + self.margin
        where = (centre[:, None] + (lines * self.row + columns)).ravel()
        np.add.at(self.counts, where, stamps[phase].ravel())
        if not self.touched and self.counts.size < DENSE * where.size:
            table.take(self.counts, out=self.pixels, mode="clip")
            self.counts.fill(0)
            self.touched.append(slice(None))
            return
        color = table.take(self.counts[where], mode="clip")
        self.pixels[where] = _over(color, self.pixels[where]) if self.touched else color
        self.counts[where] = 0
        self.touched.append(where)

    def image(self) -> QImage:
        """Return the image; it shares its memory with this sheet, so draw it before stamping again."""
        height = self.height + 2 * self.margin
        return QImage(
            self.pixels.data, self.row, height, 4 * self.row, QImage.Format.Format_ARGB32_Premultiplied
        )


def _over(upper: NDArray[np.uint32], lower: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Lay one array of premultiplied pixels over another."""
    top, bottom = upper.view(np.uint8).reshape(-1, 4), lower.view(np.uint8).reshape(-1, 4)
    rest = 255 - (upper >> 24).astype(np.uint16)
    mixed = top + (bottom * rest[:, None] + 127) // 255
    return np.minimum(mixed, 255).astype(np.uint8).view(np.uint32).ravel()


class Dots(QGraphicsObject):
    """Dots over a whole view box, stamped anew when they, the view or the screen's pixels change."""

    def __init__(self, view_box: Any) -> None:
        """Join `view_box`, without any dots."""
        super().__init__()
        self._view_box = view_box
        self._series: tuple[Series, ...] = ()
        self._sheet = Sheet()
        self._stamped_for: tuple[object, ...] = ()
        self._version = 0
        self._opacity = 0.5
        self._radius = 2.2
        view_box.addItem(self, ignoreBounds=True)
        view_box.sigTransformChanged.connect(self.refit)

    @property
    def series(self) -> tuple[Series, ...]:
        """The dots shown, the first at the bottom."""
        return self._series

    def set_series(self, series: Sequence[Series]) -> None:
        """Show these dots, the first at the bottom."""
        self._series = tuple(series)
        self._version += 1
        most = max((one.x.size for one in self._series), default=0)
        # Few dots are drawn larger and stronger: a table of twenty rows is to be as readable as one of 3,000.
        self._radius, self._opacity = (
            (3.2, 0.8) if most <= 100 else (2.6, 0.6) if most <= 400 else (2.0, 0.45)
        )
        self.update()

    def refit(self, *_: object) -> None:
        """Cover the view box again after it moved or changed its size."""
        self.prepareGeometryChange()
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802
        """Cover what the view box shows."""
        rect: QRectF = self._view_box.viewRect()
        return rect

    def paint(self, painter: QPainter, *_: object, **__: object) -> None:
        """Draw the dots: as one image on a screen, as circles into a drawing of lines."""
        to_view = painter.worldTransform()
        area = to_view.mapRect(self.boundingRect())
        painter.save()
        painter.resetTransform()
        if painter.paintEngine().type() == QPaintEngine.Type.SVG:
            self._paint_circles(painter, to_view, area)
        else:
            self._paint_image(painter, to_view, area)
        painter.restore()

    def _paint_image(self, painter: QPainter, to_view: QTransform, area: QRectF) -> None:
        ratio = painter.deviceTransform().m11()  # how many pixels of the device one pixel of the window is
        left, top = int(area.left() * ratio), int(area.top() * ratio)
        width, height = int(area.width() * ratio) + 2, int(area.height() * ratio) + 2
        wanted = (self._version, ratio, left, top, width, height, to_view)
        if wanted != self._stamped_for:
            self._stamp(to_view, ratio, left, top, width, height)
            self._stamped_for = wanted
        image = self._sheet.image()
        image.setDevicePixelRatio(ratio)
        margin = self._sheet.margin
        painter.drawImage(QPointF((left - margin) / ratio, (top - margin) / ratio), image)

    def _stamp(self, to_view: QTransform, ratio: float, left: int, top: int, width: int, height: int) -> None:
        radius = round(self._radius * ratio * 4) / 4
        self._sheet.clear(width, height, 2 * disc(radius)[0] + 1)
        for one in self._series:
            seen = drawable(one.x, one.y)
            x = (one.x[seen] * to_view.m11() + to_view.dx()) * ratio - left
            y = (one.y[seen] * to_view.m22() + to_view.dy()) * ratio - top
            self._sheet.stamp(x, y, radius, shades(one.color, self._opacity))

    def _paint_circles(self, painter: QPainter, to_view: QTransform, area: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for one in self._series:
            color = QColor(one.color)
            color.setAlphaF(self._opacity)
            painter.setBrush(QBrush(color))
            seen = drawable(one.x, one.y)
            for x, y in zip(one.x[seen].tolist(), one.y[seen].tolist(), strict=True):
                centre = to_view.map(QPointF(x, y))
                if area.contains(centre):
                    painter.drawEllipse(centre, self._radius, self._radius)
