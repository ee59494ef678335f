"""A signal that asks the program to end is told on the window's thread, between its events."""

import signal
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from gui.program.ending_signals import EndingSignals


@pytest.fixture
def signals(qtbot: QtBot) -> Iterator[EndingSignals]:  # noqa: ARG001
    before = signal.getsignal(signal.SIGTERM)
    signals = EndingSignals()
    yield signals
    signals.close()
    assert signal.getsignal(signal.SIGTERM) == before


def test_it_is_told_later_and_who_is_asked_twice_ends_at_once(qtbot: QtBot, signals: EndingSignals) -> None:
    heard: list[bool] = []
    signals.asked.connect(lambda: heard.append(True))
    signal.raise_signal(signal.SIGTERM)
    assert heard == []
    assert signals.received == signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    qtbot.waitUntil(lambda: heard == [True])


def test_what_is_to_be_ignored_is_ignored(qtbot: QtBot) -> None:
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signals = EndingSignals()
    signal.raise_signal(signal.SIGTERM)
    qtbot.wait(20)
    assert signals.received is None
    signals.close()
    assert signal.signal(signal.SIGTERM, before) == signal.SIG_IGN


def test_without_a_signal_nobody_dies(signals: EndingSignals) -> None:
    signals.die()
