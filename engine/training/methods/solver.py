"""What a method that does a whole epoch by itself is given, and what the loop asks of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from engine.base.arrays import FloatArray
from engine.data.rows import Rows
from engine.network.losses import Loss
from engine.network.network import Network
from engine.network.penalties import Penalties

SOLVED: Final = 1e-6
"""The loss at which the rows are answered, and nothing has to be freed or brought back for them."""


class InterruptedStep(Exception):  # noqa: N818 - it tells of no error
    """Raised by a `Task`'s poll to end a step that is being computed."""


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """A network to be trained on `rows` by moving `theta` (parameters,) in place.

    `poll` is to be called between computations of some length, and may raise InterruptedStep.
    """

    network: Network
    rows: Rows
    loss: Loss
    theta: FloatArray
    seed: int
    poll: Callable[[], None]
    penalties: Penalties | None = None


class Solver(Protocol):
    """A method at work on one task: an epoch is one step, and none makes the objective larger."""

    state: dict[str, FloatArray]
    """What it remembers, by name: enough to go on elsewhere. `theta` is not in it."""

    @property
    def effective_parameters(self) -> float | None:
        """How many parameters the rows determine; None where the method does not ask."""

    def loss(self) -> float:
        """Return the quoted loss at theta; not finite where there is none."""

    def gradient_norm(self) -> float:
        """Return the Euclidean norm of the objective's gradient at theta."""

    def step(self) -> bool:
        """Do one step; False, with nothing changed, where no further decrease is possible.

        Interrupted, it changes nothing either.
        """

    def forget(self) -> None:
        """Drop what was computed at theta, which has been changed from outside, as `state` has."""

    def close(self) -> None:
        """End its threads; nothing is asked of it afterwards."""

    def outputs(self) -> list[FloatArray]:
        """Return what each layer puts out at theta, as `layer_activity` reads it; the last on all rows."""
