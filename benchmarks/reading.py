"""A million rows of ten numbers as CSV, beside duckdb alone: time, memory, how soon a window could answer."""

import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Final

import duckdb
import numpy as np

from benchmarks.common import min_median_max, print_versions, verdict
from benchmarks.million import resident_megabytes
from engine.reading import tables
from gui.start import SWITCH_INTERVAL

ROWS: Final = 1_000_000
COLUMNS: Final = 10
ROUNDS: Final = 5
MOST_RATIO: Final = 2.0
MOST_TABLES: Final = 3.0
LONGEST_BEAT: Final = 0.1
_BEAT: Final = 0.005


class Heartbeat:
    """A second thread as a window's would be: the longest it had to wait, and the most memory it saw."""

    def __init__(self) -> None:
        self.longest = 0.0
        self.most = resident_megabytes()
        self._stop = threading.Event()

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Beat until the block ends."""
        thread = threading.Thread(target=self._beat)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()

    def _beat(self) -> None:
        last = time.perf_counter()
        for beat in count():
            if self._stop.wait(_BEAT):
                return
            now = time.perf_counter()
            self.longest, last = max(self.longest, now - last), now
            if not beat % 10:  # asking takes a while
                self.most = max(self.most, resident_megabytes())


def write_table(path: Path) -> None:
    """Write normal numbers with six digits."""
    rng = np.random.default_rng(0)
    with path.open("w") as file:
        file.write(",".join(f"x{column}" for column in range(COLUMNS)) + "\n")
        for _ in range(ROWS // 10_000):
            np.savetxt(file, 100 * rng.normal(size=(10_000, COLUMNS)), fmt="%.6g", delimiter=",")


def duckdb_alone(path: Path) -> None:
    """Read as duckdb does when nobody tells it anything."""
    with duckdb.connect(":memory:") as connection:
        connection.execute("SELECT * FROM read_csv($1)", [str(path)]).fetchnumpy()


def _seconds(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def main() -> bool:
    """Read by turns, and print what was found beside the targets."""
    print_versions(f"duckdb {duckdb.__version__}")
    interval = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_INTERVAL)
    ours, theirs, beats, added = [], [], [], []
    with tempfile.TemporaryDirectory(prefix="layerbench-benchmark-") as folder:
        path = Path(folder) / "table.csv"
        write_table(path)
        tables.preview(path)
        for _ in range(ROUNDS):
            theirs.append(_seconds(lambda: duckdb_alone(path)))
            before, heart = resident_megabytes(), Heartbeat()
            with heart.beating():
                ours.append(_seconds(lambda: tables.read(path)))
            beats.append(heart.longest)
            added.append(heart.most - before)
    sys.setswitchinterval(interval)
    table = ROWS * COLUMNS * 8 / 2**20
    ratios = [mine / its for mine, its in zip(ours, theirs, strict=True)]
    print(f"min, median, max of {ROUNDS} runs by turns")
    print(f"duckdb alone  {min_median_max(theirs)} s")
    print(f"ours          {min_median_max(ours)} s")
    print(f"ratio         {min_median_max(ratios)}")
    print(f"memory added  {min_median_max(added, '.0f')} MB for a table of {table:.0f} MB")
    print(f"longest beat  {min_median_max([1000 * beat for beat in beats], '.0f')} ms")
    return all(
        [
            verdict(
                f"at most {MOST_RATIO:g} times duckdb's own time", float(np.median(ratios)) <= MOST_RATIO
            ),
            verdict(f"at most {MOST_TABLES:g} times the table in memory", max(added) <= MOST_TABLES * table),
            verdict(f"every beat below {1000 * LONGEST_BEAT:.0f} ms", max(beats) < LONGEST_BEAT),
        ]
    )
