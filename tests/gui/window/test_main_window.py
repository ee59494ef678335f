"""The main window holds what it is given: docks that come back, menus, and files dropped on it."""

import pytest
from PySide6.QtCore import QByteArray, QPoint, Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QLabel,
    QMenu,
    QSplitter,
    QTabWidget,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gui.window.actions import create_actions
from gui.window.main_window import MainWindow
from gui.window.speed_slider import SpeedSlider


class Door:
    """Says whether the window may close, and counts how often it was asked."""

    def __init__(self) -> None:
        self.is_open = True
        self.asked = 0

    def __call__(self) -> bool:
        self.asked += 1
        return self.is_open


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def window(qtbot: QtBot, door: Door) -> MainWindow:
    return make(qtbot, door)


def make(qtbot: QtBot, door: Door) -> MainWindow:
    stack = QUndoStack()
    window = MainWindow(create_actions(stack, stack), door)
    stack.setParent(window)
    menu = QMenu("&Open", window)
    window.place_toolbar(SpeedSlider(describe=str), menu, QMenu("E&xport", window))
    window.place_panels([("Data", panel()), ("Network", panel())], [("Predict", panel())])
    window.place_plots([QLabel("loss"), QLabel("dots")])
    window.place_status(QLabel("status"))
    window.place_menus(menu, QMenu("E&xport", window), [])
    qtbot.addWidget(window)
    window.show()
    return window


def panel() -> QWidget:
    widget = QWidget()
    QVBoxLayout(widget).addWidget(QLabel("words"))
    return widget


def dock(window: MainWindow, name: str) -> QDockWidget:
    found = window.findChild(QDockWidget, name)
    assert isinstance(found, QDockWidget)
    return found


def test_everything_has_its_place(window: MainWindow) -> None:
    left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
    assert window.dockWidgetArea(dock(window, "data_dock")) == left
    assert window.dockWidgetArea(dock(window, "network_dock")) == left
    assert window.dockWidgetArea(dock(window, "predict_dock")) == right
    assert dock(window, "data_dock").windowTitle() == "Data"
    plots = window.centralWidget().findChild(QSplitter, "plots")
    assert isinstance(plots, QSplitter)
    assert plots.count() == 2


def test_closing_asks_and_listens(window: MainWindow, door: Door) -> None:
    door.is_open = False
    assert not window.close()
    assert window.isVisible()
    door.is_open = True
    assert window.close()
    assert door.asked == 2


def test_docks_come_back_as_they_were_left(qtbot: QtBot, window: MainWindow, door: Door) -> None:
    dock(window, "predict_dock").hide()
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock(window, "network_dock"))
    dock(window, "data_dock").setFloating(True)
    state = window.save_state()
    other = make(qtbot, door)
    other.restore_state(state)
    assert dock(other, "predict_dock").isHidden()
    assert dock(other, "data_dock").isFloating()
    area = other.dockWidgetArea(dock(other, "network_dock"))
    assert area == Qt.DockWidgetArea.RightDockWidgetArea


def test_a_damaged_state_is_ignored(window: MainWindow) -> None:
    for state in (QByteArray(), QByteArray(b"nonsense"), QByteArray(bytes(1000))):
        window.restore_state(state)
    assert dock(window, "data_dock").isVisible()


def test_a_dock_that_was_closed_comes_back_by_the_view_menu(window: MainWindow) -> None:
    (view,) = [menu for menu in window.findChildren(QMenu) if menu.title() == "&View"]
    dock(window, "data_dock").close()
    action = next(action for action in view.actions() if action.text() == "Data")
    assert not action.isChecked()
    action.trigger()
    assert dock(window, "data_dock").isVisible()


def test_every_menu_says_what_its_entries_do(window: MainWindow) -> None:
    titles = [action.text().replace("&", "") for action in window.menuBar().actions()]
    assert titles == ["File", "Edit", "Train", "View", "Help"]
    for menu in window.menuBar().findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
        assert menu.actions()
        letters = [action.text().partition("&")[2][:1].lower() for action in menu.actions()]
        used = [letter for letter in letters if letter]
        assert len(used) == len(set(used)), f"{menu.title()} uses a letter twice: {used}"


def test_train_is_where_the_focus_begins_and_every_button_has_words(window: MainWindow) -> None:
    bar = window.findChild(QToolBar, "toolbar")
    assert isinstance(bar, QToolBar)
    for button in bar.findChildren(QToolButton):
        if button.defaultAction() is not None:
            assert button.text() or button.accessibleName()
            assert button.toolTip()


def test_tabs_stand_beside_the_plots_and_come_to_the_front(window: MainWindow) -> None:
    tabs = window.findChild(QTabWidget, "tabs")
    assert isinstance(tabs, QTabWidget)
    assert not tabs.tabBar().isVisible(), "the plots alone need no tab"
    table = panel()
    window.place_tabs([("Table", "The rows", table)])
    assert tabs.tabBar().isVisible()
    assert [tabs.tabText(place) for place in range(tabs.count())] == ["Training", "Table"]
    assert tabs.tabToolTip(1) == "The rows"
    assert not table.isVisible()
    window.show_tab(table)
    assert table.isVisible()


def test_the_epoch_bar_lies_below_every_tab(window: MainWindow) -> None:
    bar, table = panel(), panel()
    window.place_epoch_bar(bar)
    window.place_tabs([("Table", "The rows", table)])
    window.resize(1280, 800)
    for shown in (table, window.centralWidget().findChild(QSplitter, "plots")):
        assert isinstance(shown, QWidget)
        window.show_tab(shown)
        QApplication.processEvents()
        below = bar.mapTo(window, QPoint()).y()
        assert below >= shown.mapTo(window, QPoint(0, shown.height())).y()
        assert bar.isVisible()
        assert bar.width() == window.centralWidget().width()
