"""Texts made at random as people write tables, with what stands above and below the data."""

import random
from dataclasses import dataclass
from typing import Final

_NOUNS: Final = "height mass speed class city colour price rate income pulse depth team grade flow load"
_PLACES: Final = "Kiel Bonn Oslo Lima Quito Perth Turin Ghent Malmö Łódź Split Cádiz"
_WORDS: Final = "red blue green grey small large round flat"
_UNITS: Final = "cm kg s m/s °C % bar"


@dataclass(frozen=True)
class MadeText:
    """A text, the names of its columns where it has a row of them, and how many rows of data."""

    text: str
    names: tuple[str, ...] | None
    rows: int


def made_text(seed: int) -> MadeText:
    """Return a text that no other seed gives."""
    maker = _Maker(random.Random(seed))
    return maker.text()


class _Maker:
    """Chooses how a table is written."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.separator = dice.choice(",;\t|")
        self.decimal = "." if self.separator == "," else dice.choice(".,")
        self.end = dice.choice(("\n", "\n", "\r\n", "\r"))
        self.texts = dice.choice((0, 1, 1, 2, 4))
        self.numbers = dice.randint(1 if self.texts else 2, 6)
        self.rows = dice.choice((4, 9, 30, 150))
        self.gaps = dice.choice((0.0, 0.0, 0.1, 0.3))

    @property
    def width(self) -> int:
        return self.texts + self.numbers

    def text(self) -> MadeText:
        names = self._names()
        above = [] if names is None else self._above_names(names)
        lines = self._preamble() + [self._line(row) for row in above]
        if names is not None:
            lines.append(self._line(names))
            if not above and self.dice.random() < 0.2:
                units = [""] * self.texts + [self.dice.choice(_UNITS.split()) for _ in range(self.numbers)]
                lines.append(self._line(units))
        lines += [self._line(row) for row in self._data()]
        if self.dice.random() < 0.2:
            lines += ["", "Source: own measurements"]
        text = self.end.join(lines) + self.dice.choice((self.end, ""))
        found = None if names is None else tuple(self._joined(above, names))
        return MadeText(text, found, self.rows)

    def _line(self, cells: list[str]) -> str:
        quote = self.separator + '"'
        return self.separator.join(
            '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in quote) else cell
            for cell in cells
        )

    def _names(self) -> list[str] | None:
        words = self.dice.sample(_NOUNS.split(), self.width)
        first = self.dice.randint(1950, 2010)
        years = [str(first + step) for step in range(self.numbers)]
        counts = [str(step) for step in range(self.numbers)]
        form = self.dice.choice(("words", "words", "years", "counts", "none"))
        if form == "years":
            return words[: self.texts] + years
        if form == "counts" and self.texts:
            return ["", *words[1 : self.texts], *counts]
        return None if form == "none" else words

    def _above_names(self, names: list[str]) -> list[list[str]]:
        if self.dice.random() > 0.2 or self.numbers < 4 or not all(names):
            return []
        group = [""] * self.width
        group[self.texts], group[self.texts + 2] = "before", "after"
        return [group]

    def _joined(self, above: list[list[str]], names: list[str]) -> list[str]:
        if not above:
            return [name or "column 1" for name in names]
        split = self.texts + 2
        return (
            names[: self.texts]
            + [f"before {name}" for name in names[self.texts : split]]
            + [f"after {name}" for name in names[split:]]
        )

    def _preamble(self) -> list[str]:
        title = "Measurements that we made in spring"
        return self.dice.choice(
            (
                [],
                [],
                [],
                [title],
                [title, ""],
                ["", ""],
                [title + self.separator * (self.width - 1)],
                ["# made by a logger"],
                [f"sep={self.separator}"],
                ["Station: Kiel", "Operator: N. N.", ""],
            )
        )

    def _data(self) -> list[list[str]]:
        columns = [
            [self.dice.choice((_PLACES if place % 2 else _WORDS).split()) for _ in range(self.rows)]
            for place in range(self.texts)
        ]
        if columns and self.dice.random() < 0.5:
            columns[0] = [f"item {row}" for row in range(1, self.rows + 1)]
        columns += [self._numbers() for _ in range(self.numbers)]
        return [list(row) for row in zip(*columns, strict=True)]

    def _numbers(self) -> list[str]:
        places = self.dice.choice((0, 1, 3))
        low = self.dice.choice((0, 10, 100))
        cells = [
            f"{self.dice.uniform(low, 5 * low + 9):.{places}f}".replace(".", self.decimal)
            for _ in range(self.rows)
        ]
        gap = self.dice.choice(("", "NA", "-"))
        return [cells[0]] + [gap if self.dice.random() < self.gaps else cell for cell in cells[1:]]
