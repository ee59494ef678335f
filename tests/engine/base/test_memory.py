from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from engine.base import memory


def test_some_memory_is_free() -> None:
    free = memory.free_bytes()
    assert free is None or 1e6 < free < 1e16


@pytest.mark.parametrize(
    ("limit", "used", "expected"),
    [("1000", "500", 600), ("1000", "2000", 0), ("max", "400", None), ("?", "x", None)],
)
def test_a_containers_limit_counts(
    limit: str, used: str, expected: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "_CGROUP", tmp_path)
    assert memory._cgroup_free_bytes() is None
    (tmp_path / "memory.max").write_text(limit + "\n")
    (tmp_path / "memory.current").write_text(used + "\n")
    assert memory._cgroup_free_bytes() is None
    (tmp_path / "memory.stat").write_text("anon 30\ninactive_file 100\n")
    assert memory._cgroup_free_bytes() == expected


def test_where_linux_tells_nothing_all_there_is_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_meminfo_free_bytes", lambda: None)
    monkeypatch.setattr(memory, "_cgroup_free_bytes", lambda: None)
    monkeypatch.setattr(memory, "_physical_bytes", lambda: 12345)
    monkeypatch.setattr("sys.platform", "linux")
    assert memory.free_bytes() == 12345


@dataclass(frozen=True, slots=True, eq=False)
class Holder:
    """An object with slots and whatever it holds."""

    held: object


class Plain:
    """An object with attributes of its own."""

    def __init__(self, held: object) -> None:
        self.held = held


def test_arrays_are_found_wherever_they_hang() -> None:
    array = np.zeros(100)
    deep = Plain([{1: Holder(array)}])
    holding: list[object] = [array, (array,), [None, array], {"a": array}, Holder(array), deep]
    assert [memory.array_bytes(thing, set()) for thing in holding] == [800] * 6
    empty: list[object] = [None, "text", 7, (1, 2, 3), (), Holder, Holder(None)]
    assert [memory.array_bytes(thing, set()) for thing in empty] == [0] * 7


def test_shared_memory_counts_once() -> None:
    whole = np.zeros((10, 10))
    assert memory.array_bytes([whole, whole[2], whole.T[:, :3], Holder(whole)], set()) == 800
    assert memory.array_bytes(whole[0], set()) == 800, "the whole is held"
    counted: set[int] = set()
    memory.array_bytes(Holder(whole[1]), counted)
    assert memory.array_bytes((whole[2], np.zeros(1)), counted) == 8


def test_what_holds_itself_is_counted_once() -> None:
    thing = Plain(np.zeros(3))
    thing.held = [thing, np.zeros(3)]
    assert memory.array_bytes(thing, set()) == 24
