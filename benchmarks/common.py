"""What the benchmarks share: the article's run in our engine, its golden numbers, summing up rounds."""

import json
import platform
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from engine.data.prepare import Prepared
from engine.project.opening import problem_project, source_table
from engine.project.project import Project
from engine.project.run_request import build_request
from engine.training.run.control import TrainingControl
from engine.training.run.request import TrainingRequest

GOLDEN_FILE = Path(__file__).parent.parent / "tests" / "reference" / "article.json"


def golden() -> dict[str, Any]:
    """Return the numbers of the article's run that others have computed."""
    numbers: dict[str, Any] = json.loads(GOLDEN_FILE.read_text())
    return numbers


def article_project(recipe: str) -> tuple[Project, Prepared]:
    """Return the article's problem under `recipe`, and its rows made ready."""
    project = problem_project("article")
    prepared = project.prepare(source_table(project, {}))
    return project.filled(recipe, prepared), prepared


def request_for(project: Project, prepared: Prepared, epochs: int) -> TrainingRequest:
    """Return the run of `project`, ended after so many epochs."""
    training = replace(project.training, epoch_limit=epochs)
    return build_request(replace(project, training=training), prepared, run_id=1)


class PicturesAt(TrainingControl):
    """A control that wants a picture after the epochs listed, and no other."""

    def __init__(self, epochs: Iterable[int]) -> None:
        super().__init__()
        self._wanted = set(epochs)
        self._pictured = -1

    def picture_due(self, epochs_since_last: int) -> bool:
        """Whether the epoch reached is one of those listed."""
        epoch = self._pictured + epochs_since_last
        if epoch in self._wanted:
            self._pictured = epoch
            return True
        return False


def min_median_max(values: Sequence[float], form: str = ".2f") -> str:
    """Sum up the rounds of a benchmark in three numbers."""
    three = (min(values), float(np.median(values)), max(values))
    return "  ".join(f"{value:{form}}" for value in three)


def print_versions(*more: str) -> None:
    """Say what ran: versions and the processor."""
    here = f"Python {platform.python_version()}, NumPy {np.__version__}"
    print(", ".join((here, *more, processor(), sys.platform)))


def processor() -> str:
    """Return the processor's name where the system tells it."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text().splitlines()
        names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
        if names:
            return f"{names[0]} ({len(names)} cores)"
    return platform.processor() or platform.machine()


def verdict(text: str, met: bool) -> bool:
    """Print a target beside whether it is met, and return that."""
    print(f"{'met   ' if met else 'MISSED'}  {text}")
    return met
