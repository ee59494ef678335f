"""Quotes that would join whole records are letters, and that is asked; cells of several lines stay."""

from pathlib import Path

import pytest

from engine.reading import tables
from engine.reading.choice import Reading


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_stray_quotes_join_no_records(tmp_path: Path, separator: str, end: str) -> None:
    lines = ["part,size", "a,1", '"b,2', "c,3", '"d,4', "e,5", ""]
    path = tmp_path / "t.csv"
    path.write_bytes(end.join(lines).replace(",", separator).encode())
    table = tables.read(path)
    assert table.columns[0].labels == ('"b', '"d', "a", "c", "e")
    assert table.columns[1].values.tolist() == [1, 2, 3, 4, 5]
    assert table.questions[0].startswith('a quote (") in line 3 would join 3 lines')
    assert tables.preview(path).rows[1] == ('"b', "2")
    assert tables.read(path, Reading(quote='"')).rows == 3


@pytest.mark.parametrize(
    "cell",
    ['"good, but\nslow"', '"one\ntwo"', '"one,\ntwo,\nthree"', '"1, 2\n3"', '"said ""yes"",\nso"'],
)
def test_cells_of_several_lines_stay(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"text,stars\n{cell},4\nfine,5\n{cell},3\nbad,1\n", encoding="utf-8")
    table = tables.read(path)
    assert (table.rows, table.questions) == (4, ())
    assert "2 records have a cell of several lines" in " ".join(table.problems)
