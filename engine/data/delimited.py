"""Delimited text: how a file is written, and its cells as duckdb reads them.

What duckdb cannot read is rewritten first; where it stumbles, a walk through the whole file says in which
line something is wrong.

A record must have as many cells as the others. Empty cells too many at its end are let pass (`1,2,` in a
table of two columns); anything else is refused with its line, because a record that lacks a cell does not say
which.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Final, NamedTuple

import numpy as np

from engine.arrays import Float64Array
from engine.data import cells, digits, text_file
from engine.data.cells import Cells, Database, Layout
from engine.data.declared import Declared
from engine.data.digits import Digits
from engine.data.numerals import Numerals
from engine.data.reading import COMMENTS, DECIMALS, SEPARATORS, THOUSANDS, Reading
from engine.data.records import Record, Syntax, filled, records, split
from engine.data.sql import quoted, quoted_list, unglobbed
from engine.data.text_file import LONGEST_LINE, TextFile, long_line
from engine.data.watch import Watch
from engine.errors import InputError
from engine.words import counted

# Small buffers halve the memory of a reading and cost no time that could be measured.
_BUFFER: Final = 2 * LONGEST_LINE
# Files of fewer bytes with quotes in them are counted a second time, in Python, which takes a moment at most.
_SMALL: Final = 1_000_000
_BATCH: Final = 1000


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written: its syntax and numerals, the cells of its header and units, its `width`.

    `header` tells whether the first record holds the names; others were found above it. `numbers` are the
    columns whose every cell in the sample is a number as duckdb reads it, or one of `missing`, the cells
    without a value that were seen there. `notes` are sentences about what was left out, `declared` is what
    the file says of its columns, of the first ones or of none.
    """

    syntax: Syntax
    numerals: Numerals
    width: int
    header: bool = False
    names: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    line_end: str = "\n"
    questions: tuple[str, ...] = ()
    numbers: frozenset[int] = frozenset()
    missing: tuple[str, ...] = ("",)
    notes: tuple[str, ...] = ()
    declared: tuple[Declared, ...] = ()

    @property
    def named(self) -> bool:
        """Whether there are names."""
        return self.header or bool(self.names)

    def reading(self, chosen: Reading) -> Reading:
        """Return `chosen` with everything in it that was guessed."""
        return replace(
            chosen,
            separator=self.syntax.separator,
            decimal=self.numerals.decimal,
            thousands=self.numerals.thousands,
            comment=self.syntax.comment,
            header=self.named,
            units=any(self.units),
            missing_words=self.numerals.missing_words,
        )

    def words(self, file: TextFile) -> dict[str, str]:
        """Say the dialect in words, for a person and for scripts; what is rare only where it is there."""
        words = {
            "encoding": file.reading.encoding or "UTF-8",
            "separator": SEPARATORS[self.syntax.separator],
            "decimal": DECIMALS[self.numerals.decimal],
            "header": "yes" if self.named else "no",
        }
        if file.reading.sheet:
            words = {"sheet": file.reading.sheet, "sheets": ", ".join(file.sheets), "header": words["header"]}
        if self.numerals.thousands:
            words["thousands"] = THOUSANDS[self.numerals.thousands]
        if self.syntax.comment:
            words["comment"] = COMMENTS[self.syntax.comment]
        if any(self.units):
            words["units"] = "yes"
        return words

    def layout(self, file: TextFile) -> Layout:
        """Return what is known of the columns."""
        padding = ("",) * self.width
        return Layout(
            names=(self.names + padding)[: self.width],
            units=(self.units + padding)[: self.width],
            numerals=self.numerals,
            words=self.words(file),
            place=file.place,
            named=self.named,
            questions=file.questions + self.questions,
            notes=file.notes + self.notes,
            declared=self.declared,
        )


def check_records(file: TextFile, dialect: Dialect, watch: Watch) -> int:
    """Count the records; raise InputError naming the first line with another number of cells."""
    count = 0
    for record in records(file, dialect.syntax, watch):
        count += 1
        if len(record.text) > LONGEST_LINE:
            raise InputError(long_line(file.source))
        if record.unclosed:
            raise InputError(
                f"{file.shown}: a quote ({dialect.syntax.quote}) in the cell that begins in {file.place} "
                f"{record.line:,} is never closed: correct that {file.place}"
            )
        _check_width(file, dialect, record)
    return count


