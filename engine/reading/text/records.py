"""A text as records and cells: which line holds which record, and what in it is a cell."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from engine.base.watch import Watch
from engine.reading.plain_text import LONGEST_LINE
from engine.reading.text.text_file import TextFile

ERROR_WORDS: Final = re.compile(r"#(N/A|VALUE!|REF!|DIV/0!|NUM!|NAME\?|NULL!)")
"""What a spreadsheet writes into a cell whose formula fails."""


class Syntax(NamedTuple):
    """How a text falls into records and cells.

    A double `quote` may wrap a cell of several lines, a single one wraps within a line or is a letter, and
    "" wraps nothing. Records begin in line `first` (from 1); lines that begin with `comment` are none, but
    the lines in `header` hold names, and units, behind that mark; the lines in `skipped` are none either.
    """

    separator: str = ","
    quote: str = '"'
    comment: str = ""
    first: int = 1
    header: frozenset[int] = frozenset()
    skipped: frozenset[int] = frozenset()

    @property
    def whole(self) -> bool:
        """Whether all lines hold records."""
        return self == Syntax(self.separator, self.quote)

    @property
    def lacks_at_end(self) -> bool:
        """Whether cells that a record lacks are its last ones; runs of blanks do not say which."""
        return self.separator != " "

    @property
    def plain(self) -> bool:
        """Whether duckdb finds the same cells in a record as we do."""
        return self.separator != " " and self.quote != "'"


class Record(NamedTuple):
    """One record: its first line (from 1), its text, and whether a quote in it is never closed."""

    line: int
    text: str
    unclosed: bool = False


def records(file: TextFile, syntax: Syntax, watch: Watch | None = None) -> Iterator[Record]:
    """Yield the records of a file in order; blank lines between them are none, as duckdb sees it."""
    pending: list[str] = []
    start, size, unclosed = 0, 0, False
    quotes = file.quoted and syntax.quote == '"'
    with open(file.plain, encoding="utf-8-sig", newline="", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if watch and not number % 1000:
                watch.check()
            if not pending:
                text = _uncommented(line, number, syntax)
                if text is None or number < syntax.first or number in syntax.skipped:
                    continue
                start, size = number, 0
            else:
                text = line
            pending.append(text)
            size += len(text)
            if quotes and '"' in text:
                unclosed = _cuts(text, syntax, unclosed)[1]
            if not unclosed or size > LONGEST_LINE:
                yield Record(start, "".join(pending), unclosed)
                pending.clear()
                unclosed = False
    if pending:
        yield Record(start, "".join(pending), unclosed=True)


def _uncommented(line: str, number: int, syntax: Syntax) -> str | None:
    """Return the line, the names behind a mark of comments without it, or None where nothing is in it."""
    if line in ("\n", "\r\n", "\r") or (syntax.separator == " " and not line.strip()):
        return None
    if syntax.comment and is_comment(line, syntax.comment):
        return line.lstrip(" ").removeprefix(syntax.comment) if number in syntax.header else None
    return line


def is_comment(line: str, mark: str) -> bool:
    """Tell whether a line begins with a mark of comments; a spreadsheet's error values are cells."""
    bare = line.lstrip(" ")  # before a tab may be a cell
    return bare.startswith(mark) and not (mark == "#" and ERROR_WORDS.match(bare))


def split(text: str, syntax: Syntax) -> list[str]:
    """Return the cells of a record, without their quotes."""
    text = text.rstrip("\r\n")
    separator, quote = syntax.separator, syntax.quote
    if separator == " ":
        text = text.strip(" \t")
    if not quote or quote not in text:
        return re.split("[ \t]+", text) if separator == " " else text.split(separator)
    edges = [-len(separator), *_cuts(text, syntax, unclosed=False)[0], len(text)]
    cells = [text[left + len(separator) : right] for left, right in pairwise(edges)]
    if separator == " ":
        cells = [cell for cell in cells if cell]
    return [_unquoted(cell, quote) for cell in cells]


def _cuts(line: str, syntax: Syntax, unclosed: bool) -> tuple[list[int], bool]:
    """Return where the separators outside quotes are, and whether the line ends inside quotes."""
    found: list[int] = []
    closed = -1
    for token in _tokens(syntax.separator, syntax.quote).finditer(line):
        at = token.end() - 1
        if line[at] != syntax.quote:
            if not unclosed:
                found.append(token.start())
        elif unclosed:
            unclosed, closed = False, at + 1
        else:
            # A quote opens a cell, or is the second of a doubled one; elsewhere it is a mere letter.
            opens = token.lastgroup == "open" and (syntax.quote == '"' or _is_wrapped(line, at, syntax))
            unclosed = at == closed or opens
    return found, unclosed


@lru_cache(maxsize=16)
def _tokens(separator: str, quote: str) -> re.Pattern[str]:
    end = _end(separator)
    blanks = "" if separator == " " else " *"
    return re.compile(f"(?P<open>^{quote}|(?<={end}){blanks}{quote})|{end}|{quote}")


def _end(separator: str) -> str:
    return "[ \t]" if separator == " " else re.escape(separator)


def _is_wrapped(line: str, at: int, syntax: Syntax) -> bool:
    """Tell whether the quote that begins a cell has its other one at the end of that cell."""
    return _wrapped(syntax.separator, syntax.quote).match(line, at) is not None


@lru_cache(maxsize=16)
def _wrapped(separator: str, quote: str) -> re.Pattern[str]:
    return re.compile(f"{quote}(?:[^{quote}]|{quote}{quote})*+{quote} *(?={_end(separator)}|[\r\n]|$)")


def wrapped_cells(text: str, syntax: Syntax) -> tuple[int, int]:
    """Return how many cells of a record begin with a quote, and how many of them end with one, too."""
    tokens = _tokens(syntax.separator, syntax.quote).finditer(text)
    opening = [token.end() - 1 for token in tokens if token.lastgroup == "open"]
    return len(opening), sum(_is_wrapped(text, at, syntax) for at in opening)


def _unquoted(cell: str, quote: str) -> str:
    bare = cell.strip(" ")
    if len(bare) > 1 and bare[0] == bare[-1] == quote:
        return bare[1:-1].replace(2 * quote, quote)
    return cell


def filled(row: list[str]) -> int:
    """Return how many cells a record has up to its last one with something in it."""
    count = len(row)
    while count and not row[count - 1]:
        count -= 1
    return count
