"""Whether a table that was made and read again is the same, asked about, refused, or silently another."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from engine.base.errors import InputError
from engine.reading import tables
from engine.table.table import Column, Table
from tests.engine.reading.made.columns import MadeColumn, Value
from tests.engine.reading.made.tables import MadeTable

_MILLISECOND: Final = 1 / 86_400_000
_UNREADABLE: Final = math.inf
_RENAMED: Final = "were given new ones"
_ENCODING: Final = "letters were read"
_SIGN: Final = "choose the decimal sign"
_ROWS: Final = (
    "left out",
    "was read as data",
    "was read as the names",
    "was read as the units",
    "were taken for those",
)
_NAMES: Final = (_ENCODING, *_ROWS, "the names were joined")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a table, and why where it is not equal."""

    word: Literal["equal", "asked", "refused", "wrong"]
    why: str = ""


def judged(made: MadeTable, folder: Path) -> Verdict:
    """Write a table, read it, and compare every cell.

    What differs counts as asked about where a question or problem names that column or shows one of its
    cells, or, where rows or columns are lost, says which lines were left out.
    """
    try:
        table = tables.read(made.write(folder))
    except InputError as refusal:
        return Verdict("refused", str(refusal))
    said = _ungrouped(" ".join((*table.problems, *table.questions)))
    silent = [what for what, words in differences(made, table) if not any(word in said for word in words)]
    if silent:
        return Verdict("wrong", silent[0])
    return Verdict("asked", said) if any(differences(made, table)) else Verdict("equal")


def differences(made: MadeTable, table: Table) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what is not as it was made, and the words of which one must be in a sentence about it."""
    shape = (made.rows, len(made.columns))
    if shape != (table.rows, len(table.columns)):
        # A name or note that was read as data is said to be no number, where there are numbers.
        shown = (
            f'the first is "{word}"' for word in (*(given.name for given in made.columns), *made.outside)
        )
        yield f"{shape} rows and columns are {table.rows, len(table.columns)}", (*_ROWS, *shown)
        return
    names = [" ".join(given.name.split()) for given in made.columns]
    for wanted, found in zip(made.columns, table.columns, strict=True):
        words = (
            f"{_ungrouped(found.name)}: ",
            _ENCODING,
            *(f"{_ungrouped(text)} can be" for text in wanted.texts),
        )
        name = " ".join(wanted.name.split())
        # An empty name is given a new one, and so is a double one, which is said.
        new = not name or (names.count(name) > 1 and _RENAMED in " ".join(table.notes))
        if made.named and found.name != name and not new:
            yield f'the name "{name}" is "{found.name}"', _NAMES
        if wanted.unit and found.unit != wanted.unit.strip("[]"):
            yield f'the unit "{wanted.unit}" of "{found.name}" is "{found.unit}"', _NAMES
        for row, (cell, value) in enumerate(zip(wanted.values, values(found), strict=True)):
            if not same(wanted, cell, value):
                if _by_thousands(cell, value):
                    words = (*words, _SIGN)
                yield f'row {row} of "{found.name}" ({found.kind}): {wanted.texts[row]!r} is {value!r}', words
                break


def _by_thousands(wanted: Value, found: Value) -> bool:
    """Tell whether one is a thousand times the other, as a question about the sign of all columns tells."""
    if not (isinstance(wanted, float) and isinstance(found, float)) or not found or not wanted:
        return False
    return any(math.isclose(abs(wanted / found), 1000.0**power) for power in (-2, -1, 1, 2))


def values(column: Column) -> list[Value]:
    """Return what the rows of a column hold, None where there is nothing."""
    if column.texts is not None:
        return [str(text) or None for text in column.texts]
    numbers: list[float] = column.values.tolist()
    if column.kind in ("number", "date"):
        unreadable = set(column.unreadable_rows.tolist())
        return [_UNREADABLE if row in unreadable else _there(number) for row, number in enumerate(numbers)]
    return [None if math.isnan(number) else column.labels[int(number)] for number in numbers]


def _there(number: float) -> float | None:
    return None if math.isnan(number) else number


def same(column: MadeColumn, wanted: Value, found: Value) -> bool:
    """Tell whether a cell is what it was: texts without blanks around them, dates to the millisecond."""
    if isinstance(wanted, float) and isinstance(found, float):
        return wanted == found or (column.kind == "date" and abs(wanted - found) < _MILLISECOND)
    if isinstance(wanted, str) and isinstance(found, float):
        # A code may be a number where that can be written as the code again.
        return wanted == f"{found:.0f}"
    if isinstance(wanted, float) and isinstance(found, str):
        # Digits that no float64 holds are kept as they stand.
        digits = re.sub(r"\D", "", found)
        return abs(wanted) > 2**53 and bool(digits) and float(digits) == wanted
    if isinstance(wanted, str) and isinstance(found, str):
        return _bare(wanted) == _bare(found)
    return wanted is None and found is None


def _ungrouped(text: str) -> str:
    """Return a text without what stands between digits, which dialects write in their own way."""
    return re.sub(r"(?<=\d)[,.'\u00a0 ](?=\d)", "", text)


def _bare(text: str) -> str:
    """Return a text as it is compared: a workbook's line break is a blank, and Yes and yes are one answer."""
    return " ".join(text.split()).lower()
