"""What a run shows of itself: frozen pictures, copied once, safe to hand to another thread."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from engine.base.arrays import FloatArray
from engine.network.units import LayerActivity
from engine.scoring.scores import ClassScores, Score
from engine.training.methods.solver import SOLVED
from engine.training.run.history import Curve
from engine.training.run.request import Checkpoint, Found

DEAD_SHARE: Final = 0.25
"""A layer with a smaller share of units that never fire works well enough."""

FEWEST_JUDGES: Final = 10
"""On fewer test rows a network that has learnt something may do badly by chance."""

MOST_RISEN: Final = 0.05
"""By how much a test loss may rise above its best: of standardised targets, a twentieth of their variance."""

MOST_RISEN_SHARE: Final = 0.25
"""The same as a share of the best."""

FAR_APART: Final = 0.2
"""How far the test loss is above the training loss where a network has learnt rows by heart.

Of standardised targets that is a fifth of their variance. Sound runs on the example tables stay below.
"""

MANY_TIMES: Final = 2.0
"""How many times the training loss the test loss is then, too: where much is noise, both are large."""

AGREEING: Final = 1.1
"""Up to so many times the training loss the test loss is the same but for chance."""

LEFT_TO_LEARN: Final = 0.05
"""A training loss below is small: of standardised targets, a twentieth of their variance is not told yet."""

LAST_PART: Final = 0.1
STILL_FALLING: Final = 0.01
"""By which share of itself the training loss falls in the last part of a run that ends too early."""


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


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The state of a run after `epoch` epochs; everything in it belongs to the weights `theta`.

    `loss` is the one the request asked for, as it is quoted, `article_loss` the article's metric. `predicted`
    (d_out, m) are the answers for the request's `shown` rows and `scores` those for all judged rows, both in
    the table's units; for classes they are the probabilities (classes, m), and `class_scores` take the place
    of the scores. `effective_parameters` are how many the rows determine, where the method asks.
    `best_epoch` is the epoch whose weights a run with patience gives back at its end; they are those of this
    picture then. `found` is what a search for the penalty has found; while it goes on, `fits` counts the
    networks it has trained. `rivals` are the training losses of the other starts of a race. `stopped` is None
    while the run goes on; `checkpoint` is there once it has ended.
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

    @property
    def stuck_layer(self) -> LayerActivity | None:
        """The hidden layer with the greatest share of dead units, where the loss no longer moves.

        None where it moves, is as good as solved, or where only few units are dead, which is usual.
        """
        if not self.stalled or self.loss.train < SOLVED:
            return None
        worst = max(self.activity, key=lambda layer: layer.never / layer.units, default=None)
        return worst if worst is not None and worst.never >= DEAD_SHARE * worst.units else None

    @property
    def unlearnt(self) -> tuple[str, ...]:
        """The outputs that on enough test rows are no better than the mean, of those that aim at it."""
        of_mean = (score for score in self.scores if score.of_quantile is None)
        return tuple(score.name for score in of_mean if self._is_judged and score.r2 <= 0)

    @property
    def tells_no_classes(self) -> bool:
        """Whether on enough test rows classes are told apart no better than by guessing."""
        judged = self.class_scores
        return (
            judged is not None and self._is_judged and judged.balanced_accuracy <= 1 / len(judged.confusion)
        )

    @property
    def best_test_epoch(self) -> int | None:
        """The epoch from which on the loss on enough test rows has risen by much; None where it has not."""
        curve = self.history.test
        if not len(curve.last) or not self._is_judged:
            return None
        best = int(np.argmin(curve.last))
        risen = self.loss.test - curve.last[best]
        has_risen = risen > max(MOST_RISEN, MOST_RISEN_SHARE * curve.last[best])
        return int(curve.epoch[best]) if has_risen else None

    @property
    def overfits(self) -> bool:
        """Whether enough test rows are answered far worse than the training rows."""
        train, test = self.loss.train, self.loss.test
        return self._is_judged and test - train > FAR_APART and test > MANY_TIMES * train

    @property
    def ended_early(self) -> bool:
        """Whether the epochs or the time asked for ended a run that still learnt what holds for all rows.

        Where a search has chosen how many epochs there are, that is enough.
        """
        train, curve = self.loss.train, self.history.train
        is_cut = self.stopped in (Stopped.EPOCHS, Stopped.TIME) and self.found is None
        if not is_cut or not len(curve.last):
            return False
        before = curve.last[np.searchsorted(curve.epoch, (1 - LAST_PART) * curve.epoch[-1])]
        has_more = train > LEFT_TO_LEARN and before - train > STILL_FALLING * before
        return self._is_judged and bool(has_more) and self.loss.test <= AGREEING * train

    @property
    def _is_judged(self) -> bool:
        """Whether there are enough test rows to speak against the answers."""
        return math.isfinite(self.loss.test) and self.predicted.shape[1] >= FEWEST_JUDGES
