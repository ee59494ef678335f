import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot
from pytestqt.qtbot import QtBot

from engine.training import thread as thread_module
from engine.training.run.control import TrainingControl
from engine.training.run.request import TrainingRequest
from engine.training.run.snapshot import Snapshot, Stopped
from engine.training.thread import SnapshotBox, TrainingJob, TrainingWorker
from tests.engine.runs import finish, request


class Listener(QObject):
    """Hears the worker on this thread, and gives it jobs."""

    job_given = Signal(object)

    def __init__(self, worker: TrainingWorker) -> None:
        super().__init__()
        self.heard: list[tuple[Any, ...]] = []
        queued = Qt.ConnectionType.QueuedConnection
        worker.started.connect(self.on_started, queued)
        worker.paused.connect(self.on_paused, queued)
        worker.finished.connect(self.on_finished, queued)
        worker.failed.connect(self.on_failed, queued)
        self.job_given.connect(worker.run, queued)

    @Slot(int)
    def on_started(self, run_id: int) -> None:
        self.heard.append(("started", run_id))

    @Slot(int)
    def on_paused(self, run_id: int) -> None:
        self.heard.append(("paused", run_id))

    @Slot(int)
    def on_finished(self, run_id: int) -> None:
        self.heard.append(("finished", run_id))

    @Slot(int, str)
    def on_failed(self, run_id: int, text: str) -> None:
        self.heard.append(("failed", run_id, text))


@pytest.fixture
def worker(qtbot: QtBot) -> Iterator[TrainingWorker]:  # noqa: ARG001 - there must be an application
    """A worker on a QThread of its own, which ends with the test."""
    thread = QThread()
    made = TrainingWorker()
    made.moveToThread(thread)
    thread.start()
    yield made
    thread.quit()
    assert thread.wait(5000)


@pytest.fixture
def listener(worker: TrainingWorker) -> Listener:
    return Listener(worker)


def job(control: TrainingControl | None = None, **changes: Any) -> TrainingJob:
    return TrainingJob(request(**changes), control or TrainingControl())


def test_a_run_starts_finishes_and_leaves_its_end_in_the_box(
    qtbot: QtBot, worker: TrainingWorker, listener: Listener
) -> None:
    listener.job_given.emit(job(run_id=3))
    qtbot.waitUntil(lambda: len(listener.heard) == 2)
    assert listener.heard == [("started", 3), ("finished", 3)]
    snapshot = worker.box.take()
    assert snapshot is not None
    assert (snapshot.run_id, snapshot.stopped) == (3, Stopped.EPOCHS)
    assert snapshot.theta.tobytes() == finish(request()).theta.tobytes()
    assert worker.box.take() is None


