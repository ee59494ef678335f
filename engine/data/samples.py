"""The first records of a text under one syntax: where its table begins, and what in it becomes numbers."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from engine.data import dates
from engine.data.headers import has_header, is_word
from engine.data.numerals import Numerals
from engine.data.reading import MISSING_WORDS, RARE_SEPARATORS, Reading
from engine.data.records import Record, Syntax, filled, is_comment, records, split, wrapped_cells
from engine.data.text_file import TextFile

_SAMPLE_RECORDS: Final = 100
_SAMPLE_CHARACTERS: Final = 400_000
_SAMPLE_CELLS: Final = 5000
_MOST_PREAMBLE: Final = 50
_FEWEST_RECORDS: Final = 3  # that tell a separator which few files have

# In this order where they serve equally well: those that assume less come first.
_FORMATS: Final = (
    *((".", ""), (",", "")),
    *((".", ","), (",", "."), (".", " "), (",", " "), (".", "'"), (",", "'")),
)

TIME: Final = re.compile(r"\d{1,3}:\d\d(:\d\d([.,]\d{1,9})?)?( ?[AaPp][Mm])?")
"""What looks like a time of day or a duration."""

SIGNED: Final = re.compile(
    r"\s*+\(?\s*+(?P<before>[$£¥\u20a0-\u20c0]|[A-Z]{3}(?= ))?\s*+\(?\s*+"
    r"(?P<core>[+\-\u2212]?\d(?:[\d.,'\u2019 \u00a0\u2009\u202f]*\d)?(?:[eE][+-]?\d+)?)\s*+\)?\s*+"
    r"(?P<after>[%‰$£¥\u20a0-\u20c0]|°[CF]?|[^\W\d_]{1,8}[²³]?(?:/[^\W\d_]{1,4}[²³]?)?)?\s*+\)?\s*+"
)
"""A number, its `core`, with a sign or unit before or after it; in parentheses it is below nothing."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The first records under one syntax, from where the table begins.

    `rows` are the cells of the records `taken`, `width` how many cells most have. `score` says how well this
    is a table, `shares` for each format of numbers (decimal sign, thousands) the share of cells it can read,
    and `numerals` are of the best. `above` are the names of all columns but the first, where they stand so.
    `regular` tells whether all records have that width.
    """

    syntax: Syntax
    taken: list[Record]
    rows: list[list[str]]
    width: int
    score: float
    numerals: Numerals
    shares: dict[tuple[str, str], float]
    above: tuple[str, ...] = ()
    regular: bool = False


def sample_of(file: TextFile, syntax: Syntax) -> Sample | None:
    """Return the first records of a file under a syntax, None where they are no table under it."""
    taken = _taken(file, syntax)
    rows = [split(record.text, syntax) for record in taken]
    if not rows:
        return None
    width, agreement = _agreed_width(rows)
    if width < 2 or _hides_rows(file, syntax, width):
        return None
    if _is_chance(file, syntax, rows, agreement):
        return None
    missing = file.reading.missing_words
    words = MISSING_WORDS if missing is None else missing
    begin = _preamble(rows, width, Numerals(missing_words=words))
    above = rows[begin - 1] if begin else []
    whole = len(rows)
    if begin:
        taken, rows = taken[begin:], rows[begin:]
        width, agreement = _agreed_width(rows)
        syntax = syntax._replace(first=taken[0].line)
    fortran = any(Numerals().is_fortran(cell) for row in rows[-10:] for cell in row)
    shares = _shares(rows, file.reading, Numerals(missing_words=words, fortran=fortran))
    format_, share = max(shares.items(), key=lambda item: item[1])
    sense = _sense(syntax, width, regular=agreement == 1 and not begin)
    score = _quotes_fit(taken, syntax, sense * agreement * len(rows) / whole * (0.1 + share))
    numerals = Numerals(*format_, missing_words=words, fortran=fortran)
    if file.reading.header is False or not _are_names_above(above, rows, width, numerals):
        above = []
    return Sample(syntax, taken, rows, width, score, numerals, shares, tuple(above), agreement == 1)


def _sense(syntax: Syntax, width: int, *, regular: bool) -> float:
    """Return how likely a separator is meant: blanks also stand in what is no table, hardly so many alike."""
    return 1.0 if syntax.separator != " " else 0.9 if regular and width > 2 else 0.8


def _quotes_fit(taken: list[Record], syntax: Syntax, score: float) -> float:
    """Return the score as far as quotes that begin a cell end it: others show that it is cut wrongly.

    Single quotes are mere letters in 'tis and 's-Gravenhage: unless all wrap cells, they must win clearly.
    """
    found = [wrapped_cells(record.text, syntax) for record in taken]
    begun, wrapped = (sum(counts) for counts in zip(*found, strict=True))
    if syntax.quote == "'":
        return score + (0.001 if begun == wrapped > 1 else -0.1)
    share: float = (1 + wrapped) / (1 + begun)
    return score * share


def _are_names_above(above: list[str], rows: list[list[str]], width: int, numerals: Numerals) -> bool:
    """Tell whether a record holds the names of all columns but the first, as R writes names of rows."""
    words = all(is_word(cell, numerals, -1) for cell in above)
    return width > 1 and len(above) == width - 1 and words and not has_header(rows, width, numerals)


def _is_chance(file: TextFile, syntax: Syntax, rows: list[list[str]], agreement: float) -> bool:
    """Tell whether a separator that few files have only happens to stand in some cells."""
    rare = syntax.separator in RARE_SEPARATORS and file.reading.separator is None
    return rare and (agreement < 1 or len(rows) < _FEWEST_RECORDS)


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
            row = split(line.lstrip(" \t").removeprefix(syntax.comment), syntax)
            if row[0][:1].isspace():
                continue  # as in prose
            if len(row) == width and not Numerals().is_number(row[0]):
                return True
    return False


def beginning(file: TextFile) -> str:
    """Return as much of a text as is looked at."""
    with open(file.plain, encoding="utf-8-sig", errors="replace") as text:
        return text.read(_SAMPLE_CHARACTERS)


def _agreed_width(rows: list[list[str]]) -> tuple[int, float]:
    """Return the number of cells that most records have, and the share of the records that have it."""
    widths = Counter(len(row) for row in rows)
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    named = len(rows[0])
    if named < width and all(named <= len(row) and filled(row) <= named for row in rows):
        return named, 1.0  # every record ends in a separator but the header
    return width, count / len(rows)


def _preamble(rows: list[list[str]], width: int, numerals: Numerals) -> int:
    """Return how many records before the table are lines of text: they lack cells, or have one at most."""
    short = 0
    while short < len(rows) and filled(rows[short]) < width and len(rows[short]) < width:
        short += 1
    beneath = rows[short:]
    if len(beneath) < 2 or short > _MOST_PREAMBLE:
        return 0
    several_words = any(" " in " ".join(row).strip() for row in rows[:short])
    if short and not several_words and not has_header(beneath, width, numerals):
        return 0
    named = next((place for place, row in enumerate(rows) if place >= short and _present(row) > 1), short)
    return named if named > short and has_header(rows[named:], width, numerals) else short


def _present(row: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _shares(rows: list[list[str]], reading: Reading, plain: Numerals) -> dict[tuple[str, str], float]:
    """Return for every format of numbers that may be the share of cells that it makes numbers or dates of."""
    cells = [cell for row in (rows[1:] or rows) for cell in row][:_SAMPLE_CELLS]
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


def is_moment(cell: str) -> bool:
    """Tell whether a cell looks like a date or a time, and is no number with groups."""
    return dates.is_written(cell) or TIME.fullmatch(cell.strip()) is not None


def core(cell: str) -> str:
    """Return the number in a cell without a sign or unit around it."""
    found = SIGNED.fullmatch(cell)
    return found["core"] if found else cell