def _check_width(file: TextFile, dialect: Dialect, record: Record) -> None:
    row = split(record.text, dialect.syntax)
    if len(row) < dialect.width or filled(row) > dialect.width:
        raise InputError(
            f"{file.shown}: {file.place} {record.line:,} has {counted(len(row), 'cell')} where "
            f"{dialect.width:,} are expected: give every {file.place} the same number of cells"
        )


def first(file: TextFile, dialect: Dialect, count: int) -> list[tuple[int, tuple[str, ...]]]:
    """Return the first records of data: the line of each, and its cells however many there are."""
    begin = int(dialect.header)
    found = islice(records(file, dialect.syntax), begin, begin + count)
    return [(record.line, tuple(split(record.text, dialect.syntax))) for record in found]


@contextmanager
def opened(file: TextFile, dialect: Dialect, watch: Watch) -> Iterator["DelimitedCells"]:
    """Open a text, or a copy rewritten for duckdb that holds the records of data only."""
    syntax = dialect.syntax
    header = next(records(file, syntax), None) if dialect.header else None
    if header:
        _check_width(file, dialect, header)
    if syntax.plain:
        with cells.opened(file.source, file.plain, dialect.width, watch) as database:
            yield DelimitedCells(
                database, file, dialect, watch, _Plain(file, syntax.separator, header.line if header else 0)
            )
        return
    separator = "\t" if syntax.separator == " " else syntax.separator
    data = islice(records(file, syntax, watch), int(dialect.header), None)
    with text_file.rewritten(file, _rewritten(data, syntax, separator), watch) as copy:
        dialect = replace(dialect, line_end="\n")
        with cells.opened(file.source, copy.plain, dialect.width, watch) as database:
            yield DelimitedCells(database, file, dialect, watch, _Plain(copy, separator))


def _rewritten(data: Iterator[Record], syntax: Syntax, separator: str) -> Iterator[str]:
    """Yield the records, with double quotes, in batches."""
    while batch := list(islice(data, _BATCH)):
        rows = (split(record.text, syntax) for record in batch)
        yield "".join(f"{separator.join(_enquoted(cell, separator) for cell in row)}\n" for row in rows)


def _enquoted(cell: str, separator: str) -> str:
    if not cell.isalnum() and any(letter in cell for letter in (separator, '"', "\n", "\r")):
        return '"' + cell.replace('"', '""') + '"'
    return cell


class _Plain(NamedTuple):
    """A text that duckdb can read, a file or its copy: what separates cells, the line of its header or 0."""

    file: TextFile
    separator: str
    header: int = 0


