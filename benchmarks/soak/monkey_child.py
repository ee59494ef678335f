"""The program with a monkey before it: `python -m benchmarks.soak.monkey_child SEED EVENTS FOLDER`.

Into the folder go the events, the faults, the longest gap and, after a crash, the stacks of all threads.
"""

import faulthandler
import json
import logging
import os
import sys
from collections import deque
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Final

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog

from benchmarks.child import ROOT
from benchmarks.soak.events import EVENT_MILLISECONDS, Monkey
from benchmarks.soak.heart import Heart
from benchmarks.soak.monkey import OFFSCREEN
from gui.application import Application, build
from gui.program import error_reporting
from gui.program.garbage import GarbageCollector
from gui.runs.session import IDLE
from gui.start import SWITCH_INTERVAL

CORPUS: Final = ROOT / "tests" / "engine" / "reading" / "corpus"
STUCK_MILLISECONDS: Final = 400


class _Faults(logging.Handler):
    """Writes down every warning and error that the program logs, with the events it came in."""

    def __init__(self, file: IO[str], told: IO[str]) -> None:
        super().__init__(logging.WARNING)
        self._file, self._told = file, told
        self.doing: deque[str] = deque(maxlen=3)

    def emit(self, record: logging.LogRecord) -> None:
        """Write one."""
        if not OFFSCREEN.search(record.getMessage()):
            self.tell(f"{record.getMessage()} (in: {'; '.join(self.doing)})")

    def begin(self, event: str) -> None:
        """Write down what is going to be done."""
        self.doing.append(event)
        print(event, file=self._told, flush=True)

    def tell(self, text: str) -> None:
        """Write a fault down at once: the next may end the process."""
        print(json.dumps(text), file=self._file, flush=True)


class _Play(QObject):
    """So many events, a few milliseconds apart. Menus and dialogs that are waited for are left by Escape."""

    def __init__(self, program: Application, monkey: Monkey, events: int) -> None:
        super().__init__()
        self._program, self._monkey, self._left = program, monkey, events
        self.trains = True
        self._is_acting = False
        # A timer is not heard again before its slot has returned: another one sees to what is waited for.
        self._acting, self._freeing = QTimer(self), QTimer(self)
        self._acting.timeout.connect(self._act)
        self._freeing.timeout.connect(self._free)
        self._acting.start(EVENT_MILLISECONDS)
        self._freeing.start(STUCK_MILLISECONDS)

    def _act(self) -> None:
        if not self._left:
            self._acting.stop()
            self._freeing.stop()
            QCoreApplication.exit(0)
            return
        self._left -= 1
        self._is_acting = True
        self._acting.setInterval(self._monkey.act())
        self._is_acting = False
        if not self.trains and self._program.session.state != IDLE:
            self._program.session.stop()

    def _free(self) -> None:
        if self._is_acting:
            self._monkey.escape()


def main(seed: int, events: int, folder: Path) -> int:
    """Play, and return the exit status."""
    sys.setswitchinterval(SWITCH_INTERVAL)
    _close_ways_out()
    QCoreApplication.setApplicationName("layerbench")
    app = QApplication(["layerbench"])
    reporting = error_reporting.install(folder / "log")
    with ExitStack() as files:
        stacks, told, written = (
            files.enter_context((folder / name).open("w")) for name in ("stacks", "events", "faults")
        )
        faulthandler.enable(stacks)
        faults = _Faults(written, told)
        for name in ("layerbench", "py.warnings"):
            logging.getLogger(name).addHandler(faults)
        program = build([], plots_later=True)
        program.actions["quit"].setEnabled(False)
        program.window.show()
        collector = GarbageCollector()
        monkey = Monkey(program, seed, [*_corpus(), *_made(folder)], faults.begin)
        play = _Play(program, monkey, events)
        play.trains = seed % 2 == 1
        heart = Heart(lambda: "; ".join(faults.doing))
        app.exec()
        heart.stop()
        collector.close()
        for gap in heart.gaps:
            faults.tell(f"the window did not answer for {gap}\n{gap.stack}")
        (folder / "longest").write_text(str(heart.longest))
        reporting.uninstall()
        if not program.close():
            os._exit(0)  # as the program does
    return 0


def _corpus() -> list[Path]:
    return sorted(path for path in CORPUS.rglob("*") if path.is_file())


def _made(folder: Path) -> list[Path]:
    """Write tables larger than those of the corpus, each several times in the list, as it is in a life."""
    paths = []
    for rows, columns in ((200_000, 6), (20_000, 60), (300, 1900)):
        path = folder / f"{rows} rows of {columns}.csv"
        chance = np.random.default_rng(rows)
        cells = np.column_stack([chance.normal(size=(rows, columns)), np.arange(rows) % 7])
        np.savetxt(
            path,
            cells,
            "%.5g",
            ",",
            header=",".join(f"c{number}" for number in range(columns + 1)),
            comments="",
        )
        paths += [path] * 3
    return paths


def _close_ways_out() -> None:
    """Let no dialog of the system open, and no other program."""
    for name in ("getOpenFileName", "getSaveFileName"):
        setattr(QFileDialog, name, staticmethod(lambda *_arguments: ("", "")))
    setattr(QFileDialog, "exec", lambda _dialog: 0)  # noqa: B010 - Qt's own is a method of another type
    setattr(QDesktopServices, "openUrl", staticmethod(lambda _url: True))  # noqa: B010


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])))
