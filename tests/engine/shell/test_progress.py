import io
import sys
from dataclasses import replace

import pytest

from engine.project.opening import problem_project, source_table
from engine.project.run_request import build_request
from engine.shell.progress import Progress, TimedControl, progress_line
from engine.training.run.snapshot import Snapshot
from engine.training.train import train


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(scope="module")
def snapshots() -> list[Snapshot]:
    """One after every epoch, and one before the first."""
    project = problem_project("line")
    prepared = project.prepare(source_table(project, {}))
    request = build_request(project.filled("adam", prepared), prepared, run_id=1)
    found = []
    for snapshot in train(request, control := TimedControl(0)):
        found.append(snapshot)
        control.next_picture_in(0)
        if snapshot.epoch == 5:
            control.stop()
    return found


def test_pictures_come_when_it_is_time(snapshots: list[Snapshot]) -> None:
    assert [snapshot.epoch for snapshot in snapshots] == [0, 1, 2, 3, 4, 5, 5]
    assert not TimedControl(1000).picture_due(10)


def test_the_line(snapshots: list[Snapshot]) -> None:
    before, last = progress_line(snapshots[0]), progress_line(snapshots[-1])
    assert before.startswith("epoch 0 of 10,000, 0 s, loss: train 0.13")
    assert last.startswith("epoch 5 of 10,000, 0 s, at most ")


def test_a_search_says_how_many_networks_it_has_trained(snapshots: list[Snapshot]) -> None:
    searching = replace(snapshots[0], fits=1, seconds=12.0)
    assert progress_line(searching) == "cross-validation: 1 network trained, 12 s"


def test_a_terminal_has_one_line_that_is_cleared_at_the_end(
    snapshots: list[Snapshot], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    monkeypatch.setenv("COLUMNS", "40")
    with Progress() as progress:
        assert progress.show(snapshots[0]) < 1
        progress.show(snapshots[1])
    _, first, second, blank, end = terminal.getvalue().split("\r")
    assert len(first) == len(second) == len(blank) == 39
    assert "\n" not in terminal.getvalue()
    assert (blank.strip(), end) == ("", "")


def test_a_log_has_lines_further_and_further_apart(
    snapshots: list[Snapshot], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", log := io.StringIO())
    with Progress() as progress:
        waits = [progress.interval, *(progress.show(snapshots[0]) for _ in range(6))]
    assert waits == [2, 4, 8, 16, 32, 60, 60]
    assert log.getvalue().count("\nlayerbench: epoch 0 of") == 5
