from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from engine.reading.choice import GUESSED, Reading
from gui.opening.import_dialog import ImportDialog
from gui.widgets.message_bar import MessageBar


class Shown:
    """A dialog about a file on the screen, and what was chosen in it."""

    def __init__(self, qtbot: QtBot, path: Path, reading: Reading, questions: tuple[str, ...]) -> None:
        self.qtbot = qtbot
        self.chosen: list[tuple[str, Reading]] = []
        self.dialog = ImportDialog(str(path), reading, questions)
        self.dialog.reading_chosen.connect(lambda *chosen: self.chosen.append(chosen))
        self.dialog.show()
        self.wait()

    def wait(self) -> None:
        self.qtbot.waitUntil(lambda: not self.dialog._background.is_busy)

    def combo(self, name: str) -> QComboBox:
        combo = self.dialog.findChild(QComboBox, name)
        assert isinstance(combo, QComboBox)
        return combo

    def choose(self, name: str, value: object) -> None:
        combo = self.combo(name)
        assert combo.isVisible()
        combo.setCurrentIndex(combo.findData(value))
        self.wait()

    def cells(self, row: int) -> list[str]:
        model = self.dialog.findChild(QTableView, "import_rows").model()  # type: ignore[union-attr]
        return [model.index(row, column).data() for column in range(model.columnCount())]

    def heads(self) -> list[str]:
        model = self.dialog.findChild(QTableView, "import_rows").model()  # type: ignore[union-attr]
        return [model.headerData(i, Qt.Orientation.Horizontal) for i in range(model.columnCount())]

    def said(self) -> str:
        bar = self.dialog.findChild(MessageBar)
        assert isinstance(bar, MessageBar)
        return bar.text

    def open(self) -> None:
        button = self.dialog.findChild(QPushButton, "import_open")
        assert isinstance(button, QPushButton)
        button.click()


Show = Callable[..., Shown]


@pytest.fixture
def show(qtbot: QtBot, tmp_path: Path) -> Iterator[Show]:
    """Writes a file and opens the dialog about it."""
    made: list[Shown] = []

    def show(text: str, reading: Reading = GUESSED, questions: tuple[str, ...] = ()) -> Shown:
        path = tmp_path / "table.csv"
        path.write_text(text, encoding="utf-8")
        made.append(Shown(qtbot, path, reading, questions))
        return made[-1]

    yield show
    for shown in made:
        shown.dialog.reject()
        shown.dialog.deleteLater()


def test_it_says_which_records_were_filled(show: Show) -> None:
    shown = show("a,b,c\n1,2,3\n4\n5,6,7\n")
    assert shown.cells(1) == ["4", "", ""]
    assert shown.said() == (
        "1 line has fewer cells than the others, the first is line 3: what it lacks at the end is missing"
    )


MANY = "".join(f"{row},5;{row};z\n" for row in range(20))


def test_the_guesses_stand_in_the_controls_and_the_rows_beside_them(show: Show) -> None:
    shown = show("a;b;name\n1,5;2;x\n2,5;3;y\n" + MANY)
    assert shown.heads() == ["a\nnumber", "b\nnumber", "name\ncategory"]
    assert shown.cells(0) == ["1,5", "2", "x"]
    assert shown.combo("read_separator").currentText() == "semicolon (guessed)"
    assert shown.combo("read_decimal").currentText() == "comma (guessed)"
    assert not shown.combo("read_sheet").isVisible()
    shown.open()
    assert shown.chosen == [(shown.dialog._path, GUESSED)]


def test_another_separator_shows_other_rows_and_is_chosen(show: Show) -> None:
    shown = show("a;b;name\n1,5;2;x\n2,5;3;y\n" + MANY)
    shown.choose("read_header", value=False)
    assert shown.heads()[0].startswith("column 1")
    assert shown.cells(0) == ["a", "b", "name"]
    shown.choose("read_separator", ";")
    shown.choose("read_decimal", ".")
    assert shown.heads()[0] == "column 1\ncategory"
    shown.open()
    assert shown.chosen[0][1] == Reading(separator=";", decimal=".", header=False)


def test_quotes_that_are_letters(show: Show) -> None:
    shown = show("n;size\n" + "1;2\n" * 9 + "2;'3\n3;4'\n")
    assert shown.combo("read_quote").currentText() == "double (guessed)"
    shown.choose("read_quote", "")
    shown.open()
    assert shown.chosen[0][1] == Reading(quote="")


def test_a_file_that_says_how_it_is_written_leaves_its_encoding_to_choose(show: Show) -> None:
    shown = show("@relation r\n@attribute a real\n@attribute b real\n@data\n1,2\n3,4\n")
    assert shown.heads() == ["a\nnumber", "b\nnumber"]
    assert shown.combo("read_encoding").isVisible()
    assert not shown.combo("read_separator").isVisible()