def test_training_is_not_on_the_windows_thread(
    qtbot: QtBot, worker: TrainingWorker, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    where: list[int] = []

    def fake_train(*_: object) -> Iterator[Snapshot]:
        where.append(threading.get_ident())
        return iter(())

    monkeypatch.setattr(thread_module, "train", fake_train)
    listener.job_given.emit(job())
    qtbot.waitUntil(lambda: len(listener.heard) == 2)
    assert where != [threading.get_ident()]
    assert worker.thread() is not listener.thread()


def test_weights_are_drawn_on_the_worker_s_thread(
    qtbot: QtBot, worker: TrainingWorker, listener: Listener
) -> None:
    where: list[int] = []
    told: list[bool] = []
    control = TrainingControl()

    def draw(planned: TrainingRequest, stopping: Callable[[], bool]) -> TrainingRequest:
        where.append(threading.get_ident())
        told.append(stopping())
        control.stop()
        told.append(stopping())
        return planned

    listener.job_given.emit(TrainingJob(request(), control, draw))
    qtbot.waitUntil(lambda: len(listener.heard) == 2)
    assert where != [threading.get_ident()]
    assert told == [False, True]
    assert listener.heard[-1][0] == "finished"
    assert worker.box.take() is not None


def test_a_pause_is_told_once_and_its_picture_is_in_the_box(
    qtbot: QtBot, worker: TrainingWorker, listener: Listener
) -> None:
    control = TrainingControl(paused=True)
    listener.job_given.emit(job(control, run_id=8))
    qtbot.waitUntil(lambda: len(listener.heard) == 2)
    assert listener.heard == [("started", 8), ("paused", 8)]
    held = worker.box.take()
    assert held is not None
    assert held.paused
    control.resume()
    qtbot.waitUntil(lambda: listener.heard[-1] == ("finished", 8))
    assert len(listener.heard) == 3


def test_stopping_ends_a_run_that_would_go_on_for_ever(
    qtbot: QtBot, worker: TrainingWorker, listener: Listener
) -> None:
    control = TrainingControl()
    listener.job_given.emit(job(control, epoch_limit=10**9))
    qtbot.waitUntil(lambda: listener.heard == [("started", 1)])
    control.stop()
    qtbot.waitUntil(lambda: listener.heard[-1] == ("finished", 1))
    snapshot = worker.box.take()
    assert snapshot is not None
    assert snapshot.stopped is Stopped.REQUEST


def test_jobs_are_done_one_after_the_other(qtbot: QtBot, worker: TrainingWorker, listener: Listener) -> None:
    for run_id in (1, 2):
        listener.job_given.emit(job(run_id=run_id))
    qtbot.waitUntil(lambda: len(listener.heard) == 4)
    assert listener.heard == [("started", 1), ("finished", 1), ("started", 2), ("finished", 2)]
    newest = worker.box.take()
    assert newest is not None
    assert newest.run_id == 2


def test_an_unexpected_error_ends_the_run_and_reaches_the_hook_but_not_the_thread(
    qtbot: QtBot, worker: TrainingWorker, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    caught: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _where: caught.append(error))
    with monkeypatch.context() as broken:
        broken.setattr(thread_module, "train", _raising(ZeroDivisionError("oops")))
        listener.job_given.emit(job(run_id=4))
        qtbot.waitUntil(lambda: len(listener.heard) == 2)
    assert listener.heard[1][:2] == ("failed", 4)
    assert "unexpected error" in listener.heard[1][2]
    assert [str(error) for error in caught] == ["oops"]
    assert caught[0].__traceback__ is not None
    listener.job_given.emit(job(run_id=5))
    qtbot.waitUntil(lambda: listener.heard[-1] == ("finished", 5))
    assert worker.box.take() is not None


def test_too_little_memory_is_said_in_words(
    qtbot: QtBot,
    worker: TrainingWorker,  # noqa: ARG001 - it must live
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(thread_module, "train", _raising(MemoryError()))
    listener.job_given.emit(job())
    qtbot.waitUntil(lambda: len(listener.heard) == 2)
    assert listener.heard[1][0] == "failed"
    assert "not enough memory" in listener.heard[1][2]


def _raising(error: BaseException) -> Any:
    def fake_train(*_: object) -> Iterator[Snapshot]:
        raise error

    return fake_train


def test_the_box_keeps_the_newest_only() -> None:
    box = SnapshotBox()
    assert box.take() is None
    first, second = finish(request(run_id=1)), finish(request(run_id=2))
    box.put(first)
    box.put(second)
    assert box.take() is second
    assert box.take() is None


def test_nothing_is_taken_twice_from_the_box() -> None:
    box = SnapshotBox()
    snapshot = finish(request())
    taken: list[Snapshot] = []
    left = threading.Event()

    def take() -> None:
        while not left.is_set():
            found = box.take()
            if found is not None:
                taken.append(found)

    takers = [threading.Thread(target=take) for _ in range(3)]
    for taker in takers:
        taker.start()
    put = 0
    for _ in range(2000):
        box.put(snapshot)
        put += 1
    left.set()
    for taker in takers:
        taker.join()
    assert len(taken) <= put
    assert all(each is snapshot for each in taken)
