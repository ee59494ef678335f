"""Chooses how a text is to be read: tries every way on the first records, and counts what becomes numbers."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Final

from engine.data import footer
from engine.data.delimited import Dialect
from engine.data.numerals import Numerals
from engine.data.reading import MISSING_WORDS, SEPARATORS, Reading
from engine.data.records import Record, Syntax, filled, is_comment, records, split
from engine.data.text_file import TextFile
from engine.errors import InputError

MOST_COLUMNS: Final = 2000
"""More inputs than a small network learns from; reading takes longer with the square of their number."""

_SAMPLE_RECORDS: Final = 100
_SAMPLE_CHARACTERS: Final = 400_000
_SAMPLE_CELLS: Final = 5000
_MOST_PREAMBLE: Final = 50

# In this order where they serve equally well: those that assume less come first.
_FORMATS: Final = (
    *((".", ""), (",", "")),
    *((".", ","), (",", "."), (".", " "), (",", " "), (".", "'"), (",", "'")),
)
_OTHERS: Final = {(",", ""): (".", ","), (".", ""): (",", ".")}
"""Formats of which the second reads 1,234 (or 1.234) as a thousand times what the first does."""

_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d.*|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}.*|\d{1,2}:\d\d.*")
_SIGNED: Final = re.compile(
    r"\s*(?P<before>[$€£¥]|[A-Z]{3}(?= ))?\s*"
    r"(?P<core>[+-]?\d(?:[\d.,'\u2019 \u00a0\u2009\u202f]*\d)?(?:[eE][+-]?\d+)?)\s*"
    r"(?P<after>[%‰$€£¥]|°[CF]?|[^\W\d_]{1,8}[²³]?(?:/[^\W\d_]{1,4}[²³]?)?)?\s*"
)


def guess(file: TextFile) -> Dialect:
    """Choose the dialect that makes most numbers of the first records; raise InputError if none fits."""
    best: tuple[float, bool, int] = (0.0, False, 0)
    choice: _Sample | None = None
    for syntax in _syntaxes(file):
        sample = _sample(file, syntax)
        if not sample:
            continue
        # Where they serve equally well: a comma is a decimal sign more often than the others are letters.
        rank = (round(sample.score, 9), syntax.separator in ";\t|", sample.width)
        if rank > best:
            best, choice = rank, sample
    if choice is None:
        raise InputError(
            f"{file.shown} has one column only: a table needs an input and a target side by side, "
            "separated by a comma, a semicolon, a tab or |"
        )
    if choice.width > MOST_COLUMNS:
        raise InputError(
            f"{file.shown} has {choice.width:,} columns: keep the {MOST_COLUMNS:,} that matter most, or fewer"
        )
    return _dialect(choice, file)


def other_reading(reading: Reading, numerals: Numerals, *, asked: bool) -> Reading | None:
    """Return how numbers could be meant otherwise where the sample, but not the person, left it open."""
    if reading.decimal or reading.thousands is not None or not (numerals.thousands or asked):
        return None
    format_ = (numerals.decimal, numerals.thousands)
    ways = _OTHERS | {other: one for one, other in _OTHERS.items()}
    if format_ not in ways:
        return None
    decimal, thousands = ways[format_]
    return replace(reading, decimal=decimal, thousands=thousands)


def _syntaxes(file: TextFile) -> Iterator[Syntax]:
    """Yield every syntax that could be the file's, as far as the person has not said it."""
    reading = file.reading
    text = _beginning(file)
    lines = text.splitlines()
    separators = (reading.separator,) if reading.separator else tuple(SEPARATORS)
    quotes = ('"', "'") if re.search(r"(?m)(^|[,;|\t ])'", text) else ('"',)
    marks = ("#", "%", "//") if reading.comment is None else (reading.comment,)
    used = [mark for mark in marks if mark and any(is_comment(line, mark) for line in lines)]
    for separator, quote in product(separators, quotes):
        for mark in used:
            if reading.comment is None and separator != " " and text.startswith(mark + separator):
                continue  # it is the name of a column
            yield Syntax(separator, quote, mark, header=_header_line(lines, mark, separator))
        if reading.comment is None or not used:
            yield Syntax(separator, quote)


