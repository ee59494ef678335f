"""What a person says of single columns goes before what they look like, in the reading and its preview."""

from pathlib import Path

import numpy as np
import pytest

from engine.base.errors import InputError
from engine.reading import tables
from engine.reading.choice import Reading

TEXT = (
    "zip,dose,lap,season,n\n00501,<0.5,0:01:30,2010-11,1\n10001,14**,0:02:00,2010-11,2\n02134,7,x,2010-11,3\n"
)


@pytest.mark.parametrize(
    ("column", "way", "kind", "values"),
    [
        ("zip", "number", "number", [501, 10001, 2134]),
        ("zip", "text", "category", [0, 2, 1]),
        ("dose", "text", "category", [2, 0, 1]),
        ("dose", "number", "number", [np.nan, np.nan, 7]),
        ("dose", "stripped", "number", [0.5, 14, 7]),
        ("lap", "duration", "number", [90, 120, np.nan]),
        ("season", "year", "number", [2010, 2010, 2010]),
        ("season", "date", "date", [14914, 14914, 14914]),
        ("season", "text", "category", [0, 0, 0]),
    ],
)
def test_ways(tmp_path: Path, column: str, way: str, kind: str, values: list[float]) -> None:
    path = tmp_path / "t.csv"
    path.write_text(TEXT, encoding="utf-8")
    reading = Reading(read_as=((column, way),))
    found = tables.read(path, reading).column(column)
    assert found.kind == kind
    np.testing.assert_array_equal(found.values, values)
    preview = tables.preview(path, reading)
    assert preview.kinds[preview.names.index(column)] == kind


def test_what_was_said_is_neither_noted_nor_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(TEXT, encoding="utf-8")
    said = Reading(read_as=(("zip", "text"), ("dose", "text"), ("lap", "text"), ("season", "date")))
    table = tables.read(path, said)
    assert (table.notes, table.offers, table.questions) == ((), (), ())
    preview = tables.preview(path, said)
    assert (preview.notes, preview.questions) == ((), ())
    table = tables.read(path)
    assert [len(found) for found in (table.notes, table.offers, table.questions)] == [1, 2, 1]
    assert [(offer.column, offer.ways) for offer in table.offers] == [
        ("dose", ("stripped",)),
        ("lap", ("duration",)),
    ]


def test_cells_that_are_none_are_counted_as_in_other_columns(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(TEXT, encoding="utf-8")
    table = tables.read(path, Reading(read_as=(("lap", "duration"),)))
    assert [(cell.line, cell.text) for cell in table.bad_cells] == [(4, "x")]


def test_what_cannot_be_said_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(TEXT, encoding="utf-8")
    with pytest.raises(InputError, match="no column 'code' to be read as text: choose one of zip, dose"):
        tables.read(path, Reading(read_as=(("code", "text"),)))
    with pytest.raises(InputError, match="'zip' cannot be read as 'words': choose one of text, number"):
        Reading(read_as=(("zip", "words"),))
