from dataclasses import replace

import numpy as np
import pytest

from engine.base.errors import InputError
from engine.table.table import Column, Table


def numbers(*values: float, known: int | None = None) -> Column:
    return Column(
        name="a",
        kind="number",
        values=np.array(values),
        missing=0,
        unreadable=0,
        low=None,
        high=None,
        known_distinct=known,
    )


def test_columns_of_another_length_than_the_table_are_no_table() -> None:
    with pytest.raises(ValueError, match=r"^'y' has 2 cells in a table of 3 rows$"):
        Table(
            name="t.csv",
            path="",
            columns=(numbers(1, 2, 3), replace(numbers(1, 2), name="y")),
            bad_cells=(),
            rows=3,
            dialect={},
            problems=(),
            fingerprint="",
        )


@pytest.mark.parametrize(
    ("values", "count"), [((3, 1, 3, np.nan), 2), ((), 0), ((np.nan, np.nan), 0), ((0.0, -0.0), 1)]
)
def test_different_numbers_are_counted_without_gaps(values: tuple[float, ...], count: int) -> None:
    assert numbers(*values).distinct == count


def test_different_values_are_counted_once_and_what_is_known_stays() -> None:
    column = numbers(1, 2, 3)
    assert column.known_distinct is None
    assert column.distinct == column.known_distinct == 3
    assert numbers(1, 2, 3, known=7).distinct == 7


def test_a_column_that_is_not_there_is_answered_with_those_that_are() -> None:
    table = Table(
        name="t.csv",
        path="",
        columns=(numbers(1, 2),),
        bad_cells=(),
        rows=2,
        dialect={},
        problems=(),
        fingerprint="",
    )
    assert table.column("a").name == "a"
    with pytest.raises(InputError, match=r'"t\.csv" has no column "b": choose one of a'):
        table.column("b")
