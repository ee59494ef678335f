"""Which columns hold numbers, which dates and which texts, and what should be said of that.

A column holds numbers where nine in ten of its cells are such, dates likewise. What a person says of a
column, or the file itself, goes before.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from engine.base.arrays import BoolArray, Float64Array
from engine.base.words import shortened
from engine.reading.choice import Reading, way_text
from engine.reading.columns import date_columns
from engine.reading.columns.cells import UNREADABLE
from engine.reading.columns.codes import LARGEST_EXACT
from engine.reading.columns.column_cells import ColumnCells
from engine.reading.columns.date_columns import DateColumn
from engine.table import forms
from engine.table.notation import THOUSANDS
from engine.table.table import Offer

NUMBER_SHARE: Final = 0.9
"""So many of the cells of a column that are not missing are numbers, or it is no column of numbers."""

_SAMPLE: Final = 500
_OFFER_SAMPLE: Final = 100
_OFFER_SHARE: Final = 0.5
"""Where so many cells of a column of texts could be numbers, this is said."""
_LONGEST_EXAMPLE: Final = 40


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """The columns of texts, those of dates, and each column's numbers, days or marks.

    `notes` say what was decided that a person may not expect, `questions` what could as well be otherwise;
    `offers` are columns of texts that could be read as numbers.
    """

    marks: list[Float64Array]
    texts: list[int]
    dated: Mapping[int, DateColumn]
    notes: tuple[str, ...]
    questions: tuple[str, ...]
    offers: tuple[Offer, ...]

    def kind(self, column: int) -> str:
        """Return "date", "text" or "number"."""
        return "date" if column in self.dated else "text" if column in self.texts else "number"


def find(opened: ColumnCells, names: Sequence[str], marks: list[Float64Array], reading: Reading) -> Kinds:
    """Find what the columns of these `names` and `marks`, read as numbers, hold."""
    layout = opened.layout
    numbers = [column for column, own in enumerate(marks) if _are_numbers(own, layout.kind(column))]
    codes, notes = _codes(opened, names, marks, numbers)
    words = [column for column in range(len(marks)) if column not in numbers]
    samples = _samples(opened, [column for column in words if layout.kind(column) in ("", "date")])
    years = _years(opened, {column: texts for column, texts in samples.items() if not layout.kind(column)})
    tried = {column: texts for column, texts in samples.items() if column not in years}
    dated = date_columns.find(opened, tried, reading)
    texts = sorted({*words, *codes} - years.keys() - dated.keys())
    left = {column: cells for column, cells in samples.items() if column in texts}
    ways = {column: _ways(opened, column, marks[column], cells) for column, cells in left.items()}
    others = {column: cells for column, cells in left.items() if not ways[column]}
    found = years | {column: own.marks for column, own in dated.items()}
    return Kinds(
        marks=[found.get(column, own) for column, own in enumerate(marks)],
        texts=texts,
        dated=dated,
        notes=(
            *notes,
            *(_year_note(names[column], samples[column]) for column in years),
            *_grouped_notes(opened, names, others),
        ),
        questions=(
            *(f"{names[column]}: {part}" for column, own in dated.items() for part in own.asked),
            *(
                f"{names[column]}: all its numbers stand in parentheses and were read as below 0, "
                "as bookkeepers write them: read it as stripped if they are not"
                for column in _in_parentheses(opened, marks, numbers)
            ),
        ),
        offers=tuple(_offers(opened, names, marks, {column: own for column, own in ways.items() if own})),
    )


def _are_numbers(marks: Float64Array, declared: str) -> bool:
    """Tell whether enough non-empty cells are numbers (nan and inf count), and one of them is finite.

    In a column that is declared to hold numbers one is enough.
    """
    finite = np.isfinite(marks)
    if declared:
        return declared == "number" and bool(finite.any())
    if len(marks) and finite.all():
        return True
    present = len(marks) - np.count_nonzero(np.isnan(marks))
    unreadable = np.count_nonzero(marks == UNREADABLE)
    return bool(finite.any() and present - unreadable >= NUMBER_SHARE * present)


def _codes(
    opened: ColumnCells, names: Sequence[str], marks: list[Float64Array], numbers: list[int]
) -> tuple[list[int], list[str]]:
    """Return which columns of `numbers` hold names instead, and sentences about what is written in them."""
    layout = opened.layout
    padded = opened.padded(
        [column for column in numbers if not layout.kind(column) and _are_counts(marks[column])]
    )
    large = [column for column in numbers if _are_large(marks[column])]
    looked_at = sorted({*padded, *large})
    codes, notes = [], []
    for column, written in zip(looked_at, opened.written(looked_at), strict=True):
        if written.names and not layout.kind(column):
            codes.append(column)
            notes.append(
                f"column {names[column]!r} was read as text, because {written.names}: "
                "read it as number if it holds amounts"
            )
        elif written.long:
            notes.append(f"column {names[column]!r}: whole numbers beyond {LARGEST_EXACT:,} are rounded")
    return codes, notes


def _in_parentheses(opened: ColumnCells, marks: list[Float64Array], numbers: list[int]) -> list[int]:
    """Return those columns of numbers in which no number stands without parentheses, as errors do."""
    below = [column for column in numbers if not opened.layout.kind(column) and _are_below(marks[column])]
    return [
        column
        for column, texts in _samples(opened, below).items()
        if texts and all(text.strip().startswith("(") for text in texts)
    ]


def _are_below(marks: Float64Array) -> bool:
    return _all_of_known(marks, lambda known: known <= 0)


def _are_counts(marks: Float64Array) -> bool:
    return _all_of_known(marks, lambda known: (known >= 0) & (known == np.floor(known)))


def _all_of_known(marks: Float64Array, test: Callable[[Float64Array], BoolArray]) -> bool:
    """Tell whether all numbers pass a test; mostly the first of them show that they do not."""
    return all(bool(test(part[np.isfinite(part)]).all()) for part in (marks[:_SAMPLE], marks))


def _are_large(marks: Float64Array) -> bool:
    if np.fmin.reduce(marks) > -LARGEST_EXACT and np.fmax.reduce(marks) < LARGEST_EXACT:
        return False  # without arrays between, and so for most columns
    return bool((np.isfinite(marks) & (np.abs(marks) >= LARGEST_EXACT)).any())


def _samples(opened: ColumnCells, columns: list[int]) -> dict[int, list[str]]:
    """Return the first cells of some columns, without those that stand for nothing."""
    if not columns:
        return {}
    is_absent = opened.layout.numerals.is_absent
    texts = zip(columns, opened.first_texts(columns, _SAMPLE), strict=True)
    return {column: [text for text in cells if not is_absent(text)] for column, cells in texts}


def _years(opened: ColumnCells, samples: Mapping[int, list[str]]) -> dict[int, Float64Array]:
    """Return the first years in columns of years that end in the next one, like 2010-11."""
    tried = [column for column, texts in samples.items() if _are_years(texts)]
    found = opened.numbers_as([(column, forms.YEAR) for column in tried])
    return {column: own for column, own in zip(tried, found, strict=True) if _are_numbers(own, "")}


def _are_years(texts: list[str]) -> bool:
    """Tell whether texts are such years, and not the same month of one year again and again."""
    known = [text for text in texts if forms.value(text.strip(), forms.YEAR) is not None]
    several = len(set(known)) > 1 or not date_columns.are_months(known)
    return bool(known) and several and len(known) >= NUMBER_SHARE * len(texts)


def _year_note(name: str, texts: list[str]) -> str:
    return f"{name}: years like {texts[0].strip()} were read as the year that they begin in"


def _offers(
    opened: ColumnCells, names: Sequence[str], marks: list[Float64Array], ways: Mapping[int, tuple[str, ...]]
) -> Iterator[Offer]:
    """Offer to read columns of texts as numbers, in these `ways`, naming the first cell that is none."""
    wanted = sorted((int(np.argmax(marks[column] == UNREADABLE)), column) for column in ways)
    place = opened.layout.place
    for line, column, text in opened.find(wanted):
        odd = int(np.count_nonzero(marks[column] == UNREADABLE))
        known = odd + int(np.count_nonzero(np.isfinite(marks[column])))
        yield Offer(
            names[column],
            f"{odd:,} of {known:,} cells are no numbers, the first is "
            f'"{shortened(text.strip(), _LONGEST_EXAMPLE)}" in {place} {line:,}',
            ways[column],
            " or ".join(map(way_text, ways[column])),
        )


def _grouped_notes(
    opened: ColumnCells, names: Sequence[str], samples: Mapping[int, list[str]]
) -> Iterator[str]:
    """Say of columns of texts that they would be numbers under another sign between thousands."""
    for column, texts in samples.items():
        if _are_grouped(opened, texts):
            yield (
                f'{names[column]}: cells like "{texts[0].strip()}" were read as text: choose the sign '
                "between thousands if they are numbers"
            )


def _are_grouped(opened: ColumnCells, texts: list[str]) -> bool:
    """Tell whether all texts are numbers with one sign between their thousands that was not taken for it."""
    ways = [replace(opened.layout.numerals, thousands=sign) for sign in THOUSANDS if sign]
    ways = [way for way in ways if way.decimal != way.thousands]
    return bool(texts) and any(all(map(way.is_grouped, texts)) for way in ways)


def _ways(opened: ColumnCells, column: int, marks: Float64Array, texts: list[str]) -> tuple[str, ...]:
    """Return how a column of texts could be read as numbers."""
    numerals = opened.layout.numerals
    numbers, odd = np.count_nonzero(np.isfinite(marks)), np.count_nonzero(marks == UNREADABLE)
    others = [text for text in texts[:_OFFER_SAMPLE] if numerals.number(text, column) is None]
    ways = ["number"] if numbers >= _OFFER_SHARE * (numbers + odd) > 0 else []
    for form in forms.PATTERNS:
        own = numerals.with_form(column, form)
        share = sum(own.number(text, column) is not None for text in others) / max(len(others), 1)
        beside = numbers if form == forms.STRIPPED else 0
        if share >= _OFFER_SHARE and beside + share * odd >= _OFFER_SHARE * (numbers + odd):
            ways.append(form)
    return tuple(ways)
