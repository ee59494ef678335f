"""The example tables: real ones, small enough to ship, each with its source and its licence."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

from engine.table.table import Table

FOLDER: Final = Path(__file__).resolve().parents[2] / "resources" / "examples"
INDEX: Final = FOLDER / "examples.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A table of `rows` records in `file`, and `lesson`, what it is good for, in a newcomer's words.

    `target` is the column to predict where that is not the one a table opens with; `changes` says in what
    the file differs from its `source`.
    """

    id: str
    title: str
    file: str
    rows: int
    lesson: str
    source: str
    licence: str
    changes: str
    target: str = ""

    def table(self) -> Table:
        """Read the file; the table is named by the title."""
        from engine.reading import tables  # only who opens a file needs the readers

        return replace(tables.read(FOLDER / self.file), name=self.title)


@cache
def examples() -> Mapping[str, Example]:
    """Return all example tables by id, in the order in which they are offered."""
    rows = [Example(**fields) for fields in json.loads(INDEX.read_text(encoding="utf-8"))]
    return {row.id: row for row in rows}
