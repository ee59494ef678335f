"""One run: weights under a method, their history, and the pictures taken of them."""

import copy
import math
from collections.abc import Callable
from typing import Final

import numpy as np

from engine.base.arrays import FloatArray, frozen
from engine.network.straighten import bend, straighten
from engine.training.methods.solver import InterruptedStep
from engine.training.methods.table import METHODS, SolverMethod
from engine.training.run.control import TrainingControl
from engine.training.run.epochs import begin
from engine.training.run.figures import Figures
from engine.training.run.history import Curve, History
from engine.training.run.request import Best, Checkpoint, TrainingRequest
from engine.training.run.snapshot import HistoryCurves, Losses, Snapshot, Stopped
from engine.training.run.stopwatch import Stopwatch
from engine.training.run.trail import Trail

DIVERGED: Final = 1e12
"""A mean squared error of this size is a million standard deviations off; other losses never come near."""


class Trainer:
    """The state of one run between two epochs."""

    def __init__(self, request: TrainingRequest, control: TrainingControl, watch: Stopwatch) -> None:
        self._request = request
        self._control = control
        self._theta = np.array(request.start)
        self._epochs = begin(request, control, self._theta)
        self._loss = request.chosen_loss
        self._penalties = request.penalties
        self._history = History()
        self.trail = Trail(request.trail_bytes)
        self._recorded_epoch = -1
        self._watch = watch
        self._earlier_seconds = 0.0
        self._best: Best | None = None
        self.epoch = 0
        self.over: Stopped | None = None
        """Why the run is over, as far as `evaluate` has found."""
        self.rivals: tuple[Curve, ...] = ()
        """The training losses of the starts that this run has left behind."""
        if request.resume_from:
            self._go_back_to(request.resume_from)
        self._first_epoch, self._last_epoch = self._span(request)
        self._epoch_limit = self._last_epoch - self._first_epoch
        self._next_rare_epoch = _next_round_number(self.epoch)
        self.pictured_epoch = self.epoch - 1
        self._has_patience = request.patience is not None and request.validation.count > 0
        blocks = request.network.blocks(self._theta)
        self._figures = Figures(request, blocks, self._epochs.outputs, self._poll)
        self._has_advanced = False
        self._train_loss = math.nan
        self._epoch_rate = self._rate

    def _span(self, request: TrainingRequest) -> tuple[int, int]:
        """Return the first and the last epoch: those of a run that was under way, or as many as asked for."""
        begun = request.resume_from
        if begun is not None and begun.under_way:
            return begun.first_epoch, begun.last_epoch
        return self.epoch, self.epoch + request.epoch_limit

    def close(self) -> None:
        """End the threads that share its rows; nothing is asked of it afterwards."""
        self._epochs.close()

    def _go_back_to(self, checkpoint: Checkpoint) -> None:
        self.epoch = self._recorded_epoch = checkpoint.epoch
        self._earlier_seconds = checkpoint.seconds
        self._theta[:] = checkpoint.theta
        self._history = copy.deepcopy(checkpoint.history)
        self.trail = checkpoint.trail.until(self.epoch, self._request.trail_bytes)
        self._best = checkpoint.best
        self.rivals = checkpoint.rivals
        self._epochs.go_back_to(checkpoint)

    @property
    def _rate(self) -> float:
        """The learning rate before the schedule."""
        return self._control.learning_rate(self._request.learning_rate)

    @property
    def standing(self) -> float:
        """What starts are compared by: the objective or, with patience, the best validation loss."""
        if self.over is Stopped.DIVERGED:
            return math.inf
        if self._best is not None:
            return self._best.loss
        objective = self._loss.objective(self._train_loss, self._request.network.sizes[-1])
        return objective + self._penalties.value(self._theta)

    @property
    def weights(self) -> FloatArray:
        """The weights (parameters,) after the last epoch, read-only."""
        return frozen(self._theta)

    @property
    def is_stuck(self) -> bool:
        """Whether more epochs promise little: a hidden layer is wholly dead, or the loss has stalled."""
        dead = any(layer.never == layer.units for layer in self._figures.activity())
        return dead or (self.over is None and self._history.has_stalled(self.epoch))

    def curve(self, points: int) -> Curve:
        """Return the training loss so far in at most so many points."""
        return self._history.train.curve(points)

    @property
    def bend(self) -> float:
        """How much answers bend outside the training rows without need."""
        return bend(self._request.network, self._straight(), self._request.train.X)

    def finish(self, stopped: Stopped) -> None:
        """Do what the method does with weights that are at the bottom, and are given back."""
        if not self._has_patience and stopped in (Stopped.GRADIENT, Stopped.TARGET):
            self.straighten()

    def straighten(self) -> None:
        """Under a method that does so, let answers go on straight outside the training rows."""
        self._theta[:] = self._straight()
        self._epochs.forget()
        self._figures.forget()

    def _straight(self) -> FloatArray:
        """Return the weights, straightened under a method that does so."""
        theta = self._theta.copy()
        method = METHODS[self._request.method]
        if isinstance(method, SolverMethod) and method.straightens:
            straighten(self._request.network, theta, self._request.train.X)
        return theta

    def jump(self, theta: FloatArray) -> None:
        """Put other weights in place, as if an epoch had led there, and do no more epochs."""
        self._theta[:] = theta
        self._epochs.forget()
        self._figures.forget()
        self.epoch += 1
        self._last_epoch = self.epoch

    @np.errstate(all="ignore")
    def evaluate(self) -> Stopped | None:
        """Compute and record the losses of the current weights; say why the run is over, or None."""
        self.over = self._evaluate()
        return self.over

    def _evaluate(self) -> Stopped | None:
        self._train_loss = self._epochs.evaluate()
        if not self._train_loss < DIVERGED:
            self._fall_back()
            return Stopped.DIVERGED
        new = self.epoch > self._recorded_epoch
        if self._has_patience and (new or self._best is None):
            self._judge()
        if new:
            self._recorded_epoch = self.epoch
            self._history.train.add(self.epoch, self._train_loss)
            self.trail.add(self.epoch, self._theta, self._train_loss, self._epoch_rate)
            self._epochs.watch(self._train_loss)
            if self.epoch >= self._next_rare_epoch or self.epoch == 0:
                self._next_rare_epoch = _next_round_number(self.epoch)
                self._record_rare()
        return self._reason_to_stop()

    def _fall_back(self) -> None:
        """Return to the last weights whose loss was finite, those before the epoch just done."""
        self._epochs.take_back()
        self._figures.forget()
        self.epoch = max(self.epoch - 1, self._first_epoch)
        self._train_loss = self._epochs.evaluate()

    def _judge(self) -> None:
        """Keep the weights if no others were better on the validation rows."""
        loss = self._figures.validation_loss
        if math.isfinite(loss) and self.epoch > self._history.validation.last_epoch:
            self._history.validation.add(self.epoch, loss)
        if self._best is None or loss < self._best.loss:
            self._best = Best(self.epoch, loss, frozen(self._theta))

    def _reason_to_stop(self) -> Stopped | None:
        request = self._request
        if request.target_loss is not None and self._train_loss <= request.target_loss:
            return Stopped.TARGET
        if self._epochs.converged:
            return Stopped.GRADIENT
        if self._out_of_patience():
            return Stopped.PATIENCE
        if self.epoch >= self._last_epoch:
            return Stopped.EPOCHS
        if self._control.stopping:
            return Stopped.REQUEST
        if request.max_seconds is not None and self._watch.seconds >= request.max_seconds:
            return Stopped.TIME
        return None

    def _out_of_patience(self) -> bool:
        """Whether too many epochs of this run, gone on with or not, have brought no new best."""
        if self._request.patience is None or self._best is None:
            return False
        return self.epoch - max(self._best.epoch, self._first_epoch) >= self._request.patience

    @np.errstate(all="ignore")
    def advance(self) -> None:
        """Do one epoch; do nothing where it was interrupted or cannot improve the loss."""
        progress = (self.epoch - self._first_epoch) / self._epoch_limit
        self._has_advanced = True
        self._epoch_rate = self._rate
        if self._epochs.advance(progress):
            self.epoch += 1
            self._figures.forget()

    def _poll(self) -> None:
        """Interrupt a long computation when told to stop, as long as there is nothing to lose."""
        if self._control.stopping and not self._has_advanced:
            raise InterruptedStep

    def _record_rare(self) -> tuple[Losses, Losses]:
        """Compute the losses that are not computed every epoch, record them, and return both kinds."""
        loss, article = self._figures.losses(self._train_loss), self._figures.article_losses()
        history = self._history
        for series, value in (
            (history.test, loss.test),
            (history.validation, loss.validation),
            (history.article_train, article.train),
            (history.article_test, article.test),
        ):
            if math.isfinite(value) and self.epoch > series.last_epoch:
                series.add(self.epoch, value)
        return loss, article

    @np.errstate(all="ignore")
    def snapshot(self, *, paused: bool = False, stopped: Stopped | None = None) -> Snapshot:
        """Build the frozen picture of the current weights; at the end, of those the run gives back."""
        request = self._request
        self.pictured_epoch = self.epoch
        seconds = self._seconds
        loss, article_loss = self._record_rare()
        is_wanted = stopped is not None or self._control.checkpoint_wanted
        checkpoint = self.checkpoint(seconds, under_way=stopped is None) if is_wanted else None
        best_epoch = self._give_back_best() if stopped else None
        if best_epoch is not None:
            loss, article_loss = self._record_rare()
        at_rest = paused or stopped is not None
        predicted, judged, judged_classes = self._figures.answers(at_rest=at_rest)
        return Snapshot(
            run_id=request.run_id,
            epoch=self.epoch,
            last_epoch=self._last_epoch,
            seconds=seconds,
            theta=checkpoint.theta if checkpoint and best_epoch is None else frozen(self._theta),
            learning_rate=self._rate,
            loss=loss,
            article_loss=article_loss,
            history=self._curves(),
            predicted=frozen(predicted),
            scores=judged,
            class_scores=judged_classes,
            activity=self._figures.activity(),
            stalled=self._history.has_stalled(self.epoch),
            paused=paused,
            stopped=stopped,
            checkpoint=checkpoint,
            effective_parameters=self._epochs.effective_parameters,
            best_epoch=best_epoch,
            found=request.found,
            rivals=self.rivals,
            trail=self.trail,
        )

    def _curves(self) -> HistoryCurves:
        history = self._history
        return HistoryCurves(
            history.train.curve(),
            history.test.curve(),
            history.article_train.curve(),
            history.article_test.curve(),
            history.validation.curve() if self._request.validation.count else None,
        )

    def _give_back_best(self) -> int | None:
        """Put the weights that were best on the validation rows in place, and return their epoch."""
        if not self._has_patience or self._best is None:
            return None
        self._theta[:] = self._best.theta
        self._epochs.forget()
        self._figures.forget()
        self._train_loss = self._epochs.evaluate()
        return self._best.epoch

    @property
    def _seconds(self) -> float:
        return self._earlier_seconds + self._watch.seconds

    def checkpoint(self, seconds: float, *, under_way: bool) -> Checkpoint:
        """Return all that is needed to go on from here, after so many seconds of training.

        Between two epochs of a run that is `under_way` it can be taken at any time, after `evaluate`.
        """
        return Checkpoint(
            epoch=self.epoch,
            first_epoch=self._first_epoch,
            last_epoch=self._last_epoch,
            under_way=under_way,
            seconds=seconds,
            theta=frozen(self._theta),
            method_state=self._epochs.method_state,
            shuffle_state=self._epochs.shuffle_state,
            history=copy.deepcopy(self._history),
            best=self._best,
            found=self._request.found,
            rivals=self.rivals,
            trail=self.trail,
        )


Begin = Callable[[TrainingRequest], Trainer]
"""What begins a run as it is asked for, under the control and the watch of the whole training."""


def _next_round_number(epoch: int) -> int:
    """The first of 1, 2, 5, 10, 20, 50 ... above `epoch`: when rare figures are recorded in any case."""
    decade = 1
    while True:
        for step in (1, 2, 5):
            if step * decade > epoch:
                return step * decade
        decade *= 10
