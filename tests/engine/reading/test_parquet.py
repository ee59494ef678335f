from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import duckdb
import numpy as np
import pytest

from engine.base.errors import InputError
from engine.reading import size_limits, tables
from engine.reading.choice import Reading
from engine.reading.columns.cells import Database
from engine.table.sql import unglobbed
from engine.table.table import BadCell


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
    query = "SELECT range AS x, 9007199254740992 * range AS long, [range] AS list FROM range(3)"
    table = tables.read(write(tmp_path, query))
    assert [column.name for column in table.columns] == ["x", "long"]
    assert table.problems == (
        "column 'list' was left out: it holds no numbers, texts or dates to learn from",
        "column 'long': whole numbers beyond 9,007,199,254,740,992 are rounded",
    )


def test_numbers_are_the_same_whether_they_are_read_as_texts_or_as_they_are(tmp_path: Path) -> None:
    query = """SELECT unnest([1, -7, 9007199254740993, 9223372036854775807, NULL]) AS long,
        unnest(['0.1', 'nan', 'inf', '-inf', NULL]::DOUBLE[]) AS double,
        unnest(['0.1', '3.4e38', 'inf', '1e-45', NULL]::FLOAT[]) AS single,
        unnest([255, 0, NULL, 3, 4]::UTINYINT[]) AS short, unnest(['a', 'b', 'a', 'b', 'c']) AS kind"""
    path = write(tmp_path, query)
    typed, read = tables.read(path), tables.read(path, Reading(missing_words=("none",)))
    assert [column.missing for column in typed.columns] == [1, 4, 2, 1, 0]
    for one, other in zip(typed.columns, read.columns, strict=True):
        assert (one.name, one.kind, one.missing) == (other.name, other.kind, other.missing)
        np.testing.assert_array_equal(one.values, other.values)


def test_words_for_nothing_can_be_numbers(tmp_path: Path) -> None:
    path = write(tmp_path, "SELECT range - 9 AS x, range AS y FROM range(9)")
    assert tables.read(path, Reading(missing_words=("-9",))).column("x").missing == 1


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


@pytest.mark.parametrize(
    "names",
    [
        ("file_row_number", "filename", "file_index"),
        ("x.y", 'a "b" c', "it's; --"),
        ("A", "B", "\u00e4"),
        ("place", "p0", "c1"),
        ("select", " ", "1"),
    ],
)
def test_columns_may_have_any_names(tmp_path: Path, names: tuple[str, ...]) -> None:
    cells = ("range", "CASE range WHEN 7 THEN 'x5' ELSE range::VARCHAR END", "range / 4")
    columns = (
        f'{cell} AS "{name.replace(chr(34), chr(34) * 2)}"' for cell, name in zip(cells, names, strict=True)
    )
    table = tables.read(write(tmp_path, f"SELECT {', '.join(columns)} FROM range(30)"))
    assert [column.name.strip() for column in table.columns] == [name.strip() or "column 2" for name in names]
    assert table.columns[2].values.tolist() == [row / 4 for row in range(30)]
    assert [(cell.line, cell.text) for cell in table.bad_cells] == [(8, "x5")]


def test_names_that_differ_in_case_only_stay(tmp_path: Path) -> None:
    path = write(tmp_path, "SELECT range AS vol, range * 2 AS voi FROM range(9)")
    path.write_bytes(path.read_bytes().replace(b"voi", b"VOL"))
    table = tables.read(path)
    assert [(column.name, column.values[1]) for column in table.columns] == [("vol", 1), ("VOL", 2)]


def test_names_are_those_of_columns_and_not_of_what_is_in_them(tmp_path: Path) -> None:
    query = (
        "SELECT {'u': range, 'v': {'w': 1}} AS nested, range AS x, [range] AS list, range AS y FROM range(9)"
    )
    assert [column.name for column in tables.read(write(tmp_path, query)).columns] == ["x", "y"]


def test_lists_only_end_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no columns of numbers, texts or dates: write each value"):
        tables.read(write(tmp_path, "SELECT [range] AS x FROM range(3)"))


def test_a_file_has_no_more_columns_than_any_table(tmp_path: Path) -> None:
    columns = ", ".join(f"1 AS n{column}" for column in range(2001))
    with pytest.raises(InputError, match=r"has 2,001 columns: keep the 2,000 that matter most"):
        tables.read(write(tmp_path, f"SELECT {columns}"))


def test_rows_that_memory_does_not_hold_end_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(size_limits, "free_bytes", lambda: 1000)
    with pytest.raises(InputError, match="needs more memory than there is: write a part of its rows"):
        tables.read(write(tmp_path, "SELECT range AS x, range AS y FROM range(1000)"))


def test_endless_equal_rows_end_in_a_sentence(tmp_path: Path) -> None:
    path = write(tmp_path, "SELECT 1 AS x, 2 AS y FROM range(20_000_000)")
    with pytest.raises(
        InputError, match=r"packs 20,000,000 rows into [\d,]+ bytes, so that nearly all are equal"
    ):
        tables.read(path)


def test_long_texts_are_read_in_small_batches(tmp_path: Path) -> None:
    path = write(tmp_path, "SELECT ' ' || repeat('x', 40000) || i AS a, i AS b FROM range(1200) t(i)")
    sizes: list[int] = []

    def batches(database: Database, query: str) -> Iterator[list[tuple[str, ...]]]:
        for batch in whole(database, query):
            sizes.append(sum(len(text) for row in batch for text in row))
            yield batch

    whole = Database.batches
    with patch.object(Database, "batches", batches):
        column = tables.read(path).column("a")
    assert column.texts is not None
    assert [column.texts[row] for row in (0, 1199)] == ["x" * 40000 + "0", "x" * 40000 + "1199"]
    assert len(sizes) == 2
    assert max(sizes) <= 31_000_000
