"""Whole tables made at random and written to a file, with what reading it back must give."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Final

from tests.engine.reading.made import workbooks
from tests.engine.reading.made.columns import WORDS, MadeColumn, column
from tests.engine.reading.made.dialects import Cell, Dialect, dialect

_NAMES: Final = (
    *("id", "value", "Temp (°C)", "größe", "x 1", "y", "naïveté", "a;b", "Total, net", 'size 3"', "2nd try"),
    *("rate_%", "Größe in m²", "class", "date", "name", "line\nbreak", "Q1", "no.", "2021"),
)
_UNITS: Final = ("m", "kg", "°C", "mm/h", "%", "hPa", "[V]")
_ABOVE: Final = {
    "nothing": (),
    "a title": ("Measurements of the second series",),
    "a title and a blank line": ("Sales by year", ""),
    "blank lines": ("", ""),
    "comments": ("# made by a logger", "# series 4, sensor 2"),
    "a line for Excel": ("sep={}",),
    "two lines of text": ("Station: Harbour west", "Recorded by the second logger"),
}
_BELOW: Final = {"nothing": (), "a note": ("", "Source: own survey of the second series")}


@dataclass(frozen=True, slots=True)
class MadeTable:
    """A table, the bytes it is written as, and in words how; `outside` are the words above and below it."""

    columns: tuple[MadeColumn, ...]
    named: bool
    content: bytes
    ending: str
    words: str
    outside: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.columns[0].texts) if self.columns else 0

    def write(self, folder: Path) -> Path:
        """Write the file."""
        path = folder / f"made{self.ending}"
        path.write_bytes(self.content)
        return path


def made(seed: int) -> MadeTable:
    """Make the table of a number: the same on every machine."""
    random = Random(seed)
    return _workbook(random) if random.random() < 0.1 else _text(random)


def _columns(random: Random, language: str, encoding: str) -> list[MadeColumn]:
    rows = random.choice((2, 3, 5, 8, 13, 20, 30, 50, 90, 200))
    count = random.choices(range(9), (1, 2, 10, 15, 15, 15, 15, 15, 12))[0]
    day_first = random.random() < 0.5
    return [
        column(random, rows, language, name, day_first=day_first)
        for name in _names(random, count, language, encoding)
    ]


def _names(random: Random, count: int, language: str, encoding: str) -> list[str]:
    """Return names that can be written, in some tables with empty ones and doubles among them."""
    possible = [
        name for name in (*_NAMES, *(f"{word} 2" for word in WORDS[language])) if _is_written(name, encoding)
    ]
    if random.random() < 0.1:
        return random.choices((*possible, "", ""), k=count)
    return random.sample(possible, k=count)


def _is_written(name: str, encoding: str) -> bool:
    try:
        name.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _text(random: Random) -> MadeTable:
    form, language = dialect(random)
    columns = _columns(random, language, form.encoding)
    header = random.choice(("names", "names", "names", "none", "years", "index", "units"))
    if form.program == "R" and header == "names":
        header = "names of rows"
    columns = _named(random, columns, header)
    above = random.choice(("nothing",) * 10 + tuple(_ABOVE))
    below = random.choice(("nothing",) * 12 + ("a note",))
    lines = [line.format(form.separator) + form.line_end for line in _ABOVE[above]]
    lines += [form.record(cells) for cells in _records(columns, header, form)]
    lines += [line + form.line_end for line in _BELOW[below]]
    words = f"{form}, header: {header}, above: {above}, below: {below}, {len(columns)} columns"
    outside = tuple(" ".join((*_ABOVE[above], *_BELOW[below])).split())
    return MadeTable(tuple(columns), header != "none", form.encoded("".join(lines)), ".csv", words, outside)


def _named(random: Random, columns: list[MadeColumn], header: str) -> list[MadeColumn]:
    """Return the columns with what this kind of header makes of them."""
    if header == "years":
        first, words = random.randint(1950, 2000), random.randint(0, 2)
        return [
            replace(given, name=f"name {place}" if place < words else f"{first + place}")
            for place, given in enumerate(columns)
        ]
    if header == "units":
        return [
            replace(given, name=given.name or "z", unit=random.choice(_UNITS))
            if given.kind == "number"
            else given
            for given in columns
        ]
    if header in ("index", "names of rows") and columns:
        start = int(header != "index")
        numbers = range(start, start + len(columns[0].texts))
        values = tuple(map(float, numbers))
        return [MadeColumn("", "number", tuple(map(str, numbers)), values), *columns]
    return columns


def _records(columns: list[MadeColumn], header: str, form: Dialect) -> Iterator[list[Cell]]:
    names = [(given.name, False) for given in columns]
    if header == "names of rows":
        names = names[1:]
    if header != "none":
        yield names
    if header == "units" and any(given.unit for given in columns):
        yield [(given.unit, False) for given in columns]
    for row in range(len(columns[0].texts) if columns else 0):
        yield [form.cell(given, row) for given in columns]


def _workbook(random: Random) -> MadeTable:
    language = random.choice(tuple(WORDS))
    columns = _columns(random, language, "utf-8")
    header = random.choice(("names", "names", "none", "years", "index", "units"))
    columns = _named(random, columns, header)
    above = random.choice(
        ("nothing", "nothing", "nothing", "a title", "a title and a blank line", "blank lines")
    )
    write, ending = random.choice(((workbooks.xlsx, ".xlsx"), (workbooks.ods, ".ods")))
    rows: list[list[workbooks.Held]] = [[line] for line in _ABOVE[above]]
    if header != "none":
        rows.append([given.name for given in columns])
    if header == "units" and any(given.unit for given in columns):
        rows.append([given.unit for given in columns])
    count = len(columns[0].texts) if columns else 0
    rows.extend([_held(given, row) for given in columns] for row in range(count))
    words = f"{ending}, header: {header}, above: {above}, {len(columns)} columns"
    return MadeTable(tuple(columns), header != "none", write(rows), ending, words)


def _held(given: MadeColumn, row: int) -> workbooks.Held:
    value = given.values[row]
    if given.kind == "date" and isinstance(value, float):
        return workbooks.Day(value)
    return value if value is not None else given.texts[row]
