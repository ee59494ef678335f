"""The session: one run at a time, steered from the window, and never heard of again once it is closed."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from engine.base.memory import array_bytes
from engine.network.choice import Layer, NetworkChoice
from engine.network.initialisers import draw_start
from engine.project.start import Seed, Start
from engine.training.run.snapshot import Snapshot, Stopped
from engine.training.thread import TrainingJob
from gui.document.document import Document
from gui.runs.session import TrainingSession
from gui.runs.speed import FULL_SPEED
from gui.window.closing import close
from tests.gui.person import set_recipe, set_training

ROOT = Path(__file__).parents[3]


@pytest.fixture
def document(qtbot: QtBot) -> Document:  # noqa: ARG001
    """A document of 21 rows, so that an epoch takes next to no time."""
    document = Document()
    document.open_problem("few")
    set_recipe(document, "gradient_descent", learning_rate=0.01, epoch_limit=20)
    return document


@pytest.fixture
def session(document: Document) -> Iterator[TrainingSession]:
    session = TrainingSession(document)
    document.project_changed.connect(session.follow)
    yield session
    close(session)


class Watcher:
    """Remembers what a session told."""

    def __init__(self, session: TrainingSession) -> None:
        self.states: list[str] = []
        self.pictures: list[Snapshot] = []
        self.failures: list[str] = []
        session.state_changed.connect(self.states.append)
        session.snapshot_ready.connect(self.pictures.append)
        session.run_failed.connect(self.failures.append)


def finish(qtbot: QtBot, session: TrainingSession, state: str = "idle") -> Snapshot:
    qtbot.waitUntil(lambda: session.state == state, timeout=10_000)
    assert session.latest is not None
    return session.latest


def wait_for_epoch(qtbot: QtBot, session: TrainingSession, epoch: int) -> Snapshot:
    qtbot.waitUntil(lambda: session.latest is not None and session.latest.epoch >= epoch, timeout=10_000)
    assert session.latest is not None
    return session.latest


def endless(document: Document) -> None:
    set_training(document, epoch_limit=1_000_000_000)


# States.


def test_a_run_goes_from_idle_to_running_to_idle(
    qtbot: QtBot, session: TrainingSession, document: Document
) -> None:
    watcher = Watcher(session)
    assert (session.state, session.latest, session.run, session.has_trained) == ("idle", None, None, False)
    session.train()
    assert session.state == "running"
    latest = finish(qtbot, session)
    assert watcher.states == ["running", "idle"]
    assert (latest.epoch, latest.stopped) == (20, Stopped.EPOCHS)
    assert watcher.pictures[-1] is latest
    assert session.has_trained
    assert latest.theta.size == document.project.build_network().parameters
    assert not latest.theta.flags.writeable


def test_train_clicked_a_hundred_times_starts_one_run(qtbot: QtBot, session: TrainingSession) -> None:
    given: list[TrainingJob] = []
    session._job_given.connect(given.append)
    watcher = Watcher(session)
    for _ in range(100):
        session.train()
    latest = finish(qtbot, session)
    qtbot.wait(100)
    assert len(given) == 1
    assert latest.epoch == 20
    assert watcher.states == ["running", "idle"]


def test_pause_holds_and_resume_goes_on(qtbot: QtBot, session: TrainingSession, document: Document) -> None:
    endless(document)
    watcher = Watcher(session)
    session.train()
    wait_for_epoch(qtbot, session, 5)
    session.pause()
    held = finish(qtbot, session, "paused")
    assert held.paused
    qtbot.wait(100)
    assert session.latest is not None
    assert session.latest.epoch == held.epoch
    session.resume()
    assert session.state == "running"
    wait_for_epoch(qtbot, session, held.epoch + 1)
    session.pause()
    finish(qtbot, session, "paused")
    session.train()
    assert session.state == "running", "Train resumes too"
    session.stop()
    assert session.state == "stopping"
    last = finish(qtbot, session)
    assert last.stopped == Stopped.REQUEST
    assert watcher.states == ["running", "paused", "running", "paused", "running", "stopping", "idle"]
    assert [one.epoch for one in watcher.pictures] == sorted(one.epoch for one in watcher.pictures)


def test_step_does_exactly_one_epoch(qtbot: QtBot, session: TrainingSession, document: Document) -> None:
    endless(document)
    for expected in (1, 2, 3):
        session.step()
        assert session.state == "paused"
        wait_for_epoch(qtbot, session, expected)
        qtbot.wait(60)
        assert session.latest is not None
        assert session.latest.epoch == expected
    for _ in range(5):
        session.step()
    wait_for_epoch(qtbot, session, 8)
    qtbot.wait(60)
    assert session.latest is not None
    assert session.latest.epoch == 8
    session.train()
    wait_for_epoch(qtbot, session, 20)
    session.step()
    finish(qtbot, session, "paused")
    session.stop()
    assert finish(qtbot, session).stopped == Stopped.REQUEST


def test_what_makes_no_sense_now_does_nothing(qtbot: QtBot, session: TrainingSession) -> None:
    for do in (session.pause, session.resume, session.stop):
        do()
        assert session.state == "idle"
    session.train()
    session.resume()
    session.stop()
    session.pause()
    session.stop()
    session.train()
    session.step()
    assert session.state == "stopping"
    finish(qtbot, session)
    qtbot.wait(50)
    assert session.state == "idle"


def test_stopping_a_paused_run_keeps_its_weights(
    qtbot: QtBot, session: TrainingSession, document: Document
) -> None:
    endless(document)
    session.step()
    held = wait_for_epoch(qtbot, session, 1)
    session.stop()
    last = finish(qtbot, session)
    assert last.epoch == 1
    assert np.array_equal(last.theta, held.theta)


# Continuing, and matching of project and run.


def test_going_on_adds_as_many_epochs_and_equals_one_long_run(
    qtbot: QtBot, session: TrainingSession, document: Document
) -> None:
    set_training(document, schedule="constant")
    session.train()
    assert finish(qtbot, session).epoch == 20
    session.train()
    assert session.latest is not None, "the network is kept while the run gets going"
    wait_for_epoch(qtbot, session, 21)
    twice = finish(qtbot, session)
    assert (twice.epoch, twice.last_epoch) == (40, 40)
    other = Document()
    other.apply(document.project, "the same")
    set_training(other, epoch_limit=40)
    second = TrainingSession(other)
    other.project_changed.connect(second.follow)
    second.train()
    once = finish(qtbot, second)
    close(second)
    assert np.array_equal(once.theta, twice.theta)


def test_a_stale_run_goes_on_and_undo_brings_it_back(
    qtbot: QtBot, session: TrainingSession, document: Document
) -> None:
    endless(document)
    session.train()
    before = wait_for_epoch(qtbot, session, 5)
    assert not session.is_stale
    document.apply(replace(document.project, network=NetworkChoice((Layer(3, "tanh"),))), "smaller")
    assert session.is_stale
    assert session.state == "running"
    later = wait_for_epoch(qtbot, session, before.epoch + 5)
    assert later.theta.size == before.theta.size
    document.undo_stack.undo()
    assert not session.is_stale
    assert session.latest is not None
    assert session.latest.run_id == before.run_id


def test_a_changed_seed_of_the_start_makes_a_run_stale(
    qtbot: QtBot, session: TrainingSession, document: Document
) -> None:
    session.train()
    first = finish(qtbot, session)
    document.apply(replace(document.project, start=Seed(7)), "new weights")
    assert session.is_stale
    session.train()
    finish(qtbot, session)
    qtbot.waitUntil(lambda: session.latest is not None and session.latest.run_id != first.run_id)
    assert session.latest is not None
    assert session.latest.epoch == 20, "another start is another run, not more epochs"
    assert not np.array_equal(session.latest.theta, first.theta)


def test_restart_trains_the_project_as_it_is_now(
    qtbot: QtBot, session: TrainingSession, document: Document
) -> None:
    endless(document)
    session.train()
    wait_for_epoch(qtbot, session, 2)
    document.apply(replace(document.project, network=NetworkChoice((Layer(3, "tanh"),))), "smaller")
    watcher = Watcher(session)
    session.restart()
    assert session.state == "stopping"
    qtbot.waitUntil(lambda: session.state == "running")
    assert not session.is_stale
    wait_for_epoch(qtbot, session, 1)
    assert session.latest is not None
    assert session.latest.theta.size == document.project.build_network().parameters
    assert watcher.states == ["stopping", "idle", "running"]
    session.stop()
    finish(qtbot, session)
    session.restart()
    assert session.state == "running", "from idle it trains"


def test_another_table_shows_no_run_and_the_old_one_comes_back(
    qtbot: QtBot, session: TrainingSession, document: Document
) -> None:
    session.train()
    latest = finish(qtbot, session)
    document.open_problem("wave")
    assert session.run is None
    assert session.latest is None
    assert not session.is_stale
    document.undo_stack.undo()
    assert session.latest is latest


def train_with_start(qtbot: QtBot, session: TrainingSession, document: Document, start: int) -> Snapshot:
    document.apply(replace(document.project, start=Seed(start)), "new weights")
    session.train()
    return finish(qtbot, session)


def test_the_oldest_runs_are_let_go_where_they_take_too_much(
    qtbot: QtBot, session: TrainingSession, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone: list[Start] = []
    session.run_let_go.connect(lambda project: gone.append(project.start))
    set_training(document, epoch_limit=1)
    train_with_start(qtbot, session, document, 1)
    assert session.run is not None
    each = array_bytes(session.run, set())
    monkeypatch.setattr("gui.runs.kept_runs.KEPT_BYTES", 2.5 * each)
    for start in (2, 3):
        latest = train_with_start(qtbot, session, document, start)
    assert gone == []
    train_with_start(qtbot, session, document, 4)
    assert gone == [Seed(1)], "two take less than that, beside the one at hand"
    document.undo_stack.undo()
    assert session.latest is latest
    assert not session.has_let_go
    for _ in range(2):
        document.undo_stack.undo()
    assert session.has_let_go
    assert session.is_stale, "what is shown is another network"
    session.train()
    assert finish(qtbot, session).epoch == 1, "it begins anew"
    assert not session.has_let_go


def test_only_the_run_that_began_last_keeps_its_earlier_epochs(
    qtbot: QtBot, session: TrainingSession, document: Document
) -> None:
    first = train_with_start(qtbot, session, document, 1)
    assert first.trail.epochs == tuple(range(21))
    second = train_with_start(qtbot, session, document, 2)
    assert first.trail.epochs == ()
    session.train()
    assert finish(qtbot, session).trail.epochs == tuple(range(41)), "it goes on with what it has kept"
    assert second.epoch == 20


def test_a_run_keeps_neither_rows_nor_what_it_began_from(
    qtbot: QtBot, session: TrainingSession, document: Document
) -> None:
    session.train()
    began_from = finish(qtbot, session).checkpoint
    assert began_from is not None
    session.train()
    assert finish(qtbot, session).epoch == 40
    kept: set[int] = set()
    array_bytes(session.run, kept)
    rows = document.prepared.train
    assert id(session.latest) in kept
    assert not kept & set(map(id, (began_from, rows, rows.X, rows.Y)))


# The learning rate.


def test_the_learning_rate_applies_at_once(
    qtbot: QtBot, session: TrainingSession, document: Document
) -> None:
    endless(document)
    session.train()
    wait_for_epoch(qtbot, session, 2)
    set_training(document, learning_rate=0.001)
    assert not session.is_stale
    qtbot.waitUntil(lambda: session.latest is not None and session.latest.learning_rate == 0.001)
    assert session.latest is not None
    assert session.latest.run_id == 1
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: session.latest is not None and session.latest.learning_rate == 0.01)


def test_the_learning_rate_is_that_of_the_project_when_a_run_comes_back(
    qtbot: QtBot, session: TrainingSession, document: Document
) -> None:
    endless(document)
    matching = document.project
    session.train()
    wait_for_epoch(qtbot, session, 2)
    document.apply(replace(matching, network=NetworkChoice((Layer(3, "tanh"),))), "smaller")
    set_training(document, learning_rate=0.5)
    latest = wait_for_epoch(qtbot, session, 20)
    assert latest.learning_rate == 0.01, "a stale run goes on as it began"
    document.apply(matching, "back")
    assert not session.is_stale
    assert session.latest is not None
    assert session.latest.learning_rate == 0.01


def test_a_diverging_run_ends_with_finite_weights_and_starts_anew(
    qtbot: QtBot, session: TrainingSession, document: Document
) -> None:
    set_training(document, learning_rate=100.0, epoch_limit=10_000)
    session.train()
    latest = finish(qtbot, session)
    assert latest.stopped == Stopped.DIVERGED
    assert np.isfinite(latest.theta).all()
    assert np.isfinite(latest.loss.train)
    assert latest.epoch < 100
    set_training(document, learning_rate=0.01, epoch_limit=10_000)
    session.train()
    second = finish(qtbot, session)
    assert second.stopped == Stopped.EPOCHS
    assert second.epoch == 10_000, "from the start, not from weights gone astray"


def test_an_epoch_limit_of_none_shows_the_untrained_network(
    qtbot: QtBot, session: TrainingSession, document: Document
) -> None:
    set_training(document, epoch_limit=0)
    session.train()
    latest = finish(qtbot, session)
    assert latest.epoch == 0
    assert not session.has_trained
    assert np.array_equal(latest.theta, document.project.start_weights())
    assert latest.theta.size == draw_start("article", (1, 16, 16, 1), np.random.RandomState(0)).size


def test_a_run_begins_from_the_weights_that_the_document_keeps(
    qtbot: QtBot, session: TrainingSession, document: Document
) -> None:
    set_training(document, epoch_limit=0)
    theta = document.project.start_weights() + 0.5
    document.apply(replace(document.project, start=document.keep_weights(theta)), "begin from these")
    session.train()
    assert np.array_equal(finish(qtbot, session).theta, theta)
    document.undo_stack.undo()
    assert session.is_stale, "a run of other weights is another run"


# A search before the run, and a race.


def search(qtbot: QtBot, session: TrainingSession, document: Document) -> Snapshot:
    """Train with a search of many seconds before the run, until it is under way."""
    set_recipe(document, "auto", folds=20, epoch_limit=1000, starts=1)
    session.train()
    qtbot.waitUntil(lambda: session.latest is not None and bool(session.latest.fits), timeout=10_000)
    assert session.latest is not None
    return session.latest


def test_a_search_is_held_and_goes_on(qtbot: QtBot, session: TrainingSession, document: Document) -> None:
    search(qtbot, session, document)
    session.pause()
    held = finish(qtbot, session, "paused")
    assert held.paused
    assert held.fits is not None
    qtbot.wait(150)
    assert session.latest is held
    session.resume()
    fits = held.fits
    qtbot.waitUntil(
        lambda: session.latest is not None and session.latest.fits is not None and session.latest.fits > fits
    )


def test_a_stopped_search_begins_anew(qtbot: QtBot, session: TrainingSession, document: Document) -> None:
    search(qtbot, session, document)
    session.stop()
    stopped = finish(qtbot, session)
    assert (stopped.epoch, stopped.found, stopped.fits) == (0, None, None)
    session.train()
    qtbot.waitUntil(lambda: session.latest is not None and bool(session.latest.fits), timeout=10_000)


def test_closing_in_a_search_takes_less_than_two_seconds(
    qtbot: QtBot, session: TrainingSession, document: Document
) -> None:
    search(qtbot, session, document)
    began = time.perf_counter()
    assert close(session)
    assert time.perf_counter() - began < 2


def test_one_step_searches_and_does_one_epoch(
    qtbot: QtBot, session: TrainingSession, document: Document
) -> None:
    set_recipe(document, "auto", folds=2, epoch_limit=5)
    session.step()
    stepped = wait_for_epoch(qtbot, session, 1)
    assert stepped.found is not None
    qtbot.wait(100)
    assert session.latest is not None
    assert (session.latest.epoch, session.state) == (1, "paused")


def test_a_race_goes_step_by_step(qtbot: QtBot, session: TrainingSession, document: Document) -> None:
    set_training(document, starts=4)
    for expected in (1, 2, 3, 4, 5, 6, 7):
        session.step()
        stepped = wait_for_epoch(qtbot, session, expected)
        qtbot.wait(60)
        assert session.latest is not None
        assert session.latest.epoch == expected
        assert len(stepped.rivals) == 3, "those that have been dropped are still seen"


# Speed.


ONE_A_PICTURE = 25
"""Where the slider allows an epoch for each picture, and no more."""


def test_a_slow_run_shows_every_epoch(qtbot: QtBot, session: TrainingSession, document: Document) -> None:
    endless(document)
    session.set_speed(ONE_A_PICTURE)
    watcher = Watcher(session)
    session.train()
    wait_for_epoch(qtbot, session, 8)
    epochs = [one.epoch for one in watcher.pictures]
    assert epochs == list(range(len(epochs)))
    session.set_speed(FULL_SPEED)
    wait_for_epoch(qtbot, session, 2000)
    session.set_speed(ONE_A_PICTURE)
    qtbot.wait(100)
    count = len(watcher.pictures)
    qtbot.waitUntil(lambda: len(watcher.pictures) > count + 3)
    later = [one.epoch for one in watcher.pictures[count:]]
    assert later == list(range(later[0], later[0] + len(later)))


def test_the_slowest_is_an_epoch_a_second(qtbot: QtBot, session: TrainingSession, document: Document) -> None:
    endless(document)
    session.set_speed(0)
    session.train()
    wait_for_epoch(qtbot, session, 1)
    began, first = time.perf_counter(), session.latest
    wait_for_epoch(qtbot, session, 3)
    assert first is not None
    assert session.latest is not None
    assert time.perf_counter() - began >= 0.9 * (session.latest.epoch - first.epoch - 1)


def test_at_one_epoch_per_picture_it_can_still_be_held_and_ended(
    qtbot: QtBot, session: TrainingSession, document: Document
) -> None:
    endless(document)
    session.set_speed(ONE_A_PICTURE)
    session.train()
    wait_for_epoch(qtbot, session, 2)
    session.pause()
    finish(qtbot, session, "paused")
    session.step()
    session.train()
    session.stop()
    finish(qtbot, session)


# Accidents.


def test_an_error_in_the_thread_is_reported_and_the_session_lives_on(
    qtbot: QtBot, session: TrainingSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    caught: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: caught.append(error))
    watcher = Watcher(session)

    def fail(*_args: object) -> Iterator[None]:
        raise ArithmeticError("nobody foresaw this")
        yield

    with monkeypatch.context() as patch:
        patch.setattr("engine.training.thread.train", fail)
        session.train()
        qtbot.waitUntil(lambda: session.state == "idle")
    assert [str(error) for error in caught] == ["nobody foresaw this"]
    assert len(watcher.failures) == 1
    session.train()
    assert finish(qtbot, session).epoch == 20


def test_too_little_memory_is_said_without_an_alarm(
    qtbot: QtBot, session: TrainingSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", lambda *_args: pytest.fail("this is no unexpected error"))
    watcher = Watcher(session)

    def fail(*_args: object) -> Iterator[None]:
        raise MemoryError
        yield

    monkeypatch.setattr("engine.training.thread.train", fail)
    session.train()
    qtbot.waitUntil(lambda: session.state == "idle")
    assert "memory" in watcher.failures[0]


def test_a_late_picture_of_an_earlier_run_is_dropped(
    qtbot: QtBot, session: TrainingSession, document: Document
) -> None:
    session.train()
    old = finish(qtbot, session)
    document.apply(replace(document.project, start=Seed(7)), "new weights")
    endless(document)
    session.step()
    new = wait_for_epoch(qtbot, session, 1)
    assert new.run_id != old.run_id
    session._worker.box.put(old)
    session._worker.finished.emit(old.run_id)
    session._worker.paused.emit(old.run_id)
    session._worker.failed.emit(old.run_id, "late")
    qtbot.wait(100)
    assert session.latest is new
    assert session.state == "paused"


def test_closing_while_training_takes_less_than_two_seconds(
    qtbot: QtBot, session: TrainingSession, document: Document
) -> None:
    document.open_problem("article")
    endless(document)
    session.train()
    wait_for_epoch(qtbot, session, 1)
    watcher = Watcher(session)
    began = time.perf_counter()
    close(session)
    assert time.perf_counter() - began < 2
    close(session)
    session.train()
    session.step()
    qtbot.wait(50)
    assert session.state == "idle"
    assert watcher.pictures == []


@pytest.mark.parametrize("moment", ["given", "held", "drawing"])
def test_closing_works_at_any_moment(
    qtbot: QtBot, session: TrainingSession, document: Document, moment: str
) -> None:
    endless(document)
    session.train()
    if moment == "held":
        session.pause()
        finish(qtbot, session, "paused")
    elif moment == "drawing":
        wait_for_epoch(qtbot, session, 1)
        session._control.set_drawing(True)
    close(session)
    assert not session._thread.isRunning()


NEVER_CLOSED = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from gui.document.document import Document
from gui.runs.session import TrainingSession
from gui.runs.speed import FULL_SPEED
app = QCoreApplication([])
document = Document()
document.apply(document.project.filled("article", document.prepared), "a million epochs")
session = TrainingSession(document)
session.train()
QTimer.singleShot(300, app.quit)
app.exec()
assert session.latest is not None
print("trained", flush=True)
if "error" in sys.argv:
    raise SystemExit(3)
"""


@pytest.mark.parametrize(("word", "status"), [("", 0), ("error", 3)])
def test_a_session_never_closed_neither_aborts_nor_keeps_the_process(word: str, status: int) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", NEVER_CLOSED, word],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (status, "trained\n", "")
