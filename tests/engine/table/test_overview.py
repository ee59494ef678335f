"""A column at a glance, checked against NumPy's own histogram and against counting by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.table.overview import MOST_BINS, overview
from tests.engine.runs import column, labelled

NUMBERS = st.floats(-1e9, 1e9, allow_nan=False, width=32)


@given(st.lists(NUMBERS, min_size=1, max_size=300))
def test_bins_cover_all_numbers_and_no_other(values: list[float]) -> None:
    found = overview(column("x", [*values, np.nan]))
    assert found.edges is not None
    assert found.counts.sum() == len(values)
    assert len(found.counts) == len(found.edges) - 1 <= MOST_BINS
    assert found.edges[0] <= min(values)
    assert max(values) <= found.edges[-1]


def test_a_histogram_and_its_figures_are_numpy_s() -> None:
    values = np.random.default_rng(1).normal(5, 2, 20_000)
    found = overview(column("x", [*values, np.nan]))
    counts, edges = np.histogram(values, MOST_BINS)
    assert found.edges is not None
    np.testing.assert_allclose(found.edges, edges, rtol=1e-12)
    assert np.abs(found.counts - counts).sum() <= 2  # a number on an edge may fall to either side
    assert (found.mean, found.std) == (values.mean(), values.std())
    assert found.quartiles == tuple(np.quantile(values, [0.25, 0.5, 0.75]))


def test_few_whole_numbers_have_a_bin_each() -> None:
    found = overview(column("cylinders", [4, 8, 4, 6, 4, 3]))
    assert found.counts.tolist() == [1, 3, 0, 1, 0, 1]
    assert found.edges is not None
    assert found.edges.tolist() == [2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5]


@pytest.mark.parametrize(
    "values", [[7.25, 7.25], [-1.7e308, 1.7e308, 0.0], [5e-324, 0.0], [1e300, 1e300], [1e17, 1e17 + 16]]
)
def test_one_value_and_the_largest_and_smallest_there_are_have_bins_too(values: list[float]) -> None:
    found = overview(column("x", values))
    assert found.counts.sum() == len(values)
    assert found.edges is not None
    assert np.isfinite(found.edges).all()


def test_labels_come_by_frequency_and_the_rare_ones_together() -> None:
    cells = ["b", "a", "b", "", "c", "c", "b"] + [f"rare {n:02}" for n in range(40)]
    found = overview(labelled("x", cells))
    assert found.labels[:3] == ("b", "c", "a")
    assert found.counts[:3].tolist() == [3, 2, 1]
    assert len(found.labels) == MOST_BINS
    assert found.counts.sum() + found.others == len(cells) - 1
    assert (found.mean, found.quartiles) == (None, None)


def test_names_and_notes_have_no_bars() -> None:
    found = overview(labelled("note", [f"n{n}" for n in range(1001)]))
    assert (len(found.counts), found.labels, found.edges) == (0, (), None)
