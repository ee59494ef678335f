"""The line above the panels: what it says, offers and explains, and how high it is."""

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from gui.runs.message import Remedy, RunMessage
from gui.runs.message_line import MessageLine
from tests.gui.person import LEFT

LONG = "The loss no longer moves, and 2 of 4 units of layer 2 never fire. " * 4


@pytest.fixture
def line(qtbot: QtBot) -> MessageLine:
    line = MessageLine()
    qtbot.addWidget(line)
    line.resize(900, 30)
    line.show()
    return line


def button(line: MessageLine, name: str) -> QPushButton:
    found = line.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def said(line: MessageLine) -> str:
    label = line.findChild(QLabel, "status_message")
    assert isinstance(label, QLabel)
    return label.text()


def test_it_offers_what_can_be_done_about_it(qtbot: QtBot, line: MessageLine) -> None:
    chosen: list[str] = []
    line.remedy_chosen.connect(chosen.append)
    remedy_button = button(line, "status_remedy")
    for remedy in (Remedy.NEW_WEIGHTS, Remedy.LOWER_RATE, Remedy.RESTART):
        line.show_message(RunMessage("warning", "Something is to be done.", remedy))
        assert (said(line), remedy_button.text()) == ("Something is to be done.", remedy.value)
        qtbot.mouseClick(remedy_button, LEFT)
    assert chosen == [Remedy.NEW_WEIGHTS, Remedy.LOWER_RATE, Remedy.RESTART]
    line.show_message(RunMessage("plain", "Training."))
    assert not remedy_button.isVisible()


@pytest.mark.parametrize("width", [900, 500, 300])
def test_it_is_as_high_as_its_words_need(qtbot: QtBot, line: MessageLine, width: int) -> None:
    line.show_message(RunMessage("warning", LONG, Remedy.NEW_WEIGHTS))
    line.resize(width, line.height())
    qtbot.wait(1)
    label = line.findChild(QLabel, "status_message")
    assert isinstance(label, QLabel)
    assert label.height() >= label.heightForWidth(label.width())
    long_height = line.height()
    line.show_message(RunMessage("plain", "Training."))
    qtbot.wait(1)
    assert line.height() < long_height


def test_why_says_more_and_less_again(qtbot: QtBot, line: MessageLine) -> None:
    why = button(line, "message_why")
    line.show_message(RunMessage("good", "Trained.", detail="network, L2 0.1: 0.5"))
    assert why.isVisible()
    qtbot.mouseClick(why, LEFT)
    assert said(line) == "Trained.\nnetwork, L2 0.1: 0.5"
    qtbot.mouseClick(why, LEFT)
    assert said(line) == "Trained."
    line.show_message(RunMessage("plain", "Training."))
    assert not why.isVisible()


def test_what_is_put_away_stays_so_until_there_is_something_else_to_say(
    qtbot: QtBot, line: MessageLine
) -> None:
    shown: list[bool] = []
    line.shown_changed.connect(shown.append)
    line.show_message(RunMessage("warning", "One."))
    close = line.findChild(QToolButton, "message_close")
    assert isinstance(close, QToolButton)
    qtbot.mouseClick(close, LEFT)
    line.show_message(RunMessage("warning", "One."))
    assert shown == [True, False]
    line.show_message(RunMessage("warning", "Two."))
    assert shown == [True, False, True]
