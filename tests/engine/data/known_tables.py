"""Well-known public tables by the names and kinds of their columns, each with the target people choose in it.

`known_tables.json` has for each the target (or several, either of which is natural, with | between), the
columns, and the rows where they are not 200. A column is a name and a kind: n and n0 number the rows from 1
and 0, y are years in order, s58 is 58 and on, f are numbers with decimals (f7: seven different ones), 1-20
are whole numbers of that range, id are whole numbers that are all different, d days in order, yn yes and no,
k5 five texts, and t texts that are all different. The cells are made at random.
"""

import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from engine.table.table import Column, Table
from tests.engine.runs import column, labelled

_USUAL_ROWS: Final = 200
_FIRST_DAY: Final = 17_000.0


@dataclass(frozen=True, slots=True)
class KnownTable:
    """The names of its natural targets, and its columns as texts "name kind"."""

    targets: tuple[str, ...]
    columns: tuple[str, ...]
    rows: int = _USUAL_ROWS

    def table(self) -> Table:
        """Make a table of such columns."""
        columns = tuple(_column(text, self.rows) for text in self.columns)
        return Table(
            name="known",
            path="",
            columns=columns,
            bad_cells=(),
            rows=self.rows,
            dialect={},
            problems=(),
            fingerprint="known",
        )


def _read() -> Iterator[tuple[str, KnownTable]]:
    text = (Path(__file__).parent / "known_tables.json").read_text(encoding="utf-8")
    for name, (targets, columns, *rows) in json.loads(text).items():
        yield name, KnownTable(tuple(targets.split("|")), tuple(columns.split(", ")), *rows)


KNOWN_TABLES: Final = dict(_read())


def _column(text: str, rows: int) -> Column:
    name, _, kind = text.rpartition(" ")
    random = np.random.default_rng(zlib.crc32(text.encode()))
    letters, first, last = re.fullmatch(r"([a-z]*)(\d*)(?:-(\d+))?", kind).groups()  # type: ignore[union-attr]
    count = int(first or 0)
    if not letters:
        return column(name, random.integers(count, int(last) + 1, rows))
    if letters in ("t", "k", "yn"):
        words = {"t": [f"text {number}" for number in range(rows)], "yn": ["no", "yes"]}
        of_kind = words.get(letters) or [f"kind {number}" for number in range(count)]
        return labelled(name, of_kind if letters == "t" else list(random.choice(of_kind, rows)))
    if letters == "f":
        decimals = random.gamma(4, 3, rows).round(3)
        return column(name, random.choice(decimals[:count], rows) if count else decimals)
    numbers = {
        "n": np.arange(rows) + (first != "0"),
        "y": np.arange(rows) + 1947,
        "s": np.arange(rows) + count,
        "id": random.choice(1_000_000, rows, replace=False) + 10_000,
        "d": np.arange(rows) + _FIRST_DAY,
    }
    return column(name, numbers[letters], "date" if letters == "d" else "number")
