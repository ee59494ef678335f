"""What duckdb cannot read is rewritten, and every line stays where it was."""

from pathlib import Path

import pytest

from engine.base.errors import InputError
from engine.reading import tables
from engine.reading.choice import GUESSED, Reading
from engine.reading.text import rewriting
from engine.table.table import Table


def read(folder: Path, text: str, reading: Reading = GUESSED) -> Table:
    path = folder / "t.csv"
    path.write_bytes(text.encode())
    return tables.read(path, reading)


def values(table: Table, column: int) -> list[float]:
    return [-1.0 if value != value else value for value in table.columns[column].values.tolist()]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_records_that_lack_cells_at_their_ends(tmp_path: Path, separator: str) -> None:
    text = "a,b,c\n1,2,3\n4\n\n5,6\n7,8,9\n".replace(",", separator)
    table = read(tmp_path, text)
    assert [values(table, column) for column in range(3)] == [[1, 4, 5, 7], [2, -1, 6, 8], [3, -1, -1, 9]]
    assert "2 lines have fewer cells than the others, the first is line 3" in table.problems[0]
    found = tables.preview(tmp_path / "t.csv")
    assert (found.problems, found.bad) == ((), frozenset())
    assert found.rows[1] == ("4", "", "")
    assert found.notes == table.notes


def test_a_preview_counts_the_short_records_among_those_that_it_shows(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b,c\n1,2,3\n4\n" + "5,6,7\n" * 8 + "8,9\n")
    sentence = "{} fewer cells than the others, the first is line 3: what {} at the end is missing"
    assert tables.preview(path, rows=5).notes == (sentence.format("1 of the first 5 lines has", "it lacks"),)
    assert tables.preview(path).notes == (sentence.format("2 lines have", "they lack"),)
    assert tables.read(path).notes == tables.preview(path).notes


def test_one_record_that_lacks_a_cell_below_many(tmp_path: Path) -> None:
    table = read(tmp_path, "a,b,w\n" + "1,2,x\n" * 3000 + "3,4\n5,6,\n")
    assert table.rows == 3002
    assert table.columns[2].missing == 2
    assert "1 line has fewer cells than the others, the first is line 3,002" in table.problems[0]


@pytest.mark.parametrize("wide", ["1,2,3,4", "1,2,,4", ",,,x"])
def test_records_with_too_many_cells_are_refused(tmp_path: Path, wide: str) -> None:
    with pytest.raises(InputError, match=r"^\"t\.csv\": line 4 has 4 cells where 3 are expected: give every"):
        read(tmp_path, f"a,b,c\n1,2,3\n4\n{wide}\n5,6,7\n")


def test_empty_cells_too_many_are_dropped(tmp_path: Path) -> None:
    table = read(tmp_path, "a,b\n1,2\n3,4,,,\n5,6,\n7\n")
    assert values(table, 1) == [2, 4, 6, -1]


@pytest.mark.parametrize("first", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("second", ["\n", "\r\n", "\r"])
def test_mixed_line_ends(tmp_path: Path, first: str, second: str) -> None:
    text = f'a,w{first}1,"x{second}y"{first}2,z{second}3,z\r\n4,z\rq,v{first}' + "5,u\n" * 9
    table = read(tmp_path, text)
    assert table.rows == 14
    assert values(table, 0)[:4] == [1, 2, 3, 4]
    assert table.columns[1].labels == ("u", "v", "x\ny", "z")
    assert 'a: 1 cell is no number, the first is "q" in line 7' in table.problems


@pytest.mark.parametrize("mark", ["#", "%", "//"])
def test_comments_are_stripped_where_they_stand(tmp_path: Path, mark: str) -> None:
    lines = "".join(f"{n},'{n}'\n{mark} {n},\"\n" for n in range(600))
    table = read(tmp_path, f"{mark} one\n\na,b\n{lines}x,\n{mark} last\n")
    assert table.rows == 601
    assert values(table, 1)[598:] == [598, 599, -1]
    assert 'a: 1 cell is no number, the first is "x" in line 1,204' in table.problems


def test_quotes_that_wrap_only_a_part_of_a_cell_stay(tmp_path: Path) -> None:
    table = read(tmp_path, 'n,w\n1,"5 in" pipe\n2,6" pipe\n3,"a ""b"" c"\n')
    assert table.columns[1].labels == ('"5 in" pipe', '6" pipe', 'a "b" c')


def test_a_quote_that_is_never_closed_is_named_and_can_be_a_letter(tmp_path: Path) -> None:
    text = 'n,w\n1,x\n2,"y\n' + "3,z\n" * 9
    with pytest.raises(InputError, match=r'a quote \("\) in the cell that begins in line 3 is never closed'):
        read(tmp_path, text)
    table = read(tmp_path, text, Reading(quote=""))
    assert table.columns[1].labels == ('"y', "x", "z")
    assert table.dialect["quote"] == "none"


@pytest.mark.parametrize("size", [1, 7, 40, 10_000])
def test_lines_that_are_no_records_are_left_out_wherever_a_text_is_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(rewriting, "_CHARACTERS", size)
    lines = "# by\n# a b c\nx,y,w\nm,s,-\n1,2,a\n #c\n\n#N/A,4,b#\r\n5,6,c\r7,8,y\u2028z\n9,1,d\n11,12,e"
    table = read(tmp_path, f"{lines}\n\nSource: a survey\n")
    assert (values(table, 0), values(table, 1)) == ([1, -1, 5, 7, 9, 11], [2, 4, 6, 8, 1, 12])
    assert table.columns[0].unit == "m"
    assert table.columns[2].labels == ("a", "b#", "c", "d", "e", "y\u2028z")
