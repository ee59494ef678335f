"""The program on a screen, to be asked what it holds; worked on it is with hand and keys only.

It runs main.py as it is, with one addition in its process: it answers questions from its standard input, so
that a test finds things where they are and knows what they hold without reading pixels.
"""

import json
import subprocess
import time
from pathlib import Path
from typing import Any, Final

from tests.x11.screen import Screen

ANSWERING: Final = """
import json, sys
from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication, QToolButton, QWhatsThis, QWidget
import main
from gui import start

build = start.build

def build_and_answer(*arguments, **more):
    program = build(*arguments, **more)
    window = program.window

    def place(name, row=None, column=0):
        "The middle of a widget or of an action's button, or of a cell of a table, in pixels of the window."
        buttons = (one for one in window.findChildren(QToolButton) if one.defaultAction())
        of_action = {button.defaultAction().objectName(): button for button in buttons}
        widget = of_action.get(name) or window.findChild(QWidget, name)
        if row is None:
            middle = widget.mapTo(window, widget.rect().center())
        else:
            cell = widget.visualRect(widget.model().index(row, column))
            middle = widget.viewport().mapTo(window, cell.center())
        return [middle.x(), middle.y()]

    def text(name):
        return window.findChild(QWidget, name).text()

    known = {**globals(), "program": program, "place": place, "text": text}

    def answer():
        question = sys.stdin.readline()
        if not question:
            program.ear.setEnabled(False)
            return
        try:
            value = eval(question, known)
        except Exception as error:
            value = {"error": repr(error)}
        print(json.dumps(value), flush=True)

    program.ear = QSocketNotifier(0, QSocketNotifier.Type.Read)
    program.ear.activated.connect(answer)
    return program

start.build = build_and_answer
sys.exit(main.main(sys.argv[1:]))
"""


class Window:
    """The program's main window, and what the program says when asked."""

    def __init__(self, screen: Screen, *arguments: str, title: str = " – Layerbench$") -> None:
        """Start the program with these arguments and wait for its window."""
        self._screen = screen
        self.program = screen.start("-c", ANSWERING, *arguments, stdin=subprocess.PIPE)
        self.id = screen.find_window(title)
        screen.focus(self.id)

    def ask(self, question: str) -> Any:
        """Return the value of a Python expression in the program; it knows `program`, `place` and `text`."""
        assert self.program.stdin is not None
        assert self.program.stdout is not None
        self.program.stdin.write(question + "\n")
        self.program.stdin.flush()
        value = json.loads(self.program.stdout.readline())
        assert not (isinstance(value, dict) and "error" in value), f"{question}: {value['error']}"
        return value

    def wait_until(self, question: str, seconds: float = 15) -> None:
        """Wait until an expression is true."""
        end = time.monotonic() + seconds
        while not self.ask(question):
            assert time.monotonic() < end, f"not within {seconds} s: {question}"
            time.sleep(0.05)

    def click(self, name: str, row: int | None = None, column: int = 0, times: int = 1) -> None:
        """Click in the middle of a widget or of a table's cell."""
        x, y = self.ask(f"place({name!r}, {row}, {column})")
        self._screen.click(self.id, x, y, times)

    def replace_text(self, name: str, text: str) -> None:
        """Click into an editor and type over what it holds."""
        self.click(name)
        self._screen.key("ctrl+a")
        self._screen.type(text)

    def drag_row(self, name: str, row: int, to_row: int) -> None:
        """Drag a table's row with the mouse to below the middle of another."""
        (x, y), (_, below) = self.ask(f"[place({name!r}, {row}), place({name!r}, {to_row})]")
        target = below + 8
        steps = [(x + 2, y + round((target - y) * part / 6)) for part in range(1, 7)]
        self._screen.drag(self.id, [(x, y), *steps, (x, target)])

    def ended(self, seconds: float = 2.0) -> tuple[int, str]:
        """Wait until the program has ended, and return its status and what it complained of."""
        started = time.monotonic()
        complaints = self.program.communicate(timeout=seconds + 10)[1]
        took = time.monotonic() - started
        assert took < seconds, f"ended only after {took:.1f} s"
        return self.program.returncode, complaints


def read_log(state_folder: Path) -> str:
    """Return the log of a program whose XDG_STATE_HOME was this folder."""
    (log,) = state_folder.rglob("layerbench.log")
    return log.read_text(encoding="utf-8")
