"""What's this? has words for every control there is."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QScrollBar,
    QWhatsThis,
    QWidget,
)

from engine.training.fields import TRAINING_FIELDS, NumberField
from gui.application import Application
from gui.help.whats_this import explain, words
from gui.widgets.number_edit import NumberEdit
from gui.window.actions import PANELS, VIEWS
from tests.gui.person import Person

CONTROLS = (QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit)
INSIDE = ("qt_", "ScrollLeftButton", "ScrollRightButton")
"""How Qt calls the parts of its own widgets."""


def controls(window: QWidget) -> list[QWidget]:
    found = [widget for widget in window.findChildren(QWidget) if isinstance(widget, CONTROLS)]
    return [
        widget
        for widget in found
        if widget.isVisible()
        and not isinstance(widget, QScrollBar)
        and not widget.objectName().startswith(INSIDE)
        and not isinstance(widget.parent(), QComboBox | QAbstractItemView)
        and widget.window() is window
    ]


@pytest.mark.parametrize("example", ["", "penguins"])
def test_every_control_has_words(example: str, program: Application) -> None:
    if example:
        program.opening.open_example(example)
    program.panels.training.show_more(more=True)
    program.panels.network.show_more(more=True)
    window = program.window
    seen = set()
    for panel in PANELS:
        window.go_to_panel(panel)
        for tab in range(len(VIEWS)):
            window.go_to_tab(tab)
            QApplication.processEvents()
            explain(window)
            without = [widget for widget in controls(window) if not widget.whatsThis()]
            assert not [f"{type(one).__name__} {one.objectName()}" for one in without]
            seen |= set(controls(window))
    assert len(seen) > 80


def test_a_number_says_its_range(program: Application) -> None:
    editor = program.window.findChild(NumberEdit, "learning_rate")
    assert isinstance(editor, NumberEdit)
    limit = TRAINING_FIELDS["learning_rate"]
    assert isinstance(limit, NumberField)
    assert limit.limit.sentence[1:] in words(editor)
    assert editor.accessibleName() in words(editor)


def test_the_mode_is_entered_by_the_action_and_left_by_escape(person: Person, program: Application) -> None:
    person.trigger("whats_this")
    assert QWhatsThis.inWhatsThisMode()
    person.qtbot.keyClick(program.window, Qt.Key.Key_Escape)
    QWhatsThis.leaveWhatsThisMode()
    assert not QWhatsThis.inWhatsThisMode()
    assert program.window.childAt(QPoint(20, 20)) is not None
