"""Whether a record holds the names of columns: it is compared with those below, column by column."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import Final, NamedTuple

from engine.reading.header.cell_looks import MARKED, NOTHING, NUMBER, WORD, Look, look, value

_MOST_CELLS: Final = 5000
_FEWEST_RECORDS: Final = 12
_MOST_SIGNS: Final = 3
_MANY: Final = 6
"""So many numbers are hardly ever in order by chance."""
_RUNS: Final = ((re.compile(r"\d+"), "0"), (re.compile(r"[^\W\d_]+"), "a"))


class Likeness(IntEnum):
    """How much numbers are like names."""

    NONE = 0
    SOME = 1
    MUCH = 2


class Verdict(NamedTuple):
    """Whether a record holds names, and whether it could as well be otherwise."""

    named: bool
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Below:
    """The first of the records from somewhere on, and what most cells of each column look like.

    A column has one of the kinds of engine.reading.header.cell_looks, WORD where it has none that most of its
    cells have, and NOTHING where it is empty.
    """

    rows: Sequence[list[str]]
    kinds: tuple[str, ...]
    columns: tuple[list[str], ...]
    signs: tuple[frozenset[str], ...]

    @property
    def values(self) -> list[int]:
        """The columns that hold something other than words."""
        return [column for column, kind in enumerate(self.kinds) if kind not in (WORD, NOTHING)]


def below(rows: Sequence[list[str]], width: int, is_absent: Callable[[str], bool]) -> Below:
    """Look at the first of `rows`, and of these at `width` columns."""
    rows = rows[: max(_FEWEST_RECORDS, _MOST_CELLS // width)]
    columns = []
    kinds = []
    signs = []
    for column in range(width):
        cells = [row[column].strip() for row in rows if column < len(row)]
        looks = [(cell, look(cell, is_absent)) for cell in cells]
        present = [(cell, seen) for cell, seen in looks if seen.kind != NOTHING]
        columns.append([cell for cell, _ in present])
        kinds.append(_kind([seen for _, seen in present]))
        signs.append(frozenset(seen.sign for _, seen in present))
    return Below(rows, tuple(kinds), tuple(columns), tuple(signs))


def _kind(looks: list[Look]) -> str:
    if not looks:
        return NOTHING
    kind, count = Counter(seen.kind for seen in looks).most_common(1)[0]
    many = len({seen.sign for seen in looks}) > _MOST_SIGNS  # as in 12A, 7C, 3F
    return kind if 2 * count > len(looks) and not many else WORD


def verdict(row: list[str], beneath: Below, is_absent: Callable[[str], bool]) -> Verdict:
    """Tell whether `row` holds the names of the columns whose cells are `beneath` it."""
    looks = [look(cell, is_absent) for cell in row[: len(beneath.kinds)]]
    if not beneath.rows:
        return Verdict(any(seen.kind not in (NUMBER, NOTHING) for seen in looks))
    if _counts_on(row, looks, beneath) or _is_beside_numbers_of_rows(row, beneath):
        return Verdict(named=True)
    words = _words(row, looks, beneath)
    numbers = [
        column
        for column in beneath.values
        if column < len(looks) and looks[column].kind == beneath.kinds[column] and column not in words
    ]
    texts = _texts(row, looks, beneath)
    name_like = _name_like(row, looks, beneath)
    if words or name_like == Likeness.MUCH:
        distinct = len({row[column].strip() for column in words})
        against = 0 if name_like else len(numbers)
        weight = distinct + 3 * (name_like == Likeness.MUCH) - against + min(texts, 0)
        return Verdict(weight >= 0, (weight >= 0 and against > 0) or -2 * texts >= max(distinct, 1))
    if name_like:
        return Verdict(WORD in beneath.kinds and texts >= 0, texts == 0)
    if numbers:
        doubtful = texts > 1 or _is_number_above_words(looks, beneath, is_absent)
        return Verdict(
            named=False, doubtful=doubtful or (texts >= 0 and _are_new_years(row, numbers, beneath))
        )
    return Verdict(texts > 0 if beneath.values else texts >= 0)


def _counts_on(row: list[str], looks: list[Look], beneath: Below) -> bool:
    """Tell whether all cells are numbers in even steps, also where there are words or dates below."""
    numbers = [value(cell) for cell, seen in zip(row, looks, strict=False) if seen == Look(NUMBER)]
    even = [number for number in numbers if number is not None]
    others = any(kind not in (NUMBER, NOTHING) for kind in beneath.kinds)
    return others and len(even) == len(beneath.kinds) and _is_even(even)


def _is_beside_numbers_of_rows(row: list[str], beneath: Below) -> bool:
    """Tell whether the first cell is empty, but not all, and the rows are counted below it."""
    counted = [value(cell) for cell in beneath.columns[0]]
    first = counted[0] if counted else None
    return (
        first in (0, 1)
        and len(counted) == len(beneath.rows) > 1
        and counted == list(range(int(first), int(first) + len(counted)))
        and not row[0].strip()
        and any(cell.strip() for cell in row[1 : len(beneath.kinds)])
    )


def _words(row: list[str], looks: list[Look], beneath: Below) -> list[int]:
    """Return the columns of values in which the record has something else, which never comes again."""
    return [
        column
        for column in beneath.values
        if column < len(looks)
        and looks[column].kind not in (NOTHING, MARKED)
        and (
            looks[column].kind != beneath.kinds[column]
            or (looks[column].sign and looks[column].sign not in beneath.signs[column])
        )
        and row[column].strip() not in beneath.columns[column]
    ]


def _is_number_above_words(looks: list[Look], beneath: Below, is_absent: Callable[[str], bool]) -> bool:
    """Tell whether a number stands above a column in which there is none below."""
    return any(
        seen.kind == NUMBER
        and kind == WORD
        and cells
        and not any(look(cell, is_absent).kind == NUMBER for cell in cells)
        for seen, kind, cells in zip(looks, beneath.kinds, beneath.columns, strict=False)
    )


def _are_new_years(row: list[str], numbers: list[int], beneath: Below) -> bool:
    """Tell whether the numbers in these columns are years, none of which comes again, beside others."""
    years = [_number(row[column]) for column in numbers]
    new = all(row[column].strip() not in beneath.columns[column] for column in numbers)
    below = [_number(cell) for column in numbers for cell in beneath.columns[column]]
    others = WORD in beneath.kinds or not all(map(_is_year, below))
    return others and new and all(map(_is_year, years))


def _texts(row: list[str], looks: list[Look], beneath: Below) -> int:
    """Weigh the columns of words: a name is none of the words below it, and looks otherwise than they do."""
    weight = 0
    for column, kind in enumerate(beneath.kinds[: len(looks)]):
        cells = beneath.columns[column]
        if kind != WORD or looks[column].kind == NOTHING:
            continue
        cell = row[column].strip()
        if cell in cells:
            weight -= 1
        elif len(cells) > 2:
            weight += 2 * len(set(cells)) <= len(cells) or _differs(cell, cells)
    return weight


def _differs(cell: str, cells: list[str]) -> bool:
    """Tell whether all `cells`, but not `cell`, are of one form, as A12 and B7 are, or begin in capitals."""
    forms = set(map(_form, cells))
    capitals = all(other[:1].isupper() or not other[:1].isalpha() for other in cells)
    return (len(forms) == 1 and _form(cell) not in forms) or (capitals and cell[:1].islower())


def _form(cell: str) -> str:
    """Return a text with one letter for each run of letters and one digit for each run of digits."""
    for run, sign in _RUNS:
        cell = run.sub(sign, cell)
    return cell


def _name_like(row: list[str], looks: list[Look], beneath: Below) -> Likeness:
    """Tell how much the numbers in a record are like names: years or even steps, and unlike those below."""
    places = [
        column for column, seen in enumerate(looks) if seen == Look(NUMBER) and beneath.kinds[column] != WORD
    ]
    numbers = [number for column in places if (number := value(row[column])) is not None]
    others = [
        [_number(other[column]) for column in places if column < len(other) and other[column].strip()]
        for other in beneath.rows
    ]
    found = [number for other in others for number in other]
    if not numbers or len(numbers) < len(places):
        return Likeness.NONE
    unnamed = not row[0].strip() and beneath.kinds[0] == WORD
    labelled = len(beneath.columns[0]) == len(beneath.rows)
    if unnamed and _counts(numbers) and (len(numbers) > 1 or labelled):
        return Likeness.MUCH
    if _most(number in numbers for number in found):
        return Likeness.NONE
    if all(map(_is_year, numbers)):
        if _most(map(_is_year, found)):
            return Likeness.NONE
        near = len(numbers) > 1 and max(numbers) - min(numbers) < 10 * len(numbers)
        return Likeness.MUCH if unnamed or (near and _is_ordered(numbers)) else Likeness.SOME
    if not row[0].strip() and _counts(numbers):
        return Likeness.MUCH
    for has_order in (_is_even, _is_long_and_ordered):
        if has_order(numbers) and not _most(map(has_order, others)):
            sure = WORD in beneath.kinds or _most(not number.is_integer() for number in found)
            return Likeness.MUCH if sure else Likeness.SOME
    return Likeness.NONE


def _number(cell: str) -> float:
    """Return the number that a cell of digits is, NaN where it is written otherwise."""
    number = value(cell)
    return math.nan if number is None else number


def _counts(numbers: list[float]) -> bool:
    """Tell whether numbers count columns, as pandas does."""
    return numbers == list(range(len(numbers)))


def _is_year(number: float) -> bool:
    return 1800 <= number <= 2200 and number.is_integer()


def _most(flags: Iterable[bool]) -> bool:
    """Tell whether at least half of the flags are set, and there are some."""
    held = list(flags)
    return bool(held) and 2 * sum(held) >= len(held)


def _is_ordered(numbers: list[float]) -> bool:
    """Tell whether numbers rise all the time, or fall."""
    signs = {after > before for before, after in pairwise(numbers)}
    return len(signs) == 1 and len(set(numbers)) == len(numbers)


def _is_even(numbers: list[float]) -> bool:
    """Tell whether there are three numbers or more in even steps."""
    steps = [after - before for before, after in pairwise(numbers)]
    even = all(math.isclose(step, steps[0], rel_tol=1e-6) for step in steps)
    return len(steps) > 1 and steps[0] != 0 and even


def _is_long_and_ordered(numbers: list[float]) -> bool:
    return len(numbers) >= _MANY and _is_ordered(numbers)
