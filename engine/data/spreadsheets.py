"""Spreadsheets (xlsx, xls, ods) as plain text, one record a row."""

from pathlib import Path
from typing import NamedTuple

from engine.data.source_file import shown
from engine.data.text_file import PlainText
from engine.errors import InputError


class Sheet(NamedTuple):
    """A sheet that was written: its name, and those of all sheets of its file."""

    name: str
    sheets: tuple[str, ...]


def write_plain(path: Path, sheet: str | None, cells: str | None, out: PlainText) -> Sheet:  # noqa: ARG001
    """Write a sheet, or a range of it: commas between cells, points in numbers, each row in its own line.

    Ends early where `out.full`; `out.write` raises Cancelled where the reading is to end. Raises InputError.
    """
    raise InputError(f"{shown(path)} is a spreadsheet: save it as comma-separated text (CSV) and open that")
