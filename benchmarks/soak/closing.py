"""The program, off-screen, closed while it trains by every recipe, while it searches or cross-validates.

Each time in a process of its own, which must end with status 0 within 2 s of the window's closing.
"""

import argparse
import os
import random
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Final, NamedTuple

from benchmarks.child import ROOT, window_environment
from benchmarks.soak.heart import seconds_waited
from engine.training.recipes.recipes import RECIPES

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

    from gui.application import Application

SECONDS: Final = 2.0
LONGEST_TRAINING: Final = 0.8
LONGEST_WAIT: Final = 120.0
MORE_EPOCHS_THAN_FIT: Final = 1_000_000_000
SEARCH: Final = "search"
FOLDS: Final = "cross-validation"
CASES: Final = (*RECIPES, SEARCH, FOLDS)


class Closed(NamedTuple):
    """How a program ended, and how long after the window was closed; what it said in between.

    Of these seconds the window's thread has `waited` for a processor, which other programs had.
    """

    status: int
    seconds: float
    waited: float
    said: str

    @property
    def own(self) -> float:
        """The seconds that are the program's doing."""
        return self.seconds - self.waited

    @property
    def is_well(self) -> bool:
        """Whether it ended as it should."""
        return self.status == 0 and self.own <= SECONDS and not self.said

    def __str__(self) -> str:
        """All of it in a line, but for what it said."""
        return f"status {self.status} after {self.seconds:.2f} s, {self.waited:.2f} s without a processor"


def main(options: argparse.Namespace) -> bool:
    """Close the program so many `times` in every case, each time later; print what did not end well."""
    well = True
    with window_environment(x11=False) as env:
        for case in CASES:
            chance = random.Random(case)
            ends = [_close(case, chance.uniform(0, LONGEST_TRAINING), env) for _ in range(options.times)]
            bad = [end for end in ends if not end.is_well]
            slowest = max(ends, key=lambda end: end.own)
            print(f"{case}: {len(ends) - len(bad)} of {len(ends)} ended well; slowest: {slowest}", flush=True)
            for end in bad:
                print(f"-- {end}: {end.said[-2000:]}", flush=True)
            well = well and not bad
    return well


def _close(case: str, after: float, env: Mapping[str, str]) -> Closed:
    command = [sys.executable, "-m", "benchmarks.soak.closing", case, str(after)]
    with TemporaryFile("w+") as out, TemporaryFile("w+") as said:
        child = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=said)
        deadline = time.monotonic() + LONGEST_WAIT
        # Left unreaped for a moment: how long it waited for a processor is told until then.
        while os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            time.sleep(0.005)
            if time.monotonic() > deadline:
                child.kill()
        ended, waited = time.monotonic(), seconds_waited(str(child.pid))
        child.wait()
        for file in (out, said):
            file.seek(0)
        closed, waited_before = (float(word) for word in (out.read() or "nan nan").split())
        return Closed(
            child.returncode, ended - closed, waited - waited_before, _without_platform(said.read())
        )


def _without_platform(said: str) -> str:
    from benchmarks.soak.monkey import OFFSCREEN

    return "\n".join(line for line in said.splitlines() if not OFFSCREEN.search(line))


# The child.


def _begin(program: "Application", case: str) -> None:
    """Train on a table for longer than anybody looks on."""
    program.document.open_example("concrete")
    project, prepared = program.document.project, program.document.prepared
    if case == FOLDS:
        program.cross_validate(100)
        return
    if case != SEARCH:
        training = project.filled(case, prepared).training
        project = replace(
            project, training=replace(training, recipe="custom", folds=0, epoch_limit=MORE_EPOCHS_THAN_FIT)
        )
        program.document.apply(project, "train for long")
    program.session.train()


def _close_window(program: "Application") -> None:
    """Close the window and say when; a question about a run that has ended meanwhile is answered."""
    from PySide6.QtWidgets import QPushButton

    from gui.window.confirm_close import ConfirmCloseBox

    print(time.monotonic(), seconds_waited(), flush=True)
    program.window.close()
    box = program.window.findChild(ConfirmCloseBox)
    if box is not None:
        next(button for button in box.findChildren(QPushButton) if "Close" in button.text()).click()


def _be_closed(case: str, after: float) -> int:
    from PySide6.QtCore import QTimer

    from gui import application, start

    build = application.build

    def build_and_close(
        argv: list[str], settings: "QSettings | None" = None, *, plots_later: bool = False
    ) -> "Application":
        program = build(argv, settings, plots_later=plots_later)
        QTimer.singleShot(300, lambda: _begin(program, case))
        QTimer.singleShot(300 + round(1000 * after), lambda: _close_window(program))
        return program

    setattr(start, "build", build_and_close)  # noqa: B010 - the program's own start, which is to end by itself
    return start.run([])


if __name__ == "__main__":
    sys.exit(_be_closed(sys.argv[1], float(sys.argv[2])))
