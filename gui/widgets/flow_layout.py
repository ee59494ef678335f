"""A layout that puts widgets side by side, and into the next line what has no room in this one."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Widgets at their own size, in lines like words."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 4) -> None:
        """Begin without widgets; they will be `spacing` pixels apart in a line."""
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802
        """Take one more."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Return the one at `index`, None beyond the last."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Give the one at `index` away."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """Tell that fewer fit into a narrower line."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Return the height of all lines."""
        places = self._places(QRect(0, 0, width, 0))
        return max((place.y() + place.height() for place in places), default=0)

    def sizeHint(self) -> QSize:
        """Ask for one line."""
        hints = [item.sizeHint() for item in self._items]
        gaps = self.spacing() * max(len(hints) - 1, 0)
        return QSize(sum(hint.width() for hint in hints) + gaps, self.minimumSize().height())

    def minimumSize(self) -> QSize:  # noqa: N802
        """Need room for the largest."""
        hints = [item.sizeHint() for item in self._items]
        return QSize(
            max((hint.width() for hint in hints), default=0),
            max((hint.height() for hint in hints), default=0),
        )

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802
        """Put every widget in its place."""
        super().setGeometry(rect)
        for item, place in zip(self._items, self._places(rect), strict=True):
            item.setGeometry(place)

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        """Want no more room than needed."""
        return Qt.Orientation(0)

    def _places(self, rect: QRect) -> list[QRect]:
        places: list[QRect] = []
        corner, height = rect.topLeft(), 0
        for item in self._items:
            size = item.sizeHint()
            if places and corner.x() + size.width() > rect.x() + rect.width() and corner.x() > rect.x():
                corner, height = QPoint(rect.x(), corner.y() + height), 0
            places.append(QRect(corner, size))
            corner = QPoint(corner.x() + size.width() + self.spacing(), corner.y())
            height = max(height, size.height())
        return places
