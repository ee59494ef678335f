from pathlib import Path

import pytest

from engine import memory


def test_some_memory_is_free() -> None:
    free = memory.free_bytes()
    assert free is None or 1e6 < free < 1e16


@pytest.mark.parametrize(
    ("limit", "used", "expected"),
    [("1000", "400", 600), ("1000", "2000", 0), ("max", "400", None), ("?", "x", None)],
)
def test_a_containers_limit_counts(
    limit: str, used: str, expected: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "_CGROUP", tmp_path)
    assert memory._cgroup_free_bytes() is None
    (tmp_path / "memory.max").write_text(limit + "\n")
    (tmp_path / "memory.current").write_text(used + "\n")
    assert memory._cgroup_free_bytes() == expected


def test_where_linux_tells_nothing_all_there_is_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_meminfo_free_bytes", lambda: None)
    monkeypatch.setattr(memory, "_cgroup_free_bytes", lambda: None)
    monkeypatch.setattr(memory, "_physical_bytes", lambda: 12345)
    monkeypatch.setattr("sys.platform", "linux")
    assert memory.free_bytes() == 12345
