"""How the learning rate changes over a run."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Schedule:
    """A row of the table of schedules: `factor(progress)` multiplies the rate.

    `progress` goes from 0 at the start of a run to 1 at its end.
    """

    id: str
    title: str
    tip: str
    factor: Callable[[float], float]


SCHEDULES: Final = {
    row.id: row
    for row in (
        Schedule(
            "constant",
            "constant",
            "The learning rate stays as it is.",
            lambda _progress: 1.0,
        ),
        Schedule(
            "exponential",
            "falling",
            "The learning rate falls steadily to a thousandth by the last epoch: large steps first to get "
            "near, small ones at the end to settle.",
            lambda progress: 0.001**progress,
        ),
    )
}
