"""The picture of the network on the screen: pointed at with the mouse, led through by keys."""

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui.diagram.drawing import Drawing, Marks
from gui.diagram.view import Link, NetworkView, Unit
from gui.look.numbers import number_text, percent_text
from gui.look.theme import LIGHT, Theme, current_theme
from gui.look.tips import plain_tip

LIVE_LINKS: Final = 300
"""So many are drawn while a run is going; all of them once it rests."""

_STEPS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class NetworkCanvas(QWidget):
    """Draws a NetworkView; a click selects a unit, a double click on a link or a bias asks to change it."""

    unit_selected = Signal(object)
    """The Unit, or None."""
    change_wanted = Signal(object, object)
    """The Link whose weight or bias a person wants to change, and the point where that was said."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("network_diagram")
        self.setAccessibleName("Network: arrow keys lead from unit to unit")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._view: NetworkView | None = None
        self._drawing: Drawing | None = None
        self._marks = Marks()
        self._is_live = False

    @property
    def view(self) -> NetworkView | None:
        """What is drawn."""
        return self._view

    @property
    def selected(self) -> Unit | None:
        """The unit that a person has chosen."""
        return self._marks.selected

    def show_view(self, view: NetworkView, *, is_live: bool) -> None:
        """Draw `view`; while it `is_live` fewer links, so that pictures can follow one another."""
        settles = self._is_live and not is_live
        self._view, self._is_live = view, is_live
        if self._drawing is None or settles or not self._drawing.fits(view):
            self._drawing = None
        unit = self._marks.selected
        if unit is not None and not (unit.layer < len(view.sizes) and unit.number < view.sizes[unit.layer]):
            self.select(None)
        self.update()

    def show_nothing(self) -> None:
        """Draw nothing."""
        self._view = self._drawing = None
        self.update()

    def restyle(self) -> None:
        """Take the colours and type now in use."""
        self._drawing = None
        self.update()

    def select(self, unit: Unit | None) -> None:
        """Choose a unit, or none."""
        if unit != self._marks.selected:
            self._mark(Marks(unit, self._marks.unit, self._marks.link))
            if self._view is not None and unit is not None:
                self.setAccessibleDescription(self._tip_of_unit(self._view, unit))
            self.unit_selected.emit(unit)

    def place_of(self, unit: Unit) -> QRectF:
        """Return where a unit is drawn; empty where it is not."""
        drawing = self._laid_out()
        return drawing.layout.places.get(unit, QRectF()) if drawing else QRectF()

    def sizeHint(self) -> QSize:
        """Ask for the room of a small network."""
        return QSize(420, 300)

    def draw(self, painter: QPainter, *, light: bool = False) -> None:
        """Draw the network without what is pointed at, in `light` colours where that is asked for."""
        if self._view is not None:
            theme = LIGHT if light else current_theme()
            drawing = self._make(theme)
            painter.fillRect(self.rect(), QColor(theme.base))
            drawing.paint(painter, self._view, Marks(self._marks.selected))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw."""
        painter = QPainter(self)
        theme = current_theme()
        painter.fillRect(self.rect(), QColor(theme.base))
        drawing = self._laid_out()
        if drawing is not None and self._view is not None:
            most = LIVE_LINKS if self._is_live else len(drawing.links)
            drawing.paint(painter, self._view, self._marks, most)
            if self.hasFocus() and self._marks.selected is None:
                painter.setPen(QColor(theme.accent))
                painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        super().resizeEvent(event)
        self._drawing = None

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the type."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.restyle()

    # The mouse.

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Bring forward what is pointed at, and say its numbers."""
        unit, link = self._hit(event.position())
        self._mark(Marks(self._marks.selected, unit, link))
        tip = ""
        if self._view is not None and unit is not None:
            tip = self._tip_of_unit(self._view, unit)
        elif self._view is not None and link is not None:
            tip = _tip_of_link(self._view, link)
        QToolTip.showText(event.globalPosition().toPoint(), plain_tip(tip), self)

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        super().leaveEvent(event)
        self._mark(Marks(self._marks.selected))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the unit."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.select(self._hit(event.position())[0])

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask to change a weight, or the bias of a unit."""
        unit, link = self._hit(event.position())
        if unit is not None and unit.layer:
            link = Link(unit.layer, unit.number, None)
        if link is not None:
            self.change_wanted.emit(link, event.position().toPoint())

    # Keys.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from unit to unit; Escape leaves, Enter asks to change the bias."""
        key = Qt.Key(event.key())
        selected = self._marks.selected
        if key in _STEPS:
            self._step(*_STEPS[key])
        elif key == Qt.Key.Key_Escape and selected is not None:
            self.select(None)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and selected is not None and selected.layer:
            place = self.place_of(selected).bottomLeft().toPoint()
            self.change_wanted.emit(Link(selected.layer, selected.number, None), place)
        else:
            super().keyPressEvent(event)

    def _step(self, across: int, down: int) -> None:
        drawing = self._laid_out()
        if drawing is None:
            return
        units = sorted(drawing.layout.places)
        now = self._marks.selected
        if now is None or now not in drawing.layout.places:
            self.select(units[0])
            return
        if down:
            column = [unit for unit in units if unit.layer == now.layer]
            self.select(column[min(max(column.index(now) + down, 0), len(column) - 1)])
            return
        height = drawing.layout.places[now].center().y()
        column = [unit for unit in units if unit.layer == now.layer + across]
        nearest = min(
            column,
            key=lambda unit: abs(drawing.layout.places[unit].center().y() - height),
            default=now,
        )
        self.select(nearest)

    # What is where.

    def _laid_out(self) -> Drawing | None:
        if self._drawing is None and self._view is not None:
            self._drawing = self._make(current_theme())
        return self._drawing

    def _make(self, theme: Theme) -> Drawing:
        assert self._view is not None
        return Drawing(self._view, QRectF(self.rect()), theme, self.font())

    def _hit(self, point: QPointF) -> tuple[Unit | None, Link | None]:
        drawing = self._laid_out()
        if drawing is None:
            return None, None
        unit = drawing.layout.unit_at(point)
        return unit, None if unit is not None else drawing.link_at(point)

    def _mark(self, marks: Marks) -> None:
        if marks != self._marks:
            self._marks = marks
            self.update()

    def _tip_of_unit(self, view: NetworkView, unit: Unit) -> str:
        lines = [view.name(unit)]
        if unit.layer:
            bias = view.value(Link(unit.layer, unit.number, None))
            lines.append(f"{view.subtitle(unit.layer)} · bias {number_text(bias, 4)}")
        if view.is_hidden(unit):
            share = float(view.shares[unit.layer][unit.number])
            lines.append(f"above 0 on {percent_text(share)} of the training rows")
        return "\n".join(lines)


def _tip_of_link(view: NetworkView, link: Link) -> str:
    assert link.source is not None
    ends = f"{view.name(Unit(link.layer - 1, link.source))} → {view.name(Unit(link.layer, link.number))}"
    return f"{ends}\nweight {number_text(view.value(link), 4)} (double-click to change it)"
