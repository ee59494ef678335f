"""A panel's heading names it, floats it and closes it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QLabel, QMainWindow, QToolButton
from pytestqt.qtbot import QtBot

from gui.window.dock_title import DockTitle


@pytest.fixture
def dock(qtbot: QtBot) -> QDockWidget:
    window = QMainWindow()
    qtbot.addWidget(window)
    dock = QDockWidget("Data", window)
    dock.setWidget(QLabel("inside"))
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    DockTitle(dock)
    window.show()
    dock.window_kept = window  # type: ignore[attr-defined]
    return dock


def buttons(dock: QDockWidget) -> list[QToolButton]:
    return dock.titleBarWidget().findChildren(QToolButton)


def test_it_shows_the_title_and_follows_it(dock: QDockWidget) -> None:
    label = dock.titleBarWidget().findChild(QLabel)
    assert isinstance(label, QLabel)
    assert label.text() == "Data"
    dock.setWindowTitle("Network")
    assert label.text() == "Network"
    assert [button.accessibleName() for button in buttons(dock)] == ["Float or dock Network", "Close Network"]


def test_its_buttons_float_dock_and_close(qtbot: QtBot, dock: QDockWidget) -> None:
    to_float, to_close = buttons(dock)
    qtbot.mouseClick(to_float, Qt.MouseButton.LeftButton)
    assert dock.isFloating()
    qtbot.mouseClick(to_float, Qt.MouseButton.LeftButton)
    assert not dock.isFloating()
    qtbot.mouseClick(to_close, Qt.MouseButton.LeftButton)
    assert dock.isHidden()


def test_a_dock_that_cannot_close_has_no_button_for_it(dock: QDockWidget) -> None:
    dock.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetMovable)
    assert all(button.isHidden() for button in buttons(dock))
