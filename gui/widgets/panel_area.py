"""Room for a panel that may need more than its dock has."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget


class PanelArea(QScrollArea):
    """Holds a panel at the height its words need at this width, and scrolls where the dock is lower.

    `needs_changed` tells that the panel needs more height than it has, as when a message appears in it, or
    less than before.
    """

    needs_changed = Signal()

    def __init__(self, panel: QWidget) -> None:
        """Hold `panel`."""
        super().__init__()
        self._panel = panel
        panel.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(panel)
        panel.installEventFilter(self)

    @property
    def needed(self) -> int:
        """The least height in pixels that shows the whole panel at its present width."""
        layout = self._panel.layout()
        if layout is not None and layout.hasHeightForWidth():
            return layout.totalMinimumHeightForWidth(self.viewport().width())
        return self._panel.minimumSizeHint().height()

    @property
    def is_short(self) -> bool:
        """Whether part of the panel can only be seen by scrolling."""
        return self.needed > self.viewport().height()

    @property
    def wanted(self) -> int:
        """The height in pixels at which the panel shows all it has, lists included."""
        return max(self.needed, self._panel.sizeHint().height())

    def sizeHint(self) -> QSize:
        """What the panel would like."""
        return self._panel.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Low enough for a small window, and as wide as the panel needs."""
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(self._panel.minimumSizeHint().width() + bar, 60)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let lines wrap anew."""
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that something in the panel has changed its size."""
        if watched is self._panel and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        # A layout does not count, in its minimum height, that words wrap; so the panel is told.
        needed, before = self.needed, self._panel.minimumHeight()
        if needed == before:
            return
        self._panel.setMinimumHeight(needed)
        self.updateGeometry()  # other words may need another width too
        if needed < before or self.is_short:
            self.needs_changed.emit()


def reveal(widget: QWidget) -> None:
    """Scroll the panel that `widget` is in so that it can be seen, once everything has found its place."""

    def scroll() -> None:
        area = widget.parentWidget()
        while area is not None and not isinstance(area, PanelArea):
            area = area.parentWidget()
        if area is not None:
            area.ensureWidgetVisible(widget, 0, 8)

    QTimer.singleShot(0, widget, scroll)


def share_room(total: int, needed: Sequence[int], wanted: Sequence[int]) -> list[int]:
    """Share a column's height: to each what it needs, then what it wants, and the rest in equal parts.

    Where not even the needs are met, those that need most have to scroll: all above one height is cut.
    """
    if sum(needed) >= total:
        return _levelled(total, needed)
    left = total - sum(needed)
    wishes = [more - least for more, least in zip(wanted, needed, strict=True)]
    granted = min(1.0, left / sum(wishes)) if sum(wishes) else 0.0
    heights = [least + int(wish * granted) for least, wish in zip(needed, wishes, strict=True)]
    rest = (total - sum(heights)) // len(heights)
    return [height + rest for height in heights]


def _levelled(total: int, needed: Sequence[int]) -> list[int]:
    """Cut what is above one same height, so that at most `total` is left."""
    level, left = 0, total
    for number, height in enumerate(sorted(needed)):
        level = left // (len(needed) - number)
        if height > level:
            break
        left -= height
    return [min(height, level) for height in needed]
