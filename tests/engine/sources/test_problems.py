import numpy as np
import pytest

from engine.base.arrays import FloatArray
from engine.network.activations import ACTIVATIONS
from engine.sources.problems import PROBLEMS, Problem
from tests.engine.runs import GOLDEN

ALL = pytest.mark.parametrize("problem", PROBLEMS.values(), ids=lambda problem: problem.id)


def draw(problem: str, seed: int = 42) -> tuple[FloatArray, FloatArray]:
    return PROBLEMS[problem].draw(np.random.RandomState(seed))


def test_the_articles_rows_are_the_articles_to_the_last_bit() -> None:
    table = PROBLEMS["article"].table(42)
    assert table.rows == 10_000
    a, b = (table.column(name).values for name in "ab")
    assert a[:5].tolist() == GOLDEN["first_rows"]["a"]
    assert b[:5].tolist() == GOLDEN["first_rows"]["b"]
    assert np.array_equal(table.column("a+b").values, a + b)
    assert np.array_equal(table.column("a-b").values, a - b)
    assert np.array_equal(table.column("|a-b|").values, abs(a - b))


def test_there_is_the_article_first_and_at_least_six_more() -> None:
    assert next(iter(PROBLEMS)) == "article"
    assert len(PROBLEMS) >= 7
    inputs = {len(row.inputs) for row in PROBLEMS.values()}
    assert {1, 2} <= inputs
    assert any(len(row.targets) > 1 for row in PROBLEMS.values() if row.id != "article")


@ALL
def test_a_problem_is_whole(problem: Problem) -> None:
    table = problem.table(3)
    assert tuple(column.name for column in table.columns) == problem.inputs + problem.targets
    assert all(column.values.shape == (table.rows,) for column in table.columns)
    assert all(np.isfinite(column.values).all() for column in table.columns)
    assert all(np.ptp(column.values) > 0 for column in table.columns)
    assert all(not column.values.flags.writeable for column in table.columns)
    assert all(activation in ACTIVATIONS for _, activation in problem.hidden)
    assert problem.lesson.endswith(".")
    assert PROBLEMS[problem.id] is problem


@ALL
def test_columns_say_what_is_in_them(problem: Problem) -> None:
    for column in problem.table(1).columns:
        if column.labels:
            assert (column.kind, column.labels) == ("category", problem.classes)
            assert set(column.values.tolist()) == set(range(column.distinct))
            continue
        assert (column.low, column.high) == (column.values.min(), column.values.max())
        assert column.distinct == len(set(column.values.tolist()))
        assert (column.kind, column.missing, column.unreadable) == ("number", 0, 0)


@ALL
def test_the_seed_decides_the_rows_and_nothing_else_does(problem: Problem) -> None:
    first, again, other = problem.table(5), problem.table(5), problem.table(6)
    assert first.fingerprint == again.fingerprint != other.fingerprint
    np.random.seed(0)
    for one, two in zip(first.columns, problem.table(5).columns, strict=True):
        assert one.values.tobytes() == two.values.tobytes()
    assert first.columns[0].values.tobytes() != other.columns[0].values.tobytes()


def test_fingerprints_tell_problems_apart() -> None:
    prints = {problem.table(0).fingerprint for problem in PROBLEMS.values()}
    assert len(prints) == len(PROBLEMS)


def test_the_noisy_line_is_a_line_with_noise_of_size_one() -> None:
    x, y = draw("line")
    slope, height = np.polyfit(x[0], y[0], 1)
    assert slope == pytest.approx(2, abs=0.1)
    assert height == pytest.approx(1, abs=0.5)
    # The standard deviation of 200 draws of noise 1 has itself one of 1 / sqrt(400) = 0.05.
    assert np.std(y[0] - slope * x[0] - height) == pytest.approx(1, abs=0.2)


def test_the_wave_has_no_noise() -> None:
    x, y = draw("wave")
    assert np.array_equal(y, np.sin(x) + x / 5)


def test_same_sign_or_not_is_balanced_and_needs_both_inputs() -> None:
    X, y = draw("xor")
    assert set(y[0].tolist()) == {-1.0, 1.0}
    assert np.array_equal(y[0] > 0, np.signbit(X[0]) != np.signbit(X[1]))
    assert abs(np.corrcoef(X[0], y[0])[0, 1]) < 0.1
    assert abs(np.corrcoef(X[1], y[0])[0, 1]) < 0.1


def test_the_product_is_one() -> None:
    X, y = draw("product")
    assert np.array_equal(y[0], X[0] * X[1])


def test_the_arms_of_the_spirals_are_each_others_mirror() -> None:
    X, y = draw("spiral")
    radius, angle = np.hypot(*X), np.arctan2(X[1], X[0])
    # On an arm the angle is 3 times the radius (radius = turn / 3), half a turn further on the other arm.
    off = angle - radius * 3 - np.where(y[0] > 0, 0, np.pi)
    off = (off + np.pi) % (2 * np.pi) - np.pi
    # Off by an angle is off by a third of it in radius, where the noise is 0.1; the other arm is 1.05 away.
    assert np.quantile(abs(off[radius > 0.5]) / 3, 0.95) < 0.35


def test_the_arms_of_the_pinwheel_are_a_third_of_a_turn_apart() -> None:
    X, colour = draw("pinwheel")
    radius, angle = np.hypot(*X), np.arctan2(X[1], X[0])
    off = angle - 1.5 * radius - 2 * np.pi * colour[0] / 3
    off = (off + np.pi) % (2 * np.pi) - np.pi
    # The next arm is 2.09 away: further off than half of it, 2.1 deviations, a row lies on another arm.
    assert np.std(off) == pytest.approx(0.5, abs=0.03)
    assert 0.02 < np.mean(abs(off) > np.pi / 3) < 0.06


def test_radius_and_angle_give_a_point_at_that_distance() -> None:
    (radius, degrees), (x, y) = draw("polar")
    assert np.allclose(np.hypot(x, y), radius, rtol=1e-12)
    assert np.allclose((np.degrees(np.arctan2(y, x)) - degrees) % 360 % 359.9999999, 0, atol=1e-6)


def test_five_of_friedmans_inputs_mean_nothing() -> None:
    X, y = draw("friedman")
    linked = [abs(np.corrcoef(x, y[0])[0, 1]) for x in X]
    assert max(linked[5:]) < 0.1 < min(linked[0], linked[1], linked[3], linked[4])


def test_too_few_rows_are_few() -> None:
    x, _ = draw("few")
    assert x.shape == (1, 30)
