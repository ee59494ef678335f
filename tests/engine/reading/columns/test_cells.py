from pathlib import Path

import numpy as np
import pytest

from engine.base.errors import InputError
from engine.reading import tables
from engine.reading.columns import cells


def test_wide_tables_are_read_some_columns_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "wide.csv"
    rows = [
        [f"n{column}" for column in range(7)],
        *([*(f"{row}.{column}" for column in range(5)), f"x{row % 3}", f"y{row % 5}"] for row in range(40)),
    ]
    rows[30][4] = "x"
    path.write_text("\n".join(map(",".join, rows)))
    whole = tables.read(path)
    monkeypatch.setattr(cells, "_MOST_OPTIMIZED", 3)
    monkeypatch.setattr(cells, "_AT_ONCE", 3)
    monkeypatch.setattr(cells, "_COUNTED_AT_ONCE", 1)
    wide = tables.read(path)
    assert wide.bad_cells == whole.bad_cells
    assert wide.fingerprint == whole.fingerprint
    assert [column.labels for column in wide.columns[5:]] == [
        ("x0", "x1", "x2"),
        ("y0", "y1", "y2", "y3", "y4"),
    ]
    for one, other in zip(wide.columns, whole.columns, strict=True):
        np.testing.assert_array_equal(one.values, other.values)


def test_what_duckdb_has_no_memory_for_ends_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "long.csv"
    path.write_text("a,b\n" + "1,2\n" * 100_000)
    monkeypatch.setattr(cells, "free_bytes", lambda: 100_000)
    with pytest.raises(InputError, match=r'^"long.csv" needs more memory than there is: open a part of it$'):
        tables.read(path)
