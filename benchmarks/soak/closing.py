"""The program, off-screen, closed while it trains by every recipe, while it searches or cross-validates.

Each time in a process of its own, which must end with status 0 within 2 s of the window's closing.
"""

import argparse
import random
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from benchmarks.child import ROOT, window_environment
from engine.training.recipes import RECIPES

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

    from gui.application import Application

SECONDS: Final = 2.0
LONGEST_TRAINING: Final = 0.8
MORE_EPOCHS_THAN_FIT: Final = 1_000_000_000
SEARCH: Final = "search"
FOLDS: Final = "cross-validation"
CASES: Final = (*RECIPES, SEARCH, FOLDS)


class Closed(NamedTuple):
    """How a program ended, and how long after the window was closed; what it said in between."""

    status: int
    seconds: float
    said: str

    @property
    def is_well(self) -> bool:
        """Whether it ended as it should."""
        return self.status == 0 and self.seconds <= SECONDS and not self.said


def main(options: argparse.Namespace) -> bool:
    """Close the program so many `times` in every case, each time later; print what did not end well."""
    well = True
    with window_environment(x11=False) as env:
        for case in CASES:
            chance = random.Random(case)
            ends = [_close(case, chance.uniform(0, LONGEST_TRAINING), env) for _ in range(options.times)]
            slowest = max(end.seconds for end in ends)
            bad = [end for end in ends if not end.is_well]
            print(
                f"{case}: {len(ends) - len(bad)} of {len(ends)} ended well, slowest {slowest:.2f} s",
                flush=True,
            )
            for end in bad:
                print(f"-- status {end.status} after {end.seconds:.2f} s: {end.said[-2000:]}")
            well = well and not bad
    return well


def _close(case: str, after: float, env: Mapping[str, str]) -> Closed:
    command = [sys.executable, "-m", "benchmarks.soak.closing", case, str(after)]
    child = subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        out, said = child.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        child.kill()
        return Closed(-1, 60, "it hung")
    ended = time.monotonic()
    return Closed(child.returncode, ended - float(out or "nan"), _without_platform(said))


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

    from gui.dialogs.confirm_close import ConfirmCloseBox

    print(time.monotonic(), flush=True)
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
