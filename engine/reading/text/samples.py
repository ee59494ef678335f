"""The first records of a text under one syntax: where its table begins, and what in it becomes numbers."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import Final

from engine.reading.choice import Reading
from engine.reading.columns.declared import Declared
from engine.reading.header import campbell, headers, orange
from engine.reading.header.cell_looks import core, is_moment
from engine.reading.header.headers import Top
from engine.reading.size_limits import MOST_COLUMNS
from engine.reading.text.records import Record, Syntax, filled, is_comment, records, split, wrapped_cells
from engine.reading.text.text_file import TextFile
from engine.table.notation import MISSING_WORDS, RARE_SEPARATORS
from engine.table.numerals import Numerals

_SAMPLE_RECORDS: Final = 100
_SAMPLE_CHARACTERS: Final = 400_000
_SAMPLE_CELLS: Final = 5000
_FEWEST_RECORDS: Final = 3  # that tell a separator which few files have

# In this order where they serve equally well: those that assume less come first.
_FORMATS: Final = (
    *((".", ""), (",", "")),
    *((".", ","), (",", "."), (".", " "), (",", " "), (".", "'"), (",", "'")),
)


_WHOLE: Final = re.compile(r"(?<!\d)\d{1,3}\Z")
_DECIMALS: Final = re.compile(r"\d{2,}(?:[eE][+-]?\d|[ \t]+\")|\d{8,}[ \t]+\S")
"""What stands before and behind a comma between decimals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The first records under one syntax, and where in them the table begins.

    `rows` are the cells of the records `taken`, `width` how many cells most have, and `top` says what stands
    above the data. `declared` is what a header of Orange's says of the columns. `score` says how well this
    is a table, `shares` for each format of numbers (decimal sign, thousands) the share of cells it can read,
    and `numerals` are of the best. `regular` tells whether all records but notes have that width.
    """

    syntax: Syntax
    taken: list[Record]
    rows: list[list[str]]
    width: int
    top: Top
    declared: tuple[Declared, ...]
    score: float
    numerals: Numerals
    shares: dict[tuple[str, str], float]
    regular: bool

    @property
    def data(self) -> list[list[str]]:
        """The cells of the records of data."""
        return self.rows[self.top.data :]

    @property
    def table_syntax(self) -> Syntax:
        """The syntax under which all records are data, but the first where there are names."""
        first = self.top.data if self.top.header is None else self.top.header
        between = range(first + 1, self.top.data)
        skipped = frozenset(number for place in between for number in self._lines(place))
        return self.syntax._replace(first=self.taken[first].line if first else 1, skipped=skipped)

    @property
    def numbers_in_record(self) -> float:
        """How many numbers a record has, to one decimal."""
        return round(self.width * max(self.shares.values()), 1)

    @property
    def parted(self) -> bool:
        """Whether blank lines stand between the names and the data, as they do below a title; no comments."""
        header, data = self.top.header, self.top.data
        if header is None or self.syntax.comment or data >= len(self.taken):
            return False
        return self._lines(data - 1).stop < self.taken[data].line

    def _lines(self, place: int) -> range:
        """Return the numbers of a record's lines."""
        line, text, _ = self.taken[place]
        inside = text.rstrip("\r\n")
        return range(line, line + 1 + inside.count("\n") + inside.count("\r") - inside.count("\r\n"))


