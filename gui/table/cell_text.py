"""The texts of a table's cells, made one at a time from numbers, labels and days."""

import math
from typing import Final

from engine.base.words import shortened
from engine.table.dates import text_of
from engine.table.table import Column
from gui.widgets.number_edit import write_number

LONGEST: Final = 12
"""Characters that a number has room for; a longer one is rounded."""

LONGEST_TEXT: Final = 200


def has_no_value(column: Column, row: int) -> bool:
    """Tell whether a cell has neither number, label nor text."""
    return math.isnan(column.values[row]) if column.texts is None else not column.texts[row]


def cell_text(column: Column, row: int) -> str:
    """Return all that the cell holds, a number with every digit; an empty text where there is nothing."""
    if column.texts is not None:
        return str(column.texts[row])
    if has_no_value(column, row):
        return ""
    value = float(column.values[row])
    if column.labels:
        return column.labels[int(value)]
    return text_of(value) if column.kind == "date" else write_number(value)


def short_cell_text(column: Column, row: int) -> str:
    """Return what of the cell has room in a line: eight digits of a long number, the first of many words."""
    text = cell_text(column, row)
    if column.kind == "number" and len(text) > LONGEST:
        return f"{float(column.values[row]):.8g}"
    return shortened(text, LONGEST_TEXT).replace("\n", " ")
