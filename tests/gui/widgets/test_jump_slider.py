"""A slider that goes where it is clicked."""

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from gui.widgets.jump_slider import JumpSlider
from tests.gui.person import LEFT


@pytest.fixture
def slider(qtbot: QtBot) -> JumpSlider:
    slider = JumpSlider(Qt.Orientation.Horizontal)
    slider.setRange(0, 100)
    slider.resize(220, 24)
    qtbot.addWidget(slider)
    slider.show()
    return slider


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_click_into_the_bar_goes_there(qtbot: QtBot, slider: JumpSlider, share: float) -> None:
    slider.setValue(0 if share > 0.5 else 100)
    qtbot.mouseClick(slider, LEFT, pos=QPoint(round(220 * share), 12))
    assert slider.value() == pytest.approx(100 * share, abs=6)


def test_the_ends_can_be_clicked(qtbot: QtBot, slider: JumpSlider) -> None:
    qtbot.mouseClick(slider, LEFT, pos=QPoint(218, 12))
    assert slider.value() == 100
    qtbot.mouseClick(slider, LEFT, pos=QPoint(1, 12))
    assert slider.value() == 0
