"""A column's histogram, or the bars of its labels, painted small: for headers and for delegates of lists."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from engine.table.overview import Overview
from gui.look.theme import Theme, current_theme

LABEL_GAP: Final = 2.0
"""Labels are apart, bins of numbers touch."""

OVERVIEW_ROLE: Final = Qt.ItemDataRole.UserRole
"""What a model is asked for by the delegate: a column's Overview, or None for its text."""

DELEGATE_WIDTH: Final = 78

WIDEST_BAR: Final = 24.0


def paint_histogram(painter: QPainter, place: QRectF, overview: Overview, theme: Theme) -> None:
    """Paint the bars of `overview` into `place`, on a thin ground line; the rarer labels' bar is grey."""
    ground = QColor(theme.border)
    painter.fillRect(QRectF(place.left(), place.bottom() - 1, place.width(), 1), ground)
    counts = [*overview.counts.tolist(), *([overview.others] if overview.others else [])]
    if not any(counts):
        return
    gap = LABEL_GAP if overview.labels else 0.0
    step = min(place.width() / len(counts), WIDEST_BAR + gap)
    height, most = place.height() - 1, max(counts)
    bar, rest = QColor(theme.train), QColor(theme.control)
    for number, count in enumerate(counts):
        if count:
            tall = max(height * count / most, 1.0)  # a single row among a million can be seen
            left = place.left() + number * step
            colour = rest if number == len(overview.counts) else bar
            painter.fillRect(QRectF(left, place.bottom() - 1 - tall, max(step - gap, 1.0), tall), colour)


class HistogramDelegate(QStyledItemDelegate):
    """Paints the histogram of a column in the cell of a list, or the cell's text where there is none."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one cell."""
        overview = index.data(OVERVIEW_ROLE)
        if isinstance(overview, Overview):
            place = QRectF(option.rect).adjusted(6, 3, -6, -3)
            paint_histogram(painter, place, overview, current_theme())
        else:
            super().paint(painter, option, index)

    def sizeHint(
        self,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002 - Qt's
    ) -> QSize:
        """Ask for the same width in every row."""
        return QSize(DELEGATE_WIDTH, option.rect.height())
