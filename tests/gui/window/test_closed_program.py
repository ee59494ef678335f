"""What closing asks, and what comes back when the program is opened again."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import (
    QSettings,
    Qt,
)
from PySide6.QtWidgets import (
    QDockWidget,
    QMessageBox,
    QSlider,
)
from pytestqt.qtbot import QtBot

from gui.application import Application, build
from gui.look.theme import DARK, LIGHT, current_theme
from tests.gui.person import LEFT, Person, everything_drawn, set_training, train_by_adam

Build = Callable[..., Application]


def test_closing_an_untrained_program_asks_nothing(person: Person, program: Application) -> None:
    assert program.window.close()
    assert person.dialog(QMessageBox, "confirm_close") is None


def test_closing_with_a_trained_network_asks_first(person: Person, program: Application) -> None:
    set_training(program.document, epoch_limit=1)
    person.train_fully()
    assert not program.window.close()
    assert not program.window.close(), "asked once, not twice"
    boxes = program.window.findChildren(QMessageBox, "confirm_close")
    assert len(boxes) == 1
    buttons = {button.text().replace("&", ""): button for button in boxes[0].buttons()}
    assert boxes[0].defaultButton() is buttons["Stay"]
    person.qtbot.mouseClick(buttons["Stay"], LEFT)
    assert program.window.isVisible()
    assert person.train_fully().epoch == 2, "the thread still serves"
    person.trigger("quit")
    box = person.dialog(QMessageBox, "confirm_close")
    assert isinstance(box, QMessageBox)
    person.qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert program.window.isVisible()
    person.qtbot.waitUntil(lambda: not program.window.findChildren(QMessageBox))
    program.window.close()
    box = person.dialog(QMessageBox, "confirm_close")
    assert isinstance(box, QMessageBox)
    buttons = {button.text().replace("&", ""): button for button in box.buttons()}
    person.qtbot.mouseClick(buttons["Close without saving"], LEFT)
    person.qtbot.waitUntil(lambda: not program.window.isVisible())


def answer_the_close_question(person: Person, answer: str) -> None:
    (box,) = person.program.window.findChildren(QMessageBox, "confirm_close")
    buttons = {button.text().replace("&", ""): button for button in box.buttons()}
    person.qtbot.mouseClick(buttons[answer], LEFT)


def test_closing_while_training_holds_the_run_and_asks(person: Person, program: Application) -> None:
    train_by_adam(program.document)
    person.click_action("train")
    person.wait_for_epoch(1)
    assert not program.window.close()
    person.qtbot.waitUntil(lambda: program.session.state == "paused")
    answer_the_close_question(person, "Stay")
    assert program.session.state == "running"
    person.qtbot.waitUntil(lambda: not program.window.findChildren(QMessageBox, "confirm_close"))
    assert not program.window.close()
    answer_the_close_question(person, "Close without saving")
    person.qtbot.waitUntil(lambda: not program.window.isVisible())


def test_closing_while_paused_asks(person: Person, program: Application) -> None:
    person.click_action("step")
    person.wait_for_epoch(1)
    assert not program.window.close()
    assert person.dialog(QMessageBox, "confirm_close") is not None


def test_the_theme_is_toggled_and_remembered(start: Build, qtbot: QtBot) -> None:
    program = start("--theme", "light")
    person = Person(qtbot, program)
    set_training(program.document, epoch_limit=1)
    person.train_fully()
    pictures = {}
    icons = {}
    for theme in (LIGHT, DARK):
        assert current_theme() is theme
        pictures[theme.name] = everything_drawn(program.window)
        icons[theme.name] = program.actions["stop"].icon().pixmap(20, 20).toImage()
        if theme is LIGHT:
            person.click_action("theme")
    assert pictures["light"] != pictures["dark"]
    assert icons["light"] != icons["dark"]
    middle = pictures["dark"].pixelColor(pictures["dark"].width() // 2, pictures["dark"].height() // 4)
    assert middle.lightness() < 128
    assert program.settings.theme == "dark"
    start()
    assert current_theme() is DARK
    start("--theme", "light")
    assert current_theme() is LIGHT
    assert program.settings.theme == "dark", "a theme given in the shell is for this time only"


def test_geometry_docks_and_speed_come_back(start: Build, qtbot: QtBot) -> None:
    program = start()
    person = Person(qtbot, program)
    program.window.resize(900, 700)  # no larger than the off-screen screen allows
    person.find(QDockWidget, "predict_dock").hide()
    person.find(QSlider, "speed").setValue(30)
    assert program.window.close()
    again = start()
    assert (again.window.width(), again.window.height()) == (900, 700)
    assert Person(qtbot, again).find(QDockWidget, "predict_dock").isHidden()
    assert Person(qtbot, again).find(QSlider, "speed").value() == 30


def test_without_settings_nothing_of_the_person_s_is_touched(
    start: Build, settings_file: Path, table_file: Path
) -> None:
    start().window.close()
    before = settings_file.read_bytes()
    home = Path(QSettings().fileName()).parent.parent
    files = set(home.rglob("*"))
    program = build([str(table_file)])
    program.actions["theme"].trigger()
    program.window.close()
    program.window.deleteLater()
    assert settings_file.read_bytes() == before
    assert set(home.rglob("*")) == files
