"""How a person says that single columns are to be read."""

from dataclasses import replace
from typing import Final

from engine.base.errors import InputError
from engine.reading.choice import Reading
from engine.reading.columns.cells import Layout
from engine.reading.columns.column_names import column_names
from engine.table import forms

_KINDS: Final = {"text": "category", "date": "date"}
"""The kind that a key of READ_AS makes of a column, where it is not "number"."""


def as_chosen(layout: Layout, reading: Reading) -> Layout:
    """Return what is known of the columns, with what was chosen; raise InputError for one not there."""
    ways = dict(reading.read_as or ())
    names = column_names(layout.names)
    for name, way in ways.items():
        if name not in names:
            known = ", ".join(names[:20])
            raise InputError(f"there is no column {name!r} to be read as {way}: choose one of {known}")
        column = names.index(name)
        layout = replace(
            layout.declaring(column, _KINDS.get(way, "number")),
            numerals=layout.numerals.with_form(column, way if way in forms.PATTERNS else ""),
        )
    return layout
