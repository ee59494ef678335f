"""What stands below a table and is none of its records: notes, and rows that sum it up."""

import os
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Final

from engine.base.watch import Watch
from engine.reading.text import left_out
from engine.reading.text.records import Syntax, is_comment, split
from engine.reading.text.summary_words import ABBREVIATIONS, STATISTICS, TOTALS
from engine.reading.text.text_file import TextFile, line_count
from engine.table.numerals import Numerals

_MOST_LINES: Final = 20
_END_BYTES: Final = 65_536
_WORDS: Final = TOTALS | STATISTICS | ABBREVIATIONS


def find(
    file: TextFile, syntax: Syntax, width: int, numerals: Numerals, watch: Watch
) -> tuple[frozenset[int], tuple[str, ...]]:
    """Return the numbers of the lines that are no records, and the sentence about them."""
    lines = _last_lines(file, syntax)
    places = sorted(islice(_below(lines, syntax, width, numerals), _MOST_LINES))
    if not places:
        return frozenset(), ()
    beyond = line_count(file.plain, watch) - len(lines) + 1
    numbers = [place + beyond for place in places]
    found = [(number, lines[place]) for number, place in zip(numbers, places, strict=True)]
    return frozenset(numbers), (left_out.sentence(file.place, found, "below"),)


def _last_lines(file: TextFile, syntax: Syntax) -> list[str]:
    """Return the last whole lines, none where a quoted cell goes across their beginning."""
    with open(file.plain, "rb") as text:
        beyond = text.seek(0, os.SEEK_END) - _END_BYTES
        text.seek(max(beyond, 0))
        end = text.read().decode("utf-8", errors="replace").removeprefix("\ufeff")
    lines = end.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
    if beyond > 0:
        del lines[0]
    joined = syntax.quote == '"' and sum(line.count('"') for line in lines) % 2
    return [] if joined else lines


def _below(lines: list[str], syntax: Syntax, width: int, numerals: Numerals) -> Iterator[int]:
    """Yield the places of notes from the last line upwards, and of the rows above them that sum up."""
    end = len(lines)
    for place in range(len(lines) - 1, 0, -1):
        row = _cells(lines[place], syntax)
        if row:
            if not _is_note(row, lines[place - 1], width, numerals):
                break
            yield place
        end = place
    yield from (place + 1 for place in _summaries(lines[1:end], syntax, width, numerals))


def _cells(line: str, syntax: Syntax) -> list[str]:
    """Return the cells of a line, none where it is blank or a comment."""
    if syntax.comment and is_comment(line, syntax.comment):
        return []
    row = split(line, syntax)
    return row if any(cell.strip() for cell in row) else []


def _is_note(row: list[str], above: str, width: int, numerals: Numerals) -> bool:
    """Tell whether a line is words only, with other cells than a record, or one where a record has many."""
    present = [cell.strip() for cell in row if cell.strip()]
    if any(numerals.is_number(cell) or numerals.is_absent(cell) for cell in present):
        return False
    words = " ".join(present).split()
    if len(row) != width:
        return len(words) > 1 or not words[0][0].isalnum()
    return len(present) == 1 and bool(row[0].strip()) and (len(words) > 2 or not above.strip())


def _summaries(lines: list[str], syntax: Syntax, width: int, numerals: Numerals) -> list[int]:
    """Return the places of the last `lines` if these sum up those above: each has a word for that.

    All words stand in one column, each once, and what is above in it is something else.
    """
    found: dict[str, int] = {}
    columns = set()
    for place in range(len(lines) - 1, -1, -1):
        row = _cells(lines[place], syntax)
        if not row:
            continue
        column = next(column for column, cell in enumerate(row) if cell.strip())
        word = _bare(row[column])
        if len(row) != width or word not in _WORDS or not _has_number(row, numerals):
            break
        if word in found:  # it is a value like others
            return []
        found[word] = place
        columns.add(column)
    if len(columns) != 1:
        return []
    (column,) = columns
    rows = [split(line, syntax) for line in lines[: min(found.values())]]
    above = [_bare(row[column]) for row in rows if len(row) == width]
    return list(found.values()) if _are_no_values(found.keys(), list(filter(None, above))) else []


def _has_number(row: list[str], numerals: Numerals) -> bool:
    cells = enumerate(row)
    return any(numerals.is_number(cell) or numerals.is_number(cell, column) for column, cell in cells)


def _are_no_values(words: Collection[str], above: Sequence[str]) -> bool:
    """Tell whether `words` cannot be values like those `above` in their column.

    Beside numbers and dates no such word is a value. Beside a name for each row an abbreviation may be one,
    and beside names that come again all but the words for sums.
    """
    names = [cell for cell in above if not any(letter.isdigit() for letter in cell)]
    if not set(words).isdisjoint(above):
        return False
    # Names and units of the columns may be among them.
    if 2 * len(names) < len(above) or TOTALS.issuperset(words):
        return True
    return len(set(names)) == len(names) and ABBREVIATIONS.isdisjoint(words)


def _bare(cell: str) -> str:
    """Return a word as the tables of words have it."""
    return cell.replace(".", "").strip().rstrip(":").rstrip().lower()
