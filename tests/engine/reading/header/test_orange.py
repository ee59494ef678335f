"""Headers of Orange, and tables that only look as if they had one."""

from pathlib import Path

import pytest

from engine.reading import tables
from engine.reading.choice import Reading
from engine.reading.columns.declared import Declared
from engine.reading.header.orange import declaration


def declared(text: str) -> list[tuple[str, str]] | None:
    found = declaration([line.split(",") for line in text.split("\n")])
    return [(one.kind, one.role) for one in found.declared] if found else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "a,b,c,d\ncontinuous,discrete,string,time\n,class,meta,ignore\n1,x,u,2020-01-01",
            [("number", ""), ("category", "target"), ("category", "unused"), ("", "unused")],
        ),
        ("a,b\nc,d\n,c\n1.5,x", [("number", ""), ("category", "target")]),
        (
            "a,b,w\nc,yes no,c\n,class unit=kg,weight\n1,no,2",
            [("number", ""), ("category", "target"), ("number", "weight")],
        ),
        ("a,b\nnumeric,categorical\n,\n1,x", [("number", ""), ("category", "")]),
        (
            "mS#a,cD#b,C#c,d,i#e",
            [("category", "unused"), ("category", "target"), ("number", ""), ("", ""), ("", "unused")],
        ),
    ],
)
def test_kinds_and_roles_are_read(text: str, expected: list[tuple[str, str]]) -> None:
    assert declared(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "p,x\nd,s\nc,m\np,x\ne,s",  # letters that could be kinds and roles
        "a,b\nc,d\n,c\nx,y",  # what would be numbers are none
        "a,b\ncontinuous,discrete\n1,x\n2,y",
        "a,b\nx y,d\n,class\nz,u",  # no values of the first column
        "#,x\n1,2\n2,3",
        "nr #,x # y\n1,2",
        "",
    ],
)
def test_other_records_declare_nothing(text: str) -> None:
    assert declared(text) is None


def test_declared_kinds_win_over_what_cells_look_like(tmp_path: Path) -> None:
    path = tmp_path / "t.tab"
    path.write_text(
        "grade\tsize\tday\nd\tc\ts\n\tclass\t\n" + "1\tx\t2020-01-01\n" * 9 + "2\t2\t2020-01-01\n" * 50
    )
    table = tables.read(path)
    assert [column.kind for column in table.columns] == ["category", "number", "category"]
    assert tables.preview(path).kinds == ("category", "number", "category")
    assert table.columns[1].unreadable == 9
    assert table.declared_roles == {"size": "target"}
    assert tables.read(path, Reading(header=False)).declared_roles == {}
    assert Declared() == ("", "")
