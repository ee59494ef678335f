import math

from pytestqt.qtbot import QtBot

from gui.prediction.label_choice import LabelChoice


def test_a_label_is_a_number_to_the_program_and_a_name_to_the_person(qtbot: QtBot) -> None:
    choice = LabelChoice(["Biscoe", "Dream"])
    qtbot.addWidget(choice)
    choice.set_value(1)
    assert (choice.value, choice.text()) == (1, "Dream")
    told: list[float] = []
    choice.value_edited.connect(told.append)
    qtbot.keyClicks(choice, "B")
    assert told == [0]


def test_nothing_is_offered_where_it_can_be(qtbot: QtBot) -> None:
    choice = LabelChoice(["Biscoe", "Dream"], optional=True)
    qtbot.addWidget(choice)
    choice.set_value(math.nan)
    assert math.isnan(choice.value)
    assert choice.text() == "(missing)"
    choice.set_value(None)
    assert math.isnan(choice.value)
