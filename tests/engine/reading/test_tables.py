"""Every test writes a small file as a person's program would, and says what must come of it."""

import contextlib
import csv
import io
import math
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.base.errors import InputError
from engine.reading import source_file, tables
from engine.reading.choice import Reading
from engine.table.table import BadCell, Table

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06\0\0\0"


def write(folder: Path, content: bytes | str, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(folder: Path, content: bytes | str, name: str = "t.csv") -> Table:
    return tables.read(write(folder, content, name))


def cells(table: Table) -> list[list[float]]:
    return [column.values.tolist() for column in table.columns]


def names(table: Table) -> list[str]:
    return [column.name for column in table.columns]


def test_a_plain_table(tmp_path: Path) -> None:
    table = read(tmp_path, "a,b,word\n1,2.5,x\n-3,1e3,y\n5,0,x\n")
    assert (table.name, table.rows, names(table)) == ("t.csv", 3, ["a", "b", "word"])
    assert table.path == str(tmp_path / "t.csv")
    assert cells(table)[:2] == [[1, -3, 5], [2.5, 1000, 0]]
    a, _, word = table.columns
    assert (a.kind, a.low, a.high, a.distinct, a.missing, a.unreadable) == ("number", -3, 5, 3, 0, 0)
    assert (word.kind, word.low, word.high, word.distinct, word.missing) == ("category", None, None, 2, 0)
    assert (word.labels, word.values.tolist(), a.labels) == (("x", "y"), [0, 1, 0], ())
    assert table.problems == ()
    assert table.bad_cells == ()
    assert table.dialect == {"encoding": "UTF-8", "separator": "comma", "decimal": "point", "header": "yes"}


def test_a_column_is_found_by_name_and_cannot_be_written(tmp_path: Path) -> None:
    table = read(tmp_path, "a,b\n1,2\n3,4\n")
    assert table.column("b") is table.columns[1]
    with pytest.raises(ValueError, match="read-only"):
        table.column("b").values[0] = 7
    with pytest.raises(InputError, match=r'no column "c": choose one of a, b$'):
        table.column("c")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a;b\n1;2\n3;4\n", ("semicolon", "point")),
        ("a\tb\n1\t2\n3\t4\n", ("tab", "point")),
        ("a|b\n1|2\n3|4\n", ("bar", "point")),
        ("a;b\n1,0;2,0\n3,0;4,0\n", ("semicolon", "comma")),
        ("1,0;2,0\n3,0;4,0\n", ("semicolon", "comma")),
        ("a\tb\n1,0\t2,0\n3,0\t4,0\n", ("tab", "comma")),
        ("a, b\n1, 2\n3, 4\n", ("comma", "point")),
        ('"a","b"\n"1","2"\n"3","4"\n', ("comma", "point")),
        ("a,b\r1,2\r3,4\r", ("comma", "point")),
        ("a,b\r\n1,2\r\n3,4", ("comma", "point")),
        ("\n\na,b\n1,2\n\n3,4\n\n", ("comma", "point")),
        ("a,b\n1,2,\n3,4,\n", ("comma", "point")),
        ("a,b,\n1,2,\n3,4,\n", ("comma", "point")),
        ("a,b\n1,2\r\n3,4\r\n", ("comma", "point")),
        ("\ufeffa,b\n1,2\n3,4\n", ("comma", "point")),
        ('\ufeff"a",b\n1,2\n3,4\n', ("comma", "point")),
    ],
)
def test_dialects(tmp_path: Path, text: str, words: tuple[str, str]) -> None:
    table = read(tmp_path, text)
    assert cells(table) == [[1, 3], [2, 4]]
    assert (table.dialect["separator"], table.dialect["decimal"]) == words
    expected = ["column 1", "column 2"] if table.dialect["header"] == "no" else ["a", "b"]
    assert names(table) == expected


