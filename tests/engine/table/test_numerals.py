"""What one cell is told to be, duckdb must make of it, too: a preview shows what is read."""

import math

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.reading.columns.cells import EMPTY, NOT_FINITE, UNREADABLE
from engine.table.numerals import Numerals, with_marks

WAYS = [
    Numerals(),
    Numerals(","),
    Numerals(".", ","),
    Numerals(",", "."),
    Numerals(",", " "),
    Numerals(".", "'"),
    Numerals(".", "", ("%",)),
    Numerals(",", ".", ("€",)),
    Numerals(".", "", (), ("NA", "-999")),
]
PARTS = [
    *("1", "23", "456", "00", ",", ".", " ", "\u202f", "'", "-", "+", "\u2212", "(", ")", "_", "e5", "\v"),
    *("1,23,456", "%", "€", "NA", "nan", "inf", "x", "-999", "\u0663"),
]
cells = st.lists(st.sampled_from(PARTS), max_size=6).map("".join)


def marks(numerals: Numerals, texts: list[str]) -> list[float]:
    """Return what duckdb makes of cells."""
    source = "(SELECT unnest($1::VARCHAR[]) AS c0)"
    query = f"SELECT m0 FROM {with_marks(source, [(numerals, 'c0', 0)])}"
    with duckdb.connect(":memory:") as connection:
        return [mark for (mark,) in connection.execute(query, [texts]).fetchall()]


@pytest.mark.parametrize("numerals", WAYS)
@settings(max_examples=10)
@given(st.lists(cells, min_size=1, max_size=100))
@example(["\u2212nan", "+\u22121", "--nan", "+-inf", "-nan"])
def test_a_cell_is_what_duckdb_makes_of_it(numerals: Numerals, texts: list[str]) -> None:
    for text, mark in zip(texts, marks(numerals, texts), strict=True):
        if mark == NOT_FINITE:
            assert numerals.is_absent(text) or numerals.is_number(text, 0), text
        elif math.isnan(mark):
            assert numerals.is_missing(text), text
        elif mark == UNREADABLE:
            assert not numerals.is_number(text, 0), text
            assert not numerals.is_missing(text), text
        else:
            assert numerals.number(text, 0) == mark, text


@pytest.mark.parametrize(
    ("numerals", "cell", "mark"),
    [
        (Numerals(",", "."), "1.234.567,5", 1234567.5),
        (Numerals(".", ","), "12,34", UNREADABLE),
        (Numerals(".", ","), "0,123", UNREADABLE),
        (Numerals(".", " "), "-1\u00a0234", -1234),
        (Numerals(".", "", ("%",)), "5 %", 5),
        (Numerals(".", "", ("%",)), "5", UNREADABLE),
        (Numerals(missing_words=("-999",)), "-999.0", EMPTY),
        (Numerals(), "1e400", UNREADABLE),
        (Numerals(), "-Infinity", NOT_FINITE),
        (Numerals(), "nan(1)", UNREADABLE),
        (Numerals(), "1_000", UNREADABLE),
        (Numerals(), "+-0.5", UNREADABLE),
        (Numerals(), "\u0661\u0662", UNREADABLE),
        (Numerals(), "\u22123.5", -3.5),
        (Numerals(), "(12.5)", -12.5),
        (Numerals(), "( 12.5 )", -12.5),
        (Numerals(), "(-12.5)", UNREADABLE),
        (Numerals(), "(12.5", UNREADABLE),
        (Numerals(",", "."), "(1.234,5)", -1234.5),
        (Numerals(".", ",", ("$",)), "($1,234.50)", -1234.5),
        (Numerals(".", ","), "1,23,456.5", 123456.5),
        (Numerals(".", ","), "\u221212,34,567", -1234567),
        (Numerals(".", ","), "1,23,45", UNREADABLE),
        (Numerals(",", "."), "1.23.456", UNREADABLE),
    ],
)
def test_marks(numerals: Numerals, cell: str, mark: float) -> None:
    assert marks(numerals, [cell])[0] == pytest.approx(mark, nan_ok=True)
