"""From the start of the process to a window that answers, against importing the libraries it stands on.

Both sides alternate, each in a process of its own that says a word when it is there: the program once its
window has been painted and an event has gone round its queue, the other once its imports are done.
"""

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Final

from benchmarks.child import ROOT, dispatch, window_environment
from benchmarks.common import min_median_max, print_versions, verdict

PAIRS: Final = 9
WORD: Final = "there"
IMPORTS: Final = f"import numpy, PySide6.QtWidgets, pyqtgraph; print({WORD!r}, flush=True)"
# main.py itself, but for an eye on its window: the first paint posts an event, and its arrival is the answer.
PROGRAM: Final = f"""
import sys, main
from gui import start
from PySide6.QtCore import QCoreApplication, QEvent, QObject
build = start.build

class Eye(QObject):
    painted = False

    def eventFilter(self, window, event):
        if event.type() == QEvent.Type.Paint and not self.painted:
            self.painted = True
            QCoreApplication.postEvent(window, QEvent(QEvent.Type.User))
        elif event.type() == QEvent.Type.User:
            print({WORD!r}, flush=True)
            window.close()
        return False

def build_and_watch(*arguments):
    program = build(*arguments)
    program.eye = Eye()
    program.window.installEventFilter(program.eye)
    return program

start.build = build_and_watch
sys.exit(main.main([]))
"""


def seconds_until_there(code: str, env: Mapping[str, str]) -> float:
    """Return how long a new process takes until it says its word."""
    started = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        word = process.stdout.readline().strip()
        seconds = time.perf_counter() - started
        process.communicate(timeout=20)
    if word != WORD or process.returncode:
        raise RuntimeError(f"the process ended with status {process.returncode} and said {word!r}")
    return seconds


def main(*, x11: bool = False) -> bool:
    """Print what was found beside the target, and return whether it is met."""
    print_versions("on Xvfb" if x11 else "off-screen")
    print(f"{PAIRS} pairs in turn, after one to warm the disk's cache")
    program, imports = [], []
    with window_environment(x11=x11) as env:
        for _ in range(PAIRS + 1):
            program.append(seconds_until_there(PROGRAM, env))
            imports.append(seconds_until_there(IMPORTS, env))
    program, imports = program[1:], imports[1:]
    ratios = [a / b for a, b in zip(program, imports, strict=True)]
    _print_table({"window that answers, s": program, "imports alone, s": imports, "ratio": ratios})
    return verdict("at most 1.5 times the imports", sorted(ratios)[PAIRS // 2] <= 1.5)


def _print_table(rows: Mapping[str, Sequence[float]]) -> None:
    width = max(map(len, rows))
    print(f"{'':{width}}  minimum  median  maximum")
    for name, values in rows.items():
        print(f"{name:{width}}  {min_median_max(values)}")


if __name__ == "__main__":
    raise SystemExit(dispatch({}, main, __doc__ or ""))
