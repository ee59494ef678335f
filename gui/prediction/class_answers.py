"""Probabilities of classes as bars, a line each, the likeliest emphasised."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from engine.base.arrays import FloatArray, IndexArray
from engine.base.words import counted
from gui.look.numbers import percent_text
from gui.look.theme import current_theme, set_state
from gui.widgets.elided_label import ElidedLabel

NO_CHANCE: Final = "–"
MOST_LINES: Final = 10
"""More classes than that are summed up in one more line, but for the likeliest ones."""

NAME_WIDTH: Final = 110
BAR_HEIGHT: Final = 8


class ClassAnswers(QWidget):
    """A line for each class, in their order, so that nothing jumps while the network learns.

    Of many classes the likeliest have a line, in the order of the classes too, and the last line sums up the
    others.
    """

    def __init__(self, labels: Sequence[str], parent: QWidget | None = None) -> None:
        """Make the lines for the classes `labels`, without answers."""
        super().__init__(parent)
        self._labels = tuple(labels)
        # A line for the others alone would take as much room as what it leaves out.
        count = len(labels) if len(labels) <= MOST_LINES + 1 else MOST_LINES
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        bold = QFont(self.font())
        bold.setBold(True)
        widest = max(QFontMetrics(bold).horizontalAdvance(label) for label in labels)
        width = min(widest + 4, NAME_WIDTH)
        self._lines = [_Line(grid, row, f"predict_output_{row}", width) for row in range(count)]
        self._others = _Line(grid, count, "predict_others", width) if count < len(labels) else None
        self.show_chances(None)

    def show_chances(self, chances: FloatArray | None, *, emphasised: bool = True) -> None:
        """Show these probabilities (classes,), the greatest `emphasised`, or that there are none."""
        known = chances is not None and bool(np.isfinite(chances).all())
        values = chances if chances is not None and known else np.full(len(self._labels), math.nan)
        shown = self._shown(values)
        best = int(values.argmax()) if known and emphasised else -1
        for line, number in zip(self._lines, shown.tolist(), strict=True):
            line.show(self._labels[number], float(values[number]), emphasised=number == best)
        if self._others is not None:
            rest = len(self._labels) - len(shown)
            left = max(1 - float(values[shown].sum()), 0.0) if known else math.nan
            self._others.show(counted(rest, "other"), left, emphasised=False)

    def _shown(self, values: FloatArray) -> IndexArray:
        """Return the numbers of the classes that have a line, in order."""
        if len(self._lines) == len(values):
            return np.arange(len(values))
        return np.sort(np.argsort(-values, kind="stable")[: len(self._lines)])


class _Line:
    """The name of a class, its probability as a bar and in percent."""

    def __init__(self, grid: QGridLayout, row: int, name: str, width: int) -> None:
        """Fill a `row` of `grid`, with a number called `name` and so much width for the class's name."""
        self._name, self._bar, self._chance = ElidedLabel(), _Bar(), QLabel()
        self._name.setFixedWidth(width)
        self._name.setBuddy(self._chance)
        self._chance.setObjectName(name)
        self._chance.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        bold = self._chance.font()
        bold.setBold(True)
        self._chance.setMinimumWidth(QFontMetrics(bold).horizontalAdvance("> 99.9 %") + 2)
        self._chance.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        widgets: tuple[QWidget, ...] = (self._name, self._bar, self._chance)
        for column, widget in enumerate(widgets):
            grid.addWidget(widget, row, column)

    def show(self, label: str, chance: float, *, emphasised: bool) -> None:
        """Show the probability of the class `label`; NaN is none."""
        text = NO_CHANCE if math.isnan(chance) else percent_text(chance)
        if label != self._name.text():
            self._name.setText(label)
            self._chance.setAccessibleName(f"Probability of {label}")
        if text != self._chance.text():
            self._chance.setText(text)
        self._chance.setToolTip("" if math.isnan(chance) else repr(chance))
        role = "value" if emphasised else ""
        for widget in (self._name, self._chance):
            set_state(widget, "role", role)
        self._bar.show_share(0.0 if math.isnan(chance) else chance, emphasised=emphasised)


class _Bar(QWidget):
    """A share of its width, filled."""

    def __init__(self) -> None:
        super().__init__()
        self._share, self._emphasised = 0.0, False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_share(self, share: float, *, emphasised: bool) -> None:
        """Fill so much of it, 0 to 1."""
        if (share, emphasised) != (self._share, self._emphasised):
            self._share, self._emphasised = share, emphasised
            self.update()

    def sizeHint(self) -> QSize:
        """Wide enough to compare."""
        return QSize(60, BAR_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Narrow where names are long."""
        return QSize(24, BAR_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what is filled on what could be."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        top = (self.height() - BAR_HEIGHT) / 2
        for share, color in (
            (1.0, theme.hover),
            (self._share, theme.accent if self._emphasised else theme.diagonal),
        ):
            painter.setBrush(QColor(color))
            width = share * self.width()
            radius = min(BAR_HEIGHT, width) / 2
            painter.drawRoundedRect(QRectF(0, top, width, BAR_HEIGHT), radius, radius)
        painter.end()
