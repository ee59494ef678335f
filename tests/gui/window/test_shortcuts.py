"""The list of shortcuts is made from the actions themselves."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from gui.window.shortcuts import ShortcutsDialog


@pytest.fixture
def dialog(qtbot: QtBot) -> ShortcutsDialog:
    table = QAction("&Open table…")
    table.setShortcut("Ctrl+O")
    table.setToolTip("Open a table of numbers from a file")
    redo = QAction("Redo")
    redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
    line = QAction()
    line.setSeparator(True)
    plain = QAction("Save && go")
    dialog = ShortcutsDialog([table, line, redo, plain])
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def test_every_action_has_a_row_in_its_order(dialog: ShortcutsDialog) -> None:
    assert dialog.rows == [
        ("Open table", "Ctrl+O", "Open a table of numbers from a file"),
        ("Redo", "Ctrl+Y or Ctrl+Shift+Z", ""),
        ("Save & go", "", ""),
    ]


def test_typing_searches_it(qtbot: QtBot, dialog: ShortcutsDialog) -> None:
    search = dialog.findChild(QLineEdit, "search_shortcuts")
    assert isinstance(search, QLineEdit)
    qtbot.keyClicks(search, "numbers OPEN")
    assert [row[0] for row in dialog.rows] == ["Open table"]
    search.clear()
    assert len(dialog.rows) == 3


def test_escape_closes_it(qtbot: QtBot, dialog: ShortcutsDialog) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isHidden()
