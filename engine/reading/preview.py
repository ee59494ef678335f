"""The beginning of a table as it would be read, for a person who is choosing how."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from engine.base.arrays import Float64Array
from engine.base.words import counted
from engine.reading.choice import Reading
from engine.reading.columns import codes, kinds
from engine.reading.columns.cells import EMPTY, NOT_FINITE, UNREADABLE, Layout
from engine.reading.columns.codes import Written
from engine.reading.columns.column_names import column_names
from engine.table import dates
from engine.table.labels import kind_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What the beginning of a file becomes under `reading`, in which nothing is open any more.

    `rows` hold the cells as they stand in the file, one for each of `names`, and `lines` the line of each,
    or whatever else `place` says. `bad` are the (row, column) of cells that are no number or date among such,
    and of all cells of a row that has too few or too many. `questions` are what could as well be read
    otherwise, `problems` what is wrong, `notes` what is done that may not be expected, all sentences.
    `sheets` are those of a spreadsheet, `words` say the reading in words.
    """

    reading: Reading
    names: tuple[str, ...]
    units: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    bad: frozenset[tuple[int, int]]
    questions: tuple[str, ...]
    problems: tuple[str, ...]
    words: dict[str, str]
    sheets: tuple[str, ...] = ()
    place: str = "line"
    notes: tuple[str, ...] = ()


def preview_of(
    layout: Layout,
    reading: Reading,
    found: list[tuple[int, tuple[str, ...]]],
    notes: tuple[str, ...] = (),
    sheets: tuple[str, ...] = (),
) -> Preview:
    """Make a preview of the first records, given as their lines and cells; `notes` are about these."""
    if not layout.names[-1].strip() and all(
        layout.numerals.is_missing(cell) for _, cells in found for cell in cells[len(layout.names) - 1 :][:1]
    ):  # every record ends in a separator
        layout = replace(layout, names=layout.names[:-1])
    names = column_names(layout.names)
    width = len(names)
    lines = tuple(line for line, _ in found)
    rows = tuple((cells + ("",) * width)[:width] for _, cells in found)
    beginning = _Beginning(layout, rows, lines)
    has = kinds.find(beginning, names, beginning.numbers(), reading)
    ragged = [row for row, (_, cells) in enumerate(found) if len(cells) < width or any(cells[width:])]
    bad = {(row, column) for row in ragged for column in range(width)}
    for column, marks in enumerate(has.marks):
        if column not in has.texts:
            bad |= {(int(row), column) for row in np.flatnonzero(marks == UNREADABLE)}
    return Preview(
        reading=reading,
        names=tuple(names),
        units=tuple(map(layout.unit, range(width))),
        kinds=tuple(
            beginning.kind_of_texts(column) if column in has.texts else has.kind(column)
            for column in range(width)
        ),
        rows=rows,
        lines=lines,
        bad=frozenset(bad),
        questions=(*layout.questions, *has.questions),
        problems=tuple(_ragged(layout, *found[row]) for row in ragged[:1]),
        words=layout.words,
        sheets=sheets,
        place=layout.place,
        notes=(*notes, *has.notes, *(offer.sentence for offer in has.offers)),
    )


class _Beginning:
    """The cells of the first records, asked for as those of an open table are."""

    def __init__(self, layout: Layout, rows: tuple[tuple[str, ...], ...], lines: tuple[int, ...]) -> None:
        self.layout = layout
        self._rows, self._lines = rows, lines

    def numbers(self) -> list[Float64Array]:
        """Return all columns as numbers and marks."""
        return self.numbers_as([(c, self.layout.numerals.form(c)) for c in range(len(self.layout.names))])

    def numbers_as(self, wanted: list[tuple[int, str]]) -> list[Float64Array]:
        """Return the numbers of (column, form in which they are written), or marks."""
        found = []
        for column, form in wanted:
            own = self.layout.numerals.with_form(column, form)
            found.append(self._marks(column, [own.number(cell, column) for cell in self._cells(column)]))
        return found

    def days(self, wanted: list[tuple[int, str]], years_from: int) -> list[Float64Array]:
        """Return the days of (column, format of its dates) since 1970-01-01, or marks."""
        return [
            self._marks(column, [dates.days(cell, name, years_from) for cell in self._cells(column)])
            for column, name in wanted
        ]

    def first_texts(self, columns: list[int], count: int) -> list[tuple[str, ...]]:
        """Return the texts of some columns in the first `count` records, column by column."""
        return [tuple(self._cells(column)[:count]) for column in columns]

    def padded(self, columns: list[int]) -> list[int]:
        """Return the columns: few cells are looked at as fast as told apart."""
        return columns

    def written(self, columns: list[int]) -> list[Written]:
        """Return how the cells of some columns are written."""
        return [codes.written(self._known(column)) for column in columns]

    def find(self, wanted: list[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
        """Yield (line, column, text) of cells wanted as (record, column)."""
        for row, column in wanted:
            yield self._lines[row], column, self._rows[row][column]

    def kind_of_texts(self, column: int) -> str:
        """Return what kind of texts a column holds."""
        return kind_of({cell.strip() for cell in self._known(column)})

    def _cells(self, column: int) -> list[str]:
        return [row[column] for row in self._rows]

    def _known(self, column: int) -> list[str]:
        return [cell for cell in self._cells(column) if not self.layout.numerals.is_absent(cell)]

    def _marks(self, column: int, values: list[float | None]) -> Float64Array:
        """Return the values, with marks for the cells that have none."""
        cells = zip(self._cells(column), values, strict=True)
        return np.array([self._mark(cell) if value is None else value for cell, value in cells], dtype=float)

    def _mark(self, cell: str) -> float:
        numerals = self.layout.numerals
        if numerals.is_missing(cell):
            return EMPTY
        return NOT_FINITE if numerals.is_absent(cell) else UNREADABLE


def _ragged(layout: Layout, line: int, cells: tuple[str, ...]) -> str:
    return (
        f"{layout.place} {line:,} has {counted(len(cells), 'cell')} where {len(layout.names):,} are expected"
    )
