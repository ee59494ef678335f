import math
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest

from engine.base.arrays import FloatArray
from engine.scoring.metrics import accuracy, balanced_accuracy, coverage, log_loss, mae, pinball, r2, rmse

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


COUNTS = np.random.default_rng(1).integers(1, 4, size=40)
AGAIN = np.repeat(np.arange(40), COUNTS)


@pytest.mark.parametrize("metric", [rmse, mae, r2, coverage, partial(pinball, quantiles=(0.2, 0.9, 0.5))])
def test_for_numbers_a_row_of_weight_2_is_as_good_as_two_rows(metric: Callable[..., FloatArray]) -> None:
    predicted, true = np.random.default_rng(0).standard_normal((2, 3, 40))
    repeated = metric(predicted[:, AGAIN], true[:, AGAIN])
    assert metric(predicted, true, weights=0.1 * COUNTS) == pytest.approx(repeated, rel=1e-12)


@pytest.mark.parametrize("metric", [accuracy, balanced_accuracy, log_loss])
def test_for_classes_a_row_of_weight_2_is_as_good_as_two_rows(metric: Callable[..., float]) -> None:
    stream = np.random.default_rng(0)
    true = stream.integers(3, size=40)
    chances = stream.dirichlet(np.ones(3), size=40).T
    answers = chances if metric is log_loss else chances.argmax(axis=0)
    repeated = metric(answers[..., AGAIN], true[AGAIN])
    assert metric(answers, true, 0.1 * COUNTS) == pytest.approx(repeated, rel=1e-12)


def test_without_rows_nothing_can_be_said() -> None:
    none, no_rows = np.empty(0, np.intp), np.empty((2, 0))
    found = (accuracy(none, none), balanced_accuracy(none, none), log_loss(no_rows, none))
    assert all(math.isnan(figure) for figure in found)
