"""Room for a panel that may need more than its dock has."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

MARGIN: Final = 8
"""Pixels left free above and below what is scrolled to."""


class PanelArea(QScrollArea):
    """Holds a panel at the height its words need at this width, and scrolls where the dock is lower.

    `needs_changed` tells that the panel needs or wants more height than it has, as when a message appears in
    it or a list grows, or needs less than before.
    """

    needs_changed = Signal()

    def __init__(self, panel: QWidget) -> None:
        """Hold `panel`."""
        super().__init__()
        self._panel = panel
        self._kept: QWidget | None = None
        self._is_scrolling = False
        self._wanted = 0
        panel.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(panel)
        panel.installEventFilter(self)
        self.verticalScrollBar().rangeChanged.connect(self._scroll)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

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

    def keep_in_sight(self, widget: QWidget) -> None:
        """Scroll to `widget`, and again whenever it, the panel or the dock changes its size.

        A message that appears has the height of its wrapped words only after several rounds of layout. Once
        a person scrolls, or anything else does, it is let go.
        """
        self._kept = widget
        widget.installEventFilter(self)
        self._scroll()

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
        self._scroll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that something in the panel has changed its size, or what is kept in sight its place."""
        if watched is self._panel and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        if watched is self._kept and event.type() in (QEvent.Type.Move, QEvent.Type.Resize):
            self._scroll()
        return super().eventFilter(watched, event)

    @Slot()
    def _scroll(self) -> None:
        """Scroll no further than it takes to see what is kept in sight, its upper end if not all of it."""
        kept = self._kept
        if kept is None or not kept.isVisibleTo(self._panel):
            return
        bar = self.verticalScrollBar()
        top = kept.mapTo(self._panel, QPoint()).y()
        lowest = max(0, top - MARGIN)
        highest = top + kept.height() + MARGIN - self.viewport().height()
        self._is_scrolling = True
        bar.setValue(min(max(bar.value(), highest), lowest, bar.maximum()))
        self._is_scrolling = False

    @Slot()
    def _on_scrolled(self) -> None:
        if not self._is_scrolling:
            self._kept = None

    def _fit(self) -> None:
        # A layout does not count, in its minimum height, that words wrap; so the panel is told.
        needed, before = self.needed, self._panel.minimumHeight()
        wanted, self._wanted = self._wanted, self.wanted
        if self._wanted > max(wanted, self.viewport().height()):
            self.needs_changed.emit()
        if needed == before:
            return
        self._panel.setMinimumHeight(needed)
        self.updateGeometry()  # other words may need another width too
        if needed < before or self.is_short:
            self.needs_changed.emit()


def reveal(widget: QWidget) -> None:
    """Scroll the panel that `widget` is in so that it can be seen, and stays so until a person scrolls."""
    area = widget.parentWidget()
    while area is not None and not isinstance(area, PanelArea):
        area = area.parentWidget()
    if area is not None:
        area.keep_in_sight(widget)


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
