"""The training loop: a plain generator that knows nothing of threads or windows."""

from collections.abc import Iterator
from contextlib import closing

from engine.training.control import TrainingControl
from engine.training.request import TrainingRequest
from engine.training.run import Run
from engine.training.snapshot import Snapshot


def train(request: TrainingRequest, control: TrainingControl) -> Iterator[Snapshot]:
    """Train as `request` says and yield a Snapshot whenever `control` wants one, and at the end.

    Pausing yields one too. The last snapshot has `stopped` set and carries the checkpoint to go on from.
    """
    with closing(Run(request, control)) as run:
        while True:
            stopped = run.evaluate()
            if stopped:
                yield run.snapshot(stopped=stopped)
                return
            if not control.paused and control.picture_due(run.epoch - run.pictured_epoch):
                yield run.snapshot()
            while not control.may_go_on():
                yield run.snapshot(paused=True)
            if not control.stopping:
                run.advance()
