"""Where docks stand in windows of any size, and once a person has moved them."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDockWidget, QLabel, QMainWindow
from pytestqt.qtbot import QtBot

from gui.window.arrangement import Arrangement, Layout, layout_for, tab_bars

LEFT, RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    window = QMainWindow()
    window.setCentralWidget(QLabel("plots"))
    qtbot.addWidget(window)
    window.resize(1280, 960)
    window.show()
    return window


@pytest.fixture
def docks(window: QMainWindow) -> list[QDockWidget]:
    docks = [QDockWidget(title, window) for title in ("Data", "Network", "Training", "Predict", "Checks")]
    for dock in docks:
        dock.setObjectName(dock.windowTitle())
        dock.setWidget(QLabel(dock.windowTitle()))
    return docks


@pytest.fixture
def arrangement(window: QMainWindow, docks: list[QDockWidget]) -> Arrangement:
    return Arrangement(window, docks[:3], docks[3:])


def resize(qtbot: QtBot, window: QMainWindow, arrangement: Arrangement, width: int, height: int) -> None:
    window.resize(width, height)
    arrangement.follow_size()
    qtbot.wait(1)


@pytest.mark.parametrize(
    ("size", "layout"),
    [
        ((1280, 800), Layout.TABBED),
        ((1280, 900), Layout.STACKED),
        ((1920, 1080), Layout.STACKED),
        ((1199, 1000), Layout.NARROW),
        ((1024, 700), Layout.NARROW),
    ],
)
def test_the_size_of_the_window_decides(size: tuple[int, int], layout: Layout) -> None:
    assert layout_for(QSize(*size)) is layout


def test_a_high_window_has_them_one_above_the_other(
    window: QMainWindow, docks: list[QDockWidget], arrangement: Arrangement
) -> None:
    assert arrangement.layout is Layout.STACKED
    assert [window.dockWidgetArea(dock) for dock in docks] == [LEFT] * 3 + [RIGHT] * 2
    assert not any(window.tabifiedDockWidgets(dock) for dock in docks)
    assert all(upper.y() < lower.y() for upper, lower in pairwise(docks[:3]))


def test_a_low_window_has_tabs_and_a_narrow_one_all_in_them(
    qtbot: QtBot, window: QMainWindow, docks: list[QDockWidget], arrangement: Arrangement
) -> None:
    resize(qtbot, window, arrangement, 1280, 800)
    assert {dock.windowTitle() for dock in window.tabifiedDockWidgets(docks[0])} == {"Network", "Training"}
    assert not window.tabifiedDockWidgets(docks[3])
    resize(qtbot, window, arrangement, 1024, 700)
    assert len(window.tabifiedDockWidgets(docks[0])) == 4
    assert all(window.dockWidgetArea(dock) == LEFT for dock in docks)
    (bar,) = (bar for bar in tab_bars(window) if bar.count())
    assert [bar.tabText(place) for place in range(bar.count())] == [dock.windowTitle() for dock in docks]
    assert arrangement.needed_width() >= bar.sizeHint().width()
    resize(qtbot, window, arrangement, 1280, 960)
    assert not any(window.tabifiedDockWidgets(dock) for dock in docks)


def test_what_was_closed_stays_so_and_what_was_in_front_too(
    qtbot: QtBot, window: QMainWindow, docks: list[QDockWidget], arrangement: Arrangement
) -> None:
    resize(qtbot, window, arrangement, 1280, 800)
    docks[0].close()
    docks[2].raise_()
    qtbot.wait(1)
    resize(qtbot, window, arrangement, 1024, 700)
    assert docks[0].isHidden()
    assert not docks[2].visibleRegion().isEmpty()
    assert docks[1].visibleRegion().isEmpty()


def test_what_a_person_has_moved_stays_until_it_is_put_back(
    qtbot: QtBot, window: QMainWindow, docks: list[QDockWidget], arrangement: Arrangement
) -> None:
    window.addDockWidget(RIGHT, docks[1])
    assert arrangement.layout == Layout.OWN
    docks[4].setFloating(True)
    docks[0].close()
    resize(qtbot, window, arrangement, 1024, 700)
    assert window.dockWidgetArea(docks[1]) == RIGHT
    assert not any(window.tabifiedDockWidgets(dock) for dock in docks)
    arrangement.reset()
    assert str(arrangement.layout) == "narrow"
    assert not any(dock.isHidden() or dock.isFloating() for dock in docks)
    assert all(window.dockWidgetArea(dock) == LEFT for dock in docks)
