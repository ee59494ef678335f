"""Workbooks are written here as the fewest members that a reader needs; `corpus` holds those of programs."""

import io
import struct
import threading
import zipfile
from pathlib import Path

import pytest

from engine.data import archives, spreadsheets, tables
from engine.data.reading import Reading
from engine.data.watch import Cancelled, Watch
from engine.errors import InputError
from tests.engine.workbooks import SHEET, workbook

CORPUS = Path(__file__).parent / "corpus" / "workbooks"
TABLE = (
    '<row r="1"><c r="A1" t="str"><v>x</v></c><c r="B1" t="str"><v>y</v></c></row>'
    '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2.5</v></c></row>'
    '<row r="3"><c r="A3"><v>3</v></c><c r="B3"><v>4.5</v></c></row>'
)


def refusal(path: Path, reading: Reading | None = None) -> str:
    with pytest.raises(InputError) as refused:
        tables.read(path, reading or Reading())
    return str(refused.value)


def test_a_spreadsheet_says_where_it_was_read(tmp_path: Path) -> None:
    table = tables.read(workbook(tmp_path, TABLE))
    assert [column.values.tolist() for column in table.columns] == [[1, 3], [2.5, 4.5]]
    assert table.dialect["sheet"] == table.dialect["sheets"] == "Data"
    assert table.problems == ()


@pytest.mark.parametrize("name", ["data.csv", "data.ods", "data"])
def test_the_ending_of_the_name_does_not_matter(tmp_path: Path, name: str) -> None:
    assert tables.read(workbook(tmp_path, TABLE, name)).rows == 2


def test_sheets_are_offered_visible_ones_first_and_can_be_chosen() -> None:
    path = CORPUS / "sheet-second.xlsx"
    table = tables.read(path)
    assert (table.dialect["sheet"], table.dialect["sheets"]) == ("Data", "Notes, Data, Secret")
    hidden = tables.read(path, Reading(sheet="Secret"))
    assert [column.name for column in hidden.columns] == ["p", "q"]
    assert refusal(path, Reading(sheet="Chart")) == (
        '"sheet-second.xlsx" has no sheet "Chart": choose one of Notes, Data, Secret'
    )


def test_cells_can_be_chosen_and_rows_keep_their_numbers() -> None:
    path = CORPUS / "sheet-offset.xlsx"
    table = tables.read(path, Reading(cells="b4:c8"))
    assert [(column.name, column.unit, column.values.tolist()) for column in table.columns] == [
        ("x", "mm", [1, 4, 7]),
        ("y", "mm", [2.5, 5.5, 8.5]),
    ]
    assert refusal(path, Reading(cells="D30:E40", sheet="Sheet")) == (
        '"sheet-offset.xlsx" has nothing in D30:E40 of sheet "Sheet": choose another sheet or other cells'
    )


def test_an_error_names_the_row_of_the_spreadsheet(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><v>{row}</v></c><c r="B{row}"><v>5</v></c></row>'
        for row in range(5, 30)
    )
    bad = rows.replace('<c r="B20"><v>5</v>', '<c r="B20" t="str"><v>x5</v>')
    table = tables.read(workbook(tmp_path, bad))
    assert table.problems == ('column 2: 1 cell is no number, the first is "x5" in row 20',)
    assert table.place == tables.preview(table.path).place == "row"


@pytest.mark.parametrize(
    ("cells", "area"),
    [
        ("A1:D20", spreadsheets.Area(0, 0, 20, 4)),
        ("$b$3:aa4", spreadsheets.Area(2, 1, 4, 27)),
        ("C:D", spreadsheets.Area(0, 2, spreadsheets.Area().bottom, 4)),
        ("B3", spreadsheets.Area(2, 1)),
        (None, spreadsheets.Area()),
    ],
)
def test_areas(cells: str | None, area: spreadsheets.Area) -> None:
    assert spreadsheets.area(cells) == area


@pytest.mark.parametrize("cells", ["", "1:3", "A1:", "A1-B2", "D4:A1", "A1:B0"])
def test_what_are_no_cells(cells: str) -> None:
    with pytest.raises(InputError, match=r"no cells of a sheet|end before they begin"):
        spreadsheets.area(cells)


def test_formulas_are_their_stored_values_and_those_without_are_said(tmp_path: Path) -> None:
    formulas = TABLE.replace("<v>2.5</v>", "<f>A2*2.5</f><v>2.5</v>").replace("<v>3</v>", "<f>A2+2</f><v/>")
    table = tables.read(workbook(tmp_path, formulas))
    assert table.column("y").values.tolist() == [2.5, 4.5]
    assert table.column("x").missing == 1
    assert table.problems == (
        "1 formula without a stored value: open the file in a spreadsheet program and save it there, "
        "and the values are stored",
    )


def test_merged_cells_are_said() -> None:
    assert tables.read(CORPUS / "sheet-merged.xlsx").problems == (
        "1 merged cell: the value is taken for the first of the cells merged, the others count as missing",
    )


