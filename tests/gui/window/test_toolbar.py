"""The toolbar keeps every button in sight: where it is narrow, words give way."""

import pytest
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QMainWindow, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from gui.look.theme import LIGHT
from gui.window.actions import create_actions, set_icons
from gui.window.speed_slider import SpeedSlider
from gui.window.toolbar import ToolBar


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def bar(window: QMainWindow) -> ToolBar:
    actions = create_actions(window, QUndoStack(window))
    set_icons(actions, LIGHT)
    bar = ToolBar(actions, SpeedSlider(describe=str), QMenu("&Open", window), QMenu("E&xport", window))
    window.addToolBar(bar)
    window.show()
    return bar


def words(bar: ToolBar) -> int:
    buttons = bar.findChildren(QToolButton)
    shown = [one for one in buttons if one.isVisible() and one.toolButtonStyle().name.endswith("BesideIcon")]
    return len(shown)


def test_where_there_is_room_every_button_has_words(qtbot: QtBot, window: QMainWindow, bar: ToolBar) -> None:
    for width, count in ((1600, 8), (600, 2), (1600, 8)):
        window.resize(width, 300)
        qtbot.wait(20)
        assert words(bar) == count


@pytest.mark.parametrize("width", [900, 1024, 1280])
def test_no_button_is_out_of_sight(qtbot: QtBot, window: QMainWindow, bar: ToolBar, width: int) -> None:
    window.resize(width, 300)
    qtbot.waitUntil(lambda: bar.width() == width)
    qtbot.wait(1)
    buttons = [one for one in bar.findChildren(QToolButton) if one.defaultAction() is not None]
    assert len(buttons) == 13
    assert all(one.isVisible() and one.geometry().right() <= bar.width() for one in buttons)
    assert all(one.accessibleName() or one.text() for one in buttons)
