"""What outlives the training of a network: what was asked, and what came of it."""

from dataclasses import dataclass, replace

import numpy as np

from engine.base.arrays import FloatArray, IndexArray
from engine.data.prepare import Prepared
from engine.data.preprocessor import Preprocessor
from engine.model.answers import confused_rows
from engine.model.trained import TrainedModel
from engine.project.project import Project
from engine.project.run_request import judged_rows
from engine.training.run.request import Checkpoint, TrainingRequest
from engine.training.run.snapshot import Snapshot, Stopped


@dataclass(slots=True, eq=False, kw_only=True)
class Run:
    """A network in training or trained, without its rows: what is fitted on them, and its newest snapshot.

    Its answers are judged on `judged` rows, which are test rows if it `is_tested` and training rows if not.
    `shown_true` (d_out, m) are the true values of those that a snapshot predicts, in the table's units, and
    `shown_rows` (m,) their numbers in the table.
    """

    id: int
    project: Project
    preprocessor: Preprocessor
    judged: int
    is_tested: bool
    shown_true: FloatArray
    shown_rows: IndexArray
    snapshot: Snapshot | None = None

    @staticmethod
    def of(
        request: TrainingRequest, project: Project, preprocessor: Preprocessor, snapshot: Snapshot | None
    ) -> "Run":
        """Return the run that `request` asks for, at the `snapshot` it goes on from, if at any."""
        true = request.judged.Y[:, request.shown]
        return Run(
            id=request.run_id,
            project=project,
            preprocessor=preprocessor,
            judged=request.judged.count,
            is_tested=request.test.count > 0,
            shown_true=preprocessor.target_scaler.inverse(true),
            shown_rows=request.judged.numbers[request.shown],
            snapshot=snapshot,
        )

    @property
    def checkpoint(self) -> Checkpoint | None:
        """Where the run can be gone on with from; None where it has to start anew.

        It has to where it was stopped before its first epoch, as in a search that found nothing yet.
        """
        snapshot = self.snapshot
        if snapshot is None or snapshot.epoch == 0 or self.has_diverged:
            return None
        return snapshot.checkpoint

    @property
    def has_diverged(self) -> bool:
        """Whether its weights led nowhere: what it answers means nothing."""
        return self.snapshot is not None and self.snapshot.stopped == Stopped.DIVERGED

    @property
    def recovery(self) -> Checkpoint | None:
        """Where a run that diverged can be gone on with from, at a lower rate; None where it did not.

        It has the weights of the epoch with the least training loss that is kept, and the method begins anew.
        """
        last = self.snapshot
        if last is None or last.checkpoint is None or not self.has_diverged:
            return None
        kept = [last.trail.at(epoch) for epoch in last.trail.epochs]
        best = min(kept, key=lambda at: at.loss, default=None)
        theta = last.checkpoint.theta if best is None else best.theta
        return replace(last.checkpoint, theta=theta, method_state={})

    @property
    def test_errors(self) -> tuple[float, ...]:
        """The root mean squared error of each output on test rows, in the table's units.

        Empty where there are no test rows or no picture yet, for classes, and for quantiles, which are not to
        be near the true values.
        """
        if self.snapshot is None or not self.is_tested or self.preprocessor.roles.quantiles:
            return ()
        return tuple(score.rmse for score in self.snapshot.scores)

    @property
    def model(self) -> TrainedModel | None:
        """The network of the newest snapshot, which stands alone; None before the first one."""
        if self.snapshot is None:
            return None
        return TrainedModel(
            network=self.project.build_network(),
            members=(self.snapshot.theta,),
            preprocessor=self.preprocessor,
        )

    def confused_rows(self, prepared: Prepared, true: int, answered: int) -> IndexArray:
        """Return the numbers in the table of the judged rows behind a cell of the confusion matrix.

        `prepared` are the rows of the run's project.
        """
        if self.snapshot is None:
            return np.zeros(0, np.intp)
        network, rows = self.project.build_network(), judged_rows(self.project, prepared)
        return confused_rows(network, self.snapshot.theta, rows, true, answered)
