"""A virtual X11 screen, and the hand and eye that work on it from outside the program under test."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
TAKE_PICTURE: Final = (
    "import sys; from PySide6.QtGui import QGuiApplication; app = QGuiApplication([]); "
    "sys.exit(not app.primaryScreen().grabWindow(0).save(sys.argv[1]))"
)


class Screen:
    """One X display with programs on it; coordinates are in pixels from the top left of a window."""

    def __init__(self, display: str) -> None:
        self.display = display
        self.env = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        self._programs: list[subprocess.Popen[str]] = []

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start this Python with `arguments` in the project's folder, as in `start("main.py")`."""
        program = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._programs.append(program)
        return program

    def end_programs(self) -> None:
        """End what is still running."""
        for program in self._programs:
            if program.poll() is None:
                program.kill()
            program.communicate()
        self._programs.clear()

    def xdotool(self, *arguments: str) -> str:
        """What xdotool prints; raises where it fails."""
        command = ["xdotool", *arguments]
        result = subprocess.run(command, env=self.env, capture_output=True, text=True, check=True, timeout=30)
        return result.stdout.strip()

    def find_window(self, title: str, seconds: float = 20) -> str:
        """Wait for a visible window whose title matches the pattern `title`, and return its id."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            command = ["xdotool", "search", "--onlyvisible", "--name", title]
            found = subprocess.run(command, env=self.env, capture_output=True, text=True).stdout.split()
            if found:
                return found[-1]
            self._complain_of_the_dead()
            time.sleep(0.05)
        raise AssertionError(f"no window titled {title!r} within {seconds} s")

    def _complain_of_the_dead(self) -> None:
        for program in self._programs:
            if program.poll() not in (None, 0):
                said = program.communicate()[1]
                raise AssertionError(f"the program ended with status {program.returncode}: {said}")

    def focus(self, window: str) -> None:
        """Give a window the keyboard; there is no window manager that would."""
        self.xdotool("windowfocus", "--sync", window)

    def click(self, window: str, x: int, y: int, button: int = 1) -> None:
        """Click at (x, y) of a window."""
        self.xdotool("mousemove", "--sync", "--window", window, str(x), str(y), "click", str(button))

    def drag(self, window: str, path: Sequence[tuple[int, int]]) -> None:
        """Press at the first point of `path` in a window, move along it, release at the last."""
        (x, y), *rest = path
        self.xdotool("mousemove", "--sync", "--window", window, str(x), str(y), "mousedown", "1")
        for x, y in rest:
            self.xdotool("mousemove", "--sync", "--window", window, str(x), str(y))
            time.sleep(0.05)
        self.xdotool("mouseup", "1")

    def type(self, text: str) -> None:
        """Type `text` into whatever has the keyboard."""
        self.xdotool("type", "--delay", "20", text)

    def key(self, *names: str) -> None:
        """Press keys by their X names, as in `key("ctrl+z", "Return")`."""
        self.xdotool("key", "--delay", "20", *names)

    def picture(self, file: Path) -> None:
        """Write what the whole screen shows to `file`, a PNG."""
        subprocess.run([sys.executable, "-c", TAKE_PICTURE, str(file)], env=self.env, check=True, timeout=30)
