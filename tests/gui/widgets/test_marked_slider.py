"""A slider with marks above some of its places."""

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from gui.widgets.marked_slider import MarkedSlider
from tests.gui.person import LEFT


@pytest.fixture
def slider(qtbot: QtBot) -> MarkedSlider:
    slider = MarkedSlider()
    slider.setRange(0, 20)
    slider.resize(320, 24)
    qtbot.addWidget(slider)
    slider.show()
    return slider


@pytest.mark.parametrize("value", [0, 5, 20])
def test_a_click_on_a_mark_leads_to_its_value(qtbot: QtBot, slider: MarkedSlider, value: int) -> None:
    slider.set_marks([value])
    slider.setValue(11)
    qtbot.mouseClick(slider, LEFT, pos=QPoint(round(slider.mark_x(value)), 12))
    assert slider.value() == value


def test_a_mark_is_drawn_where_its_value_is(slider: MarkedSlider) -> None:
    before = slider.grab().toImage()
    slider.set_marks([5])
    after = slider.grab().toImage()
    changed = [
        (x, y)
        for x in range(after.width())
        for y in range(after.height())
        if before.pixel(x, y) != after.pixel(x, y)
    ]
    assert changed
    assert all(abs(x - slider.mark_x(5)) <= 2 and y <= 5 for x, y in changed)
