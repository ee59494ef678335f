"""Everything a person can do is in one table: complete, and each key means one thing."""

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QIcon, QKeySequence, QUndoCommand, QUndoStack
from PySide6.QtWidgets import QApplication

from gui.look.theme import DARK, LIGHT
from gui.window.actions import ACTIONS, create_actions, set_icons


@pytest.fixture
def stack() -> QUndoStack:
    return QUndoStack()


@pytest.fixture
def actions(qapp: QApplication, stack: QUndoStack) -> Iterator[dict[str, QAction]]:  # noqa: ARG001
    parent = QObject()
    yield create_actions(parent, stack)
    parent.deleteLater()


def test_every_action_says_what_it_is(actions: dict[str, QAction]) -> None:
    assert set(actions) == {row.name for row in ACTIONS}
    for name, action in actions.items():
        assert action.objectName() == name
        assert action.text().replace("&", "")
        assert "&" not in action.iconText()
        assert action.toolTip().startswith(next(row.tip for row in ACTIONS if row.name == name))
        first = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        assert not first or first in action.toolTip()


def test_every_key_is_understood_and_used_once(actions: dict[str, QAction]) -> None:
    keys = [keys.toString() for action in actions.values() for keys in action.shortcuts()]
    assert all(keys)
    assert [key for key, count in Counter(keys).items() if count > 1] == []


def test_what_is_done_often_has_a_key(actions: dict[str, QAction]) -> None:
    frequent = {"open_table", "train", "pause", "step", "stop", "new_weights", "undo", "redo", "theme"}
    for name in frequent:
        assert not actions[name].shortcut().isEmpty(), name


def test_undo_and_redo_are_the_stack_s(actions: dict[str, QAction], stack: QUndoStack) -> None:
    assert not actions["undo"].isEnabled()
    stack.push(QUndoCommand("add a layer"))
    assert actions["undo"].isEnabled()
    assert "add a layer" in actions["undo"].text()
    actions["undo"].trigger()
    assert actions["redo"].isEnabled()
    assert actions["undo"].toolTip().startswith("Take the last change back")


def test_icons_are_drawn_in_the_theme_s_colours(actions: dict[str, QAction]) -> None:
    pictures = []
    for theme in (LIGHT, DARK):
        set_icons(actions, theme)
        for row in ACTIONS:
            assert actions[row.name].icon().isNull() == (not row.icon), row.name
        pictures.append(actions["train"].icon().pixmap(20, 20, QIcon.Mode.Normal).toImage())
    assert pictures[0] != pictures[1]
