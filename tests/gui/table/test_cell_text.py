"""Cells in words: every digit where somebody asks, and what there is room for in a line."""

import pytest

from gui.table.cell_text import cell_text, short_cell_text
from tests.engine.runs import column, labelled


def test_numbers_come_with_every_digit_and_shortened() -> None:
    numbers = column("x", [1 / 3, 1500, float("nan"), -2.5e-9])
    assert [cell_text(numbers, row) for row in range(4)] == ["0.3333333333333333", "1500", "", "-2.5e-9"]
    assert [short_cell_text(numbers, row) for row in range(4)] == ["0.33333333", "1500", "", "-2.5e-9"]


def test_labels_and_texts_are_themselves_and_long_ones_are_cut() -> None:
    assert [cell_text(labelled("x", ["b", "", "a"]), row) for row in range(3)] == ["b", "", "a"]
    notes = labelled("x", ["two\nlines", "w" * 500, *(f"n{n}" for n in range(1000))])
    assert cell_text(notes, 0) == "two\nlines"
    assert short_cell_text(notes, 0) == "two lines"
    assert cell_text(notes, 1) == "w" * 500
    assert short_cell_text(notes, 1) == "w" * 199 + "…"


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (0, "1970-01-01"),
        (18_627, "2020-12-31"),
        (-1.25, "1969-12-30 18:00"),
        (0.5 + 1 / 86_400, "1970-01-01 12:00:01"),
    ],
)
def test_days_are_dates_with_the_time_where_there_is_one(days: float, text: str) -> None:
    assert cell_text(column("x", [days], kind="date"), 0) == text
