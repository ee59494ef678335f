"""Where the cells of an old workbook (xls) lie, looked at first: one flipped bit can put a cell anywhere.

The reader takes memory for the rectangle between the outermost cells, and ends the program where there is
none. The container is described in [MS-CFB], the records in [MS-XLS].
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

MOST_ROWS: Final = 65_536
MOST_COLUMNS: Final = 256

_FREE: Final = 0xFFFFFFFA  # sector numbers from here on are marks
_ENTRY: Final = 128
_LOCKED: Final = 0x2F
_DIMENSIONS: Final = 0x200
_SEVERAL: Final = 0xBD
_CELLS: Final = frozenset((0x06, 0x203, 0x204, 0x205, 0x27E, 0xD6, 0xFD, _SEVERAL))
_HEAD: Final = struct.Struct("<HH")


class Damaged(Exception):  # noqa: N818 - the caller makes a sentence of it
    """The workbook cannot be what it says."""


def check(path: Path) -> bool:
    """Return whether a password protects a workbook; raise Damaged where a cell lies where none can be.

    What is no workbook passes: its reader says so.
    """
    try:
        stream = _workbook(path.read_bytes())
        for kind, start, length in _records(stream):
            if kind == _LOCKED:
                return True
            if kind == _DIMENSIONS and length >= 12:
                _, rows, _, columns = struct.unpack_from("<IIHH", stream, start)
                _check_within(rows - 1, columns - 1)
            elif kind in _CELLS and length >= 4:
                row, column = _HEAD.unpack_from(stream, start)
                last = struct.unpack_from("<H", stream, start + length - 2)[0] if kind == _SEVERAL else column
                _check_within(row, max(column, last))
    except (struct.error, IndexError, ValueError) as error:
        raise Damaged from error
    return False


def _check_within(row: int, column: int) -> None:
    if row >= MOST_ROWS or column >= MOST_COLUMNS:
        raise Damaged


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield the kind of each record, and where its content is and how long."""
    place = 0
    while place + _HEAD.size <= len(stream):
        kind, length = _HEAD.unpack_from(stream, place)
        place += _HEAD.size
        yield kind, place, length
        place += length


def _workbook(content: bytes) -> bytes:
    """Return the stream of records in a container, empty where it has none."""
    (shift,) = struct.unpack_from("<H", content, 0x1E)
    if shift not in (9, 12):
        raise Damaged
    size = 1 << shift
    fat = _numbers(_joined(content[size:], size, _fat_sectors(content, size)))
    directory_start, _, cutoff, mini_start = struct.unpack_from("<IIII", content, 0x30)
    directory = _joined(content[size:], size, _chain(fat, directory_start))
    for place in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        name, start, length = _entry(directory, place)
        if name not in ("Workbook", "Book"):
            continue
        if length >= cutoff:
            return _joined(content[size:], size, _chain(fat, start))[:length]
        mini_fat = _numbers(_joined(content[size:], size, _chain(fat, mini_start)))
        small = _joined(content[size:], size, _chain(fat, _entry(directory, 0)[1]))
        return _joined(small, 64, _chain(mini_fat, start))[:length]
    return b""


def _fat_sectors(content: bytes, size: int) -> list[int]:
    """Return the sectors that hold the table of sectors: 109 in the header, more in a chain of their own."""
    found = list(struct.unpack_from("<109I", content, 0x4C))
    following, count = struct.unpack_from("<II", content, 0x44)
    for _ in range(min(count, len(content) // size)):
        if following >= _FREE:
            break
        *more, following = struct.unpack_from(f"<{size // 4}I", content, (following + 1) * size)
        found += more
    return [sector for sector in found if sector < _FREE]


def _chain(table: list[int], start: int) -> list[int]:
    """Return the sectors from `start` on; raise Damaged where they run in a circle."""
    found: list[int] = []
    while start < _FREE:
        if len(found) > len(table):
            raise Damaged
        found.append(start)
        start = table[start]
    return found


def _joined(content: bytes, size: int, sectors: list[int]) -> bytes:
    return b"".join(content[sector * size : (sector + 1) * size] for sector in sectors)


def _numbers(content: bytes) -> list[int]:
    found: list[int] = np.frombuffer(content[: len(content) // 4 * 4], dtype="<u4").tolist()
    return found


def _entry(directory: bytes, place: int) -> tuple[str, int, int]:
    """Return the name of a directory entry, its first sector and its length."""
    (letters,) = struct.unpack_from("<H", directory, place + 64)
    name = directory[place : place + max(letters - 2, 0)].decode("utf-16-le", errors="replace")
    start, length = struct.unpack_from("<II", directory, place + 116)
    return name, start, length
