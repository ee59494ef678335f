"""An editor of any value that a text can say: what it cannot use is marked, and arrows step."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from engine.base.errors import InputError
from gui.look.theme import LIGHT, apply_theme
from gui.widgets.step_edit import StepEdit


class LetterEdit(StepEdit[str]):
    """A StepEdit for a letter."""

    def understood(self, text: str) -> str:
        if len(text) != 1:
            raise InputError("one letter, please")
        return text.upper()

    def written(self, value: str | None) -> str:
        return value or ""

    def stepped(self, value: str | None, steps: int) -> str:
        stepped = chr(ord(value or "A") + steps)
        if not "A" <= stepped <= "Z":
            raise InputError("there is no such letter")
        return stepped


@pytest.fixture
def editor(qtbot: QtBot) -> LetterEdit:
    editor = LetterEdit(optional=True)
    qtbot.addWidget(editor)
    editor.set_value("C")
    return editor


def test_a_value_is_told_once_however_it_is_written(qtbot: QtBot, editor: LetterEdit) -> None:
    told: list[str | None] = []
    editor.value_edited.connect(told.append)
    editor.clear()
    qtbot.keyClicks(editor, "q")
    assert told == []
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert told == ["Q"]
    editor.set_value("Q")
    assert editor.text() == "q", "what was typed says it already"
    qtbot.keyClick(editor, Qt.Key.Key_Backspace)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert told == ["Q", None]


def test_what_is_typed_counts_where_the_editor_is_left(qtbot: QtBot, editor: LetterEdit) -> None:
    told: list[str | None] = []
    editor.value_edited.connect(told.append)
    editor.clear()
    qtbot.keyClicks(editor, "q")
    assert (told, editor.value) == ([], "C")
    QApplication.sendEvent(editor, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.TabFocusReason))
    assert (told, editor.value) == (["Q"], "Q")


def test_what_is_still_typed_stays_in_a_refresh_steps_and_goes_with_escape(
    qtbot: QtBot, editor: LetterEdit
) -> None:
    editor.clear()
    qtbot.keyClicks(editor, "q")
    editor.set_value("C")
    assert editor.text() == "q"
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert editor.text() == "C"
    editor.clear()
    qtbot.keyClicks(editor, "q")
    qtbot.keyClick(editor, Qt.Key.Key_Up)
    assert editor.value == "R"


def test_what_is_not_understood_stays_and_the_reason_is_said(qtbot: QtBot, editor: LetterEdit) -> None:
    qtbot.keyClicks(editor, "at")
    assert (editor.text(), editor.value, editor.problem) == ("Cat", "C", "one letter, please")
    assert editor.toolTip() == editor.accessibleDescription() == "one letter, please"
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert (editor.text(), editor.problem) == ("C", "")


def test_keys_step_as_far_as_values_go(qtbot: QtBot, editor: LetterEdit) -> None:
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    assert editor.value == "B"
    qtbot.keyClick(editor, Qt.Key.Key_PageUp)
    assert editor.value == "L"
    editor.set_value("A")
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    assert (editor.value, editor.text()) == ("A", "A")


def test_the_theme_leaves_the_arrows_room(qapp: QApplication, editor: LetterEdit) -> None:
    apply_theme(qapp, LIGHT)
    editor.resize(100, 26)
    editor.show()
    for button in editor.findChildren(QToolButton):
        picture, middle = editor.grab(button.geometry()).toImage(), button.width() // 2
        shades = [picture.pixelColor(middle, y).lightness() for y in range(picture.height())]
        assert min(shades) < 150 < max(shades), "an arrow is seen"
