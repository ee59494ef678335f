"""A race: several starts train side by side, and the worse half is dropped until one is left.

That is successive halving (Jamieson and Talwalkar, 2016): rounds double while the field halves, so that every
round costs about the same. A method that always looks at all rows races on a sample of them, which is enough
to tell good starts from bad ones; the winner goes on with all.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from engine.training.methods.solver import SOLVED
from engine.training.methods.table import METHODS, StepperMethod
from engine.training.run.history import Curve
from engine.training.run.request import TrainingRequest
from engine.training.run.snapshot import Snapshot, Stopped
from engine.training.run.trainer import Begin, Trainer

SHORTEST_ROUND: Final = 3
"""The epochs of the first round, at least: what lies before them says little."""

ROUND_SHARE: Final = 0.2
"""The first round's share of all epochs: a start that succeeds is most of the way down by then."""

SAMPLE: Final = 8
"""The rows of a sample for each parameter; so many determine them well enough to compare starts."""

SMALLEST_SAMPLE: Final = 300

CURVE_POINTS: Final = 200
"""The most points of a dropped run's curve, which is drawn as a faint line."""


@dataclass(slots=True, eq=False)
class Field:
    """The runs still in the race, the leader of the last round first, and the curves of those dropped."""

    runs: list[Trainer]
    dropped: tuple[Curve, ...] = ()

    @property
    def leader(self) -> Trainer:
        """The run with the lowest loss at the end of the last round."""
        return self.runs[0]

    @property
    def rivals(self) -> tuple[Curve, ...]:
        """The training loss of every start but the leader."""
        return (*(run.curve(CURVE_POINTS) for run in self.runs[1:]), *self.dropped)

    def close(self) -> None:
        """End the runs still in the race."""
        for run in self.runs:
            run.close()

    def drop_to(self, count: int) -> None:
        """Keep the best `count` runs; stuck ones go first, then those that do worse."""
        self.runs.sort(key=self._rank)
        self.dropped += tuple(run.curve(CURVE_POINTS) for run in self.runs[count:])
        for run in self.runs[count:]:
            run.close()
        del self.runs[count:]

    def advance(self) -> bool:
        """Do one epoch of every run that can still improve; False once the race is decided.

        It is decided when a run has reached the target, time is up, no run can improve, or more than half
        fit the rows exactly.
        """
        for run in self.going:
            run.advance()
            run.evaluate()
        solved = sum(run.standing < SOLVED for run in self.runs)
        decided = {Stopped.TARGET, Stopped.TIME, Stopped.REQUEST} & {run.over for run in self.runs}
        return not decided and bool(self.going) and 2 * solved <= len(self.runs)

    @property
    def going(self) -> list[Trainer]:
        """The runs that more epochs can still improve."""
        return [run for run in self.runs if run.over is None and run.standing >= SOLVED]

    @staticmethod
    def _rank(run: Trainer) -> tuple[bool, float, float]:
        if run.standing < SOLVED:  # both fit the rows: prefer the one that bends less outside them
            return False, SOLVED, run.bend
        return run.is_stuck, run.standing, 0.0


def race(
    request: TrainingRequest,
    begin: Begin,
    show: Callable[[Field], Iterator[Snapshot]],
) -> Generator[Snapshot, None, Trainer]:
    """Yield what `show` makes of the field before every epoch; return the winner, on all rows."""
    sampled = _sampled(request)
    starts = (request.start, *request.rivals)
    share = request.trail_bytes // len(starts)
    runs = [begin(replace(sampled, start=start, trail_bytes=share)) for start in starts]
    with closing(Field(runs)) as field:
        for run in field.runs:
            run.evaluate()
        length = max(SHORTEST_ROUND, int(ROUND_SHARE * request.epoch_limit))
        while len(field.runs) > 1:
            for _ in range(length):
                yield from show(field)
                if not field.advance():
                    field.drop_to(1)
                    break
            else:
                field.drop_to(max(len(field.runs) // 2, 1))
            length *= 2
        winner = field.leader
        winner.rivals = field.dropped
        winner.trail.most_bytes = request.trail_bytes
        if sampled is request:
            field.runs.clear()
            return winner
        if winner.standing < SOLVED:
            winner.straighten()  # kinks that the sample does not need, the other rows do not need either
        checkpoint = winner.checkpoint(seconds=0.0, under_way=False)
    left = max(request.epoch_limit - winner.epoch, 0)
    return begin(replace(request, resume_from=checkpoint, epoch_limit=left))


def _sampled(request: TrainingRequest) -> TrainingRequest:
    """Return the request on a sample of its training rows, where its method takes all at once."""
    count = max(SAMPLE * request.network.parameters, SMALLEST_SAMPLE)
    judges = not request.test.count  # then `shown` are places among the training rows
    if isinstance(METHODS[request.method], StepperMethod) or request.train.count <= count or judges:
        return request
    chosen = np.random.default_rng(request.shuffle_seed).permutation(request.train.count)[:count]
    return replace(request, train=request.train.subset(np.sort(chosen)))
