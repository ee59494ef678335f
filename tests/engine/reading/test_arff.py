"""ARFF files: kinds that are declared, quotes of both sorts, records in braces, and what is wrong in them."""

import gzip
from pathlib import Path

import pytest

from engine.base.errors import InputError
from engine.reading import tables
from engine.table.table import Table

HEAD = """% kept by hand
@RELATION 'leaf survey'

@attribute 'leaf length' REAL
@attribute width numeric %cm
@attribute plot {1, 2, 3}
@attribute "tree kind" {oak,'red beech',"lime's"}
@attribute seen date "yyyy-MM-dd"
@attribute note string

@data
"""
ROWS = """1.5,2,1,oak,2024-05-01,'a, b'
% between
?,3,2,'red beech',2024-05-02,12
 4 , 1e1 ,3, "lime's" ,?,'it\\'s'
"""
TWO = "@relation r\n@attribute a real\n@attribute b real\n"


def read(folder: Path, text: str, encoding: str = "utf-8") -> Table:
    path = folder / "t.arff"
    path.write_bytes(text.encode(encoding))
    return tables.read(path)


def test_kinds_are_those_that_are_declared(tmp_path: Path) -> None:
    table = read(tmp_path, HEAD + ROWS)
    assert [(column.name, column.kind) for column in table.columns] == [
        ("leaf length", "number"),
        ("width", "number"),
        ("plot", "category"),
        ("tree kind", "category"),
        ("seen", "date"),
        ("note", "category"),
    ]
    assert table.columns[1].values.tolist() == [2, 3, 10]
    assert [column.missing for column in table.columns] == [1, 0, 0, 0, 1, 0]
    assert table.columns[2].labels == ("1", "2", "3")
    assert table.columns[3].labels == ("lime's", "oak", "red beech")
    assert table.columns[5].labels == ("12", "a, b", "it's")
    assert table.missing_cells[0].line == 14
    assert table.dialect == {"format": "ARFF", "encoding": "UTF-8", "header": "yes"}
    assert table.problems == ()


def test_only_a_question_mark_is_missing(tmp_path: Path) -> None:
    table = read(
        tmp_path, "@relation r\n@attribute a real\n@attribute b {none,NA,x}\n@data\n1,none\n2,NA\n3,?\n4,x\n"
    )
    assert table.columns[1].labels == ("NA", "none", "x")
    assert table.columns[1].missing == 1


def test_records_in_braces(tmp_path: Path) -> None:
    head = TWO.replace("b real", "b {x,y}") + "@attribute 'c d' integer\n"
    table = read(tmp_path, f"{head}@data\n{{0 1.5, 2 3}}\n{{1 'y'}}\n{{}}\n")
    assert [column.values.tolist() for column in table.columns] == [[1.5, 0, 0], [0, 1, 0], [3, 0, 0]]
    assert table.columns[1].labels == ("x", "y")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_in_any_encoding_and_packed(tmp_path: Path, encoding: str) -> None:
    head = "@relation r\r\n@attribute größe numeric\r\n@attribute ort {Köln,Straße}\r\n"
    text = f"{head}@data\r\n1,Köln\r\n2,Straße\r\n"
    table = read(tmp_path, text, encoding)
    assert table.columns[0].name == "größe"
    assert table.columns[1].labels == ("Köln", "Straße")
    path = tmp_path / "t.arff.gz"
    path.write_bytes(gzip.compress(text.encode(encoding)))
    assert tables.read(path).columns[1].labels == ("Köln", "Straße")
    assert tables.preview(path).kinds == ("number", "category")


def test_the_preview_says_what_the_table_says(tmp_path: Path) -> None:
    read(tmp_path, HEAD + "1,2,1,oak,2024-05-01,a\n3,4,2,oak,2024-05-02,b\n5,6,3,'red beech',2024-05-03,c\n")
    found = tables.preview(tmp_path / "t.arff")
    assert found.names == ("leaf length", "width", "plot", "tree kind", "seen", "note")
    assert found.rows[2] == ("5", "6", "3", "red beech", "2024-05-03", "c")
    assert found.lines == (12, 13, 14)
    assert (found.problems, found.bad) == ((), frozenset())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "@relation r\n@attribute a real\n1,2\n",
            "line 3 is not as ARFF has it: an attribute, a comment or @data",
        ),
        (
            "@relation r\n@attribute a complex\n@data\n1\n",
            "line 2 is not as ARFF has it: the kind of an attribute",
        ),
        (TWO.replace("real", "relational"), "line 2 is not as ARFF has it: the kind of an attribute"),
        (TWO, "has no line @data"),
        (
            "@relation r\n@attribute a real\n@attribute b real\n@data\n1,2\n1,2,3\n",
            "line 6 has 3 cells where 2",
        ),
        (
            "@relation r\n@attribute a real\n@attribute b real\n@data\n1,2\n{7 1}\n",
            "line 6 is not as ARFF has it",
        ),
        (TWO + "@data\n", "no rows of"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(InputError) as refusal:
        read(tmp_path, text)
    assert sentence in str(refusal.value)
    assert str(refusal.value).startswith('"t.arff"')


def test_a_record_that_lacks_cells_is_filled_and_said(tmp_path: Path) -> None:
    table = read(tmp_path, "@relation r\n@attribute a real\n@attribute b real\n@data\n1,2\n3\n4,5\n")
    assert table.columns[1].missing == 1
    assert "the first is line 6" in table.problems[0]


@pytest.mark.parametrize("line", ["'" * 300_000, "'a," * 200_000, "\\'" * 300_000, "{" + "0 1," * 200_000])
def test_a_long_odd_line_takes_a_moment(tmp_path: Path, line: str) -> None:
    path = tmp_path / "t.arff"
    path.write_text(f"{TWO}@data\n1,2\n2,3\n{line}\n")
    assert tables.preview(path).lines[:2] == (5, 6)  # in quadratic time, it takes minutes