def _beginning(file: TextFile) -> str:
    with open(file.plain, encoding="utf-8-sig", errors="replace") as text:
        return text.read(_SAMPLE_CHARACTERS)


def _header_line(lines: list[str], mark: str, separator: str) -> int:
    """Return the number of the last comment before the first record if it can hold the names, else 0."""
    last = 0
    for number, line in enumerate(lines, 1):
        if is_comment(line, mark):
            last = number
        elif line.strip():
            break
    names = lines[last - 1].lstrip(" \t").removeprefix(mark).rstrip() if last else ""
    width = len(split(names, Syntax(separator)))
    beneath = split(next((line for line in lines[last:] if line.strip()), ""), Syntax(separator))
    # Above names it is a comment like others.
    above_data = any(cell.strip()[-1:].isdigit() for cell in beneath)
    return last if last and above_data and width > 1 and width == len(beneath) else 0


@dataclass(frozen=True, slots=True)
class _Sample:
    """The first records under one syntax, from where the table begins; `above` are names but the first."""

    syntax: Syntax
    taken: list[Record]
    rows: list[list[str]]
    width: int
    score: float
    numerals: Numerals
    shares: dict[tuple[str, str], float]
    above: tuple[str, ...] = ()


def _sample(file: TextFile, syntax: Syntax) -> _Sample | None:
    """Return the first records of a file under a syntax, None where they are no table under it."""
    taken = _taken(file, syntax)
    rows = [split(record.text, syntax) for record in taken]
    if not rows:
        return None
    width, agreement = _agreed_width(rows)
    if width < 2 or _hides_rows(file, syntax, width):
        return None
    missing = file.reading.missing_words
    words = MISSING_WORDS if missing is None else missing
    begin = _preamble(rows, width, Numerals(missing_words=words))
    above = rows[begin - 1] if begin else []
    if begin:
        taken, rows = taken[begin:], rows[begin:]
        width, agreement = _agreed_width(rows)
        syntax = syntax._replace(first=taken[0].line)
    fortran = any(Numerals().is_fortran(cell) for row in rows[-10:] for cell in row)
    shares = _shares(rows, file.reading, Numerals(missing_words=words, fortran=fortran))
    format_, share = max(shares.items(), key=lambda item: item[1])
    wrapped = syntax.quote == "'" and not any(record.unclosed for record in taken)
    # Blanks also stand in what is no table, and single quotes are mere letters more often than not.
    score = agreement * (0.1 + share) * (0.8 if syntax.separator == " " else 1.0) + 0.001 * wrapped
    numerals = Numerals(*format_, missing_words=words, fortran=fortran)
    if file.reading.header is False or not _are_names_above(above, rows, width, numerals):
        above = []
    return _Sample(syntax, taken, rows, width, score, numerals, shares, tuple(above))


def _are_names_above(above: list[str], rows: list[list[str]], width: int, numerals: Numerals) -> bool:
    """Tell whether a record holds the names of all columns but the first, as R writes names of rows."""
    words = all(_is_word(cell, numerals, -1) for cell in above)
    return width > 1 and len(above) == width - 1 and words and not _has_header(rows, width, numerals)


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
    lines = _beginning(file).splitlines()
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
    if short and not several_words and not _has_header(beneath, width, numerals):
        return 0
    named = next((place for place, row in enumerate(rows) if place >= short and _present(row) > 1), short)
    return named if named > short and _has_header(rows[named:], width, numerals) else short


