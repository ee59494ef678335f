"""The memory of the program, window and all, over a million epochs: flat after the first 10,000."""

import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

from benchmarks.child import Figures, dispatch, measure, window_environment
from benchmarks.common import print_versions, verdict

PROBLEM: Final = "line"
EPOCHS: Final = 1_000_000
SETTLED: Final = 10_000
MOST_GROWTH: Final = 10.0
LONGEST: Final = 300.0


def resident_megabytes() -> float:
    """Return what the process has in memory now; NaN where there is no /proc to ask."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), float("nan"))


def run_with_window() -> Figures:
    """Train with the window open, and return the memory once settled, at most after that, and at the end."""
    from PySide6.QtWidgets import QApplication

    from gui.application import build
    from gui.start import SWITCH_INTERVAL

    sys.setswitchinterval(SWITCH_INTERVAL)
    app = QApplication(["layerbench"])
    program = build(["--size", "1280x800"])
    program.document.open_problem(PROBLEM)
    project = program.document.project.filled("article", program.document.prepared)
    training = replace(project.training, recipe="custom", epoch_limit=EPOCHS)
    program.document.apply(replace(project, training=training), "train for long")
    program.window.show()
    sizes: list[tuple[int, float]] = []
    program.session.snapshot_ready.connect(
        lambda snapshot: sizes.append((snapshot.epoch, resident_megabytes()))
    )
    program.session.train()
    started = time.monotonic()
    while program.session.state != "idle" and time.monotonic() < started + LONGEST:
        app.processEvents()
        time.sleep(0.002)
    program.close()
    settled = [size for epoch, size in sizes if epoch >= SETTLED]
    return {
        "epochs": sizes[-1][0],
        "seconds": time.monotonic() - started,
        "pictures": len(sizes),
        "settled": settled[0],
        "highest": max(settled),
        "end": settled[-1],
    }


def main(*, x11: bool = False) -> bool:
    """Print what was found beside the target, and return whether it is met."""
    print_versions("on Xvfb" if x11 else "off-screen")
    with window_environment(x11=x11) as env:
        found = measure("benchmarks.memory", "window", env)
    print(f"{found['epochs']:,.0f} epochs, {found['pictures']:,.0f} pictures in {found['seconds']:.0f} s")
    print(f"after {SETTLED:,} epochs, highest, end: ", end="")
    print("  ".join(f"{found[name]:.1f} MB" for name in ("settled", "highest", "end")))
    whole = verdict(f"all {EPOCHS:,} epochs done", found["epochs"] == EPOCHS)
    flat = found["highest"] - found["settled"] <= MOST_GROWTH
    return verdict(f"grown by at most {MOST_GROWTH:g} MB after {SETTLED:,} epochs", flat) and whole


if __name__ == "__main__":
    raise SystemExit(dispatch({"window": run_with_window}, main, __doc__ or ""))
