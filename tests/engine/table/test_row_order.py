"""The order of rows: that of the values, stable in both directions, and what has no value last."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.table.row_order import sorted_rows
from tests.engine.runs import column, labelled

NAN = float("nan")


def test_equal_rows_stay_in_order_and_missing_ones_come_last_both_ways() -> None:
    values = column("x", [2, NAN, 1, 2, NAN, 1])
    assert sorted_rows(values).tolist() == [2, 5, 0, 3, 1, 4]
    assert sorted_rows(values, descending=True).tolist() == [0, 3, 2, 5, 1, 4]


def test_labels_and_texts_go_by_their_letters() -> None:
    assert sorted_rows(labelled("x", ["pear", "", "apple", "fig"])).tolist() == [2, 3, 0, 1]
    names = labelled("x", [f"name {n:04}" for n in range(2000, 0, -1)] + [""])
    assert names.texts is not None
    assert sorted_rows(names).tolist() == [*range(1999, -1, -1), 2000]
    assert sorted_rows(names, descending=True).tolist() == list(range(2001))


@given(st.lists(st.one_of(st.integers(0, 5).map(float), st.just(NAN)), min_size=1))
def test_it_is_python_s_stable_sort(values: list[float]) -> None:
    rows = range(len(values))
    present = [row for row in rows if not np.isnan(values[row])]
    absent = [row for row in rows if np.isnan(values[row])]
    for descending in (False, True):
        expected = sorted(present, key=values.__getitem__, reverse=descending) + absent
        assert sorted_rows(column("x", values), descending=descending).tolist() == expected
