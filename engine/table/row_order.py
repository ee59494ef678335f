"""The rows of a table in the order of one of its columns."""

import numpy as np

from engine.base.arrays import BoolArray, IndexArray
from engine.table.table import Column


def absent_rows(column: Column) -> BoolArray:
    """Tell of every row (rows,) whether it has neither number, label nor text in `column`."""
    if column.texts is not None:
        return np.asarray(column.texts == "")
    return np.isnan(column.values)


def sorted_rows(column: Column, *, descending: bool = False) -> IndexArray:
    """Return the numbers of all rows in the order of `column`, labels and texts by their letters.

    Rows that are alike stay in the table's order either way, and those without a value come last.
    """
    if column.texts is None:  # NaN is sorted to the end
        return np.argsort(-column.values if descending else column.values, kind="stable")
    texts = column.texts
    if descending:  # backwards through what is sorted backwards, so that equal ones stay in order
        return len(texts) - 1 - np.argsort(texts[::-1], kind="stable")[::-1]
    return np.roll(np.argsort(texts, kind="stable"), -int(np.count_nonzero(texts == "")))
