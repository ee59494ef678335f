from pathlib import Path

import duckdb
import pytest

from engine.data import parquet, tables
from engine.data.sql import unglobbed
from engine.data.table import BadCell
from engine.errors import InputError


def write(folder: Path, query: str, name: str = "t.parquet") -> Path:
    path = folder / name
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    return path


def test_columns_come_with_their_names_and_kinds(tmp_path: Path) -> None:
    query = """SELECT range AS "x y", range / 7 AS ratio, range % 2 = 0 AS even, 'k' || range % 3 AS kind,
        DATE '2024-01-01' + range::INTEGER AS day, range::DECIMAL(9, 2) AS price, 0.1::FLOAT AS short,
        TIME '12:00' AS noon, 'NaN'::DOUBLE AS none FROM range(5)"""
    table = tables.read(write(tmp_path, query))
    kinds = {column.name: column.kind for column in table.columns}
    others = {"even": "yes/no", "kind": "category", "day": "date", "none": "category"}
    assert kinds == {"x y": "number", "ratio": "number", "price": "number", "short": "number"} | others | {
        "noon": "number"
    }
    assert table.column("ratio").values.tolist() == [row / 7 for row in range(5)]
    assert table.column("short").values[0] == 0.10000000149011612
    assert table.column("noon").values[0] == 0.5
    assert table.dialect["format"] == "Parquet"
    assert table.problems == table.questions == ()


def test_what_is_lost_or_left_out_is_said(tmp_path: Path) -> None:
    query = "SELECT range AS x, 9007199254740992 + range AS long, [range] AS list FROM range(3)"
    table = tables.read(write(tmp_path, query))
    assert [column.name for column in table.columns] == ["x", "long"]
    assert table.problems == (
        "column 'long': whole numbers beyond 9,007,199,254,740,992 are rounded",
        "column 'list' was left out: it holds no numbers, texts or dates to learn from",
    )


def test_bad_and_missing_cells_are_named_by_their_row(tmp_path: Path) -> None:
    cell = "CASE range WHEN 7 THEN 'x5' WHEN 9 THEN NULL ELSE range::VARCHAR END"
    query = f"SELECT {cell} AS x, range AS y FROM range(30)"
    table = tables.read(write(tmp_path, query))
    assert table.bad_cells == (BadCell(8, "x", "x5"),)
    assert table.missing_cells == (BadCell(10, "x", ""),)


def test_a_name_that_is_a_pattern_elsewhere(tmp_path: Path) -> None:
    path = write(tmp_path, "SELECT range AS x, 1 AS y FROM range(3)", "t2.parquet")
    other = tmp_path / "t[2].parquet"
    path.rename(other)
    write(tmp_path, "SELECT range AS x, 1 AS y FROM range(9)", "t2.parquet")
    assert unglobbed(other.name) != other.name
    assert tables.read(other).rows == 3


@pytest.mark.parametrize("kept", [4, 0.3, 0.9])
def test_what_is_cut_off_is_damaged(tmp_path: Path, kept: float) -> None:
    path = write(tmp_path, "SELECT range AS x, range * 2 AS y FROM range(1000)")
    content = path.read_bytes()
    path.write_bytes(content[: int(kept if kept > 1 else kept * len(content))])
    with pytest.raises(InputError, match=r'"t\.parquet" is damaged or no whole Parquet file: write it again'):
        tables.read(path)


def test_pages_that_are_overwritten_are_damaged(tmp_path: Path) -> None:
    path = write(tmp_path, "SELECT range AS x, 'text' || range AS y FROM range(1000)")
    content = bytearray(path.read_bytes())
    content[4:2000] = b"\xff" * 1996
    path.write_bytes(content)
    with pytest.raises(InputError, match=r'"t\.parquet" is damaged or no whole Parquet file'):
        tables.read(path)


def test_lists_only_and_too_many_rows_end_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match="has no columns of numbers, texts or dates: write each value"):
        tables.read(write(tmp_path, "SELECT [range] AS x FROM range(3)"))
    monkeypatch.setattr(parquet, "free_bytes", lambda: 1000)
    with pytest.raises(InputError, match="needs more memory than there is: write a part of its rows"):
        tables.read(write(tmp_path, "SELECT range AS x, range AS y FROM range(1000)"))