def _present(row: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _shares(rows: list[list[str]], reading: Reading, plain: Numerals) -> dict[tuple[str, str], float]:
    """Return for every format of numbers that may be the share of cells that it makes numbers or dates of."""
    cells = [cell for row in (rows[1:] or rows) for cell in row][:_SAMPLE_CELLS]
    present = [cell for cell in cells if not plain.is_absent(cell)]
    cores = [_core(cell) for cell in present]
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
        found = sum(numerals.is_number(cell) or bool(_DATE.fullmatch(cell.strip())) for cell in cores)
        shares[format_] = found / len(present) if present else 0.0
    return shares


def _is_grouped(cells: list[str], numerals: Numerals) -> bool:
    """Tell whether thousands are separated twice, or once beside a decimal sign: a lone 1.234 is a slip."""
    grouped = [cell for cell in cells if numerals.is_grouped(cell)]
    return len(grouped) > 1 or any(numerals.decimal in cell for cell in grouped)


def _core(cell: str) -> str:
    """Return the number in a cell without a sign or unit around it."""
    found = _SIGNED.fullmatch(cell)
    return found["core"] if found else cell


def _dialect(sample: _Sample, file: TextFile) -> Dialect:
    reading = file.reading
    numerals, questions = _settled(sample, reading)
    rows, width = sample.rows, sample.width
    numerals = _with_signs(numerals, rows, width)
    header = _has_header(rows, width, numerals) if reading.header is None else reading.header
    header = header and not sample.above
    units: tuple[str, ...] = ()
    syntax = sample.syntax
    if header and len(rows) > 1 and (reading.units or (reading.units is None and _are_units(rows, numerals))):
        units = tuple(cell.strip().strip("()[]") for cell in rows[1])
        syntax = syntax._replace(skipped=frozenset({sample.taken[1].line}))
    text = sample.taken[0].text
    end = "\r\n" if text.endswith("\r\n") else text[-1:] if text.endswith(("\n", "\r")) else "\n"
    names = tuple(rows[0][:width]) if header else ("", *sample.above) if sample.above else ()
    # duckdb lets a header be shorter than its records.
    whole = not header or len(rows[0]) == width
    numbers = _number_columns(rows[1:], width, numerals) if whole else frozenset()
    missing = tuple(sorted({cell for row in rows for cell in row if numerals.is_missing(cell)} | {"", "NA"}))
    below, notes = footer.find(file, syntax, width, numerals)
    syntax = syntax._replace(skipped=syntax.skipped | below)
    return Dialect(syntax, numerals, width, header, names, units, end, questions, numbers, missing, notes)


def _settled(sample: _Sample, reading: Reading) -> tuple[Numerals, tuple[str, ...]]:
    """Return the numerals of a sample, and the question that is left where two readings fit every cell."""
    numerals = sample.numerals
    format_ = (numerals.decimal, numerals.thousands)
    other = _OTHERS.get(format_)
    shares = sample.shares
    if other not in shares or shares[other] < shares[format_] or reading.decimal or reading.thousands:
        return numerals, ()
    sign = format_[0]
    columns = [
        [_core(row[column]) for row in sample.rows[1:] if column < len(row)] for column in range(sample.width)
    ]
    doubtful = [column for column in columns if any(sign in cell for cell in column)]
    doubtful = [
        [cell for cell in column if numerals.is_number(cell)] for column in doubtful if not _are_dates(column)
    ]
    example = next((cell for column in doubtful for cell in column if sign in cell), "")
    # Where a semicolon separates cells, the comma is mostly the decimal sign, and the point may be none.
    if not example or (sign == "." and sample.syntax.separator != ";"):
        return numerals, ()
    grouped = sample.syntax.separator == "," or all(map(_mixes_lengths, doubtful))
    chosen = other if grouped else format_
    as_read = example.replace(sign, "" if grouped else ".")
    question = (
        f"{example} can be {example.replace(sign, '')} or {example.replace(sign, '.')}: it was read as "
        f"{as_read}; choose the decimal sign if that is wrong"
    )
    return replace(numerals, decimal=chosen[0], thousands=chosen[1]), (question,)


def _number_columns(rows: list[list[str]], width: int, numerals: Numerals) -> frozenset[int]:
    """Return the columns that duckdb itself can be expected to read as numbers."""
    if not numerals.plain:
        return frozenset()
    columns = ((column, [row[column] for row in rows if column < len(row)]) for column in range(width))
    return frozenset(
        column
        for column, cells in columns
        if all(numerals.is_number(cell) or numerals.is_missing(cell) for cell in cells)
        and any(map(numerals.is_number, cells))
    )


def _are_dates(column: list[str]) -> bool:
    return any(_DATE.fullmatch(cell) for cell in column)


def _mixes_lengths(column: list[str]) -> bool:
    """Tell whether a column has whole numbers below a thousand beside those with a sign, and none above."""
    whole = [cell.lstrip("+-") for cell in column if cell.lstrip("+-").isdigit()]
    return bool(whole) and max(map(len, whole)) <= 3


def _with_signs(numerals: Numerals, rows: list[list[str]], width: int) -> Numerals:
    """Return `numerals` with the sign of each column whose every cell has the same one."""
    # Names and units stand in the first two rows, if anywhere.
    below = rows[2:] if len(rows) > 4 else rows[1:]
    signs = tuple(
        _sign([row[column] for row in below if column < len(row)], numerals) for column in range(width)
    )
    return replace(numerals, signs=signs) if any(signs) else numerals


def _sign(cells: list[str], numerals: Numerals) -> str:
    present = [cell for cell in cells if not numerals.is_absent(cell)]
    found = [_SIGNED.fullmatch(cell) for cell in present]
    signs = {match["before"] or match["after"] if match else None for match in found}
    sign = signs.pop() if len(signs) == 1 else None
    numbers = all(match and numerals.is_number(match["core"]) for match in found)
    return sign if sign and numbers and len(present) > 1 else ""


def _has_header(rows: list[list[str]], width: int, numerals: Numerals) -> bool:
    """Tell whether the first record names the columns: it has a word where those below have mostly numbers.

    Without any records below, or any number in them, it does unless all its cells are numbers.
    """
    below = [column for column in range(width) if _mostly_numbers(rows[1:], column, numerals)]
    if not below:
        return not all(numerals.is_number(cell) or numerals.is_absent(cell) for cell in rows[0])
    named = any(column < len(rows[0]) and _is_word(rows[0][column], numerals, column) for column in below)
    return named or _counts_up(rows, numerals)


def _counts_up(rows: list[list[str]], numerals: Numerals) -> bool:
    """Tell whether the first record names columns by years, or by numbers from 0 as pandas does."""
    others = [cell for cell in rows[0] if not cell.strip().isdecimal()]
    numbers = [int(cell) for cell in rows[0] if cell.strip().isdecimal()]
    if len(numbers) < 2 or len(others) != 1 or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return False
    below = [cell for row in rows[1:] for cell in row if numerals.is_number(cell)]
    repeats = sum(cell.strip().isdecimal() and int(cell) in numbers for cell in below)
    years = 1800 <= numbers[0] <= 2200
    return 2 * repeats < len(below) and (years or (numbers[0] == 0 and not others[0].strip()))


def _mostly_numbers(rows: list[list[str]], column: int, numerals: Numerals) -> bool:
    present = [row[column] for row in rows if column < len(row) and not numerals.is_absent(row[column])]
    return sum(numerals.is_number(cell, column) for cell in present) * 2 > len(present)


def _is_word(cell: str, numerals: Numerals, column: int) -> bool:
    return not numerals.is_absent(cell) and not numerals.is_number(cell, column)


def _are_units(rows: list[list[str]], numerals: Numerals) -> bool:
    """Tell whether the second record has words where those below have numbers, in at least half of these."""
    if len(rows) < 4:
        return False
    second = rows[1]
    numbers = [column for column in range(len(second)) if _mostly_numbers(rows[2:], column, numerals)]
    words = [column for column in numbers if _is_word(second[column], numerals, column)]
    if any(numerals.is_number(second[column], column) for column in numbers) or 2 * len(words) < len(numbers):
        return False
    others = [cell for column, cell in enumerate(second) if column not in numbers]
    return len(words) > 1 or (len(words) == 1 and all(map(numerals.is_missing, others)))
