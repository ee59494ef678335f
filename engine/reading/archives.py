"""What a workbook's zip archive tells of a sheet and its reader does not: uncomputed formulas, merged cells.

Every pattern runs from a `<` to the next few at most, so that no text takes longer than its length.
"""

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final
from xml.etree import ElementTree

_BOOKS: Final = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
_CHUNK: Final = 1 << 20

_FORMULA: Final = re.compile(
    rb"<(?:\w+:)?c(\s[^<>]*)?>\s*<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)"
    rb"\s*+(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*+</(?:\w+:)?c>"
)
_TEXT: Final = re.compile(rb"\bt\s*=\s*[\"']str[\"']")  # a formula whose result is the empty text
_ODS_CELL: Final = re.compile(rb"<table:table-cell\s([^<>]*)>")
_SPANNED: Final = re.compile(rb"number-(?:columns|rows)-spanned\s*=\s*[\"'](?:[2-9]|1\d)")


@dataclass(frozen=True, slots=True)
class Seen:
    """Formulas without a stored value, and merged cells, as far as they were looked for."""

    uncomputed: int = 0
    merged: int = 0


def look(file: BinaryIO, place: int) -> Seen:
    """Look through the sheet in a `place` (from 0) of a workbook; nothing where it cannot be found."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = {name.lower(): name for name in archive.namelist()}
            if ods := members.get("content.xml"):
                return _sum(_chunks(archive, ods, b">"), _seen_in_ods)
            part = members.get(_part(archive, members, place).lower())
            return _sum(_chunks(archive, part, b"row>"), _seen_in_xlsx) if part else Seen()
    except Exception:  # what the reader could read is a workbook, whatever Python makes of its archive
        return Seen()


def is_workbook(file: BinaryIO) -> bool:
    """Tell whether a zip archive is meant as a workbook; one that is not whole is."""
    try:
        with zipfile.ZipFile(file) as archive:
            return any(name.lower() in _BOOKS for name in archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError):
        return True


def _part(archive: zipfile.ZipFile, members: dict[str, str], place: int) -> str:
    """Return the name of the member that holds a sheet of an xlsx; empty where there is none."""
    book = ElementTree.fromstring(archive.read(members["xl/workbook.xml"]))
    links = ElementTree.fromstring(archive.read(members["xl/_rels/workbook.xml.rels"]))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    sheet = [element for element in book.iter() if element.tag.endswith("}sheet")][place]
    key = next(value for name, value in sheet.items() if name.endswith("}id"))
    return posixpath.normpath(posixpath.join("/xl", targets[key])).lstrip("/")


def _chunks(archive: zipfile.ZipFile, member: str, end: bytes) -> Iterator[bytes]:
    """Yield the bytes of a member, cut behind an `end` where there is one."""
    held = b""
    with archive.open(member) as file:
        while chunk := file.read(_CHUNK):
            block = held + chunk
            cut = block.rfind(end) + len(end) if end in block else len(block)
            held = block[cut:]
            yield block[:cut]
    yield held


def _sum(chunks: Iterator[bytes], seen: Callable[[bytes], Seen]) -> Seen:
    found = list(map(seen, chunks))
    return Seen(sum(each.uncomputed for each in found), sum(each.merged for each in found))


def _seen_in_xlsx(block: bytes) -> Seen:
    if b"<f" not in block and b":f" not in block:  # told at a tenth of the cost
        return Seen()
    return Seen(sum(not _TEXT.search(attributes) for attributes in _FORMULA.findall(block)))


def _seen_in_ods(block: bytes) -> Seen:
    cells = _ODS_CELL.findall(block)
    return Seen(
        sum(b"table:formula" in cell and b"value-type" not in cell for cell in cells),
        sum(bool(_SPANNED.search(cell)) for cell in cells),
    )
