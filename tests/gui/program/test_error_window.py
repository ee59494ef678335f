"""One window holds all unexpected errors, and its text can be copied."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from gui.program.error_window import MOST_ERRORS, ErrorWindow


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> ErrorWindow:
    window = ErrorWindow(tmp_path)
    qtbot.addWidget(window)
    return window


def button(window: ErrorWindow, text: str) -> QPushButton:
    return next(button for button in window.findChildren(QPushButton) if button.text() == text)


def test_the_first_error_opens_it_and_plain_words_come_first(window: ErrorWindow) -> None:
    assert window.isHidden()
    window.add_error("Traceback: a\n")
    assert window.isVisible()
    assert not window.isModal()
    words = " ".join(label.text() for label in window.findChildren(QLabel))
    assert "The program goes on" in words
    details = window.findChild(QPlainTextEdit, "error_text")
    assert isinstance(details, QPlainTextEdit)
    assert details.toPlainText() == "Traceback: a"
    assert details.isReadOnly()


def test_further_errors_are_added_but_not_without_end(window: ErrorWindow) -> None:
    for number in range(MOST_ERRORS + 7):
        window.add_error(f"error {number};")
    assert "error 0;" in window.text
    assert f"error {MOST_ERRORS - 1};" in window.text
    assert f"error {MOST_ERRORS};" not in window.text
    assert "and 7 more" in window.text


def test_copy_copies_the_whole_text(qtbot: QtBot, window: ErrorWindow) -> None:
    window.add_error("first")
    window.add_error("second")
    qtbot.mouseClick(button(window, "Copy text"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == window.text
    assert "first" in window.text
    assert "second" in window.text
    assert button(window, "Copied")


def test_the_log_folder_can_be_opened(
    qtbot: QtBot, window: ErrorWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    window.add_error("x")
    qtbot.mouseClick(button(window, "Open log folder"), Qt.MouseButton.LeftButton)
    assert [Path(url.toLocalFile()) for url in opened] == [tmp_path]


def test_it_never_keeps_the_program_alive(window: ErrorWindow) -> None:
    assert not window.testAttribute(Qt.WidgetAttribute.WA_QuitOnClose)


def test_enter_closes_it(qtbot: QtBot, window: ErrorWindow) -> None:
    window.add_error("x")
    qtbot.keyClick(window, Qt.Key.Key_Return)
    assert window.isHidden()
