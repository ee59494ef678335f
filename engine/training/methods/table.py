"""The methods: how a gradient becomes a step. From simple to complex; each works in place on flat vectors."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from engine.base.arrays import FloatArray
from engine.network.network import Network
from engine.network.penalties import PENALTIES
from engine.training.methods.bayesian import NetworkBayesian
from engine.training.methods.lbfgs import HISTORY, NetworkLBFGS
from engine.training.methods.levenberg_marquardt import NetworkLevenbergMarquardt, bytes_needed
from engine.training.methods.solver import Solver, Task
from engine.training.methods.steppers import (
    Adam,
    AdamW,
    GradientDescent,
    Momentum,
    Nesterov,
    RMSProp,
    Rprop,
    Stepper,
)

GRADIENT_FIELDS: Final = frozenset({"learning_rate", "schedule", "batch_size", "clip_norm", "precision"})
"""The training fields of a method that does one step for each gradient."""


@dataclass(frozen=True, slots=True)
class Method:
    """A row of the table of methods: what menus show, how it begins, a usual learning rate.

    It either does a step for each gradient (`begin`) or whole epochs by itself (`solve`). `uses` are the
    training fields that mean something to it; the others have no effect. `losses` are those it can make
    small, None being all, `penalties` those it can train with, and `epochs` is how many are usually enough.
    It works with so many `vectors` of the parameters' length; `bytes_needed` tells of a network and a number
    of rows what it takes besides, where it has matrices. One that `straightens` moves kinks that no row sees
    out of the way in the end.
    """

    id: str
    title: str
    tip: str
    begin: Callable[[FloatArray], Stepper] | None
    usual_learning_rate: float
    solve: Callable[[Task], Solver] | None = None
    uses: frozenset[str] = GRADIENT_FIELDS
    losses: frozenset[str] | None = None
    epochs: int = 10_000
    penalties: frozenset[str] = frozenset(PENALTIES)
    bytes_needed: Callable[[Network, int], int] | None = None
    vectors: int = 0
    straightens: bool = False


SOLVER_FIELDS: Final = frozenset({"precision"})
"""The training fields of a solver: it has no learning rate, and so neither schedule nor batches."""

SQUARE_MATRIX_FIELDS: Final[frozenset[str]] = frozenset()
"""Those of one that solves with J^T J, whose small eigenvalues drown in rounding with fewer than 64 bits."""

SQUARED_ERROR: Final = frozenset({"squared_error"})


METHODS: Final = {
    row.id: row
    for row in (
        Method(
            "gradient_descent",
            "Gradient descent",
            "Steps straight down the slope. The plainest method: good to learn from, slow to arrive.",
            GradientDescent,
            0.1,
        ),
        Method(
            "momentum",
            "Momentum",
            "Gathers speed like a ball rolling downhill, so that long valleys are crossed faster.",
            Momentum,
            0.03,
            vectors=2,
        ),
        Method(
            "nesterov",
            "Nesterov momentum",
            "Momentum that looks where it is rolling to and brakes in time: a little surer than without.",
            Nesterov,
            0.03,
            vectors=2,
        ),
        Method(
            "rmsprop",
            "RMSProp",
            "Takes about the same step in every direction, steep or flat: good in small batches. It does not "
            "come to rest by itself, so let the learning rate fall.",
            RMSProp,
            0.001,
            vectors=2,
        ),
        Method(
            "adam",
            "Adam",
            "Gives every weight a step size of its own. Quick and forgiving: the usual choice.",
            Adam,
            0.01,
            vectors=4,
        ),
        Method(
            "adamw",
            "AdamW",
            "Adam that also lets every weight shrink a little at each step, so that what is not needed "
            "fades: often better on rows it has not seen.",
            AdamW,
            0.01,
            vectors=4,
        ),
        Method(
            "rprop",
            "Rprop",
            "Looks only at whether the slope goes up or down, and lets each weight's step grow while it "
            "keeps its direction. Quick on small tables; always takes all rows at once.",
            Rprop,
            0.01,
            uses=GRADIENT_FIELDS - {"batch_size"},
            vectors=4,
        ),
        Method(
            "lbfgs",
            "L-BFGS",
            "Learns from its last steps how the slope bends, and picks the length of each step itself. Needs "
            "no learning rate; good for a few thousand rows and smooth losses.",
            None,
            0.1,
            NetworkLBFGS,
            SOLVER_FIELDS,
            epochs=1000,
            vectors=2 * HISTORY + 2,
        ),
        Method(
            "levenberg_marquardt",
            "Levenberg-Marquardt",
            "Solves for all weights together in every step. Often done in a few dozen steps where others "
            "take thousands; for networks of up to a few thousand parameters.",
            None,
            0.1,
            NetworkLevenbergMarquardt,
            SQUARE_MATRIX_FIELDS,
            SQUARED_ERROR,
            200,
            frozenset({"l2"}),
            bytes_needed,
            straightens=True,
        ),
        Method(
            "bayesian",
            "Bayesian regularisation",
            "Levenberg-Marquardt that also finds out how small the weights should be, and how many of them "
            "the rows really determine. For tables with few rows, where other methods learn the noise.",
            None,
            0.1,
            NetworkBayesian,
            SQUARE_MATRIX_FIELDS,
            SQUARED_ERROR,
            300,
            frozenset(),
            bytes_needed,
        ),
    )
}
