"""The training loop: a plain generator that knows nothing of threads or windows."""

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import replace

from engine.training.methods.solver import InterruptedStep
from engine.training.run.control import TrainingControl
from engine.training.run.request import TrainingRequest
from engine.training.run.snapshot import Snapshot, Stopped
from engine.training.run.stopwatch import Stopwatch
from engine.training.run.trainer import Begin, Trainer
from engine.training.search.race import Field, race
from engine.training.search.search import Search, search


def train(request: TrainingRequest, control: TrainingControl) -> Iterator[Snapshot]:
    """Train as `request` says and yield a Snapshot whenever `control` wants one, and at the end.

    Where it says so, a search for the L2 penalty comes first and a race of several starts next. Pausing
    yields a Snapshot too. The last one has `stopped` set and carries the checkpoint to go on from. Told to
    stop before the first epoch of a network whose passes take long, it ends with the picture shown last,
    which carries the checkpoint that it began from, if any, or with no Snapshot at all.
    """
    shown: Snapshot | None = None
    try:
        with closing(_train(request, control)) as snapshots:
            for snapshot in snapshots:
                shown = snapshot if snapshot.stopped is None else None
                yield snapshot
    except InterruptedStep:
        if shown is not None:
            begun_from = request.resume_from
            yield replace(shown, stopped=Stopped.REQUEST, paused=False, fits=None, checkpoint=begun_from)


def _train(request: TrainingRequest, control: TrainingControl) -> Generator[Snapshot, None, None]:
    watch = Stopwatch(control)

    def begin(asked: TrainingRequest) -> Trainer:
        return Trainer(asked, control, watch)

    if request.resume_from is None and request.epoch_limit > 0:
        run = yield from _begin(request, control, begin)
    else:
        found = request.resume_from.found if request.resume_from else None
        run = begin(found.of(request) if found else request)
    with closing(run):
        while True:
            stopped = run.evaluate()
            if stopped:
                run.finish(stopped)
                yield run.snapshot(stopped=stopped)
                return
            yield from _pictures(run, control)
            if not control.stopping:
                run.advance()


def _begin(
    request: TrainingRequest,
    control: TrainingControl,
    begin: Begin,
) -> Generator[Snapshot, None, Trainer]:
    """Return the run to go on with, searched for and raced for."""
    if request.folds > 1:
        with closing(begin(request)) as untrained:
            untrained.evaluate()
            found = yield from search(
                request, begin, lambda under_way: _pictures_of_search(untrained, under_way, control)
            )
        if found is not None:
            request = found.of(request)
    if request.found is not None and request.found.linear is not None:
        run = begin(request)
        run.evaluate()
        run.jump(request.found.linear)
        return run
    if request.rivals and not control.stopping:
        return (yield from race(request, begin, lambda field: _pictures_of_race(field, control)))
    return begin(request)


def _pictures(run: Trainer, control: TrainingControl) -> Iterator[Snapshot]:
    """Yield what is to be seen before an epoch: a picture where one is wanted, and one for a pause."""
    if not control.paused and control.picture_due(run.epoch - run.pictured_epoch):
        yield run.snapshot()
    while not control.may_go_on():
        yield run.snapshot(paused=True)


def _pictures_of_race(field: Field, control: TrainingControl) -> Iterator[Snapshot]:
    return (replace(snapshot, rivals=field.rivals) for snapshot in _pictures(field.leader, control))


def _pictures_of_search(
    untrained: Trainer, under_way: Search, control: TrainingControl
) -> Iterator[Snapshot]:
    """The same while searching, which knows no single steps and goes at full speed."""
    if not control.paused and control.picture_wanted():
        yield replace(untrained.snapshot(), fits=under_way.fits)
    while not control.may_go_on(uses_step=False):
        yield replace(untrained.snapshot(paused=True), fits=under_way.fits)
