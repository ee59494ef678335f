"""Rows that a typed filter lets through: `age > 40 and species = Adelie, mass missing, dream`.

Conditions are joined by "and" or a comma, and a row must meet them all:

- `COLUMN > VALUE`, or another of OPERATORS: numbers by size, dates by day (2021 and 2021-05 are all their
  days), labels and texts only by = and !=. A row without a value meets none of these.
- `COLUMN missing`, `COLUMN not missing`; "is" may stand before.
- any other words: each must occur in some cell of the row, in whatever letters; in a column of numbers a
  word is a number, and the cell is that number.

There is no "or", which is said where it stands between other words.
Quotes hold together what has blanks, commas or operators in it.
"""

import difflib
import math
import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Final, NamedTuple

import numpy as np

from engine.base.arrays import BoolArray, Float64Array
from engine.base.errors import InputError
from engine.table.row_order import absent_rows
from engine.table.table import Column, Table

PIECE_ROWS: Final = 16_384
"""Rows that are looked at in one go: some 7 ms for a word in a column of texts, far less elsewhere."""

Condition = Callable[[slice], BoolArray]
"""Tells which of a run of rows meet it."""

_Compare = Callable[[Float64Array, float, float], BoolArray]
OPERATORS: Final[dict[str, _Compare]] = {
    "=": lambda values, low, high: (values >= low) & (values <= high),
    "!=": lambda values, low, high: (values < low) | (values > high),
    "<": lambda values, low, _high: values < low,
    "<=": lambda values, _low, high: values <= high,
    ">": lambda values, _low, high: values > high,
    ">=": lambda values, low, _high: values >= low,
}
"""Each compares with all from a low to a high value, which are one for a number, and a period for a date."""

_SPELLINGS: Final = {"==": "=", "≠": "!=", "≤": "<=", "≥": ">="}
_TOKEN: Final = re.compile(
    r"""\s*(?: "(?P<quoted>[^"]*)"
      | (?P<operator> >= | <= | != | == | [=<>≠≤≥])
      | (?P<word> (?: [^\s",=<>≠≤≥!] | !(?!=) | (?<=\d),(?=\d) )+)
      | (?P<comma> ,)
      | (?P<odd> \S) )""",
    re.VERBOSE,
)
_DATE: Final = re.compile(r"\d{4}(-\d\d(-\d\d([ T]\d\d:\d\d(:\d\d)?)?)?)?")


@dataclass(frozen=True, slots=True, eq=False)
class RowFilter:
    """What must hold for a row of a table with so many `rows`."""

    conditions: tuple[Condition, ...]
    rows: int

    def pieces(self) -> Iterator[BoolArray]:
        """Yield which rows meet all conditions, PIECE_ROWS of them at a time, in order."""
        for first in range(0, self.rows, PIECE_ROWS):
            piece = slice(first, min(first + PIECE_ROWS, self.rows))
            everything = np.ones(piece.stop - piece.start, dtype=bool)
            yield reduce(operator.and_, (condition(piece) for condition in self.conditions), everything)


class _Token(NamedTuple):
    kind: str
    text: str


def parse_filter(text: str, table: Table) -> RowFilter:
    """Read what a person typed; raise InputError, saying what is wrong, where it makes no sense."""
    clauses: list[list[_Token]] = [[]]
    for token in _tokens(text):
        if token.kind == "comma" or (token.kind == "word" and token.text.lower() == "and"):
            clauses.append([])
        else:
            clauses[-1].append(token)
    conditions = [condition for clause in clauses for condition in _conditions(clause, table)]
    return RowFilter(tuple(conditions), table.rows)


