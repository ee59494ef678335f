"""The toolbar keeps every button in sight: where it is narrow, words give way."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QMainWindow, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from gui.window.actions import create_actions
from gui.window.speed_slider import SpeedSlider
from gui.window.toolbar import ToolBar


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[ToolBar]:
    window = QMainWindow()
    qtbot.addWidget(window)
    stack = QUndoStack(window)
    bar = ToolBar(create_actions(window, stack), SpeedSlider(describe=str), QMenu("&Open", window))
    window.addToolBar(bar)
    window.show()
    yield bar


def words(bar: ToolBar) -> int:
    buttons = bar.findChildren(QToolButton)
    shown = [one for one in buttons if one.isVisible() and one.toolButtonStyle().name.endswith("BesideIcon")]
    return len(shown)


def test_where_there_is_room_every_button_has_words(qtbot: QtBot, bar: ToolBar) -> None:
    bar.window().resize(1400, 300)
    qtbot.wait(1)
    wide = words(bar)
    bar.window().resize(900, 300)
    qtbot.wait(1)
    assert words(bar) < wide
    bar.window().resize(1400, 300)
    qtbot.wait(1)
    assert words(bar) == wide


@pytest.mark.parametrize("width", [900, 1024, 1280])
def test_no_button_is_out_of_sight(qtbot: QtBot, bar: ToolBar, width: int) -> None:
    bar.window().resize(width, 300)
    qtbot.wait(1)
    buttons = [one for one in bar.findChildren(QToolButton) if one.defaultAction() is not None]
    assert len(buttons) == 11
    assert all(one.isVisible() and one.geometry().right() <= bar.width() for one in buttons)
    assert all(one.accessibleName() or one.text() for one in buttons)
