"""What a run shows of itself: frozen pictures, copied once, safe to hand to another thread."""

from dataclasses import dataclass, field
from enum import StrEnum

from engine.base.arrays import FloatArray
from engine.network.units import LayerActivity
from engine.scoring.scores import ClassScores, Score
from engine.training.run.history import Curve
from engine.training.run.request import Checkpoint, Found
from engine.training.run.trail import Trail


class Stopped(StrEnum):
    """Why a run has ended."""

    EPOCHS = "epochs"
    TARGET = "target"
    TIME = "time"
    DIVERGED = "diverged"
    REQUEST = "request"
    GRADIENT = "gradient"
    PATIENCE = "patience"


@dataclass(frozen=True, slots=True)
class Losses:
    """One figure for each share of the rows; NaN where there are no rows or it was not asked for."""

    train: float
    validation: float
    test: float


@dataclass(frozen=True, slots=True, eq=False)
class HistoryCurves:
    """The courses of the losses up to now; the article's metric is empty where it was not asked for.

    `validation` is None where there are no such rows.
    """

    train: Curve
    test: Curve
    article_train: Curve
    article_test: Curve
    validation: Curve | None = None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Snapshot:
    """The state of a run after `epoch` epochs; everything in it belongs to the weights `theta`.

    `loss` is the one the request asked for, as it is quoted, `article_loss` the article's metric.
    `predicted` (d_out, m) are the answers for the request's `shown` rows and `scores` those for all
    judged rows, both in the table's units; for classes they are the probabilities (classes, m), and
    `class_scores` take the place of the scores. `effective_parameters` are how many the rows determine,
    where the method asks. `best_epoch` is the epoch whose weights a run with patience gives back at its
    end; they are those of this picture then. `found` is what a search for the penalty has found; while it
    goes on, `fits` counts the networks it has trained. `rivals` are the training losses of the other
    starts of a race. `stopped` is None while the run goes on; `checkpoint` is there once it has ended,
    and where it was asked for. `trail` alone is not of this picture: it has the weights of earlier
    epochs, and grows as the run goes on.
    """

    run_id: int
    epoch: int
    last_epoch: int
    seconds: float
    theta: FloatArray
    learning_rate: float
    loss: Losses
    article_loss: Losses
    history: HistoryCurves
    predicted: FloatArray
    scores: tuple[Score, ...]
    activity: tuple[LayerActivity, ...]
    stalled: bool
    paused: bool
    stopped: Stopped | None
    checkpoint: Checkpoint | None
    effective_parameters: float | None = None
    best_epoch: int | None = None
    class_scores: ClassScores | None = None
    found: Found | None = None
    fits: int | None = None
    rivals: tuple[Curve, ...] = ()
    trail: Trail = field(default_factory=Trail)
