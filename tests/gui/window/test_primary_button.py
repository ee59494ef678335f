"""The primary button does what its action does, and can be seen in both themes."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from gui.look.theme import DARK, LIGHT, Theme, apply_theme, icon
from gui.window.primary_button import PrimaryButton


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_its_icon_stands_out_from_the_accent_whatever_the_action_wears(
    qapp: QApplication, qtbot: QtBot, theme: Theme
) -> None:
    apply_theme(qapp, theme)
    action = QAction(icon("train", theme), "Train")
    button = PrimaryButton(action, "train", ["Train"])
    qtbot.addWidget(button)
    action.setToolTip("changed, and so read anew by the button")
    action.setText("████")
    image = button.grab().toImage()
    y = image.height() // 2
    colours = {image.pixelColor(x, y).name() for x in range(image.width())}
    assert theme.accent in colours
    assert theme.on_accent in {image.pixelColor(x, y).name() for x in range(8, 26)}
    # In the dark theme the text is nearly as light as what stands on the accent.
    assert theme.text not in colours or theme.text == theme.on_accent


def test_it_has_its_icon_also_where_the_action_has_none(qtbot: QtBot) -> None:
    action = QAction("Train")
    button = PrimaryButton(action, "train", ["Train"])
    qtbot.addWidget(button)
    bare = QToolButton()
    qtbot.addWidget(bare)
    bare.setProperty("primary", "true")
    bare.setText("Train")
    assert button.sizeHint().width() >= bare.sizeHint().width() + button.iconSize().width()


def test_it_follows_its_action(qtbot: QtBot) -> None:
    action = QAction("Train")
    button = PrimaryButton(action, "train", ["Train"])
    qtbot.addWidget(button)
    clicks: list[str] = []
    action.triggered.connect(lambda: clicks.append("Train"))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    action.setEnabled(False)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    action.setText("Resume")
    assert clicks == ["Train"]
    assert button.text() == "Resume"
    assert not button.isEnabled()


def test_it_stays_as_wide_whatever_it_says(qtbot: QtBot) -> None:
    action = QAction("Train")
    button = PrimaryButton(action, "train", ["Train", "Go on for ever"])
    qtbot.addWidget(button)
    before = button.sizeHint().width()
    action.setText("Go on for ever")
    assert button.sizeHint().width() == before
    assert before > button.fontMetrics().horizontalAdvance("Go on for ever")
