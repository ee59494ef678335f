"""Chooses how a text is to be read: tries every way on the first records, and counts what becomes numbers."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import product
from typing import Final

from engine.base.errors import InputError
from engine.base.watch import Watch
from engine.reading.choice import Reading
from engine.reading.header.cell_looks import SIGNED, core, is_moment
from engine.reading.header.unit_words import is_unit
from engine.reading.size_limits import MOST_COLUMNS, check_columns
from engine.reading.text import footer, left_out, stray_quotes, top_notes
from engine.reading.text.delimited import Dialect
from engine.reading.text.records import Syntax, is_comment, split
from engine.reading.text.samples import Sample, beginning, sample_of
from engine.reading.text.text_file import TextFile
from engine.table.notation import COMMENTS, RARE_SEPARATORS, USUAL_SEPARATORS
from engine.table.numerals import Numerals

_SIGNS: Final = (";", "	", "|")

_LONG_CODE: Final = 8
"""So many digits with letters right behind them are rather a key than an amount with its unit."""

_MANY_CELLS: Final = 20_000
"""A line of more cells is refused without counting them all; in prose there are fewer commas."""

_OTHERS: Final = {(",", ""): (".", ","), (".", ""): (",", ".")}
"""Formats of which the second reads 1,234 (or 1.234) as a thousand times what the first does."""

_SWAPPED: Final = {(".", ","): (",", "."), (",", "."): (".", ",")}
"""Formats with the same two signs in each other's place."""


def guess(file: TextFile, watch: Watch) -> Dialect:
    """Choose the dialect that makes most numbers of the first records; raise InputError if none fits."""
    _check_cells(file)
    samples = [sample for syntax in _syntaxes(file) if (sample := sample_of(file, syntax))]
    if not samples:
        raise InputError(
            f"{file.shown} has one column only: a table needs an input and a target side by side, "
            "separated by a comma, a semicolon, a tab or |"
        )
    if any(map(_is_even_by_blanks, samples)):
        samples = [sample for sample in samples if sample.regular or sample.syntax.separator != ","]
    best = max(samples, key=partial(_rank, list(filter(_is_clear, samples))))
    choice, questions = stray_quotes.as_letters(file, best)
    check_columns(file.shown, choice.width)
    dialect = _dialect(choice, file, watch)
    return replace(dialect, questions=questions + dialect.questions)


def _check_cells(file: TextFile) -> None:
    """Refuse a text in which one line goes on for very many cells, before every way to read it is tried."""
    text = beginning(file)
    line = text[text.rfind("\n") + 1 :]
    separator = file.reading.separator or next((sign for sign in ("\t", ";", "|") if sign in line), ",")
    if line.count(separator) < _MANY_CELLS or any(is_comment(line, mark) for mark in COMMENTS if mark):
        return
    if len(split(line, Syntax(separator))) > _MANY_CELLS:
        number = text.count("\n") + 1
        raise InputError(
            f"{file.shown} has more than {_MANY_CELLS:,} cells in {file.place} {number:,}: "
            f"keep the {MOST_COLUMNS:,} columns that matter most, or fewer"
        )


def _is_clear(sample: Sample) -> bool:
    """Tell whether every record has as many of a separator as the others that stands in few texts."""
    return sample.regular and sample.syntax.separator in _SIGNS and sample.syntax.quote == '"'


def _is_even_by_blanks(sample: Sample) -> bool:
    """Tell whether blanks make as many cells of every record, and several: then commas are decimal signs."""
    return sample.regular and sample.syntax.separator == " " and sample.width > 2


def _rank(clear: list[Sample], sample: Sample) -> tuple[bool, float, bool, int]:
    """Return how good a sample is beside the `clear` ones, as that is compared.

    Commas and blanks also stand in texts and numbers, so that few of them in some records mean nothing then.
    Where several serve equally well, a comma is a decimal sign more often than the others are letters.
    """
    fits = not clear or (sample.regular and not any(_outdoes(other, sample) for other in clear))
    doubtful = sample.top.doubtful or sample.top.doubtful_units or sample.parted
    doubt = 0.8 if doubtful else 1.0
    return fits, round(doubt * sample.score, 9), sample.syntax.separator in _SIGNS, sample.width


def _outdoes(clear: Sample, sample: Sample) -> bool:
    """Tell whether a clear sample leaves out fewer lines, or finds all that commas or blanks find."""
    separator = sample.syntax.separator
    cut = separator == "," and clear.numbers_in_record >= sample.numbers_in_record
    tabs = clear.syntax.separator == "\t" and clear.numbers_in_record >= sample.numbers_in_record
    same = separator == " " and (clear.width == sample.width or tabs)
    return clear.top.first < sample.top.first or cut or same


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
    text = beginning(file)
    lines = text.splitlines()
    used_rarely = (separator for separator in RARE_SEPARATORS if separator in text)
    separators = (reading.separator,) if reading.separator else (*USUAL_SEPARATORS, *used_rarely)
    quotes = ('"', "'") if re.search(r"(?m)(^|[,;|\t ^~:])'", text) else ('"',)
    quotes = quotes if reading.quote is None else (reading.quote,)
    marks = ("#", "%", "//") if reading.comment is None else (reading.comment,)
    there = [mark for mark in marks if mark and mark in text]
    used = [mark for mark in there if any(is_comment(line, mark) for line in lines)]
    for separator, quote in product(separators, quotes):
        for mark in used:
            if reading.comment is None and separator != " " and text.startswith(mark + separator):
                continue  # it is the name of a column
            yield Syntax(separator, quote, mark, header=_header_lines(lines, mark, separator))
        if reading.comment is None or not used:
            yield Syntax(separator, quote)


