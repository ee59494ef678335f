"""The training loop, driven as a plain generator: nothing here needs a thread."""

import math
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.base.arrays import FloatArray
from engine.network.choice import Layer, NetworkChoice
from engine.network.losses import choose_loss
from engine.network.network import Network
from engine.project.run_request import build_request
from engine.training.methods.table import METHODS, StepperMethod
from engine.training.run.control import TrainingControl
from engine.training.run.request import TrainingRequest
from engine.training.run.snapshot import Snapshot, Stopped
from engine.training.run.trainer import DIVERGED
from engine.training.train import train
from tests.engine.runs import (
    GOLDEN,
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

METHOD = pytest.mark.parametrize(
    "method", [row.id for row in METHODS.values() if isinstance(row, StepperMethod)]
)
ANY_METHOD = pytest.mark.parametrize("method", METHODS)
BATCH = pytest.mark.parametrize("batch_size", [None, 16], ids=["full batch", "mini-batches"])


# The article's run.


@pytest.fixture(scope="module")
def articles_pictures() -> dict[int, Snapshot]:
    """Snapshots of the article's run by golden epoch; golden epoch e is after e - 1 updates."""
    listed = [int(epoch) for epoch in GOLDEN["train_loss_at_epoch"] if int(epoch) <= 20_000]
    project, prepared = article()
    training = replace(project.training, epoch_limit=max(listed) - 1)
    asked = build_request(replace(project, training=training), prepared, run_id=1)
    control = PicturesAt(epoch - 1 for epoch in listed)
    return {snapshot.epoch + 1: snapshot for snapshot in train(asked, control)}


def test_the_articles_losses_are_golden_at_every_listed_epoch(
    articles_pictures: dict[int, Snapshot],
) -> None:
    listed = [epoch for epoch in GOLDEN["train_loss_at_epoch"] if int(epoch) <= 20_000]
    assert len(listed) == 14
    for epoch in listed:
        ours = articles_pictures[int(epoch)].article_loss.train
        assert ours == pytest.approx(GOLDEN["train_loss_at_epoch"][epoch], rel=1e-9, abs=0)


def test_the_articles_metric_is_kept_at_round_epochs(articles_pictures: dict[int, Snapshot]) -> None:
    final = articles_pictures[20_000]
    kept = final.history.article_train.epoch.tolist()
    assert {0, 1, 2, 5, 10, 20, 50, 100, 1000, 10_000} <= set(kept)
    assert len(final.history.article_test.epoch) == len(kept)
    assert math.isfinite(final.article_loss.test)


Layers = list[dict[str, Any]]


def articles_own_run(seed: int, hidden: tuple[int, ...], epochs: int) -> Layers:
    """The article's run in as few words as it takes, sharing nothing with the engine."""
    np.random.seed(seed)
    X = np.random.rand(2, 10_000) * 100
    Y = np.array([X[0] + X[1], X[0] - X[1], abs(X[0] - X[1])])
    X, Y = X[:, :7000], Y[:, :7000]
    X = (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)
    Y = (Y - Y.mean(axis=1, keepdims=True)) / Y.std(axis=1, keepdims=True)
    layers: Layers = []
    before = 2
    for units in (*hidden, 3):
        W = np.random.randn(units, before) * np.sqrt(2 / before)
        layers.append({"W": W, "b": np.random.randn(units, 1) * np.sqrt(2 / before)})
        before = units
    for _ in range(epochs):
        A = X
        for layer in layers:
            layer["A_prev"] = A
            Z = layer["W"] @ A + layer["b"]
            A = layer["A"] = Z if layer is layers[-1] else np.maximum(Z, 0)
        dZ = A - Y
        for layer in reversed(layers):
            if layer is not layers[-1]:
                dZ = dZ * (layer["A"] > 0)
            layer["dW"] = dZ @ layer["A_prev"].T / 7000
            layer["db"] = dZ.mean(axis=1, keepdims=True)
            dZ = layer["W"].T @ dZ
        for layer in layers:
            layer["W"] = layer["W"] - 0.01 * layer["dW"]
            layer["b"] = layer["b"] - 0.01 * layer["db"]
    return layers


@pytest.mark.parametrize(("seed", "hidden"), [(1, (4, 4)), (7, ()), (2026, (6, 5, 3)), (99, (9,))])
def test_other_seeds_and_layers_follow_the_articles_own_code(seed: int, hidden: tuple[int, ...]) -> None:
    project, prepared = article(seed=seed)
    project = replace(
        project,
        network=NetworkChoice(tuple(Layer(units, "relu") for units in hidden)),
        training=replace(project.training, epoch_limit=200),
    )
    theta = finish(build_request(project, prepared, 1)).theta
    expected = articles_own_run(seed, hidden, 200)
    for block, layer in zip(project.build_network().blocks(theta), expected, strict=True):
        theirs = np.hstack([layer["W"], layer["b"]])
        assert np.allclose(block, theirs, rtol=1e-12, atol=1e-12)


# One epoch, and what a snapshot says of it.


def test_two_epochs_worked_by_hand() -> None:
    # y = w x + b from w = b = 0 on rows (x, y) = (1, 2), (3, 4), rate 0.1, no hidden layer:
    #   errors -2, -4; loss (4 + 16) / 2 = 10; dw = (-2 - 12) / 2 = -7, db = -3; w = 0.7, b = 0.3
    #   errors 1 - 2 = -1, 2.4 - 4 = -1.6; loss (1 + 2.56) / 2 = 1.78; dw = (-1 - 4.8) / 2 = -2.9, db = -1.3
    #   w = 0.99, b = 0.43: errors -0.58, -0.6; loss (0.3364 + 0.36) / 2 = 0.3482
    made = rows(np.array([[1.0, 3.0]]), np.array([[2.0, 4.0]]))
    asked = request(network(1, 1), made, start=np.zeros(2), test=smooth_rows(0, 1, 1, 1), epoch_limit=2)
    pictures = list(train(asked, PicturesAt()))
    assert [picture.epoch for picture in pictures] == [0, 1, 2]
    assert [picture.loss.train for picture in pictures] == pytest.approx([10, 1.78, 0.3482], rel=1e-12)
    assert pictures[1].theta == pytest.approx([0.7, 0.3], rel=1e-12)
    assert pictures[2].theta == pytest.approx([0.99, 0.43], rel=1e-12)
    assert pictures[2].predicted[0] == pytest.approx([1.42, 3.4], rel=1e-12)


@BATCH
def test_everything_in_a_snapshot_belongs_to_its_weights(batch_size: int | None) -> None:
    asked = request(batch_size=batch_size, method="adam", validation=smooth_rows(7, 9), article_metric=True)
    for picture in train(asked, PicturesAt()):
        for share, ours, metric in (
            (asked.train, picture.loss.train, picture.article_loss.train),
            (asked.validation, picture.loss.validation, picture.article_loss.validation),
            (asked.test, picture.loss.test, picture.article_loss.test),
        ):
            error = asked.network.predict(picture.theta, share.X) - share.Y
            assert ours == pytest.approx(np.mean(error**2), rel=1e-12)
            norms = np.linalg.norm(0.5 * error**2, axis=0)
            assert metric == pytest.approx(norms.mean(), rel=1e-12)
        assert np.array_equal(picture.predicted, asked.network.predict(picture.theta, asked.test.X))
        assert picture.history.train.last[-1] == picture.loss.train
        assert picture.history.test.last[-1] == picture.loss.test


def test_the_articles_metric_is_computed_only_where_asked_for() -> None:
    final = finish(request())
    assert math.isnan(final.article_loss.train)
    assert len(final.history.article_train.epoch) == 0


def test_only_shown_rows_are_predicted() -> None:
    asked = request(shown=np.array([4, 1]))
    final = finish(asked)
    assert np.array_equal(final.predicted, asked.network.predict(final.theta, asked.test.X)[:, [4, 1]])


def test_units_that_never_fire_are_counted() -> None:
    net = Network((1, 2, 1), ("relu", "linear"))
    # On inputs from -1 to 1, z = x - 5 never fires and z = x switches.
    theta = np.array([1.0, -5, 1, 0, 1, 1, 0])
    made = rows(np.linspace(-1, 1, 9)[None, :], np.ones((1, 9)))
    final = finish(request(net, made, start=theta, test=smooth_rows(0, 1, 1, 1), epoch_limit=0))
    (layer,) = final.activity
    assert (layer.layer, layer.units, layer.never, layer.always) == (1, 2, 1, 0)


def test_a_batch_is_a_step_on_its_rows_alone() -> None:
    # Two rows in batches of one: two steps of gradient descent, in the order of the shuffle.
    made = rows(np.array([[1.0, 3.0]]), np.array([[2.0, 4.0]]))
    asked = request(network(1, 1), made, start=np.zeros(2), epoch_limit=1, batch_size=1, test=made)
    w = b = 0.0
    for row in np.random.default_rng(asked.shuffle_seed).permutation(2):
        error = w * made.X[0, row] + b - made.Y[0, row]
        w, b = w - 0.1 * error * made.X[0, row], b - 0.1 * error
    assert finish(asked).theta == pytest.approx([w, b], rel=1e-14)


# Ends.


@BATCH
@ANY_METHOD
def test_the_loss_falls(method: str, batch_size: int | None) -> None:
    row = METHODS[method]
    usual = row.usual_learning_rate if isinstance(row, StepperMethod) else 0.1
    final = finish(request(method=method, batch_size=batch_size, learning_rate=usual, epoch_limit=100))
    first, end = final.history.train.last[[0, -1]]
    assert end < 0.8 * first
    assert final.stopped is Stopped.GRADIENT or final.epoch == 100


def test_no_epochs_leave_the_start_untouched() -> None:
    asked = request(epoch_limit=0)
    (only,) = train(asked, TrainingControl())
    assert (only.epoch, only.last_epoch, only.stopped) == (0, 0, Stopped.EPOCHS)
    assert only.theta.tobytes() == asked.start.tobytes()


def test_the_target_loss_ends_the_run_at_the_first_epoch_that_reaches_it() -> None:
    losses = finish(request(epoch_limit=50)).history.train.last
    target = float(losses[20])
    final = finish(request(epoch_limit=50, target_loss=target))
    assert (final.epoch, final.stopped) == (20, Stopped.TARGET)
    assert final.loss.train == target


def test_a_target_reached_at_the_start_trains_nothing() -> None:
    final = finish(request(target_loss=1e6))
    assert (final.epoch, final.stopped) == (0, Stopped.TARGET)


def test_time_is_up() -> None:
    started = time.perf_counter()
    final = finish(request(epoch_limit=10**9, max_seconds=0.1))
    assert final.stopped is Stopped.TIME
    assert final.seconds >= 0.1
    assert time.perf_counter() - started < 5
    assert final.epoch > 0


def test_waiting_does_not_use_up_the_time() -> None:
    control = TrainingControl()
    control.seconds_waited = 1000
    final = finish(request(max_seconds=30), control)
    assert final.stopped is Stopped.EPOCHS


# Divergence. Warnings are errors in these tests, so each also holds that there is none.


@BATCH
@METHOD
def test_divergence_ends_the_run_with_the_last_weights_that_were_finite(
    method: str, batch_size: int | None
) -> None:
    asked = request(method=method, batch_size=batch_size, learning_rate=100.0, epoch_limit=100_000)
    asked = replace(asked, train=rows(asked.train.X * 1e3, asked.train.Y), network=network(2, 2))
    asked = replace(asked, start=start((2, 2)))
    if method in ("rmsprop", "adam", "adamw", "rprop"):  # they never step much further than their rate
        asked = replace(asked, learning_rate=1e7)
    final = finish(asked)
    assert final.stopped is Stopped.DIVERGED
    assert final.epoch < 100
    assert np.isfinite(final.theta).all()
    error = asked.network.predict(final.theta, asked.train.X) - asked.train.Y
    assert final.loss.train == pytest.approx(np.mean(error**2), rel=1e-12)
    assert final.loss.train < DIVERGED
    assert final.epoch == final.history.train.epoch[-1]


@BATCH
@METHOD
def test_after_divergence_a_smaller_rate_goes_on(method: str, batch_size: int | None) -> None:
    net = network(2, 2)
    train_rows = smooth_rows(40, 1)
    train_rows = rows(train_rows.X * 1e3, train_rows.Y)
    asked = request(net, train_rows, method=method, batch_size=batch_size, learning_rate=1e7)
    diverged = finish(replace(asked, epoch_limit=1000))
    assert diverged.stopped is Stopped.DIVERGED
    checkpoint = diverged.checkpoint
    assert checkpoint is not None
    assert all(np.isfinite(values).all() for values in checkpoint.method_state.values())
    final = finish(replace(asked, learning_rate=1e-9, resume_from=checkpoint))
    assert final.stopped is Stopped.EPOCHS
    assert final.epoch == diverged.epoch + 5


def test_a_start_that_is_not_finite_is_said_at_once() -> None:
    final = finish(request(start=np.full(22, 1e200)))
    assert (final.epoch, final.stopped) == (0, Stopped.DIVERGED)


def test_mini_batches_stop_at_the_first_batch_that_is_not_finite() -> None:
    made = smooth_rows(1000, 1)
    batches = 0

    class Counting(TrainingControl):
        def wait_for_drawing(self) -> None:
            nonlocal batches
            batches += 1

    asked = request(network(2, 8, 8, 2, hidden="relu"), made, batch_size=1, learning_rate=100.0)
    asked = replace(asked, start=start((2, 8, 8, 2), size=10))
    assert finish(asked, Counting()).stopped is Stopped.DIVERGED
    assert batches < 100


def test_test_rows_far_off_are_quiet() -> None:
    far = rows(np.full((2, 3), 1e150), np.full((2, 3), -1e150))
    for picture in train(request(test=far, article_metric=True), PicturesAt()):
        assert np.isfinite(picture.loss.train)


# Sizes at the edge.


@pytest.mark.parametrize("batch_size", [None, 1, 2, 7, 39, 40, 41, 10**9])
def test_any_batch_size_will_do(batch_size: int | None) -> None:
    final = finish(request(batch_size=batch_size, learning_rate=0.01))
    assert final.stopped is Stopped.EPOCHS
    assert final.loss.train < final.history.train.last[0]


def test_a_batch_of_all_rows_or_more_is_a_full_batch() -> None:
    full = finish(request()).theta
    for size in (40, 41, 10**9):
        assert finish(request(batch_size=size)).theta.tobytes() == full.tobytes()
    assert finish(request(batch_size=39)).theta.tobytes() != full.tobytes()


@BATCH
def test_one_training_row_and_no_test_rows(batch_size: int | None) -> None:
    asked = request(train=smooth_rows(1, 1), test=smooth_rows(0), batch_size=batch_size, epoch_limit=300)
    final = finish(asked)
    assert final.loss.train < 1e-6
    assert math.isnan(final.loss.test)
    assert final.predicted.shape == (2, 1)
    assert len(final.history.test.epoch) == 0
    assert all(math.isnan(score.r2) for score in final.scores)


def test_without_hidden_layers_the_run_finds_least_squares() -> None:
    stream = np.random.default_rng(3)
    X = stream.standard_normal((3, 200))
    Y = stream.standard_normal((2, 3)) @ X + 0.1 * stream.standard_normal((2, 200))
    net = network(3, 2)
    asked = request(net, rows(X, Y), test=smooth_rows(0, 0, 3, 2), epoch_limit=2000)
    exact, *_ = np.linalg.lstsq(np.vstack([X, np.ones(200)]).T, Y.T, rcond=None)
    assert net.blocks(finish(asked).theta)[0] == pytest.approx(exact.T, abs=1e-9)


@given(st.integers(1, 30), st.integers(1, 35), st.integers(0, 3))
def test_an_epoch_sees_every_row_once(count: int, size: int, layers: int) -> None:
    seen = []

    class Counting(TrainingControl):
        def wait_for_drawing(self) -> None:
            seen.append(1)

    net = network(2, *[3] * layers, 2)
    finish(request(net, smooth_rows(count), batch_size=size, epoch_limit=3), Counting())
    assert len(seen) == 3 * math.ceil(count / size)


# The same again.


@BATCH
@ANY_METHOD
def test_the_same_request_gives_the_same_weights_to_the_last_bit(method: str, batch_size: int | None) -> None:
    asked = request(method=method, batch_size=batch_size, epoch_limit=50, learning_rate=0.03)
    one, two = finish(asked), finish(asked, PicturesAt())
    assert one.theta.tobytes() == two.theta.tobytes()
    assert one.history.train.last.tobytes() == two.history.train.last.tobytes()


def test_the_request_is_left_as_it_was() -> None:
    asked = request(batch_size=7)
    kept = asked.start.copy(), asked.train.X.copy(), asked.train.Y.copy()
    finish(asked)
    assert np.array_equal(asked.start, kept[0])
    assert np.array_equal(asked.train.X, kept[1])
    assert np.array_equal(asked.train.Y, kept[2])


def test_the_shuffle_seed_orders_the_batches_and_nothing_else() -> None:
    one = finish(request(batch_size=8)).theta
    two = finish(request(batch_size=8, shuffle_seed=8)).theta
    assert not np.array_equal(one, two)
    assert np.array_equal(finish(request()).theta, finish(request(shuffle_seed=8)).theta)


# Going on.


@BATCH
@ANY_METHOD
def test_two_runs_of_five_are_one_of_ten_to_the_last_bit(method: str, batch_size: int | None) -> None:
    asked = request(method=method, batch_size=batch_size, learning_rate=0.03)
    long = finish(replace(asked, epoch_limit=10))
    short = finish(asked)
    both = finish(replace(asked, run_id=2, resume_from=short.checkpoint))
    assert (both.epoch, both.last_epoch, both.run_id) == (10, 10, 2)
    assert both.theta.tobytes() == long.theta.tobytes()
    assert both.history.train.last.tobytes() == long.history.train.last.tobytes()
    assert both.history.train.epoch.tobytes() == long.history.train.epoch.tobytes()


def test_going_on_does_not_change_what_is_gone_on_from() -> None:
    short = finish(request(method="adam", batch_size=8))
    kept = short.history.train.last.copy(), short.theta.copy()
    asked = request(method="adam", batch_size=8, resume_from=short.checkpoint)
    one, two = finish(asked), finish(asked)
    assert one.theta.tobytes() == two.theta.tobytes()
    assert np.array_equal(short.history.train.last, kept[0])
    assert np.array_equal(short.theta, kept[1])


def test_time_adds_up_when_going_on() -> None:
    short = finish(request())
    assert short.checkpoint is not None
    assert short.checkpoint.seconds == short.seconds > 0
    both = finish(request(resume_from=short.checkpoint))
    assert both.seconds > short.seconds


def test_weights_to_go_on_from_are_kept_once() -> None:
    ended = finish(request(epoch_limit=3))
    assert ended.checkpoint is not None
    assert np.shares_memory(ended.theta, ended.checkpoint.theta)


def test_a_falling_rate_falls_anew_when_going_on() -> None:
    short = finish(request(schedule="exponential"))
    both = finish(request(schedule="exponential", resume_from=short.checkpoint))
    long = finish(request(schedule="exponential", epoch_limit=10))
    assert both.theta.tobytes() != long.theta.tobytes()


def test_a_falling_rate_falls_to_a_thousandth() -> None:
    # On the single row x = 0 the gradient of b is its error; with target 0, b is multiplied by 1 - rate.
    made = rows(np.zeros((1, 1)), np.zeros((1, 1)))
    asked = request(
        network(1, 1), made, test=made, start=np.array([0.0, 1.0]), schedule="exponential", epoch_limit=3
    )
    pictures = [picture.theta[1] for picture in train(asked, PicturesAt())]
    factors = [1 - now / before for before, now in pairwise(pictures)]
    assert factors == pytest.approx([0.1, 0.01, 0.001], rel=1e-9)


@BATCH
def test_a_plateau_halves_the_rate_and_is_remembered_when_going_on(batch_size: int | None) -> None:
    # From its minimum gradient descent cannot get better: 10 epochs at the rate, then at its half.
    made = rows(np.zeros((1, 4)), np.array([[1.0, -1, 1, -1]]))
    asked = request(
        network(1, 1),
        made,
        test=made,
        start=np.zeros(2),
        schedule="plateau",
        batch_size=batch_size and 1,
        epoch_limit=15,
    )
    long = finish(replace(asked, epoch_limit=30))
    short = finish(asked)
    both = finish(replace(asked, resume_from=short.checkpoint))
    assert both.theta.tobytes() == long.theta.tobytes()
    assert short.checkpoint is not None
    assert both.checkpoint is not None
    if batch_size is None:
        assert short.checkpoint.method_state["schedule"].tolist() == [0.5, 1, 5]
        assert both.checkpoint.method_state["schedule"].tolist() == [0.125, 1, 0]
    assert not short.checkpoint.method_state["schedule"].flags.writeable


def test_a_plateau_slows_the_very_next_epoch() -> None:
    # On the row x = 0 with target 0, b is multiplied by 1 - rate; at rate 2 its size stays for ever.
    made = rows(np.zeros((1, 1)), np.zeros((1, 1)))
    asked = request(
        network(1, 1),
        made,
        test=made,
        start=np.array([0.0, 1.0]),
        schedule="plateau",
        learning_rate=2,
        epoch_limit=12,
    )
    pictures = [picture.theta[1] for picture in train(asked, PicturesAt())]
    assert pictures == [*[1, -1] * 5, 1, 0, 0]


# Losses, penalties, clipping, dropout.


@BATCH
@pytest.mark.parametrize(
    ("loss", "parameter"),
    [("absolute_error", None), ("huber", 0.5), ("log_cosh", None), ("quantile", None)],
)
def test_every_loss_for_numbers_falls_and_is_what_is_quoted(
    loss: str, parameter: float | None, batch_size: int | None
) -> None:
    final = finish(
        request(loss=loss, loss_parameter=parameter, batch_size=batch_size, method="adam", epoch_limit=100)
    )
    first, end = final.history.train.last[[0, -1]]
    assert end < 0.6 * first
    asked = request()
    answers = asked.network.predict(final.theta, asked.test.X)
    assert final.loss.test == pytest.approx(choose_loss(loss, parameter).quote(answers, asked.test.Y))


@pytest.mark.parametrize("loss", ["binary_cross_entropy", "softmax_cross_entropy"])
@pytest.mark.parametrize("weights", [None, np.array([1.0, 2.0])], ids=["plain", "weighted"])
def test_classes_are_learnt(loss: str, weights: FloatArray | None) -> None:
    X = np.random.default_rng(0).standard_normal((2, 60))
    classes = (X[0] * X[1] > 0).astype(int)
    made = rows(X, np.eye(2)[:, classes])
    net = network(2, 8, 2)
    final = finish(
        request(net, made, test=made, loss=loss, class_weights=weights, method="adam", epoch_limit=300)
    )
    assert final.loss.train < 0.1
    assert np.array_equal(net.predict(final.theta, X).argmax(axis=0), classes)


@BATCH
def test_penalties_are_part_of_the_gradient_but_not_of_what_is_quoted(batch_size: int | None) -> None:
    # Ridge regression: (X X^T / n + l2) w = X y / n, the bias free. In batches only about.
    stream = np.random.default_rng(3)
    X, Y = stream.standard_normal((3, 64)), stream.standard_normal((1, 64)) + 2
    asked = request(network(3, 1), rows(X, Y), test=smooth_rows(0, 0, 3, 1), l2=(0.3,), batch_size=batch_size)
    asked = replace(asked, schedule="exponential", epoch_limit=3000)
    final = finish(asked)
    whole = np.vstack([X, np.ones(64)])
    exact = np.linalg.solve(whole @ whole.T / 64 + np.diag([0.3, 0.3, 0.3, 0]), whole @ Y[0] / 64)
    assert final.theta == pytest.approx(exact, abs=1e-9 if batch_size is None else 0.01)
    error = asked.network.predict(final.theta, X) - Y
    assert final.loss.train == pytest.approx(np.mean(error**2), rel=1e-12)


def test_l1_lets_weights_that_are_not_needed_go() -> None:
    X = np.random.default_rng(0).standard_normal((4, 200))
    asked = request(network(4, 1), rows(X, X[:1]), test=smooth_rows(0, 0, 4, 1), l1=(0.1,), epoch_limit=2000)
    weights = finish(replace(asked, schedule="exponential")).theta[:4]
    assert weights[0] == pytest.approx(0.9, abs=0.03)
    assert abs(weights[1:]).max() < 1e-3


def test_a_long_gradient_is_clipped_and_a_short_one_is_not() -> None:
    # The first example above: the gradient (-7, -3) has length sqrt(58).
    made = rows(np.array([[1.0, 3.0]]), np.array([[2.0, 4.0]]))
    asked = request(network(1, 1), made, start=np.zeros(2), test=made, epoch_limit=1)
    clipped = finish(replace(asked, clip_norm=2.0)).theta
    assert clipped == pytest.approx(np.array([0.7, 0.3]) * 2 / math.sqrt(58), rel=1e-12)
    assert np.array_equal(finish(replace(asked, clip_norm=8.0)).theta, finish(asked).theta)


def dropping(**changes: Any) -> TrainingRequest:
    net = Network((2, 8, 2), ("tanh", "linear"), dropout=(0.3,))
    return request(net, method="adam", learning_rate=0.03, **changes)


@BATCH
def test_with_dropout_the_same_request_gives_the_same_weights_and_others_other_ones(
    batch_size: int | None,
) -> None:
    one, two = finish(dropping(batch_size=batch_size)), finish(dropping(batch_size=batch_size), PicturesAt())
    assert one.theta.tobytes() == two.theta.tobytes()
    other = finish(dropping(batch_size=batch_size, shuffle_seed=8))
    assert one.theta.tobytes() != other.theta.tobytes()


@BATCH
def test_with_dropout_two_runs_of_five_are_one_of_ten(batch_size: int | None) -> None:
    asked = dropping(batch_size=batch_size)
    both = finish(replace(asked, resume_from=finish(asked).checkpoint))
    assert both.theta.tobytes() == finish(replace(asked, epoch_limit=10)).theta.tobytes()


@pytest.mark.parametrize("updates", [1, 12, 13, 14])
def test_with_dropout_a_run_stopped_in_the_middle_goes_on_as_if_it_never_had(updates: int) -> None:
    for size, an_epoch in ((None, 1), (6, 7)):
        asked = dropping(batch_size=size, epoch_limit=20)
        stopped = finish(asked, StopAfter(updates))
        rest = replace(asked, epoch_limit=20 - stopped.epoch, resume_from=stopped.checkpoint)
        assert stopped.epoch == updates // an_epoch
        assert finish(rest).theta.tobytes() == finish(asked).theta.tobytes()


@BATCH
def test_dropout_is_off_in_every_loss_and_answer(batch_size: int | None) -> None:
    asked = dropping(batch_size=batch_size, epoch_limit=100)
    for picture in train(asked, PicturesAt([0, 50, 100])):
        for share, ours in ((asked.train, picture.loss.train), (asked.test, picture.loss.test)):
            error = asked.network.predict(picture.theta, share.X) - share.Y
            assert ours == pytest.approx(np.mean(error**2), rel=1e-12)
    first, end = picture.history.train.last[[0, -1]]
    assert end < 0.6 * first


# Steering, from the same thread: the control does what it is told between two snapshots.


def at_epochs(control: TrainingControl, asked: TrainingRequest) -> Iterator[tuple[int, Snapshot]]:
    for picture in train(asked, control):
        yield picture.epoch, picture


@BATCH
def test_stop_between_epochs(batch_size: int | None) -> None:
    control = PicturesAt()
    seen = []
    for epoch, picture in at_epochs(control, request(batch_size=batch_size, epoch_limit=1000)):
        seen.append(epoch)
        if epoch == 3:
            control.stop()
        final = picture
    assert seen == [0, 1, 2, 3, 3]
    assert final.stopped is Stopped.REQUEST
    expected = finish(request(batch_size=batch_size, epoch_limit=3))
    assert final.theta.tobytes() == expected.theta.tobytes()


@METHOD
@pytest.mark.parametrize("updates", [1, 12, 13, 14])
def test_stopped_in_the_middle_of_an_epoch_the_run_goes_on_as_if_it_never_had(
    method: str, updates: int
) -> None:
    # 40 rows in batches of 6 are 7 updates an epoch, so none of these but 14 ends one.
    asked = request(method=method, batch_size=6, epoch_limit=4, learning_rate=0.03)
    stopped = finish(asked, StopAfter(updates))
    assert stopped.stopped is Stopped.REQUEST
    assert stopped.epoch == updates // 7
    between = finish(replace(asked, epoch_limit=stopped.epoch))
    assert stopped.theta.tobytes() == between.theta.tobytes()
    assert stopped.loss.train == between.loss.train
    rest = replace(asked, epoch_limit=4 - stopped.epoch, resume_from=stopped.checkpoint)
    assert finish(rest).theta.tobytes() == finish(asked).theta.tobytes()


def test_stop_before_the_first_epoch() -> None:
    control = TrainingControl()
    control.stop()
    (only,) = train(request(), control)
    assert (only.epoch, only.stopped) == (0, Stopped.REQUEST)


def test_step_by_step() -> None:
    control = TrainingControl(paused=True)
    pictures = train(request(epoch_limit=3), control)
    seen = []
    for picture in pictures:
        seen.append((picture.epoch, picture.paused, picture.stopped))
        control.step()
    assert seen == [(0, True, None), (1, True, None), (2, True, None), (3, False, Stopped.EPOCHS)]
    assert picture.theta.tobytes() == finish(request(epoch_limit=3)).theta.tobytes()


def test_several_steps_at_once_are_all_done() -> None:
    control = TrainingControl(paused=True)
    pictures = train(request(), control)
    assert next(pictures).epoch == 0
    for _ in range(3):
        control.step()
    seen = [next(pictures), next(pictures)]
    assert [(picture.epoch, picture.paused) for picture in seen] == [(1, False), (3, True)]


def test_pause_then_resume() -> None:
    control = PicturesAt([2])
    pictures = train(request(), control)
    assert next(pictures).epoch == 2
    control.pause()
    held = next(pictures)
    assert (held.epoch, held.paused) == (2, True)
    control.resume()
    (final,) = pictures
    assert (final.epoch, final.stopped, final.paused) == (5, Stopped.EPOCHS, False)
    assert final.theta.tobytes() == finish(request()).theta.tobytes()


def test_stop_while_paused() -> None:
    control = TrainingControl(paused=True)
    pictures = train(request(), control)
    next(pictures)
    control.stop()
    (final,) = pictures
    assert (final.epoch, final.stopped) == (0, Stopped.REQUEST)


def test_a_pause_asked_for_at_the_last_moment_is_told() -> None:
    # The window pauses just after a picture was found due: the loop must still say that it holds.
    class PauseWhenAsked(TrainingControl):
        def picture_due(self, epochs_since_last: int) -> bool:
            if epochs_since_last == 3:
                self.pause()
            return False

    control = PauseWhenAsked()
    held = next(train(request(), control))
    assert (held.epoch, held.paused) == (2, True)


def test_another_learning_rate_applies_from_the_next_update_on() -> None:
    control = PicturesAt()
    for epoch, picture in at_epochs(control, request(epoch_limit=6)):
        if epoch == 2:
            assert picture.learning_rate == 0.1
            control.set_learning_rate(0.02)
        if epoch == 3:
            assert picture.learning_rate == 0.02
    first = finish(request(epoch_limit=2))
    rest = finish(request(epoch_limit=4, learning_rate=0.02, resume_from=first.checkpoint))
    assert picture.theta.tobytes() == rest.theta.tobytes()


def test_a_picture_is_built_only_when_one_is_wanted() -> None:
    pictures = train(request(epoch_limit=100), TrainingControl())
    # Nobody takes the first one, so the next is that of the end.
    assert [picture.epoch for picture in pictures] == [0, 100]


def test_a_picture_for_every_so_many_epochs() -> None:
    control = TrainingControl(epochs_per_picture=4)
    seen = []
    for picture in train(request(epoch_limit=10), control):
        seen.append(picture.epoch)
        control.picture_taken()
    assert seen == [3, 7, 10]


# Memory.


def test_a_long_run_takes_no_more_memory_than_a_short_one() -> None:
    def asked(epochs: int) -> TrainingRequest:
        return request(network(1, 1), smooth_rows(2, 1, 1, 1), epoch_limit=epochs)

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
