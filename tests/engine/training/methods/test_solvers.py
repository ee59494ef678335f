"""Runs of the methods that do whole epochs by themselves, and the ends that came with them."""

import math
from dataclasses import replace

import numpy as np
import pytest

from engine.base.errors import InputError
from engine.network.choice import Layer, NetworkChoice
from engine.network.network import Network
from engine.project.run_request import build_request
from engine.project.start import Seed
from engine.training.methods.table import METHODS, SolverMethod
from engine.training.run.request import TrainingRequest
from engine.training.run.snapshot import Stopped
from engine.training.train import train
from tests.engine.runs import (
    PicturesAt,
    StopAfter,
    article,
    finish,
    network,
    request,
    rows,
    smooth_rows,
    start,
)

SOLVERS = [row.id for row in METHODS.values() if isinstance(row, SolverMethod)]
SOLVER = pytest.mark.parametrize("method", SOLVERS)
ANY = pytest.mark.parametrize("method", ["gradient_descent", "adam", *SOLVERS])


# What they can do.


@pytest.mark.parametrize("start_seed", range(6))
def test_levenberg_marquardt_solves_the_articles_problem_in_a_few_steps(start_seed: int) -> None:
    project, prepared = article("levenberg_marquardt")
    asked = build_request(replace(project, start=Seed(start_seed)), prepared, 1)
    final = finish(replace(asked, target_loss=1e-9))
    assert (final.stopped, final.epoch < 60) == (Stopped.TARGET, True)
    assert final.loss.test < 1e-6


@SOLVER
def test_without_hidden_layers_it_is_least_squares(method: str) -> None:
    stream = np.random.default_rng(3)
    X = stream.standard_normal((3, 200))
    Y = stream.standard_normal((2, 3)) @ X + 0.1 * stream.standard_normal((2, 200))
    net = network(3, 2)
    asked = request(net, rows(X, Y), test=smooth_rows(0, 0, 3, 2), method=method, epoch_limit=100)
    exact, *_ = np.linalg.lstsq(np.vstack([X, np.ones(200)]).T, Y.T, rcond=None)
    near = 1e-3 if method == "bayesian" else 1e-8
    assert net.blocks(finish(asked).theta)[0] == pytest.approx(exact.T, abs=near)


def noisy(count: int, seed: int) -> tuple[TrainingRequest, float]:
    """A sine with noise of variance 0.04, 61 parameters, and its true values for a test."""
    stream = np.random.default_rng(seed)
    X = stream.uniform(-2, 2, size=(1, count))
    Y = np.sin(2 * X) + 0.2 * stream.standard_normal((1, count))
    far = np.linspace(-2, 2, 200)[None]
    net = network(1, 20, 1)
    asked = request(net, rows(X, Y), test=rows(far, np.sin(2 * far)), start=start((1, 20, 1), seed))
    return replace(asked, epoch_limit=300), 0.04


@pytest.mark.parametrize("seed", range(4))
def test_bayesian_regularisation_does_not_learn_the_noise(seed: int) -> None:
    asked, noise = noisy(60, seed)
    bayesian = finish(replace(asked, method="bayesian"))
    plain = finish(replace(asked, method="levenberg_marquardt"))
    assert bayesian.loss.test < 0.5 * noise
    assert bayesian.loss.test < plain.loss.test
    assert bayesian.effective_parameters is not None
    assert 4 < bayesian.effective_parameters < 20
    assert plain.effective_parameters is None


def test_effective_parameters_are_all_where_rows_determine_them() -> None:
    # 3 * 2 weights and no noise to speak of in 500 rows: nothing is left to the prior.
    stream = np.random.default_rng(1)
    X = stream.standard_normal((2, 500))
    Y = np.array([X[0] - X[1] + 1, X[0] + 2 * X[1] - 1]) + 0.01 * stream.standard_normal((2, 500))
    final = finish(request(network(2, 2), rows(X, Y), method="bayesian", epoch_limit=50))
    assert final.effective_parameters == pytest.approx(6, abs=0.01)


# The loop's promises.


