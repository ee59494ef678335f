import math

import numpy as np
import pytest

from engine.scoring.reliability import BINS, reliability


def test_of_two_classes_it_is_the_probability_of_the_second_by_hand() -> None:
    second = np.array([0.02, 0.04, 0.75, 0.77, 0.79, 1.0])
    found = reliability(np.array([1 - second, second]), np.array([0, 1, 1, 1, 0, 1]))
    assert found.rows.tolist() == [2, 0, 0, 0, 0, 0, 0, 3, 0, 1]
    assert found.expected[[0, 7, 9]] == pytest.approx([0.03, 0.77, 1])
    assert found.observed[[0, 7, 9]] == pytest.approx([0.5, 2 / 3, 1])
    assert np.isnan(found.observed[1:7]).all()
    assert found.error == pytest.approx((2 * 0.47 + 3 * (0.77 - 2 / 3) + 0) / 6)
    assert not found.rows.flags.writeable


def test_of_more_classes_it_is_the_probability_of_the_answer() -> None:
    chances = np.array([[0.6, 0.2, 0.1], [0.3, 0.65, 0.1], [0.1, 0.15, 0.8]])
    found = reliability(chances, np.array([0, 2, 2]))
    assert found.rows.tolist() == [0, 0, 0, 0, 0, 0, 2, 0, 1, 0]
    assert found.observed[6] == 0.5
    assert found.error == pytest.approx((2 * (0.625 - 0.5) + 0.2) / 3)


def test_the_interval_is_wilsons() -> None:
    # The textbook's: 8 of 10 rows are between 49.0 and 94.3 %, and none of 10 up to 27.8 %.
    chances = np.concatenate([np.full(10, 0.85), np.full(10, 0.05)])
    true = np.concatenate([np.arange(10) < 8, np.zeros(10)]).astype(np.intp)
    found = reliability(np.array([1 - chances, chances]), true)
    assert found.low[[8, 0]] == pytest.approx([0.4902, 0], abs=5e-5)
    assert found.high[[8, 0]] == pytest.approx([0.9433, 0.2775], abs=5e-5)


def test_weighted_rows_are_counted_once_and_say_as_much_as_so_many_alike() -> None:
    given = np.array([0.82, 0.88, 0.86, 0.84, 0.1])
    chances, true = np.array([1 - given, given]), np.array([1, 0, 1, 1, 0])
    counts = np.array([3, 1, 1, 1, 2])
    weighted = reliability(chances, true, 0.1 * counts)
    repeated = reliability(np.repeat(chances, counts, axis=1), np.repeat(true, counts))
    assert weighted.rows[8] == 4
    assert weighted.observed[8] == pytest.approx(5 / 6)
    assert weighted.expected == pytest.approx(repeated.expected, nan_ok=True)
    assert weighted.error == pytest.approx(repeated.error, rel=1e-12)
    # Weights of 3, 1, 1, 1 are worth 6² / 12 = 3 rows alike: less is certain than of 6 rows.
    slack = 1.959963984540054**2 / 3
    reach = np.sqrt(slack * (5 / 36 + slack / 4)) / (1 + slack)
    assert weighted.high[8] - weighted.low[8] == pytest.approx(2 * reach, rel=1e-12)


def test_what_comes_true_as_often_as_said_has_no_error() -> None:
    stream = np.random.RandomState(0)
    chances = stream.dirichlet(np.ones(4), 50_000).T
    true = (chances.cumsum(axis=0) < stream.rand(50_000)).sum(axis=0)
    assert reliability(chances, true).error < 0.01
    sure = np.eye(4)[true].T
    assert reliability(sure, true).error == 0


def test_without_rows_or_numbers_nothing_can_be_said() -> None:
    for chances in (np.empty((3, 0)), np.full((2, 4), math.nan)):
        found = reliability(chances, np.zeros(chances.shape[1], np.intp))
        assert math.isnan(found.error)
        assert found.rows.tolist() == [0] * BINS
