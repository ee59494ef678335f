import math
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.training.run.history import CAPACITY, RECENT, History, Series


def series(values: list[float]) -> Series:
    made = Series()
    for epoch, value in enumerate(values):
        made.add(epoch, value)
    return made


def test_few_values_are_all_there() -> None:
    curve = series([3, 1, 2]).curve()
    for column in (curve.low, curve.high, curve.last):
        assert column.tolist() == [3, 1, 2]
    assert curve.epoch.tolist() == [0, 1, 2]


def test_an_empty_course_is_empty() -> None:
    empty = Series()
    assert empty.curve().epoch.shape == (0,)
    assert empty.recent().shape == (2, 0)
    assert math.isnan(empty.value_at(3))
    assert empty.last_epoch == -1


def test_merging_keeps_extremes_and_the_last() -> None:
    # Four values in two points: (4, 9) and (1, 3).
    curve = series([4, 9, 1, 3]).curve(points=2)
    assert curve.epoch.tolist() == [1, 3]
    assert curve.low.tolist() == [4, 1]
    assert curve.high.tolist() == [9, 3]
    assert curve.last.tolist() == [9, 3]


@given(st.integers(1, 3 * CAPACITY), st.integers(1, 1500))
def test_a_curve_covers_everything_in_few_points(count: int, points: int) -> None:
    values = np.random.default_rng(count).random(count)
    curve = series(values.tolist()).curve(points)
    assert 1 <= len(curve.epoch) <= points
    assert (np.diff(curve.epoch) > 0).all()
    assert curve.epoch[-1] == count - 1
    assert curve.low.min() == values.min()
    assert curve.high.max() == values.max()
    # Each point stands for the values after the point before it.
    firsts = np.concatenate([[0], curve.epoch[:-1].astype(int) + 1])
    for first, end, low, high, last in zip(
        firsts, curve.epoch.astype(int), curve.low, curve.high, curve.last, strict=True
    ):
        merged = values[first : end + 1]
        assert (low, high, last) == (merged.min(), merged.max(), merged[-1])


def test_epochs_may_have_gaps() -> None:
    made = Series()
    for epoch, value in ((0, 5.0), (10, 4.0), (1000, 3.0)):
        made.add(epoch, value)
    assert made.curve().epoch.tolist() == [0, 10, 1000]
    assert made.value_at(0) == 5
    assert made.value_at(7) == 4
    assert made.value_at(1000) == 3
    assert made.value_at(5000) == 3


@pytest.mark.parametrize("count", [1, RECENT - 1, RECENT, RECENT + 1, 5 * RECENT + 3])
def test_the_last_ones_are_exact(count: int) -> None:
    values = np.random.default_rng(0).random(count)
    epochs, recent = series(values.tolist()).recent()
    assert np.array_equal(recent, values[-RECENT:])
    assert np.array_equal(epochs, np.arange(count)[-RECENT:])


def test_memory_does_not_grow() -> None:
    def arrays(made: Series) -> int:
        return sum(value.nbytes for value in vars(made).values() if isinstance(value, np.ndarray))

    made = Series()
    before = arrays(made)
    for epoch in range(10 * CAPACITY):
        made.add(epoch, 1.0)
    assert arrays(made) == before
    assert sum(sys.getsizeof(value) for value in vars(made).values()) < 200_000
    assert len(made.curve(10**9).epoch) <= CAPACITY


def test_a_curve_is_frozen_and_the_series_goes_on_without_it() -> None:
    made = series([1, 2, 3])
    curve = made.curve()
    for column in (curve.epoch, curve.low, curve.high, curve.last):
        assert not column.flags.writeable
    recent = made.recent()
    made.add(3, 9)
    assert curve.last.tolist() == [1, 2, 3]
    assert recent[1].tolist() == [1, 2, 3]


def history(losses: list[float]) -> History:
    made = History()
    made.train = series(losses)
    return made


def test_a_loss_that_no_longer_moves_has_stalled() -> None:
    falling = [1 / (epoch + 1) for epoch in range(1000)]
    assert not history(falling).has_stalled(999)
    assert history([*falling, *[falling[-1]] * 1000]).has_stalled(1999)


def test_stalled_means_less_than_a_thousandth_in_the_last_third() -> None:
    steps = [1.0] * 667 + [0.9985] * 333
    assert not history(steps).has_stalled(999)
    steps = [1.0] * 667 + [0.9995] * 333
    assert history(steps).has_stalled(999)


def test_a_rising_loss_has_stalled() -> None:
    assert history([1 + epoch / 1000 for epoch in range(600)]).has_stalled(599)


def test_before_300_epochs_it_is_too_early_to_tell() -> None:
    assert not history([1.0] * 300).has_stalled(299)
    assert history([1.0] * 301).has_stalled(300)
