"""A project of a million rows of ten numbers, saved and opened, beside writing and reading plain bytes."""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.common import min_median_max
from engine.project.opening import opened_table
from engine.storage.project_file import SavedProject, load, save
from engine.table.table import Column, Table

ROWS: Final = 1_000_000
COLUMNS: Final = 10
ROUNDS: Final = 7
TARGET: Final = 2.0
"""At most so many times as long as the same bytes take by themselves."""


def main() -> bool:
    """Print both ratios, each round in turns; return whether the medians are within the target."""
    saved = _project()
    assert saved.table is not None
    columns = [column.values for column in saved.table.columns]
    saving, opening = [], []
    with tempfile.TemporaryDirectory() as name:
        path, plain = Path(name) / "p.layerbench", Path(name) / "plain"
        for _ in range(ROUNDS):
            ours = _seconds(lambda: save(path, saved))
            saving.append(ours / _seconds(lambda: _write(plain, columns)))
            ours = _seconds(lambda: load(path))
            opening.append(ours / _seconds(lambda: np.fromfile(plain)))
    print(f"{ROWS:,} rows of {COLUMNS} numbers, {sum(map(len, columns)) * 8 / 1e6:.0f} MB")
    print(f"saving, as a share of writing and flushing the same bytes: {min_median_max(saving)}")
    print(f"opening, as a share of reading them from memory: {min_median_max(opening)}")
    return float(np.median(saving)) <= TARGET and float(np.median(opening)) <= TARGET


def _project() -> SavedProject:
    chance = np.random.default_rng(0)
    columns = tuple(
        Column(
            name=f"c{number}",
            kind="number",
            values=values,
            missing=0,
            unreadable=0,
            low=float(values.min()),
            high=float(values.max()),
            known_distinct=ROWS,
        )
        for number, values in enumerate(chance.normal(size=(COLUMNS, ROWS)))
    )
    table = Table(
        name="million",
        path="",
        columns=columns,
        bad_cells=(),
        rows=ROWS,
        dialect={},
        problems=(),
        fingerprint="million",
    )
    return SavedProject(project=opened_table(table).project, table=table)


def _write(path: Path, columns: list[np.ndarray[tuple[int, ...], np.dtype[np.float64]]]) -> None:
    with path.open("wb") as file:
        for column in columns:
            file.write(column.tobytes())
        file.flush()
        os.fsync(file.fileno())


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start
