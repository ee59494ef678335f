"""Where a table begins in the first records of a text, and what its columns are called.

Above the data may stand, each or none: lines of text, groups of names, the names, their units. Which is which
is told from the columns that hold something other than words further down: names have words there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Final

from engine.reading.choice import Reading
from engine.reading.header.cell_looks import MARKED, NOTHING, WORD, look
from engine.reading.header.name_evidence import Below, Verdict, below, verdict
from engine.reading.header.name_groups import are_groups, joined
from engine.reading.header.unit_words import is_unit

_MOST_ABOVE: Final = 50
_MOST_GROUPS: Final = 2


@dataclass(frozen=True, slots=True)
class Top:
    """What stands above the data, in numbers of records from 0; what is above `first` is not of the table.

    `header` is the record of the names, below those of the groups they are in, and `units` that of the units;
    None where there is none. `data` is the first record of data. `names` are those of the first columns.
    `doubtful` tells whether a record could as well be names or not, `doubtful_units` whether units are such.
    """

    first: int
    data: int
    header: int | None = None
    units: int | None = None
    names: tuple[str, ...] = ()
    doubtful: bool = False
    doubtful_units: bool = False


def find(rows: Sequence[list[str]], width: int, is_absent: Callable[[str], bool], reading: Reading) -> Top:
    """Return what stands above the data of a table of `width` columns, as far as `reading` leaves it open."""
    full = [row for row in rows if len(row) >= width]
    tail = full[len(full) // 2 :] or list(rows)
    table = _Rows(rows, width, is_absent, below(tail, width, is_absent))
    top = table.with_units(table.top(), reading.units)
    return table.named(table.as_chosen(top, reading.header))


@dataclass(frozen=True, slots=True)
class _Rows:
    """Records, and what the columns look like in the lower of them."""

    rows: Sequence[list[str]]
    width: int
    is_absent: Callable[[str], bool]
    beneath: Below

    def top(self) -> Top:
        """Return where the data begin, and whether the record there or the one above it holds the names."""
        if not self.beneath.values:
            return self._of_texts()
        data = self._first_data()
        while data > 0 and self._lacks_cells(data - 1):
            data -= 1
        return self._at(data)

    def _at(self, data: int) -> Top:
        """Return the top where a record is of data, unless it holds names itself."""
        above = next((place for place in range(data - 1, -1, -1) if self._present(place)), -1)
        if self._names_all(above) and (found := self._verdict(above)).named:
            return Top(above, data, above, doubtful=found.doubtful)
        own = self._verdict(data)
        if own.named:
            return Top(data, data + 1, data, doubtful=own.doubtful)
        if above > 0 and self._are_units(above):
            found = self._verdict(above - 1, data)
            if self._is_full(above - 1) and not self._is_title(above - 1) and found.named:
                return Top(above - 1, data, above - 1, doubtful=found.doubtful)
        whole = above >= 0 and self._is_full(above) and not self._is_title(above)
        if whole and 2 * self._present(above) >= self.width:
            found = self._verdict(above)
            return Top(above, data, above, doubtful=found.doubtful) if found.named else self._at(above)
        if self._are_short_names(above):
            return Top(above, data, above)
        return Top(data, data, doubtful=own.doubtful)

    def _of_texts(self) -> Top:
        """Return the top of a table of texts: it begins with the first record that has several cells."""
        places = (place for place in self._places() if self._is_full(place) and self._present(place) > 1)
        first = next(places, 0)
        found = self._verdict(first)
        return Top(first, first + 1, first, doubtful=found.doubtful) if found.named else Top(first, first)

    def _first_data(self) -> int:
        """Return the first whole record below the names, or with more of what its columns hold than words."""
        named = False
        full = list(filter(self._is_full, self._places()))
        for place, lower in zip_longest(full, full[1:]):
            values, words = self._counts(place)
            above_words = lower is not None and self._holds_words(lower)
            lower_data = named and not words and self._present(place) and not self._are_units(place)
            if (values > words and not above_words) or lower_data:
                return place
            named = named or words > 0
        return full[0] if full else 0

    def _places(self) -> range:
        return range(min(len(self.rows), _MOST_ABOVE + 1))

    def _is_full(self, place: int) -> bool:
        return len(self.rows[place]) >= self.width

    def _present(self, place: int) -> int:
        return sum(bool(cell.strip()) for cell in self.rows[place])

    def _kinds(self, place: int) -> list[str]:
        return [look(cell, self.is_absent).kind for cell in self.rows[place][: self.width]]

    def _counts(self, place: int) -> tuple[int, int]:
        """Count the cells that are what their columns hold, and the words and signs of units among others."""
        kinds = self._kinds(place)
        columns = [column for column in self.beneath.values if column < len(kinds)]
        values = sum(kinds[column] == self.beneath.kinds[column] for column in columns)
        row = self.rows[place]
        words = (
            kinds[column] == WORD or (kinds[column] == MARKED and is_unit(row[column])) for column in columns
        )
        return values, sum(words)

    def _holds_words(self, place: int) -> bool:
        """Tell whether a record has only words where columns hold something other than words."""
        values, words = self._counts(place)
        return words > 0 and values == 0

    def _lacks_cells(self, place: int) -> bool:
        """Tell whether a record is one of data whose last cells are left out."""
        values, words = self._counts(place)
        return not self._is_full(place) and values > words and self._present(place) > 1

    def _is_title(self, place: int) -> bool:
        """Tell whether a record is several words above a column of words, or says which separator is used."""
        cells = self.rows[place]
        words = 0 not in self.beneath.values or self._lacks_first(place + 1)
        several = words and " " in cells[0].strip()
        return self._present(place) == 1 and (several or cells[0].lower() == "sep=")

    def _can_be_title(self, place: int) -> bool:
        """Tell whether several words stand alone in a record of several cells: as a title, or as one name."""
        words = "".join(self.rows[place]).strip()
        return self.width > 1 and self._present(place) == 1 and " " in words

    def _has_words_for_nothing(self, place: int) -> bool:
        """Tell whether a record has a word that stands for a missing cell, as is hardly ever a name."""
        return any(
            (cell.strip().isalpha() and self.is_absent(cell)) or cell.startswith("#N/A")
            for cell in self.rows[place]
        )

    def _lacks_first(self, place: int) -> bool:
        """Tell whether a record has all cells but the first, as names do beside numbers of the rows."""
        return (
            place < len(self.rows)
            and not self.rows[place][0].strip()
            and self._present(place) == self.width - 1
        )

    def _names_all(self, place: int) -> bool:
        """Tell whether a whole record has a cell wherever a column holds something other than words."""
        if place < 0 or not self._is_full(place) or self._is_title(place):
            return False
        return all(self.rows[place][column].strip() for column in self.beneath.values)

    def _verdict(self, place: int, data: int | None = None) -> Verdict:
        """Tell whether a record holds the names, from those at `data`, right below it, and further down."""
        data = place + 1 if data is None else data
        beneath = below(self.rows[data:], self.width, self.is_absent)
        found = verdict(self.rows[place], beneath, self.is_absent)
        doubtful = self._can_be_title(place) or self._has_words_for_nothing(place)
        return found._replace(doubtful=found.doubtful or (found.named and doubtful))

    def _are_short_names(self, place: int) -> bool:
        """Tell whether a record of words names some columns only, and is none of several lines of text."""
        if place < 0 or self._is_full(place):
            return False
        cells = [cell.strip() for cell in self.rows[place]]
        words = [kind == WORD for kind in self._kinds(place)]
        prose = any(": " in cell or cell.endswith((":", "=")) for cell in cells)
        several = place > 0 and not self._is_full(place - 1) and self._present(place - 1) > 1
        one = len(cells) == 1 and (self.width > 2 or " " in cells[0])
        return all(words) and len(set(cells)) == len(cells) and not (one or prose or several)

    def with_units(self, top: Top, chosen: bool | None) -> Top:
        """Tell the units from the names, or find them below; `chosen` tells whether there are any."""
        if top.header is None:
            return top
        if self._are_described(top.header):
            rows = (place for place in (top.header - 1, top.header) if self._are_units(place))
            first = top.header - 2
            return replace(top, first=first, header=first, units=next(rows, None) if chosen is None else None)
        upper = top.header - 1
        if top.header == top.data - 1 and self._are_names_of_units(upper, top):
            sure = self._are_units(top.header)
            if chosen is False:
                return replace(top, first=upper, header=upper, data=top.header)
            return replace(
                top, first=upper, header=upper, units=top.header, doubtful_units=not (sure or chosen)
            )
        lower = top.header + 1
        if chosen or (chosen is None and lower < len(self.rows) and self._are_units(lower)):
            return replace(top, units=lower, data=lower + 1)
        return top

    def _are_described(self, header: int) -> bool:
        """Tell whether what was taken for names are descriptions: two whole records of words are above it."""
        rows = range(max(header - 2, 0), header + 1)
        whole = all(self._present(place) == len(self.rows[place]) == self.width for place in rows)
        several = self.width > 2 and len(rows) > 2 and rows[0] == 0
        return several and whole and not are_groups(self.rows[0], self.rows[1])

    def _are_names_of_units(self, place: int, top: Top) -> bool:
        """Tell whether the first whole record has names, and what was taken for names can be their units."""
        if place < 0 or not self._names_all(place) or 2 * self._present(place) < self.width:
            return False
        first = not any(self._is_full(other) and self._present(other) > 1 for other in range(place))
        names = list(filter(None, map(str.strip, self.rows[place])))
        alike = len(set(names)) < len(names)
        likely = first and not are_groups(self.rows[place], self.rows[place + 1])
        units = likely or (self._are_units(place + 1) and not alike)
        return units and self._verdict(place, top.data).named

    def _are_units(self, place: int) -> bool:
        """Tell whether a record has words where values are below it, and at least half of these are units."""
        values, words = self._counts(place)
        cells = list(zip(self.rows[place], self._kinds(place), strict=False))
        units = sum(
            is_unit(cells[column][0]) and cells[column][1] != NOTHING
            for column in self.beneath.values
            if column < len(cells)
        )
        return self._is_full(place) and not values and units > 0 and 2 * units >= words

    def as_chosen(self, top: Top, header: bool | None) -> Top:
        """Return a top with names, or without, where a person has said so."""
        if header is None:
            return top
        top = replace(top, doubtful=False)
        if header and top.header is None:
            above = top.data - 1
            place = above if above >= 0 and self._is_full(above) and self._present(above) > 1 else top.data
            return replace(top, first=place, header=place, data=place + 1)
        if not header and top.header is not None:
            place = top.header if self._is_full(top.header) else top.data
            return Top(place, place)
        return top

    def named(self, top: Top) -> Top:
        """Return a top with the names of its header, and of the groups above it."""
        if top.header is None:
            return top
        names = self.rows[top.header]
        if len(names) == self.width - 1:
            return replace(top, names=("", *names))
        first = top.header
        whole = joined([names], self.width)
        while first > max(0, top.header - _MOST_GROUPS) and are_groups(self.rows[first - 1], whole):
            first -= 1
            whole = joined(self.rows[first : top.header + 1], self.width)
        return replace(top, first=first, names=whole)
