"""The beginning of a table as it would be read, for a person who is choosing how."""

from dataclasses import dataclass, replace
from typing import Final

from engine.data import date_columns
from engine.data.cells import UNREADABLE, Layout
from engine.data.labels import kind_of
from engine.data.numerals import Numerals
from engine.data.reading import Reading
from engine.words import counted

NUMBER_SHARE: Final = 0.9
"""So many of the cells of a column that are not missing are numbers, or it is no column of numbers."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What the beginning of a file becomes under `reading`, in which nothing is open any more.

    `rows` hold the cells as they stand in the file, one for each of `names`, and `lines` the line of each,
    or whatever else `place` says. `bad` are the (row, column) of cells that are no number or date among such,
    and of all cells of a row that has too few or too many. `questions` are what could as well be read
    otherwise, `problems` what is wrong, both sentences. `sheets` are those of a spreadsheet, `words` say the
    reading in words.
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


def preview_of(
    layout: Layout, reading: Reading, found: list[tuple[int, tuple[str, ...]]], sheets: tuple[str, ...] = ()
) -> Preview:
    """Make a preview of the first records, given as their lines and cells."""
    if not layout.names[-1].strip() and all(
        layout.numerals.is_missing(cell) for _, cells in found for cell in cells[len(layout.names) - 1 :][:1]
    ):  # every record ends in a separator
        layout = replace(layout, names=layout.names[:-1])
    names, _ = column_names(layout)
    width = len(names)
    rows = tuple((cells + ("",) * width)[:width] for _, cells in found)
    columns = [[row[place] for row in rows] for place in range(width)]
    kinds = [_kind(cells, place, layout) for place, cells in enumerate(columns)]
    dated = {
        place: column
        for place, cells in enumerate(columns)
        if kinds[place] != "number"
        and layout.kind(place) in ("", "date")
        and (column := date_columns.of_texts(cells, layout.numerals, reading.day_first))
    }
    asked = [
        date_columns.question(names[place], column) for place, column in dated.items() if column.doubtful
    ]
    ragged = [row for row, (_, cells) in enumerate(found) if len(cells) < width or any(cells[width:])]
    bad = {
        (row, place)
        for place, cells in enumerate(columns)
        for row, cell in enumerate(cells)
        if row in ragged
        or (kinds[place] == "number" and _is_bad(cell, place, layout.numerals))
        or (place in dated and dated[place].marks[row] == UNREADABLE)
    }
    return Preview(
        reading=reading,
        names=tuple(names),
        units=tuple(map(layout.unit, range(width))),
        kinds=tuple("date" if place in dated else kind for place, kind in enumerate(kinds)),
        rows=rows,
        lines=tuple(line for line, _ in found),
        bad=frozenset(bad),
        questions=(*layout.questions, *asked),
        problems=tuple(_ragged(layout, *found[row]) for row in ragged[:1]),
        words=layout.words,
        sheets=sheets,
        place=layout.place,
    )


def _kind(cells: list[str], place: int, layout: Layout) -> str:
    numerals = layout.numerals
    present = [cell for cell in cells if not numerals.is_missing(cell)]
    numbers = [cell for cell in present if numerals.is_number(cell, place)]
    finite = any(not numerals.is_absent(cell) for cell in numbers)
    declared = layout.kind(place)
    if finite and (declared == "number" if declared else len(numbers) >= NUMBER_SHARE * len(present)):
        return "number"
    return kind_of({cell.strip() for cell in present if not numerals.is_absent(cell)})


def _is_bad(cell: str, place: int, numerals: Numerals) -> bool:
    return not numerals.is_absent(cell) and not numerals.is_number(cell, place)


def _ragged(layout: Layout, line: int, cells: tuple[str, ...]) -> str:
    return (
        f"{layout.place} {line:,} has {counted(len(cells), 'cell')} where {len(layout.names):,} are expected"
    )


def column_names(layout: Layout) -> tuple[list[str], bool]:
    """Return a name for every column, no two alike, and whether the header had to be changed for it."""
    wanted = [" ".join(cell.split()) for cell in layout.names]
    taken = set(wanted)
    names: list[str] = []
    for number, name in enumerate(wanted, 1):
        if not name or name in names:
            name = _free(name or f"column {number}", taken | set(names))
        names.append(name)
    return names, layout.named and names != wanted


def _free(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    number = 2
    while f"{name} ({number})" in taken:
        number += 1
    return f"{name} ({number})"
