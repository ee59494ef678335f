"""How a file is read: what was guessed, in controls that change it, beside the rows that come of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from engine.base.errors import InputError
from engine.base.watch import Watch
from engine.base.words import capitalised, counted
from engine.reading import tables
from engine.reading.choice import Reading
from engine.reading.preview import Preview
from engine.table.notation import COMMENTS, DECIMALS, QUOTES, SEPARATORS, THOUSANDS
from gui.opening.column_ways import ColumnWays
from gui.opening.preview_rows import PreviewModel
from gui.program.background import Background
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.message_bar import MessageBar

ROW_HEIGHT: Final = 24
SHOWN_BAD_CELLS: Final = 3
SHOWN_NOTES: Final = 3
TYPING_MILLISECONDS: Final = 300
"""So long after the last key the rows follow what was typed."""

_TEXT: Final = "text"
_SHEET: Final = "sheet"
_RECORDS: Final = "records"  # ARFF and JSON, which say themselves where a cell ends
_BOTH: Final = frozenset({_TEXT, _SHEET})
_ALL: Final = _BOTH | {_RECORDS}


@dataclass(frozen=True, slots=True)
class _Choice:
    """A field of Reading with a few values: its label, its tip, the values' names, what files have it."""

    field: str
    label: str
    tip: str
    values: Mapping[Any, str]
    files: frozenset[str] = frozenset({_TEXT})


_ENCODINGS: Final = (
    *("UTF-8", "UTF-16", "Windows-1252", "Latin-1", "ISO-8859-2", "ISO-8859-15", "Windows-1250"),
    *("Windows-1251", "Shift_JIS", "GB18030", "Big5", "EUC-KR"),
)

_CHOICES: Final = (
    _Choice("separator", "Separator", "What stands between two cells.", SEPARATORS),
    _Choice("quote", "Quotes", "What stands around a cell with separators or line breaks in it.", QUOTES),
    _Choice("decimal", "Decimal sign", "What stands before the decimals: 1.5 or 1,5.", DECIMALS),
    _Choice("thousands", "Thousands", "What stands between thousands: 1,234,567.", THOUSANDS),
    _Choice(
        "header",
        "First row",
        "Whether the table begins with the names of its columns.",
        {True: "names", False: "values"},
        _BOTH,
    ),
    _Choice(
        "units",
        "Second row",
        "Whether there are units below the names.",
        {True: "units", False: "values"},
        _BOTH,
    ),
    _Choice(
        "day_first",
        "03/04/2024 is",
        "Which number is the day, where the dates themselves do not show it.",
        {True: "3 April", False: "March 4"},
        _ALL,
    ),
    _Choice(
        "years_from",
        "31.12.45 is in",
        "Which hundred years hold the years of two digits.",
        {
            1900: "1945 (1900 to 1999)",
            1930: "1945 (1930 to 2029)",
            1970: "2045 (1970 to 2069)",
            2000: "2045 (2000 to 2099)",
        },
        _ALL,
    ),
    _Choice("comment", "Comments", "Lines that begin so are no rows.", COMMENTS),
    _Choice(
        "encoding",
        "Encoding",
        "How letters are written in the file. Wrong ones show in words like MÃ¼ller.",
        {name: name for name in _ENCODINGS},
        frozenset({_TEXT, _RECORDS}),
    ),
)


