"""Cross-validation: how strong the L2 penalty is to be, and whether the table asks for a network at all.

The training rows are dealt into folds. Every candidate is trained on all folds but one and judged on that
one, for each in turn (Stone, 1974). Where that is quick it begins from as many starts as the run will: one
that is stuck would speak of luck, not of the candidate. What falls clearly behind is dropped before its last
fold (Maron and Moore, Hoeffding Races, 1994). The request's alternative method, which takes longer than all
penalties together, is tried where the rows hardly need one, or nothing has been learnt. A linear model is
preferred where the network is better by no more than the standard error of the difference, nor by a tenth of
the mean's loss: what cannot be told apart is better said simply (Breiman et al., Classification and
Regression Trees, 1984, section 3.4.3).
"""

import math
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from engine.base.arrays import FloatArray, IndexArray
from engine.data.classes import decode
from engine.network.embed import can_embed, embed
from engine.network.network import Passes
from engine.training.methods.table import METHODS, SolverMethod
from engine.training.run.request import Candidate, Found, TrainingRequest, Trial
from engine.training.run.snapshot import Snapshot, Stopped
from engine.training.run.trainer import DIVERGED, Begin, Trainer
from engine.training.search.race import race

STRENGTHS: Final = (0.003, 0.001, 0.01, 1e-4, 0.03, 0.1, 0.3)
"""L2 penalties from 0.3, where little but the mean is learnt, to 1e-4, where rows are learnt by heart.

Those in the middle come first, as most tables want one of them: what falls behind these need not be finished.
"""

EPOCHS: Final = 150
"""As many as a solver needs to come near the bottom; whether more are of use is asked of the best alone."""

STARTS: Final = 3
"""At most so many starts race in every fold: one alone is often stuck, and all three seldom."""

RACEABLE: Final = 1e7
"""Rows * parameters: up to here they do."""

BEHIND: Final = 3.0
"""A loss so many standard errors above the best, and half as high again, hardly becomes the least."""

WEAK: Final = 0.003
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
    """A search under way: how many networks have been trained, and the trials that are over.

    `of_mean` is the loss of always answering the mean, or all classes alike; `weights` (parameters,) are what
    the best of the network has come to in each fold.
    """

    folds: int
    of_mean: float
    fits: int = 0
    trials: list[Trial] = field(default_factory=list)
    weights: list[FloatArray] = field(default_factory=list)

    def best(self, *, linear: bool) -> Trial | None:
        """Return the best of the linear trials, or of the others, that went through all folds, or None."""
        of_kind = [
            trial
            for trial in self.trials
            if trial.candidate.linear == linear and len(trial.losses) == self.folds and trial.mean < DIVERGED
        ]
        return min(of_kind, key=lambda trial: trial.mean, default=None)

    @property
    def has_little_noise(self) -> bool:
        """Whether the network does best with hardly any penalty."""
        best = self.best(linear=False)
        return best is not None and best.candidate.l2 <= WEAK

    @property
    def has_learnt_little(self) -> bool:
        """Whether nothing tried so far is much better than always answering the mean."""
        return min(trial.mean for trial in self.trials) > LEARNT * self.of_mean

    def add(self, candidate: Candidate, losses: list[float], weights: list[FloatArray]) -> None:
        """Record a finished trial, and its weights where it is the best of the network."""
        trial = Trial(candidate, tuple(losses))
        self.trials.append(trial)
        if self.best(linear=False) is trial:
            self.weights = weights

    def found(self, linear: FloatArray | None = None) -> Found | None:
        """Return what is to be gone by, None before the first trial of the network."""
        choice = self.choice()
        if choice is None:
            return None
        return Found(choice.candidate, self.folds, tuple(self.trials), linear)

    def cut_short(self) -> Found | None:
        """Return the best that the network has done so far; whether it is needed at all is not known yet."""
        best = self.best(linear=False)
        if best is None:
            return None
        return Found(best.candidate, self.folds, tuple(self.trials), is_complete=False)

    @np.errstate(all="ignore")
    def choice(self) -> Trial | None:
        """Return the trial to go by, None before the first of the network: the simpler of two alike."""
        network, linear = self.best(linear=False), self.best(linear=True)
        if network is None or linear is None:
            return network
        lost, error = _difference(linear.losses, network.losses)
        return linear if lost <= min(error, MOST_LOST * self.of_mean) else network


def search(
    request: TrainingRequest, begin: Begin, show: Callable[[Search], Iterator[Snapshot]]
) -> Generator[Snapshot, None, Found | None]:
    """Yield what `show` makes of the search before every epoch of every fit; return what has been found.

    None where it was stopped, or its time was up before anything could be said.
    """
    Y = request.train.Y
    of_mean = request.chosen_loss.quote(np.zeros_like(Y), Y, request.train.weights)
    under_way = Search(request.folds, of_mean)
    for candidate, asked in _attempts(request, under_way):
        ended = yield from _try(candidate, asked, under_way, begin, lambda: show(under_way))
        if ended is Stopped.TIME:
            return under_way.cut_short()
        if ended is Stopped.REQUEST:
            return None
    choice = under_way.choice()
    if choice is None or not choice.candidate.linear:
        return under_way.found()
    # A linear model is trained on all rows right away, whatever the time: it takes next to none.
    whole = replace(choice.candidate.of(_freed(request)), max_seconds=None)
    run = yield from _fit(whole, begin, lambda: show(under_way))
    if run.over is Stopped.REQUEST:
        return None
    return under_way.found(embed(request.network, request.start, run.weights))


