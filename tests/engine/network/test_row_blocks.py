"""Loss and gradient over blocks of rows in several threads, against one pass over all rows at once."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, closing

import numpy as np
import pytest

from engine.base.arrays import FloatArray
from engine.base.cores import VARIABLE
from engine.data.rows import Rows
from engine.network import row_blocks
from engine.network.losses import LOSSES
from engine.network.network import GradientPasses, Network, Passes
from engine.network.row_blocks import SharedRows, nothing, rows_at_once
from engine.training.run.control import TrainingControl
from engine.training.run.snapshot import Stopped
from engine.training.train import train
from tests.engine.runs import (
    StopAfter,
    article,
    finish,
    request,
    smooth_rows,
    start,
    weighted_and_repeated,
)

NET = Network((2, 4, 3, 2), ("relu", "tanh", "linear"))
LOSS = LOSSES["squared_error"]


def shared_rows(made: Rows, poll: Callable[[], None] = nothing) -> AbstractContextManager[SharedRows]:
    return closing(SharedRows(NET, made, LOSS, poll))


SHARES = pytest.mark.parametrize("shares", [1, 2, 3])
COUNT = pytest.mark.parametrize("count", [1, 10, 29, 30, 95])


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """30 rows are three blocks of 10, 29 a smaller last one."""
    monkeypatch.setattr(row_blocks, "LEAST_ROWS", 10)
    monkeypatch.setattr(row_blocks, "BLOCK_BYTES", 0)


def at_once(theta: FloatArray, X: FloatArray, Y: FloatArray) -> tuple[float, FloatArray, list[FloatArray]]:
    passes, gradient = GradientPasses(NET, X), np.empty_like(theta)
    passes.forward(NET.blocks(theta))
    value = passes.loss(LOSS, Y)
    passes.backward(NET.blocks(theta), NET.blocks(gradient))
    return value, gradient, passes.outputs


@SHARES
@COUNT
def test_blocks_and_threads_add_up_to_all_rows(
    shares: int, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(shares))
    made, theta = smooth_rows(count), start(NET.sizes)
    value, gradient, outputs = at_once(theta, made.X, made.Y)
    weights = NET.blocks(theta)
    with shared_rows(made) as shared:
        for _ in range(2):
            assert shared.value(weights) == pytest.approx(value, rel=1e-13)
            assert shared.value_and_gradient(weights) == pytest.approx(value, rel=1e-13)
            assert shared.gradient == pytest.approx(gradient, rel=1e-12, abs=1e-13)
        *hidden, predicted = shared.outputs(weights)
    assert predicted == pytest.approx(outputs[-1], rel=1e-13)
    for found, A in zip(hidden, outputs[:-1], strict=True):
        assert found == pytest.approx(np.stack([A.min(axis=1), A.max(axis=1)], axis=1), rel=1e-13)


@SHARES
def test_blocks_and_threads_know_the_weights_of_their_rows(
    shares: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(shares))
    counts = np.random.default_rng(0).integers(1, 4, size=95)
    weighted, repeated = weighted_and_repeated(smooth_rows(95), counts.tolist())
    value, gradient, _ = at_once(start(NET.sizes), repeated.X, repeated.Y)
    with shared_rows(weighted) as shared:
        assert shared.value_and_gradient(NET.blocks(start(NET.sizes))) == pytest.approx(value, rel=1e-13)
        assert shared.gradient * counts.mean() == pytest.approx(gradient, rel=1e-12, abs=1e-12)


def test_rows_that_fit_are_one_block_with_the_numbers_of_one_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_blocks, "BLOCK_BYTES", 1 << 22)
    made, theta = smooth_rows(95), start(NET.sizes)
    value, gradient, _ = at_once(theta, made.X, made.Y)
    with shared_rows(made) as shared:
        assert shared.value_and_gradient(NET.blocks(theta)) == value
        assert shared.gradient.tobytes() == gradient.tobytes()


def test_the_articles_rows_are_one_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    _, prepared = article()
    asked = []
    for precision in ("float64", "float32"):
        made = prepared.train.astype(np.dtype(precision))
        net = Network((2, 4, 4, 3), ("relu", "relu", "linear"))
        with closing(SharedRows(net, made, LOSS, lambda: asked.append(1))) as shared:
            shared.value(net.blocks(start(net.sizes).astype(precision)))
    assert not asked  # as is done between blocks


@pytest.mark.parametrize("rows", [1, 9, 10, 11, 99, 100, 12345])
def test_blocks_are_equal_but_for_the_last(rows: int) -> None:
    size = rows_at_once(rows, 10)
    assert 1 <= size <= max(10, rows)
    assert -(-rows // size) == -(-rows // min(10, rows))


@SHARES
def test_overflow_is_infinite_and_quiet_in_every_thread(shares: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(shares))
    made = smooth_rows(35)
    weights = NET.blocks(np.full(NET.parameters, 1e200))
    with shared_rows(made) as shared, np.errstate(all="ignore"):
        assert shared.value(weights) == shared.value_and_gradient(weights) == np.inf


def test_a_poll_that_raises_in_any_thread_ends_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "2")
    made, theta = smooth_rows(60), start(NET.sizes)
    asked, guilty = [], [False]

    def poll() -> None:
        asked.append(threading.current_thread())
        if guilty[0] and threading.current_thread() is not threading.main_thread():
            raise InterruptedError

    with shared_rows(made, poll) as shared:
        value = shared.value(NET.blocks(theta))
        assert len(asked) == 6
        assert len(set(asked)) == 2
        guilty[0] = True
        with pytest.raises(InterruptedError):
            shared.value_and_gradient(NET.blocks(theta))
        guilty[0] = False
        assert shared.value(NET.blocks(theta)) == value


@pytest.mark.parametrize("method", ["gradient_descent", "lbfgs"])
def test_a_run_does_not_depend_on_blocks_but_for_rounding(
    method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = request(NET, smooth_rows(60), method=method, epoch_limit=10)
    blocks = [finish(asked).theta for _ in range(2)]
    assert blocks[0].tobytes() == blocks[1].tobytes()
    monkeypatch.setattr(row_blocks, "BLOCK_BYTES", 1 << 22)
    assert blocks[0] == pytest.approx(finish(asked).theta, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("polls", range(1, 7))
def test_stopped_before_the_first_epoch_of_several_blocks_there_is_nothing_to_go_on_from(
    polls: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "1")
    asked = request(NET, smooth_rows(30), method="adam", epoch_limit=20)
    # The loss takes three polls, and the picture before the first epoch another three.
    assert list(train(asked, StopAfter(polls))) == []


@pytest.mark.parametrize("polls", range(7, 18))
def test_stopped_between_two_blocks_the_epoch_is_taken_back(
    polls: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "1")
    asked = request(NET, smooth_rows(30), method="adam", epoch_limit=20)
    stopped = finish(asked, StopAfter(polls))
    assert stopped.stopped is Stopped.REQUEST
    assert stopped.epoch == (polls - 7) // 4  # one poll after the step, then one before each block
    between = finish(request(NET, smooth_rows(30), method="adam", epoch_limit=stopped.epoch))
    assert stopped.theta.tobytes() == between.theta.tobytes()
    assert stopped.loss.train == between.loss.train


def test_answers_in_blocks_are_those_of_all_rows_at_once() -> None:
    asked = request(NET, smooth_rows(30))
    X, blocks = asked.train.X, NET.blocks(np.array(asked.start))
    polls: list[int] = []
    answers = row_blocks.Answers(NET, X, lambda: polls.append(1))
    assert answers.forward(blocks) == pytest.approx(Passes(NET, X).forward(blocks), rel=1e-12)
    assert len(polls) > 1
    assert row_blocks.Answers(NET, X[:, :0]).forward(blocks).shape == (NET.sizes[-1], 0)


def test_stopped_before_its_next_epoch_a_run_gone_on_with_keeps_what_it_began_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(VARIABLE, "1")
    earlier = finish(request(NET, smooth_rows(30), method="adam", epoch_limit=2))
    asked = request(NET, smooth_rows(30), method="adam", epoch_limit=20, resume_from=earlier.checkpoint)

    class WantsAll(TrainingControl):
        """A window that wants every picture."""

        def picture_due(self, _epochs: int) -> bool:
            return True

    control = WantsAll()
    pictures = train(asked, control)
    first = next(pictures)
    assert first.stopped is None
    control.stop()
    (last,) = pictures
    assert (last.epoch, last.stopped) == (2, Stopped.REQUEST)
    assert last.checkpoint is not None
    assert last.checkpoint.theta.tobytes() == earlier.theta.tobytes()
