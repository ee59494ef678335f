import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from engine.base.limits import Limit
from gui.prediction.date_edit import DateEdit


@pytest.fixture
def editor(qtbot: QtBot) -> DateEdit:
    editor = DateEdit(Limit("when", -1e6, 1e6))
    qtbot.addWidget(editor)
    editor.set_value(19_723)
    return editor


def test_days_are_shown_and_typed_as_dates(qtbot: QtBot, editor: DateEdit) -> None:
    assert editor.text() == "2024-01-01"
    told: list[float] = []
    editor.value_edited.connect(told.append)
    editor.clear()
    qtbot.keyClicks(editor, "2.1.2024 12:00")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert told[-1] == editor.value == 19_724.5
    qtbot.keyClick(editor, Qt.Key.Key_Up)
    assert editor.text() == "2024-01-03 12:00"


def test_what_is_no_date_is_said(qtbot: QtBot, editor: DateEdit) -> None:
    editor.clear()
    qtbot.keyClicks(editor, "soon")
    assert "write it like 2024-01-31" in editor.problem
    assert editor.value == 19_723
    editor.clear()
    qtbot.keyClicks(editor, "03/04/2024")
    assert "could be 2024-04-03 or 2024-03-04" in editor.problem
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert (editor.text(), editor.problem) == ("2024-01-01", "")
