import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QAbstractSlider, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.panel_area import PanelArea, reveal, share_room


def area_with_message(qtbot: QtBot) -> tuple[PanelArea, QLabel]:
    panel, message = QWidget(), QLabel("a sentence that is much too long for one line of this panel " * 3)
    message.setWordWrap(True)
    message.hide()
    layout = QVBoxLayout(panel)
    layout.addWidget(QLabel("always there"))
    layout.addWidget(message)
    area = PanelArea(panel)
    qtbot.addWidget(area)
    area.resize(200, 60)
    area.show()
    return area, message


def test_a_message_that_appears_asks_for_room_and_is_whole(qtbot: QtBot) -> None:
    area, message = area_with_message(qtbot)
    before = area.needed
    with qtbot.waitSignal(area.needs_changed, timeout=2000):
        message.show()
    assert area.needed > before
    # All of its lines have room in the panel, which scrolls.
    assert message.height() >= message.heightForWidth(message.width())
    assert area.verticalScrollBar().maximum() > 0


def test_what_is_revealed_stays_in_sight_until_a_person_scrolls(qtbot: QtBot) -> None:
    area, message = area_with_message(qtbot)
    bar = area.verticalScrollBar()
    message.show()
    reveal(message)
    message.setText("one line")
    qtbot.waitUntil(lambda: message.visibleRegion().boundingRect() == message.rect())
    message.setMinimumHeight(50)
    area.resize(200, 64)
    qtbot.waitUntil(lambda: message.height() >= 50 and bar.maximum() > 0)
    assert message.visibleRegion().boundingRect() == message.rect()
    bar.triggerAction(QAbstractSlider.SliderAction.SliderToMinimum)
    area.resize(200, 40)
    QCoreApplication.processEvents()
    assert bar.value() == 0


def test_of_what_is_higher_than_its_panel_the_upper_end_is_revealed(qtbot: QtBot) -> None:
    area, message = area_with_message(qtbot)
    message.setText("many words " * 40)
    message.show()
    reveal(message)
    qtbot.waitUntil(lambda: message.height() > area.height())
    seen = message.visibleRegion().boundingRect()
    assert seen.top() == 0
    assert seen.bottom() < message.height() - 1


def test_a_panel_that_fits_does_not_scroll(qtbot: QtBot) -> None:
    area, message = area_with_message(qtbot)
    message.show()
    area.resize(200, area.needed + 20)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == 0, timeout=2000)


@pytest.mark.parametrize(
    ("total", "needed", "wanted", "shared"),
    [
        (600, [100, 200], [100, 200], [250, 350]),
        (400, [100, 200], [150, 250], [150, 250]),
        (350, [100, 200], [150, 250], [125, 225]),
        (300, [100, 100, 400], [100, 100, 400], [100, 100, 100]),
        (500, [100, 300, 400], [100, 300, 400], [100, 200, 200]),
        (90, [100, 200, 400], [100, 200, 400], [30, 30, 30]),
    ],
)
def test_room_goes_to_needs_then_wishes_and_the_longest_panel_scrolls_first(
    total: int, needed: list[int], wanted: list[int], shared: list[int]
) -> None:
    assert share_room(total, needed, wanted) == shared
