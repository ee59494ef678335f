"""Room for a panel that may need more than its dock has."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget


class PanelArea(QScrollArea):
    """Holds a panel at the height its words need at this width, and scrolls where the dock is lower.

    `needs_room` tells that the panel has grown, as when a message appears in it.
    """

    needs_room = Signal()

    def __init__(self, panel: QWidget) -> None:
        """Take `panel`, which must have a layout."""
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
        assert layout is not None
        width = self.viewport().width()
        return (
            layout.totalMinimumHeightForWidth(width)
            if layout.hasHeightForWidth()
            else layout.minimumSize().height()
        )

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
        needed = self.needed
        grown = needed > self._panel.minimumHeight()
        self._panel.setMinimumHeight(needed)
        if grown and needed > self.viewport().height():
            self.needs_room.emit()


def share_room(heights: Sequence[int], spare: Sequence[int]) -> list[int]:
    """Return `heights` with what is missing (negative `spare`) taken from where there is something to spare.

    Where there is not enough, everybody in need gets the same share of it.
    """
    missing = sum(-room for room in spare if room < 0)
    available = sum(room for room in spare if room > 0)
    moved = min(missing, available)
    return [
        height + round(moved * -room / missing if room < 0 else -moved * room / available if moved else 0)
        for height, room in zip(heights, spare, strict=True)
    ]
