"""How large a table may be, said before memory is gone: one set of limits for all kinds of files."""

import math
from typing import Final

from engine.base.errors import InputError
from engine.base.memory import free_bytes

MOST_COLUMNS: Final = 2000
"""More inputs than a small network learns from; reading takes longer with the square of their number."""

# What is packed can hold anything, and what people keep is packed to a hundredth at most: a sheet of equal
# texts takes its reader 50 bytes a packed byte.
_CELL: Final = 16  # bytes: duckdb holds what it has read while it is handed over
_TEXT: Final = 32 << 20
_TEXT_OF_BYTE: Final = 300  # what is hardly more than zeros, and packed well
_ALIKE: Final = 1000  # bytes of memory for one of the file: an eighth of a bit for each cell
_MEMORY: Final = 512 << 20
_MEMORY_OF_BYTE: Final = 100
_SECONDS: Final = 3.0
_BUSY: Final = 5
_SECONDS_OF_BYTE: Final = 2e-6  # ten times what the slowest sheets take


def check_columns(shown: str, columns: int) -> None:
    """Raise InputError where a table has more columns than are read; `shown` is its name."""
    if columns > MOST_COLUMNS:
        raise InputError(
            f"{shown} has {columns:,} columns: keep the {MOST_COLUMNS:,} that matter most, or fewer"
        )


def check_unpacked(shown: str, unpacked: int, size: int) -> None:
    """Raise InputError where a packed file of `size` bytes holds more text than any table."""
    if unpacked > _TEXT + _TEXT_OF_BYTE * size:
        raise InputError(
            f"{shown} packs more than {unpacked - 1:,} bytes of text into {size:,}, so that nearly all lines "
            "are equal: unpack it and keep each of them once"
        )


def check_cells(shown: str, rows: int, columns: int, size: int) -> None:
    """Raise InputError where a packed file of `size` bytes holds more cells than are read."""
    needed = rows * columns * _CELL
    if needed > _MEMORY + _ALIKE * size:
        raise InputError(
            f"{shown} packs {rows:,} rows into {size:,} bytes, so that nearly all are equal: "
            "write each of them once"
        )
    free = free_bytes()
    if free is not None and needed > free:
        raise InputError(f"{shown} needs more memory than there is: write a part of its rows or columns")


def most_memory(size: int) -> int:
    """Return how many bytes the reading of a packed file of `size` bytes may take."""
    most = _MEMORY + _MEMORY_OF_BYTE * size
    free = free_bytes()
    return most if free is None else min(most, free)


def most_seconds(size: int) -> int:
    """Return how many seconds of a processor the reading of a packed file of `size` bytes may take."""
    return math.ceil(_SECONDS + _SECONDS_OF_BYTE * size)


def longest_silence(size: int) -> float:
    """Return how many seconds a packed file may keep its reader silent, on a machine that is busy too."""
    return _BUSY * (_SECONDS + _SECONDS_OF_BYTE * size)
