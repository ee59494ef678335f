import numpy as np
import pytest

from engine.data.identifiers import COUNTS_ROWS, NAMES_ROWS, identifiers, not_used, why_identifier
from engine.table.table import Table
from tests.engine.runs import table

ROWS = 40
MIXED = np.random.default_rng(0).permutation(ROWS)


def named(name: str, cells: list[float] | list[str]) -> Table:
    """A table of one column of any name, beside another."""
    return table(**{name: cells, "other": [0.5] * len(cells)})


@pytest.mark.parametrize(
    ("name", "cells", "expected"),
    [
        ("a", list(range(ROWS)), COUNTS_ROWS),
        ("a", list(range(1, ROWS + 1)), COUNTS_ROWS),
        ("a", list(range(892, 892 + ROWS)), COUNTS_ROWS),
        ("a", list(MIXED), COUNTS_ROWS),
        ("a", list(MIXED + 1), COUNTS_ROWS),
        ("a", list(MIXED + 2), ""),
        ("a", list(range(5)), ""),  # by chance
        ("id", list(range(5)), COUNTS_ROWS),
        ("year", list(range(1980, 1980 + ROWS)), ""),
        ("Jahr", list(range(1980, 1980 + ROWS)), ""),
        ("time", list(range(ROWS)), ""),
        ("a", [float("nan"), *range(1, ROWS)], ""),
        ("income", list(MIXED * 37 + 5000), ""),
        ("CustomerID", list(MIXED * 37 + 5000), NAMES_ROWS),
        ("Kundennummer", list(MIXED * 37 + 5000), NAMES_ROWS),
        ("code postal", list(MIXED * 37 + 5000), NAMES_ROWS),
        ("teléfono", list(MIXED * 37 + 5000), NAMES_ROWS),
        ("unnamed: 0", list(MIXED * 37 + 5000), NAMES_ROWS),
        ("column 1", list(MIXED * 37 + 5000), NAMES_ROWS),
        ("number of rooms", list(MIXED * 37 + 5000), ""),
        ("price index", list(MIXED + 0.5), ""),  # measured
        ("citric acid", list(MIXED * 37 + 5000), ""),
        ("store_id", [1, 2, 3, 4] * 10, ""),  # comes again
        ("a", [f"text {number}" for number in range(ROWS)], NAMES_ROWS),
        ("a", [f"text {number}" for number in range(19)], ""),
        ("serial", [f"text {number}" for number in range(19)], NAMES_ROWS),
        ("a", ["x", "y"] * 20, ""),
    ],
)
def test_what_only_says_which_row_it_is(name: str, cells: list[float] | list[str], expected: str) -> None:
    made = named(name, cells)
    assert why_identifier(made.columns[0], made) == expected


def test_a_first_column_without_a_name_is_an_index_only_beside_names() -> None:
    made = table(**{"column 1": list(MIXED * 37.0), "column 2": [0.5] * ROWS})
    assert why_identifier(made.columns[0], made) == ""


def test_those_that_are_not_used_are_said() -> None:
    made = table(id=list(range(ROWS)), a=[0.5] * ROWS, name=[f"n{row}" for row in range(ROWS)])
    assert identifiers(made) == ("id", "name")
    assert not_used(("id", "name")) == "the unused columns 'id' and 'name' only say which row it is"
    assert not_used(("name",)) == "the unused column 'name' only says which row it is"
    assert not_used(()) == ""
