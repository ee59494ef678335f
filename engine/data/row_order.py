"""The rows of a table in the order of one of its columns."""

import numpy as np

from engine.arrays import BoolArray, IndexArray
from engine.data.tables import Column


def absent_rows(column: Column) -> BoolArray:
    """Tell of every row (rows,) whether it has neither number, label nor text in `column`."""
    if column.texts is not None:
        return np.asarray(column.texts == "")
    return np.isnan(column.values)


def sorted_rows(column: Column, *, descending: bool = False) -> IndexArray:
    """Return the numbers of all rows in the order of `column`, labels and texts by their letters.

    Rows that are alike stay in the table's order either way, and those without a value come last.
    """
    absent = absent_rows(column)
    present = np.flatnonzero(~absent)
    keys = (column.values if column.texts is None else column.texts)[present]
    if descending:  # backwards through what is sorted backwards, so that equal ones stay in order
        order = len(keys) - 1 - np.argsort(keys[::-1], kind="stable")[::-1]
    else:
        order = np.argsort(keys, kind="stable")
    return np.concatenate([present[order], np.flatnonzero(absent)])
