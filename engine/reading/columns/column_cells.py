"""What the cells of a table's columns can be asked for, whether they lie in a file or in a list."""

from collections.abc import Iterator
from typing import Protocol

from engine.base.arrays import Float64Array
from engine.reading.columns.cells import Layout
from engine.reading.columns.codes import Written


class ColumnCells(Protocol):
    """The cells of an open table, or of its beginning, column by column."""

    layout: Layout

    def first_texts(self, columns: list[int], count: int) -> list[tuple[str, ...]]:
        """Return the texts of some columns in the first `count` records, column by column."""
        ...

    def days(self, wanted: list[tuple[int, str]], years_from: int) -> list[Float64Array]:
        """Return the days of (column, format of its dates) since 1970-01-01, or marks."""
        ...

    def numbers_as(self, wanted: list[tuple[int, str]]) -> list[Float64Array]:
        """Return the numbers of (column, form in which they are written), or marks."""
        ...

    def padded(self, columns: list[int]) -> list[int]:
        """Return those of some columns in which a cell may begin with a zero before another digit."""
        ...

    def written(self, columns: list[int]) -> list[Written]:
        """Return how the cells of some columns are written."""
        ...

    def find(self, wanted: list[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
        """Yield (place in the source from 1, column, text) of cells wanted as sorted (record, column)."""
        ...
