"""The table of methods: steppers, which do a step for each gradient, and solvers, which do whole epochs."""

from collections.abc import Callable, Mapping
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

SQUARED_ERROR: Final = frozenset({"squared_error"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A row of the table of methods: what menus show, and what it can train with.

    `losses` are those it can make small, None being all, `penalties` those it can train with, and `epochs` is
    how many are usually enough. It works with so many `vectors` of the parameters' length. One that solves
    with J^T J takes no other precision than 64 bits: small eigenvalues would drown in rounding.
    """

    id: str
    title: str
    tip: str
    losses: frozenset[str] | None = None
    penalties: frozenset[str] = frozenset(PENALTIES)
    epochs: int = 10_000
    vectors: int = 0
    takes_precision: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StepperMethod(Method):
    """A method that does a step for each gradient: how it begins, and a learning rate that usually works."""

    begin: Callable[[FloatArray], Stepper]
    usual_learning_rate: float
    takes_batches: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SolverMethod(Method):
    """A method that does whole epochs by itself.

    `matrix_bytes` tells of a network and a number of rows what it takes in place of the passes over rows,
    where it has matrices. One that `straightens` moves kinks that no row sees out of the way in the end.
    """

    solve: Callable[[Task], Solver]
    matrix_bytes: Callable[[Network, int], int] | None = None
    straightens: bool = False


METHODS: Final[Mapping[str, StepperMethod | SolverMethod]] = {
    row.id: row
    for row in (
        StepperMethod(
            id="gradient_descent",
            title="Gradient descent",
            tip="Steps straight down the slope. The plainest method: good to learn from, slow to arrive.",
            begin=GradientDescent,
            usual_learning_rate=0.1,
        ),
        StepperMethod(
            id="momentum",
            title="Momentum",
            tip="Gathers speed like a ball rolling downhill, so that long valleys are crossed faster.",
            begin=Momentum,
            usual_learning_rate=0.03,
            vectors=2,
        ),
        StepperMethod(
            id="nesterov",
            title="Nesterov momentum",
            tip="Momentum that looks where it is rolling to and brakes in time: a little surer than without.",
            begin=Nesterov,
            usual_learning_rate=0.03,
            vectors=2,
        ),
        StepperMethod(
            id="rmsprop",
            title="RMSProp",
            tip=(
                "Takes about the same step in every direction, steep or flat: good in small batches. It does "
                "not come to rest by itself, so let the learning rate fall."
            ),
            begin=RMSProp,
            usual_learning_rate=0.001,
            vectors=2,
        ),
        StepperMethod(
            id="adam",
            title="Adam",
            tip="Gives every weight a step size of its own. Quick and forgiving: the usual choice.",
            begin=Adam,
            usual_learning_rate=0.01,
            vectors=4,
        ),
        StepperMethod(
            id="adamw",
            title="AdamW",
            tip=(
                "Adam that also lets every weight shrink a little at each step, so that what is not needed "
                "fades: often better on rows it has not seen."
            ),
            begin=AdamW,
            usual_learning_rate=0.01,
            vectors=4,
        ),
        StepperMethod(
            id="rprop",
            title="Rprop",
            tip=(
                "Looks only at whether the slope goes up or down, and lets each weight's step grow while it "
                "keeps its direction. Quick on small tables; always takes all rows at once."
            ),
            begin=Rprop,
            usual_learning_rate=0.01,
            takes_batches=False,
            vectors=4,
        ),
        SolverMethod(
            id="lbfgs",
            title="L-BFGS",
            tip=(
                "Learns from its last steps how the slope bends, and picks the length of each step itself. "
                "Needs no learning rate; good for a few thousand rows and smooth losses."
            ),
            solve=NetworkLBFGS,
            epochs=1000,
            vectors=2 * HISTORY + 2,
        ),
        SolverMethod(
            id="levenberg_marquardt",
            title="Levenberg-Marquardt",
            tip=(
                "Solves for all weights together in every step. Often done in a few dozen steps where others "
                "take thousands; for networks of up to a few thousand parameters."
            ),
            solve=NetworkLevenbergMarquardt,
            takes_precision=False,
            losses=SQUARED_ERROR,
            penalties=frozenset({"l2"}),
            epochs=200,
            matrix_bytes=bytes_needed,
            straightens=True,
        ),
        SolverMethod(
            id="bayesian",
            title="Bayesian regularisation",
            tip=(
                "Levenberg-Marquardt that also finds out how small the weights should be, and how many of "
                "them the rows really determine. For tables with few rows, where other methods learn the "
                "noise."
            ),
            solve=NetworkBayesian,
            takes_precision=False,
            losses=SQUARED_ERROR,
            penalties=frozenset(),
            epochs=300,
            matrix_bytes=bytes_needed,
        ),
    )
}
