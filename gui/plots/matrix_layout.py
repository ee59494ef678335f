"""Where the parts of a labelled square matrix go, and what of its text there is room for: no drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF

GAP: Final = 6.0
WIDEST_CELL: Final = 2.4  # times its height: text is wide, but the matrix should look like one
SMALLEST_TEXT: Final = 8  # pixels
MOST_BESIDE, MOST_BELOW = 0.28, 0.26  # of the width and height, for labels
LEGIBLE_CUT: Final = 56.0  # a column this wide says enough of a longer label


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixLayout:
    """The cells' area and the fonts of what stands in and beside them, None where there is no room.

    Cell (row, column) is `cell(row, column)`; `row_labels` and `column_labels` are the areas beside the rows
    and below the columns, these `turned` by a quarter where they would be cut too short.
    """

    count: int
    grid: QRectF
    row_labels: QRectF
    column_labels: QRectF
    row_font: QFont | None
    column_font: QFont | None
    number_font: QFont | None
    turned: bool
    two_lines: bool

    def edge(self, column: int) -> int:
        """Return the left edge of a column, on a whole pixel."""
        return round(self.grid.left() + self.grid.width() * column / self.count)

    def top(self, row: int) -> int:
        """Return the upper edge of a row, on a whole pixel."""
        return round(self.grid.top() + self.grid.height() * row / self.count)

    def cell(self, row: int, column: int) -> QRectF:
        """Return the area of a cell."""
        x, y = self.edge(column), self.top(row)
        return QRectF(x, y, self.edge(column + 1) - x, self.top(row + 1) - y)

    def row_at(self, place: QPointF) -> int | None:
        """Return the row at this height, if there is one."""
        row = int((place.y() - self.grid.top()) / max(self.grid.height(), 1) * self.count)
        return row if self.grid.top() <= place.y() and row < self.count else None

    def column_at(self, place: QPointF) -> int | None:
        """Return the column at this distance from the left, if there is one."""
        column = int((place.x() - self.grid.left()) / max(self.grid.width(), 1) * self.count)
        return column if self.grid.left() <= place.x() and column < self.count else None


def arrange(area: QRectF, labels: Sequence[str], numbers: Sequence[str], font: QFont) -> MatrixLayout:
    """Lay out a matrix with these row and column `labels` in `area`.

    `numbers` are the widest texts of a cell, one for its first line and one for its second.
    """
    metrics, count = QFontMetricsF(font), len(labels)
    widest = _length(font, labels, area.width())
    beside = min(widest, MOST_BESIDE * area.width())
    below = metrics.height()
    width, height = _cell(area, beside, below, count)
    turned = widest + 4 > width and width < LEGIBLE_CUT
    column_font: QFont | None = font
    if turned:
        # As small as the rows' labels will be, which leaves more height for these; in the end these are left
        # alone, as the order is the same.
        _, height = _cell(area, beside, MOST_BELOW * area.height(), count)
        column_font = _font(font, min(width, height))
        below = _length(column_font, labels, MOST_BELOW * area.height()) if column_font else 0.0
        width, height = _cell(area, beside, below, count)
    row_font = _font(font, height)
    if row_font is None:
        width, height = _cell(area, beside := 0.0, below, count)
    # In the middle of what is left and right, with the labels counted as part of it.
    left = area.left() + beside + GAP + (area.width() - beside - GAP - width * count) / 2
    grid = QRectF(left, area.top(), width * count, height * count)
    number_font = _font_for(font, numbers[0], width, height)
    return MatrixLayout(
        count=count,
        grid=grid,
        row_labels=QRectF(left - GAP - beside, grid.top(), beside, grid.height()),
        column_labels=QRectF(left, grid.bottom() + GAP / 2, grid.width(), below),
        row_font=row_font,
        column_font=column_font,
        number_font=number_font,
        turned=turned,
        two_lines=number_font is not None
        and height >= 2 * QFontMetricsF(number_font).height() + 2
        and _font_for(number_font, numbers[1], width, height) == number_font,
    )


def _length(font: QFont, labels: Sequence[str], most: float) -> float:
    """Return the length of the longest label, at most `most`."""
    advance = QFontMetricsF(font).horizontalAdvance
    return min(max(advance(label) for label in labels) + 2, most)


def _cell(area: QRectF, beside: float, below: float, count: int) -> tuple[float, float]:
    """Return the width and height of cells with so much room for labels beside and below them."""
    height = max(area.height() - below - GAP / 2, 1) / count
    width = max(area.width() - beside - GAP, 1) / count
    return min(width, WIDEST_CELL * height), min(height, width)


def _font(font: QFont, room: float) -> QFont | None:
    """Return `font`, smaller where lines have only so much `room`; None where they would be too small."""
    whole = QFontMetricsF(font).height()
    return _scaled(font, min(room / whole, 1.0))


def _font_for(font: QFont, text: str, width: float, height: float) -> QFont | None:
    """Return the font in which `text` fits into a cell of this size, at most `font`, or None."""
    metrics = QFontMetricsF(font)
    advance = max(metrics.horizontalAdvance(text), 1)
    return _scaled(font, min((width - 4) / advance, (height - 1) / metrics.height(), 1.0))


def _scaled(font: QFont, scale: float) -> QFont | None:
    if scale >= 1:
        return font
    size = int(QFontInfo(font).pixelSize() * scale)
    if size < SMALLEST_TEXT:
        return None
    smaller = QFont(font)
    smaller.setPixelSize(size)
    return smaller
