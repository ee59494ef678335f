"""The texts of a column: as labels, which there are and which of them every row has, or as they stand."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.base.arrays import Float64Array, frozen
from engine.table.numerals import Numerals

MOST_CLASSES: Final = 20
"""More whole numbers, or more texts, are taken for classes only where a person says so."""

ROWS_A_CLASS: Final = 2
"""Fewer rows a class, on average, are no classes unless a person says so: there is nothing to learn."""

MOST_LABELS: Final = 1000
"""A column with more different texts holds names or notes, not labels."""

_NO_AND_YES: Final = (
    ("no", "yes"),
    ("false", "true"),
    ("n", "y"),
    ("f", "t"),
    ("off", "on"),
    ("nein", "ja"),
    ("non", "oui"),
    ("no", "sí"),
    ("no", "si"),
)
"""Pairs, in lower case, that answer a question; yes comes second, as 1 does after 0."""


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """The different texts of a column in order, and the number of each row's (rows,), NaN where it has none.

    `kind` is "yes/no" where they are such a pair, in whatever letters, and "category" otherwise.
    """

    kind: str
    texts: tuple[str, ...]
    values: Float64Array


class LabelReader:
    """Takes the cells of one column batch by batch; texts that differ only in blanks around them are one."""

    def __init__(self, numerals: Numerals) -> None:
        """Begin without rows; `numerals` tell which cells stand for nothing."""
        self._is_absent = numerals.is_absent
        self._numbers = _Numbers()
        self._batches: list[NDArray[np.int32]] = []  # half of what the values will take

    def add(self, cells: Iterable[str], count: int) -> None:
        """Take the next `count` cells."""
        found = map(self._numbers.__getitem__, cells)
        self._batches.append(np.fromiter(found, dtype=np.int32, count=count))

    def found(self) -> Labels:
        """Return what was found in all cells."""
        trimmed = [None if self._is_absent(cell) else cell.strip() for cell in self._numbers]
        texts = sorted({text for text in trimmed if text is not None})
        merged = {text: text for text in texts}
        kind, pair = "category", _no_and_yes(texts)
        if pair:
            kind, texts = "yes/no", list(pair.values())
            merged = {text: pair[text.lower()] for text in merged}
        places = {text: place for place, text in enumerate(texts)}
        renumbered = np.array(
            [math.nan if text is None else places[merged[text]] for text in trimmed], dtype=float
        )
        return Labels(kind, tuple(texts), frozen(renumbered[np.concatenate(self._batches)]))


class TextReader:
    """Takes the cells of one column of names or notes batch by batch, without the blanks around them."""

    def __init__(self, rows: int) -> None:
        """Begin with room for so many rows."""
        self._texts = np.empty(rows, dtype=np.dtypes.StringDType())
        self._count = 0

    def add(self, cells: Iterable[str], count: int) -> None:
        """Take the next `count` cells."""
        begin, self._count = self._count, self._count + count
        self._texts[begin : self._count] = np.fromiter(map(str.strip, cells), dtype=object, count=count)

    def found(self) -> NDArray[Any]:
        """Return all texts (rows,), of NumPy's StringDType: 16 bytes each, and what is longer than 15."""
        return self._texts


class _Numbers(dict[str, int]):
    """Cells as they are written, each with a number of its own from 0, given when it is first asked for."""

    def __missing__(self, cell: str) -> int:
        self[cell] = number = len(self)
        return number


def kind_of(texts: set[str]) -> str:
    """Return the kind of a column with these different texts: "yes/no" or "category"."""
    return "yes/no" if _no_and_yes(sorted(texts)) else "category"


def _no_and_yes(texts: list[str]) -> dict[str, str] | None:
    """Return for no and for yes, in lower case, how it is written where `texts` are nothing but these two."""
    written = {text.lower(): text for text in reversed(texts)}
    for no, yes in _NO_AND_YES:
        if written.keys() == {no, yes}:
            return {no: written[no], yes: written[yes]}
    return None