def _header_lines(lines: list[str], mark: str, separator: str) -> frozenset[int]:
    """Return the last comments before the first record, by number, that can hold names, and units below."""
    last = 0
    for number, line in enumerate(lines, 1):
        if is_comment(line, mark):
            last = number
        elif line.strip():
            break
    beneath = split(next((line for line in lines[last:] if line.strip()), ""), Syntax(separator))
    # Above names it is a comment like others.
    above_data = any(cell.strip()[-1:].isdigit() for cell in beneath)
    names = _commented(lines, last, mark, separator)
    if not last or not above_data or not 1 < len(names) == len(beneath):
        return frozenset()
    above = _commented(lines, last - 1, mark, separator)
    if len(above) == len(names) and 2 * sum(map(is_unit, names)) >= len(names) > 2 * sum(map(is_unit, above)):
        return frozenset((last - 1, last))
    return frozenset((last,))


def _commented(lines: list[str], number: int, mark: str, separator: str) -> list[str]:
    """Return the cells behind a mark of comments in the line of a number, none where it is no header."""
    line = lines[number - 1] if number else ""
    text = line.lstrip(" ").removeprefix(mark).rstrip()
    keyed = text.lstrip().partition(" ")[0].endswith(":")
    return split(text, Syntax(separator)) if is_comment(line, mark) and not keyed else []


def _dialect(sample: Sample, file: TextFile, watch: Watch) -> Dialect:
    numerals, questions = _settled(sample, file.reading)
    top, width, data = sample.top, sample.width, sample.data
    numerals = _with_signs(numerals, data, width)
    missing = {cell for row in data for cell in row if numerals.is_missing(cell)} | {"", "NA"}
    syntax = sample.table_syntax
    below, notes = footer.find(file, syntax, width, numerals, watch)
    return Dialect(
        syntax=syntax._replace(skipped=syntax.skipped | below),
        numerals=numerals,
        width=width,
        header=top.header is not None,
        names=top.names[:width],
        units=()
        if top.units is None
        else tuple(cell.strip().strip("()[]") for cell in sample.rows[top.units]),
        questions=questions + top_notes.questions(sample, file.place),
        numbers=_number_columns(data, width, numerals),
        missing=tuple(sorted(missing)),
        notes=(*top_notes.notes(sample, file.place), *left_out.comments(file, sample.syntax, watch), *notes),
        declared=sample.declared,
    )


def _settled(sample: Sample, reading: Reading) -> tuple[Numerals, tuple[str, ...]]:
    """Return the numerals of a sample, and the question that is left where two readings fit every cell."""
    numerals = sample.numerals
    format_ = (numerals.decimal, numerals.thousands)
    other = (_OTHERS | _SWAPPED).get(format_)
    shares = sample.shares
    if other not in shares or shares[other] < shares[format_] or reading.decimal or reading.thousands:
        return numerals, ()
    sign = format_[0]
    columns = [
        [core(row[column]) for row in sample.data if column < len(row)] for column in range(sample.width)
    ]
    doubtful = [column for column in columns if any(sign in cell for cell in column)]
    doubtful = [
        [cell for cell in column if numerals.is_number(cell)] for column in doubtful if not _are_dates(column)
    ]
    example = next((cell for column in doubtful for cell in column if sign in cell), "")
    mixed = all(map(_mixes_lengths, doubtful))
    commas = sample.syntax.separator == ","
    # Where a semicolon separates cells, the comma is mostly the decimal sign, and the point may be none.
    if not example or (sign == "." and commas and not mixed):
        return numerals, ()
    grouped = commas or mixed
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
    return any(map(is_moment, column))


def _mixes_lengths(column: list[str]) -> bool:
    """Tell whether a column has whole numbers below a thousand beside those with a sign, and none above."""
    whole = [cell.lstrip("+-") for cell in column if cell.lstrip("+-").isdigit()]
    return bool(whole) and max(map(len, whole)) <= 3


def _with_signs(numerals: Numerals, rows: list[list[str]], width: int) -> Numerals:
    """Return `numerals` with the sign of each column whose every cell has the same one."""
    signs = tuple(
        _sign([row[column] for row in rows if column < len(row)], numerals) for column in range(width)
    )
    return replace(numerals, signs=signs) if any(signs) else numerals


def _sign(cells: list[str], numerals: Numerals) -> str:
    present = [cell for cell in cells if not numerals.is_absent(cell)]
    found = [SIGNED.fullmatch(cell) for cell in present]
    signs = {match["before"] or match["after"] if match else None for match in found}
    sign = signs.pop() if len(signs) == 1 else None
    numbers = all(
        match and numerals.is_number(match["core"]) and not _is_identifier(match) for match in found
    )
    return sign if sign and numbers and len(present) > 1 else ""


def _is_identifier(found: re.Match[str]) -> bool:
    """Tell whether letters stand right behind digits that begin with a zero or are many: they are no unit."""
    core, after = found["core"], found.string[found.end("core") :]
    padded = core.startswith("0") and len(core) > 1
    return after[:1].isalpha() and core.isdigit() and (padded or len(core) >= _LONG_CODE)
