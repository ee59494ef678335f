"""Whether everything in a window has the room that its words need."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMainWindow,
    QScrollArea,
    QTabBar,
    QToolButton,
    QWidget,
)

from gui.widgets.elided_label import ElidedLabel


def lacks(window: QMainWindow) -> list[str]:
    """Return a line for each thing in `window` that is cut, elided or doubly scrolled."""
    return [f"{_name(widget)}: {lack}" for widget in _shown(window) for lack in _lacks(widget)]


def _shown(window: QMainWindow) -> Iterator[QWidget]:
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.window() is window and not widget.visibleRegion().isEmpty():
            yield widget


def _lacks(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel) and not isinstance(widget, ElidedLabel):
        yield from _of_label(widget)
    elif isinstance(widget, ElidedLabel):
        if " " in widget.text().strip() and widget.shown_text() != widget.text():
            yield f"elided {widget.text()!r}"  # a name may be, a sentence may not
    elif isinstance(widget, QAbstractButton | QComboBox | QLineEdit):
        yield from _of_control(widget)
    elif isinstance(widget, QTabBar):
        yield from _of_tabs(widget)
    elif isinstance(widget, QAbstractItemView):
        yield from _of_view(widget)


def _of_label(label: QLabel) -> Iterator[str]:
    text = label.text()
    if not text or label.textFormat() == Qt.TextFormat.RichText:
        return
    room = label.contentsRect()
    if label.wordWrap():
        if label.heightForWidth(label.width()) > label.height() + 1:
            yield f"cut below: {text!r}"
    elif label.fontMetrics().size(0, text).width() > room.width() + 1:
        yield f"cut at its end: {text!r}"
    if not _is_whole(label):
        yield f"in part outside: {text!r}"


def _of_control(control: QWidget) -> Iterator[str]:
    if isinstance(control, QAbstractButton) and control.text() and not isinstance(control, QToolButton):
        wide = control.minimumSizeHint().width() if isinstance(control, QCheckBox) else 0
        words = control.fontMetrics().horizontalAdvance(control.text().replace("&&", "&"))
        if control.width() < max(words, wide):
            yield f"narrower than its words {control.text()!r}"
    if not _is_whole(control):
        yield "in part outside"


def _of_tabs(bar: QTabBar) -> Iterator[str]:
    for place in range(bar.count()):
        if bar.tabRect(place).width() < bar.fontMetrics().horizontalAdvance(bar.tabText(place)):
            yield f"elided tab {bar.tabText(place)!r}"


def _of_view(view: QAbstractItemView) -> Iterator[str]:
    if not view.verticalScrollBar().isVisible():
        return
    parent = view.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea) and parent.verticalScrollBar().isVisible():
            yield "scrolls within what scrolls"
        parent = parent.parentWidget()


def _is_whole(widget: QWidget) -> bool:
    """Whether no edge of `widget` is outside what it is in, but for what can be scrolled to."""
    rect, inner, parent = QRect(QPoint(), widget.size()), widget, widget.parentWidget()
    while parent is not None and not inner.isWindow():
        rect.translate(inner.pos())
        area = parent.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is parent:
            return True
        if not parent.rect().contains(rect):
            return False
        inner, parent = parent, parent.parentWidget()
    return True


def _name(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName() or widget.accessibleName()}"
