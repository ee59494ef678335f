"""Opening tables: at once or in the background, from the clipboard, and how they were read before."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QDockWidget, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from engine.reading.choice import GUESSED, Reading
from gui.application import Application
from gui.opening import opening
from gui.opening.import_dialog import ImportDialog
from gui.widgets.message_bar import MessageBar
from gui.widgets.panel_area import PanelArea
from tests.gui.conftest import Build, write_table
from tests.gui.person import LEFT, Person


@pytest.fixture
def large_file(tmp_path: Path) -> Path:
    """A file beyond what is read at once."""
    rows = np.random.default_rng(1).random((20_000, 3))
    path = tmp_path / "large.csv"
    np.savetxt(path, rows, fmt="%.6f", delimiter=",", header="a,b,y", comments="")
    assert path.stat().st_size > opening.SMALL_BYTES
    return path


def test_a_large_file_is_read_in_the_background(
    person: Person, program: Application, large_file: Path
) -> None:
    program.opening.open_table(str(large_file))
    assert program.opening.is_reading
    assert any("Reading large.csv" in text for text in person.said())
    assert program.document.table.rows == 10_000, "what was open stays while another is read"
    person.qtbot.waitUntil(lambda: program.document.table.name == "large.csv")
    assert program.document.table.rows == 20_000
    assert not program.opening.is_reading
    assert not any("Reading" in text for text in person.said())
    assert program.settings.recent_files == (str(large_file),)


def test_a_reading_is_cancelled(person: Person, program: Application, large_file: Path) -> None:
    before = program.document.project
    program.opening.open_table(str(large_file))
    person.find(QPushButton, "status_remedy").click()
    assert not program.opening.is_reading
    person.qtbot.wait(100)
    assert program.document.project == before
    assert program.settings.recent_files == ()
    assert not any("Reading" in text for text in person.said())


def test_a_problem_opened_meanwhile_ends_the_reading(program: Application, large_file: Path) -> None:
    program.opening.open_table(str(large_file))
    program.opening.open_problem("line")
    assert not program.opening.is_reading
    assert program.document.project.data.problem == "line"


def test_a_large_file_that_is_no_table_is_refused(
    person: Person, program: Application, large_file: Path
) -> None:
    large_file.write_text("a,b\n" + "1,2\n" * 60_000 + "1,2,3\n", encoding="utf-8")
    before = program.document.project
    program.opening.open_table(str(large_file))
    person.qtbot.waitUntil(lambda: bool(program.opening.problem))
    assert "line 60,002 has 3 cells" in program.opening.problem
    assert any("line 60,002" in text for text in person.said())
    assert program.document.project == before


@pytest.fixture
def refused_file(tmp_path: Path) -> Path:
    """A file whose last line has a cell too many."""
    path = tmp_path / "odd.csv"
    path.write_text("a;b\n" + "1;2\n3;5\n4;7\n" * 9 + "1;2;3\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("size", ["1280x720", "1024x700", "900x600"])
def test_what_is_said_of_a_refused_file_is_seen_whole_in_a_low_window(
    qtbot: QtBot, start: Build, refused_file: Path, size: str
) -> None:
    person = Person(qtbot, start(str(refused_file), "--size", size))
    message = person.find(MessageBar, "data_message")
    for _ in range(4):  # rounds of layout, not time
        QCoreApplication.processEvents()
    assert message.label.heightForWidth(message.label.width()) <= message.label.height()
    assert message.visibleRegion().boundingRect() == message.rect()


def test_a_file_that_is_refused_can_be_read_otherwise(
    person: Person, program: Application, refused_file: Path
) -> None:
    person.find(QDockWidget, "data_dock").hide()
    program.window.resize(1024, 700)
    program.opening.open_table(str(refused_file))
    offer = person.find(QPushButton, "data_offer")
    person.qtbot.waitUntil(lambda: offer.visibleRegion().boundingRect() == offer.rect())
    offer.click()
    dialog = import_dialog(program)
    assert dialog.windowTitle() == "How odd.csv is read"
    dialog.reject()
    program.opening.open_table(str(refused_file.with_name("none.csv")))
    assert offer.isHidden()
    program.opening.open_problem("line")
    (area,) = person.find(QDockWidget, "data_dock").findChildren(PanelArea)
    person.qtbot.waitUntil(lambda: area.verticalScrollBar().value() == 0)


def test_a_recent_file_is_named_as_it_is_in_the_menu_and_its_tip(program: Application) -> None:
    program.settings.recent_files = ("/tables/<b>R&D<i>.csv",)
    program.opening.menu.aboutToShow.emit()
    (action,) = (each for each in program.opening.menu.actions() if "R&" in each.text())
    assert action.text() == "<b>R&&D<i>.csv"
    assert "&lt;b&gt;R&amp;D&lt;i&gt;.csv" in action.toolTip()


def test_what_was_copied_is_opened(person: Person, program: Application) -> None:
    QGuiApplication.clipboard().setText("a\tb\n1\t2,5\n3\t4,5\n5\t7,5\n")
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    person.qtbot.keyClick(program.window, Qt.Key.Key_V, both)
    assert program.document.table.name == "pasted table"
    assert program.document.table.column("b").values.tolist() == [2.5, 4.5, 7.5]
    assert program.settings.recent_files == (), "what was copied is gone with the program"
    QGuiApplication.clipboard().setText("")
    before = program.document.project
    person.trigger("paste_table")
    assert program.document.project == before
    assert any("empty" in text for text in person.said())


def test_what_was_copied_is_read_otherwise(person: Person, program: Application) -> None:
    QGuiApplication.clipboard().setText('day\tsaid\ty\n03/04/2024\t"a\nb"\t1\n05/06/2024\tc\t2\n')
    person.trigger("paste_table")
    dialog = import_dialog(program)
    assert dialog.windowTitle() == "How pasted table is read", "which number is the day is asked"
    march = program.document.table.column("day").values[0]
    accept(person, dialog, "read_day_first", data=True)
    assert program.document.table.column("day").values[0] == march + 30
    assert program.document.table.column("said").labels == ("a\nb", "c")
    person.trigger("read_again")
    combo = import_dialog(program).findChild(QComboBox, "read_day_first")
    assert isinstance(combo, QComboBox)
    assert combo.currentData() is True, "what was chosen is known"


def import_dialog(program: Application) -> ImportDialog:
    dialog = program.window.findChild(ImportDialog)
    assert isinstance(dialog, ImportDialog)
    return dialog


def accept(person: Person, dialog: ImportDialog, name: str, *, data: bool) -> None:
    """Choose one value in the dialog, and open."""
    combo = dialog.findChild(QComboBox, name)
    assert isinstance(combo, QComboBox)
    combo.setCurrentIndex(combo.findData(data))
    button = dialog.findChild(QPushButton, "import_open")
    assert isinstance(button, QPushButton)
    person.qtbot.waitUntil(button.isEnabled)
    button.click()


def test_how_a_file_is_read_is_changed_and_remembered(
    person: Person, program: Application, tmp_path: Path
) -> None:
    path = tmp_path / "years.csv"
    path.write_text("1,2\n3,4\n5,6\n", encoding="utf-8")
    program.opening.open_table(str(path))
    assert program.document.table.rows == 3
    person.trigger("read_again")
    accept(person, import_dialog(program), "read_header", data=True)
    assert program.document.table.rows == 2
    assert program.settings.reading_of(str(path)) == Reading(header=True)
    program.opening.open_problem("line")
    assert not program.actions["read_again"].isEnabled(), "a problem is no file"
    program.opening.open_table(str(path))
    assert program.document.table.rows == 2, "the same file is read as it was before"


def test_where_a_file_could_mean_two_things_it_is_asked(program: Application, tmp_path: Path) -> None:
    path = tmp_path / "days.csv"
    path.write_text("when,y\n" + "03/04/2024,1\n05/06/2024,2\n" * 3, encoding="utf-8")
    program.opening.open_table(str(path))
    assert program.document.table.questions
    dialog = import_dialog(program)
    dialog.reject()
    program.opening.open_table(str(path), Reading(day_first=True))
    assert program.document.table.questions == ()


def test_a_remembered_reading_that_cannot_be_used_is_none(program: Application) -> None:
    settings = program.settings
    for stored in ("[", "[1]", '{"/x": 3}', '{"/x": {"separator": "?"}}', '{"/x": {"colour": "red"}}'):
        settings.readings = stored
        assert settings.reading_of("/x") == GUESSED
    settings.remember_reading("/x", Reading(missing_words=("a",)))
    assert settings.reading_of("/x") == Reading(missing_words=("a",))
    settings.remember_reading("/x", GUESSED)
    assert settings.reading_of("/x") == GUESSED


def test_the_same_content_read_otherwise_is_shown_and_undone(
    person: Person, program: Application, tmp_path: Path
) -> None:
    path = tmp_path / "sex.csv"
    path.write_text("sex,x,y\n" + "m,1,2\nf,2,4.5\nunknown,3,6\n" * 5, encoding="utf-8")
    opening = program.opening
    opening.open_table(str(path))
    opening.open_table(str(path), Reading(missing_words=("unknown",)))
    assert program.document.table.column("sex").labels == ("f", "m")
    person.trigger("undo")
    assert program.document.table.column("sex").labels == ("f", "m", "unknown")
    person.trigger("redo")
    assert program.document.table.column("sex").labels == ("f", "m")


def test_another_file_of_the_same_content_takes_the_place_of_the_first(
    program: Application, tmp_path: Path
) -> None:
    points, commas = tmp_path / "points.csv", tmp_path / "commas.csv"
    points.write_text("a,b\n1.5,2.5\n3.5,4.5\n5.5,7.5\n", encoding="utf-8")
    commas.write_text("a;b\n1,5;2,5\n3,5;4,5\n5,5;7,5\n", encoding="utf-8")
    program.opening.open_table(str(points))
    program.opening.open_table(str(commas))
    assert program.window.windowTitle().startswith("commas.csv")
    assert program.document.table.has_decimal_commas
    assert program.document.table.path == str(commas)


def test_where_undo_goes_no_further_back_the_status_line_says_so(
    person: Person, program: Application, table_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.document.document.KEPT_BYTES", 0)
    program.opening.open_table(str(table_file))
    program.opening.open_table(str(write_table(tmp_path / "other.csv", "p,q", ("1,2", "2,3", "3,5", "4,4"))))
    person.qtbot.waitUntil(lambda: "were let go" in person.status())
    assert "before other.csv" in person.status()
    assert not program.actions["undo"].isEnabled()


@pytest.mark.parametrize("above", ["", "Sales by year\n", "\n\n", "# in euro\n"])
def test_a_table_whose_names_are_years_is_shown_and_clicked(
    person: Person, program: Application, tmp_path: Path, above: str
) -> None:
    path = tmp_path / "years.csv"
    path.write_text(
        above + "region,2019,2020\nnorth,1.5,2.5\nsouth,2.5,3.5\neast,4.5,1.5\n", encoding="utf-8"
    )
    program.opening.open_table(str(path))
    program.show_rows([0, 1, 2], "all rows")
    rows = person.find(QTableView, "row_table")
    model = rows.model()
    titles = [model.headerData(place, Qt.Orientation.Horizontal) for place in range(model.columnCount())]
    at = titles.index("region")
    assert titles[at : at + 3] == ["region", "2019", "2020"]
    for row, expected in enumerate(
        (("north", "1.5", "2.5"), ("south", "2.5", "3.5"), ("east", "4.5", "1.5"))
    ):
        cells = [model.index(row, at + place) for place in range(3)]
        person.qtbot.mouseClick(rows.viewport(), LEFT, pos=rows.visualRect(cells[0]).center())
        assert tuple(cell.data() for cell in cells) == expected
