"""Workbooks are written here as the fewest members that a reader needs; `corpus` holds those of programs."""

import struct
import threading
import zipfile
from pathlib import Path

import pytest

from engine.base.errors import InputError
from engine.base.watch import Cancelled, Watch
from engine.reading import size_limits, tables
from engine.reading.choice import Reading
from engine.reading.spreadsheet import spreadsheets
from tests.engine.reading.spreadsheet.workbooks import SHEET, open_document, workbook

CORPUS = Path(__file__).parents[1] / "corpus" / "workbooks"
TABLE = (
    '<row r="1"><c r="A1" t="str"><v>x</v></c><c r="B1" t="str"><v>y</v></c></row>'
    '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2.5</v></c></row>'
    '<row r="3"><c r="A3"><v>3</v></c><c r="B3"><v>4.5</v></c></row>'
)
TOO_MUCH = (
    "has cells far from its table, or more cells than there is memory for: "
    "delete those far from the table, or save the sheet as CSV"
)
REPEATED = 'table:number-rows-repeated="{}"', 'table:number-columns-repeated="{}"'


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


def test_endless_empty_rows_are_nothing(tmp_path: Path) -> None:
    empty = "".join(f'<row r="{row}"><c r="A{row}" s="1"/></row>' for row in range(4, 100_001))
    assert tables.read(workbook(tmp_path, TABLE + empty)).rows == 2


def test_a_cell_far_from_the_table_ends_in_a_sentence(tmp_path: Path) -> None:
    far = TABLE + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert refusal(workbook(tmp_path, far)) == f'"book.xlsx" {TOO_MUCH}'


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="xfd1048576"><v>1</v></c>',
        "<c r='XFD1048576'><v>1</v></c>",
        '<c r="XFD1048576" note="a/b"><v>1</v></c>',
        '<c note="&gt;/" r = "XFD1048576"><v>1</v></c>',
        '<c r="AAA99000"><v>1</v></c>',
    ],
)
def test_however_a_far_cell_is_written_it_ends_in_a_sentence(tmp_path: Path, cell: str) -> None:
    assert refusal(workbook(tmp_path, f"{TABLE}<row>{cell}</row>")) == f'"book.xlsx" {TOO_MUCH}'


