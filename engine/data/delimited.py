"""Delimited text as text: how a file is written, and which line holds which record.

duckdb reads the numbers (`engine.data.cells`). What is here chooses the dialect from the first records, by
trying each and counting what becomes a number, and walks through a whole file only to say in which line
something is wrong.

A record must have as many cells as the others. Empty cells too many at its end are let pass (`1,2,` in a
table of two columns); anything else is refused with its line, because a record that lacks a cell does not say
which.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from typing import Final, NamedTuple

from engine.data.text_file import LONGEST_LINE, TextFile, long_line
from engine.errors import InputError
from engine.words import counted

SEPARATORS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}

# Compared after trimming, in lower case and without leading signs, so "-", "--" and "-inf" are here too.
MISSING_WORDS: Final = ("", "?", ".", "na", "n/a", "#n/a", "null", "none")
NOT_FINITE_WORDS: Final = ("nan", "inf", "infinity")

_SAMPLE_RECORDS: Final = 100
_SAMPLE_CHARACTERS: Final = 400_000


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written; `first` are the cells of its first record, `width` how many each has."""

    separator: str
    decimal: str
    header: bool
    line_end: str
    width: int
    first: tuple[str, ...]

    def words(self) -> dict[str, str]:
        """Say the dialect in words, for a person and for scripts."""
        return {
            "encoding": "UTF-8",
            "separator": SEPARATORS[self.separator],
            "decimal": "comma" if self.decimal == "," else "point",
            "header": "yes" if self.header else "no",
        }


class Record(NamedTuple):
    """One record: its first line (from 1), its text, and whether a quote in it is never closed."""

    line: int
    text: str
    unclosed: bool = False


