"""Small files as people really have them, each read without a hint; `corpus.json` says what must come of it.

A column is [name, kind, first value, last value, missing, unreadable], trailing zeros left out: the values of
a category are its labels, those of a date its ISO text, null is none.
"""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from engine.data import dates, tables
from engine.data.table import Column

CORPUS = Path(__file__).parent / "corpus"
EXPECTED: dict[str, Any] = json.loads((CORPUS.parent / "corpus.json").read_text(encoding="utf-8"))


def value(column: Column, row: int) -> float | str | None:
    number = float(column.values[row])
    if math.isnan(number):
        return None
    if column.kind == "date":
        return dates.text_of(number)
    return number if column.kind == "number" else column.labels[int(number)]


def described(column: Column) -> list[Any]:
    found = [column.name, column.kind, value(column, 0), value(column, -1), column.missing, column.unreadable]
    while found[-1] == 0 and len(found) > 4:
        found.pop()
    return found


@pytest.mark.parametrize("name", EXPECTED)
def test_a_file_is_read_right(name: str) -> None:
    expected = EXPECTED[name]
    table = tables.read(CORPUS / name)
    assert [described(column) for column in table.columns] == expected["columns"]
    assert (table.rows, len(table.questions)) == (expected["rows"], expected.get("questions", 0))


def test_every_file_has_its_expectations() -> None:
    assert sorted(EXPECTED) == sorted(path.name for path in CORPUS.iterdir())
