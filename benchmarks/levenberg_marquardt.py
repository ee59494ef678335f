"""Levenberg-Marquardt on the article's problem: a step's time, the starts that solve it, and its memory.

The expected time is the time of all starts divided by the number of starts that got there: what it takes on
average to solve the problem by trying one start after another.
"""

import statistics
import subprocess
import sys
import time
from dataclasses import replace
from typing import Final

import numpy as np

from benchmarks.auto import EveryEpoch
from benchmarks.common import article_project, min_median_max, print_versions, verdict
from engine.data.prepare import Prepared
from engine.data.rows import Rows
from engine.data.scaler import Scaler
from engine.network.network import Network
from engine.project.project import Project
from engine.project.run_request import build_request
from engine.project.start import Seed
from engine.training.run.control import TrainingControl
from engine.training.run.request import TrainingRequest
from engine.training.train import train

METHOD: Final = "levenberg_marquardt"
GOAL: Final = 1e-6
STARTS: Final = 20
LEAST_SOLVED: Final = 18
ROUNDS: Final = 5
MOST_MILLISECONDS: Final = 3.0
MEMORY_CASE: Final = (30, 32, 1)
MEMORY_ROWS: Final = 100_000


def until_goal(project: Project, prepared: Prepared) -> tuple[float, int, float]:
    """Train until the goal or the method's end; return seconds, steps and the test loss."""
    started = time.perf_counter()
    for snapshot in train(build_request(project, prepared, run_id=1), EveryEpoch()):
        if snapshot.loss.test < GOAL:
            break
    return time.perf_counter() - started, snapshot.epoch, snapshot.loss.test


def step_milliseconds(project: Project, prepared: Prepared) -> float:
    """Train from the default start with nobody looking, and return the mean time of its first ten steps."""
    request = replace(build_request(project, prepared, run_id=1), epoch_limit=10)
    *_, final = train(request, TrainingControl())
    return 1000 * final.seconds / final.epoch


def memory_request() -> TrainingRequest:
    """A run of two steps on the memory case, its rows drawn straight into their place."""
    stream = np.random.default_rng(0)
    inputs, _, outputs = MEMORY_CASE
    X = stream.standard_normal((inputs, MEMORY_ROWS))
    Y = np.sin(X[:outputs])
    nothing = Rows(X[:, :0], Y[:, :0], np.arange(0))
    network = Network(MEMORY_CASE, ("tanh", "linear"))
    return TrainingRequest(
        run_id=1,
        network=network,
        start=0.1 * stream.standard_normal(network.parameters),
        train=Rows(X, Y, np.arange(MEMORY_ROWS)),
        validation=nothing,
        test=nothing,
        target_names=("y",),
        target_scaler=Scaler(np.zeros(outputs), np.ones(outputs)),
        shown=np.arange(2000),
        method=METHOD,
        loss="squared_error",
        learning_rate=0.1,
        schedule="constant",
        batch_size=None,
        epoch_limit=2,
        target_loss=None,
        max_seconds=None,
        shuffle_seed=0,
        article_metric=False,
    )


def most_memory() -> int:
    """Return the most bytes this process has held in memory at once, by the kernel's own count."""
    with open("/proc/self/status") as status:
        (line,) = (line for line in status if line.startswith("VmHWM:"))
    return 1024 * int(line.split()[1])


def measure_memory() -> None:
    """Print bytes of the rows, bytes of rows and training together, and the seconds of a step."""
    before = most_memory()
    request = memory_request()
    *_, final = train(request, TrainingControl())
    print(
        request.train.X.nbytes + request.train.Y.nbytes, most_memory() - before, final.seconds / final.epoch
    )


def memory_verdict() -> bool:
    """Measure the memory in a process of its own, where nothing else has been held before."""
    command = [sys.executable, "-c", "from benchmarks.levenberg_marquardt import *; measure_memory()"]
    data, held, seconds = map(float, subprocess.check_output(command, text=True).split())
    matrix = 8.0 * Network(MEMORY_CASE, ("tanh", "linear")).parameters ** 2
    print(
        f"{'-'.join(map(str, MEMORY_CASE))}, {MEMORY_ROWS:,} rows: data {data / 1e6:.1f} MB, matrix "
        f"{matrix / 1e6:.1f} MB, data and training together {held / 1e6:.1f} MB, {seconds:.2f} s a step"
    )
    return verdict("memory below twice that of the data plus the square matrix", held < 2 * data + matrix)


def main() -> bool:
    """Time steps and starts, then measure the memory where the system tells."""
    print_versions()
    project, prepared = article_project(METHOD)
    steps = [step_milliseconds(project, prepared) for _ in range(ROUNDS * STARTS)]
    print(f"a step, {len(steps)} runs of 10: min, median, max  {min_median_max(steps)} ms")
    rounds = []
    for _ in range(ROUNDS):
        found = [until_goal(replace(project, start=Seed(start)), prepared) for start in range(STARTS)]
        solved = [steps for _, steps, loss in found if loss < GOAL]
        rounds.append(sum(seconds for seconds, *_ in found) / max(len(solved), 1))
    print(f"{len(solved)} of {STARTS} starts reach {GOAL:g}, in {min_median_max(solved, '.0f')} steps")
    print(f"expected time to {GOAL:g}, {ROUNDS} rounds: min, median, max  {min_median_max(rounds, '.4f')} s")
    quick = verdict(
        f"a step in at most {MOST_MILLISECONDS:g} ms", statistics.median(steps) <= MOST_MILLISECONDS
    )
    enough = verdict(f"at least {LEAST_SOLVED} of {STARTS} starts", len(solved) >= LEAST_SOLVED)
    frugal = memory_verdict() if sys.platform == "linux" else True
    return quick and enough and frugal
