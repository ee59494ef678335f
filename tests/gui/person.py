"""Does with the window what a person does, by keys and mouse, and reads what a person reads."""

from dataclasses import replace
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QTableView,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from engine.training.recipes.choice import CUSTOM
from engine.training.run.snapshot import Snapshot
from gui.application import Application
from gui.document.document import Document
from gui.widgets.message_bar import MessageBar

W = TypeVar("W", bound=QWidget)

LEFT = Qt.MouseButton.LeftButton


class Person:
    """Sits before one window."""

    def __init__(self, qtbot: QtBot, program: Application) -> None:
        self.qtbot = qtbot
        self.program = program

    def find(self, kind: type[W], name: str) -> W:
        widget = self.program.window.findChild(kind, name)
        assert isinstance(widget, kind), f"there is no {kind.__name__} {name!r}"
        return widget

    # Panels.

    def write(self, name: str, text: str) -> QLineEdit:
        """Replace the text of a line editor, letter by letter, and press Return."""
        editor = self.type_into(name, text)
        self.qtbot.keyClick(editor, Qt.Key.Key_Return)
        return editor

    def type_into(self, name: str, text: str) -> QLineEdit:
        """Replace the text of a line editor, letter by letter, without an end."""
        editor = self.find(QLineEdit, name)
        editor.setFocus()
        editor.selectAll()
        self.qtbot.keyClick(editor, Qt.Key.Key_Delete)
        self.qtbot.keyClicks(editor, text)
        return editor

    def choose(self, name: str, data: str) -> None:
        """Go through a combo box by arrow keys until it says `data`."""
        combo = self.find(QComboBox, name)
        wanted = combo.findData(data)
        assert wanted >= 0, f"{name} does not offer {data!r}"
        while combo.currentIndex() != wanted:
            down = combo.currentIndex() < wanted
            self.qtbot.keyClick(combo, Qt.Key.Key_Down if down else Qt.Key.Key_Up)

    def click(self, name: str) -> None:
        button = self.find(QToolButton, name)
        assert button.isEnabled(), f"{name} is disabled"
        self.qtbot.mouseClick(button, LEFT)

    def click_action(self, name: str) -> None:
        """Click the toolbar's button of an action."""
        action = self.program.actions[name]
        buttons = self.program.window.findChildren(QToolButton)
        button = next(button for button in buttons if button.defaultAction() is action)
        self.qtbot.mouseClick(button, LEFT)

    def trigger(self, name: str) -> None:
        """Choose an action from a menu."""
        action = self.program.actions[name]
        assert action.isEnabled(), f"{name} is disabled"
        action.trigger()

    def click_cell(self, table: QTableView, row: int, column: int, *, control: bool = False) -> None:
        place = table.visualRect(table.model().index(row, column)).center()
        keys = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
        self.qtbot.mouseClick(table.viewport(), LEFT, keys, place)

    def tick(self, row: int, column: int) -> None:
        """Click the box of a column's role."""
        table = self.find(QTableView, "column_table")
        cell = table.visualRect(table.model().index(row, column))
        self.qtbot.mouseClick(table.viewport(), LEFT, pos=QPoint(cell.left() + 10, cell.center().y()))

    def select_layers(self, *rows: int) -> QTableView:
        """Click these rows of the layer list, all but the first with Control."""
        table = self.find(QTableView, "layer_table")
        for number, row in enumerate(rows):
            self.click_cell(table, row, 0, control=number > 0)
        return table

    def edit_cell(self, row: int, column: int, kind: type[W]) -> W:
        """Open the editor of a cell of the layer list by key."""
        table = self.find(QTableView, "layer_table")
        table.setFocus()
        select = QItemSelectionModel.SelectionFlag
        table.selectionModel().setCurrentIndex(
            table.model().index(row, column), select.ClearAndSelect | select.Rows
        )
        self.qtbot.keyClick(table, Qt.Key.Key_F2)
        assert table.state() == QAbstractItemView.State.EditingState
        editors = [editor for editor in table.viewport().findChildren(kind) if editor.isVisible()]
        assert len(editors) == 1
        return editors[0]

    def enter(self, editor: QWidget) -> None:
        """Press Return in the editor of a cell; Qt closes it when the event loop comes round."""
        self.qtbot.keyClick(editor, Qt.Key.Key_Return)
        self.qtbot.waitUntil(lambda: not shiboken6.isValid(editor) or not editor.isVisible())

    # Reading.

    def answers(self) -> list[str]:
        """What the Predict panel says for every output."""
        labels = self.program.window.findChildren(QLabel)
        outputs = [label for label in labels if label.objectName().startswith("predict_output_")]
        return [label.text() for label in sorted(outputs, key=lambda label: label.objectName())]

    def status(self) -> str:
        return self.find(QLabel, "status_message").text()

    def figures(self) -> str:
        return self.find(QLabel, "run_figures").text()

    def said(self) -> list[str]:
        """What the message bars of the panels say now."""
        bars = self.program.window.findChildren(MessageBar)
        return [bar.text for bar in bars if bar.isVisibleTo(self.program.window) and bar.text]

    def hidden_units(self) -> list[int]:
        return [layer.units for layer in self.program.document.project.network.hidden]

    def dialog(self, kind: type[QDialog], name: str) -> QDialog | None:
        """The dialog of this name that is open, if any."""
        dialogs = self.program.window.findChildren(kind, name)
        return next((dialog for dialog in dialogs if dialog.isVisible()), None)

    # Training.

    def wait_for(self, state: str, timeout: int = 10_000) -> None:
        self.qtbot.waitUntil(lambda: self.program.session.state == state, timeout=timeout)

    def wait_for_epoch(self, epoch: int) -> Snapshot:
        def arrived() -> bool:
            latest = self.program.session.latest
            return latest is not None and latest.epoch >= epoch

        self.qtbot.waitUntil(arrived, timeout=20_000)
        latest = self.program.session.latest
        assert latest is not None
        return latest

    def train_fully(self) -> Snapshot:
        """Click Train and wait for the end of the run."""
        self.click_action("train")
        self.wait_for("idle", 30_000)
        latest = self.program.session.latest
        assert latest is not None
        return latest


def set_recipe(document: Document, recipe: str, **changes: Any) -> None:
    """Choose a recipe, and change some of its fields as if they had been typed."""
    project = document.project.filled(recipe, document.prepared)
    if changes:
        project = replace(project, training=replace(project.training, **{"recipe": CUSTOM, **changes}))
    document.apply(project, "choose a recipe")


def train_by_adam(document: Document, **changes: Any) -> None:
    """Choose a long run of epochs that are all alike, and that every field of the panel steers."""
    fields = {"schedule": "exponential", "batch_size": 32, "epoch_limit": 400, **changes}
    set_recipe(document, "adam", **fields)


def set_training(document: Document, **changes: Any) -> None:
    """Change training fields as if they had been typed."""
    project = document.project
    training = replace(project.training, **{"recipe": CUSTOM, **changes})
    document.apply(replace(project, training=training), "change training")


def everything_drawn(widget: QWidget) -> QImage:
    QApplication.processEvents()
    return widget.grab().toImage()


def is_filled(person: Person, plot: str) -> bool:
    """Whether a plot shows data, not the words of its empty state."""
    return not person.find(QLabel, f"{plot}_empty").isVisible()