def test_a_million_empty_rows_are_nothing(tmp_path: Path) -> None:
    empty = "".join(f'<row r="{row}"><c r="A{row}" s="1"/></row>' for row in range(4, 1_000_001))
    assert tables.read(workbook(tmp_path, TABLE + empty)).rows == 2


def test_a_cell_far_from_the_table_ends_in_a_sentence(tmp_path: Path) -> None:
    far = TABLE + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert refusal(workbook(tmp_path, far)) == (
        '"book.xlsx" has a sheet with cells down to row 1,048,576 and across 16,384 columns: '
        "delete those far from the table, or save the sheet as CSV"
    )


def test_what_only_a_hostile_program_writes_ends_in_a_sentence(tmp_path: Path) -> None:
    """Each of them would end the program if it came to the reader."""
    for cell in ("<c r='XFD1048576'><v>1</v></c>", '<c r = "ZZZZZZZ9"><v>1</v></c>'):
        assert "delete those far from the table" in refusal(workbook(tmp_path, f"{TABLE}<row>{cell}</row>"))
    shared = workbook(tmp_path, TABLE)
    with zipfile.ZipFile(shared, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", '<sst uniqueCount="99999999999"><si><t>a</t></si></sst>')
    assert "is damaged or not whole" in refusal(shared)


def test_what_memory_does_not_hold_ends_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "free_bytes", lambda: 1000)
    assert refusal(workbook(tmp_path, TABLE)) == (
        '"book.xlsx" needs more memory than there is: save a part of the sheet as CSV'
    )


def test_an_empty_sheet_and_one_without_a_table(tmp_path: Path) -> None:
    sentence = '"book.xlsx" has no sheet with a table in it: it takes two columns and rows below their names'
    assert refusal(workbook(tmp_path, "")) == sentence
    assert refusal(workbook(tmp_path, '<row r="1"><c r="A1"><v>1</v></c></row>')) == sentence


def test_a_password_ends_in_a_sentence() -> None:
    path = Path(__file__).parent / "locked.xlsx"
    assert refusal(path) == (
        '"locked.xlsx" is protected by a password: open it in a spreadsheet program and save it without one'
    )


@pytest.mark.parametrize("name", ["sheet.xlsx", "sheet.xls", "sheet.ods"])
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.95])
def test_what_is_cut_off_is_damaged(tmp_path: Path, name: str, kept: float) -> None:
    content = (CORPUS / name).read_bytes()
    path = tmp_path / name
    path.write_bytes(content[: int(kept * len(content))])
    assert refusal(path) == f'"{name}" is damaged or not whole: save it again or get another copy'


def test_other_archives_and_bombs_end_in_a_sentence(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", "a,b\n1,2\n")
    path = tmp_path / "a.zip"
    path.write_bytes(packed.getvalue())
    assert refusal(path) == '"a.zip" is a zip archive and no spreadsheet: unpack it and choose a file'
    bomb = workbook(tmp_path, TABLE + " " * 3_000_000)
    content = bomb.read_bytes()
    declared = len(SHEET.format(TABLE + " " * 3_000_000).encode()).to_bytes(4, "little")
    assert content.count(declared) == 2
    bomb.write_bytes(content.replace(declared, (500).to_bytes(4, "little")))
    assert "is damaged or not whole" in refusal(bomb)
    bomb.write_bytes(content.replace(declared, (4_000_000_000).to_bytes(4, "little")))
    assert refusal(bomb) == (
        '"book.xlsx" unpacks to more than 2,000,000,000 bytes: save the sheet as CSV and open that'
    )


def test_reading_can_be_ended(tmp_path: Path) -> None:
    watch = Watch()
    watch.cancel()
    before = threading.active_count()
    with pytest.raises(Cancelled):
        tables.read(workbook(tmp_path, TABLE), watch=watch)
    assert threading.active_count() == before


def test_a_cell_far_away_in_an_open_document_ends_in_a_sentence() -> None:
    path = Path(__file__).parent / "far-cell.ods"
    assert refusal(path) == (
        '"far-cell.ods" has cells far from its table: delete them, or save the sheet as CSV'
    )


@pytest.mark.parametrize(
    ("kind", "column", "sentence"),
    [
        (0xBD, 59543, "is damaged or not whole: save it again or get another copy"),
        (0x2F, 0, "is protected by a password: open it in a spreadsheet program and save it without one"),
    ],
)
def test_records_of_an_old_workbook(tmp_path: Path, kind: int, column: int, sentence: str) -> None:
    """A cell beyond the last column would make the reader ask for 125 GB."""
    content = (CORPUS / "sheet-no-header.xls").read_bytes()
    cell = struct.pack("<HHHH", 0xBD, 18, 1, 0)
    assert content.count(cell) == 1
    path = tmp_path / "old.xls"
    path.write_bytes(content.replace(cell, struct.pack("<HHHH", kind, 18, 1, column)))
    assert refusal(path) == f'"old.xls" {sentence}'
