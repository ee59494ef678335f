"""A strip over the rows of a table: which train, which validate, which test and which are left out."""

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.look.theme import Theme, current_theme

Shares: TypeAlias = NDArray[np.uint8]

TRAIN: Final = 0
VALIDATION: Final = 1
TEST: Final = 2
LEFT_OUT: Final = 3
NAMES: Final = ("train", "validation", "test", "left out")
SHORT_NAMES: Final = ("train", "val.", "test", "out")
BAND: Final = 8
GAP: Final = 2
SWATCH: Final = 8


def counts_by_pixel(shares: Shares, width: int) -> NDArray[np.intp]:
    """Return how many rows of each share (4, width) stand behind each of `width` pixels, at least one row."""
    first = np.arange(width) * len(shares) // width
    return np.array([np.add.reduceat(shares == share, first, dtype=np.intp) for share in range(len(NAMES))])


def stacked(counts: NDArray[np.intp], height: int) -> Shares:
    """Return the share of every pixel (height, width): each column is divided as its rows are."""
    ends = np.cumsum(counts, axis=0) * height / counts.sum(axis=0)
    middles = np.arange(height) + 0.5
    shares: Shares = (middles[:, None, None] >= ends[:-1].T).sum(axis=2).astype(np.uint8)
    return shares


def colours(theme: Theme) -> tuple[str, str, str, str]:
    """Return the colour of each share."""
    return theme.train, theme.validation, theme.test, theme.control


class SplitStrip(QWidget):
    """A band in the order of the rows, and below it what the colours mean and how many rows have them.

    Where several rows share a pixel, its column is divided among the colours as the rows are.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares: Shares = np.zeros(0, dtype=np.uint8)
        self._counts = (0, 0, 0, 0)
        self._image = QImage()
        self._drawn_for: tuple[object, ...] = ()
        self.setObjectName("split_strip")
        self.setAccessibleName("Which rows train and which test")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_shares(self, shares: Shares) -> None:
        """Show the share of every row, from TRAIN to LEFT_OUT."""
        self._shares = shares
        train, validation, test, left_out = np.bincount(shares, minlength=len(NAMES)).tolist()
        self._counts = train, validation, test, left_out
        self._drawn_for = ()
        said = ", ".join(self.legend(NAMES))
        self.setAccessibleDescription(said)
        self.setToolTip(f"Rows 1 to {len(shares):,} from left to right: {said}.")
        self.update()

    def legend(self, names: tuple[str, ...]) -> list[str]:
        """Return a word and a number for every share that has rows."""
        return [f"{name} {count:,}" for name, count in zip(names, self._counts, strict=True) if count]

    def sizeHint(self) -> QSize:
        """As high as the band and a line of text."""
        return QSize(200, BAND + GAP + self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """As narrow as the panel likes."""
        return QSize(80, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw band and legend."""
        if not len(self._shares):
            return
        theme = current_theme()
        painter = QPainter(self)
        painter.drawImage(QRect(0, 0, self.width(), BAND), self._band(theme))
        self._draw_legend(painter, theme)
        painter.end()

    def _band(self, theme: Theme) -> QImage:
        """Return the band in the screen's own pixels, drawn anew only where something has changed."""
        scale = self.devicePixelRatio()
        width, height = round(self.width() * scale), round(BAND * scale)
        if self._drawn_for != (width, height, theme.name):
            palette = np.array([QColor(colour).rgb() for colour in colours(theme)], dtype=np.uint32)
            pixels = np.ascontiguousarray(palette[stacked(counts_by_pixel(self._shares, width), height)])
            self._image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()
            self._drawn_for = (width, height, theme.name)
        return self._image

    def _draw_legend(self, painter: QPainter, theme: Theme) -> None:
        """Write the legend, with shorter names where there is little room; the tip has the whole ones."""
        metrics = self.fontMetrics()
        room = SWATCH + 4 + 2 * metrics.averageCharWidth()
        texts = self.legend(NAMES)
        if sum(metrics.horizontalAdvance(text) + room for text in texts) > self.width():
            texts = self.legend(SHORT_NAMES)
        used = [colour for colour, count in zip(colours(theme), self._counts, strict=True) if count]
        left, top = 0, BAND + GAP
        for text, colour in zip(texts, used, strict=True):
            painter.fillRect(left, top + (metrics.height() - SWATCH) // 2, SWATCH, SWATCH, QColor(colour))
            left += SWATCH + 4
            painter.setPen(QColor(theme.muted))
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, self.width() - left)
            painter.drawText(left, top + metrics.ascent(), shown)
            left += metrics.horizontalAdvance(text) + room - SWATCH - 4
