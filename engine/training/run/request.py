"""What goes into a run, and what a run can be gone on with from."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from engine.base.arrays import FloatArray, IndexArray
from engine.base.memory import TRAIL_BYTES
from engine.data.rows import Rows
from engine.data.scaler import Scaler
from engine.network.embed import without_hidden_layers
from engine.network.losses import Loss, choose_loss
from engine.network.network import Network
from engine.network.penalties import Penalties
from engine.training.run.history import Curve, History
from engine.training.run.trail import Trail
from engine.training.settings import TrainingSettings


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Checkpoint:
    """Where a run ended or is, complete: from here it goes on as if it had never stopped.

    One that is `under_way` is gone on with to its `last_epoch`, counted from its `first_epoch`; one that had
    ended does as many more epochs as the request asks for.
    """

    epoch: int
    first_epoch: int
    last_epoch: int
    under_way: bool
    seconds: float
    theta: FloatArray
    method_state: Mapping[str, FloatArray]
    shuffle_state: Mapping[str, Any]
    history: History
    best: "Best | None" = None
    found: "Found | None" = None
    rivals: tuple[Curve, ...] = ()
    trail: Trail = field(default_factory=Trail)


@dataclass(frozen=True, slots=True, eq=False)
class Best:
    """The weights with the least loss on the validation rows so far, and when that was."""

    epoch: int
    loss: float
    theta: FloatArray


@dataclass(frozen=True, slots=True)
class Candidate:
    """A way to train that a search tries: a method, an L2 penalty on all layers, linear or not.

    `epochs` are at most those of the request; None are as many.
    """

    method: str
    l2: float
    linear: bool
    epochs: int | None = None

    def of(self, request: "TrainingRequest") -> "TrainingRequest":
        """Return `request` trained that way; a linear one begins from weights of 0 and has no L1 penalty."""
        network, start, rivals, l1 = request.network, request.start, request.rivals, request.l1
        if self.linear:
            network, rivals, l1 = without_hidden_layers(network), (), ()
            start = np.zeros(network.parameters, start.dtype)
        return replace(
            request,
            network=network,
            start=start,
            rivals=rivals,
            method=self.method,
            l1=l1,
            l2=(self.l2,) * (len(network.sizes) - 1) if self.l2 else (),
            epoch_limit=min(request.epoch_limit, self.epochs or request.epoch_limit),
        )


@dataclass(frozen=True, slots=True)
class Trial:
    """A candidate and its quoted loss on the rows of every fold, which it has not seen.

    One that fell behind has been dropped before the last fold.
    """

    candidate: Candidate
    losses: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The mean over folds."""
        return sum(self.losses) / len(self.losses)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a search has found: the candidate to go by, and all that was tried in so many folds.

    `linear` are weights (parameters,) of the whole network that answer as the linear model does, where that
    is the candidate. A search is complete unless its time was up.
    """

    candidate: Candidate
    folds: int
    trials: tuple[Trial, ...]
    linear: FloatArray | None = None
    is_complete: bool = True

    @property
    def network(self) -> Candidate | None:
        """The best way to train the network itself that went through all folds; None where none did."""
        whole = [each for each in self.trials if not each.candidate.linear and len(each.losses) == self.folds]
        best = min(whole, key=lambda trial: trial.mean, default=None)
        return best.candidate if best else None

    def of(self, request: "TrainingRequest") -> "TrainingRequest":
        """Return `request` as it is to be trained now; a linear answer is complete and takes no epochs.

        In the weights that carry it a penalty would see something else than the linear model, and spoil it.
        """
        whole = replace(replace(self.candidate, linear=False).of(request), found=self)
        return whole if self.linear is None else replace(whole, epoch_limit=0)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TrainingRequest(TrainingSettings):
    """Everything a run needs, fixed when it starts.

    `start` (parameters,) are the weights before the first epoch; with `resume_from` the run goes on from
    there and does another `epoch_limit` epochs. `shown` are the rows of `test` (of `train` where there are no
    test rows) whose predictions every snapshot carries. `l1` and `l2` are the strengths of the penalties, one
    a layer, empty for none. `classes` are the labels of a target of classes, empty for numbers. `quantiles`
    are what the outputs of every target aim at under the quantile loss, empty under any other. `rivals` are
    other weights to begin from, which race against `start` until one is left. `found` is what has come of the
    search that `folds` ask for. `trail_bytes` is what the weights of earlier epochs may take.
    """

    run_id: int
    network: Network
    start: FloatArray
    train: Rows
    validation: Rows
    test: Rows
    target_names: tuple[str, ...]
    target_scaler: Scaler
    shown: IndexArray
    shuffle_seed: int
    article_metric: bool
    resume_from: Checkpoint | None = None
    class_weights: FloatArray | None = None
    l1: tuple[float, ...] = ()
    l2: tuple[float, ...] = ()
    classes: tuple[str, ...] = ()
    quantiles: tuple[float, ...] = ()
    rivals: tuple[FloatArray, ...] = ()
    found: Found | None = None
    trail_bytes: int = TRAIL_BYTES

    @property
    def chosen_loss(self) -> Loss:
        """The loss with its parameter, class weights and quantiles."""
        return choose_loss(self.loss, self.loss_parameter, self.class_weights, self.output_quantiles)

    @property
    def output_quantiles(self) -> tuple[float, ...]:
        """The quantile that each of the outputs aims at; empty without quantiles."""
        return self.quantiles * (self.network.sizes[-1] // max(len(self.quantiles), 1))

    @property
    def penalties(self) -> Penalties:
        """What the weights cost; false where they cost nothing."""
        strengths = {name: of_layers for name, of_layers in (("l1", self.l1), ("l2", self.l2)) if of_layers}
        return Penalties(self.network, strengths, self.start)

    @property
    def judged(self) -> Rows:
        """The rows that answers are judged on: the test rows, or the training rows where there are none."""
        return self.test if self.test.count else self.train
