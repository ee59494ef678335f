"""How lines become records and cells: quotes that wrap, and those that are letters."""

from pathlib import Path

import pytest

from engine.base.errors import InputError
from engine.reading import tables
from engine.reading.choice import Reading
from engine.reading.text.records import Syntax, is_comment, split, wrapped_cells
from engine.table.table import Table


def read(folder: Path, text: str) -> Table:
    path = folder / "t.csv"
    path.write_text(text, encoding="utf-8")
    return tables.read(path)


@pytest.mark.parametrize(
    ("text", "syntax", "cells"),
    [
        ('a,"b, c",d', Syntax(), ["a", "b, c", "d"]),
        ('"it ""is""", "x" ,"y" z\n', Syntax(), ['it "is"', "x", '"y" z']),
        ('5" x 3",6"', Syntax(), ['5" x 3"', '6"']),
        ('a::"b::c"::d', Syntax("::"), ["a", "b::c", "d"]),
        ('a:b::"c"', Syntax("::"), ["a:b", "c"]),
        ("'a, b','it''s',c", Syntax(quote="'"), ["a, b", "it's", "c"]),
        ("'s-Gravenhage,'t Harde,'x'", Syntax(quote="'"), ["'s-Gravenhage", "'t Harde", "x"]),
        ("'tis,1 '2'", Syntax(quote="'"), ["'tis", "1 '2'"]),
        ('"a,b",c', Syntax(quote=""), ['"a', 'b"', "c"]),
        ("  a \t'b c'  d ", Syntax(" ", "'"), ["a", "b c", "d"]),
        ('"a b" "c"d', Syntax(" "), ["a b", '"c"d']),
    ],
)
def test_cells(text: str, syntax: Syntax, cells: list[str]) -> None:
    assert split(text, syntax) == cells


def test_wrapped_cells_are_counted() -> None:
    assert wrapped_cells("'a','b c,1,'d'\n", Syntax(quote="'")) == (3, 2)


@pytest.mark.parametrize("text", ['x"' * 500_000, " " * 1_000_000 + '"', ',"' * 500_000, "'a," * 300_000])
@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize("separator", [",", " "])
def test_a_megabyte_of_the_worst_takes_a_moment(text: str, quote: str, separator: str) -> None:
    cells = split(text, Syntax(separator, quote))  # in quadratic time, it takes minutes
    assert sum(map(len, cells)) <= len(text)


APOSTROPHES = ("'s-Gravenhage,1,2", "'t Harde,3,4")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("place", [0, 40, 300])
def test_apostrophes_join_no_lines(tmp_path: Path, separator: str, place: int) -> None:
    lines = [f"T{n},{n},{n}" for n in range(400)]
    lines[place:place] = [APOSTROPHES[0]]
    lines[place + 20 : place + 20] = [APOSTROPHES[1]]
    table = read(tmp_path, "\n".join(["city,x,y", *lines, ""]).replace(",", separator))
    assert table.rows == 402
    texts = table.columns[0].labels if table.columns[0].texts is None else table.columns[0].texts
    assert {"'s-Gravenhage", "'t Harde"} < set(texts)
    assert table.problems == ()


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("n,w\n1,'red'\n2,'a, b'\n3,'it''s'\n", ("a, b", "it's", "red")),
        ("n,w\n1,'red'\n2,'blue'\n3,green\n", ("blue", "green", "red")),
        ("n,w\n1,'red\n2,'blue'\n3,green\n", ("'blue'", "'red", "green")),
        ("n,w\n1,x's\n2,rock 'n' roll\n3,'90s\n", ("'90s", "rock 'n' roll", "x's")),
    ],
)
def test_single_quotes_wrap_where_they_clearly_do(tmp_path: Path, text: str, labels: tuple[str, ...]) -> None:
    assert read(tmp_path, text).columns[1].labels == labels


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_cells_of_several_lines_are_said(tmp_path: Path, end: str) -> None:
    text = ('n,w\n1,a\n2,"b\nc"\n\n3,"d\ne"\n' + "4,f\n" * 20).replace("\n", end)
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode())
    (said,) = tables.read(path).problems
    assert said.startswith("2 records have a cell of several lines between quotes, the first in line 3, in w")
    assert tables.read(path, Reading(quote="")).rows == 25


@pytest.mark.parametrize(("separator", "name"), [("^", "caret"), ("~", "tilde"), ("::", "two colons")])
def test_rare_separators_are_guessed_where_every_record_has_them(
    tmp_path: Path, separator: str, name: str
) -> None:
    text = "name,x,y\nnew york,1,2\nbonn,3,4\nrome,5,6\n".replace(",", separator)
    table = read(tmp_path, text)
    assert table.dialect["separator"] == name
    assert table.columns[0].labels == ("bonn", "new york", "rome")


def test_rare_separators_are_letters_in_other_tables(tmp_path: Path) -> None:
    table = read(tmp_path, "x^2,y~z,t\n1,2^3,10:30\n3,4^5,11:30\n")
    assert [column.name for column in table.columns] == ["x^2", "y~z", "t"]


def test_a_colon_is_chosen_only(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text("a:b\n1:2\n3:4\n")
    table = tables.read(path, Reading(separator=":"))
    assert [column.name for column in table.columns] == ["a", "b"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_quote_that_is_never_closed_hides_no_separator(tmp_path: Path, separator: str) -> None:
    lines = [
        "Teil;Maß;Preis",
        "Knie;4 Zoll;2",
        'Rohr;"5 Zoll;3,50',
        "Bogen;6 Zoll;4,25",
        "Muffe;7 Zoll;1",
        "",
    ]
    path = tmp_path / "t.csv"
    path.write_text("\n".join([*lines, ""]).replace(",", ".").replace(";", separator), encoding="utf-8")
    with pytest.raises(InputError, match=r"in the cell that begins in line 3 is never closed"):
        tables.read(path)
    with pytest.raises(InputError, match="in line 3 is never closed"):
        tables.preview(path)
    assert tables.preview(path, Reading(quote="")).rows[1][1] == '"5 Zoll'
    assert tables.read(path, Reading(quote="")).columns[2].values.tolist() == [2, 3.5, 4.25, 1]


@pytest.mark.parametrize(
    ("line", "is_one"), [("# a", True), ("  # a", True), ("\t\t#", False), ("#N/A,1", False)]
)
def test_a_comment_begins_a_line_but_for_blanks(line: str, is_one: bool) -> None:
    assert is_comment(line, "#") == is_one