def test_a_point_is_no_decimal_sign_where_the_comma_is(tmp_path: Path) -> None:
    rows = "".join(f"{n},5;{n},25\n" for n in range(20))
    table = read(tmp_path, "a;b\n" + rows + "1.234;2\n")
    assert math.isnan(table.columns[0].values[20])
    assert table.bad_cells == (BadCell(22, "a", "1.234"),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,2\n3,4\n", ["column 1", "column 2"]),
        ("1,x\n3,y\n4,z\n", ["column 1", "column 2"]),
        ("id,2019,2020\n1,2,3\n2,3,4\n", ["id", "2019", "2020"]),
        (",a\n0,1\n1,2\n", ["column 1", "a"]),
        ("a,a,a (2),\n1,2,3,4\n1,2,3,4\n", ["a", "a (3)", "a (2)", "column 4"]),
        (" a , b  c \n1,2\n3,4\n", ["a", "b c"]),
        ('"x\ny",b\n1,2\n3,4\n', ["x y", "b"]),
        ("column 2,\n1,2\n3,4\n", ["column 2", "column 2 (2)"]),
    ],
)
def test_names(tmp_path: Path, text: str, expected: list[str]) -> None:
    table = read(tmp_path, text)
    assert names(table) == expected
    assert table.rows == text.count("\n") - (table.dialect["header"] == "yes") - text.count('"x\n')


def test_names_that_were_changed_are_said(tmp_path: Path) -> None:
    assert "new ones" in read(tmp_path, "a,a\n1,2\n3,4\n").problems[0]


def test_missing_and_unreadable_cells_are_rows_all_the_same(tmp_path: Path) -> None:
    odd = ["", "NA", "n/a", "NULL", "None", "?", "-", "--", ".", "nan", "NaN", "inf", "-Infinity", " NA "]
    text = "a,b\n" + "".join(f"{cell},1\n" for cell in odd) + "".join(f"{n},{n}\n" for n in range(30))
    table = read(tmp_path, text + "x5,2\n1e400,3\n1e308,4\n")
    a = table.columns[0]
    assert (table.rows, a.kind, a.missing, a.unreadable) == (len(odd) + 33, "number", len(odd), 2)
    assert (a.low, a.high, a.distinct) == (0, 1e308, 31)
    assert table.bad_cells == (BadCell(46, "a", "x5"), BadCell(47, "a", "1e400"))
    assert [cell.row for cell in table.bad_cells] == [44, 45]
    assert table.problems == ('a: 2 cells are no number, the first is "x5" in line 46',)


def test_a_tenth_of_the_cells_may_be_anything_but_no_more(tmp_path: Path) -> None:
    def kind(good: int, bad: int, empty: int = 0) -> str:
        rows = ["1,1"] * good + ["x,1"] * bad + [",1"] * empty
        return read(tmp_path, "a,b\n" + "\n".join(rows) + "\n").columns[0].kind

    assert kind(9, 1) == "number"
    assert kind(9, 1, empty=50) == "number"
    assert kind(89, 11) == "category"
    # The first 20,480 records are all that duckdb looks at of itself.
    assert kind(22_000, 3_000) == "category"


def test_a_column_without_any_number_is_none(tmp_path: Path) -> None:
    table = read(tmp_path, "a,b,c\n,nan,1\n,inf,2\n")
    assert [column.kind for column in table.columns] == ["category", "category", "number"]
    assert table.columns[0].missing == 2


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_of_bad_cells(tmp_path: Path, end: str) -> None:
    good = "".join(f'{n},"a{end}b",3{end}' for n in range(30))
    text = f'a,"no{end}te",b{end}{end}{good}{end}x5,t,1{end}3,"q ""r"", s",y6{end}'
    table = read(tmp_path, text)
    first = 1 + 1 + 1 + 60 + 1 + 1
    assert table.bad_cells == (BadCell(first, "a", "x5"), BadCell(first + 1, "b", "y6"))
    lines = text.split(end)
    assert lines[first - 1].startswith("x5")


def test_a_hundred_bad_cells_are_kept_and_all_are_counted(tmp_path: Path) -> None:
    rows = ["1,1"] * 3000 + ["x,y"] * 150
    table = read(tmp_path, "a,b\n" + "\n".join(rows))
    assert len(table.bad_cells) == 100
    assert table.bad_cells[1] == BadCell(3002, "b", "y")
    assert table.columns[0].unreadable == 150


