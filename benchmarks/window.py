"""The window while it trains the article's run at full speed: how soon it answers, what it costs training.

Both sides alternate, each in a process of its own: the program at 1280×800, and the same run with no window.
"""

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.child import Figures, dispatch, measure, window_environment
from benchmarks.common import (
    PicturesAt,
    article_project,
    min_median_max,
    print_versions,
    request_for,
    verdict,
)

if TYPE_CHECKING:
    from gui.application import Application

ROUNDS: Final = 5
WARM_UP: Final = 1.0
SECONDS: Final = 5.0
BEAT_MILLISECONDS: Final = 16
MORE_EPOCHS_THAN_FIT: Final = 1_000_000


def with_window() -> Figures:
    """Return heartbeat, pictures and epochs per second of the program while it trains."""
    from PySide6.QtWidgets import QApplication

    from gui.application import build
    from gui.start import SWITCH_INTERVAL

    sys.setswitchinterval(SWITCH_INTERVAL)
    app = QApplication(["layerbench"])
    program = build(["--size", "1280x800"])
    project = program.document.project
    program.document.apply(project.filled("article", program.document.prepared), "choose a recipe")
    program.window.show()
    app.processEvents()
    program.session.train()
    _spin(WARM_UP)
    figures = _listen(program)
    program.close()
    return figures


def _listen(program: "Application") -> Figures:
    """Let the heart beat and pictures come for a while."""
    from PySide6.QtCore import Qt, QTimer

    beats: list[float] = []
    pictures: list[tuple[float, int]] = []
    heart = QTimer()
    heart.setTimerType(Qt.TimerType.PreciseTimer)
    heart.setInterval(BEAT_MILLISECONDS)
    heart.timeout.connect(lambda: beats.append(time.perf_counter()))
    program.session.snapshot_ready.connect(
        lambda snapshot: pictures.append((time.perf_counter(), snapshot.epoch))
    )
    heart.start()
    _spin(SECONDS)
    gaps = 1000 * np.diff(beats)
    (first, first_epoch), (last, last_epoch) = pictures[0], pictures[-1]
    return {
        "gap_median": float(np.median(gaps)),
        "gap_p99": float(np.percentile(gaps, 99)),
        "gap_max": float(gaps.max()),
        "pictures": (len(pictures) - 1) / (last - first),
        "epochs": (last_epoch - first_epoch) / (last - first),
    }


def _spin(seconds: float) -> None:
    """Run a loop of our own: leaving the program's would close its training session."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def without_window() -> Figures:
    """Return the epochs per second of the same run with nothing else in the process."""
    from engine.training.train import train
    from gui.start import SWITCH_INTERVAL

    sys.setswitchinterval(SWITCH_INTERVAL)
    request = request_for(*article_project("article"), MORE_EPOCHS_THAN_FIT)
    *_, last = train(replace(request, max_seconds=WARM_UP + SECONDS), PicturesAt(()))
    return {"epochs": last.epoch / last.seconds}


def main(*, x11: bool = False) -> bool:
    """Print what was found beside the targets, and return whether they are met."""
    print_versions("on Xvfb" if x11 else "off-screen")
    print(f"{ROUNDS} rounds of {SECONDS:g} s, window and no window in turn")
    windows, alone = [], []
    with window_environment(x11=x11) as env:
        for _ in range(ROUNDS):
            windows.append(measure("benchmarks.window", "window", env))
            alone.append(measure("benchmarks.window", "alone", env))
    shares = [100 * a["epochs"] / b["epochs"] for a, b in zip(windows, alone, strict=True)]
    rows = {
        "heartbeat gap, median, ms": [run["gap_median"] for run in windows],
        "heartbeat gap, 99th percentile, ms": [run["gap_p99"] for run in windows],
        "heartbeat gap, longest, ms": [run["gap_max"] for run in windows],
        "pictures per second": [run["pictures"] for run in windows],
        "epochs per second with the window": [run["epochs"] for run in windows],
        "epochs per second without": [run["epochs"] for run in alone],
        "share of epochs per second kept, %": shares,
    }
    _print_table(rows)
    met = [
        verdict(
            "heartbeat's 99th percentile at most 33 ms", np.median([r["gap_p99"] for r in windows]) <= 33
        ),
        verdict("no gap above 100 ms", max(run["gap_max"] for run in windows) <= 100),
        verdict("at least 20 pictures per second", np.median([run["pictures"] for run in windows]) >= 20),
        verdict("at least 65 % of the epochs per second kept", float(np.median(shares)) >= 65),
    ]
    return all(met)


def _print_table(rows: Mapping[str, Sequence[float]]) -> None:
    width = max(map(len, rows))
    print(f"{'':{width}}  minimum  median  maximum")
    for name, values in rows.items():
        print(f"{name:{width}}  {min_median_max(values, '.1f')}")


if __name__ == "__main__":
    raise SystemExit(dispatch({"window": with_window, "alone": without_window}, main, __doc__ or ""))
