"""A confusion matrix as a widget: coloured cells with their counts, labels beside them, words on top."""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from engine.base.arrays import FloatArray, IndexArray
from engine.base.words import counted
from gui.look.numbers import confused_text, percent_text
from gui.plots.items import Heading
from gui.plots.matrix_layout import GAP, MatrixLayout, arrange
from gui.plots.shades import Shades

if TYPE_CHECKING:
    from gui.look.theme import Theme

MOST_CELLS_DRAWN: Final = 40 * 40
"""More cells are drawn as the pixels of one picture: there is no room for text in them anyway."""

RIGHT, WRONG = 0, 1
MARGIN: Final = 8.0
_CENTER: Final = Qt.AlignmentFlag.AlignCenter
_STEPS: Final[dict[int, tuple[int, int]]] = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
_CHOOSING: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Matrix(QWidget):
    """Counts of rows by true class (down) and predicted class (across); each row's shares give the colours.

    It is painted whole, and only when something in it has changed. A cell that counts any rows can be chosen,
    with the mouse or with arrow keys and Enter, and `cell_chosen` tells its true and predicted class.
    """

    cell_chosen = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(200, 150)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setObjectName("confusion_cells")
        self.setAccessibleName("Cells of the confusion matrix")
        self._current = (0, 0)
        self.heading = Heading(None, stacked=False)
        self.note = ""
        self._labels: tuple[str, ...] = ()
        self._counts: IndexArray = np.zeros((0, 0), dtype=np.intp)
        self._shares: FloatArray = np.zeros((0, 0))
        self._layout: MatrixLayout | None = None
        self._image: QImage | None = None
        self._shades: tuple[Shades, Shades] | None = None
        self._colors = {name: QColor() for name in ("base", "alternate", "text", "muted")}

    @property
    def counts(self) -> IndexArray:
        """The counts (true, predicted) shown."""
        return self._counts

    def set_classes(self, labels: Sequence[str]) -> None:
        """Begin anew with these classes, no row counted."""
        self._labels, self._current = tuple(labels), (0, 0)
        self.set_counts(np.zeros((len(labels), len(labels)), dtype=np.intp))

    def set_counts(self, counts: IndexArray) -> None:
        """Show these counts (true, predicted)."""
        digits_changed = _widest(counts) != _widest(self._counts) or counts.shape != self._counts.shape
        self._counts, self._image = counts, None
        self._shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
        if digits_changed:
            self._layout = None
        self.update()

    def set_words(self, title: str, detail: str, note: str) -> None:
        """Say what this is, how good the answers are, and quietly which rows they are for."""
        before = self.heading.text, self.note
        self.heading.set_text(title, detail)
        self.note = note
        if (self.heading.text, self.note) != before:
            self._stack_heading()
            self.update()

    def set_theme(self, theme: "Theme", font: QFont) -> None:
        """Take the colours of `theme` and a font for every text."""
        self.setFont(font)
        self.heading.set_look(theme.text, theme.muted, font)
        self._shades = (
            Shades(theme.base, theme.accent, theme.text),
            Shades(theme.base, theme.error, theme.text),
        )
        self._colors = {name: QColor(getattr(theme, name)) for name in self._colors}
        self._layout = self._image = None
        self._stack_heading()
        self.update()

    # Drawing

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find room anew."""
        super().resizeEvent(event)
        self.heading.stacked = False
        self._stack_heading()
        self._layout = None

    def _stack_heading(self) -> None:
        """Give the heading a second line where one is too short; it stays, so that nothing jumps."""
        if not self.heading.stacked and self.heading.wanted_width > self.width() - 2 * MARGIN:
            self.heading.stacked = True
            self._layout = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw everything."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._colors["base"])
        self.draw(painter)
        if self.hasFocus() and self._labels and self._shades is not None:
            self._draw_current(painter, self._arranged())
        painter.end()

    def draw(self, painter: QPainter) -> None:
        """Draw heading, cells, labels and note, on whatever `painter` draws on."""
        if not self._labels or self._shades is None:
            return
        layout = self._arranged()
        painter.save()
        painter.translate(MARGIN, 2)
        self.heading.place(QPointF(), self.width() - 2 * MARGIN)
        self.heading.paint(painter)
        painter.restore()
        if self._counts.size > MOST_CELLS_DRAWN:
            self._draw_image(painter, layout)
        else:
            self._draw_cells(painter, layout)
        self._draw_labels(painter, layout)
        self._draw_axis_names(painter, layout)

    def _draw_current(self, painter: QPainter, layout: MatrixLayout) -> None:
        """Outline the cell that the keys have come to, on both a light and a dark ground."""
        area = layout.cell(*self._current).adjusted(1.5, 1.5, -1.5, -1.5)
        for color, width in ((self._colors["base"], 4), (self._colors["text"], 2)):
            painter.setPen(QPen(color, width))
            painter.drawRect(area)

    def _arranged(self) -> MatrixLayout:
        if self._layout is None:
            line = QFontMetricsF(self.font()).height()
            top = self.heading.height + 4
            area = QRectF(
                MARGIN + line + GAP,
                top,
                self.width() - 2 * MARGIN - line - GAP,
                self.height() - top - line - GAP - 2,
            )
            self._layout = arrange(area, self._labels, (_widest(self._counts), "100 %"), self.font())
        return self._layout

    def _draw_cells(self, painter: QPainter, layout: MatrixLayout) -> None:
        assert self._shades is not None
        last = layout.count - 1
        cells = layout.cell(0, 0).united(layout.cell(last, last))
        painter.fillRect(cells, self._colors["alternate"])
        self._draw_zeros(painter, layout)
        for row, column in np.argwhere(self._counts).tolist():
            shades = self._shades[RIGHT if row == column else WRONG]
            step = Shades.step(self._shares[row, column])
            area = layout.cell(row, column)
            painter.fillRect(area, shades.fills[step])
            if layout.number_font is not None:
                painter.setFont(layout.number_font)
                painter.setPen(shades.texts[step])
                painter.drawText(area, _CENTER, self._cell_text(row, column, layout))
        for line in range(1, layout.count):
            painter.fillRect(QRectF(layout.edge(line), cells.top(), 1, cells.height()), self._colors["base"])
            painter.fillRect(QRectF(cells.left(), layout.top(line), cells.width(), 1), self._colors["base"])

    def _draw_zeros(self, painter: QPainter, layout: MatrixLayout) -> None:
        # Where cells are small, most of many are 0, and the others are found sooner without.
        if layout.two_lines and layout.number_font is not None:
            painter.setFont(layout.number_font)
            painter.setPen(self._colors["muted"])
            for row, column in np.argwhere(self._counts == 0).tolist():
                painter.drawText(layout.cell(row, column), _CENTER, "0")

    def _cell_text(self, row: int, column: int, layout: MatrixLayout) -> str:
        text = f"{self._counts[row, column]:,}"
        return f"{text}\n{self._shares[row, column]:.0%}".replace("%", " %") if layout.two_lines else text

    def _draw_image(self, painter: QPainter, layout: MatrixLayout) -> None:
        if self._image is None:
            self._image = self._pixels()
        painter.setRenderHint(
            QPainter.RenderHint.SmoothPixmapTransform, on=layout.grid.height() < self._image.height()
        )
        painter.drawImage(layout.grid, self._image)

    def _pixels(self) -> QImage:
        """Return a picture with a pixel for each cell."""
        assert self._shades is not None
        count = len(self._labels)
        steps = np.rint(self._shares * (len(self._shades[RIGHT].fills) - 1)).astype(np.intp)
        right, wrong = (np.array([c.rgb() for c in shades.fills], np.uint32) for shades in self._shades)
        pixels = np.where(np.eye(count, dtype=bool), right[steps], wrong[steps])
        pixels[self._counts == 0] = self._colors["alternate"].rgb()
        # A copy, which owns its memory.
        return QImage(pixels.tobytes(), count, count, 4 * count, QImage.Format.Format_RGB32).copy()

    def _draw_labels(self, painter: QPainter, layout: MatrixLayout) -> None:
        painter.setPen(self._colors["text"])
        if layout.row_font is not None:
            painter.setFont(layout.row_font)
            beside, side = layout.row_labels, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            for row, text in enumerate(self._cut(layout.row_font, beside.width())):
                cell = layout.cell(row, 0)
                painter.drawText(QRectF(beside.left(), cell.top(), beside.width(), cell.height()), side, text)
        if layout.column_font is not None:
            painter.setFont(layout.column_font)
            below = layout.column_labels
            room = below.height() if layout.turned else layout.cell(0, 0).width() - 4
            for column, text in enumerate(self._cut(layout.column_font, room)):
                cell = layout.cell(0, column)
                area = QRectF(cell.left(), below.top(), cell.width(), below.height())
                _draw_turned(painter, area, text, turned=layout.turned)

    def _cut(self, font: QFont, room: float) -> list[str]:
        metrics = QFontMetricsF(font)
        return [metrics.elidedText(label, Qt.TextElideMode.ElideMiddle, room) for label in self._labels]

    def _draw_axis_names(self, painter: QPainter, layout: MatrixLayout) -> None:
        metrics = QFontMetricsF(self.font())
        painter.setFont(self.font())
        painter.setPen(self._colors["muted"])
        line = metrics.height()
        left = layout.row_labels.left() - GAP - line
        beside = QRectF(left, layout.grid.top(), line, layout.grid.height())
        _draw_turned(painter, beside, "true", turned=True, side=_CENTER)
        name, note = (metrics.horizontalAdvance(text) + 2 * GAP for text in ("predicted", self.note))
        end = self.width() - MARGIN
        # In the middle, unless the note needs the room.
        start = max(min(layout.grid.center().x() - name / 2, end - note - name), layout.grid.left())
        base = layout.column_labels.bottom() + 2
        painter.drawText(QRectF(start, base, name, line), _CENTER, "predicted")
        room = QRectF(start + name, base, max(end - start - name, 0), line)
        text = metrics.elidedText(self.note, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)

    # Choosing a cell

    def _cell_at(self, place: QPointF) -> tuple[int, int] | None:
        """Return the row and column of the cell at this place, None where there is none."""
        if not self._labels:
            return None
        layout = self._arranged()
        row, column = layout.row_at(place), layout.column_at(place)
        return None if row is None or column is None else (row, column)

    def _choose(self, cell: tuple[int, int]) -> None:
        if self._counts[cell]:
            self.cell_chosen.emit(*cell)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show a hand over what can be chosen."""
        cell = self._cell_at(event.position())
        can_be_chosen = cell is not None and self._counts[cell] > 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if can_be_chosen else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the cell clicked."""
        cell = self._cell_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and cell is not None:
            self._current = cell
            self._choose(cell)
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from cell to cell with the arrows, and choose one with Enter or Space."""
        row, column = self._current
        key, last = event.key(), len(self._labels) - 1
        if key in _STEPS and last >= 0:
            down, right = _STEPS[key]
            self._current = min(max(row + down, 0), last), min(max(column + right, 0), last)
            self._say_current()
        elif key in _CHOOSING and last >= 0:
            self._choose(self._current)
        else:
            super().keyPressEvent(event)

    def _say_current(self) -> None:
        self.setAccessibleDescription(self._cell_tip(*self._current))
        self.update()

    # Tool tips

    def event(self, event: QEvent) -> bool:
        """Say what is under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            # As rich text, which Qt would take names with signs in them for anyway.
            lines = escape(self.tip(QPointF(event.pos()))).split("\n")
            QToolTip.showText(event.globalPos(), "<br>".join(lines), self)
            return True
        return super().event(event)

    def tip(self, place: QPointF) -> str:
        """Return what is to be said about this place: a cell, a label, or the heading."""
        if not self._labels:
            return ""
        layout = self._arranged()
        if place.y() < layout.grid.top():
            return self.heading.text
        row, column = layout.row_at(place), layout.column_at(place)
        if row is not None and column is not None:
            return self._cell_tip(row, column)
        if row is not None and place.x() < layout.grid.left():
            right = self._of(self._counts[row, row], self._counts[row], "predicted as such")
            return f"true: {self._labels[row]}\n{right}"
        if column is not None and place.y() > layout.grid.bottom():
            right = self._of(self._counts[column, column], self._counts[:, column], "are such")
            return f"predicted: {self._labels[column]}\n{right}"
        return ""

    def _cell_tip(self, row: int, column: int) -> str:
        count, total = int(self._counts[row, column]), int(self._counts[row].sum())
        share = f" ({percent_text(count / total)} of {total:,})" if total else ""
        said = f"{confused_text(count, self._labels[row], self._labels[column])}{share}."
        return f"{said}\nClick to see {'them' if count > 1 else 'it'}." if count else said

    @staticmethod
    def _of(count: int, among: IndexArray, what: str) -> str:
        total = int(among.sum())
        share = f" ({percent_text(count / total)})" if total else ""
        return f"{count:,} of {counted(total, 'row')} {what}{share}"


def _widest(counts: IndexArray) -> str:
    """Return a text as wide as any of the counts will be, in steps so that it seldom changes."""
    most = int(counts.max(initial=0))
    return f"{10 ** len(str(most)) - 1:,}".replace("9", "8")


def _draw_turned(
    painter: QPainter,
    area: QRectF,
    text: str,
    *,
    turned: bool,
    side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
) -> None:
    """Draw `text` in the middle of `area`, or read from below, on this `side` of its line."""
    if not turned:
        painter.drawText(area, _CENTER, text)
        return
    painter.save()
    painter.translate(area.left(), area.bottom())
    painter.rotate(-90)
    painter.drawText(QRectF(0, 0, area.height(), area.width()), side, text)
    painter.restore()
