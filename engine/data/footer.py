"""What stands below a table and is none of its records: notes, and a row of totals."""

import os
from collections.abc import Iterator
from itertools import islice
from typing import Final

from engine.data.numerals import Numerals
from engine.data.records import Syntax, split
from engine.data.text_file import TextFile
from engine.words import shortened

TOTALS: Final = (
    *("total", "totals", "grand total", "sum", "subtotal", "summe", "gesamt", "gesamtsumme", "insgesamt"),
    *("somme", "total général", "totale", "totaal", "suma"),
)
_MOST_LINES: Final = 20
_END_BYTES: Final = 8192
_SHOWN: Final = 60


def find(
    file: TextFile, syntax: Syntax, width: int, numerals: Numerals
) -> tuple[frozenset[int], tuple[str, ...]]:
    """Return the numbers of the lines that are no records, and the sentence about them."""
    lines = _last_lines(file, syntax)
    places = list(islice(_below(lines, syntax, width, numerals), _MOST_LINES))
    if not places:
        return frozenset(), ()
    with open(file.plain, encoding="utf-8-sig", newline="", errors="replace") as text:
        beyond = sum(1 for _ in text) - len(lines) + 1
    numbers = sorted(place + beyond for place in places)
    shown = shortened(lines[min(places)].strip(), _SHOWN)
    where = f"{file.place} {numbers[0]:,} was" if len(numbers) == 1 else f"{len(numbers)} {file.place}s were"
    return frozenset(numbers), (f'{where} left out below the table, as no record: "{shown}"',)


def _last_lines(file: TextFile, syntax: Syntax) -> list[str]:
    """Return the last whole lines, none where a quoted cell goes across their beginning."""
    with open(file.plain, "rb") as text:
        beyond = text.seek(0, os.SEEK_END) - _END_BYTES
        text.seek(max(beyond, 0))
        end = text.read().decode("utf-8", errors="replace").removeprefix("\ufeff")
    lines = end.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
    if beyond > 0:
        del lines[0]
    return lines if sum(line.count(syntax.quote) for line in lines) % 2 == 0 else []


def _below(lines: list[str], syntax: Syntax, width: int, numerals: Numerals) -> Iterator[int]:
    """Yield the places of notes from the last line upwards, and of the totals above them."""
    for place in range(len(lines) - 1, 0, -1):
        row = split(lines[place], syntax)
        if not any(cell.strip() for cell in row):
            continue
        if _is_note(row, lines[place - 1], width, numerals):
            yield place
            continue
        if _is_total(row, width, numerals):
            yield place
        return


def _is_note(row: list[str], above: str, width: int, numerals: Numerals) -> bool:
    """Tell whether a line is words only, with other cells than a record, or one where a record has many."""
    present = [cell.strip() for cell in row if cell.strip()]
    if any(numerals.is_number(cell) or numerals.is_absent(cell) for cell in present):
        return False
    words = " ".join(present).split()
    if len(row) != width:
        return len(words) > 1 or not words[0][0].isalnum()
    return len(present) == 1 and bool(row[0].strip()) and (len(words) > 2 or not above.strip())


def _is_total(row: list[str], width: int, numerals: Numerals) -> bool:
    first = next(cell for cell in row if cell.strip()).strip().rstrip(":").lower()
    return len(row) == width and first in TOTALS and any(numerals.is_number(cell) for cell in row)
