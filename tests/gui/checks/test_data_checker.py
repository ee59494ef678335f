"""Data is checked when it changes, beside the window where it is large, and late answers are dropped."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from engine.insight.checks.check import DataCheck
from gui.checks import data_checker
from gui.checks.data_checker import DataChecker
from gui.document.document import Document
from gui.window.closing import close

Checks = tuple[DataCheck, ...]


class Looking:
    """Stands for the checks: notes who asks and about which table, and answers when it may."""

    def __init__(self) -> None:
        self.tables: list[str] = []
        self.threads: list[threading.Thread] = []
        self.may_answer = threading.Event()
        self.may_answer.set()

    def __call__(self, _project: object, table: object, _prepared: object) -> Checks:
        self.tables.append(getattr(table, "name", ""))
        self.threads.append(threading.current_thread())
        assert self.may_answer.wait(10)
        return ()


@pytest.fixture
def looking(monkeypatch: pytest.MonkeyPatch) -> Looking:
    looking = Looking()
    monkeypatch.setattr(data_checker, "check_data", looking)
    monkeypatch.setattr(data_checker, "PAUSE_MILLISECONDS", 1)
    return looking


@pytest.fixture
def document() -> Document:
    return Document()


@pytest.fixture
def checker(looking: Looking, document: Document) -> Iterator[DataChecker]:
    checker = DataChecker(document)
    document.project_changed.connect(checker.follow)
    yield checker
    looking.may_answer.set()
    close(checker)


def test_a_small_table_is_checked_in_the_window_once(
    qtbot: QtBot, checker: DataChecker, looking: Looking, document: Document
) -> None:
    with qtbot.waitSignal(checker.checked):
        checker.follow()
    project = document.project
    document.apply(replace(project, training=replace(project.training, epoch_limit=7)), "train for less")
    assert not checker.is_busy
    assert looking.tables == ["Sum and difference"]
    assert looking.threads == [threading.main_thread()]


def test_another_split_of_the_same_rows_is_no_other_table(
    qtbot: QtBot, checker: DataChecker, looking: Looking, document: Document
) -> None:
    with qtbot.waitSignal(checker.checked):
        checker.follow()
    others: list[None] = []
    checker.table_changed.connect(lambda: others.append(None))
    table, project = document.table, document.project
    document.apply(replace(project, split=project.split.with_shares("50/0/50")), "split evenly")
    assert document.table is table
    qtbot.waitUntil(lambda: len(looking.tables) == 2)
    assert others == []
    document.apply(replace(project, seed=project.seed + 1), "draw anew")
    assert document.table is not table
    assert len(others) == 1


def test_a_large_table_is_checked_beside_the_window_and_a_late_answer_dropped(
    qtbot: QtBot,
    checker: DataChecker,
    looking: Looking,
    document: Document,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(data_checker, "MOST_CELLS_AT_ONCE", 1)
    answers: list[Checks] = []
    checker.checked.connect(answers.append)
    looking.may_answer.clear()
    checker.follow()
    qtbot.waitUntil(lambda: looking.tables == ["Sum and difference"])
    with qtbot.waitSignal(checker.table_changed):
        document.open_problem("line")
    looking.may_answer.set()
    qtbot.waitUntil(lambda: not checker.is_busy)
    assert looking.tables == ["Sum and difference", "Noisy line"]
    assert threading.main_thread() not in looking.threads
    assert len(answers) == 1


def test_what_keeps_a_table_from_being_checked_is_said(
    qtbot: QtBot, checker: DataChecker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_asked: object) -> Checks:
        raise MemoryError

    monkeypatch.setattr(data_checker, "MOST_CELLS_AT_ONCE", 1)
    monkeypatch.setattr(data_checker, "check_data", fail)
    with qtbot.waitSignal(checker.failed) as answer:
        checker.follow()
    assert "not enough memory" in answer.args[0]
    assert not checker.is_busy
