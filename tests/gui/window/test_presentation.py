"""Presenting shows less and larger, and leaves everything as it was."""

from PySide6.QtWidgets import QApplication, QDockWidget

from gui.application import Application
from tests.gui.conftest import Build
from tests.gui.person import Person


def shown(person: Person) -> set[str]:
    docks = person.program.window.findChildren(QDockWidget)
    return {dock.windowTitle() for dock in docks if dock.isVisible()}


def test_it_shows_less_and_larger_and_puts_everything_back(person: Person, program: Application) -> None:
    before, size = shown(person), QApplication.font().pointSizeF()
    program.actions["presentation"].trigger()
    assert shown(person) == {"Predict"}
    assert QApplication.font().pointSizeF() > 1.3 * size
    assert program._plots is not None
    assert program._plots.loss.line_width == 2
    program.actions["presentation"].trigger()
    person.qtbot.wait(1)
    assert shown(person) == before
    assert QApplication.font().pointSizeF() == size
    assert program._plots.loss.line_width == 1


def test_a_program_closed_in_a_presentation_opens_as_usual(start: Build, person: Person) -> None:
    before = shown(person)
    person.program.actions["presentation"].trigger()
    person.program.window.close()
    person.program.actions["presentation"].trigger()
    again = Person(person.qtbot, start())
    assert shown(again) == before
