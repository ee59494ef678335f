"""Whole runs on rows of which some count more than others."""

from typing import Any

import numpy as np
import pytest

from engine.data.rows import Rows, of_mean_1
from engine.network.losses import LOSSES
from tests.engine.runs import finish, network, request, rows, smooth_rows, weighted_and_repeated

COUNTS = np.random.default_rng(0).integers(1, 4, size=40).tolist()
CLASSES = np.arange(40) % 3
ADAM: dict[str, Any] = {"method": "adam", "epoch_limit": 30}


def made_for(loss: str) -> Rows:
    smooth = smooth_rows(40, 1, 2, 3)
    return rows(smooth.X, np.eye(3)[:, CLASSES]) if LOSSES[loss].of_classes else smooth


@pytest.mark.parametrize(
    ("loss", "fields"),
    [
        *((loss, ADAM) for loss in LOSSES),
        *((loss, {"method": "lbfgs", "epoch_limit": 12}) for loss in LOSSES),
        ("squared_error", {"method": "levenberg_marquardt", "epoch_limit": 8}),
        ("squared_error", {**ADAM, "l1": (0.01, 0.01), "l2": (0.1, 0.1), "clip_norm": 0.1}),
    ],
)
def test_a_row_of_weight_2_trains_as_two_rows_do(loss: str, fields: dict[str, Any]) -> None:
    shares = weighted_and_repeated(made_for(loss), COUNTS)
    net = network(2, 4, 3, hidden="relu" if "levenberg" in fields["method"] else "tanh")
    of_classes = ("a", "b", "c") if LOSSES[loss].of_classes else ()
    one, two = (
        finish(request(net, share, validation=share, test=share, loss=loss, classes=of_classes, **fields))
        for share in shares
    )
    assert one.theta == pytest.approx(two.theta, rel=1e-10, abs=1e-10)
    for figure in ("train", "validation", "test"):
        assert getattr(one.loss, figure) == pytest.approx(getattr(two.loss, figure), rel=1e-10)
    assert one.loss.train == pytest.approx(one.loss.test, rel=1e-10)
    for score, other in zip(one.scores, two.scores, strict=True):
        assert (score.rmse, score.mae, score.r2) == pytest.approx((other.rmse, other.mae, other.r2), rel=1e-9)
    if one.class_scores and two.class_scores:
        assert one.class_scores.log_loss == pytest.approx(two.class_scores.log_loss, rel=1e-9)
        assert one.class_scores.accuracy == pytest.approx(two.class_scores.accuracy, rel=1e-12)
        assert one.class_scores.confusion.sum() == 40


@pytest.mark.parametrize(
    "fields",
    [
        {**ADAM, "batch_size": 9, "epoch_limit": 400, "learning_rate": 0.05, "schedule": "exponential"},
        {"method": "bayesian", "epoch_limit": 20},
        {"method": "levenberg_marquardt", "epoch_limit": 20, "rivals": (np.ones(3),)},
    ],
    ids=["batches", "bayesian", "race"],
)
def test_wrong_rows_that_hardly_count_do_no_harm(fields: dict[str, Any]) -> None:
    X = np.random.default_rng(0).standard_normal((2, 400))
    Y = X[:1] - 2 * X[1:] + 0.5
    is_wrong = np.arange(400) % 5 == 0
    Y[:, is_wrong] = 3.0
    made = Rows(X, Y, np.arange(400), of_mean_1(np.where(is_wrong, 1e-9, 1.0)))
    final = finish(request(network(2, 1), made, test=smooth_rows(10, 3, 2, 1), **fields))
    assert final.theta == pytest.approx([1, -2, 0.5], abs=1e-4)
    assert final.loss.train < 1e-6
