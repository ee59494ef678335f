"""The speed slider says in words what it means, and tells only of moves by the person."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSlider, QToolBar
from pytestqt.qtbot import QtBot

from gui.window.speed_slider import SpeedSlider


def words(value: int) -> str:
    return "full speed" if value == 100 else f"{value} % speed"


@pytest.fixture
def speed(qtbot: QtBot) -> SpeedSlider:
    widget = SpeedSlider(describe=words)
    qtbot.addWidget(widget)
    return widget


def inner(speed: SpeedSlider) -> QSlider:
    slider = speed.findChild(QSlider, "speed")
    assert isinstance(slider, QSlider)
    return slider


def test_it_begins_at_full_speed_and_says_so(speed: SpeedSlider) -> None:
    assert speed.speed == 100
    assert speed.value_text == "full speed"


def test_both_ends_have_words(speed: SpeedSlider) -> None:
    speed.set_speed(0)
    assert speed.value_text == "0 % speed"
    assert inner(speed).accessibleDescription() == "0 % speed"
    speed.set_speed(40)
    assert speed.value_text == "40 % speed"


def test_moving_it_tells_and_setting_it_does_not(qtbot: QtBot, speed: SpeedSlider) -> None:
    told: list[int] = []
    speed.speed_changed.connect(told.append)
    speed.set_speed(50)
    assert told == []
    qtbot.keyClick(inner(speed), Qt.Key.Key_Left)
    qtbot.keyClick(inner(speed), Qt.Key.Key_PageUp)
    qtbot.keyClick(inner(speed), Qt.Key.Key_Home)
    assert told == [49, 59, 0]


def test_its_width_does_not_change_with_its_words(speed: SpeedSlider) -> None:
    widths = set()
    for value in (0, 50, 100):
        speed.set_speed(value)
        widths.add(speed.sizeHint().width())
    assert len(widths) == 1


def test_in_a_narrow_toolbar_it_gives_way_before_buttons_do(qtbot: QtBot) -> None:
    bar = QToolBar()
    qtbot.addWidget(bar)
    speed = SpeedSlider(describe=words)
    bar.addWidget(speed)
    button = bar.widgetForAction(bar.addAction("a button that must stay"))
    full = bar.sizeHint().width()
    bar.resize(full - 40, bar.sizeHint().height())
    bar.show()
    assert button.isVisible()
    assert button.geometry().right() < bar.width()
    assert inner(speed).width() >= 64
