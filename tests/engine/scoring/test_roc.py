import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.scoring.roc import MOST_POINTS, mean_area, roc_curve, roc_curves


def test_a_curve_by_hand() -> None:
    # Two of the class score 0.8 and 0.4, three others 0.5, 0.4 and 0.1: of six pairs four are in order, one
    # is tied. The tied pair goes in one step, aslant.
    score, positive = np.array([0.1, 0.8, 0.4, 0.4, 0.5]), np.array([0, 1, 1, 0, 0]) == 1
    curve = roc_curve(score, positive)
    assert curve.threshold.tolist() == [math.inf, 0.8, 0.5, 0.4, 0.1]
    assert curve.found.tolist() == [0, 0.5, 0.5, 1, 1]
    assert curve.mistaken.tolist() == [0, 0, 1 / 3, 2 / 3, 1]
    assert curve.area == (4 + 0.5) / 6
    assert not curve.found.flags.writeable


def test_the_best_the_worst_and_guessing() -> None:
    score, positive = np.array([0.9, 0.8, 0.3, 0.2]), np.array([1, 1, 0, 0]) == 1
    best = roc_curve(score, positive)
    assert (best.area, best.mistaken.tolist(), best.found.tolist()) == (1, [0, 0, 1], [0, 1, 1])
    assert roc_curve(-score, positive).area == 0
    guessing = roc_curve(np.zeros(4), positive)
    assert (guessing.area, guessing.found.tolist()) == (0.5, [0, 1])


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=30))
def test_the_area_is_the_share_of_pairs_in_order(rows: list[tuple[int, bool]]) -> None:
    above = [score for score, positive in rows if positive]
    below = [score for score, positive in rows if not positive]
    curve = roc_curve(np.array([float(score) for score, _ in rows]), np.array([is_so for _, is_so in rows]))
    if not above or not below:
        assert math.isnan(curve.area)
        assert curve.found.size == 0
        return
    pairs = [(one > two) + 0.5 * (one == two) for one in above for two in below]
    assert curve.area == pytest.approx(sum(pairs) / len(pairs), rel=1e-12)
    assert curve.area == pytest.approx(np.trapezoid(curve.found, curve.mistaken), rel=1e-12)


def test_a_row_of_weight_2_is_as_good_as_two_rows() -> None:
    stream = np.random.default_rng(0)
    score, positive = np.round(stream.random(40), 1), stream.random(40) < 0.5  # with ties
    counts = stream.integers(1, 4, size=40)
    repeated = roc_curve(np.repeat(score, counts), np.repeat(positive, counts))
    weighted = roc_curve(score, positive, 0.1 * counts)
    assert weighted.area == pytest.approx(repeated.area, rel=1e-12)
    assert weighted.found == pytest.approx(repeated.found, rel=1e-12)
    assert weighted.mistaken == pytest.approx(repeated.mistaken, rel=1e-12)


def test_a_long_curve_keeps_points_that_are_all_exact() -> None:
    score = np.random.RandomState(0).rand(20_000)
    positive = np.random.RandomState(1).rand(20_000) < score
    curve = roc_curve(score, positive)
    assert 150 < curve.found.size <= MOST_POINTS
    assert (curve.found[-1], curve.mistaken[-1]) == (1, 1)
    for threshold, found, mistaken in zip(curve.threshold, curve.found, curve.mistaken, strict=True):
        assert found == np.mean(score[positive] >= threshold)
        assert mistaken == np.mean(score[~positive] >= threshold)
    assert curve.area == pytest.approx(np.trapezoid(curve.found, curve.mistaken), abs=1e-3)


def test_every_class_is_held_against_the_others_and_of_two_only_the_second() -> None:
    probabilities = np.array([[0.7, 0.2, 0.1], [0.2, 0.3, 0.6], [0.1, 0.5, 0.3]])
    curves = roc_curves(probabilities, np.array([0, 1, 2]))
    # Class 0 scores above both others; class 1 is above one of two, and so is class 2.
    assert [curve.area for curve in curves] == [1, 0.5, 0.5]
    assert mean_area(curves) == pytest.approx(2 / 3, rel=1e-15)
    (second,) = roc_curves(np.array([[0.9, 0.4], [0.1, 0.6]]), np.array([0, 1]))
    assert second.area == 1


def test_without_rows_of_both_kinds_or_with_no_numbers_there_is_no_curve() -> None:
    there, absent = roc_curves(np.full((3, 2), 1 / 3), np.array([0, 1]))[1:]
    assert (there.area, absent.found.size) == (0.5, 0)
    assert mean_area((there, absent)) == 0.5
    assert math.isnan(mean_area(roc_curves(np.empty((2, 0)), np.empty(0, np.intp))))
    assert math.isnan(roc_curve(np.array([1.0, math.nan]), np.array([False, True])).area)
