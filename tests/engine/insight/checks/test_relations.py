import numpy as np
import pytest

from engine.insight.checks.relations import determines, levels, rank_correlation

NAN = float("nan")


def test_levels_number_the_different_values_in_order() -> None:
    assert levels(np.array([5.0, -1.0, 5.0, 7.0])).tolist() == [1, 0, 1, 2]


def test_ranks_see_through_a_curve_and_are_not_fooled_by_one_extreme_value() -> None:
    x = np.random.default_rng(0).standard_normal((2, 60))
    assert rank_correlation(x[0], np.exp(3 * x[0])) == pytest.approx(1)
    assert rank_correlation(x[0], -(x[0] ** 3)) == pytest.approx(-1)
    x[:, 7] = 1e9
    assert abs(rank_correlation(x[0], x[1])) < 0.5


def test_equal_values_share_their_mean_rank() -> None:
    # Ranks 2, 2, 2, 4.5, 4.5 and 1, 2, 3, 4, 5, each ten times over: covariance 1.5, variances 1.5 and 2.
    a, b = np.repeat([0, 0, 0, 1, 1], 10).astype(float), np.repeat(np.arange(5.0), 10)
    assert rank_correlation(a, b) == pytest.approx(1.5 / np.sqrt(1.5 * 2))


def test_rows_without_a_number_do_not_count() -> None:
    a = np.arange(50.0)
    b = a.copy()
    b[:10], b[-1] = -b[:10], NAN
    a[:10] = NAN
    assert rank_correlation(a, b) == pytest.approx(1)
    assert rank_correlation(a[:25], b[:25]) == 0  # 15 rows are left, too few to say anything


@pytest.mark.parametrize(
    ("mistakes", "told"), [(0, True), (1, True), (5, False)], ids=["exactly", "almost", "roughly"]
)
def test_one_column_tells_another(mistakes: int, told: bool) -> None:
    given = np.arange(4000.0) % 4
    answer = given % 2
    answer[:mistakes] = 1 - answer[:mistakes]
    assert determines(given, answer) is told


def test_nothing_is_told_by_chance() -> None:
    rows = np.arange(100.0)
    assert not determines(rows, rows % 2)  # a value of its own for each row
    assert not determines(rows % 2, (rows == 3).astype(float))  # nothing but the most frequent answer
    assert not determines(rows[:12] % 2, rows[:12] % 2)