def _tokens(text: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(text.rstrip()):
        kind = found.lastgroup or "odd"
        if kind == "odd":
            raise InputError(
                'a quote (") is not closed: write another one behind the words it holds together'
            )
        yield _Token(kind, found[kind])


def _conditions(clause: list[_Token], table: Table) -> Iterator[Condition]:
    """Yield what one clause asks for: a comparison, a gap, or that every word of it occurs."""
    if any(_is_word(token, "or") for token in clause[1:]):
        raise InputError(
            'there is no "or": a row must meet all conditions, so look for one after the other; in quotes, '
            "or is a word like others"
        )
    operators = [place for place, token in enumerate(clause) if token.kind == "operator"]
    if operators:
        yield _comparison(clause, operators, table)
    elif len(clause) > 1 and _is_word(clause[-1], "missing"):
        yield _gap(clause[:-1], table)
    else:
        yield from (_occurs(token.text, table) for token in clause if token.text.strip())


def _comparison(clause: list[_Token], operators: list[int], table: Table) -> Condition:
    place = operators[0]
    sign, name, value = clause[place].text, _joined(clause[:place]), _joined(clause[place + 1 :])
    if len(operators) > 1:
        raise InputError(
            f'join comparisons by "and": {name} {sign} … and {name} {clause[operators[1]].text} …'
        )
    if not name:
        raise InputError(f"write before {sign} which column is to be compared")
    column = _column(name, table)
    if not value:
        raise InputError(f"write what {column.name!r} is to be compared with behind {sign}")
    sign = _SPELLINGS.get(sign, sign)
    if column.kind == "number":
        number = _number(value)
        if number is None:
            hint = "; write a point, not a comma" if re.fullmatch(r"[-+\d]+,\d+", value) else ""
            raise InputError(f"column {column.name!r} holds numbers, and {value!r} is none{hint}")
        return _between(column, sign, number, number)
    if column.kind == "date":
        return _between(column, sign, *_period_asked(column, value))
    if sign not in ("=", "!="):
        raise InputError(f"column {column.name!r} holds texts: compare it by = or !=, not by {sign}")
    return _text_comparison(column, value, equal=sign == "=")


def _gap(named: list[_Token], table: Table) -> Condition:
    """Return the condition that a column has no value, or "not" so."""
    wanted = True
    if len(named) > 1 and _is_word(named[-1], "not"):
        named, wanted = named[:-1], False
    if len(named) > 1 and _is_word(named[-1], "is"):
        named = named[:-1]
    absent = absent_rows(_column(_joined(named), table))
    return lambda rows: absent[rows] == wanted


def _occurs(word: str, table: Table) -> Condition:
    """Return the condition that `word` occurs in some cell of a row."""
    word, number, period = word.lower(), _number(word), _period(word)
    anywhere: list[Condition] = []
    for column in table.columns:
        if column.labels:
            wanted = [word in label.lower() for label in column.labels]
            if any(wanted):
                anywhere.append(_labelled(column, wanted))
        elif column.texts is not None:
            anywhere.append(_found_in_texts(column, word))
        elif column.kind == "number" and number is not None:
            anywhere.append(_between(column, "=", number, number))
        elif column.kind == "date" and period is not None:
            anywhere.append(_between(column, "=", *period))
    return lambda rows: reduce(
        operator.or_,
        (condition(rows) for condition in anywhere),
        np.zeros(rows.stop - rows.start, dtype=bool),
    )


def _between(column: Column, sign: str, low: float, high: float) -> Condition:
    values, compare = column.values, OPERATORS[sign]
    return lambda rows: compare(values[rows], low, high)


def _text_comparison(column: Column, value: str, *, equal: bool) -> Condition:
    asked = value.lower()
    if column.texts is not None:
        texts = column.texts
        return lambda rows: ((np.strings.lower(texts[rows]) == asked) == equal) & (texts[rows] != "")
    wanted = [(label.lower() == asked) == equal for label in column.labels]
    if all(wanted) if not equal else not any(wanted):
        raise InputError(f"column {column.name!r} has no {value!r}{_instead(value, column.labels)}")
    return _labelled(column, wanted)


def _labelled(column: Column, wanted: list[bool]) -> Condition:
    """Return the condition that a row's label is `wanted`; the last place is that of a row without one."""
    values, answers = column.values, np.array([*wanted, False])
    none = float(len(wanted))
    return lambda rows: answers[np.nan_to_num(values[rows], nan=none).astype(np.intp)]


def _found_in_texts(column: Column, word: str) -> Condition:
    texts = column.texts
    assert texts is not None
    return lambda rows: np.asarray(np.strings.find(np.strings.lower(texts[rows]), word) >= 0)


def _column(name: str, table: Table) -> Column:
    """Return the column called so, in whatever letters if only one is."""
    alike = [column for column in table.columns if column.name.lower() == name.lower()]
    exact = [column for column in alike if column.name == name]
    if len(exact or alike) == 1:
        return (exact or alike)[0]
    raise InputError(
        f"there is no column {name!r}{_instead(name, [column.name for column in table.columns])}"
    )


def _instead(wrong: str, known: list[str] | tuple[str, ...]) -> str:
    """Say what may have been meant, or what there is."""
    close = difflib.get_close_matches(wrong, known, n=1)
    if close:
        return f": did you mean {close[0]!r}?"
    return f"; there is {', '.join(known[:5])}{' …' if len(known) > 5 else ''}"


def _number(text: str) -> float | None:
    try:
        number = float(text.replace("−", "-"))
    except ValueError:
        return None
    return number if math.isfinite(number) and "_" not in text else None


def _period(text: str) -> tuple[float, float] | None:
    """Return the first and the last moment of a year, month, day or minute, in days since 1970."""
    if not _DATE.fullmatch(text):
        return None
    try:
        period = np.datetime64(text.replace(" ", "T"))
    except ValueError:
        return None
    first, end = (
        (moment - np.datetime64(0, "D")) / np.timedelta64(1, "D") for moment in (period, period + 1)
    )
    return float(first), math.nextafter(float(end), -math.inf)


def _period_asked(column: Column, value: str) -> tuple[float, float]:
    period = _period(value)
    if period is None:
        raise InputError(f"column {column.name!r} holds dates, and {value!r} is none: write it as 2024-12-31")
    return period


def _joined(tokens: list[_Token]) -> str:
    return " ".join(token.text for token in tokens)


def _is_word(token: _Token, word: str) -> bool:
    return token.kind == "word" and token.text.lower() == word
