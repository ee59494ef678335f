"""How the cells of a table write numbers, and which words stand for none: for one cell, and in SQL for all.

The two agree, cell by cell, so that what a preview shows is what is read.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from engine.table import forms
from engine.table.notation import MISSING_WORDS, NOT_FINITE_WORDS
from engine.table.sql import quoted, quoted_list

_GROUP: Final = {"": "", ",": ",", ".": "[.]", " ": "[ \u00a0\u2009\u202f]", "'": "['\u2019]"}
"""What separates groups of three digits, as a pattern."""

_INDIAN: Final = "[1-9][0-9]?(,[0-9]{2})+,[0-9]{3}"
"""Two digits between the commas, and three behind the last: 1,23,456."""

_FORTRAN: Final = "([0-9.])[dD]([+-]?[0-9])"
_MINUS: Final = "\u2212"
_ACCOUNTING: Final = "[(] *([0-9.,][^() ]*(?: [^() ]+)*) *[)]"
"""A number below nothing, as bookkeepers write it: (12.5)."""

_NUMBER: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_NO_DIGITS: Final = ("_", "+-", "+\u2212")
"""What duckdb lets pass between digits or before them, and no person means as a number."""

_NOT_FINITE: Final = tuple(sign + word for word in NOT_FINITE_WORDS for sign in ("", "+", "-"))

_TRIMMED: Final = " \t\r\n\v\f\u00a0\u2009\u202f"
_END: Final = f"^[{_TRIMMED}]|[{_TRIMMED}]$"
_LONG: Final = 1000
_ENDS: Final = f"^[{_TRIMMED}]+|[{_TRIMMED}]+$"


@dataclass(frozen=True, slots=True)
class Numerals:
    """The decimal sign, what separates thousands, each column's sign or unit in its cells, and missing words.

    A sign (%, €, kg) stands before or after every number of its column, or the cell is none. Where `fortran`,
    1.5D+03 is 1500, too. `forms` are of engine.table.forms, one for each column that is read so, or "".
    """

    decimal: str = "."
    thousands: str = ""
    signs: tuple[str, ...] = ()
    missing_words: tuple[str, ...] = MISSING_WORDS
    fortran: bool = False
    forms: tuple[str, ...] = ()

    @property
    def plain(self) -> bool:
        """Whether numbers are written as programs write them, and no number stands for nothing."""
        as_programs = self.decimal == "." and not (self.thousands or any(self.signs) or self.fortran)
        return as_programs and not self._missing_numbers

    def sign(self, column: int) -> str:
        """Return the sign in the cells of a column, "" where there is none."""
        return self.signs[column] if column < len(self.signs) else ""

    def form(self, column: int) -> str:
        """Return the form in which a column's numbers are written, "" where they are numerals."""
        return self.forms[column] if 0 <= column < len(self.forms) else ""

    def with_form(self, column: int, form: str) -> "Numerals":
        """Return these numerals with another form for one column."""
        if form == self.form(column):
            return self
        padded = self.forms + ("",) * (column + 1 - len(self.forms))
        return replace(self, forms=(*padded[:column], form, *padded[column + 1 :]))

    def is_missing(self, cell: str) -> bool:
        """Tell whether a cell is empty or one of the words that stand for nothing."""
        return _trimmed(cell) in self._words or (
            bool(self._missing_numbers) and self.number(cell) in self._missing_numbers
        )

    def is_absent(self, cell: str) -> bool:
        """Tell whether a cell is missing, or nan or inf spelled so."""
        return self.is_missing(cell) or _trimmed(cell) in _NOT_FINITE

    def is_number(self, cell: str, column: int = -1) -> bool:
        """Tell whether a cell reads as a number, or as nan or inf spelled so; 1e400 does not."""
        bare = cell if column < 0 else _without(cell, self.sign(column))
        return self.number(cell, column) is not None or _trimmed(bare) in _NOT_FINITE

    def number(self, cell: str, column: int = -1) -> float | None:
        """Return the finite number that a cell holds, None where it holds none."""
        text, form = self._bare(cell, column), self.form(column)
        if form in (forms.DURATION, forms.YEAR):
            return forms.value(text, form)
        text = self._pointed(forms.numeral(text) if form else text)
        value = float(text) if _NUMBER.fullmatch(text) else math.inf
        return value if math.isfinite(value) else None

    def is_grouped(self, cell: str) -> bool:
        """Tell whether a cell is a number whose thousands are separated."""
        if not self.thousands or not re.search(_GROUP[self.thousands], cell):
            return False
        return re.fullmatch(self._grouped, self._bare(cell)) is not None

    def _bare(self, cell: str, column: int = -1) -> str:
        """Return a cell without its column's sign and the blanks around it, with a hyphen for any minus."""
        text = cell if column < 0 else _without(cell, self.sign(column))
        text = text.strip(_TRIMMED).replace(_MINUS, "-")
        if not text.startswith("(") or self.form(column) == forms.STRIPPED:
            return text
        return re.sub(f"^{_ACCOUNTING}$", r"-\1", text)

    def _pointed(self, text: str) -> str:
        """Return a bare cell without separators of thousands and with a point, "?" where it is no number."""
        if self.thousands and re.search(_GROUP[self.thousands], text):
            if not re.fullmatch(self._grouped, text):
                return "?"
            text = re.sub(_GROUP[self.thousands], "", text)
        if self.fortran:
            text = re.sub(_FORTRAN, r"\1e\2", text)
        if self.decimal == ",":
            return "?" if "." in text else text.replace(",", ".")
        return text

    def is_fortran(self, cell: str) -> bool:
        """Tell whether a cell is a number whose exponent is written with a D."""
        return re.search(_FORTRAN, cell) is not None and replace(self, fortran=True).is_number(cell)

    @property
    def _missing_numbers(self) -> tuple[float, ...]:
        return _numbers(self.missing_words)

    @property
    def _grouped(self) -> str:
        groups = f"[1-9][0-9]{{0,2}}({_GROUP[self.thousands]}[0-9]{{3}})+"
        if self.thousands == ",":
            groups = f"({groups}|{_INDIAN})"
        return f"[+-]?{groups}({'[.]' if self.decimal == '.' else ','}[0-9]*)?"

    @property
    def _words(self) -> tuple[str, ...]:
        return _bare_words(self.missing_words)

    def steps(self, cell: str, column: int, mark: str) -> tuple[str, ...]:
        """Return in SQL what makes a number or a `mark` of the text `cell`, of the column so numbered.

        Each step is an expression with a name, which the next ones use.
        """
        form = self.form(column)
        text, plain, grouped, number, last = (f"{mark}_{step}" for step in range(5))
        steps = (
            (_trimmed_sql(self._without_sql(cell, column)), text),
            (_plain_sql(text, form), plain),
            (plain if form in (forms.DURATION, forms.YEAR) else self._ungrouped_sql(plain), grouped),
            (self._number_sql(grouped, form), number),
            (self._mark_sql(cell, column, text, number), last),
            (self._known_sql(last), mark),
        )
        return tuple(f"{expression} AS {name}" for expression, name in steps)

    def _mark_sql(self, cell: str, column: int, text: str, number: str) -> str:
        fits = " AND ".join(f"NOT contains({text}, '{sign}')" for sign in _NO_DIGITS)
        missing = self._missing_sql(cell) if self.sign(column) else _is_one_sql(text, self._words)
        # What duckdb casts to no number at all is no nan either; to know so much saves time in texts.
        known = "" if self.form(column) else f"{number} IS NOT NULL AND "
        return (
            f"CASE WHEN isfinite({number}) AND {fits} THEN {number} "
            f"WHEN {cell} IS NULL OR {missing} THEN 'nan'::DOUBLE "
            f"WHEN {known}{_is_one_sql(text, _NOT_FINITE)} THEN '-inf'::DOUBLE ELSE 'inf'::DOUBLE END"
        )

    def _known_sql(self, mark: str) -> str:
        """Return the SQL of a mark, where a person has said that some numbers stand for nothing."""
        chosen = ", ".join(map(repr, self._missing_numbers))
        return f"CASE WHEN {mark} IN ({chosen}) THEN 'nan' ELSE {mark} END" if chosen else mark

    def absent(self, cell: str) -> str:
        """Return the SQL that tells whether the text `cell` is missing, or nan or inf spelled so."""
        return f"({self._missing_sql(cell)} OR {self._not_finite_sql(cell)})"

    def _not_finite_sql(self, cell: str) -> str:
        return _is_one_sql(_trimmed_sql(cell), _NOT_FINITE)

    def _missing_sql(self, cell: str) -> str:
        return _is_one_sql(_trimmed_sql(cell), self._words)

    def _without_sql(self, cell: str, column: int) -> str:
        if not (sign := self.sign(column)):
            return cell
        return (
            f"CASE WHEN contains({cell}, {quoted(sign)}) THEN replace({cell}, {quoted(sign)}, '') ELSE '' END"
        )

    def _ungrouped_sql(self, text: str) -> str:
        if not self.thousands:
            return text
        group = quoted(_GROUP[self.thousands])
        return (
            f"CASE WHEN NOT regexp_matches({text}, {group}) THEN {text} "
            f"WHEN regexp_full_match({text}, {quoted(self._grouped)}) "
            f"THEN regexp_replace({text}, {group}, '', 'g') ELSE '' END"
        )

    def _number_sql(self, text: str, form: str) -> str:
        if form in (forms.DURATION, forms.YEAR):
            return forms.value_sql(text, form)
        if self.fortran:
            text = f"regexp_replace({text}, {quoted(_FORTRAN)}, '\\1e\\2')"
        if self.decimal == ",":
            text = f"CASE WHEN contains({text}, '.') THEN '' ELSE replace({text}, ',', '.') END"
        return f"TRY_CAST({text} AS DOUBLE)"


