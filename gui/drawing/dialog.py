"""Making a table by drawing its points: the plane, and beside it what the points are."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeySequence, QPainter, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.base.errors import InputError
from engine.base.limits import LIMITS
from engine.base.words import capitalised, counted
from engine.sources.drawing import LABELS, MOST_POINTS, Drawing, check_range
from engine.table.table import Table
from gui.drawing.sketch import Sketch
from gui.look.theme import SMALL_ICON, current_theme, icon
from gui.program.saving import save
from gui.widgets.message_bar import MessageBar
from gui.widgets.number_edit import NumberEdit

SIDE_WIDTH: Final = 250
_NAMES: Final = (
    ("across", "The name of the column of places across."),
    ("upward", "The name of the column of places upward."),
    ("class", "The name of the column of classes."),
)


class DrawingDialog(QDialog):
    """Controls around a plane that draws the same `sketch`; `table_made` carries the table and its target."""

    table_made = Signal(Table, str)

    def __init__(self, sketch: Sketch, plane: QWidget, parent: QWidget | None = None) -> None:
        """Go on with what `sketch` holds."""
        super().__init__(parent)
        self.setObjectName("drawing")
        self.setWindowTitle("New table by drawing")
        self._sketch = sketch
        # In the order of the Tab key.
        self._kind = QComboBox(self)
        self._labels = QButtonGroup(self)
        self._label_row = self._row(*(self._label_button(number) for number in range(len(LABELS))))
        self._erase = self._tool("erase_points", "Erase", "The left button erases too", "E", checkable=True)
        self._undo = self._tool("undo_points", "Undo", "Take the last stroke back", "Ctrl+Z", "undo")
        self._redo = self._tool("redo_points", "Redo", "Make the stroke again", "Ctrl+Shift+Z", "redo")
        self._clear = self._tool("clear_points", "Clear", "Remove all points; Undo brings them back")
        self._names = tuple(QLineEdit(self) for _ in _NAMES)
        self._class_words = QLabel(_NAMES[-1][0], self)
        self._ends = {
            (axis, end): NumberEdit(LIMITS["drawn_range"], self, at_once=True)
            for axis in "xy"
            for end in ("low", "high")
        }
        self._count = QLabel(self)
        self._message = MessageBar(self)
        self._save = QPushButton("Save as CSV…", self)
        self._close = QPushButton("Close", self)
        self._use = QPushButton("Use these points", self)
        self._set_up()
        self._connect()
        self._lay_out(plane)
        self._show()

    def _tool(
        self, name: str, text: str, tip: str, keys: str = "", picture: str = "", *, checkable: bool = False
    ) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setText(text)
        button.setToolTip(f"{tip} ({keys})" if keys else tip)
        button.setAccessibleName(text)
        button.setCheckable(checkable)
        if keys:
            # A button's own shortcut waits for its animation, and swallows what is pressed meanwhile.
            QShortcut(QKeySequence(keys), self).activated.connect(button.click)
        if picture:
            button.setIcon(icon(picture, current_theme()))
            button.setIconSize(QSize(SMALL_ICON, SMALL_ICON))
        return button

    def _set_up(self) -> None:
        self._kind.setObjectName("drawing_kind")
        self._kind.setAccessibleName("What is to be learnt from the points")
        self._kind.setToolTip("What the network is to learn from the points.")
        self._kind.addItem("Numbers: y from x", False)  # noqa: FBT003
        self._kind.addItem("Classes: which colour where", True)  # noqa: FBT003
        for number, (editor, (words, tip)) in enumerate(zip(self._names, _NAMES, strict=True)):
            editor.setObjectName(f"drawn_name_{number}")
            editor.setToolTip(tip)
            editor.setAccessibleName(f"Name of the column {words}")
        for (axis, end), editor in self._ends.items():
            words = f"Where {axis} {'begins' if end == 'low' else 'ends'}"
            editor.setObjectName(f"drawn_{axis}_{end}")
            editor.setAccessibleName(words)
            editor.setToolTip(f"{words}.")
        self._count.setObjectName("drawn_count")
        self._message.setObjectName("drawn_message")
        self._save.setObjectName("save_points")
        self._save.setToolTip("Save the points as a table that every spreadsheet opens.")
        self._close.setObjectName("close_drawing")
        self._close.setToolTip("Close without a new table; the points stay for the next time.")
        self._use.setObjectName("use_points")
        self._use.setToolTip("Open the points as the table to train on.")
        self._use.setProperty("primary", "true")
        for button in (self._save, self._close, self._use):
            button.setAutoDefault(False)  # Return ends what is typed into an editor, and no more
        self._erase.setChecked(self._sketch.erasing)

    def _connect(self) -> None:
        sketch = self._sketch
        self._kind.currentIndexChanged.connect(self._choose_kind)
        self._labels.idClicked.connect(self._choose_label)
        self._erase.toggled.connect(sketch.set_erasing)
        self._undo.clicked.connect(sketch.undo)
        self._redo.clicked.connect(sketch.redo)
        self._clear.clicked.connect(sketch.clear)
        for editor in self._names:
            editor.textEdited.connect(self._rename)
        for number in self._ends.values():
            number.value_edited.connect(self._change_ranges)
            number.invalid.connect(self._say_wrong)
            number.put_right.connect(self._show)
        self._save.clicked.connect(self._ask_where_to_save)
        self._close.clicked.connect(self.close)
        self._use.clicked.connect(self._use_points)
        sketch.changed.connect(self._show)

    def _lay_out(self, plane: QWidget) -> None:
        side = QVBoxLayout()
        side.setSpacing(8)
        for title, content in (
            ("To learn", self._row(self._kind)),
            ("", self._label_row),
            ("Points", self._row(self._erase, self._undo, self._redo, self._clear)),
            ("Columns", self._name_grid()),
            ("Ranges", self._range_grid()),
        ):
            if title:
                header = QLabel(title, self)
                header.setProperty("role", "header")
                side.addWidget(header)
            side.addWidget(content)
        side.addSpacing(6)
        side.addWidget(self._count)
        side.addWidget(self._message)
        side.addStretch(1)
        controls = QWidget(self)
        controls.setFixedWidth(SIDE_WIDTH)
        side.setContentsMargins(0, 0, 0, 0)
        controls.setLayout(side)
        middle = QHBoxLayout()
        middle.setSpacing(14)
        middle.addWidget(plane, 1)
        middle.addWidget(controls)
        buttons = QHBoxLayout()
        buttons.addWidget(self._save)
        buttons.addStretch(1)
        buttons.addWidget(self._close)
        buttons.addWidget(self._use)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(12)
        column.addLayout(middle, 1)
        column.addLayout(buttons)
        self.resize(920, 620)

    def _row(self, *widgets: QWidget) -> QWidget:
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        for widget in widgets:
            line.addWidget(widget)
        if len(widgets) > 1:
            line.addStretch(1)
        return row

    def _label_button(self, number: int) -> QToolButton:
        label, key = LABELS[number], str(number + 1)
        button = self._tool(f"label_{label}", label, f"Draw points of class {label}", key, checkable=True)
        button.setIcon(_dot(current_theme().series[number]))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setChecked(number == self._sketch.label)
        self._labels.addButton(button, number)
        return button

    def _name_grid(self) -> QWidget:
        grid = QWidget(self)
        lines = QGridLayout(grid)
        lines.setContentsMargins(0, 0, 0, 0)
        across, upward = (QLabel(words, grid) for words, _ in _NAMES[:2])
        for row, (label, editor) in enumerate(
            zip((across, upward, self._class_words), self._names, strict=True)
        ):
            label.setBuddy(editor)
            lines.addWidget(label, row, 0)
            lines.addWidget(editor, row, 1)
        return grid

    def _range_grid(self) -> QWidget:
        grid = QWidget(self)
        lines = QGridLayout(grid)
        lines.setContentsMargins(0, 0, 0, 0)
        for row, (axis, words) in enumerate((("x", "across"), ("y", "upward"))):
            lines.addWidget(QLabel(words, grid), row, 0)
            lines.addWidget(self._ends[axis, "low"], row, 1)
            lines.addWidget(QLabel("to", grid), row, 2)
            lines.addWidget(self._ends[axis, "high"], row, 3)
        return grid

    # What a person does.

    def _edit(self, **changes: Any) -> None:
        self._sketch.edit(replace(self._sketch.drawing, **changes))

    def _choose_kind(self) -> None:
        self._edit(classes=self._kind.currentData())

    def _choose_label(self, number: int) -> None:
        self._sketch.label = number
        self._erase.setChecked(False)

    def _rename(self) -> None:
        drawing = self._sketch.drawing
        names = tuple(editor.text() for editor in self._names[: len(drawing.names)])
        self._edit(**{"class_names" if drawing.classes else "number_names": names})

    def _change_ranges(self) -> None:
        x, y = ((self._end(axis, "low"), self._end(axis, "high")) for axis in "xy")
        try:
            check_range("x", x)
            check_range("y", y)
        except InputError as error:
            self._say_wrong(str(error))
            return
        self._edit(x_range=x, y_range=y)
        self._show()

    def _end(self, axis: str, end: str) -> float:
        value = self._ends[axis, end].value
        assert value is not None
        return value

    def _use_points(self) -> None:
        table = self._sketch.drawing.table()
        self.table_made.emit(table, table.columns[-1].name)
        self.accept()

    def _ask_where_to_save(self) -> None:
        path, _filter = QFileDialog.getSaveFileName(self, "Save points", "points.csv", "CSV table (*.csv)")
        if path:
            self._save_points(Path(path))

    def _save_points(self, path: Path) -> None:
        if problem := save(path, QByteArray(self._sketch.drawing.csv_text().encode())):
            self._say_wrong(problem)
        else:
            self._message.set_message("good", f"Saved as {path.name}.")

    # What is shown.

    def _say_wrong(self, sentence: str) -> None:
        self._message.set_message("error", sentence)

    def _show(self) -> None:
        drawing = self._sketch.drawing
        self._kind.setCurrentIndex(int(drawing.classes))
        for widget in (self._label_row, self._class_words, self._names[-1]):
            widget.setVisible(drawing.classes)
        names = (*drawing.names, "")  # where no classes are drawn, their column has no name
        for editor, name in zip(self._names, names, strict=False):
            if editor.text().strip() != name:  # a blank just typed stays
                editor.setText(name)
        for axis, shown in (("x", drawing.x_range), ("y", drawing.y_range)):
            for end, value in zip(("low", "high"), shown, strict=True):
                self._ends[axis, end].set_value(value)
        self._undo.setEnabled(self._sketch.can_undo)
        self._redo.setEnabled(self._sketch.can_redo)
        self._clear.setEnabled(bool(drawing.points))
        self._save.setEnabled(bool(drawing.points))
        self._count.setText(_count_text(drawing))
        self._judge(drawing)

    def _judge(self, drawing: Drawing) -> None:
        """Say what is still lacking for a table."""
        try:
            drawing.check()
        except InputError as error:
            self._use.setEnabled(False)
            self._message.set_message("info", f"{capitalised(str(error))}.")
            return
        self._use.setEnabled(True)
        if len(drawing.points) == MOST_POINTS:
            self._message.set_message("info", f"{MOST_POINTS:,} points are as many as can be drawn.")
        else:
            self._message.clear()


def _dot(color: str) -> QIcon:
    """Return a dot as the plane draws it, larger."""
    picture = QPixmap(2 * SMALL_ICON, 2 * SMALL_ICON)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    painter.drawEllipse(picture.rect().adjusted(8, 8, -8, -8))
    painter.end()
    return QIcon(picture)


def _count_text(drawing: Drawing) -> str:
    """Return how many points there are, of each class where there are classes."""
    parts = [counted(len(drawing.points), "point")]
    if drawing.classes:
        numbers = [point.label for point in drawing.points]
        parts += [f"{label} {numbers.count(place):,}" for place, label in enumerate(LABELS)]
    if drawing.hidden:
        parts.append(f"{drawing.hidden:,} out of sight")
    return " · ".join(parts)
