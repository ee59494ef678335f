"""How a table is to be read, as far as a person has said it; what they left open is guessed."""

from dataclasses import dataclass
from typing import Final

from engine.base.errors import InputError
from engine.table.notation import COMMENTS, DECIMALS, QUOTES, SEPARATORS, THOUSANDS

FIRST_YEAR: Final = 1000
LAST_YEAR: Final = 9900
"""Where the hundred years that years of two digits are among can begin."""

READ_AS: Final = {
    "text": "as it stands",
    "number": "other cells are missing",
    "stripped": "14** and <14 are 14",
    "duration": "0:02:30 is 150",
    "year": "2010-11 is 2010",
    "date": "other cells are missing",
}
"""What the cells of a column can be said to be, and what that means for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a person chose about reading a file; None is guessed.

    `separator`, `quote`, `decimal`, `thousands` and `comment` are keys of the tables above. `units` tells
    whether the row below the names holds units. `missing_words` stand for nothing, beside the empty cell.
    `sheet` is the name of a sheet and `cells` a range like "A1:D20" of a spreadsheet. `day_first` tells how
    03/04/2024 is meant where nothing in the table shows it, `years_from` which is the first of the hundred
    years that years of two digits are among. `read_as` gives keys of READ_AS by the names of columns.
    """

    encoding: str | None = None
    separator: str | None = None
    quote: str | None = None
    decimal: str | None = None
    thousands: str | None = None
    header: bool | None = None
    units: bool | None = None
    comment: str | None = None
    missing_words: tuple[str, ...] | None = None
    sheet: str | None = None
    cells: str | None = None
    day_first: bool | None = None
    years_from: int | None = None
    read_as: tuple[tuple[str, str], ...] | None = None

    def __post_init__(self) -> None:
        """Raise InputError where a choice is none, or two of them cannot be."""
        for name, table in _TABLES.items():
            value = getattr(self, name)
            if value is not None and value not in table:
                words = ", ".join(table.values())
                raise InputError(f"the {name} cannot be {value!r}: choose one of {words}")
        for name, way in self.read_as or ():
            if way not in READ_AS:
                ways = ", ".join(READ_AS)
                raise InputError(f"column {name!r} cannot be read as {way!r}: choose one of {ways}")
        if self.years_from is not None and not FIRST_YEAR <= self.years_from <= LAST_YEAR:
            raise InputError(f"a hundred years can begin from {FIRST_YEAR} to {LAST_YEAR}")
        if self.decimal and self.decimal == self.thousands:
            raise InputError(
                "the same sign cannot stand for decimals and for thousands: choose another for one"
            )


def way_text(way: str) -> str:
    """Return a key of READ_AS with what it means."""
    return f"{way} ({READ_AS[way]})"


def sign(what: str, text: str) -> str:
    """Return the sign that `text` is or names: "," and "comma" are both; raise InputError."""
    table = _TABLES[what]
    found = next((key for key, name in table.items() if text in (key, name)), None)
    if found is None:
        raise InputError(f"the {what} cannot be {text!r}: choose one of {', '.join(table.values())}")
    return found


_TABLES: Final = {
    "separator": SEPARATORS,
    "quote": QUOTES,
    "decimal": DECIMALS,
    "thousands": THOUSANDS,
    "comment": COMMENTS,
}

GUESSED: Final = Reading()
"""Nothing was said."""