def sample_of(file: TextFile, syntax: Syntax) -> Sample | None:
    """Return the first records of a file under a syntax, None where they are no table under it."""
    taken = _taken(file, syntax)
    quoted = syntax
    if any(record.unclosed for record in taken):  # that is to be said, and not to hide the separator
        syntax = syntax._replace(quote="")
        taken = _taken(file, syntax)
    rows = [split(record.text, syntax) for record in taken]
    width = _filled_width(rows)
    if width < 2 or _hides_rows(file, syntax, width) or _is_mistaken(file, syntax, rows):
        return None
    # So many columns are refused, and a million of them would take long to look at.
    beyond = max(width - MOST_COLUMNS, 0)
    if beyond:
        rows, width = [row[:MOST_COLUMNS] for row in rows], MOST_COLUMNS
    missing = file.reading.missing_words
    words = MISSING_WORDS if missing is None else missing
    top, declared = _top(rows, width, Numerals(missing_words=words), file.reading)
    width, agreement = _agreed_width(_without_notes(rows[top.first :]), top)
    data = rows[top.data :]
    fortran = any(Numerals().is_fortran(cell) for row in rows[-10:] for cell in row)
    shares = _shares(data, file.reading, Numerals(missing_words=words, fortran=fortran))
    format_, share = max(shares.items(), key=lambda item: item[1])
    sense = _sense(syntax, width, regular=agreement == 1 and not top.first)
    within = 1 - top.first / len(rows)
    score = _quotes_fit(taken, syntax, sense * agreement * within * (0.1 + share))
    return Sample(
        syntax=quoted,
        taken=taken,
        rows=rows,
        width=width + beyond,
        top=top,
        declared=declared,
        score=score,
        numerals=Numerals(*format_, missing_words=words, fortran=fortran),
        shares=shares,
        regular=agreement == 1,
    )


def _sense(syntax: Syntax, width: int, *, regular: bool) -> float:
    """Return how likely a separator is meant: blanks also stand in what is no table, hardly so many alike."""
    return 1.0 if syntax.separator != " " else 0.9 if regular and width > 2 else 0.8


def _quotes_fit(taken: list[Record], syntax: Syntax, score: float) -> float:
    """Return the score as far as quotes that begin a cell end it: others show that it is cut wrongly.

    Single quotes are mere letters in 'tis and 's-Gravenhage: unless most records have them, they must win
    clearly.
    """
    if not syntax.quote:
        return score
    found = [wrapped_cells(record.text, syntax) for record in taken]
    begun, wrapped = (sum(counts) for counts in zip(*found, strict=True))
    if syntax.quote == "'":
        if _has_double_quotes(taken, syntax):
            return 0.0
        return score + (0.001 if begun == wrapped > 1 and 2 * wrapped >= len(taken) else -0.1)
    share: float = (1 + wrapped) / (1 + begun)
    return score * (1 + share) / 2


def _has_double_quotes(taken: list[Record], syntax: Syntax) -> bool:
    """Tell whether double quotes wrap cells in most records, where single ones are letters."""
    double = syntax._replace(quote='"')
    return 2 * sum(wrapped_cells(record.text, double)[1] > 0 for record in taken) > len(taken)


def _top(
    rows: list[list[str]], width: int, numerals: Numerals, reading: Reading
) -> tuple[Top, tuple[Declared, ...]]:
    """Return what stands above the data, and what is declared there."""
    if reading.header is not False:
        if found := orange.declaration(rows):
            return Top(0, found.records, 0, names=found.names), found.declared
        if logged := campbell.top(rows, reading):
            return logged, ()
    return headers.find(rows, width, numerals.is_absent, reading), ()


def _is_mistaken(file: TextFile, syntax: Syntax, rows: list[list[str]]) -> bool:
    """Tell whether a separator that nobody chose stands in the cells by chance, or as a decimal sign."""
    return file.reading.separator is None and (_is_chance(syntax, rows) or _cuts_numbers(syntax, rows))


def _cuts_numbers(syntax: Syntax, rows: list[list[str]]) -> bool:
    """Tell whether commas are the decimal sign in most records: 1,234567e+20 or 0,25 "a text" is cut by none.

    Behind a comma, an exponent belongs to no whole number, and what follows a blank to a cell of its own.
    """
    if syntax.separator != ",":
        return False
    cut = sum(
        any(_WHOLE.search(left) and _DECIMALS.match(right) for left, right in pairwise(row)) for row in rows
    )
    return 2 * cut > len(rows)


def _is_chance(syntax: Syntax, rows: list[list[str]]) -> bool:
    """Tell whether a separator that few files have only happens to stand in some cells."""
    rare = syntax.separator in RARE_SEPARATORS
    return rare and (len(set(map(len, rows))) > 1 or len(rows) < _FEWEST_RECORDS)


