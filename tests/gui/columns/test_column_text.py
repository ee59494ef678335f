"""A column in words: the same ones wherever it is described."""

from dataclasses import replace

from engine.table.overview import overview
from gui.columns.column_text import column_text, values_text
from tests.engine.runs import column, labelled


def test_numbers_tell_their_range_and_figures() -> None:
    numbers = replace(column("x", [1, 2, 3, 6]), missing=1, unreadable=2)
    assert values_text(numbers) == "1 to 6"
    assert column_text(numbers, overview(numbers)).replace("\xa0", " ").split("\n") == [
        "Numbers from 1 to 6, 4 different values",
        "mean 3, median 2.5",
        "half of them from 1.75 to 3.75",
        "standard deviation 1.8708",
        "1 missing (25.0 %), 2 cells that can't be read as a number",
    ]


def test_dates_are_dates_and_times_of_figures_end_with_minutes() -> None:
    dates = column("day", [0, 1, 1 / 3], kind="date")
    assert values_text(dates) == "1970-01-01 to 1970-01-02"
    assert column_text(dates, overview(dates)).split("\n") == [
        "Dates from 1970-01-01 to 1970-01-02, 3 different values",
        "mean 1970-01-01 10:40, median 1970-01-01 08:00",
        "half of them from 1970-01-01 04:00 to 1970-01-01 16:00",
        "standard deviation 0.41574 days",
        "none missing",
    ]


def test_labels_are_listed_and_counted_and_names_are_too_many() -> None:
    labels = labelled("size", ["s", "m", "s", ""])
    assert values_text(labels) == "2 labels"
    assert column_text(labels, overview(labels)).replace("\xa0", " ").split("\n") == [
        "Text, 2 different values: m and s",
        "s: 2 (66.7 %)",
        "m: 1 (33.3 %)",
        "1 missing (25.0 %)",
    ]
    names = labelled("name", [f"n{number}" for number in range(1200)])
    assert values_text(names) == "1,200 texts"
    assert column_text(names, overview(names)) == (
        "Text, 1,200 different values: too many to learn from\nnone missing"
    )
