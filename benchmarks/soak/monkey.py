"""A monkey before the real window, off-screen: one child process a seed, every second seed without training.

The same seed does the same things, but what they meet depends on how far training and reading are.
"""

import argparse
import json
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from benchmarks.child import ROOT, window_environment

SECONDS_AN_EVENT: Final = 0.5
"""A child that takes longer on average hangs."""

EVENTS_SHOWN: Final = 12
OFFSCREEN: Final = re.compile(r"This plugin does not support (propagateSizeHints|raise|grabbing the)")
"""What Qt's off-screen platform says of itself."""


def main(options: argparse.Namespace) -> bool:
    """Let a monkey do `events` things for each of `seeds`; print what went wrong, and how to repeat it."""
    found = [_watch(seed, options.events) for seed in options.seeds]
    return all(found)


def _watch(seed: int, events: int) -> bool:
    with window_environment(x11=False) as env:
        folder = Path(env["XDG_STATE_HOME"])
        folder.mkdir(parents=True)
        status = _run_child(seed, events, folder, env)
        faults = _faults(folder, status)
        print(f"seed {seed}: {_summary(folder)}{'' if faults else ', no fault'}", flush=True)
        if faults:
            _print_faults(seed, events, folder, faults)
        return not faults


def _run_child(seed: int, events: int, folder: Path, env: Mapping[str, str]) -> str:
    """Return how the child ended; empty where it ended well."""
    command = [sys.executable, "-m", "benchmarks.soak.monkey_child", str(seed), str(events), str(folder)]
    with (folder / "output").open("w") as output:
        child = subprocess.Popen(command, cwd=ROOT, env=env, stdout=output, stderr=subprocess.STDOUT)
        try:
            status = child.wait(60 + SECONDS_AN_EVENT * events)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGABRT)  # its stacks are written then
            child.wait(30)
            return "it hung"
    return f"it ended with status {status}" if status else ""


def _faults(folder: Path, status: str) -> list[str]:
    """Return what the child wrote of faults, and how it ended where that was not well."""
    faults = folder / "faults"
    found = [json.loads(line) for line in faults.read_text().splitlines()] if faults.exists() else []
    if status:
        said = [line for line in (folder / "output").read_text().splitlines() if not OFFSCREEN.search(line)]
        found.append("\n".join([status, *said[-20:]]))
    return found


def _summary(folder: Path) -> str:
    events = (folder / "events").read_text().splitlines() if (folder / "events").exists() else []
    longest = folder / "longest"
    gap = f", longest gap {longest.read_text()}" if longest.exists() else ""
    return f"{len(events):,} events{gap}"


def _print_faults(seed: int, events: int, folder: Path, faults: list[str]) -> None:
    for fault, count in {fault: faults.count(fault) for fault in faults}.items():
        print(f"-- {count} times: {fault}")
    crash = (folder / "stacks").read_text() if (folder / "stacks").exists() else ""
    if crash:
        print(f"-- stacks:\n{crash[-6000:]}")
    print("-- the last events:", *(folder / "events").read_text().splitlines()[-EVENTS_SHOWN:], sep="\n   ")
    print(f"-- again: python -m benchmarks.soak monkey --seeds {seed} --events {events}", flush=True)
