"""Files that name rows of a table by number, one a line; every mistake says where it is."""

import os
from pathlib import Path
from typing import Final

from engine.base.errors import InputError
from engine.reading.source_file import shown

_LONGEST_LINE: Final = 100  # more than any row number has, so that an endless line is not read to its end

_LONGEST_SHOWN: Final = 20


def read_row_numbers(path: str, total: int) -> tuple[int, ...]:
    """Read a file of rows to test on: zero-based numbers below `total`, one a line; blank lines are none."""
    try:
        rows = _row_numbers(path, total)
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        why = (
            os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "it is no UTF-8 text"
        )
        raise InputError(
            f"the test rows in {shown(Path(path))} could not be read ({why}): give a text file with a row "
            "number a line"
        ) from None
    if not rows:
        raise InputError(
            f"{shown(Path(path))} holds no row number: write the numbers of the test rows into it, one a line"
        )
    return rows


def _row_numbers(path: str, total: int) -> tuple[int, ...]:
    rows = []
    with open(path, encoding="utf-8-sig") as file:
        for line, text in enumerate(iter(lambda: file.readline(_LONGEST_LINE), ""), 1):
            cell = text.strip()
            if not cell:
                continue
            if not (cell.isascii() and cell.isdecimal()) or int(cell) >= total:
                raise InputError(
                    f"line {line:,} of {shown(Path(path))} must be a row number from 0 to {total - 1:,}, "
                    f"not {cell[:_LONGEST_SHOWN]!r}"
                )
            rows.append(int(cell))
    return tuple(rows)