def test_what_makes_no_table_is_said(show: Show) -> None:
    shown = show("a;b\n1;2\n3;4\n")
    shown.choose("read_separator", "\t")
    assert "one column" in shown.said()
    shown.choose("read_separator", None)
    assert shown.heads() == ["a\nnumber", "b\nnumber"]


def test_bad_cells_are_marked_and_listed(show: Show) -> None:
    shown = show("a;b;name\n1,5;2;x\n2,5;oops;y\n" + MANY)
    assert "Line 3, b: “oops” is no number" in shown.said()
    model = shown.dialog.findChild(QTableView, "import_rows").model()  # type: ignore[union-attr]
    assert model.index(1, 1).data(Qt.ItemDataRole.ForegroundRole) is not None
    assert model.index(0, 1).data(Qt.ItemDataRole.ForegroundRole) is None
    assert "Line 3" in model.index(1, 1).data(Qt.ItemDataRole.ToolTipRole)


def test_words_for_missing_values_are_typed(show: Show) -> None:
    shown = show("a;b\n1;2\n2;oops\n" + MANY.replace(";z", ""))
    editor = shown.dialog.findChild(QLineEdit, "read_missing_words")
    assert isinstance(editor, QLineEdit)
    shown.qtbot.keyClicks(editor, "oops, none")
    shown.dialog._look()
    shown.wait()
    assert shown.said() == ""
    shown.open()
    assert shown.chosen[0][1].missing_words == ("oops", "none")


def test_what_was_chosen_before_stands_there_again(show: Show) -> None:
    shown = show("a;b\n1;2\n3;4\n", Reading(header=False, missing_words=("x",)))
    assert shown.combo("read_header").currentData() is False
    shown.open()
    assert shown.chosen[0][1] == Reading(header=False, missing_words=("x",))


def test_questions_are_asked(show: Show) -> None:
    assert show("a,b\n1,2\n3,4\n", questions=("is it so?",)).said() == "is it so?"


def test_what_is_no_table_cannot_be_opened(show: Show) -> None:
    shown = show("")
    assert "is empty" in shown.said()
    button = shown.dialog.findChild(QPushButton, "import_open")
    assert isinstance(button, QPushButton)
    assert not button.isEnabled()


CODES = "zip,dose\n00501,<0.5\n10001,14**\n" + "".join(f"{row},{row}.5\n" for row in range(10002, 10008))


def test_what_is_said_of_a_column_can_be_changed(show: Show) -> None:
    shown = show(CODES)
    assert shown.heads() == ["zip\ncategory", "dose\ncategory"]
    assert '"00501" begins with a zero' in shown.said()
    assert 'dose: 2 of 8 cells are no numbers, the first is "<0.5" in line 2' in shown.said()
    assert shown.combo("read_column").currentText() == "zip"
    assert shown.combo("read_as").currentText() == "category (guessed)"
    shown.choose("read_as", "number")
    assert shown.heads() == ["zip\nnumber", "dose\ncategory"]
    header = shown.dialog.findChild(QTableView, "import_rows").horizontalHeader()  # type: ignore[union-attr]
    header.sectionClicked.emit(1)
    assert shown.combo("read_as").currentText() == "category (guessed)"
    shown.choose("read_as", "stripped")
    assert shown.heads() == ["zip\nnumber", "dose\nnumber"]
    assert shown.said() == ""
    shown.open()
    assert shown.chosen[0][1] == Reading(read_as=(("zip", "number"), ("dose", "stripped")))


def test_what_was_chosen_of_a_column_can_be_taken_back(show: Show) -> None:
    shown = show(CODES, Reading(read_as=(("dose", "number"),)))
    assert shown.heads() == ["zip\ncategory", "dose\nnumber"]
    shown.combo("read_column").setCurrentIndex(1)
    assert shown.combo("read_as").currentData() == "number"
    shown.choose("read_as", None)
    assert shown.heads() == ["zip\ncategory", "dose\ncategory"]
    shown.open()
    assert shown.chosen[0][1] == GUESSED


def test_a_choice_for_a_column_that_is_gone_is_said_and_can_be_taken_back(show: Show) -> None:
    shown = show(CODES)
    shown.choose("read_as", "number")
    shown.choose("read_header", value=False)
    assert "There is no column 'zip' to be read as number" in shown.said()
    shown.choose("read_as", None)
    assert shown.heads()[0] == "column 1\ncategory"


def test_the_century_of_years_of_two_digits_is_chosen(show: Show) -> None:
    shown = show("born,x\n31.12.45,1\n24.03.52,2\n", GUESSED)
    assert "born: its years of two digits were read as 1945 to 1952" in shown.said()
    shown.choose("read_years_from", 2000)
    assert shown.said() == ""
    shown.open()
    assert shown.chosen[0][1] == Reading(years_from=2000)
