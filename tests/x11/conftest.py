"""The x11 tests drive the program from outside, as its own process on a real X11 screen."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.x11.screen import Screen, virtual_screen

NEEDED = ("Xvfb", "xdotool")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.x11)


@pytest.fixture(scope="session")
def x_display() -> Iterator[str]:
    """An X11 screen of 1920×1200 pixels; skips where it can't be had, except in CI, where it must be."""
    missing = [program for program in NEEDED if shutil.which(program) is None]
    if missing:
        reason = f"{' and '.join(missing)} not installed, so nothing drives the window on a real X11 screen"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with virtual_screen() as display:
        yield display


@pytest.fixture
def screen(x_display: str) -> Iterator[Screen]:
    """The X11 screen with nothing on it; what a test starts there is ended after it."""
    screen = Screen(x_display)
    yield screen
    screen.end_programs()
