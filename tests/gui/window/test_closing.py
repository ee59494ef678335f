"""Everything beside the window is told to end before any of it is waited for, with one deadline."""

from PySide6.QtCore import QDeadlineTimer

from gui.window.closing import CLOSE_MILLISECONDS, close


class Worker:
    def __init__(self, told: list[str], name: str, *, ends: bool = True) -> None:
        self._told, self._name, self._ends = told, name, ends

    def cancel(self) -> None:
        self._told.append(f"end {self._name}")

    def wait(self, deadline: QDeadlineTimer) -> bool:
        self._told.append(f"wait {self._name} {deadline.deadline()}")
        return self._ends


def test_all_are_told_before_any_is_waited_for_until_one_deadline() -> None:
    told: list[str] = []
    deadline = QDeadlineTimer(1000)
    assert close(Worker(told, "a"), Worker(told, "b"), deadline=deadline)
    end = deadline.deadline()
    assert told == ["end a", "end b", f"wait a {end}", f"wait b {end}"]


def test_one_that_goes_on_is_told_of() -> None:
    told: list[str] = []
    assert not close(Worker(told, "a"), Worker(told, "b", ends=False))
    assert told[:2] == ["end a", "end b"]


def test_all_of_it_leaves_time_to_end_the_process_within_2_s() -> None:
    assert CLOSE_MILLISECONDS < 2000
