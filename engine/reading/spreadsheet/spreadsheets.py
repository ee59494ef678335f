"""Spreadsheets (xlsx, xlsb, xls, ods) as plain text, so that one machinery finds header, kinds and errors.

A row of the sheet becomes the line of its number, so a sentence about line 17 is about row 17 as the person
sees it. Numbers are written as exactly as they are held. They are read by `workbook_reader`, in a process of
its own.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from engine.base.errors import InputError
from engine.base.words import counted
from engine.reading import size_limits
from engine.reading.plain_text import PlainText
from engine.reading.source_file import shown
from engine.reading.spreadsheet import workbook_reader
from engine.reading.spreadsheet.reader_process import TOO_LONG, Died, started
from engine.reading.spreadsheet.workbook_reader import SEPARATOR, Area

__all__ = ["SEPARATOR", "Area", "Sheet", "area", "write_plain"]

_LETTERS: Final = 26
_CELLS: Final = re.compile(r"([A-Z]{1,3})(\d{0,7})(?::([A-Z]{1,3})(\d{0,7}))?")
_REFUSALS: Final = {
    workbook_reader.PASSWORD: (
        "is protected by a password: open it in a spreadsheet program and save it without one"
    ),
    workbook_reader.OTHER: (
        "is a file of an Office program and no spreadsheet: save its table as CSV and open that"
    ),
    workbook_reader.TOO_MUCH: (
        "has cells far from its table, or more cells than there is memory for: "
        "delete those far from the table, or save the sheet as CSV"
    ),
    TOO_LONG: "takes too long to read: save the sheet as CSV and open that",
    workbook_reader.DAMAGED: "is damaged or not whole: save it again or get another copy",
}


class Sheet(NamedTuple):
    """A sheet that was written: its name, and those of all that hold cells, visible ones first.

    `notes` are sentences about what a person would not expect, and `fractions` tells whether any number has
    one, so that points in it are decimal points.
    """

    name: str
    sheets: tuple[str, ...]
    notes: tuple[str, ...]
    fractions: bool


def area(cells: str | None) -> Area:
    """Read "A1:D20", "B3" (from there on) or "A:D"; None is everything. Raise InputError for what is none."""
    if cells is None:
        return Area()
    found = _CELLS.fullmatch(cells.replace("$", "").replace(" ", "").upper())
    if not found:
        raise InputError(f'"{cells}" are no cells of a sheet: write them like A1:D20')
    left, top, right, bottom = found.groups(default="")
    wanted = Area(
        max(int(top or 1) - 1, 0),
        _column(left) - 1,
        int(bottom) if bottom else Area().bottom,
        _column(right) if right else Area().right,
    )
    if wanted.top >= wanted.bottom or wanted.left >= wanted.right:
        raise InputError(f'the cells "{cells}" end before they begin: write the upper left one first')
    return wanted


def _column(letters: str) -> int:
    """Return a spreadsheet column's number from 1: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number


def write_plain(path: Path, sheet: str | None, cells: str | None, out: PlainText) -> Sheet:
    """Write the cells of a sheet, separated by tabs; raise InputError where there are none.

    Without a `sheet` it is the first in which there is a table with numbers, or where there is none the first
    with a table of texts: notes may come before what they are about. Ends early where `out` is full; its
    methods raise Cancelled where the reading is to end.
    """
    wanted = area(cells)
    size = os.path.getsize(path)
    request = {
        "path": str(path.absolute()),
        "sheet": sheet,
        "area": [wanted.top, wanted.left, wanted.bottom, wanted.right],
        "memory": size_limits.most_memory(size),
        "seconds": size_limits.most_seconds(size),
    }
    try:
        with started(request, size_limits.longest_silence(size), out.poll) as reader:
            found = reader.answer()
            _check(path, found, sheet, cells)
            while not out.full and (chunk := reader.text()):
                out.add(chunk)
    except Died as error:
        raise _refusal(path, error.reason) from error
    return Sheet(found["sheet"], tuple(found["sheets"]), tuple(_notes(found)), found["fractions"])


def _check(path: Path, found: dict[str, Any], sheet: str | None, cells: str | None) -> None:
    """Raise what the reader has found instead of cells."""
    if refused := found.get("refused"):
        raise _refusal(path, refused)
    if sheet is not None and sheet not in found["sheets"]:
        names = ", ".join(found["sheets"][:20])
        raise InputError(f'{shown(path)} has no sheet "{sheet}": choose one of {names}')
    if found["sheet"] is None:
        raise InputError(_nothing(path, sheet, cells))
    size_limits.check_columns(shown(path), found["columns"])


def _refusal(path: Path, reason: str) -> InputError:
    return InputError(f"{shown(path)} {_REFUSALS[reason]}")


def _nothing(path: Path, sheet: str | None, cells: str | None) -> str:
    place = f' in {cells} of sheet "{sheet}"' if sheet and cells else f' in sheet "{sheet}"' if sheet else ""
    if place:
        return f"{shown(path)} has nothing{place}: choose another sheet or other cells"
    return f"{shown(path)} has no sheet with a table in it: it takes two columns and rows below their names"


def _notes(found: dict[str, Any]) -> Iterator[str]:
    """Yield the sentences about what a person would not expect."""
    if found["merged"]:
        yield (
            f"{counted(found['merged'], 'merged cell')}: the value is taken for the first of the cells "
            "merged, the others count as missing"
        )
    if found["uncomputed"]:
        yield (
            f"{counted(found['uncomputed'], 'formula')} without a stored value: "
            "open the file in a spreadsheet program and save it there, and the values are stored"
        )
    if found["times"]:
        yield "times of the day and durations are read in days, so that 12:00 is 0.5"
