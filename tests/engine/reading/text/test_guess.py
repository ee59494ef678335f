"""Every way of writing a table that is guessed, each read from a file as it stands here."""

from pathlib import Path
from unittest.mock import patch

import pytest

from engine.base.errors import InputError
from engine.reading import tables
from engine.reading.choice import Reading
from engine.reading.text import guess
from engine.table.table import Table


def read(folder: Path, text: str, **chosen: object) -> Table:
    path = folder / "t.csv"
    path.write_bytes(text.encode())
    return tables.read(path, Reading(**chosen))  # type: ignore[arg-type]


def shown(table: Table) -> list[tuple[str, list[float | str]]]:
    """Return each column's name, and its numbers or labels."""
    return [
        (column.name, [column.labels[int(v)] if column.labels else float(v) for v in column.values])
        for column in table.columns
    ]


@pytest.mark.parametrize(
    ("text", "names", "first", "words"),
    [
        # runs of blanks
        ("a  b   c\n1  2   3\n 4 5  6 \n", "a b c", [1, 4], {"separator": "blanks"}),
        ("1.5\t 2 \n 3   4\n", "column 1,column 2", [1.5, 3], {"separator": "blanks"}),
        ('w  x\n"a b"  1\nc  2\nd 3\n', "w x", ["a b", "c", "d"], {"separator": "blanks"}),
        ("d\tv\n2020-01-01 12:00\t5\n2020-01-02 12:00\t6\n", "d v", [18262.5, 18263.5], {"separator": "tab"}),
        # thousands
        ('a,b\n"1,234,567.8",2\n"1,000",3\n', "a b", [1234567.8, 1000], {"thousands": "comma"}),
        ("a;b\n1.234.567,8;2\n1.000,5;3\n", "a b", [1234567.8, 1000.5], {"thousands": "point"}),
        ("a;b\n1 234 567;2\n-1 000;3\n", "a b", [1234567, -1000], {"thousands": "blank"}),
        ("a;b\n1\u202f234\u202f567,5;2\n1\u00a0000;3\n", "a b", [1234567.5, 1000], {"thousands": "blank"}),
        ("a;b\n1'234'567.5;2\n1\u2019000;3\n", "a b", [1234567.5, 1000], {"thousands": "apostrophe"}),
        # comments, and names behind their mark
        ("# by x\n# on y\na,b\n1,2\n# mid\n3,4\n", "a b", [1, 3], {"comment": "#"}),
        ("# title\n# a b c\n1 2 3\n4 5 6\n", "a b c", [1, 4], {"comment": "#", "header": "yes"}),
        ("#a,b\n1,2\n3,4\n", "a b", [1, 3], {"header": "yes"}),
        ("# by x\na,b,c\n# day 1\n1,2,3\n4,5,6\n# day 2\n7,8,9\n", "a b c", [1, 4, 7], {"comment": "#"}),
        ("% made\n1 2\n3 4\n", "column 1,column 2", [1, 3], {"comment": "%"}),
        ("// c\na;b\n1;2\n// d\n3;4\n", "a b", [1, 3], {"comment": "//"}),
        ('# c\na,b\n"x\n# not",1\ny,2\nz,3\n', "a b", ["x\n# not", "y", "z"], {"separator": "comma"}),
        ("#,a\n1,2\n2,4\n", "# a", [1, 2], {"header": "yes"}),
        ("w,a\n#x,1\ny,2\n#z,3\n", "w a", ["#x", "y", "#z"], {"header": "yes"}),
        ("w,a\n1,1\n#N/A,2\n4,3\n", "w a", [1, None, 4], {"header": "yes"}),
        # text before the table
        (
            "Station: Berlin, main\nMade on 3 May\n\nt;x\n1;2\n3;4\n",
            "t x",
            [1, 3],
            {"separator": "semicolon"},
        ),
        ("Report 2024,,\n,,\nn,x,y\nf,1,2\nb,3,4\n", "n x y", ["f", "b"], {"header": "yes"}),
        # units
        ("t,x,n\ns,m/s,\n1,2,f\n3,4,b\n5,6,z\n", "t x n", [1, 3, 5], {"units": "yes"}),
        ("t;x\n[s];[m]\n1,5;2\n3;4\n5;6\n", "t x", [1.5, 3, 5], {"units": "yes", "decimal": "comma"}),
        # signs in cells
        ("a,b\n12%,1\n50 %,2\n7.5%,3\n", "a b", [12, 50, 7.5], {}),
        ("p;q\n1.234,50 €;1\n12,00 €;2\n9,99 €;5\n", "p q", [1234.5, 12, 9.99], {"decimal": "comma"}),
        ('p,q\n"$1,234.50",1\n$3.00,2\n$7,3\n', "p q", [1234.5, 3, 7], {"thousands": "comma"}),
        ("m,l\n5 kg,1\n6.5 kg,2\nNA,3\n", "m l", [5, 6.5, None], {}),
        # single quotes
        ("'a','b'\n'1','x, y'\n'3','z'\n", "a b", [1, 3], {"separator": "comma"}),
        ("a;b\n'it''s; so';1\n'b';2\n", "a b", ["it's; so", "b"], {"separator": "semicolon"}),
        # words for nothing
        ("a,b\n#VALUE!,1\nmissing,2\n--,3\nn.a.,4\n4,4\n", "a b", [None, None, None, None, 4], {}),
    ],
)
def test_ways_of_writing(
    tmp_path: Path, text: str, names: str, first: list[object], words: dict[str, str]
) -> None:
    table = read(tmp_path, text)
    found = shown(table)
    assert [name for name, _ in found] == names.split("," if "," in names else " ")
    assert [None if value != value else value for value in found[0][1]] == first
    assert words.items() <= table.dialect.items()
    assert table.questions == ()
    assert table.bad_cells == ()