class DelimitedCells(Cells):
    """The records of a delimited text."""

    def __init__(
        self, database: Database, file: TextFile, dialect: Dialect, watch: Watch, plain: _Plain
    ) -> None:
        """Hold what is read: `plain` by duckdb, `file` where lines are counted."""
        super().__init__(database, dialect.layout(file))
        self._file = file
        self._dialect = dialect
        self._watch = watch
        self._plain = plain
        self._strict = True

    def numbers(self) -> list[Float64Array]:
        """Read all columns as numbers and marks; raise InputError where records differ in width."""
        import duckdb

        if self._plain.file.mixed_ends:
            self._check_ends()
        if typed := self._read_typed():
            return typed
        try:
            values = self._read()
            self._check_quotes(len(values[0]))
            return values
        except (duckdb.OutOfMemoryException, duckdb.InterruptException):
            raise
        except duckdb.Error:
            count = check_records(self._file, self._dialect, self._watch)
            if not self._plain.file.mixed_ends:
                raise
        # Strict reading takes one kind of line end only. The lax one drops cells in silence; check_records
        # just held that there is none to drop, and the counts must agree.
        self._strict = False
        values = self._read()
        if len(values[0]) + self._dialect.header != count:
            raise self._mixed()
        return values

    def _read(self) -> list[Float64Array]:
        return self.marks(self._records())

    def _read_typed(self) -> list[Float64Array] | None:
        """Read numbers as numbers at once, three times as fast; None where a cell is not what it seemed."""
        import duckdb

        numbers = self._dialect.numbers
        if not numbers or self._plain.file.quoted or self._plain.file.mixed_ends:
            return None
        try:
            values = self.marks(self._records(numbers), typed=numbers)
        except (duckdb.ConversionException, duckdb.InvalidInputException):
            return None
        # Infinity can be spelled so, or be 1e400: the cells must be looked at.
        infinite = any(np.isposinf(values[column]).any() for column in numbers)
        return None if infinite or self._joins_digits(numbers) else values

    def _joins_digits(self, columns: frozenset[int]) -> bool:
        """Tell whether cells hold digits joined by underscores, which duckdb reads as one number."""
        if not self._digits.joined:
            return False
        found = " OR ".join(f"contains(c{column}, '_')" for column in columns)
        return bool(self._database.rows(f"SELECT bool_or({found}) FROM {self.source()}")[0][0])

    @cached_property
    def _digits(self) -> Digits:
        return digits.look(self._plain.file.plain, self._plain.separator)

    def _check_ends(self) -> None:
        """Refuse what duckdb loses a cell of in silence: CR between records where others end in CR LF."""
        texts = (record.text for record in records(self._file, self._dialect.syntax, self._watch))
        if {"\r", "\r\n"} <= {text[len(text.rstrip("\r\n")) :] for text in texts}:
            raise self._mixed()

    def _mixed(self) -> InputError:
        return InputError(
            f"{self._file.shown} mixes kinds of line ends: save it again in an editor or spreadsheet"
        )

    def _check_quotes(self, rows: int) -> None:
        """Hold that nothing was lost: duckdb drops a record whose quote is never closed, in silence."""
        if not (self._plain.file.quotes % 2 or (self._plain.file.quoted and self._plain.file.size < _SMALL)):
            return
        if check_records(self._file, self._dialect, self._watch) != rows + self._dialect.header:
            raise InputError(f'{self._file.shown} has quotes (") that do not pair: correct or remove them')

    def find(self, wanted: list[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
        """Yield (line, column, text) of cells wanted as sorted (record, column), records of data from 0."""
        position = 0
        first = -int(self._dialect.header)
        for number, record in enumerate(records(self._file, self._dialect.syntax, self._watch), first):
            if position == len(wanted):
                return
            if wanted[position][0] != number:
                continue
            row = split(record.text, self._dialect.syntax)
            while position < len(wanted) and wanted[position][0] == number:
                column = wanted[position][1]
                yield record.line, column, row[column] if column < len(row) else ""
                position += 1

    def source(self) -> str:
        """Return the query of all records but the header, as text."""
        return self._records()

    def _records(self, numbers: frozenset[int] = frozenset()) -> str:
        """Return the call that reads all records but the header as text, the columns in `numbers` as such."""
        file = self._plain.file
        quote = '"' if file.quoted else ""
        columns = ", ".join(
            f"'c{column}': '{'DOUBLE' if column in numbers else 'VARCHAR'}'"
            for column in range(self._dialect.width)
        )
        options = {
            "auto_detect": "false",
            "columns": f"{{{columns}}}",
            "delim": quoted(self._plain.separator),
            "quote": quoted(quote),
            "escape": quoted(quote),
            "header": "false",
            "skip": str(self._plain.header),
            # Threads start in the middle of the file, where a line break may be one inside a quoted cell.
            "parallel": str(self._strict and not file.quoted).lower(),
            "compression": "'none'",
            "hive_partitioning": "false",
            "max_line_size": str(LONGEST_LINE),
            "buffer_size": str(_BUFFER),
        }
        if numbers:
            options["nullstr"] = f"[{quoted_list(self._dialect.missing)}]"
        # Only where they must be: with both, duckdb stumbles over a last line that has no end.
        if not self._strict:
            options["strict_mode"] = "false"
        elif file.mixed_ends:
            options["new_line"] = quoted(self._dialect.line_end.replace("\r", "\\r").replace("\n", "\\n"))
        path = quoted(unglobbed(str(file.plain.absolute())))
        return f"read_csv({path}, {', '.join(f'{name} = {value}' for name, value in options.items())})"