def test_a_long_bad_cell_is_shortened(tmp_path: Path) -> None:
    table = read(tmp_path, "a,b\n" + "1,1\n" * 20 + "x" * 5000 + ",1\n")
    assert len(table.bad_cells[0].text) == 200


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\n \n\t\n", "is empty"),
        (b"a,b\n", "no rows of values"),
        (b"a,b", "no rows of values"),
        (b"1,2\n", "one row of values only"),
        (b"a,b\n1,2\n", "one row of values only"),
        (b"a\n1\n2\n", "one column only"),
        (b"a,\n1,\n2,\n", "one column only"),
        (b"a,b\nx,y\nz,w\n", "no column of numbers"),
        (b"\0\1\2", "is a binary file and no text: choose a text, a workbook or a Parquet file"),
        (PNG, "is a PNG picture and no table that can be read"),
        (b"a,b\n1,2\0\n", "is a binary file"),
        (b"a b\n1 2\n3\n4 5\n", "line 3 has 1 cell where 2 are expected"),
        (b"a,b\n1,2\n\n3,4,5\n4,5\n", "line 4 has 3 cells where 2 are expected"),
        (b'a,b\n1,"x\ny"\n3,4,5\n4,5\n', "line 4 has 3 cells "),
        (b"a,b\n1,2\r\n3,4,5\r\n4,5\n", "line 3 has 3 cells "),
        (b"a,b\n" + b"1,2\n" * 30_000 + b"1,2,3\n", "line 30,002 has 3 cells"),
        (b'a,b\n1,2\n3,"4\n5,6\n', "begins in line 3 is never closed"),
        (b"a,b\n1,2\n" + b"x" * 3_000_000 + b",2\n", "more than 2,000,000 characters"),
        (b"a,b\n1," + b"x" * 11_000_000, "more than 2,000,000 characters"),
    ],
)
def test_what_is_no_table_ends_in_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, content)
    said = str(caught.value)
    assert sentence in said
    assert said.startswith('"t.csv"')
    assert "\n" not in said


@pytest.mark.parametrize("content", [b"\0\1\2" * 100, b"\0" * 4 + b"PK\3\4" + b"\0\xff" * 900])
@pytest.mark.parametrize(
    ("name", "kind"), [("t.xlsx", "workbook"), ("T.ODS", "workbook"), ("t.pq", "Parquet file")]
)
def test_what_is_damaged_is_said_of_the_kind_its_name_promises(
    tmp_path: Path, content: bytes, name: str, kind: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        tables.read(path)
    assert str(caught.value) == f'"{name}" is damaged or no {kind}: save it again or get another copy'


def test_very_wide_tables_are_read(tmp_path: Path) -> None:
    count = 2000  # ten thousand take ten seconds, the same way
    text = ",".join(f"c{n}" for n in range(count)) + "\n" + (",".join(["1.5"] * count) + "\n") * 3
    assert len(read(tmp_path, text).columns) == count


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r'^"gone\.csv" is not there'):
        tables.read(tmp_path / "gone.csv")


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        tables.read(tmp_path)


def test_names_no_file_can_have() -> None:
    for path in ("a\0b.csv", "x" * 5000, "", "/"):
        with pytest.raises(InputError):
            tables.read(path)


def test_a_device() -> None:
    if os.path.exists("/dev/zero"):
        with pytest.raises(InputError, match="is a device"):
            tables.read("/dev/zero")


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "a,b\n1,2\n3,4\n")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(InputError, match="may not be read"):
        tables.read(path)


@pytest.mark.parametrize("change", ["vanish", "grow"])
def test_a_file_that_changes_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    path = write(tmp_path, "a,b\n1,2\n3,4\n")
    find = source_file.find

    def find_then_change(given_path: Path) -> source_file.SourceFile:
        seen = find(given_path)
        if change == "vanish":
            path.unlink()
        else:
            path.write_text("a,b\n1,2\n3,4\n5,6\n")
        return seen

    monkeypatch.setattr(source_file, "find", find_then_change)
    with pytest.raises(InputError, match=r"is not there|changed while"):
        tables.read(path)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize(
    "name",
    ["x[2].csv", "a*b.csv", "a?b.csv", "[.csv", "[!a].csv", "**", "it's.csv", 'q"q.csv', "a\\b.csv"],
)
def test_names_that_are_patterns_elsewhere(tmp_path: Path, name: str) -> None:
    for other in ("x2.csv", "aXb.csv", "b.csv", "ab.csv"):
        write(tmp_path, "a,b\n9,9\n9,9\n", other)
    assert cells(read(tmp_path, "a,b\n1,2\n3,4\n", name)) == [[1, 3], [2, 4]]
    assert cells(tables.read(tmp_path / "x2.csv")) == [[9, 9], [9, 9]]


