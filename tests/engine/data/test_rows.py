import numpy as np
import pytest

from engine.data.rows import Rows, of_mean_1

WEIGHTS = np.array([0.5, 2.0, 0.5, 1.0])
MADE = Rows(np.arange(8.0).reshape(2, 4), np.arange(4.0)[None], np.array([7, 3, 5, 1]), WEIGHTS)


def test_a_subset_takes_its_weights_along_at_mean_1_and_a_view_takes_them_as_they_are() -> None:
    some = MADE.subset(np.array([3, 1]))
    assert (some.Y.tolist(), some.numbers.tolist()) == ([[3, 1]], [1, 3])
    assert some.weights is not None
    assert some.weights == pytest.approx([2 / 3, 4 / 3], rel=1e-15)
    assert not some.weights.flags.writeable
    middle = MADE.between(1, 3)
    assert (middle.count, middle.numbers.tolist(), middle.Y.tolist()) == (2, [3, 5], [[1, 2]])
    assert middle.weights is not None
    assert middle.weights.tolist() == [2, 0.5]
    assert np.shares_memory(middle.X, MADE.X)


def test_weights_are_of_the_type_of_the_numbers_beside_them() -> None:
    single = MADE.astype(np.dtype(np.float32))
    assert single.weights is not None
    assert single.weights.dtype == single.X.dtype == np.float32
    assert MADE.astype(np.dtype(np.float64)) is MADE


def test_no_rows_have_no_mean() -> None:
    assert of_mean_1(np.empty(0)).shape == (0,)
    assert MADE.subset(np.empty(0, np.intp)).count == 0
