"""Whether a window can be opened is found out before Qt aborts."""

import socket
import sys
from pathlib import Path

import pytest

from gui.program.display import display_problem

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only X11 and Wayland can be missing"
)


@pytest.fixture(autouse=True)
def no_display(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))


def test_none_is_named() -> None:
    assert display_problem() == "there is no display to open a window on"


@pytest.mark.parametrize("name", [":9731", "no such display", "\udcff"])
def test_a_dead_one_is_named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("DISPLAY", name)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-9")
    assert display_problem() == f"the display wayland-9 and {name} cannot be reached, or you may not use it"


def test_one_that_answers_is_enough(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DISPLAY", ":9731")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-9")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-9"))
        server.listen()
        assert display_problem() == ""


def test_a_platform_that_was_chosen_needs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert display_problem() == ""
