"""JSON that holds a table, in the ways that people and programs write it."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from engine.base.errors import InputError
from engine.reading import tables
from engine.table.table import Table

RECORDS: list[dict[str, Any]] = [
    {"plot": "a", "größe": 1.5, "n": 1, "seen": "2024-05-01", "sure": True},
    {"plot": "b", "größe": None, "n": 20, "seen": "2024-05-13", "sure": False},
    {"plot": 'c, d\n"e"', "n": 3, "seen": "2024-06-01", "sure": True, "note": "x"},
]
COLUMNS: dict[str, list[Any]] = {
    name: [record.get(name) for record in RECORDS] for name in [*RECORDS[0], "note"]
}
LINES = "\n".join(json.dumps(record, ensure_ascii=False) for record in RECORDS)
FORMS = {
    "lines": LINES,
    "lines with blank ones": "\n" + LINES.replace("\n", "\r\n\r\n") + "\n",
    "array": json.dumps(RECORDS),
    "indented array": json.dumps(RECORDS, indent=2, ensure_ascii=False),
    "columns": json.dumps(COLUMNS),
    "columns by row": json.dumps({name: dict(enumerate(cells)) for name, cells in COLUMNS.items()}),
}


def read(folder: Path, text: str, encoding: str = "utf-8") -> Table:
    path = folder / "t.json"
    path.write_bytes(text.encode(encoding))
    return tables.read(path)


@pytest.mark.parametrize("form", FORMS)
def test_forms(tmp_path: Path, form: str) -> None:
    table = read(tmp_path, FORMS[form])
    assert [(column.name, column.kind, column.missing) for column in table.columns] == [
        ("plot", "category", 0),
        ("größe", "number", 2),
        ("n", "number", 0),
        ("seen", "date", 0),
        ("sure", "yes/no", 0),
        ("note", "category", 2),
    ]
    assert table.columns[2].values.tolist() == [1, 20, 3]
    assert table.columns[0].labels == ("a", "b", 'c, d "e"')
    assert (table.rows, table.place, table.problems) == (3, "row", ())
    assert table.missing_cells[0].line == 2
    assert table.dialect == {"format": "JSON", "encoding": "UTF-8", "header": "yes"}
    found = tables.preview(tmp_path / "t.json", rows=2)
    assert found.rows[1][:3] == ("b", "", "20")
    assert found.kinds[:5] == ("category", "number", "number", "date", "yes/no")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_in_any_encoding_and_packed(tmp_path: Path, encoding: str) -> None:
    assert read(tmp_path, LINES, encoding).columns[1].name == "größe"
    path = tmp_path / "t.json.gz"
    path.write_bytes(gzip.compress(LINES.encode(encoding)))
    assert tables.read(path).rows == 3


def test_records_in_an_object_of_other_things(tmp_path: Path) -> None:
    table = read(tmp_path, json.dumps({"name": "plots", "count": 3, "data": RECORDS, "links": [1]}))
    assert table.rows == 3
    assert table.problems == ('the records are those in "data"',)


def test_lists_and_objects_in_records_are_left_out_and_said(tmp_path: Path) -> None:
    records = [{"a": n, "b": n, "at": {"x": n}, "c/d~e": n, 'q"': [n], "A": -n} for n in range(4)]
    table = read(tmp_path, json.dumps(records))
    assert [column.name for column in table.columns] == ["a", "b", "c/d~e", "A"]
    assert table.columns[2].values.tolist() == [0, 1, 2, 3]
    assert table.columns[3].values.tolist() == [0, -1, -2, -3]
    assert table.problems == (
        'column "at" was left out: it holds lists or objects',
        'column "q"" was left out: it holds lists or objects',
    )


def test_what_is_no_column_is_left_out_and_said(tmp_path: Path) -> None:
    table = read(tmp_path, '{"title": "plots", "x": [1, 2, 3], "y": [4, 5, 6]}')
    assert table.columns[1].values.tolist() == [4, 5, 6]
    assert table.problems == ('"title" was left out: it is no column',)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (LINES + '\n{"plot": ', "is no whole JSON: record 4 cannot be read"),
        ('[{"a": 1, "b": 2},\n{"a": 2,, "b": 1}]', "is no whole JSON: record 2 cannot be read (unexpected"),
        (json.dumps(RECORDS)[:-9], "is no whole JSON"),
        ("[[1, 2], [3, 4]]", "holds JSON without records: write them as"),
        ("[]", "holds JSON without records"),
        ('{"a": 1, "b": 2}', "one row of"),
        ('{"a": [1, 2], "b": [1, 2, 3]}', "holds columns of different lengths"),
        ('[{"a": [1]}, {"a": [2]}]', "has no records with single values"),
        ("{}", "has no records with single values"),
        (json.dumps([{f"c{n}": n for n in range(2100)}] * 2), "has 2,100 columns"),
    ],
)
def test_what_is_no_table_is_said(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(InputError) as refusal:
        read(tmp_path, text)
    assert sentence in str(refusal.value)
    assert str(refusal.value).startswith('"t.json"')
