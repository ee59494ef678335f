"""Delimited text: how a file is written, and its cells as duckdb reads them.

What duckdb cannot read is rewritten first. Where it stumbles, all records are rewritten one by one, which
says in which line something is wrong.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, NamedTuple

import numpy as np

from engine.base.arrays import Float64Array
from engine.base.watch import Watch
from engine.reading.choice import Reading
from engine.reading.columns import cells
from engine.reading.columns.cells import Cells, Layout
from engine.reading.columns.declared import Declared
from engine.reading.plain_text import LONGEST_LINE
from engine.reading.read_as import as_chosen
from engine.reading.text import digits, rewriting, text_file
from engine.reading.text.records import Record, Syntax, records, split
from engine.reading.text.rewriting import EvenRecords
from engine.reading.text.text_file import PREVIEW_BYTES, TextFile
from engine.table.notation import COMMENTS, DECIMALS, QUOTES, SEPARATORS, THOUSANDS
from engine.table.numerals import Numerals
from engine.table.sql import quoted, quoted_list, unglobbed

# Small buffers halve the memory of a reading and cost no time that could be measured.
_BUFFER: Final = 2 * LONGEST_LINE
# Files of fewer bytes with quotes in them are counted a second time, in Python, which takes a moment at most.
_SMALL: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a table is written: its syntax and numerals, the cells of its header and units, its `width`.

    `header` tells whether the first record holds the names; others were found above it. `numbers` are the
    columns whose every cell in the sample is a number as duckdb reads it, or one of `missing`, the cells
    without a value that were seen there. `notes` are sentences about what was left out, `declared` is what
    the file says of its columns, of the first ones or of none, and `format` the kind of file where it is not
    just a text.
    """

    syntax: Syntax
    numerals: Numerals
    width: int
    header: bool = False
    names: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    numbers: frozenset[int] = frozenset()
    missing: tuple[str, ...] = ("",)
    notes: tuple[str, ...] = ()
    declared: tuple[Declared, ...] = ()
    format: str = ""

    @property
    def named(self) -> bool:
        """Whether there are names."""
        return self.header or bool(self.names)

    def reading(self, chosen: Reading) -> Reading:
        """Return `chosen` with everything in it that was guessed."""
        return replace(
            chosen,
            separator=self.syntax.separator,
            quote=self.syntax.quote,
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
        if self.format:
            words = {"format": self.format, "encoding": words["encoding"], "header": words["header"]}
        if self.numerals.thousands:
            words["thousands"] = THOUSANDS[self.numerals.thousands]
        if self.syntax.quote != '"':
            words["quote"] = QUOTES[self.syntax.quote]
        if self.syntax.comment:
            words["comment"] = COMMENTS[self.syntax.comment]
        if any(self.units):
            words["units"] = "yes"
        return words

    def layout(self, file: TextFile) -> Layout:
        """Return what is known of the columns."""
        padding = ("",) * self.width
        layout = Layout(
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
        return as_chosen(layout, file.reading)


class First(NamedTuple):
    """The first records of data, the line of each and its cells, and what was done to them, in sentences."""

    records: list[tuple[int, tuple[str, ...]]]
    notes: tuple[str, ...]


def first(file: TextFile, dialect: Dialect, count: int) -> First:
    """Return the first records of data, with the cells that they lack at their ends.

    Raises InputError where a quote in them is never closed, as far as the text that is there tells.
    """
    begin = int(dialect.header)
    syntax = dialect.syntax
    found = list(islice(records(file, syntax), begin, begin + count))
    stray = next((record for record in found if record.unclosed), None)
    if stray and file.size < PREVIEW_BYTES:
        raise rewriting.unclosed(file, stray, syntax)
    rows = [(record.line, split(record.text, syntax)) for record in found]
    if not syntax.lacks_at_end:
        return First([(line, tuple(row)) for line, row in rows], ())
    short = [line for line, row in rows if len(row) < dialect.width]
    padding = [""] * dialect.width
    return First(
        [(line, tuple(row + padding[len(row) :])) for line, row in rows],
        rewriting.short_notes(short, file.place, len(rows) if len(rows) == count else 0),
    )


@contextmanager
def opened(file: TextFile, dialect: Dialect, watch: Watch) -> Iterator["DelimitedCells"]:
    """Open a text, or a copy rewritten for duckdb that holds the records of data only."""
    with ExitStack() as stack:
        yield DelimitedCells(file, dialect, watch, stack)


class _Plain(NamedTuple):
    """A text that duckdb can read, a file or its copy; `header` is the line of its names, 0 for none."""

    file: TextFile
    separator: str
    quote: str = '"'
    header: int = 0

    @property
    def quoted(self) -> bool:
        """Whether a cell in it may be wrapped."""
        return self.quote == '"' and self.file.quoted


class DelimitedCells(Cells):
    """The records of a delimited text."""

    def __init__(self, file: TextFile, dialect: Dialect, watch: Watch, stack: ExitStack) -> None:
        """Open what duckdb reads in place of `file`; that lasts as long as the `stack`."""
        self._file, self._dialect, self._watch, self._stack = file, dialect, watch, stack
        syntax = dialect.syntax
        header = next(records(file, syntax), None) if dialect.header else None
        if header:
            rewriting.check_header(file, header, syntax, dialect.width)
        if not syntax.plain:
            self._open_even()
        elif file.mixed_ends or not syntax.whole:
            self._open_copy(self._verbatim(), syntax.separator, syntax.quote)
        else:
            self._open(_Plain(file, syntax.separator, syntax.quote, header.line if header else 0))

    def _data(self) -> Iterator[Record]:
        """Yield the records of data."""
        return islice(records(self._file, self._dialect.syntax, self._watch), int(self._dialect.header), None)

    def _verbatim(self) -> Iterator[str]:
        """Yield the text of the records of data, as they are written."""
        syntax = self._dialect.syntax
        if self._file.quoted and syntax.quote:
            return rewriting.verbatim(self._data())
        first = next((record.line for record in self._data()), 1)
        return rewriting.without_comments(self._file, syntax, first, self._watch)

    def _open(self, plain: _Plain, notes: tuple[str, ...] = ()) -> None:
        self._plain = plain
        opened = cells.opened(self._file.source, plain.file.plain, self._dialect.width, self._watch)
        layout = self._dialect.layout(self._file)
        super().__init__(self._stack.enter_context(opened), replace(layout, notes=layout.notes + notes))

    def _open_copy(self, pieces: Iterator[str], separator: str, quote: str = '"') -> None:
        copy = self._stack.enter_context(text_file.rewritten(self._file, pieces, self._watch))
        self._open(_Plain(copy, separator, quote))

    def _open_even(self) -> None:
        """Read from a copy in which duckdb can lose nothing."""
        even = EvenRecords(self._file, self._dialect.syntax, self._dialect.width)
        self._open_copy(even.pieces(self._data()), even.separator)
        self.layout = replace(self.layout, notes=self.layout.notes + even.notes)

    def numbers(self) -> list[Float64Array]:
        """Read all columns as numbers and marks; raise InputError where records differ in width."""
        values = self._as_they_stand()
        if values is None:
            self._open_even()
            values = self._read_typed() or self._read()
        return values

    def _as_they_stand(self) -> list[Float64Array] | None:
        """Read all columns, None where duckdb stumbles over a record or loses one."""
        import duckdb

        try:
            values = self._read_typed() or self._read()
        except (duckdb.OutOfMemoryException, duckdb.InterruptException):
            raise
        except duckdb.Error:
            return None
        return None if self._loses_records(len(values[0])) else values

    def _read(self) -> list[Float64Array]:
        return self.marks(self._records())

    def _read_typed(self) -> list[Float64Array] | None:
        """Read numbers as numbers at once, three times as fast; None where a cell is not what it seemed."""
        import duckdb

        numbers = self._dialect.numbers
        if not numbers or self._plain.quoted:
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
        if not digits.any_joined(self._plain.file.plain, self._watch):
            return False
        found = " OR ".join(f"contains(c{column}, '_')" for column in columns)
        return bool(self._database.rows(f"SELECT bool_or({found}) FROM {self.source()}")[0][0])

    def padded(self, columns: list[int]) -> list[int]:
        """Return those of some columns in which a cell may begin with a zero before another digit."""
        plain = self._plain
        if not columns or not digits.any_padded(plain.file.plain, plain.separator, self._watch):
            return []
        return super().padded(columns)

    def _loses_records(self, rows: int) -> bool:
        """Tell whether a record is missing: duckdb drops one whose quote is never closed, in silence."""
        file = self._plain.file
        if not self._plain.quoted or (file.quotes % 2 == 0 and file.size >= _SMALL):
            return False
        return sum(1 for _ in self._data()) != rows

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
        plain = self._plain
        quote = '"' if plain.quoted else ""
        columns = ", ".join(
            f"'c{column}': '{'DOUBLE' if column in numbers else 'VARCHAR'}'"
            for column in range(self._dialect.width)
        )
        options = {
            "auto_detect": "false",
            "columns": f"{{{columns}}}",
            "delim": quoted(plain.separator),
            "quote": quoted(quote),
            "escape": quoted(quote),
            "header": "false",
            "skip": str(plain.header),
            # Threads start in the middle of the file, where a line break may be one inside a quoted cell.
            "parallel": str(not plain.quoted).lower(),
            "compression": "'none'",
            "hive_partitioning": "false",
            "max_line_size": str(LONGEST_LINE),
            "buffer_size": str(_BUFFER),
        }
        if numbers:
            options["nullstr"] = f"[{quoted_list(self._dialect.missing)}]"
        path = quoted(unglobbed(str(plain.file.plain.absolute())))
        return f"read_csv({path}, {', '.join(f'{name} = {value}' for name, value in options.items())})"