def _taken(file: TextFile, syntax: Syntax) -> list[Record]:
    taken: list[Record] = []
    characters = 0
    for record in islice(records(file, syntax), _SAMPLE_RECORDS):
        taken.append(record)
        characters += len(record.text)
        if characters > _SAMPLE_CHARACTERS:
            break
    return taken


def _hides_rows(file: TextFile, syntax: Syntax, width: int) -> bool:
    """Tell whether what would be comments are rows whose first cell is a word like #1."""
    if not syntax.comment or file.reading.comment is not None:
        return False
    lines = beginning(file).splitlines()
    begun = False
    for line in lines:
        if not is_comment(line, syntax.comment):
            begun = begun or bool(line.strip())
        elif begun:
            row = split(line.lstrip(" ").removeprefix(syntax.comment), syntax)
            if row[0][:1].isspace():
                continue  # as in prose
            if len(row) == width and not Numerals().is_number(row[0]):
                return True
    return False


def beginning(file: TextFile) -> str:
    """Return as much of a text as is looked at."""
    with open(file.plain, encoding="utf-8-sig", errors="replace") as text:
        return text.read(_SAMPLE_CHARACTERS)


def _filled_width(rows: list[list[str]]) -> int:
    """Return how many cells most of the lower records have, without one that is empty in all of them."""
    if not rows:
        return 0
    width = _most_common(rows[len(rows) // 2 :], rows)
    return max(filled(row) for row in rows if len(row) == width)


def _most_common(rows: list[list[str]], others: list[list[str]]) -> int:
    """Return the number of cells that most records have; of several that of most others, or the largest."""
    widths, all_widths = Counter(map(len, rows)), Counter(map(len, others))
    return max(widths, key=lambda width: (widths[width], all_widths[width], width))


def _without_notes(rows: list[list[str]]) -> list[list[str]]:
    """Return the records without the last ones of a single cell, as notes below a table are."""
    end = len(rows)
    while end > 1 and len(rows[end - 1]) == 1:
        end -= 1
    return rows[:end]


def _agreed_width(rows: list[list[str]], top: Top) -> tuple[int, float]:
    """Return the number of cells that most records have, and the share of the records that have it."""
    width = _most_common(rows[top.data - top.first :] or rows, rows)
    names = len(rows[top.header - top.first]) if top.header is not None else width
    if names < width and all(len(row) >= names >= filled(row) for row in rows):
        return names, 1.0  # every record ends in a separator but the header
    return width, sum(len(row) == width for row in rows) / len(rows)


def _shares(rows: list[list[str]], reading: Reading, plain: Numerals) -> dict[tuple[str, str], float]:
    """Return for every format of numbers that may be the share of cells that it makes numbers or dates of."""
    cells = [cell for row in rows for cell in row][:_SAMPLE_CELLS]
    present = [cell for cell in cells if not plain.is_absent(cell)]
    cores = [core(cell) for cell in present]
    moments = [is_moment(cell) for cell in present]
    formats = [
        (decimal, thousands)
        for decimal, thousands in _FORMATS
        if reading.decimal in (None, decimal) and reading.thousands in (None, thousands)
    ]
    formats = formats or [(reading.decimal or ".", reading.thousands or "")]
    shares = {}
    for format_ in formats:
        numerals = replace(plain, decimal=format_[0], thousands=format_[1])
        if numerals.thousands and reading.thousands is None and not _is_grouped(cores, numerals):
            continue
        found = sum(dated or numerals.is_number(cell) for cell, dated in zip(cores, moments, strict=True))
        shares[format_] = found / len(present) if present else 0.0
    return shares


def _is_grouped(cells: list[str], numerals: Numerals) -> bool:
    """Tell whether thousands are separated twice, or once beside a decimal sign: a lone 1.234 is a slip."""
    grouped = [cell for cell in cells if numerals.is_grouped(cell)]
    return len(grouped) > 1 or any(numerals.decimal in cell for cell in grouped)