def with_marks(source: str, wanted: Sequence[tuple[Numerals, str, int]]) -> str:
    """Return the SQL of a source with columns m0, m1, ... more, one for each of these cells.

    A mark is made in steps, each in a query of its own: in one expression a step would be written, and
    computed, again wherever the next ones use it.
    """
    numbered = enumerate(wanted)
    steps = (numerals.steps(cell, column, f"m{place}") for place, (numerals, cell, column) in numbered)
    for step in zip(*steps, strict=True):
        source = f"(SELECT *, {', '.join(step)} FROM {source})"
    return source


@lru_cache(maxsize=16)
def _bare_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return words as they are compared, with the empty one."""
    return ("", *(word.strip().lower() for word in words))


@lru_cache(maxsize=16)
def _numbers(words: tuple[str, ...]) -> tuple[float, ...]:
    """Return the numbers among words; only a person says that -999 stands for nothing."""
    return tuple(float(word) for word in words if re.fullmatch(r"[+-]?\d+([.]\d*)?", word.strip()))


def _without(cell: str, sign: str) -> str:
    return (cell.replace(sign, "") if sign in cell else "?") if sign else cell


def _plain_sql(text: str, form: str) -> str:
    """Return the SQL of a text without blanks around it, with a hyphen for any minus and for parentheses."""
    plain = f"replace({text}, '{_MINUS}', '-')"
    if form == forms.STRIPPED:
        return forms.numeral_sql(plain)
    bare = f"regexp_replace({plain}, '^{_ACCOUNTING}$', '-\\1')"
    return f"CASE WHEN starts_with({text}, '(') OR contains({text}, '{_MINUS}') THEN {bare} ELSE {text} END"


def _is_one_sql(text: str, words: Sequence[str]) -> str:
    longest = 4 * max(map(len, words))  # in bytes; long texts need not be copied
    return f"CASE WHEN strlen({text}) > {longest} THEN false ELSE lower({text}) IN ({quoted_list(words)}) END"


def _trimmed_sql(cell: str) -> str:
    # Thrice as fast as duckdb's trim of signs that are given.
    trimmed = f"regexp_replace({cell}, {quoted(_ENDS)}, '', 'g')"
    whole = f"strlen({cell}) > {_LONG} AND NOT regexp_matches({cell}, {quoted(_END)})"
    return f"CASE WHEN {whole} THEN {cell} ELSE {trimmed} END"  # no copy of a long text without need


def _trimmed(cell: str) -> str:
    return cell.strip(_TRIMMED).lower()
