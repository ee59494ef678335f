import math

import numpy as np
import pytest

from engine.model.losses import LOSSES, Loss, article_metric

ALL = pytest.mark.parametrize("loss", LOSSES.values(), ids=lambda loss: loss.id)

PREDICTED = np.array([[1.0, 2.0], [0.0, 5.0]])
TRUE = np.array([[1.0, 4.0], [3.0, 4.0]])
# The errors are [[0, -2], [-3, 1]], their squares [[0, 4], [9, 1]].


def test_squared_error_on_a_worked_example() -> None:
    error = np.empty((2, 2))
    quoted = LOSSES["squared_error"].start_backward(PREDICTED, TRUE, error)
    assert quoted == (0 + 4 + 9 + 1) / 4
    assert error.tolist() == [[0, -2], [-3, 1]]


def test_the_articles_metric_on_a_worked_example() -> None:
    # The halves are [[0, 2], [4.5, 0.5]]; their norms over the outputs 4.5 and sqrt(4.25).
    assert article_metric(PREDICTED, TRUE) == pytest.approx((4.5 + math.sqrt(4.25)) / 2, rel=1e-15)


def test_without_rows_the_articles_metric_is_not_a_number() -> None:
    assert math.isnan(article_metric(np.empty((3, 0)), np.empty((3, 0))))


@ALL
def test_a_perfect_answer_has_no_loss_and_no_gradient(loss: Loss) -> None:
    error = np.full((2, 2), np.nan)
    assert loss.start_backward(TRUE, TRUE, error) == 0
    assert not error.any()
    assert article_metric(TRUE, TRUE) == 0


@ALL
def test_the_gradient_is_that_of_the_objective_that_is_quoted(loss: Loss) -> None:
    stream = np.random.default_rng(0)
    predicted, true, error = (stream.standard_normal((3, 4)) for _ in range(3))
    loss.start_backward(predicted, true, error)
    outputs, rows = predicted.shape

    def summed(position: tuple[int, int], change: float) -> float:
        moved = predicted.copy()
        moved[position] += change
        quoted = loss.start_backward(moved, true, np.empty_like(moved))
        return float(quoted * outputs / loss.quoted_per_objective * rows)

    for position in np.ndindex(*predicted.shape):
        slope = (summed(position, 1e-5) - summed(position, -1e-5)) / 2e-5
        assert error[position] == pytest.approx(slope, rel=1e-7, abs=1e-9)


@ALL
def test_the_predictions_are_left_alone(loss: Loss) -> None:
    predicted = PREDICTED.copy()
    loss.start_backward(predicted, TRUE, np.empty((2, 2)))
    assert np.array_equal(predicted, PREDICTED)


@ALL
def test_the_loss_says_when_it_is_not_finite(loss: Loss) -> None:
    for wrong in (np.nan, np.inf):
        quoted = loss.start_backward(np.array([[wrong]]), np.array([[0.0]]), np.empty((1, 1)))
        assert not math.isfinite(quoted)