@SOLVER
def test_no_epoch_climbs_and_every_picture_is_of_its_weights(method: str) -> None:
    asked = request(method=method, validation=smooth_rows(7, 9), epoch_limit=12, article_metric=True)
    losses = []
    for picture in train(asked, PicturesAt()):
        error = asked.network.predict(picture.theta, asked.train.X) - asked.train.Y
        assert picture.loss.train == pytest.approx(np.mean(error**2), rel=1e-12)
        norms = np.linalg.norm(0.5 * error**2, axis=0)
        assert picture.article_loss.train == pytest.approx(norms.mean(), rel=1e-12)
        losses.append(picture.loss.train)
    assert len(losses) == 13
    if method != "bayesian":  # it lowers the errors and the weights together
        assert losses == sorted(losses, reverse=True)


@SOLVER
@pytest.mark.parametrize("polls", [3, 4, 5, 8, 13])
def test_stopped_in_the_middle_of_a_step_the_run_goes_on_as_if_it_never_had(method: str, polls: int) -> None:
    asked = request(network(2, 4, 2, hidden="relu"), method=method, epoch_limit=20)
    stopped = finish(asked, StopAfter(polls))
    assert stopped.stopped is Stopped.REQUEST
    between = finish(replace(asked, epoch_limit=stopped.epoch))
    assert stopped.theta.tobytes() == between.theta.tobytes()
    rest = replace(asked, epoch_limit=20 - stopped.epoch, resume_from=stopped.checkpoint)
    assert finish(rest).theta.tobytes() == finish(asked).theta.tobytes()


@SOLVER
def test_a_start_that_is_not_finite_is_said_at_once(method: str) -> None:
    final = finish(request(method=method, start=np.full(22, 1e200)))
    assert (final.epoch, final.stopped) == (0, Stopped.DIVERGED)


@SOLVER
@pytest.mark.parametrize("hidden", ["relu", "tanh", "linear", "sigmoid"])
def test_rows_and_starts_at_the_edge_are_quiet(method: str, hidden: str) -> None:
    net = network(2, 4, 2, hidden=hidden)
    twins = rows(np.ones((2, 5)), np.ones((2, 5)))
    for made, scale in ((smooth_rows(1, 1), 1.0), (smooth_rows(40, 1), 1e2), (twins, 1.0), (twins, 0.0)):
        asked = request(net, made, method=method, start=start((2, 4, 2), size=scale), epoch_limit=30)
        final = finish(asked)
        assert np.isfinite(final.theta).all()
        assert final.loss.train <= final.history.train.last[0] or method == "bayesian"


@SOLVER
def test_single_precision_will_do(method: str) -> None:
    asked = request(method=method)
    single = replace(
        asked,
        start=asked.start.astype(np.float32),
        train=rows(asked.train.X.astype(np.float32), asked.train.Y.astype(np.float32)),
        test=rows(asked.test.X.astype(np.float32), asked.test.Y.astype(np.float32)),
        validation=rows(asked.validation.X.astype(np.float32), asked.validation.Y.astype(np.float32)),
    )
    final = finish(single)
    assert final.theta.dtype == np.float32
    assert final.loss.train == pytest.approx(finish(asked).loss.train, rel=0.05)


# No further decrease, and a small gradient.


@pytest.mark.parametrize("method", ["lbfgs", "levenberg_marquardt"])
def test_where_no_decrease_is_possible_the_run_says_so(method: str) -> None:
    made = rows(np.array([[1.0, 3.0]]), np.array([[2.0, 4.0]]))
    asked = request(network(1, 1), made, test=made, start=np.zeros(2), method=method, epoch_limit=500)
    final = finish(asked)
    assert final.stopped is Stopped.GRADIENT
    assert final.epoch < 100
    assert final.theta == pytest.approx([1, 1], abs=1e-9)
    again = finish(replace(asked, resume_from=final.checkpoint))
    assert (again.stopped, again.epoch) == (Stopped.GRADIENT, final.epoch)