def records(file: TextFile, separator: str) -> Iterator[Record]:
    """Yield the records of a file in order; blank lines between them are none, as duckdb sees it."""
    pending: list[str] = []
    start, size, unclosed = 0, 0, False
    with open(file.path, encoding="utf-8-sig", newline="", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if not pending:
                if line in ("\n", "\r\n", "\r"):
                    continue
                start, size = number, 0
            pending.append(line)
            size += len(line)
            unclosed = file.quoted and _cuts(line, separator, unclosed)[1]
            if not unclosed or size > LONGEST_LINE:
                yield Record(start, "".join(pending), unclosed)
                pending.clear()
                unclosed = False
    if pending:
        yield Record(start, "".join(pending), unclosed=True)


def split(text: str, separator: str) -> list[str]:
    """Return the cells of a record, without their quotes."""
    text = text.rstrip("\r\n")
    if '"' not in text:
        return text.split(separator)
    edges = [-1, *_cuts(text, separator, unclosed=False)[0], len(text)]
    return [_unquoted(text[left + 1 : right]) for left, right in pairwise(edges)]


def _cuts(line: str, separator: str, unclosed: bool) -> tuple[list[int], bool]:
    """Return where the separators outside quotes are, and whether the line ends inside quotes."""
    found: list[int] = []
    start, closed = 0, -1
    for token in _tokens(separator).finditer(line):
        at = token.start()
        if line[at] != '"':
            if not unclosed:
                found.append(at)
                start = at + 1
        elif unclosed:
            unclosed, closed = False, at + 1
        else:
            # A quote opens a cell, or is the second of a doubled one; elsewhere it is a mere letter.
            unclosed = at in (start, closed) or (start > 0 and not line[start:at].strip(" "))
    return found, unclosed


@lru_cache(maxsize=8)
def _tokens(separator: str) -> re.Pattern[str]:
    return re.compile(f'["{re.escape(separator)}]')


def _unquoted(cell: str) -> str:
    bare = cell.strip(" ")
    if len(bare) > 1 and bare[0] == bare[-1] == '"':
        return bare[1:-1].replace('""', '"')
    return cell


MOST_COLUMNS: Final = 2000
"""More inputs than a small network learns from; reading takes longer with the square of their number."""


def guess(file: TextFile) -> Dialect:
    """Choose the dialect that makes most numbers of the first records; raise InputError if none fits."""
    best: tuple[float, int] = (0.0, 0)
    choice: tuple[str, str] | None = None
    for separator in SEPARATORS:
        rows = [split(record.text, separator) for record in _sample(file, separator)]
        width, agreement = _agreed_width(rows)
        if width < 2:
            continue
        for decimal in "." if separator == "," else ".,":
            score = (agreement * (0.1 + _share_of_numbers(rows, decimal)), width)
            if score > best:
                best, choice = score, (separator, decimal)
    if choice is None:
        raise InputError(
            f"{file.shown} has one column only: a table needs an input and a target side by side, "
            "separated by a comma, a semicolon, a tab or |"
        )
    if best[1] > MOST_COLUMNS:
        raise InputError(
            f"{file.shown} has {best[1]:,} columns: keep the {MOST_COLUMNS:,} that matter most, or fewer"
        )
    return _dialect(file, *choice)


def _sample(file: TextFile, separator: str) -> list[Record]:
    taken: list[Record] = []
    characters = 0
    for record in islice(records(file, separator), _SAMPLE_RECORDS):
        taken.append(record)
        characters += len(record.text)
        if characters > _SAMPLE_CHARACTERS:
            break
    return taken


def _agreed_width(rows: list[list[str]]) -> tuple[int, float]:
    """Return the number of cells that most records have, and the share of the records that have it."""
    widths = Counter(len(row) for row in rows)
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    named = len(rows[0])
    if named < width and all(named <= len(row) and _filled(row) <= named for row in rows):
        return named, 1.0  # every record ends in a separator but the header
    return width, count / len(rows)


def _filled(row: list[str]) -> int:
    """Return how many cells a record has up to its last one with something in it."""
    filled = len(row)
    while filled and not row[filled - 1]:
        filled -= 1
    return filled


def _share_of_numbers(rows: list[list[str]], decimal: str) -> float:
    cells = [cell for row in (rows[1:] or rows) for cell in row]
    present = [cell for cell in cells if not is_missing(cell)]
    return sum(is_number(cell, decimal) for cell in present) / len(present) if present else 0.0


def _dialect(file: TextFile, separator: str, decimal: str) -> Dialect:
    taken = _sample(file, separator)
    rows = [split(record.text, separator) for record in taken]
    width, _ = _agreed_width(rows)
    header = _has_header(rows, width, decimal)
    text = taken[0].text
    end = "\r\n" if text.endswith("\r\n") else text[-1:] if text.endswith(("\n", "\r")) else "\n"
    return Dialect(separator, decimal, header, end, width, tuple(rows[0][:width]))


def _has_header(rows: list[list[str]], width: int, decimal: str) -> bool:
    """Tell whether the first record names the columns: it has a word where those below have mostly numbers.

    Without any records below, or any number in them, it does unless all its cells are numbers.
    """
    below = [column for column in range(width) if _mostly_numbers(rows[1:], column, decimal)]
    if not below:
        return not all(is_number(cell, decimal) or is_missing(cell) for cell in rows[0])
    return any(column < len(rows[0]) and _is_word(rows[0][column], decimal) for column in below)


def _mostly_numbers(rows: list[list[str]], column: int, decimal: str) -> bool:
    present = [row[column] for row in rows if column < len(row) and not is_missing(row[column])]
    return sum(is_number(cell, decimal) for cell in present) * 2 > len(present)


def _is_word(cell: str, decimal: str) -> bool:
    return not is_missing(cell) and not is_number(cell, decimal)


def is_missing(cell: str) -> bool:
    """Tell whether a cell is empty or one of the words that stand for nothing."""
    return _bare(cell) in MISSING_WORDS


def is_absent(cell: str) -> bool:
    """Tell whether a cell among texts stands for nothing: it is missing, or nan or inf spelled so."""
    return _bare(cell) in MISSING_WORDS + NOT_FINITE_WORDS


def is_number(cell: str, decimal: str) -> bool:
    """Tell whether a cell reads as a number, or as nan or inf spelled so; 1e400 does not."""
    if decimal == ",":
        cell = "?" if "." in cell else cell.replace(",", ".")
    try:
        return math.isfinite(float(cell)) or _bare(cell) in NOT_FINITE_WORDS
    except ValueError:
        return False


def _bare(cell: str) -> str:
    return cell.strip().lower().lstrip("+-")


def check_records(file: TextFile, dialect: Dialect) -> int:
    """Count the records; raise InputError naming the first line with another number of cells."""
    count = 0
    for record in records(file, dialect.separator):
        count += 1
        if len(record.text) > LONGEST_LINE:
            raise InputError(long_line(file.path))
        if record.unclosed:
            raise InputError(
                f'{file.shown}: a quote (") in the cell that begins in line {record.line:,} is never closed: '
                "correct that line"
            )
        row = split(record.text, dialect.separator)
        if len(row) < dialect.width or _filled(row) > dialect.width:
            raise InputError(
                f"{file.shown}: line {record.line:,} has {counted(len(row), 'cell')} where "
                f"{dialect.width:,} are expected: give every line the same number of cells"
            )
    return count


def find_cells(
    file: TextFile, dialect: Dialect, wanted: list[tuple[int, int]]
) -> Iterator[tuple[int, int, str]]:
    """Yield (line, column, text) of cells wanted as sorted (record, column), records from 0."""
    position = 0
    for number, record in enumerate(records(file, dialect.separator)):
        if position == len(wanted):
            return
        if wanted[position][0] != number:
            continue
        row = split(record.text, dialect.separator)
        while position < len(wanted) and wanted[position][0] == number:
            column = wanted[position][1]
            yield record.line, column, row[column] if column < len(row) else ""
            position += 1