def deal(request: TrainingRequest) -> list[IndexArray]:
    """Return the rows of each fold, dealt at random; of each class every fold gets its share."""
    Y = request.train.Y
    order = np.random.default_rng(request.shuffle_seed).permutation(Y.shape[1])
    if request.chosen_loss.of_classes:
        order = order[np.argsort(decode(Y)[order], kind="stable")]
    return [order[fold :: request.folds] for fold in range(request.folds)]


def _attempts(
    request: TrainingRequest, under_way: Search
) -> Iterator[tuple[Candidate, list[TrainingRequest]]]:
    """Yield the next candidate, chosen by the results so far, with its request for every fold."""
    free = _freed(request)
    parts = [_without(free, held_out) for held_out in deal(request)]
    for candidate in _candidates(request, under_way):
        yield candidate, [candidate.of(part) for part in parts]
    # The best goes on from its weights; what its method remembered beside them comes back in a few epochs.
    best = under_way.best(linear=False)
    done = best and best.candidate.epochs
    if best and done and done < request.epoch_limit:
        longer = replace(best.candidate, epochs=request.epoch_limit)
        yield (
            longer,
            [
                replace(longer.of(part), start=weights, rivals=(), epoch_limit=request.epoch_limit - done)
                for part, weights in zip(parts, under_way.weights, strict=True)
            ],
        )


def _candidates(request: TrainingRequest, under_way: Search) -> Iterator[Candidate]:
    """Yield the candidates, chosen by the results so far."""
    enough = min(EPOCHS, request.epoch_limit)
    if len(request.network.sizes) > 2 and can_embed(request.network):
        for strength in STRENGTHS:
            yield Candidate(LINEAR_METHOD, strength, linear=True, epochs=enough)
    solves = isinstance(METHODS[request.method], SolverMethod)
    for strength in STRENGTHS:
        yield Candidate(request.method, strength, linear=False, epochs=enough if solves else None)
    if request.alternative and (under_way.has_little_noise or under_way.has_learnt_little):
        yield Candidate(request.alternative, 0.0, linear=False, epochs=enough)


def _freed(request: TrainingRequest) -> TrainingRequest:
    """Return the request ended by its epochs or its share of the time alone; nobody looks back at it."""
    seconds = None if request.max_seconds is None else TIME_SHARE * request.max_seconds
    quick = request.train.count * request.network.parameters <= RACEABLE
    rivals = request.rivals[: STARTS - 1] if quick else ()
    return replace(
        request, max_seconds=seconds, target_loss=None, patience=None, rivals=rivals, trail_bytes=0
    )


def _without(request: TrainingRequest, held_out: IndexArray) -> TrainingRequest:
    """Return the request without the rows `held_out`, which are its validation rows."""
    kept = np.setdiff1d(np.arange(request.train.count), held_out)
    return replace(request, train=request.train.subset(kept), validation=request.train.subset(held_out))


def _try(
    candidate: Candidate,
    asked: Sequence[TrainingRequest],
    under_way: Search,
    begin: Begin,
    show: Callable[[], Iterator[Snapshot]],
) -> Generator[Snapshot, None, Stopped | None]:
    """Train the `asked` candidate in each fold and record its losses; return why it was ended early."""
    best = under_way.best(linear=candidate.linear)
    losses: list[float] = []
    weights: list[FloatArray] = []
    for part in asked:
        run = yield from _fit(part, begin, show)
        if run.over in (Stopped.TIME, Stopped.REQUEST):
            return run.over
        losses.append(math.inf if run.over is Stopped.DIVERGED else _judge(part, run.weights))
        weights.append(run.weights)
        under_way.fits += 1
        if best is not None and _is_behind(losses, best.losses):
            break
    under_way.add(candidate, losses, weights)
    return None


def _fit(
    request: TrainingRequest, begin: Begin, show: Callable[[], Iterator[Snapshot]]
) -> Generator[Snapshot, None, Trainer]:
    """Yield what `show` has before every epoch; return the run, from the best of its starts, once over."""
    run = (yield from race(request, begin, lambda _: show())) if request.rivals else begin(request)
    with closing(run):
        while not run.evaluate():
            yield from show()
            run.advance()
    return run


@np.errstate(all="ignore")
def _judge(request: TrainingRequest, theta: FloatArray) -> float:
    """Return the quoted loss on the validation rows."""
    outputs = Passes(request.network, request.validation.X).forward(request.network.blocks(theta))
    judges = request.validation
    loss = request.chosen_loss.quote(outputs, judges.Y, judges.weights)
    return loss if math.isfinite(loss) else math.inf


@np.errstate(all="ignore")
def _is_behind(losses: Sequence[float], best: Sequence[float]) -> bool:
    """Whether a candidate with `losses` in the first folds is clearly worse than the best."""
    if len(losses) < 2:
        return False
    lost, error = _difference(losses, best[: len(losses)])
    if lost == math.inf:  # it has diverged, and there is no standard error
        return True
    return lost > max(BEHIND * error, 0.5 * float(np.mean(best[: len(losses)])))


def _difference(losses: Sequence[float], others: Sequence[float]) -> tuple[float, float]:
    """Return the mean difference of `losses` to `others`, fold by fold, and its standard error."""
    lost = np.subtract(losses, others)
    return float(np.mean(lost)), float(np.std(lost, ddof=1)) / math.sqrt(len(lost))