@pytest.mark.parametrize("name", ["ü 😀 x.csv", "~.csv", "x.csv.gz", "x.parquet", "$HOME.csv", "%20.csv"])
def test_other_names(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "year=2020" / "größe [1]"
    folder.mkdir(parents=True)
    table = read(folder, "a,b\n1,2\n3,4\n", name)
    assert (table.name, names(table)) == (name, ["a", "b"])


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_name_that_is_no_unicode_ends_in_a_sentence(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.csv"))
    path.write_bytes(b"a,b\n1,2\n3,4\n")
    with pytest.raises(InputError) as caught:
        tables.read(path)
    str(caught.value).encode()


def test_a_relative_path_and_nothing_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "a,b\n1,2\n3,4\n")
    assert tables.read("t.csv").path == str(tmp_path / "t.csv")
    assert os.listdir(tmp_path) == ["t.csv"]


def test_the_fingerprint_is_of_the_content(tmp_path: Path) -> None:
    text = "a,b,w\n1,2,x\n3,,y\n"
    original = read(tmp_path, text).fingerprint
    assert original == "b11b8a3dc3c910d40da5d52431924c0a9c163e1ab396d3756f500b4ce3cce511"
    assert read(tmp_path, text.replace("\n", "\r\n").replace(",", ";"), "other.csv").fingerprint == original
    for other in (text.replace("a,", "c,"), text.replace("1", "7"), text.replace("y", "z"), text + "1,2,x\n"):
        assert read(tmp_path, other).fingerprint != original
    assert tables.read(tmp_path / "other.csv", Reading(missing_words=("x",))).fingerprint != original


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_breaks_in_quotes_across_the_buffers_of_the_reader(tmp_path: Path, end: str) -> None:
    note = '"' + f"x, {end}" * 200 + '"'
    text = f"a,b,c{end}" + "".join(f"{n},{note},{n}{end}" for n in range(12_000)) + f"x,y,1{end}"
    table = read(tmp_path, text)
    assert len(text) > 2 * 4_000_000
    assert table.columns[0].values[:-1].tolist() == list(range(12_000))
    assert table.bad_cells == (BadCell(2 + 12_000 * 201, "a", "x"),)


finite = st.floats(allow_nan=False, allow_infinity=False)
shared = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@shared
@given(
    st.integers(2, 5).flatmap(
        lambda width: st.lists(st.lists(finite, min_size=width, max_size=width), min_size=2)
    ),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_numbers_come_back_equal(
    tmp_path: Path, rows: list[list[float]], separator: str, end: str, header: bool, quoting: int
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    if header:
        writer.writerow([f"name {n}" for n in range(len(rows[0]))])
    writer.writerows(rows)
    table = read(tmp_path, text.getvalue())
    assert cells(table) == [list(column) for column in zip(*rows, strict=True)]


note = st.text(st.sampled_from('ab ,;"\n\r\t|x😀'), max_size=8)


@shared
@given(
    st.lists(st.tuples(note, st.booleans()), min_size=3, max_size=30),
    st.sampled_from(["\n", "\r\n"]),
)
def test_bad_cells_have_their_lines_whatever_the_notes_hold(
    tmp_path: Path, notes: list[tuple[str, bool]], end: str
) -> None:
    text = f"a,note,b{end}" + f"1,plain,2{end}" * 300
    expected = []
    for number, (words, bad) in enumerate(notes):
        if bad:
            line = len(io.StringIO(text, newline="").readlines()) + 1
            expected.append(BadCell(line, "b", f"no{number}"))
        quoted = '"' + words.replace('"', '""') + '"'
        text += f"{number},{quoted},{f'no{number}' if bad else number}{end}"
    table = read(tmp_path, text)
    assert table.rows == 300 + len(notes)
    assert list(table.bad_cells) == expected


@shared
@given(st.binary(max_size=200) | st.text(st.sampled_from('1a.,;"\n\r -|\t'), max_size=60).map(str.encode))
def test_any_bytes_give_a_table_or_a_sentence(tmp_path: Path, content: bytes) -> None:
    with contextlib.suppress(InputError):
        table = read(tmp_path, content)
        assert all(len(column.values) == table.rows >= 2 for column in table.columns)


def test_another_decimal_sign_is_not_right_where_it_makes_numbers_texts(tmp_path: Path) -> None:
    path = tmp_path / "t.tsv"
    rows = "".join(f"{number}.501.871,8\tx\n" for number in range(1, 30))
    path.write_text(f"y\tn\n{rows}%\ty\n")
    (column, _) = tables.read(path).columns
    assert (column.kind, column.values[0], column.unreadable) == ("number", 1_501_871.8, 1)
