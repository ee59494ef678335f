"""A megabyte of what patterns find hardest is read in time that grows with its length.

Time that grew with the square of it would be minutes: the limit of every test ends it.
"""

import zipfile
from pathlib import Path
from typing import Final

import pytest

from engine.base.errors import InputError
from engine.data.quantiles import parse_quantiles
from engine.reading import archives, encodings, tables
from engine.reading.header import cell_looks, unit_words
from engine.reading.text import records
from engine.reading.text.records import Syntax
from engine.table import dates, row_filter
from engine.table.numerals import Numerals
from tests.engine.runs import table

pytestmark = pytest.mark.timeout(60)

MEGABYTE: Final = 1_000_000
HALF: Final = MEGABYTE // 2

CELLS: Final = {
    "blanks": " " * MEGABYTE,
    "a number, blanks and a month": f"1{' ' * MEGABYTE}jan",
    "a date, blanks and a letter": f"1 jan 2020{' ' * MEGABYTE}x",
    "digits": "1" * MEGABYTE,
    "digits and a letter": f"{'1' * MEGABYTE}x",
    "decimals and a letter": f"1.{'1' * MEGABYTE}x",
    "an exponent and a letter": f"1e{'1' * MEGABYTE}x",
    "points": "1." * HALF,
    "groups and a letter": f"1{',234' * (MEGABYTE // 4)}x",
    "groups of blanks": "1 " * HALF,
    "an open parenthesis and blanks": f"(1{' ' * MEGABYTE}",
    "an open parenthesis and words": f"(1{' a' * HALF}",
    "parentheses": "(" * MEGABYTE,
    "signs": "-" * MEGABYTE,
    "letters": "a" * MEGABYTE,
    "capitals": "A" * MEGABYTE,
    "identifiers": "A1" * HALF,
    "foreign letters": "é" * HALF,
    "angles": "<" * MEGABYTE,
    "comment signs": "#" * MEGABYTE,
}
LINES: Final = {
    "quotes": '"' * MEGABYTE,
    "apostrophes": "'" * MEGABYTE,
    "separators": "," * MEGABYTE,
    "separators and quotes": ',"' * HALF,
    "separators and apostrophes": ",'" * HALF,
    "apostrophes before letters": "'a," * (MEGABYTE // 3),
    "a quote and blanks": f'"{" " * MEGABYTE}',
    "blanks before a quote": f",{' ' * MEGABYTE}'",
    **CELLS,
}
NUMERALS: Final = [
    Numerals(decimal, thousands, fortran=fortran)
    for decimal, thousands, fortran in (
        (".", "", False),
        (".", ",", True),
        (",", " ", False),
        (".", "'", False),
    )
]


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_a_cell(cell: str) -> None:
    for numerals in NUMERALS:
        numerals.number(cell)
        numerals.is_number(cell)
        numerals.is_grouped(cell)
        numerals.is_missing(cell)
        numerals.is_fortran(cell)
    cell_looks.look(cell, lambda _: False)
    cell_looks.core(cell)
    cell_looks.value(cell)
    dates.is_written(cell)
    for name in dates.FORMATS:
        dates.days(cell, name)
    unit_words.is_unit(cell)


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
@pytest.mark.parametrize("separator", [",", " "])
def test_a_record(line: str, separator: str) -> None:
    for quote in ('"', "'", ""):
        syntax = Syntax(separator, quote)
        assert records.split(line, syntax)
        if quote:
            records.wrapped_cells(line, syntax)
    records.is_comment(line, "#")


@pytest.mark.parametrize(
    "name", ["blanks", "digits", "letters", "groups and a letter", "a quote and blanks", "signs"]
)
def test_what_a_person_types_or_pastes(name: str) -> None:
    line, numbers = LINES[name], table(x=[1.0, 2.0], y=[3.0, 4.0])
    with pytest.raises(InputError):
        row_filter.parse_filter(f'x > 1, y {line}" =', numbers)
    with pytest.raises(InputError):
        parse_quantiles(f"{line}x")


@pytest.mark.parametrize(
    ("letter", "encoding"),
    [("é", "latin-1"), ("ж", "cp1251"), ("ş", "cp1254"), ("日", "cp932"), ("ω", "cp1253")],
)
def test_letters_that_are_not_unicode(letter: str, encoding: str) -> None:
    found, _sure = encodings.guess((letter * MEGABYTE).encode(encoding)[:MEGABYTE], '"x.csv"')
    assert found


@pytest.mark.parametrize(
    "name", ["blanks", "a number, blanks and a month", "digits and a letter", "foreign letters"]
)
def test_a_file_with_one_such_cell(tmp_path: Path, name: str) -> None:
    path = tmp_path / "worst.csv"
    lines = ["a,b", *("1,2" for _ in range(20)), f'"{CELLS[name]}",3', *("4,5" for _ in range(20))]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert len(tables.read(path).columns) == 2


@pytest.mark.parametrize(
    "name", ["blanks", "apostrophes", "separators and quotes", "apostrophes before letters"]
)
@pytest.mark.parametrize(
    "place", ["@attribute {}", "@attribute a real\n@data\n{}x", "@attribute a real\n@data\n{{{}"]
)
def test_a_file_of_attributes(tmp_path: Path, name: str, place: str) -> None:
    path = tmp_path / "worst.arff"
    path.write_text("@relation r\n" + place.format(LINES[name]), encoding="utf-8")
    with pytest.raises(InputError):
        tables.read(path)


SHEET_NAMES: Final = "xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'"


@pytest.mark.parametrize(
    "piece", ["<c r='A1'><f>", "<c ", "<c t = ", "<x:", "<c><f>1</f><v>", "<c><f>1</f>  "]
)
def test_a_sheet_s_cells(tmp_path: Path, piece: str) -> None:
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(
            "xl/workbook.xml", f"<w xmlns='main' {SHEET_NAMES}><sheet name='a' r:id='one'/></w>".encode()
        )
        book.writestr("xl/_rels/workbook.xml.rels", "<r><l Id='one' Target='worksheets/sheet1.xml'/></r>")
        # Of half a megabyte each, so that both are looked at together.
        formula = "<c r='A1'><f>1+1</f></c>"
        book.writestr("xl/worksheets/sheet1.xml", formula + piece * (HALF // len(piece)) + " " * HALF)
    with path.open("rb") as file:
        assert archives.look(file, 0).uncomputed == 1
