"""Cross-validation on its thread: folds arrive, it can be stopped, and nothing is left behind."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from engine.project.cross_validation import FoldResult
from engine.project.opening import table_project
from engine.project.project import Project
from engine.table.table import Table
from gui.runs.cross_validation_session import CrossValidationSession
from gui.window.closing import close
from tests.engine.runs import table

SMALL = table(x=[float(i % 9) for i in range(60)], y=[float(i % 9) ** 2 for i in range(60)])


def project(opened: Table, **fields: object) -> Project:
    made = table_project(opened)
    changes = {"recipe": "custom", "folds": 0, "starts": 1, "epoch_limit": 5, **fields}
    return replace(made, training=replace(made.training, **changes))  # type: ignore[arg-type]


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[CrossValidationSession]:  # noqa: ARG001
    session = CrossValidationSession()
    yield session
    assert close(session)


def test_folds_arrive_one_by_one_on_the_window_s_thread(
    qtbot: QtBot, session: CrossValidationSession
) -> None:
    seen: list[tuple[int, bool]] = []
    here = QThread.currentThread()

    def remember(result: FoldResult) -> None:
        seen.append((result.number, QThread.currentThread() is here))

    session.fold_ended.connect(remember)
    for _ in range(2):  # the thread begins again
        seen.clear()
        session.begin(project(SMALL), SMALL, 3)
        assert session.is_running
        qtbot.waitUntil(lambda: not session.is_running)
        assert seen == [(1, True), (2, True), (3, True)]


def test_progress_comes_a_few_times_a_second_and_stop_ends_it(
    qtbot: QtBot, session: CrossValidationSession
) -> None:
    shown: list[object] = []
    folds: list[object] = []
    session.progressed.connect(shown.append)
    session.fold_ended.connect(folds.append)
    endless = project(SMALL, method="gradient_descent", learning_rate=0.001, epoch_limit=10**9)
    started = time.perf_counter()
    session.begin(endless, SMALL, 5)
    qtbot.waitUntil(lambda: len(shown) >= 3)
    assert time.perf_counter() - started > 0.15, "pictures come no faster than they are taken"
    session.stop()
    qtbot.waitUntil(lambda: not session.is_running, timeout=1000)
    assert folds == []


def test_what_cannot_be_done_is_said_in_a_sentence(qtbot: QtBot, session: CrossValidationSession) -> None:
    with qtbot.waitSignal(session.failed) as failed:
        session.begin(project(SMALL), SMALL, 70)
    assert failed.args == [
        "Fold 1 of 70: 60 rows are too few for 70 folds: choose fewer folds, or more rows."
    ]
    assert not session.is_running


def test_closing_ends_what_is_running(qtbot: QtBot, session: CrossValidationSession) -> None:
    endless = project(SMALL, method="gradient_descent", learning_rate=0.001, epoch_limit=10**9)
    with qtbot.waitSignal(session.progressed):
        session.begin(endless, SMALL, 2)
    assert close(session)
    assert not session.is_running
