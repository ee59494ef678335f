"""Where the docks stand: by the size of the window, until a person moves one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar

STACK_HEIGHT: Final = 900
"""From this height of the window on, what is set up stands one above the other, each panel whole."""

NARROW_WIDTH: Final = 1200
"""Below this width of the window, the answers become tabs beside what is set up."""

_LEFT, _RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea


class Layout(StrEnum):
    """How the docks stand."""

    STACKED = "stacked"
    """What is set up in a column on the left, the answers in another on the right."""
    TABBED = "tabbed"
    """The same, with what is set up in tabs."""
    NARROW = "narrow"
    """All in tabs on the left."""
    OWN = "own"
    """As a person has moved them."""


def layout_for(size: QSize) -> Layout:
    """Return how the docks stand in a window of this size."""
    if size.width() < NARROW_WIDTH:
        return Layout.NARROW
    return Layout.STACKED if size.height() >= STACK_HEIGHT else Layout.TABBED


class Arrangement(QObject):
    """Keeps the docks of what is set up on the left, and of the answers on the right."""

    arranged = Signal()
    """The docks stand otherwise than before."""

    def __init__(
        self, window: QMainWindow, setup: Sequence[QDockWidget], answers: Sequence[QDockWidget]
    ) -> None:
        """Arrange these docks of `window` for the first time."""
        super().__init__(window)
        self._window, self._setup, self._answers = window, list(setup), list(answers)
        self._is_placing = False
        self._front: QDockWidget | None = None
        self.layout = Layout.OWN
        for dock in (*setup, *answers):
            dock.dockLocationChanged.connect(self._on_moved)
            dock.topLevelChanged.connect(self._on_moved)
        self.reset()

    def needed_width(self) -> int:
        """How wide the left column must be for the words of its tabs."""
        return max((bar.sizeHint().width() for bar in tab_bars(self._window)), default=0)

    def bring_forward(self, dock: QDockWidget) -> None:
        """Have `dock` before the others where it stands among tabs."""
        self._front = dock
        self.raise_front()

    def raise_front(self) -> None:
        """Do so again once the window is shown: before, Qt makes no tabs to raise."""
        if self._front is None:
            return
        self._front.raise_()
        # Qt does nothing about a dock that lies above its neighbours already, though another's tab be chosen.
        for bar in tab_bars(self._window):
            for place in range(bar.count()):
                if bar.tabText(place) == self._front.windowTitle():
                    bar.setCurrentIndex(place)

    def reset(self) -> None:
        """Put every dock back where the size of the window wants it."""
        with self.placing():
            for dock in (*self._setup, *self._answers):
                dock.setFloating(False)
                dock.show()
        self._arrange(layout_for(self._window.size()))

    def follow_size(self) -> None:
        """Arrange the docks anew where the window has become another, unless a person has moved them."""
        wanted = layout_for(self._window.size())
        if self.layout not in (Layout.OWN, wanted):
            self._arrange(wanted)

    @contextmanager
    def placing(self) -> Iterator[None]:
        """Take what moves meanwhile for no person's doing."""
        self._is_placing = True
        try:
            yield
        finally:
            self._is_placing = False

    def _arrange(self, layout: Layout) -> None:
        self.layout = layout
        docks = [*self._setup, *self._answers]
        hidden = [dock for dock in docks if dock.isHidden()]
        seen = (dock for dock in self._setup if not dock.visibleRegion().isEmpty())
        self._front = next(seen, self._front)
        narrow = layout is Layout.NARROW
        with self.placing():
            for dock in docks:
                self._window.removeDockWidget(dock)
            self._place(docks if narrow else self._setup, _LEFT, tabbed=layout is not Layout.STACKED)
            if not narrow:
                self._place(self._answers, _RIGHT, tabbed=False)
            for dock in docks:
                dock.setVisible(dock not in hidden)
            self.raise_front()
        self.arranged.emit()

    def _place(self, docks: Sequence[QDockWidget], side: Qt.DockWidgetArea, *, tabbed: bool) -> None:
        for before, dock in zip([None, *docks], docks, strict=False):
            if before is not None and tabbed:
                self._window.tabifyDockWidget(before, dock)
            else:
                self._window.addDockWidget(side, dock)

    @Slot()
    def _on_moved(self) -> None:
        if not self._is_placing:
            self.layout = Layout.OWN


def tab_bars(window: QMainWindow) -> list[QTabBar]:
    """Return the bars of the tabs that docks stand in, which Qt makes and lets go as it needs them."""
    return window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