class ImportDialog(QDialog):
    """Shows the beginning of a file as it would be read, with every guess in a control of its own.

    `reading_chosen` tells the path and what was chosen, a Reading with the rest left open.
    """

    reading_chosen = Signal(str, object)

    def __init__(
        self, path: str, reading: Reading, questions: tuple[str, ...] = (), parent: QWidget | None = None
    ) -> None:
        """Begin with what was chosen of this file before; `questions` are why it is asked now."""
        super().__init__(parent)
        self.setObjectName("import_dialog")
        self.setWindowTitle(f"How {Path(path).name} is read")
        self._path, self._reading, self._asked = path, reading, questions
        self._preview: Preview | None = None
        self._combos = {choice.field: QComboBox() for choice in _CHOICES}
        self._sheet = QComboBox()
        self._cells = QLineEdit(reading.cells or "")
        self._missing = QLineEdit(_words_text(reading.missing_words))
        self._ways = ColumnWays(reading.read_as or (), self)
        self._found = ElidedLabel()
        self._message = MessageBar()
        self._model = PreviewModel(self)
        self._rows = QTableView()
        self._buttons = QDialogButtonBox()
        self._form = QFormLayout()
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MILLISECONDS)
        self._background = Background(self)
        self._make_controls()
        self._lay_out()
        self._connect()
        self._look()

    def done(self, result: int) -> None:
        """Let what is being read end by itself, and close."""
        self._background.outlive(self.parent())
        super().done(result)

    def _make_controls(self) -> None:
        for choice in _CHOICES:
            combo = self._combos[choice.field]
            _name(combo, f"read_{choice.field}", choice.label, choice.tip)
            _fill(combo, choice.values, getattr(self._reading, choice.field), "")
        _name(self._sheet, "read_sheet", "Sheet", "Which sheet of the spreadsheet holds the table.")
        _name(self._cells, "read_cells", "Cells", "Where in the sheet the table is, like A1:D20.")
        self._cells.setPlaceholderText("all, or like A1:D20")
        tip = "Words that stand for a missing value, with commas between. Empty cells always do."
        _name(self._missing, "read_missing_words", "Missing values", tip)
        self._missing.setPlaceholderText("NA, null, ?, - and the like")
        self._found.setObjectName("import_found")
        self._message.setObjectName("import_message")
        self._rows.setObjectName("import_rows")
        self._rows.setAccessibleName("The first rows")
        self._rows.setModel(self._model)
        self._rows.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self._rows.setTabKeyNavigation(False)
        self._rows.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self._rows.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self._buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self._open = self._buttons.addButton("Open", QDialogButtonBox.ButtonRole.AcceptRole)
        self._open.setObjectName("import_open")
        self._open.setDefault(True)

    def _lay_out(self) -> None:
        for choice in _CHOICES:
            self._form.addRow(choice.label, self._combos[choice.field])
        self._form.addRow("Sheet", self._sheet)
        self._form.addRow("Cells", self._cells)
        self._form.addRow("Missing values", self._missing)
        self._form.addRow("Column", self._ways.columns)
        self._form.addRow("Read as", self._ways.ways)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        controls = QWidget()
        controls.setLayout(self._form)
        controls.setFixedWidth(320)
        self._form.setContentsMargins(0, 0, 0, 0)
        middle = QHBoxLayout()
        middle.setSpacing(14)
        middle.addWidget(controls)
        middle.addWidget(self._rows, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addWidget(self._found)
        column.addWidget(self._message)
        column.addLayout(middle, 1)
        column.addWidget(self._buttons)
        self.resize(940, 560)

    def _connect(self) -> None:
        for combo in (*self._combos.values(), self._sheet):
            combo.currentIndexChanged.connect(self._look)
        for editor in (self._cells, self._missing):
            editor.textEdited.connect(self._typing.start)
        self._typing.timeout.connect(self._look)
        self._ways.changed.connect(self._look)
        self._rows.horizontalHeader().sectionClicked.connect(self._ways.select)
        self._background.done.connect(self._show)
        self._background.failed.connect(self._refuse)
        self._buttons.accepted.connect(self._accept)
        self._buttons.rejected.connect(self.reject)

    def _chosen(self) -> Reading:
        """Return what is chosen; raise InputError where that cannot be."""
        fields = {field: combo.currentData() for field, combo in self._combos.items()}
        words = self._missing.text()
        return Reading(
            **fields,
            sheet=self._sheet.currentData(),
            cells=self._cells.text().strip() or None,
            missing_words=_words(words) if words != _words_text(None) else None,
            read_as=self._ways.chosen,
        )

    @Slot()
    def _look(self) -> None:
        """Read the beginning of the file as it is chosen."""
        self._typing.stop()
        try:
            self._reading = self._chosen()
        except InputError as error:
            self._refuse(str(error))
            return
        self._background.start(partial(_preview, self._path, self._reading))

    @Slot(object)
    def _show(self, preview: Preview) -> None:
        self._preview = preview
        self._model.show_preview(preview)
        self._rows.resizeColumnsToContents()
        numbers = preview.kinds.count("number")
        columns = counted(len(preview.names), "column")
        self._found.setText(f"{columns}, {numbers:,} of them numbers. The first rows as they would be read:")
        questions = preview.questions or (self._asked if self._reading == Reading() else ())
        warnings = preview.problems or _bad_cells(preview)
        said = (*questions, *_first_notes(preview.notes), *warnings)
        self._message.set_message("warning" if warnings else "info", "\n".join(said))
        self._ways.show_columns(preview.names, preview.kinds)
        self._show_guesses(preview)
        self._open.setEnabled(not preview.problems)

    @Slot(str)
    def _refuse(self, sentence: str) -> None:
        self._model.show_preview(None)
        self._message.set_message("error", capitalised(sentence))
        self._open.setEnabled(False)

    def _show_guesses(self, preview: Preview) -> None:
        """Say in each control what was guessed, and show those that such a file has."""
        kind = _kind(preview)
        for choice in _CHOICES:
            combo = self._combos[choice.field]
            self._form.setRowVisible(combo, kind in choice.files)
            guessed = getattr(preview.reading, choice.field)
            combo.setItemText(0, _guess_text(choice.values.get(guessed, guessed)))
        self._form.setRowVisible(self._sheet, kind == _SHEET)
        self._form.setRowVisible(self._cells, kind == _SHEET)
        self._form.setRowVisible(self._missing, kind in _ALL)
        if self._sheet.count() != len(preview.sheets) + 1:
            sheets = {name: name for name in preview.sheets}
            with QSignalBlocker(self._sheet):
                _fill(self._sheet, sheets, self._reading.sheet, "")
        self._sheet.setItemText(0, _guess_text(preview.reading.sheet))

    def _accept(self) -> None:
        self.reading_chosen.emit(self._path, self._reading)
        self.accept()


def _kind(preview: Preview) -> str:
    """Return which of the kinds of files that differ in what can be chosen it is, "" where nothing can be."""
    if preview.sheets or not preview.reading.encoding:
        return _SHEET if preview.sheets else ""
    return _RECORDS if "format" in preview.words else _TEXT


def _preview(path: str, reading: Reading, _watch: Watch) -> Preview:
    return tables.preview(path, reading)


def _bad_cells(preview: Preview) -> tuple[str, ...]:
    """Say which cells do not suit their columns."""
    places = sorted(preview.bad)
    sentences = [
        f"{capitalised(preview.place)} {preview.lines[row]:,}, {preview.names[column]}: "
        f"“{preview.rows[row][column]}” is no {preview.kinds[column]}; it counts as missing."
        for row, column in places[:SHOWN_BAD_CELLS]
    ]
    more = len(places) - len(sentences)
    are = "is" if more == 1 else "are"
    return (*sentences, f"{counted(more, 'more cell')} {are} marked below.") if more else tuple(sentences)


def _first_notes(notes: tuple[str, ...]) -> tuple[str, ...]:
    """Return as many notes as leave room for the rows, and how many more there are."""
    more = len(notes) - SHOWN_NOTES
    are = "is" if more == 1 else "are"
    if more <= 0:
        return notes
    return (*notes[:SHOWN_NOTES], f"{counted(more, 'more note')} {are} in Checks once it is open.")


def _guess_text(guessed: object) -> str:
    return "as it looks" if guessed is None else f"{guessed} (guessed)"


def _fill(combo: QComboBox, values: Mapping[Any, str], chosen: object, guessed: str) -> None:
    combo.clear()
    combo.addItem(_guess_text(guessed or None), None)
    for value, text in values.items():
        combo.addItem(text, value)
    known = list(values)
    combo.setCurrentIndex(known.index(chosen) + 1 if chosen in known else 0)


def _name(widget: QWidget, name: str, label: str, tip: str) -> None:
    widget.setObjectName(name)
    widget.setAccessibleName(label)
    widget.setToolTip(tip)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _words_text(words: tuple[str, ...] | None) -> str:
    return "" if words is None else ", ".join(word for word in words if word)
