"""The controls beside the plane of a table that is drawn."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from engine.reading import tables
from engine.sources.drawing import Point
from engine.table.table import Table
from gui.drawing.dialog import DrawingDialog
from gui.drawing.sketch import Sketch
from gui.widgets.message_bar import MessageBar
from tests.gui.person import LEFT

W = TypeVar("W", bound=QWidget)

CURVE = [Point(number / 20, 1 - number / 10, number % 2) for number in range(20)]


class Drawer:
    """Somebody before the dialog."""

    def __init__(self, qtbot: QtBot, sketch: Sketch) -> None:
        self.qtbot, self.sketch = qtbot, sketch
        self.dialog = DrawingDialog(sketch, QWidget())
        qtbot.addWidget(self.dialog)
        self.dialog.open()
        self.dialog.activateWindow()  # keys are for the active window
        qtbot.waitUntil(self.dialog.isActiveWindow)

    def find(self, kind: type[W], name: str) -> W:
        widget = self.dialog.findChild(kind, name)
        assert isinstance(widget, kind)
        return widget

    def write(self, name: str, text: str) -> None:
        editor = self.find(QLineEdit, name)
        editor.setFocus()
        editor.selectAll()
        self.qtbot.keyClicks(editor, text)

    def draw(self, points: list[Point]) -> None:
        self.sketch.begin_stroke()
        self.sketch.add(points)
        self.sketch.end_stroke()

    @property
    def said(self) -> str:
        return self.find(MessageBar, "drawn_message").text

    @property
    def count(self) -> str:
        return self.find(QLabel, "drawn_count").text()

    @property
    def use(self) -> QPushButton:
        return self.find(QPushButton, "use_points")


@pytest.fixture
def sketch() -> Sketch:
    return Sketch()


@pytest.fixture
def drawer(qtbot: QtBot, sketch: Sketch) -> Iterator[Drawer]:
    drawer = Drawer(qtbot, sketch)
    yield drawer
    drawer.dialog.close()


def test_points_become_a_table_once_there_are_enough(qtbot: QtBot, drawer: Drawer) -> None:
    assert (drawer.count, drawer.use.isEnabled()) == ("0 points", False)
    drawer.draw(CURVE[:1])
    assert drawer.count == "1 point"
    assert drawer.said == "Draw at least 10 points, 9 more than there are."
    drawer.draw(CURVE[1:])
    assert (drawer.said, drawer.use.isEnabled()) == ("", True)
    made: list[tuple[Table, str]] = []
    drawer.dialog.table_made.connect(lambda table, target: made.append((table, target)))
    drawer.write("drawn_name_1", "height")
    qtbot.keyClick(drawer.find(QLineEdit, "drawn_name_1"), Qt.Key.Key_Return)
    assert drawer.dialog.isVisible()
    qtbot.mouseClick(drawer.use, LEFT)
    ((table, target),) = made
    assert (table.rows, [column.name for column in table.columns]) == (20, ["x", "height"])
    assert target == "height"
    assert not drawer.dialog.isVisible()


def test_classes_are_chosen_by_button_or_key(qtbot: QtBot, sketch: Sketch, drawer: Drawer) -> None:
    assert not drawer.find(QToolButton, "label_A").isVisible()
    qtbot.keyClick(drawer.find(QComboBox, "drawing_kind"), Qt.Key.Key_Down)
    assert sketch.drawing.classes
    assert drawer.find(QLineEdit, "drawn_name_2").isVisible()
    assert drawer.find(QToolButton, "label_A").isChecked()
    qtbot.mouseClick(drawer.find(QToolButton, "erase_points"), LEFT)
    assert sketch.erasing
    qtbot.keyClick(drawer.dialog, Qt.Key.Key_2)
    assert (sketch.label, sketch.erasing) == (1, False)
    assert drawer.find(QToolButton, "label_B").isChecked()
    qtbot.mouseClick(drawer.find(QToolButton, "label_C"), LEFT)
    assert sketch.label == 2
    drawer.write("drawn_name_2", "1 2")
    assert (sketch.label, sketch.drawing.names) == (2, ("x1", "x2", "1 2"))
    drawer.draw(CURVE)
    assert drawer.count == "20 points · A 10 · B 10 · C 0"


def test_strokes_are_undone_by_key_and_points_cleared(qtbot: QtBot, sketch: Sketch, drawer: Drawer) -> None:
    drawer.draw(CURVE)
    qtbot.mouseClick(drawer.find(QToolButton, "clear_points"), LEFT)
    assert (sketch.drawing.points, drawer.find(QToolButton, "clear_points").isEnabled()) == ((), False)
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(drawer.dialog, Qt.Key.Key_Z, control)
    assert len(sketch.drawing.points) == 20
    qtbot.keyClick(drawer.dialog, Qt.Key.Key_Z, control)
    assert not drawer.find(QToolButton, "undo_points").isEnabled()
    qtbot.keyClick(drawer.dialog, Qt.Key.Key_Z, control | Qt.KeyboardModifier.ShiftModifier)
    assert len(sketch.drawing.points) == 20


def test_a_wrong_name_or_range_is_said_and_changes_nothing_else(sketch: Sketch, drawer: Drawer) -> None:
    drawer.draw(CURVE)
    drawer.write("drawn_x_low", "2")
    assert drawer.said == "x must end above where it begins"
    assert sketch.drawing.x_range == (-1, 1)
    drawer.write("drawn_x_high", "x")
    assert "an end of the range must be a number" in drawer.said
    drawer.write("drawn_x_high", "3")
    assert sketch.drawing.x_range == (2, 3)
    assert (drawer.said, drawer.count) == ("", "20 points · 20 out of sight")
    drawer.write("drawn_name_0", "y")
    assert (drawer.said, drawer.use.isEnabled()) == ("Give every column a name of its own.", False)
    drawer.write("drawn_name_0", "z")
    assert drawer.use.isEnabled()


def test_points_are_saved_as_a_table_or_it_is_said_why_not(
    qtbot: QtBot, drawer: Drawer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawer.draw(CURVE)
    save = drawer.find(QPushButton, "save_points")
    for path, words in ((tmp_path / "dots.csv", "Saved as dots.csv."), (tmp_path, "could not be saved")):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, path=path: (str(path), ""))
        qtbot.mouseClick(save, LEFT)
        assert words in drawer.said
    assert tables.read(tmp_path / "dots.csv").column("y").values[:2].tolist() == [1, 0.9]


def test_it_goes_on_where_it_was_left(qtbot: QtBot, sketch: Sketch, drawer: Drawer) -> None:
    qtbot.keyClick(drawer.find(QComboBox, "drawing_kind"), Qt.Key.Key_Down)
    drawer.draw(CURVE)
    qtbot.keyClick(drawer.dialog, Qt.Key.Key_3)
    qtbot.mouseClick(drawer.find(QPushButton, "close_drawing"), LEFT)
    again = Drawer(qtbot, sketch)
    assert again.find(QComboBox, "drawing_kind").currentData() is True
    assert again.find(QToolButton, "label_C").isChecked()
    assert again.count == drawer.count
    assert again.find(QToolButton, "undo_points").isEnabled()