@ANY
@pytest.mark.parametrize("batch_size", [None, 16])
def test_a_gradient_as_small_as_was_asked_ends_the_run(method: str, batch_size: int | None) -> None:
    asked = request(network(2, 2), method=method, batch_size=batch_size, epoch_limit=3000, learning_rate=0.02)
    if method == "bayesian":
        return  # its gradient is that of another objective, with the weights in it
    final = finish(replace(asked, gradient_norm=0.05))
    assert final.stopped is Stopped.GRADIENT
    X = np.vstack([asked.train.X, np.ones(40)])
    error = asked.network.predict(final.theta, asked.train.X) - asked.train.Y
    assert np.linalg.norm(error @ X.T / 40) < 0.1
    longer = finish(replace(asked, gradient_norm=1e-3, epoch_limit=final.epoch))
    assert longer.epoch == final.epoch or longer.stopped is Stopped.GRADIENT


# Patience.


def overfitting(method: str) -> TrainingRequest:
    asked, _ = noisy(30, 0)
    stream = np.random.default_rng(5)
    X = stream.uniform(-2, 2, size=(1, 20))
    kept = rows(X, np.sin(2 * X) + 0.2 * stream.standard_normal((1, 20)))
    return replace(asked, method=method, validation=kept, epoch_limit=200, learning_rate=0.02)


@ANY
def test_patience_gives_back_the_best_weights(method: str) -> None:
    asked = overfitting(method)
    pictures = list(train(replace(asked, patience=8), PicturesAt()))
    *course, final = pictures
    assert final.history.validation is not None
    losses = final.history.validation.last
    assert losses[:-1].tolist() == [picture.loss.validation for picture in course]
    best = int(np.argmin(losses))
    assert final.best_epoch == best
    assert best < len(course)
    assert final.theta.tobytes() == course[best].theta.tobytes()
    assert final.loss.validation == losses[best]
    assert final.loss.train == pytest.approx(course[best].loss.train, rel=1e-12)
    assert final.loss.test == course[best].loss.test
    if final.stopped is Stopped.PATIENCE:
        assert final.epoch == final.best_epoch + 8


def test_levenberg_marquardt_runs_out_of_patience() -> None:
    assert finish(replace(overfitting("levenberg_marquardt"), patience=8)).stopped is Stopped.PATIENCE


@ANY
def test_with_patience_two_runs_are_one_to_the_last_bit(method: str) -> None:
    asked = replace(overfitting(method), patience=100)
    long = finish(replace(asked, epoch_limit=10))
    short = finish(replace(asked, epoch_limit=5))
    both = finish(replace(asked, epoch_limit=5, resume_from=short.checkpoint))
    assert both.theta.tobytes() == long.theta.tobytes()
    assert both.best_epoch == long.best_epoch
    assert both.checkpoint is not None
    assert long.checkpoint is not None
    assert both.checkpoint.theta.tobytes() == long.checkpoint.theta.tobytes()


def test_without_validation_rows_patience_has_no_effect() -> None:
    final = finish(request(patience=1, epoch_limit=20))
    assert (final.stopped, final.best_epoch) == (Stopped.EPOCHS, None)
    assert final.theta.tobytes() == finish(request(epoch_limit=20)).theta.tobytes()


# What cannot be is said before anything starts.


def test_a_matrix_that_does_not_fit_is_refused() -> None:
    project, prepared = article("levenberg_marquardt")
    wide = NetworkChoice((Layer(4096, "relu"), Layer(4096, "relu")))
    with pytest.raises(InputError, match=r"^Levenberg-Marquardt needs [0-9,.]+ GB .* use fewer"):
        build_request(replace(project, network=wide), prepared, 1)


def test_units_that_never_fire_are_brought_back_and_counted() -> None:
    net = Network((1, 3, 1), ("relu", "linear"))
    X = np.linspace(-1, 1, 30)[None]
    dead = np.array([1.0, -5, 1, -5, 1, -5, 1, 1, 1, 0])
    asked = request(net, rows(X, np.abs(X)), start=dead, test=smooth_rows(0, 1, 1, 1), epoch_limit=60)
    stuck = finish(replace(asked, method="lbfgs"))
    assert stuck.activity[0].never == 3
    solved = finish(replace(asked, method="levenberg_marquardt"))
    assert solved.loss.train < 1e-20
    assert math.isfinite(solved.loss.train)
