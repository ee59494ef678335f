"""Cross-validation: how strong the L2 penalty is to be, and whether the table asks for a network at all.

The training rows are dealt into folds. Every candidate is trained on all folds but one and judged on that
one, for each in turn (Stone, 1974). Where the rows hardly need a penalty, or nothing has been learnt, the
request's alternative method is tried too. A linear model is preferred where the network is better by no more
than the standard error of the difference, nor by a tenth of the mean's loss: what cannot be told apart is
better said simply (Breiman et al., Classification and Regression Trees, 1984, section 3.4.3).
"""

import math
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from engine.arrays import FloatArray, IndexArray
from engine.data.classes import decode
from engine.model.linear import can_embed, embed
from engine.model.network import Passes
from engine.training.control import TrainingControl
from engine.training.epochs import Epochs, begin
from engine.training.request import Candidate, Found, TrainingRequest, Trial
from engine.training.run import DIVERGED
from engine.training.snapshot import Snapshot
from engine.training.stopwatch import Stopwatch

STRENGTHS: Final = (0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 1e-4)
"""L2 penalties from strong, where little but the mean is learnt, to weak, where rows are learnt by heart."""

WEAK: Final = 0.001
"""A penalty up to here speaks of rows with little noise."""

LEARNT: Final = 0.9
"""The share of the mean's loss that a candidate must come below to have learnt something."""

MOST_LOST: Final = 0.1
"""By what share of the mean's loss a linear model may be worse, however unsure the difference is."""

LINEAR_METHOD: Final = "lbfgs"
"""What solves a linear model of any loss in a few steps."""

TIME_SHARE: Final = 0.5
"""The share of a run's time limit that the search may take."""


@dataclass(slots=True, eq=False)
class Search:
    """A search under way: how many networks have been trained, and the trials that are complete.

    `of_mean` is the loss of always answering the mean, or all classes alike.
    """

    of_mean: float
    fits: int = 0
    trials: list[Trial] = field(default_factory=list)

    def best(self, *, linear: bool) -> Trial | None:
        """Return the best of the linear trials, or of the others; None where all have diverged."""
        of_kind = [
            trial for trial in self.trials if trial.candidate.linear == linear and trial.mean < DIVERGED
        ]
        return min(of_kind, key=lambda trial: trial.mean, default=None)

    def cut_short(self, folds: int) -> Found | None:
        """Return the best that the network has done so far; whether it is needed at all is not known yet."""
        best = self.best(linear=False)
        if best is None:
            return None
        return Found(best.candidate, folds, tuple(self.trials), is_complete=False)

    @np.errstate(all="ignore")
    def choice(self) -> Trial | None:
        """Return the trial to go by, None before the first of the network: the simpler of two alike."""
        network, linear = self.best(linear=False), self.best(linear=True)
        if network is None or linear is None:
            return network
        lost = np.subtract(linear.losses, network.losses)
        error = float(np.std(lost, ddof=1)) / math.sqrt(len(lost))
        return linear if float(np.mean(lost)) <= min(error, MOST_LOST * self.of_mean) else network


def search(
    request: TrainingRequest,
    control: TrainingControl,
    watch: Stopwatch,
    show: Callable[[Search], Iterator[Snapshot]],
) -> Generator[Snapshot, None, Found | None]:
    """Yield what `show` makes of the search after every epoch of every fit; return what has been found.

    None where it was stopped, or its time was up before anything could be said.
    """
    Y = request.train.Y
    under_way = Search(request.chosen_loss.quote(np.zeros_like(Y), Y, request.train.weights))
    limit = math.inf if request.max_seconds is None else TIME_SHARE * request.max_seconds
    folds = deal(request)
    for candidate in _candidates(request, under_way):
        losses: list[float] = []
        for held_out in folds:
            part = _without(candidate.of(request), held_out)
            theta = np.array(part.start)
            for _ in _fit(part, theta, control):
                if watch.seconds > limit:
                    return under_way.cut_short(request.folds)
                yield from show(under_way)
            if control.stopping:
                return None
            losses.append(_judge(part, theta))
            under_way.fits += 1
        under_way.trials.append(Trial(candidate, tuple(losses)))
    return _found(request, under_way, control)


