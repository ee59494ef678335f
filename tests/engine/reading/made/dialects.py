"""The ways in which Python's csv, pandas, Excel, R and others write a table as text, chosen at random."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from tests.engine.reading.made.columns import ENCODINGS, WORDS, MadeColumn

Cell = tuple[str, bool]
"""The text of a cell, and whether it is a number or nothing, which some programs do not quote."""

_UNICODE: Final = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a program writes: `quoting` as in Python's csv, `thousands` between digits where there are four."""

    program: str
    separator: str = ","
    decimal: str = "."
    thousands: str = ""
    quoting: int = csv.QUOTE_MINIMAL
    line_end: str = "\n"
    encoding: str = "utf-8"
    last_end: bool = True

    def number(self, text: str) -> str:
        """Write a number that stands in `text` as programs write it."""
        whole, point, rest = text.partition(".")
        digits = whole.lstrip("-")
        if self.thousands and digits.isdecimal() and "e" not in text:
            whole = whole[: len(whole) - len(digits)] + f"{int(digits):,}".replace(",", self.thousands)
        return whole + point.replace(".", self.decimal) + rest

    def cell(self, column: MadeColumn, row: int) -> Cell:
        """Return what stands in the cell of a column."""
        text, value = column.texts[row], column.values[row]
        if column.kind == "number" and value is not None:
            return self.number(text), True
        return text, value is None

    def record(self, cells: Sequence[Cell]) -> str:
        """Write cells side by side, quoted where this dialect does, or where they could not be read back."""
        return self.separator.join(self._quoted(*cell) for cell in cells) + self.line_end

    def _quoted(self, text: str, bare: bool) -> str:
        always = self.quoting == csv.QUOTE_ALL or (self.quoting == csv.QUOTE_NONNUMERIC and not bare)
        needed = any(sign in text for sign in (self.separator, '"', "\n", "\r")) or (
            self.separator == " " and (not text or "\t" in text)
        )
        return '"' + text.replace('"', '""') + '"' if always or needed else text

    def encoded(self, text: str) -> bytes:
        """Return the text as it stands in the file."""
        return (text if self.last_end else text.removesuffix(self.line_end)).encode(self.encoding)


def dialect(random: Random) -> tuple[Dialect, str]:
    """Return a dialect, and a language that can be written in it."""
    made = random.choice(_PROGRAMS)(random)
    languages = ENCODINGS.get(made.encoding, tuple(WORDS))
    return made, random.choice(languages)


def _encoding(random: Random) -> str:
    return random.choice(("utf-8", "utf-8", *_UNICODE, *ENCODINGS))


def _any(random: Random) -> Dialect:
    separator = random.choice(",;\t| ")
    decimal = random.choice(".,")
    encoding = _encoding(random)
    blank = " " if encoding == "shift_jis" else "\u00a0"
    # Who groups digits with points separates cells by something else than commas.
    point = "" if separator == "," else "."
    thousands = random.choice(("", "", "", "'", blank, "," if decimal == "." else point))
    return Dialect(
        "any program",
        separator,
        decimal,
        thousands,
        quoting=random.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC)),
        line_end=random.choice(("\n", "\r\n", "\r")),
        encoding=encoding,
        last_end=random.random() < 0.7,
    )


def _python(random: Random) -> Dialect:
    quoting = random.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC))
    return Dialect("Python's csv", random.choice(",;\t|"), quoting=quoting, line_end="\r\n")


def _pandas(random: Random) -> Dialect:
    decimal = random.choice("...,")
    separator = random.choice(",\t;" if decimal == "." else ";\t")
    quoting = random.choice((csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC))
    return Dialect("pandas", separator, decimal, quoting=quoting, encoding=_encoding(random))


def _excel(random: Random) -> Dialect:
    separator, decimal = random.choice(((",", "."), (";", ","), ("\t", "."), ("\t", ",")))
    encoding = "utf-16" if separator == "\t" else random.choice(("cp1252", "utf-8-sig", "cp1250", "cp1251"))
    return Dialect("Excel", separator, decimal, line_end="\r\n", encoding=encoding)


def _r(random: Random) -> Dialect:
    separator, decimal = random.choice(((",", "."), (";", ","), (" ", "."), ("\t", ".")))
    return Dialect("R", separator, decimal, quoting=csv.QUOTE_NONNUMERIC)


_PROGRAMS: Final = (_any, _any, _python, _pandas, _excel, _r)
