"""Small files as people really have them, each read without a hint; `expected.json` says what comes of it.

A column is [name, kind, first value, last value, missing, unreadable], trailing zeros left out: the values of
a category are its labels, those of a date its ISO text, null is none. "roles" are those that the file itself
declares, "opens" are the inputs, the target and the number of classes that it opens with. "said" are parts of
sentences that the table's problems or questions must hold, one sentence each; "refused" is a part of the
sentence in which a file that is no table is refused.
"""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from engine.base.errors import InputError
from engine.data.default_roles import default_roles
from engine.reading import tables
from engine.table import dates
from engine.table.table import Column

CORPUS = Path(__file__).parent / "corpus"


def expectations() -> dict[str, Any]:
    """Return what is expected of every file, by its folder and name."""
    return {
        f"{folder.name}/{name}": expected
        for folder in sorted(CORPUS.iterdir())
        for name, expected in json.loads((folder / "expected.json").read_text(encoding="utf-8")).items()
    }


EXPECTED = expectations()
REFUSED = [name for name, expected in EXPECTED.items() if "refused" in expected]


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


@pytest.mark.parametrize("name", [name for name in EXPECTED if name not in REFUSED])
def test_a_file_is_read_right(name: str) -> None:
    expected = EXPECTED[name]
    table = tables.read(CORPUS / name)
    assert [described(column) for column in table.columns] == expected["columns"]
    assert (table.rows, len(table.questions)) == (expected["rows"], expected.get("questions", 0))
    assert dict(table.declared_roles) == expected.get("roles", {})
    for part in expected.get("said", ()):
        assert any(part in sentence for sentence in (*table.problems, *table.questions)), part


@pytest.mark.parametrize("name", [name for name, expected in EXPECTED.items() if "opens" in expected])
def test_a_file_opens_with_the_columns_that_a_person_would_choose(name: str) -> None:
    inputs, target, classes = EXPECTED[name]["opens"]
    roles = default_roles(tables.read(CORPUS / name))
    assert (list(roles.input_names), roles.targets, len(roles.classes)) == (inputs, (target,), classes)


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_is_refused_in_its_own_sentence(name: str) -> None:
    with pytest.raises(InputError) as refusal:
        tables.read(CORPUS / name)
    assert EXPECTED[name]["refused"] in str(refusal.value)


def test_every_file_has_its_expectations() -> None:
    files = {f"{path.parent.name}/{path.name}" for path in CORPUS.glob("*/*")}
    assert files == {*EXPECTED, *(f"{folder.name}/expected.json" for folder in CORPUS.iterdir())}
