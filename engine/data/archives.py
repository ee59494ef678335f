"""What a spreadsheet's zip archive holds, looked through before anything unpacks it.

The reader of spreadsheets takes memory for the whole rectangle between the outermost cells: one stray cell in
the last row and column asks for 500 GB, which ends the program. So the corners are found first, in a stream.
"""

import copy
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from engine.data.source_file import shown
from engine.errors import InputError
from engine.memory import free_bytes

MOST_UNPACKED: Final = 2_000_000_000
"""Bytes: a million rows of thirty numbers unpack to about so many."""
MOST_CELLS: Final = 100_000_000
_CELL_BYTES: Final = 64  # what the reader was measured to take for one
_CHUNK: Final = 1 << 20
_READ_AT_ONCE: Final = (".xml", ".rels", ".bin")
_LETTERS: Final = 26

# Cells with something in them; those that are only formatted close at once (<c r="A7" s="1"/>).
_WIDE_CELL: Final = re.compile(rb"r\s*=\s*[\"']([A-Z]{2,})\d+[\"'][^>/]*>")
_LAST_CELL: Final = re.compile(rb".*r\s*=\s*[\"'][A-Z]+(\d+)[\"'][^>/]*>", re.DOTALL)
_COUNT: Final = re.compile(rb"ount\s*=\s*[\"'](\d+)")  # of shared texts, which the reader makes room for
# A formula whose result is the empty text is stored with t="str".
_UNCOMPUTED: Final = re.compile(
    rb'<c (?![^>]*t="str")[^>]*>\s*<f(?:[^>]*/>|[^>/]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)
_UNCOMPUTED_ODS: Final = re.compile(rb"<table:table-cell(?![^>]*value-type)[^>]*table:formula[^>]*>")
_MERGED_ODS: Final = re.compile(rb'number-(?:columns|rows)-spanned="(?:[2-9]|1\d)')


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found in a sheet before it was read: formulas without a stored value, and merged cells."""

    uncomputed: int = 0
    merged: int = 0


def check(path: Path, poll: Callable[[], None]) -> None:
    """Raise InputError where an archive is damaged, too large or no spreadsheet; `poll` may end it."""
    with _opened(path) as archive:
        members = archive.infolist()
        names = {member.filename for member in members}
        if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
            raise InputError(
                f"{shown(path)} is a zip archive and no spreadsheet: unpack it and choose a file"
            )
        if sum(member.file_size for member in members) > MOST_UNPACKED:
            raise InputError(
                f"{shown(path)} unpacks to more than {MOST_UNPACKED:,} bytes: "
                "save the sheet as CSV and open that"
            )
        for member in members:
            if member.filename.endswith(_READ_AT_ONCE) and "/worksheets/" not in member.filename:
                for chunk in _chunks(path, archive, member):
                    poll()
                    counts = _COUNT.findall(chunk[:2000]) if "sharedStrings" in member.filename else []
                    if any(int(count[:20]) > member.file_size for count in counts):
                        raise damaged(path)


def look(path: Path, place: int, poll: Callable[[], None]) -> Seen:
    """Walk through the sheet in a `place` (from 0); raise InputError where it cannot be held in memory."""
    with _opened(path) as archive:
        names = set(archive.namelist())
        if "content.xml" in names:
            return _look_ods(path, archive, poll)
        if "xl/workbook.xml" not in names:
            return Seen()  # xlsb: its records are binary
        part = _part(archive, place)
        return _look_xlsx(path, archive, part, poll) if part in names else Seen()


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise damaged(path) from error


def damaged(path: Path) -> InputError:
    """Return the sentence for a spreadsheet that is not whole."""
    return InputError(f"{shown(path)} is damaged or not whole: save it again or get another copy")


def _chunks(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the bytes of a member; raise InputError where it holds more than it says, or something else."""
    declared = member.file_size
    member = copy.copy(member)
    member.file_size += 1  # what is beyond would not be read, and so not be seen
    try:
        with archive.open(member) as file:
            while chunk := file.read(_CHUNK):
                declared -= len(chunk)
                if declared < 0:
                    raise damaged(path)
                yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise damaged(path) from error


def _part(archive: zipfile.ZipFile, place: int) -> str:
    """Return the name of the member that holds a sheet; empty where the archive does not say."""
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (ElementTree.ParseError, KeyError):
        return ""
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    sheets = [element for element in book.iter() if element.tag.endswith("}sheet")]
    if place >= len(sheets):
        return ""
    key = next((value for name, value in sheets[place].items() if name.endswith("}id")), None)
    return posixpath.normpath(posixpath.join("/xl", targets.get(key, ""))).lstrip("/")


def _look_xlsx(path: Path, archive: zipfile.ZipFile, part: str, poll: Callable[[], None]) -> Seen:
    letters: set[bytes] = set()
    row, uncomputed, held = 0, 0, b""
    for chunk in _chunks(path, archive, archive.getinfo(part)):
        poll()
        block = held + chunk
        cut = block.rfind(b"row>") + 1 or len(block)
        block, held = block[:cut], block[cut:]
        letters.update(_WIDE_CELL.findall(block))
        if last := _LAST_CELL.match(block):
            row = max(row, int(last[1][:9]))
        if b"<f" in block:
            uncomputed += len(_UNCOMPUTED.findall(block))
    _check_area(path, row, max(map(column_number, letters), default=_LETTERS))
    return Seen(uncomputed)


def _look_ods(path: Path, archive: zipfile.ZipFile, poll: Callable[[], None]) -> Seen:
    uncomputed = merged = 0
    held = b""
    for chunk in _chunks(path, archive, archive.getinfo("content.xml")):
        poll()
        block = held + chunk
        cut = block.rfind(b">") + 1 or len(block)
        block, held = block[:cut], block[cut:]
        uncomputed += len(_UNCOMPUTED_ODS.findall(block))
        merged += len(_MERGED_ODS.findall(block))
    return Seen(uncomputed, merged)


def column_number(letters: bytes) -> int:
    """Return a spreadsheet column's number from 1: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * _LETTERS + letter - ord("A") + 1
    return number


def _check_area(path: Path, rows: int, columns: int) -> None:
    if rows * columns > MOST_CELLS:
        raise InputError(
            f"{shown(path)} has a sheet with cells down to row {rows:,} and across {columns:,} columns: "
            "delete those far from the table, or save the sheet as CSV"
        )
    free = free_bytes()
    if free is not None and rows * columns * _CELL_BYTES > free:
        raise InputError(f"{shown(path)} needs more memory than there is: save a part of the sheet as CSV")
