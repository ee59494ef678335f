"""Runs in every type of number: nothing leaves it on the way, and results are nearly the same."""

from dataclasses import replace

import numpy as np
import pytest

from engine.base.errors import InputError
from engine.network.activations import ACTIVATIONS
from engine.network.losses import LOSSES
from engine.network.network import Network
from engine.network.objective import Objective
from engine.network.penalties import Penalties
from engine.project.run_request import build_request
from engine.training.fields import TRAINING_FIELDS
from engine.training.methods.precisions import PRECISIONS, Precision
from engine.training.methods.table import METHODS, StepperMethod
from engine.training.run.request import TrainingRequest
from tests.engine.runs import article, finish, network, predict, request, rows, smooth_rows, start

FLOAT32 = PRECISIONS["float32"].dtype
EVERYWHERE = [row.id for row in METHODS.values() if row.takes_precision]
IN_FLOAT64 = [row.id for row in METHODS.values() if not row.takes_precision]


def in_float32(asked: TrainingRequest) -> TrainingRequest:
    shares = {name: getattr(asked, name).astype(FLOAT32) for name in ("train", "validation", "test")}
    return replace(asked, start=asked.start.astype(FLOAT32), **shares)


@pytest.mark.parametrize("method", EVERYWHERE)
@pytest.mark.parametrize("batch_size", [None, 8])
def test_a_method_stays_in_float32_and_arrives_where_it_would(method: str, batch_size: int | None) -> None:
    row = METHODS[method]
    rate = row.usual_learning_rate if isinstance(row, StepperMethod) else 0.1
    asked = request(
        network(2, 6, 2),
        validation=smooth_rows(10, 4),
        method=method,
        batch_size=batch_size if TRAINING_FIELDS["batch_size"].of(METHODS[method]) else None,
        learning_rate=rate,
        l2=(0.01, 0.01),
        clip_norm=0.5,
        schedule="cosine",
        patience=20,
        epoch_limit=20,
    )
    exact, rounded = finish(asked), finish(in_float32(asked))
    assert rounded.theta.dtype == FLOAT32
    assert rounded.loss.train == pytest.approx(exact.loss.train, rel=1e-3)
    assert rounded.loss.train != exact.loss.train
    assert rounded.predicted == pytest.approx(exact.predicted, rel=0.02, abs=0.02)
    assert rounded.checkpoint is not None
    again = replace(in_float32(asked), resume_from=rounded.checkpoint, epoch_limit=1)
    assert finish(again).theta.dtype == FLOAT32


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradients_are_those_of_float64_but_for_rounding(activation: str, loss: str) -> None:
    net, theta = Network((2, 5, 3), (activation, "linear")), start((2, 5, 3))
    made = rows(smooth_rows(50).X, np.eye(3)[np.arange(50) % 3].T)
    found = []
    for dtype in (np.dtype(np.float64), FLOAT32):
        at, gradient = theta.astype(dtype), np.empty(len(theta), dtype)
        penalties = Penalties(net, {"l1": (0.1, 0.1), "l2": (0.1, 0.1)}, at)
        objective = Objective(net, made.astype(dtype), LOSSES[loss], penalties=penalties)
        found.append((objective.value_and_gradient(at, gradient), gradient))
    (value, gradient), (rounded_value, rounded) = found
    assert rounded_value == pytest.approx(value, rel=1e-5)
    assert rounded == pytest.approx(gradient, rel=1e-4, abs=1e-5)


@pytest.mark.parametrize("method", IN_FLOAT64)
def test_what_solves_with_a_square_matrix_stays_in_float64(method: str) -> None:
    project, prepared = article(method)
    chosen = replace(project, training=replace(project.training, precision="float32"))
    asked = build_request(chosen, prepared, run_id=1)
    assert asked.start.dtype == asked.train.X.dtype == asked.train.Y.dtype == np.float64
    assert asked.train is prepared.train


def test_a_project_in_float32_has_everything_in_it_and_answers_in_it() -> None:
    project, prepared = article("adam")
    chosen = replace(project, training=replace(project.training, precision="float32", epoch_limit=3))
    asked = build_request(chosen, prepared, run_id=1)
    for share in (asked.train, asked.validation, asked.test):
        assert share.X.dtype == share.Y.dtype == FLOAT32
        assert not share.X.flags.writeable
    np.testing.assert_array_equal(asked.start, project.start_weights().astype(FLOAT32))
    final = finish(asked)
    inputs = np.array([[30.0, 70.0], [70.0, 30.0]])
    exact = finish(
        build_request(replace(chosen, training=replace(chosen.training, precision="float64")), prepared, 1)
    )
    answers = predict(asked.network, final.theta, prepared, inputs)
    assert answers == pytest.approx(predict(asked.network, exact.theta, prepared, inputs), rel=1e-4)


def test_a_number_too_large_for_float32_is_infinite_and_quiet() -> None:
    made = smooth_rows(3)
    large = replace(made, X=made.X * 1e100).astype(FLOAT32)
    assert np.isinf(large.X).all()


def test_an_unknown_precision_is_refused() -> None:
    project, _ = article("adam")
    with pytest.raises(InputError, match="there is no precision 'float16'; choose one of float64, float32"):
        replace(project.training, precision="float16")


@pytest.mark.parametrize("row", PRECISIONS.values(), ids=lambda row: row.id)
def test_menus_have_something_to_show(row: Precision) -> None:
    assert row.title
    assert row.tip.endswith(".")
