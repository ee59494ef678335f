"""What is found in a workbook's archive besides cells, and that no text makes it take long."""

import zipfile
from pathlib import Path

import pytest

from engine.reading import archives
from engine.reading.archives import Seen
from tests.engine.reading.spreadsheet.workbooks import open_document, workbook

MEGABYTE = 1_000_000


def seen(path: Path, place: int = 0) -> Seen:
    with path.open("rb") as file:
        return archives.look(file, place)


@pytest.mark.parametrize(
    ("cell", "uncomputed"),
    [
        ('<c r="A1"><f>B1</f></c>', 1),
        ('<c r="A1" s="2">\n<f t="shared" si="0"/><v/></c>', 1),
        ('<x:c r="A1"><x:f>B1</x:f><x:v></x:v></x:c>', 1),
        ('<c r="A1" t="str"><f>B1</f><v></v></c>', 0),
        ("<c r='A1' t = 'str'><f>B1</f></c>", 0),
        ('<c r="A1"><f>B1</f><v>3</v></c>', 0),
        ('<c r="A1"><v>3</v></c>', 0),
    ],
)
def test_formulas_without_a_stored_value(tmp_path: Path, cell: str, uncomputed: int) -> None:
    assert seen(workbook(tmp_path, f"<row>{cell}</row>")) == Seen(uncomputed)


def test_a_formula_is_found_wherever_it_stands(tmp_path: Path) -> None:
    rows = "<row><c><v>1</v></c></row>" * 100_000 + "<row><c><f>B1</f></c></row>" * 50_000
    assert seen(workbook(tmp_path, rows)) == Seen(50_000)


def test_formulas_and_merged_cells_of_an_open_document(tmp_path: Path) -> None:
    cells = (
        '<table:table-cell table:formula="of:=1"/>',
        '<table:table-cell table:formula="of:=1" office:value-type="float" office:value="1"/>',
        '<table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="12"/>',
        '<table:table-cell table:number-columns-spanned="1" table:number-rows-spanned="1"/>',
        "<table:covered-table-cell/>",
    )
    path = open_document(tmp_path, f"<table:table-row>{''.join(cells)}</table:table-row>")
    assert seen(path) == Seen(uncomputed=1, merged=1)


def test_where_nothing_can_be_looked_at_nothing_is_seen(tmp_path: Path) -> None:
    path = workbook(tmp_path, "<row><c><f>B1</f></c></row>")
    assert seen(path, place=1) == Seen()
    path.write_bytes(path.read_bytes()[:-100])
    assert seen(path) == Seen()
    assert seen(Path(__file__)) == Seen()


def test_what_is_meant_as_a_workbook(tmp_path: Path) -> None:
    path = workbook(tmp_path, "")
    with path.open("rb") as file:
        assert archives.is_workbook(file)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("letter.xml", "")
    with path.open("rb") as file:
        assert not archives.is_workbook(file)


@pytest.mark.parametrize(
    "text",
    [
        *("<c ", 'r="A', "<c>", "<c a", "<x:c ", "<f ", "<c a><f", "<c a> ", "<c a><f>", "<c a><f>a</f><v>"),
        *("<w:", "<", ">", "row>", 't="str', 't="str" ', " "),
        *("<table:table-cell ", "table:formula", "<table:table-cell table:formula", "value-type"),
        *('number-rows-spanned="', "number-rows-spanned=", "number-rows-spanned"),
    ],
)
@pytest.mark.parametrize("start", ["", "<c ", "<c a><f>", "<c a>", "<table:table-cell "])
def test_no_text_takes_long(start: str, text: str) -> None:
    """The time limit of a test ends what takes the square of this length."""
    worst = (start + text * (MEGABYTE // len(text))).encode()
    for look in (archives._seen_in_xlsx, archives._seen_in_ods):
        assert look(worst) == look(worst + b"<")
