"""What a long run takes, and the precision it computes with."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from engine.base.arrays import FloatArray
from engine.training.run.request import TrainingRequest
from tests.engine.runs import (
    finish,
    network,
    request,
    rows,
    smooth_rows,
)


def test_a_long_run_takes_no_more_memory_than_a_short_one() -> None:
    def asked(epochs: int) -> TrainingRequest:
        rows = smooth_rows(2, 1, 1, 1)
        return request(network(1, 1), rows, epoch_limit=epochs, trail_bytes=100_000)

    def peak(epochs: int) -> int:
        tracemalloc.start()
        finish(asked(epochs))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(10)  # what is imported or cached once
    assert peak(6000) < peak(10) + 200_000


def test_weights_stay_in_the_precision_of_the_start() -> None:
    asked = request()
    single = replace(
        asked,
        start=asked.start.astype(np.float32),
        train=rows(_single(asked.train.X), _single(asked.train.Y)),
        test=rows(_single(asked.test.X), _single(asked.test.Y)),
        validation=rows(_single(asked.validation.X), _single(asked.validation.Y)),
    )
    final = finish(single)
    assert final.theta.dtype == np.float32
    assert final.theta == pytest.approx(finish(asked).theta, rel=1e-4)


def _single(array: FloatArray) -> FloatArray:
    return array.astype(np.float32)


def test_lbfgs_finds_ridge_regression_and_heeds_a_loss_s_parameter() -> None:
    stream = np.random.default_rng(3)
    X, Y = stream.standard_normal((3, 64)), stream.standard_normal((1, 64)) + 2
    asked = request(network(3, 1), rows(X, Y), test=smooth_rows(0, 0, 3, 1), method="lbfgs", epoch_limit=100)
    whole = np.vstack([X, np.ones(64)])
    exact = np.linalg.solve(whole @ whole.T / 64 + np.diag([0.3, 0.3, 0.3, 0]), whole @ Y[0] / 64)
    ridge = finish(replace(asked, l2=(0.3,)))
    assert ridge.theta == pytest.approx(exact, abs=1e-6)
    error = asked.network.predict(ridge.theta, X) - Y
    assert ridge.loss.train == pytest.approx(np.mean(error**2), rel=1e-9), "without what weights cost"
    wide, narrow = (
        finish(replace(asked, loss="huber", loss_parameter=width)).theta for width in (100.0, 0.5)
    )
    squared = finish(asked).theta
    assert wide == pytest.approx(squared, abs=1e-5)
    assert abs(narrow - squared).max() > 0.01
