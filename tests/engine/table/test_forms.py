"""Durations, years that end in the next one, and numbers with marks: Python and duckdb read them alike."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.reading.columns.cells import UNREADABLE
from engine.table.forms import PATTERNS
from engine.table.numerals import Numerals
from tests.engine.table.test_numerals import marks

PARTS = (
    *("0", "1", "59", "60", "2010", "11", ":", "-", "/", "\u2013", ".", ",", " ", "days, ", "day ", "d "),
    *("<", "\u2265", "*", "**", "\u2020", "(a)", "[1]", "(", ")", "+", "e5", "x", "NA", "\u2212", "5"),
)


@pytest.mark.parametrize("form", PATTERNS)
@pytest.mark.parametrize("numerals", [Numerals(), Numerals(",", ".")])
@settings(max_examples=15)
@given(st.lists(st.lists(st.sampled_from(PARTS), max_size=7).map("".join), min_size=1, max_size=100))
def test_a_cell_is_what_duckdb_makes_of_it(numerals: Numerals, form: str, texts: list[str]) -> None:
    numerals = numerals.with_form(0, form)
    for text, mark in zip(texts, marks(numerals, texts), strict=True):
        number = numerals.number(text, 0)
        if number is None:
            assert mark == UNREADABLE or (math.isnan(mark) and numerals.is_missing(text)), text
        else:
            assert mark == number, text


@pytest.mark.parametrize(
    ("form", "text", "number"),
    [
        ("stripped", "14**", 14.0),
        ("stripped", "<0.5", 0.5),
        ("stripped", ">100", 100.0),
        ("stripped", "\u2265 5 \u2020", 5.0),
        ("stripped", "12.3 *", 12.3),
        ("stripped", "\u22123 (est.)", -3.0),
        ("stripped", "7[2]", 7.0),
        ("stripped", "(12.5)", 12.5),
        ("stripped", "(0.5)*", 0.5),
        ("stripped", "5 kg", None),
        ("stripped", "<", None),
        ("duration", "02:31:38", 9098.0),
        ("duration", "2:31", 151.0),
        ("duration", "0:00:01,5", 1.5),
        ("duration", "1 day, 2:31:38", 95498.0),
        ("duration", "-0:30", -30.0),
        ("duration", "1:31.5", 91.5),
        ("duration", "2:61", None),
        ("duration", "151", None),
        ("year", "2010-11", 2010.0),
        ("year", "1999/2000", 1999.0),
        ("year", "1999\u201300", 1999.0),
        ("year", "2010-12", None),
        ("year", "2010", None),
    ],
)
def test_forms(form: str, text: str, number: float | None) -> None:
    assert Numerals(forms=(form,)).number(text, 0) == number


def test_a_form_is_that_of_its_column_alone() -> None:
    numerals = Numerals().with_form(1, "duration")
    assert [numerals.number("1:30", column) for column in (0, 1, 2)] == [None, 90.0, None]


@pytest.mark.timeout(30)
@pytest.mark.parametrize("form", ["", *PATTERNS])
@pytest.mark.parametrize(
    "text",
    [
        "1" + " " * 10**6 + "x",
        "1," * 10**6,
        "<" * 10**6,
        "1" + "*" * 10**6,
        "(1" + " " * 10**6 + "x",
        ":" * 10**6,
    ],
)
def test_a_million_characters_are_one_cell_to_the_patterns(form: str, text: str) -> None:
    assert Numerals(forms=(form,)).number(text, 0) is None