def test_units_are_kept(tmp_path: Path) -> None:
    below = read(tmp_path, "t,x\n[s],m/s\n1,2\n3,4\n")
    assert [column.unit for column in below.columns] == ["s", "m/s"]
    beside = read(tmp_path, "a,b,c\n12%,€ 1,x\n5%,€ 2,y\n")
    assert [column.unit for column in beside.columns] == ["%", "€", ""]
    words = read(tmp_path, "t,x\nlow,high\n" + "1,2\n" * 20, units=False)
    assert (words.rows, words.columns[0].unreadable) == (21, 1)


@pytest.mark.parametrize(
    ("text", "value", "either"),
    [
        ("a;b\n1,234;2,345\n3,456;7,891\n", 1.234, "1234 or 1.234"),
        ("a;b\n1.234;2\n12.345;3\n950;4\n", 1234, "1234 or 1.234"),
        ('a,b\n"1,234",2\n"3,456",3\n', 1234, "1234 or 1.234"),
    ],
)
def test_what_can_be_read_in_two_ways_is_asked(tmp_path: Path, text: str, value: float, either: str) -> None:
    table = read(tmp_path, text)
    assert table.columns[0].values[0] == value
    assert either in table.questions[0]
    sign = text.split("\n")[1].strip('"')[1]
    other = {"decimal": sign} if value > 1000 else {"decimal": "." if sign == "," else ",", "thousands": sign}
    table = read(tmp_path, text, **other)
    assert table.columns[0].values[0] == (1.234 if value > 1000 else 1234)
    assert table.questions == ()


@pytest.mark.parametrize("text", ["a;b\n0,123;2\n1,234;3\n", "a,b\n1.234,2\n3.456,3\n"])
def test_what_can_be_read_in_one_way_only_is_not_asked(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text).questions == ()


def test_cells_beyond_the_sample_settle_what_it_left_open(tmp_path: Path) -> None:
    table = read(tmp_path, "a;b\n" + "1,234;2\n345;3\n" * 500 + "1,5;4\n")
    assert (table.columns[0].values[0], table.columns[0].values[-1]) == (1.234, 1.5)
    assert table.bad_cells == ()


def test_what_a_person_says_is_heeded(tmp_path: Path) -> None:
    assert shown(read(tmp_path, "1,2\n3,4\n5,6\n", header=True))[0] == ("1", [3, 5])
    assert shown(read(tmp_path, "a b;1\nc d;2\n", header=False))[0] == ("column 1", ["a b", "c d"])
    table = read(tmp_path, "a,b\n-999,2\n3,-999.0\nNA,7\n5,8\n4,8\n", missing_words=("-999",))
    assert [column.missing for column in table.columns] == [1, 1]
    assert table.columns[0].kind == "category"  # NA is a word like any other now
    with pytest.raises(InputError, match="one column only"):
        read(tmp_path, "a,b\n1,2\n3,4\n", separator=";")
    with pytest.raises(InputError, match="the separator cannot be '!': choose one of comma"):
        read(tmp_path, "a,b\n1,2\n3,4\n", separator="!")


