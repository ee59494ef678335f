"""A preview shows what reading would make of a file, and is itself a way of reading it."""

from dataclasses import replace
from pathlib import Path

import pytest

from engine.base.errors import InputError
from engine.reading import tables
from engine.reading.choice import Reading


def test_it_is_what_would_be_read(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(
        "# Größe\nt;x;w\ns;m;\n1,5;2;ja\nx;3;nein\n5;6;ja;7\n".encode("latin-1") + b"1;2;ja\n" * 200
    )
    found = tables.preview(path, rows=50)
    assert found.reading == Reading(
        encoding="Latin-1",
        separator=";",
        quote='"',
        decimal=",",
        thousands="",
        header=True,
        units=True,
        comment="#",
        missing_words=found.reading.missing_words,
    )
    assert (found.names, found.units) == (("t", "x", "w"), ("s", "m", ""))
    assert found.kinds == ("number", "number", "yes/no")
    assert (found.rows[:2], len(found.rows)) == ((("1,5", "2", "ja"), ("x", "3", "nein")), 50)
    assert found.lines[:4] == (4, 5, 6, 7)
    assert found.bad == {(1, 0), (2, 0), (2, 1), (2, 2)}
    assert found.problems == ("line 6 has 4 cells where 3 are expected",)
    assert tables.preview(path, found.reading, rows=50) == found
    path.write_bytes(path.read_bytes().replace(b";7", b""))
    table = tables.read(path, found.reading)
    assert tuple(column.name for column in table.columns) == found.names
    assert tuple(column.kind for column in table.columns) == found.kinds


def test_every_choice_shows_at_once(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a;b\n1,5;2\n3,25;4\n")
    plain = tables.preview(path)
    assert plain.kinds == ("number", "number")
    assert tables.preview(path, replace(plain.reading, decimal=".")).kinds[0] == "category"
    assert tables.preview(path, replace(plain.reading, header=False)).names == ("column 1", "column 2")
    assert tables.preview(path, replace(plain.reading, separator=",")).rows[0] == ("1", "5;2")
    with pytest.raises(InputError, match="one column only"):
        tables.preview(path, replace(plain.reading, separator="|"))


def test_only_a_beginning_is_read(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * 1_000_000 + b"\0")
    assert len(tables.preview(path, rows=10).rows) == 10