def deal(request: TrainingRequest) -> list[IndexArray]:
    """Return the rows of each fold, dealt at random; of each class every fold gets its share."""
    Y = request.train.Y
    order = np.random.default_rng(request.shuffle_seed).permutation(Y.shape[1])
    if request.chosen_loss.of_classes:
        order = order[np.argsort(decode(Y)[order], kind="stable")]
    return [order[fold :: request.folds] for fold in range(request.folds)]


def _candidates(request: TrainingRequest, under_way: Search) -> Iterator[Candidate]:
    """Yield what is to be tried next, in the light of what has been tried."""
    if len(request.network.sizes) > 2 and can_embed(request.network):
        for strength in STRENGTHS:
            yield Candidate(LINEAR_METHOD, strength, linear=True)
    for strength in STRENGTHS:
        yield Candidate(request.method, strength, linear=False)
    if request.alternative and (_little_noise(under_way) or _little_learnt(under_way)):
        yield Candidate(request.alternative, 0.0, linear=False)


def _little_noise(under_way: Search) -> bool:
    """Whether the network does best with hardly any penalty."""
    best = under_way.best(linear=False)
    return best is not None and best.candidate.l2 <= WEAK


def _little_learnt(under_way: Search) -> bool:
    """Whether nothing tried so far is much better than always to answer the mean."""
    return min(trial.mean for trial in under_way.trials) > LEARNT * under_way.of_mean


def _without(request: TrainingRequest, held_out: IndexArray) -> TrainingRequest:
    """Return the request without the rows `held_out`, which are its validation rows."""
    kept = np.setdiff1d(np.arange(request.train.count), held_out)
    return replace(request, train=request.train.subset(kept), validation=request.train.subset(held_out))


def _fit(request: TrainingRequest, theta: FloatArray, control: TrainingControl) -> Iterator[None]:
    """Train `theta` (parameters,) in place, and yield after every epoch."""
    with closing(begin(request, control, theta)) as epochs:
        for epoch in range(request.epoch_limit):
            if not _advance(epochs, epoch / request.epoch_limit):
                return
            yield


@np.errstate(all="ignore")
def _advance(epochs: Epochs, progress: float) -> bool:
    """Do one epoch; False where none follows."""
    if not math.isfinite(epochs.evaluate()):
        epochs.take_back()
        return False
    return epochs.advance(progress)


@np.errstate(all="ignore")
def _judge(request: TrainingRequest, theta: FloatArray) -> float:
    """Return the quoted loss on the validation rows."""
    outputs = Passes(request.network, request.validation.X).forward(request.network.blocks(theta))
    judges = request.validation
    loss = request.chosen_loss.quote(outputs, judges.Y, judges.weights)
    return loss if math.isfinite(loss) else math.inf


def _found(request: TrainingRequest, under_way: Search, control: TrainingControl) -> Found | None:
    """Return what is to be gone by, None where stopped; a linear model is trained on all rows."""
    choice = under_way.choice()
    if choice is None:
        return None
    linear = _linear_answer(request, choice.candidate, control) if choice.candidate.linear else None
    if control.stopping:
        return None
    return Found(choice.candidate, request.folds, tuple(under_way.trials), linear)


def _linear_answer(
    request: TrainingRequest, candidate: Candidate, control: TrainingControl
) -> FloatArray | None:
    """Train the linear model on all rows; return weights of the network that answer as it does."""
    whole = candidate.of(request)
    theta = np.array(whole.start)
    for _ in _fit(whole, theta, control):
        pass
    return embed(request.network, request.start, theta)
