import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model.metrics import accuracy, auc, balanced_accuracy, log_loss, mae, mean_auc, r2, rmse

# Errors 1, -1, 2, 0 in the first output and ten times that in the second.
TRUE = np.array([[1.0, 2, 3, 4], [10, 20, 30, 40]])
PREDICTED = np.array([[2.0, 1, 5, 4], [20, 10, 50, 40]])


def test_numbers_by_hand() -> None:
    # Mean square 6 / 4, mean size 1; 1, 2, 3, 4 have variance 1.25.
    assert rmse(PREDICTED, TRUE) == pytest.approx([math.sqrt(1.5), 10 * math.sqrt(1.5)], rel=1e-15)
    assert mae(PREDICTED, TRUE).tolist() == [1, 10]
    assert r2(PREDICTED, TRUE) == pytest.approx([1 - 1.5 / 1.25] * 2, rel=1e-14)


def test_the_mean_explains_nothing_the_truth_everything_and_a_constant_cannot_be_explained() -> None:
    true = np.array([[1.0, 2, 3], [0.1, 0.1, 0.1]])
    assert r2(np.array([[2.0, 2, 2], [0.1, 0.1, 0.1]]), true)[0] == 0
    assert r2(true, true)[0] == 1
    assert math.isnan(r2(true, true)[1])


def test_accuracies_by_hand() -> None:
    # Of class 0 three of four rows are right, of class 2 one of two; there is no row of class 1.
    true, predicted = np.array([0, 0, 0, 0, 2, 2]), np.array([0, 0, 0, 1, 2, 0])
    assert accuracy(predicted, true) == 4 / 6
    assert balanced_accuracy(predicted, true) == (3 / 4 + 1 / 2) / 2
    assert balanced_accuracy(np.zeros(6, int), true) == 1 / 2


def test_log_loss_by_hand() -> None:
    probabilities = np.array([[0.5, 0.9, 0.2], [0.5, 0.1, 0.8]])
    expected = -(math.log(0.5) + math.log(0.1) + math.log(0.8)) / 3
    assert log_loss(probabilities, np.array([0, 1, 1])) == pytest.approx(expected, rel=1e-15)


def test_being_sure_and_wrong_is_dear_but_not_without_end() -> None:
    assert log_loss(np.array([[1.0], [0.0]]), np.array([1])) == pytest.approx(52 * math.log(2))


def test_auc_by_hand() -> None:
    # Positives score 0.8 and 0.4, negatives 0.5, 0.4 and 0.1: of six pairs four are in order, one is tied.
    score = np.array([0.8, 0.5, 0.4, 0.4, 0.1])
    assert auc(score, np.array([1, 0, 1, 0, 0])) == (4 + 0.5) / 6
    assert auc(score, np.array([1, 1, 0, 0, 0])) == 1
    assert auc(-score, np.array([1, 1, 0, 0, 0])) == 0
    assert auc(np.zeros(5), np.array([1, 1, 0, 0, 0])) == 0.5


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=30))
def test_auc_is_the_share_of_pairs_in_order(rows: list[tuple[int, bool]]) -> None:
    above = [score for score, positive in rows if positive]
    below = [score for score, positive in rows if not positive]
    found = auc(np.array([float(score) for score, _ in rows]), np.array([int(is_so) for _, is_so in rows]))
    if above and below:
        pairs = [(one > two) + 0.5 * (one == two) for one in above for two in below]
        assert found == pytest.approx(sum(pairs) / len(pairs), rel=1e-12)
    else:
        assert math.isnan(found)


def test_mean_auc_is_each_class_against_the_others() -> None:
    probabilities = np.array([[0.7, 0.2, 0.1], [0.2, 0.3, 0.6], [0.1, 0.5, 0.3]])
    true = np.array([0, 1, 2])
    # Class 0 scores above both others; class 1 is above one of two, and so is class 2.
    assert mean_auc(probabilities, true) == pytest.approx((1 + 0.5 + 0.5) / 3, rel=1e-15)


def test_without_rows_nothing_can_be_said() -> None:
    none, no_rows = np.empty(0, np.intp), np.empty((2, 0))
    found = (accuracy(none, none), balanced_accuracy(none, none), log_loss(no_rows, none))
    assert all(math.isnan(figure) for figure in (*found, auc(no_rows[0], none), mean_auc(no_rows, none)))
    assert math.isnan(auc(np.array([1.0, math.nan]), np.array([0, 1])))
