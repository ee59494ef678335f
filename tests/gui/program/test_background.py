import sys
import threading
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QDeadlineTimer, QObject
from pytestqt.qtbot import QtBot

from engine.base.errors import InputError
from engine.base.watch import Watch
from gui.program.background import Background
from gui.window.closing import close


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:  # noqa: ARG001
    background = Background()
    yield background
    close(background)


def test_work_is_done_on_a_thread_of_its_own(qtbot: QtBot, background: Background) -> None:
    with qtbot.waitSignal(background.done) as told:
        background.start(lambda _watch: threading.current_thread())
        assert background.is_busy
    assert told.args[0] is not threading.current_thread()
    assert not background.is_busy


def test_how_far_it_is_is_told(qtbot: QtBot, background: Background) -> None:
    go_on = threading.Event()

    def work(watch: Watch) -> None:
        watch.share = 0.25
        go_on.wait(5)

    with qtbot.waitSignal(background.progressed) as told:
        background.start(work)
    assert told.args == [0.25]
    with qtbot.waitSignal(background.done):
        go_on.set()


def test_a_mistake_is_a_sentence(qtbot: QtBot, background: Background) -> None:
    def work(_watch: Watch) -> None:
        raise InputError("it is empty: fill it")

    with qtbot.waitSignal(background.failed) as told:
        background.start(work)
    assert told.args == ["it is empty: fill it"]


def test_what_nobody_foresaw_goes_to_the_log_and_is_said(
    qtbot: QtBot, background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    caught: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: caught.append(error))

    def work(_watch: Watch) -> None:
        raise ArithmeticError("nobody foresaw this")

    with qtbot.waitSignal(background.failed) as told:
        background.start(work)
    assert told.args == ["an unexpected error ended it; its text is in the log"]
    assert [str(error) for error in caught] == ["nobody foresaw this"]


def test_the_newest_wins_and_nothing_is_heard_of_the_others(qtbot: QtBot, background: Background) -> None:
    started = threading.Event()

    def endless(watch: Watch) -> None:
        started.set()
        while True:
            watch.check()

    heard: list[object] = []
    background.failed.connect(heard.append)
    background.start(endless)
    assert started.wait(5)
    with qtbot.waitSignal(background.done) as told:
        background.start(lambda _watch: "newest")
    assert told.args == ["newest"]
    assert heard == []


def test_what_ends_in_the_moment_it_is_cancelled_is_not_heard(qtbot: QtBot, background: Background) -> None:
    ended = threading.Event()
    heard: list[object] = []
    background.done.connect(heard.append)
    background.start(lambda _watch: ended.set())
    assert ended.wait(5)
    background.cancel()
    qtbot.wait(20)
    assert heard == []
    assert not background.is_busy


def test_closing_ends_what_goes_on(background: Background) -> None:
    def endless(watch: Watch) -> None:
        while True:
            watch.check()

    background.start(endless)
    assert close(background)
    assert not background.is_busy


def test_closing_waits_no_longer_than_it_is_told(background: Background) -> None:
    started, go_on = threading.Event(), threading.Event()

    def work(_watch: Watch) -> None:
        started.set()
        go_on.wait(5)

    background.start(work)
    assert started.wait(5)
    assert not close(background, deadline=QDeadlineTimer(1))
    go_on.set()
    assert close(background)


def test_who_is_done_with_it_does_not_wait(qtbot: QtBot) -> None:
    owner, keeper, go_on, begun = QObject(), QObject(), threading.Event(), threading.Event()
    background = Background(owner)

    def work(_watch: Watch) -> None:
        begun.set()
        go_on.wait(5)

    background.start(work)
    assert begun.wait(5)
    background.start(lambda _watch: None)
    told: list[object] = []
    background.done.connect(told.append)
    background.outlive(keeper)
    background.outlive(keeper)
    shiboken6.delete(owner)
    assert shiboken6.isValid(background)
    assert keeper.findChildren(Background) == [background]
    go_on.set()
    qtbot.waitUntil(lambda: not shiboken6.isValid(background))
    assert told == []


def test_who_is_done_with_it_and_has_nothing_going_on_takes_it_along(qtbot: QtBot) -> None:
    background = Background()
    background.outlive(None)
    qtbot.waitUntil(lambda: not shiboken6.isValid(background))
