"""How the cells of a table write numbers, and which words stand for none: for one cell, and in SQL for all.

The two agree, cell by cell, so that what a preview shows is what is read.
"""

import math
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from engine.data.reading import MISSING_WORDS, NOT_FINITE_WORDS
from engine.data.sql import quoted, quoted_list

_GROUP: Final = {"": "", ",": ",", ".": "[.]", " ": "[ \u00a0\u2009\u202f]", "'": "['\u2019]"}
"""What separates groups of three digits, as a pattern."""

_FORTRAN: Final = "([0-9.])[dD]([+-]?[0-9])"

_TRIMMED: Final = " \t\r\n\u00a0\u2009\u202f"


@dataclass(frozen=True, slots=True)
class Numerals:
    """The decimal sign, what separates thousands, each column's sign or unit in its cells, and missing words.

    A sign (%, €, kg) stands before or after every number of its column, or the cell is none. Where `fortran`,
    1.5D+03 is 1500, too.
    """

    decimal: str = "."
    thousands: str = ""
    signs: tuple[str, ...] = ()
    missing_words: tuple[str, ...] = MISSING_WORDS
    fortran: bool = False

    @property
    def plain(self) -> bool:
        """Whether numbers are written as programs write them, and no number stands for nothing."""
        as_programs = self.decimal == "." and not (self.thousands or any(self.signs) or self.fortran)
        return as_programs and not self._missing_numbers

    def sign(self, column: int) -> str:
        """Return the sign in the cells of a column, "" where there is none."""
        return self.signs[column] if column < len(self.signs) else ""

    def is_missing(self, cell: str) -> bool:
        """Tell whether a cell is empty or one of the words that stand for nothing."""
        return _trimmed(cell) in ("", *self._words) or self._value(cell) in self._missing_numbers

    def is_absent(self, cell: str) -> bool:
        """Tell whether a cell is missing, or nan or inf spelled so."""
        return self.is_missing(cell) or _unsigned(cell) in NOT_FINITE_WORDS

    def is_number(self, cell: str, column: int = -1) -> bool:
        """Tell whether a cell reads as a number, or as nan or inf spelled so; 1e400 does not."""
        text = self._pointed(_without(cell, self.sign(column)) if column >= 0 else cell)
        try:
            return math.isfinite(float(text)) or _unsigned(text) in NOT_FINITE_WORDS
        except ValueError:
            return False

    def is_grouped(self, cell: str) -> bool:
        """Tell whether a cell is a number whose thousands are separated."""
        return bool(self.thousands and re.fullmatch(self._grouped, cell.strip(_TRIMMED)))

    def _pointed(self, cell: str) -> str:
        """Return a cell without separators of thousands and with a point, "?" where it is no number."""
        if self.thousands and re.search(_GROUP[self.thousands], cell.strip(_TRIMMED)):
            if not re.fullmatch(self._grouped, cell.strip(_TRIMMED)):
                return "?"
            cell = re.sub(_GROUP[self.thousands], "", cell.strip(_TRIMMED))
        if self.fortran:
            cell = re.sub(_FORTRAN, r"\1e\2", cell)
        if self.decimal == ",":
            return "?" if "." in cell else cell.replace(",", ".")
        return cell

    def is_fortran(self, cell: str) -> bool:
        """Tell whether a cell is a number whose exponent is written with a D."""
        return re.search(_FORTRAN, cell) is not None and replace(self, fortran=True).is_number(cell)

    def _value(self, cell: str) -> float | None:
        if not self._missing_numbers:
            return None
        try:
            return float(self._pointed(cell))
        except ValueError:
            return None

    @property
    def _missing_numbers(self) -> tuple[float, ...]:
        return _numbers(self.missing_words)

    @property
    def _grouped(self) -> str:
        point = "[.]" if self.decimal == "." else ","
        return rf"[+-]?[1-9]\d{{0,2}}({_GROUP[self.thousands]}\d{{3}})+({point}\d*)?"

    @property
    def _words(self) -> tuple[str, ...]:
        return tuple(word.strip().lower() for word in self.missing_words)

    def mark(self, cell: str, column: int) -> str:
        """Return the SQL that makes a number or a mark of the text `cell`, of the column so numbered."""
        # The column must be used as text somewhere in the expression: duckdb moves a lone TRY_CAST into its
        # CSV reader as a plain cast, which raises at the first bad cell.
        number = f"TRY_CAST(trim({self._pointed_sql(cell, column)}, {quoted(_TRIMMED)}) AS DOUBLE)"
        numbers = ", ".join(map(repr, self._missing_numbers))
        chosen = f"WHEN {number} IN ({numbers}) THEN 'nan'::DOUBLE " if numbers else ""
        # "nan" and "inf" have an n in them, 1e400 has not.
        return (
            f"CASE {chosen}WHEN isfinite({number}) THEN {number} "
            f"WHEN NOT isfinite({number}) AND {cell} ILIKE '%n%' THEN '-inf'::DOUBLE "
            f"WHEN {cell} IS NULL OR {self._missing_sql(cell)} THEN 'nan'::DOUBLE "
            "ELSE 'inf'::DOUBLE END"
        )

    def absent(self, cell: str) -> str:
        """Return the SQL that tells whether the text `cell` is missing, or nan or inf spelled so."""
        unsigned = f"ltrim(lower(trim({cell}, {quoted(_TRIMMED)})), '+-')"
        return f"({self._missing_sql(cell)} OR {unsigned} IN ({quoted_list(NOT_FINITE_WORDS)}))"

    def _missing_sql(self, cell: str) -> str:
        return f"lower(trim({cell}, {quoted(_TRIMMED)})) IN ({quoted_list(('', *self._words))})"

    def _pointed_sql(self, cell: str, column: int) -> str:
        text = cell
        if sign := self.sign(column):
            sign = quoted(sign)
            text = f"CASE WHEN contains({text}, {sign}) THEN replace({text}, {sign}, '') ELSE '' END"
        if self.thousands:
            group = quoted(_GROUP[self.thousands])
            text = (
                f"CASE WHEN NOT regexp_matches(trim({text}, {quoted(_TRIMMED)}), {group}) THEN {text} "
                f"WHEN regexp_full_match(trim({text}, {quoted(_TRIMMED)}), {quoted(self._grouped)}) "
                f"THEN regexp_replace(trim({text}, {quoted(_TRIMMED)}), {group}, '', 'g') ELSE '' END"
            )
        if self.fortran:
            text = f"regexp_replace({text}, {quoted(_FORTRAN)}, '\\1e\\2')"
        if self.decimal == ",":
            text = f"CASE WHEN contains({text}, '.') THEN '' ELSE replace({text}, ',', '.') END"
        return text


@lru_cache(maxsize=16)
def _numbers(words: tuple[str, ...]) -> tuple[float, ...]:
    """Return the numbers among words; only a person says that -999 stands for nothing."""
    return tuple(float(word) for word in words if re.fullmatch(r"[+-]?\d+([.]\d*)?", word.strip()))


def _without(cell: str, sign: str) -> str:
    return (cell.replace(sign, "") if sign in cell else "?") if sign else cell


def _trimmed(cell: str) -> str:
    return cell.strip(_TRIMMED).lower()


def _unsigned(cell: str) -> str:
    return _trimmed(cell).lstrip("+-")
