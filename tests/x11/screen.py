"""A virtual X11 screen, and the hand and eye that work on it from outside the program under test."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
TAKE_PICTURE: Final = (
    "import sys; from PySide6.QtGui import QGuiApplication; app = QGuiApplication([]); "
    "sys.exit(not app.primaryScreen().grabWindow(0).save(sys.argv[1]))"
)

# A ClientMessage of type WM_PROTOCOLS that says WM_DELETE_WINDOW, sent through Xlib itself.
ASK_TO_CLOSE: Final = """
import ctypes, sys
x = ctypes.CDLL("libX11.so.6")
x.XOpenDisplay.restype = ctypes.c_void_p
x.XInternAtom.restype = ctypes.c_ulong
class Message(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int),
                ("display", ctypes.c_void_p), ("window", ctypes.c_ulong), ("message_type", ctypes.c_ulong),
                ("format", ctypes.c_int), ("data", ctypes.c_long * 5), ("padding", ctypes.c_long * 24)]
display = ctypes.c_void_p(x.XOpenDisplay(None))
atom = lambda name: x.XInternAtom(display, name, 0)
window = int(sys.argv[1])
message = Message(33, 0, 1, display, window, atom(b"WM_PROTOCOLS"), 32)
message.data[0] = atom(b"WM_DELETE_WINDOW")
x.XSendEvent(display, ctypes.c_ulong(window), 0, ctypes.c_long(0), ctypes.byref(message))
x.XCloseDisplay(display)
"""


@contextmanager
def virtual_screen() -> Iterator[str]:
    """Run Xvfb and give the name of its display, an X11 screen of 1920×1200 pixels."""
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1920x1200x24", "-nolisten", "tcp"]
    server = subprocess.Popen([*command, "-noreset"], pass_fds=[writer], stderr=subprocess.DEVNULL)
    os.close(writer)
    try:
        with os.fdopen(reader) as answer:
            number = answer.readline().strip()  # said once the screen is ready; empty when Xvfb has died
        assert number, f"Xvfb ended with status {server.wait(10)} before its screen was ready"
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(10)


class Screen:
    """One X display with programs on it; coordinates are in pixels from the top left of a window."""

    def __init__(self, display: str) -> None:
        self.display = display
        self.env = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        self._programs: list[subprocess.Popen[str]] = []

    def start(self, *arguments: str, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[str]:
        """Start this Python with `arguments` in the project's folder, as in `start("main.py")`."""
        program = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.env,
            stdin=stdin,
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

    def click(self, window: str, x: int, y: int, times: int = 1) -> None:
        """Click at (x, y) of a window; one connection does all of it in order, so nothing need be awaited."""
        repeat = ("--repeat", str(times), "--delay", "20")
        self.xdotool("mousemove", "--window", window, str(x), str(y), "click", *repeat, "1")

    def ask_to_close(self, window: str) -> None:
        """Do what a window manager does where its cross is clicked; older xdotools cannot."""
        command = [sys.executable, "-c", ASK_TO_CLOSE, window]
        subprocess.run(command, env=self.env, check=True, timeout=30)

    def drag(self, window: str, path: Sequence[tuple[int, int]]) -> None:
        """Press at the first point of `path` in a window, move along it, release at the last."""
        (x, y), *rest = path
        self.xdotool("mousemove", "--window", window, str(x), str(y), "mousedown", "1")
        for x, y in rest:
            self.xdotool("mousemove", "--window", window, str(x), str(y))
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
