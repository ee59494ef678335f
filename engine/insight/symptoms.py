"""What a snapshot shows of its run: a stuck layer, nothing learnt, rows learnt by heart, an early end."""

import math
from typing import Final

import numpy as np

from engine.network.units import LayerActivity
from engine.training.methods.solver import SOLVED
from engine.training.run.snapshot import Snapshot, Stopped

DEAD_SHARE: Final = 0.25
"""A layer with a smaller share of units that never fire works well enough."""

FEWEST_JUDGES: Final = 10
"""On fewer test rows a network that has learnt something may do badly by chance."""

HARDLY: Final = 0.05
"""The share of what can be told about test rows below which hardly anything has been learnt."""

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


def stuck_layer(last: Snapshot) -> LayerActivity | None:
    """Return the hidden layer with the greatest share of dead units, where the loss no longer moves.

    None where it moves, is as good as solved, or where only few units are dead, which is usual.
    """
    if not last.stalled or last.loss.train < SOLVED:
        return None
    worst = max(last.activity, key=lambda layer: layer.never / layer.units, default=None)
    return worst if worst is not None and worst.never >= DEAD_SHARE * worst.units else None


def unlearnt(last: Snapshot) -> tuple[str, ...]:
    """Return the outputs hardly better than the mean on enough test rows, of those that aim at it."""
    of_mean = (score for score in last.scores if score.of_quantile is None)
    return tuple(score.name for score in of_mean if _is_judged(last) and score.r2 < HARDLY)


def tells_no_classes(last: Snapshot) -> bool:
    """Whether on enough test rows classes are told apart hardly better than by guessing."""
    judged = last.class_scores
    if judged is None or not _is_judged(last):
        return False
    guessed = 1 / len(judged.confusion)
    return judged.balanced_accuracy < guessed + HARDLY * (1 - guessed)


def best_test_epoch(last: Snapshot) -> int | None:
    """Return the epoch since which the loss on enough test rows has risen by much; None where it has not."""
    curve = last.history.test
    if not len(curve.last) or not _is_judged(last):
        return None
    best = int(np.argmin(curve.last))
    risen = last.loss.test - curve.last[best]
    has_risen = risen > max(MOST_RISEN, MOST_RISEN_SHARE * curve.last[best])
    return int(curve.epoch[best]) if has_risen else None


def overfits(last: Snapshot) -> bool:
    """Whether enough test rows are answered far worse than the training rows."""
    train, test = last.loss.train, last.loss.test
    return _is_judged(last) and test - train > FAR_APART and test > MANY_TIMES * train


def ended_early(last: Snapshot) -> bool:
    """Whether the epochs or the time asked for ended a run that still learnt what holds for all rows.

    Where a search has chosen how many epochs there are, that is enough.
    """
    train, curve = last.loss.train, last.history.train
    is_cut = last.stopped in (Stopped.EPOCHS, Stopped.TIME) and last.found is None
    if not is_cut or not len(curve.last):
        return False
    before = curve.last[np.searchsorted(curve.epoch, (1 - LAST_PART) * curve.epoch[-1])]
    has_more = train > LEFT_TO_LEARN and before - train > STILL_FALLING * before
    return _is_judged(last) and bool(has_more) and last.loss.test <= AGREEING * train


def _is_judged(last: Snapshot) -> bool:
    """Whether there are enough test rows to speak against the answers."""
    return math.isfinite(last.loss.test) and last.predicted.shape[1] >= FEWEST_JUDGES
