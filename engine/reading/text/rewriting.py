"""A text written anew for duckdb: its records of data and nothing else.

What duckdb lacks are comments, single quotes, runs of blanks and several kinds of line ends in one file;
and where it stumbles, a walk through the whole text says in which line something is wrong.

A record must have as many cells as the others. Empty cells too many at its end are let pass (`1,2,` in a
table of two columns), and cells that it lacks there are missing; anything else is refused with its line.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from engine.base.errors import InputError
from engine.base.watch import Watch
from engine.base.words import counted
from engine.reading.plain_text import LONGEST_LINE, long_line
from engine.reading.text.records import ERROR_WORDS, Record, Syntax, filled, split
from engine.reading.text.text_file import TextFile

_BATCH: Final = 1000
_CHARACTERS: Final = 1 << 20


def verbatim(data: Iterator[Record]) -> Iterator[str]:
    """Yield records as they stand, with one kind of line ends, in batches."""
    while batch := list(islice(data, _BATCH)):
        yield "".join(_with_feeds(record.text.rstrip("\r\n")) + "\n" for record in batch)


def without_comments(file: TextFile, syntax: Syntax, first: int, watch: Watch) -> Iterator[str]:
    """Yield the lines of a text without quotes from line `first` on, ten times as fast as by its records."""
    comment = _comment_lines(syntax.comment) if syntax.comment else None
    for piece in _pieces(file, first, watch):
        end = first + piece.count("\n")
        if not syntax.skipped.isdisjoint(range(first, end + 1)):
            lines = enumerate(piece.split("\n"), first)
            piece = "\n".join("" if number in syntax.skipped else line for number, line in lines)
        first = end
        yield comment.sub("", f"\n{piece}")[1:] if comment else piece


def comment_count(file: TextFile, mark: str, watch: Watch) -> int:
    """Return how many lines of a text begin with a mark of comments."""
    comment = _comment_lines(mark)
    return sum(1 for piece in _pieces(file, 1, watch) for _ in comment.finditer(f"\n{piece}"))


def _pieces(file: TextFile, first: int, watch: Watch) -> Iterator[str]:
    """Yield a text from line `first` on in large pieces of whole lines, with one kind of line ends."""
    with open(file.plain, encoding="utf-8-sig", errors="replace") as text:
        for _ in range(1, first):
            text.readline()
        while piece := text.read(_CHARACTERS) + text.readline():
            watch.check()
            yield piece


def _comment_lines(mark: str) -> re.Pattern[str]:
    """Return a pattern for comments with the line break before them, which is found much faster than ^."""
    other = f"(?!{ERROR_WORDS.pattern})" if mark == "#" else ""
    return re.compile(rf"\n *+{other}{re.escape(mark)}.*")


def check_header(file: TextFile, header: Record, syntax: Syntax, width: int) -> None:
    """Raise InputError where there are more names than columns."""
    row = split(header.text, syntax)
    if filled(row) > width:
        raise _uneven(file, header, len(row), width)


class EvenRecords:
    """Makes records of `width` cells each, with double quotes; `notes` say what was done for that."""

    def __init__(self, file: TextFile, syntax: Syntax, width: int) -> None:
        self._file, self._syntax, self._width = file, syntax, width
        self._short: list[int] = []

    @property
    def separator(self) -> str:
        """What stands between the cells that are written."""
        return "\t" if self._syntax.separator == " " else self._syntax.separator

    @property
    def notes(self) -> tuple[str, ...]:
        """What to say of the records, when all are read."""
        return short_notes(self._short, self._file.place)

    def pieces(self, data: Iterator[Record]) -> Iterator[str]:
        """Yield the text; raise InputError naming the first line that is no record like the others."""
        while batch := list(islice(data, _BATCH)):
            yield "".join(f"{self._written(record)}\n" for record in batch)

    def _written(self, record: Record) -> str:
        if len(record.text) > LONGEST_LINE:
            raise InputError(long_line(self._file.source))
        if record.unclosed:
            raise unclosed(self._file, record, self._syntax)
        row = split(record.text, self._syntax)
        if len(row) != self._width:
            row = self._even(row, record)
        separator = self.separator
        text = record.text.rstrip("\r\n")
        if not any(sign in text for sign in ('"', "\n", "\r", self._syntax.quote or '"')):
            return separator.join(row)  # no cell has anything in it that would have to be quoted
        return separator.join(cell if cell.isalnum() else enquoted(cell, separator) for cell in row)

    def _even(self, row: list[str], record: Record) -> list[str]:
        lacking = self._width - len(row)
        if filled(row) > self._width or (lacking > 0 and not self._syntax.lacks_at_end):
            raise _uneven(self._file, record, len(row), self._width)
        if lacking > 0:
            self._short.append(record.line)
        return row[: self._width] + [""] * lacking


def short_notes(lines: list[int], place: str, among: int = 0) -> tuple[str, ...]:
    """Say that the records in these lines lack cells, of the first so many where that is not all."""
    if not lines:
        return ()
    count = f"{len(lines):,} of the first {counted(among, place)}" if among else counted(len(lines), place)
    verb, it = ("has", "it lacks") if len(lines) == 1 else ("have", "they lack")
    return (
        f"{count} {verb} fewer cells than the others, the first is {place} {lines[0]:,}: "
        f"what {it} at the end is missing",
    )


def unclosed(file: TextFile, record: Record, syntax: Syntax) -> InputError:
    """Return the sentence for a record with a quote that is never closed."""
    return InputError(
        f"{file.shown}: a quote ({syntax.quote}) in the cell that begins in {file.place} {record.line:,} "
        f"is never closed: correct that {file.place}, or read the file without quotes (quote: none)"
    )


def _uneven(file: TextFile, record: Record, count: int, width: int) -> InputError:
    return InputError(
        f"{file.shown}: {file.place} {record.line:,} has {counted(count, 'cell')} where "
        f"{width:,} are expected: give every {file.place} the same number of cells"
    )


def _with_feeds(text: str) -> str:
    """Return a text with LF for every kind of line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def enquoted(cell: str, separator: str) -> str:
    """Return a cell as it is written, in double quotes where need be."""
    if any(letter in cell for letter in (separator, '"', "\n", "\r")):
        return '"' + _with_feeds(cell).replace('"', '""') + '"'
    return cell
