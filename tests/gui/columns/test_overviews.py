"""Overviews of columns: made in pauses, one at a time, and once for all who ask."""

import pytest
from pytestqt.qtbot import QtBot

from engine.base.watch import Watch
from engine.table.overview import Overview, overview
from engine.table.table import Column
from gui.columns import overviews
from gui.columns.overviews import Overviews, make_ahead
from tests.engine.runs import table


def test_an_overview_is_made_once_for_all_who_ask(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def counted(column: Column) -> Overview:
        made.append(column.name)
        return overview(column)

    monkeypatch.setattr(overviews, "overview", counted)
    shown, others = table(u=[1.0, 2.0], y=[3.0, 4.0]), table(u=[5.0, 6.0])
    first, second = Overviews(), Overviews()
    for asking in (first, second):
        asking.set_table(shown)
        assert asking.of(0) is None
    qtbot.waitUntil(lambda: first.of(0) is not None and second.of(0) is not None)
    first.set_table(others)
    assert first.of(0) is None
    qtbot.waitUntil(lambda: first.of(0) is not None)
    first.set_table(shown)
    assert first.of(0) is second.of(0)
    assert made == ["u", "u"]


def test_what_was_made_with_the_reading_is_there_at_once(qtbot: QtBot) -> None:  # noqa: ARG001
    read = table(u=[1.0, 2.0], y=[3.0, 4.0])
    make_ahead(read, Watch())
    asking = Overviews()
    asking.set_table(read)
    found = asking.of(1)
    assert found is not None
    assert found.mean == 3.5
