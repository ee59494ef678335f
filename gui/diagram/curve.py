"""The activation of a unit as a curve, with the sum of one row on it and the slope there."""

from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.insight.unit_sum import UnitSum, activation_curve
from gui.diagram.view import NetworkView, Unit
from gui.look.numbers import number_text
from gui.look.theme import current_theme

LEAST_REACH: Final = 3.0
"""The curve goes at least as far to both sides of 0: there most activations bend."""

MARGIN: Final = 6.0


class ActivationCurve(QWidget):
    """Draws what a unit makes of its sum; no part of it can be clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("activation_curve")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._view: NetworkView | None = None
        self._unit: Unit | None = None
        self._sum: UnitSum | None = None

    def show_sum(self, view: NetworkView, unit: Unit, total: UnitSum) -> None:
        """Draw the curve of the unit's activation, and the sum on it."""
        self._view, self._unit, self._sum = view, unit, total
        words = f"sum {number_text(total.total, 4)}, answer {number_text(total.answer, 4)}"
        self.setAccessibleName(f"{view.subtitle(unit.layer)}: {words}, slope {number_text(total.slope, 4)}")
        self.setToolTip(
            f"{view.subtitle(unit.layer)} at the sum of this row; back-propagation multiplies by the slope"
        )
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a square."""
        return QSize(150, 150)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw."""
        if self._view is None or self._unit is None or self._sum is None or not np.isfinite(self._sum.total):
            return
        theme, total = current_theme(), self._sum
        metrics = QFontMetricsF(self.font())
        area = QRectF(self.rect()).adjusted(MARGIN, metrics.height() + MARGIN, -MARGIN, -MARGIN)
        reach = max(LEAST_REACH, 1.25 * abs(total.total))
        sums, answers = activation_curve(self._view.network, self._unit.layer, -reach, reach)
        low, high = min(float(answers.min()), 0.0), max(float(answers.max()), 0.0)
        height = (high - low) or 1.0

        def place(x: float, y: float) -> QPointF:
            return QPointF(
                area.left() + (x + reach) / (2 * reach) * area.width(),
                area.bottom() - (y - low) / height * area.height(),
            )

        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.grid), 1))
        painter.drawLine(place(-reach, 0), place(reach, 0))
        painter.drawLine(place(0, low), place(0, high))
        painter.setPen(QPen(QColor(theme.text), 1.5))
        painter.drawPolyline(QPolygonF([place(x, y) for x, y in zip(sums, answers, strict=True)]))
        run = reach / 3
        painter.setPen(QPen(QColor(theme.accent), 1.5))
        painter.setClipRect(area)
        painter.drawLine(
            place(total.total - run, total.answer - run * total.slope),
            place(total.total + run, total.answer + run * total.slope),
        )
        painter.setClipping(False)
        painter.setBrush(QColor(theme.accent))
        painter.drawEllipse(place(total.total, total.answer), 4, 4)
        painter.setPen(QColor(theme.muted))
        painter.drawText(QPointF(MARGIN, metrics.ascent()), f"slope {number_text(total.slope, 4)}")
