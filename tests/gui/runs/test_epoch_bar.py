"""The bar through the epochs of a run."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from gui.runs.epoch_bar import EpochBar
from gui.widgets.marked_slider import MarkedSlider
from tests.gui.person import LEFT

EPOCHS = (0, 1, 2, 4, 6, 1000, 1240)


@pytest.fixture
def bar(qtbot: QtBot) -> EpochBar:
    bar = EpochBar()
    qtbot.addWidget(bar)
    bar.resize(700, 30)
    bar.show()
    return bar


def label(bar: EpochBar) -> str:
    found = bar.findChild(QLabel, "epoch_label")
    assert found is not None
    return found.text()


def slider(bar: EpochBar) -> MarkedSlider:
    found = bar.findChild(MarkedSlider, "epoch_slider")
    assert found is not None
    return found


def button(bar: EpochBar, name: str) -> QToolButton:
    found = bar.findChild(QToolButton, name)
    assert found is not None
    return found


def follow(bar: EpochBar) -> list[int]:
    """Show what is chosen, as the program does; return the places as they come."""
    chosen: list[int] = []
    bar.place_chosen.connect(chosen.append)
    bar.place_chosen.connect(bar.show_place)
    return chosen


def test_without_a_run_nothing_can_be_chosen(bar: EpochBar) -> None:
    assert label(bar) == "no epochs yet"
    assert not bar.isEnabled()


def test_the_newest_epoch_is_shown_first(bar: EpochBar) -> None:
    bar.show_epochs(EPOCHS, (), None)
    assert label(bar) == "epoch 1,240"
    assert bar.isEnabled()
    assert bar.place == 6
    assert not button(bar, "epoch_last").isEnabled()
    assert not button(bar, "epoch_next").isEnabled()
    assert button(bar, "epoch_first").isEnabled()


def test_one_epoch_leads_nowhere(bar: EpochBar) -> None:
    bar.show_epochs((0,), (), None)
    assert label(bar) == "epoch 0"
    assert not bar.isEnabled()


def test_the_best_epoch_is_named(bar: EpochBar) -> None:
    bar.show_epochs(EPOCHS, (), 5)
    bar.show_place(3)
    assert label(bar) == "epoch 4 * best", "the last that is kept up to the best"
    bar.show_place(4)
    assert label(bar) == "epoch 6"


def test_buttons_go_through_the_epochs(qtbot: QtBot, bar: EpochBar) -> None:
    bar.show_epochs(EPOCHS, (), None)
    chosen = follow(bar)
    for name in ("epoch_previous", "epoch_first", "epoch_next", "epoch_last"):
        qtbot.mouseClick(button(bar, name), LEFT)
    assert chosen == [5, 0, 1, 6]
    assert label(bar) == "epoch 1,240"


@pytest.mark.parametrize(
    ("key", "place"), [(Qt.Key.Key_Left, 2), (Qt.Key.Key_Right, 4), (Qt.Key.Key_Home, 0), (Qt.Key.Key_End, 6)]
)
def test_keys_go_through_the_epochs(qtbot: QtBot, bar: EpochBar, key: Qt.Key, place: int) -> None:
    bar.show_epochs(EPOCHS, (), None)
    bar.show_place(3)
    chosen = follow(bar)
    qtbot.keyClick(slider(bar), key)
    assert chosen == [place]


def test_what_is_shown_is_not_told_as_chosen(bar: EpochBar) -> None:
    chosen = follow(bar)
    bar.show_epochs(EPOCHS, (), None)
    bar.show_place(2)
    bar.show_epochs((0, 1), (), None)
    assert chosen == []


def test_changes_of_the_learning_rate_are_marks(bar: EpochBar) -> None:
    bar.show_epochs(EPOCHS, ((4, 0.03), (900, 0.5)), None)
    assert slider(bar).marks == (3, 4)
    assert "0.03 at epoch 4, 0.5 at epoch 900" in slider(bar).toolTip()
    before = slider(bar).grab().toImage()
    bar.show_epochs(EPOCHS, (), None)
    assert slider(bar).marks == ()
    assert slider(bar).grab().toImage() != before
    assert "Marks" not in slider(bar).toolTip()


def test_during_a_run_it_follows_and_can_do_nothing(bar: EpochBar) -> None:
    bar.show_epochs((0, 1), (), None)
    bar.show_running(317)
    assert label(bar) == "epoch 317"
    assert not bar.isEnabled()


def test_the_play_button_asks_for_what_it_says(qtbot: QtBot, bar: EpochBar) -> None:
    bar.show_epochs(EPOCHS, (), None)
    play = button(bar, "replay")
    with qtbot.waitSignal(bar.play_wanted, timeout=1000):
        qtbot.mouseClick(play, LEFT)
    bar.show_playing(playing=True)
    assert play.accessibleName() == "Hold the replay"
    with qtbot.waitSignal(bar.pause_wanted, timeout=1000):
        qtbot.mouseClick(play, LEFT)
    bar.show_playing(playing=False)
    assert play.accessibleName() == "Replay"


def test_everything_has_a_name_a_tip_and_a_place_in_the_tab_order(qtbot: QtBot, bar: EpochBar) -> None:
    bar.show_epochs(EPOCHS, (), None)
    bar.show_place(3)
    reached = ["epoch_first"]
    button(bar, "epoch_first").setFocus()
    for _ in range(5):
        qtbot.keyClick(bar.window(), Qt.Key.Key_Tab)
        focus = bar.focusWidget()
        assert focus is not None
        reached.append(focus.objectName())
    assert reached == [
        "epoch_first",
        "epoch_previous",
        "replay",
        "epoch_slider",
        "epoch_next",
        "epoch_last",
    ]
    for name in reached:
        widget = slider(bar) if name == "epoch_slider" else button(bar, name)
        assert widget.accessibleName()
        assert widget.toolTip()