def test_a_far_cell_in_a_member_written_in_other_case_than_its_reference(tmp_path: Path) -> None:
    path = workbook(tmp_path, f'{TABLE}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    content = path.read_bytes()
    assert content.count(b"xl/worksheets/sheet1.xml") == 2
    path.write_bytes(content.replace(b"xl/worksheets/sheet1.xml", b"xl/Worksheets/SHEET1.xml"))
    assert refusal(path) == f'"book.xlsx" {TOO_MUCH}'


@pytest.mark.parametrize(
    "count", ['uniqueCount="99999999999"', 'count="4294967295" uniqueCount="4294967295"']
)
def test_shared_texts_that_say_they_are_endless(tmp_path: Path, count: str) -> None:
    path = workbook(tmp_path, TABLE)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", f"<sst {count}><si><t>a</t></si></sst>")
    assert refusal(path) == f'"book.xlsx" {TOO_MUCH}'


def test_the_count_of_shared_texts_is_that_of_their_uses(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{row}"><c r="A{row}" t="s"><v>{row % 2}</v></c><c r="B{row}"><v>{row}</v></c></row>'
        for row in range(1, 1001)
    )
    path = workbook(tmp_path, rows)
    with zipfile.ZipFile(path, "a") as archive:
        texts = '<sst count="1000" uniqueCount="2"><si><t>no</t></si><si><t>yes</t></si></sst>'
        archive.writestr("xl/sharedStrings.xml", texts)
    table = tables.read(path)
    assert (table.rows, table.columns[0].kind, table.problems) == (1000, "yes/no", ())


@pytest.mark.parametrize(
    "rows",
    [
        (1048576, 16384),  # more than the reader takes
        (90_000, 1000),  # fewer, but more than memory is given for
    ],
)
def test_repeated_cells_of_an_open_document(tmp_path: Path, rows: tuple[int, int]) -> None:
    cell = f'<table:table-cell office:value-type="float" office:value="1" {REPEATED[1].format(rows[1])}/>'
    path = open_document(tmp_path, f"<table:table-row {REPEATED[0].format(rows[0])}>{cell}</table:table-row>")
    assert refusal(path) == f'"book.ods" {TOO_MUCH}'


def test_empty_rows_repeated_to_the_end_of_an_open_document_are_nothing(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="float" office:value="1"/>'
    rows = f"<table:table-row>{cell * 2}</table:table-row>" * 3
    empty = (
        f"<table:table-row {REPEATED[0].format(1048573)}>"
        f"<table:table-cell {REPEATED[1].format(16384)}/></table:table-row>"
    )
    assert tables.read(open_document(tmp_path, rows + empty)).rows == 3


def test_what_memory_does_not_hold_ends_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(size_limits, "free_bytes", lambda: 60_000_000)
    far = '<row r="20000"><c r="CV20000"><v>1</v></c></row>'
    assert refusal(workbook(tmp_path, TABLE + far)) == f'"book.xlsx" {TOO_MUCH}'


def test_what_takes_too_long_ends_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(size_limits, "_SECONDS", 0.0)
    assert refusal(workbook(tmp_path, TABLE + "<row/>" * 1_000_000)) == (
        '"book.xlsx" takes too long to read: save the sheet as CSV and open that'
    )


def test_a_sheet_has_no_more_columns_than_any_table(tmp_path: Path) -> None:
    rows = "".join(f"<row>{'<c><v>1</v></c>' * 2001}</row>" for _ in range(3))
    assert refusal(workbook(tmp_path, rows)) == (
        '"book.xlsx" has 2,001 columns: keep the 2,000 that matter most, or fewer'
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


def test_other_archives_end_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "a")
        archive.writestr("b.txt", "b")
    assert refusal(path).startswith('"a.zip" is a zip archive with 2 files ("a.txt" and "b.txt"): unpack it')


def test_what_another_office_program_wrote_ends_in_a_sentence(tmp_path: Path) -> None:
    content = (CORPUS / "sheet.xls").read_bytes()
    name = "Workbook".encode("utf-16-le")
    assert content.count(name) == 1
    path = tmp_path / "letter.doc"
    path.write_bytes(content.replace(name, "Document".encode("utf-16-le")))
    assert refusal(path) == (
        '"letter.doc" is a file of an Office program and no spreadsheet: save its table as CSV and open that'
    )


@pytest.mark.parametrize("kind", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_broken_member_is_damage(tmp_path: Path, kind: int) -> None:
    path = workbook(tmp_path, TABLE)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", kind) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
        start = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
    content = bytearray(path.read_bytes())
    content[start + 70 : start + 100] = b"\xff" * 30
    path.write_bytes(content)
    assert refusal(path) == '"book.xlsx" is damaged or not whole: save it again or get another copy'


def test_a_member_that_says_it_is_larger_or_smaller_than_it_is(tmp_path: Path) -> None:
    path = workbook(tmp_path, TABLE + " " * 3_000_000)
    content = path.read_bytes()
    declared = len(SHEET.format(TABLE + " " * 3_000_000).encode()).to_bytes(4, "little")
    assert content.count(declared) == 2
    path.write_bytes(content.replace(declared, (4_000_000_000).to_bytes(4, "little")))
    assert tables.read(path).rows == 2
    path.write_bytes(content.replace(declared, (500).to_bytes(4, "little")))
    assert refusal(path) == '"book.xlsx" is damaged or not whole: save it again or get another copy'


def test_reading_can_be_ended(tmp_path: Path) -> None:
    watch = Watch()
    watch.cancel()
    before = threading.active_count()
    with pytest.raises(Cancelled):
        tables.read(workbook(tmp_path, TABLE), watch=watch)
    assert threading.active_count() == before


def test_a_cell_far_away_in_an_open_document_ends_in_a_sentence() -> None:
    assert refusal(Path(__file__).parent / "far-cell.ods") == f'"far-cell.ods" {TOO_MUCH}'


def test_a_far_cell_of_an_old_workbook(tmp_path: Path) -> None:
    """A cell beyond the last column would make the reader ask for 125 GB."""
    content = (CORPUS / "sheet-no-header.xls").read_bytes()
    cell = struct.pack("<HHHH", 0xBD, 18, 1, 0)
    assert content.count(cell) == 1
    path = tmp_path / "old.xls"
    path.write_bytes(content.replace(cell, struct.pack("<HHHH", 0xBD, 18, 1, 59543)))
    assert refusal(path) == '"old.xls" is damaged or not whole: save it again or get another copy'


def test_an_old_workbook_with_a_password(tmp_path: Path) -> None:
    content = (CORPUS / "sheet-no-header.xls").read_bytes()
    start = content.index(struct.pack("<HHHH", 0x809, 16, 0x600, 5)) + 20
    path = tmp_path / "old.xls"
    path.write_bytes(content[:start] + struct.pack("<H", 0x2F) + content[start + 2 :])
    assert refusal(path) == (
        '"old.xls" is protected by a password: open it in a spreadsheet program and save it without one'
    )


def test_single_quotes_in_cells_are_letters(tmp_path: Path) -> None:
    text = '<row r="4"><c r="A4" t="str"><v>{}</v></c><c r="B4"><v>1</v></c></row>'
    rows = TABLE + text.format("'quoted'") + text.format('said "yes"').replace("4", "5")
    table = tables.read(workbook(tmp_path, rows))
    assert {"'quoted'", 'said "yes"'} <= set(table.columns[0].labels)
