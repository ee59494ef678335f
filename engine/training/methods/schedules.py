"""How the learning rate changes over a run."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.base.arrays import FloatArray

LAST_FACTOR: Final = 0.001
"""What rates fall to: small enough to settle, large enough to still move."""

WARM_UP: Final = 0.05
"""The share of a run in which a warm-up rises."""

STEPS: Final = 4
"""How many levels the step schedule has, the first the rate itself and each a tenth of the one before."""

PATIENCE: Final = 10
"""So many epochs without a better loss are a plateau (the usual number of libraries)."""

BETTER: Final = 1e-4
"""By what share a loss must fall below the best so far to count as better (the usual one of libraries)."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """A row of the table of schedules: `factor(progress)` multiplies the rate.

    `progress` goes from 0 at the start of a run to 1 at its end. A schedule that also looks at the loss has
    `watch(memory, loss)`, called once an epoch; `memory` begins as `new_memory()`, is part of a run's
    checkpoint, and its first number multiplies the rate too.
    """

    id: str
    title: str
    tip: str
    factor: Callable[[float], float]
    watch: Callable[[FloatArray, float], None] | None = None


def new_memory() -> FloatArray:
    """Return what a schedule remembers at first: the factor 1, no best loss yet, no epochs since."""
    return np.array([1.0, math.inf, 0.0])


def _always(_progress: float) -> float:
    return 1.0


def _step(progress: float) -> float:
    # A hair more, so that the last epoch before a step is not on its far side by a rounding error.
    return float(0.1 ** min(math.floor(progress * STEPS + 1e-9), STEPS - 1))


def _cosine(progress: float) -> float:
    """Loshchilov and Hutter, 2017, without restarts."""
    return LAST_FACTOR + (1 - LAST_FACTOR) * 0.5 * (1 + math.cos(math.pi * progress))


def _warm_up(progress: float) -> float:
    """Goyal et al., 2017: evenly up to the rate, from a thousandth of it; then as a cosine."""
    if progress < WARM_UP:
        return LAST_FACTOR + (1 - LAST_FACTOR) * progress / WARM_UP
    return _cosine((progress - WARM_UP) / (1 - WARM_UP))


def _halve_on_plateau(memory: FloatArray, loss: float) -> None:
    """Halve the factor after PATIENCE epochs without a better loss, and wait as long again."""
    factor, best, waited = memory.tolist()
    if loss < best * (1 - BETTER):
        memory[1:] = loss, 0
    elif waited + 1 < PATIENCE:
        memory[2] = waited + 1
    else:
        memory[:] = max(factor / 2, LAST_FACTOR), best, 0


SCHEDULES: Final = {
    row.id: row
    for row in (
        Schedule(
            "constant",
            "constant",
            "The learning rate stays as it is.",
            _always,
        ),
        Schedule(
            "step",
            "in steps",
            "The learning rate falls to a tenth after each quarter of the run.",
            _step,
        ),
        Schedule(
            "exponential",
            "falling",
            "The learning rate falls steadily to a thousandth by the last epoch: large steps first to get "
            "near, small ones at the end to settle.",
            lambda progress: LAST_FACTOR**progress,
        ),
        Schedule(
            "cosine",
            "cosine",
            "The learning rate stays high for a while, falls quickest in the middle of the run, and settles "
            "gently at a thousandth.",
            _cosine,
        ),
        Schedule(
            "warm_up",
            "warm-up",
            "The learning rate rises from almost nothing over the first 5 % of the run, so that the first "
            "steps do no harm, and then falls as a cosine.",
            _warm_up,
        ),
        Schedule(
            "plateau",
            "on plateau",
            "The learning rate halves whenever the training loss has not become better for 10 epochs: no "
            "need to know beforehand how long a run should be.",
            _always,
            _halve_on_plateau,
        ),
    )
}