def test_lines_are_counted_in_the_file_also_where_it_is_rewritten(tmp_path: Path) -> None:
    good = "".join(f'{n}  {n} "x\n  y"\n' for n in range(30))
    table = read(tmp_path, f"# note\n\na b c\nm s -\n{good}# note\nx5  1 z\n")
    assert table.problems[-1:] == ('a: 1 cell is no number, the first is "x5" in line 66',)
    assert [column.unit for column in table.columns][:2] == ["m", "s"]
    with pytest.raises(InputError, match="line 5 has 3 cells where 2 are expected"):
        read(tmp_path, "# note\na b\n1 2\n3 4\n5 6 7\n8 9\n")


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_commas_and_blanks_in_some_cells_separate_none(tmp_path: Path, separator: str) -> None:
    rows = ["code|when|x", *(f"k{day}|August {day + 10}, 2021|0,{day}5" for day in range(1, 8))]
    path = tmp_path / "t.csv"
    path.write_text("\n".join(rows).replace("|", separator))
    table = tables.read(path)
    assert [column.kind for column in table.columns] == ["category", "date", "number"]


def test_what_stands_behind_a_date_makes_it_none(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text("when a b x\n" + "".join(f"07/{day}/1988 TRUE low 0,00{day}\n" for day in range(13, 20)))
    assert [column.kind for column in tables.read(path).columns] == ["date", "category", "category", "number"]


@pytest.mark.parametrize("separator", [",", "\t", " "])
def test_very_many_columns_are_counted_and_refused(tmp_path: Path, separator: str) -> None:
    with pytest.raises(InputError, match="has 60,000 columns"):
        read(tmp_path, f"{separator.join(['1'] * 60_000)}\n" * 3)


@pytest.mark.parametrize(
    ("above", "cell", "separator"),
    [("", "1.5", ","), ("a;b\n", "1.234,50 EUR", ";"), ("a\tb\n", '"x\ty"', "\t")],
)
def test_a_line_that_goes_on_for_very_many_cells_is_refused_at_once(
    tmp_path: Path, above: str, cell: str, separator: str
) -> None:
    line = above.count("\n") + 1
    text = f"{above}{separator.join([cell] * 120_000)}\n1{separator}2\n"
    with patch.object(guess, "sample_of") as sample_of:
        with pytest.raises(InputError, match=f"has more than 20,000 cells in line {line}: keep the"):
            read(tmp_path, text)
        assert not sample_of.called


def test_a_long_list_in_a_cell_is_no_line_of_many_cells(tmp_path: Path) -> None:
    numbers = ",".join(["1"] * 210_000)
    for cell, separator in ((f'"{numbers}"', ","), (numbers, ";")):
        rows = "\n".join(f"{row}{separator}{1 if row else cell}{separator}5" for row in range(-2, 1))
        assert read(tmp_path, f"a{separator}b{separator}c\n{rows}\n").rows == 3
    assert read(tmp_path, f"# {numbers}\na,b\n1,2\n3,4\n").rows == 2


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("2,953177e+01\tniski\n-3,998000e-05\twysoki\n1,166252e+96\tniski\n", "tab"),
        (
            '-17\u00a0352,15 "07/09/2014"\n-13\u00a0774,95 "13/02/2013"\n10\u00a0295,21 "03/12/2014"\n',
            "blanks",
        ),
        ("-8.181,34 #N/A 223,0\n6.938,58 Pinus 141,2\n61,66 A-1 7\n5,1 north 8\n", "blanks"),
        ("12 May\t7\tred fox\n13 May\t8\told hen\n14 May\t9\tbig cat\n", "tab"),
        ("5,12 Main St\n6,7 High Road\n7,140 Low Lane\n", "comma"),
    ],
)
def test_commas_and_blanks_inside_cells_separate_nothing(tmp_path: Path, text: str, separator: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    assert tables.read(path).dialect["separator"] == separator
