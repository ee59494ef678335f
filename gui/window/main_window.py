"""The main window: where panels, plots, menus and toolbar go; no logic."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QHideEvent,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QDockWidget,
    QLineEdit,
    QMainWindow,
    QMenu,
    QSizePolicy,
    QSplitter,
    QTabWidget,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.look.theme import app_icon
from gui.widgets.panel_area import PanelArea, share_room
from gui.window.arrangement import Arrangement, tab_bars
from gui.window.dock_title import DockTitle
from gui.window.menus import fill_menus
from gui.window.toolbar import ToolBar

STATE_VERSION: Final = 2
LEFT_WIDTH: Final = 316
RIGHT_WIDTH: Final = 250
BELOW_HEIGHT: Final = 220

Actions = dict[str, QAction]


class MainWindow(QMainWindow):
    """Docks around tabs, the first of which has the plots, a toolbar above and a status line below."""

    file_dropped = Signal(str)
    watched_changed = Signal(bool)
    """Whether the window can be seen, told when it is minimised, hidden or shown again."""
    painted = Signal()
    """The window has been painted for the first time."""

    def __init__(self, actions: Actions, may_close: Callable[[], bool]) -> None:
        """Make an empty window; `may_close` is asked each time somebody closes it."""
        super().__init__()
        self._actions = actions
        self._may_close = may_close
        self._plots = QSplitter(Qt.Orientation.Vertical)
        self._tabs = QTabWidget()
        self._was_painted = False
        self._sharing = QTimer(self)
        self._sharing.setSingleShot(True)
        self._sharing.setInterval(0)
        self._sharing.timeout.connect(self._share_room)
        self.setObjectName("main_window")
        self.addActions(list(actions.values()))  # keys do not wait until the menu of their action is filled
        self.setWindowIcon(app_icon())
        self.setAcceptDrops(True)
        self.setDockOptions(
            QMainWindow.DockOption.AnimatedDocks
            | QMainWindow.DockOption.AllowTabbedDocks
            | QMainWindow.DockOption.AllowNestedDocks
        )
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self._plots.setObjectName("plots")
        self._plots.setChildrenCollapsible(False)
        self._tabs.setObjectName("tabs")
        self._tabs.setDocumentMode(True)
        self._tabs.setTabBarAutoHide(True)
        self._tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its bar takes the focus
        self._tabs.tabBar().setAccessibleName("Views")
        self._tabs.tabBar().setToolTip("What is shown here: the plots of a run, or the rows of the table")
        self._tabs.setTabToolTip(
            self._tabs.addTab(self._plots, "Training"), "The loss, and how right the answers are"
        )
        middle = QWidget()
        self._middle = QVBoxLayout(middle)
        self._middle.setContentsMargins(0, 0, 0, 0)
        self._middle.setSpacing(0)
        self._middle.addWidget(self._tabs)
        self.setCentralWidget(middle)
        self.setMinimumSize(900, 600)
        self.resize(1280, 800)

    def place_panels(
        self, setup: Sequence[tuple[str, QWidget]], answers: Sequence[tuple[str, QWidget]]
    ) -> None:
        """Put panels, each with its title, into docks: what is set up, and what comes of it."""
        self._arrangement = Arrangement(
            self,
            [self._dock(title, panel, Qt.DockWidgetArea.LeftDockWidgetArea) for title, panel in setup],
            [self._dock(title, panel, Qt.DockWidgetArea.RightDockWidgetArea) for title, panel in answers],
        )
        self._arrangement.arranged.connect(self._on_arranged)
        self._on_arranged()

    @Slot()
    def _on_arranged(self) -> None:
        """Give both columns their usual widths, and let the bars of the tabs be reached by key."""
        left = max(LEFT_WIDTH, self._arrangement.needed_width())
        for side, width in (
            (Qt.DockWidgetArea.LeftDockWidgetArea, left),
            (Qt.DockWidgetArea.RightDockWidgetArea, RIGHT_WIDTH),
        ):
            column = [dock for dock in self.findChildren(QDockWidget) if self.dockWidgetArea(dock) == side]
            self.resizeDocks(column[:1], [width] * len(column[:1]), Qt.Orientation.Horizontal)
        for bar in tab_bars(self):
            bar.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            bar.setAccessibleName("Setup")
        self.share_columns()

    @Slot()
    def reset_layout(self) -> None:
        """Put every panel back where the size of the window wants it."""
        self._arrangement.reset()

    def place_below(self, title: str, panel: QWidget, toggle: QAbstractButton) -> None:
        """Put a panel into a dock below the plots, which stays away until it is asked for by `toggle`."""
        dock = self._dock(title, panel, Qt.DockWidgetArea.BottomDockWidgetArea)
        dock.hide()
        toggle.clicked.connect(partial(self._show_or_hide, dock))
        dock.toggleViewAction().toggled.connect(toggle.setChecked)

    def _show_or_hide(self, dock: QDockWidget) -> None:
        if dock.isHidden():
            self.show_panel(dock.windowTitle())
        else:
            dock.hide()

    def show_panel(self, title: str) -> None:
        """Bring the dock of this title to the front, one below that is hidden at a modest height."""
        dock = self.findChild(QDockWidget, f"{title.lower()}_dock")
        if dock is None:
            return
        if dock.isHidden():
            dock.show()
            if self.dockWidgetArea(dock) == Qt.DockWidgetArea.BottomDockWidgetArea:
                self.resizeDocks([dock], [BELOW_HEIGHT], Qt.Orientation.Vertical)
        self._arrangement.bring_forward(dock)

    def show_only(self, title: str) -> None:
        """Put all docks away but the one of this title."""
        for dock in self.findChildren(QDockWidget):
            dock.setVisible(dock.windowTitle() == title)

    def go_to_panel(self, title: str) -> None:
        """Bring the dock of this title to the front, and the focus to the first thing in it."""
        self.show_panel(title)
        dock = self.findChild(QDockWidget, f"{title.lower()}_dock")
        if dock is not None:
            _focus_first(dock)

    def go_to_tab(self, number: int) -> None:
        """Bring the middle's tab of this number, from 0, to the front, and the focus into it."""
        self._tabs.setCurrentIndex(number)
        _focus_first(self._tabs.currentWidget())

    def _dock(self, title: str, panel: QWidget, side: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(f"{title.lower()}_dock")
        area = PanelArea(panel)
        area.needs_changed.connect(self.share_columns, Qt.ConnectionType.QueuedConnection)
        dock.setWidget(area)
        DockTitle(dock)
        self.addDockWidget(side, dock)
        return dock

    def _relieve_panels(self) -> None:
        """Share the room anew where a panel has too little; heights a person has chosen stay otherwise."""
        if any(area.is_short for area in self.findChildren(PanelArea)):
            self._share_room()

    @Slot()
    def share_columns(self) -> None:
        """Share the height of each column anew, once the panels know what they need: some change in steps."""
        self._sharing.start()

    @Slot()
    def _share_room(self) -> None:
        """Share the height of each column among its docks, so that as little as can be has to be scrolled."""
        for side in (Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea):
            column = [
                dock
                for dock in self.findChildren(QDockWidget)
                if self.dockWidgetArea(dock) == side
                and not dock.isFloating()
                and dock.isVisible()
                and not self.tabifiedDockWidgets(dock)
            ]
            areas = [area for dock in column if isinstance(area := dock.widget(), PanelArea)]
            if len(column) < 2 or len(areas) != len(column):
                continue
            titles = [dock.height() - area.height() for dock, area in zip(column, areas, strict=True)]
            needed = [area.needed + title for area, title in zip(areas, titles, strict=True)]
            wanted = [area.wanted + title for area, title in zip(areas, titles, strict=True)]
            heights = share_room(sum(dock.height() for dock in column), needed, wanted)
            self.resizeDocks(column, heights, Qt.Orientation.Vertical)

    def place_plots(self, plots: Sequence[QWidget]) -> None:
        """Put plots below one another into the first tab."""
        for plot in plots:
            self._plots.addWidget(plot)
        self._plots.setSizes([1000] * len(plots))

    def place_tabs(self, tabs: Sequence[tuple[str, str, QWidget]]) -> None:
        """Put widgets, each with its title and a tip, into tabs beside the plots."""
        for title, tip, widget in tabs:
            self._tabs.setTabToolTip(self._tabs.addTab(widget, title), tip)

    def show_tab(self, widget: QWidget) -> None:
        """Bring the tab of a widget that was placed to the front."""
        self._tabs.setCurrentWidget(widget)

    def place_epoch_bar(self, bar: QWidget) -> None:
        """Put what leads through the epochs of a run below the tabs, all of which it concerns."""
        self._middle.addWidget(bar)

    def place_message(self, message: QWidget) -> None:
        """Put the message line below the toolbar, over the whole width."""
        self._message_bar = QToolBar("Message")
        self._message_bar.setObjectName("message_line")
        self._message_bar.setMovable(False)
        message.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._message_bar.addWidget(message)
        self._message_bar.setContentsMargins(0, 0, 0, 0)
        self.addToolBarBreak()
        self.addToolBar(self._message_bar)

    @Slot(bool)
    def show_message_line(self, shown: bool) -> None:
        """Show the message line, or put it away."""
        self._message_bar.setVisible(shown)

    def place_status(self, status: QWidget) -> None:
        """Put the status line at the bottom."""
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        bar.addWidget(status, 1)

    def place_toolbar(self, speed: QWidget, open_menu: QMenu, export_menu: QMenu) -> None:
        """Fill the toolbar."""
        self._toolbar = ToolBar(self._actions, speed, open_menu, export_menu)
        self.addToolBar(self._toolbar)

    def place_menus(self, open_menu: QMenu, export_menu: QMenu, layer_actions: Sequence[QAction]) -> None:
        """Fill the menu bar."""
        fill_menus(self, self._actions, (open_menu, export_menu), layer_actions)

    def save_state(self) -> QByteArray:
        """Return the places of docks and toolbar and how the plots share their room."""
        return self.saveState(STATE_VERSION)

    def restore_state(self, state: QByteArray) -> None:
        """Put docks and toolbar back where `save_state` found them."""
        with self._arrangement.placing():
            self.restoreState(state, STATE_VERSION)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the columns' room anew."""
        super().resizeEvent(event)
        self._arrangement.follow_size()
        QTimer.singleShot(0, self, self._relieve_panels)

    def focused_action(self) -> QAction | None:
        """The action of the tool button that has the focus, if one has."""
        focus = self.focusWidget()
        return focus.defaultAction() if isinstance(focus, QToolButton) else None

    @Slot()
    def take_typed(self) -> None:
        """Take what is being typed, as Enter does: a button clicked in the toolbar leaves the focus there."""
        focus = self.focusWidget()
        if isinstance(focus, QLineEdit):
            focus.editingFinished.emit()

    def focus_train(self) -> None:
        """Give the focus to Train."""
        self._toolbar.train.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the focus on Train, so that Space is enough."""
        super().showEvent(event)
        self.watched_changed.emit(True)  # noqa: FBT003
        if not event.spontaneous():
            QTimer.singleShot(0, self, self._arrangement.raise_front)
        if self.focusWidget() is None or not event.spontaneous():
            self._toolbar.train.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell of the first time."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell that nobody can see the window."""
        super().hideEvent(event)
        self.watched_changed.emit(False)  # noqa: FBT003

    def changeEvent(self, event: QEvent) -> None:
        """Tell when the window is minimised, or restored."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self.watched_changed.emit(not self.isMinimized())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close only where that is wanted."""
        if self._may_close():
            event.accept()
        else:
            event.ignore()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files that are dragged in."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Announce the first file dropped."""
        path = next(url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile())
        event.acceptProposedAction()
        self.file_dropped.emit(path)


def _focus_first(parent: QWidget) -> None:
    """Give the focus to the first thing in `parent` that takes it by Tab."""
    for child in parent.findChildren(QWidget):
        reachable = child.focusPolicy() & Qt.FocusPolicy.TabFocus
        if reachable and child.isVisibleTo(parent) and child.isEnabled():
            child.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
