"""Measures in a process of its own, so that no run is warmed up, or slowed down, by another."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.x11.screen import virtual_screen

ROOT: Final = Path(__file__).parent.parent
Figures = dict[str, float]


@contextmanager
def window_environment(*, x11: bool) -> Iterator[dict[str, str]]:
    """Give the environment of a program with a window: off-screen or on Xvfb, with settings of its own."""
    with tempfile.TemporaryDirectory(prefix="layerbench-benchmark-") as home:
        folders = {f"XDG_{name}_HOME": str(Path(home) / name.lower()) for name in ("CONFIG", "STATE", "DATA")}
        env = {**os.environ, **folders, "PYQTGRAPH_QT_LIB": "PySide6", "LC_ALL": "C.UTF-8"}
        env |= {f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL")}
        env.pop("PYTHONDONTWRITEBYTECODE", None)  # libraries come compiled, and after one start we are too
        if not x11:
            yield env | {"QT_QPA_PLATFORM": "offscreen"}
            return
        with virtual_screen() as display:
            yield env | {"QT_QPA_PLATFORM": "xcb", "DISPLAY": display}


def measure(module: str, what: str, env: Mapping[str, str]) -> Figures:
    """Run `python -m module --measure what` and return the figures it prints with `report`."""
    command = [sys.executable, "-m", module, "--measure", what]
    result = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, timeout=600)
    if result.returncode:
        raise RuntimeError(f"{' '.join(command[1:])} ended with status {result.returncode}")
    figures: Figures = json.loads(result.stdout.splitlines()[-1])
    return figures


def dispatch(parts: Mapping[str, Callable[[], Figures]], main: Callable[..., bool], about: str) -> int:
    """Be the part named by --measure, or else the whole benchmark; return the exit status."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--measure", choices=parts, help=argparse.SUPPRESS)
    parser.add_argument("--x11", action="store_true", help="draw on Xvfb instead of off-screen")
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(parts[arguments.measure]()), flush=True)
        return 0
    return 0 if main(x11=arguments.x11) else 1
