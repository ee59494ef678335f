"""That a text falls into the same records in every pass over it."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from engine.reading import tables
from engine.table.table import Table
from tests.engine.reading.spreadsheet.workbooks import workbook_of

YEARS = "region,2019,2020\nnorth,1.5,2.5\nsouth,2.5,3.5\n"


def check(table: Table) -> None:
    assert [column.name for column in table.columns] == ["region", "2019", "2020"]
    assert [column.values.tolist() for column in table.columns] == [[0, 1], [1.5, 2.5], [2.5, 3.5]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "above", ["", "\n", "\n\n\n", "Sales by year\n", "Sales by year\n\n", "# in euro\n", "sep=,\n"]
)
def test_names_that_are_numbers_are_no_record_whatever_stands_above(
    tmp_path: Path, above: str, end: str
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes((above + YEARS).replace("\n", end).encode())
    check(tables.read(path))


@pytest.mark.parametrize("above", [[], [[]], [["Sales by year"]], [["Sales by year"], []]])
def test_the_same_holds_for_a_sheet(tmp_path: Path, above: list[list[str]]) -> None:
    rows: list[Sequence[str | float]] = [
        *above,
        ["region", 2019, 2020],
        ["north", 1.5, 2.5],
        ["south", 2.5, 3.5],
    ]
    check(tables.read(workbook_of(tmp_path, rows)))


def test_a_name_across_lines_is_no_record_either(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('\n"2019\nin euro",2020\n1,2\n3,x\n5,4\n5,4\n5,4\n5,4\n5,4\n5,4\n5,4\n5,4\n5,4\n')
    table = tables.read(path)
    assert ([column.name for column in table.columns], table.rows) == (["2019 in euro", "2020"], 11)
    assert [(cell.line, cell.row) for cell in table.bad_cells] == [(5, 1)]


def test_a_line_is_that_of_the_file_below_what_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("% made by hand\n\nx,y\n1,2\n\n% a gap\n3,?!\n" + "5,6\n" * 20)
    assert [(cell.line, cell.row) for cell in tables.read(path).bad_cells] == [(7, 1)]
