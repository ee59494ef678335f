"""The headers of a table of rows: columns with their histograms, rows with a mark for what they do."""

from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPolygonF
from PySide6.QtWidgets import QHeaderView, QWidget

from engine.table.overview import Overview
from gui.columns.histogram import paint_histogram
from gui.look.theme import current_theme

HISTOGRAM_HEIGHT: Final = 26
EDGE: Final = 7
MARK_WIDTH: Final = 3
NARROWEST_BARS: Final = 76
_SPARE: Final = 4  # words that fill their room to the last pixel are cut
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ACROSS: Final = Qt.Orientation.Horizontal


class HeaderRole(IntEnum):
    """What a model's `headerData` is asked for beside Qt's own roles."""

    OVERVIEW = Qt.ItemDataRole.UserRole
    """Of a column its Overview, or None while that is not known yet."""
    DETAIL = Qt.ItemDataRole.UserRole + 1
    """Of a column the line below its histogram."""
    USE = Qt.ItemDataRole.UserRole + 2
    """Of a column what it is used as, in a word, or an empty text."""
    MARK = Qt.ItemDataRole.UserRole + 3
    """Of a row the name of its mark's colour in the theme."""


class ColumnHeader(QHeaderView):
    """Names above histograms above a line of words; a click sorts, a click on the sorted column turns round.

    The third click gives back the table's own order.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_ACROSS, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSortIndicatorClearable(True)
        self.setSortIndicatorShown(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setMinimumSectionSize(48)

    def sizeHint(self) -> QSize:
        """Room for two lines of words and a histogram between."""
        line = QFontMetrics(self.font()).height()
        return QSize(super().sizeHint().width(), 2 * line + HISTOGRAM_HEIGHT + 12)

    def section_width(self, section: int) -> int:
        """Return how wide a column must be for all words of its header."""
        bold, plain = QFontMetrics(_bold(self.font())), QFontMetrics(self.font())
        name, detail, use = (self._said(section, role) for role in (_DISPLAY, *_WORDS))
        first = bold.horizontalAdvance(name) + 14 + plain.horizontalAdvance(use) + (8 if use else 0)
        return max(first, plain.horizontalAdvance(detail), NARROWEST_BARS) + 2 * EDGE + _SPARE

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N802, N803
        """Paint one column's header."""
        theme = current_theme()
        painter.save()
        painter.setClipRect(rect)
        painter.fillRect(rect, QColor(theme.panel))
        painter.fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), QColor(theme.border))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(theme.border))
        inner = rect.adjusted(EDGE, 4, -EDGE, -4)
        line = painter.fontMetrics().height()
        self._paint_names(painter, QRect(inner.left(), inner.top(), inner.width(), line), logicalIndex)
        overview = self._asked(logicalIndex, HeaderRole.OVERVIEW)
        if isinstance(overview, Overview):
            bars = QRectF(inner.left(), inner.top() + line + 2, inner.width(), HISTOGRAM_HEIGHT - 2)
            paint_histogram(painter, bars, overview, theme)
        painter.setPen(QColor(theme.muted))
        below = QRect(inner.left(), inner.bottom() - line + 1, inner.width(), line)
        _paint_line(painter, below, _LEFT, self._said(logicalIndex, HeaderRole.DETAIL))
        painter.restore()

    def _paint_names(self, painter: QPainter, line: QRect, section: int) -> None:
        """Paint the name, at the right what the column is used as, and the arrow if it is sorted."""
        theme, plain = current_theme(), painter.font()
        painter.setPen(QColor(theme.muted))
        use = self._said(section, HeaderRole.USE)
        if use and line.width() > 2 * painter.fontMetrics().horizontalAdvance(use):
            _paint_line(painter, line, _RIGHT, use)
            line = line.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(use) - 8, 0)
        is_sorted = self.sortIndicatorSection() == section
        painter.setFont(_bold(plain))
        painter.setPen(QColor(theme.text))
        name, room = self._said(section, _DISPLAY), line.adjusted(0, 0, -14 if is_sorted else 0, 0)
        width = _paint_line(painter, room, _LEFT, name)
        painter.setFont(plain)
        if is_sorted:
            up = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
            _paint_arrow(painter, QPointF(line.left() + width + 9, line.center().y() + 1), up=up)

    def _asked(self, section: int, role: int) -> Any:
        return self.model().headerData(section, _ACROSS, role)

    def _said(self, section: int, role: int) -> str:
        return str(self._asked(section, role) or "")


class RowHeader(QHeaderView):
    """The rows' numbers, with a thin mark in the colour that the model names for each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self._largest = 0

    def set_largest(self, number: int) -> None:
        """Have room for row numbers up to this one."""
        if number != self._largest:
            self._largest = number
            self.updateGeometries()

    def sizeHint(self) -> QSize:
        """Room for the largest number."""
        width = QFontMetrics(self.font()).horizontalAdvance(f"{self._largest:,}") + 2 * EDGE + MARK_WIDTH
        return QSize(width, super().sizeHint().height())

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N802, N803
        """Paint one row's number and mark."""
        theme, model = current_theme(), self.model()
        painter.save()
        painter.fillRect(rect, QColor(theme.panel))
        mark = model.headerData(logicalIndex, Qt.Orientation.Vertical, HeaderRole.MARK)
        if mark:
            colour = QColor(getattr(theme, str(mark)))
            painter.fillRect(QRect(rect.left() + 1, rect.top(), MARK_WIDTH, rect.height()), colour)
        painter.setPen(QColor(theme.muted))
        number = str(model.headerData(logicalIndex, Qt.Orientation.Vertical, _DISPLAY))
        painter.drawText(rect.adjusted(0, 0, -EDGE, 0), _RIGHT, number)
        painter.restore()


_DISPLAY: Final = Qt.ItemDataRole.DisplayRole
_WORDS: Final = (HeaderRole.DETAIL, HeaderRole.USE)


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    return bold


def _paint_line(painter: QPainter, place: QRect, side: Qt.AlignmentFlag, text: str) -> int:
    """Paint as much of `text` as there is room for, and return how wide that is."""
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, side, shown)
    return metrics.horizontalAdvance(shown)


def _paint_arrow(painter: QPainter, center: QPointF, *, up: bool) -> None:
    half, rise = 4.0, -2.5 if up else 2.5
    corners = [QPointF(-half, -rise), QPointF(half, -rise), QPointF(0.0, rise)]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(current_theme().accent))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawPolygon(QPolygonF([center + corner for corner in corners]))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
