"""Garbage is found on the window's thread, also while another thread allocates."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from gui.program import garbage
from gui.program.garbage import GarbageCollector


@pytest.fixture
def collector(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[GarbageCollector]:  # noqa: ARG001
    monkeypatch.setattr(garbage, "SEARCH_MILLISECONDS", 10)
    thresholds = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    collector = GarbageCollector()
    yield collector
    collector.close()
    gc.set_threshold(*thresholds)
    gc.enable()


class Knot:
    """Refers to itself, so that only a search finds it; remembers on which threads that was."""

    threads: list[threading.Thread]

    def __init__(self) -> None:
        self.itself = self
        weakref.finalize(self, lambda: Knot.threads.append(threading.current_thread()))


@pytest.mark.usefixtures("collector")
def test_only_the_window_s_thread_searches(qtbot: QtBot) -> None:
    Knot.threads = []
    thread = threading.Thread(target=lambda: [Knot() for _ in range(2000)])
    thread.start()
    thread.join()
    assert Knot.threads == []
    qtbot.waitUntil(lambda: len(Knot.threads) == 2000)
    assert set(Knot.threads) == {threading.main_thread()}


def test_a_generation_without_a_threshold_is_not_searched(collector: GarbageCollector) -> None:
    Knot.threads = []
    gc.set_threshold(1_000_000, 1_000_000, 0)  # as newer Pythons give the threshold of the oldest
    Knot()
    collector.search()
    assert Knot.threads == []


def test_what_was_there_at_the_start_is_searched_when_the_program_has_ended(
    collector: GarbageCollector,
) -> None:
    assert gc.get_freeze_count() > 0
    collector.close()
    assert gc.get_freeze_count() == 0
