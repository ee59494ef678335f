"""What outlives the training of a network: what was asked, and what came of it."""

from dataclasses import dataclass

import numpy as np

from engine.base.arrays import FloatArray, IndexArray
from engine.data.prepare import Prepared
from engine.model.answers import confused_rows
from engine.model.trained import TrainedModel
from engine.project.project import Project
from engine.training.run.request import Checkpoint, TrainingRequest
from engine.training.run.snapshot import Snapshot, Stopped


@dataclass(slots=True, eq=False)
class Run:
    """A network in training or trained: the project it belongs to, its rows, and its newest snapshot."""

    project: Project
    prepared: Prepared
    request: TrainingRequest
    snapshot: Snapshot | None = None

    @property
    def checkpoint(self) -> Checkpoint | None:
        """Where the run can be gone on with from; None where it has to start anew.

        It has to where it was stopped before its first epoch, as in a search that found nothing yet.
        """
        snapshot = self.snapshot
        if snapshot is None or snapshot.epoch == 0 or snapshot.stopped == Stopped.DIVERGED:
            return None
        return snapshot.checkpoint

    @property
    def shown_true(self) -> FloatArray:
        """The true values (d_out, m) of the rows a snapshot predicts, in the table's units."""
        judged = self.request.judged
        return self.prepared.preprocessor.target_scaler.inverse(judged.Y[:, self.request.shown])

    @property
    def test_errors(self) -> tuple[float, ...]:
        """The root mean squared error of each output on test rows, in the table's units.

        Empty where there are no test rows or no picture yet, for classes, and for quantiles, which are not to
        be near the true values.
        """
        if self.snapshot is None or not self.request.test.count or self.prepared.roles.quantiles:
            return ()
        return tuple(score.rmse for score in self.snapshot.scores)

    @property
    def model(self) -> TrainedModel | None:
        """The network of the newest snapshot, which stands alone; None before the first one."""
        if self.snapshot is None:
            return None
        return TrainedModel(
            network=self.request.network,
            members=(self.snapshot.theta,),
            preprocessor=self.prepared.preprocessor,
        )

    def confused_rows(self, true: int, answered: int) -> IndexArray:
        """Return the numbers in the table of the judged rows behind a cell of the confusion matrix."""
        if self.snapshot is None:
            return np.zeros(0, np.intp)
        request = self.request
        return confused_rows(request.network, self.snapshot.theta, request.judged, true, answered)
