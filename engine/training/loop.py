"""The training loop: a plain generator that knows nothing of threads or windows."""

import copy
import math
import time
from collections.abc import Iterator
from typing import Final

import numpy as np

from engine.arrays import FloatArray, frozen
from engine.model.losses import article_metric
from engine.model.network import GradientPasses, Passes
from engine.model.units import layer_activity
from engine.training.clipping import clip
from engine.training.control import TrainingControl
from engine.training.history import History
from engine.training.methods import METHODS
from engine.training.request import Checkpoint, TrainingRequest
from engine.training.schedules import SCHEDULES, new_memory
from engine.training.snapshot import HistoryCurves, Losses, Snapshot, Stopped, scores

DIVERGED: Final = 1e12
"""Targets have variance 1, so a mean squared error of this size is a million standard deviations off."""

_NONE: Final = Losses(math.nan, math.nan, math.nan)


def train(request: TrainingRequest, control: TrainingControl) -> Iterator[Snapshot]:
    """Train as `request` says and yield a Snapshot whenever `control` wants one, and at the end.

    Pausing yields one too. The last snapshot has `stopped` set and carries the checkpoint to go on from.
    """
    run = _Run(request, control)
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


class _FullBatch:
    """An epoch in one step: the forward pass that gives the loss is also where the gradient begins.

    Only with dropout, which the loss is to know nothing of, the gradient has a forward pass of its own.
    """

    def __init__(self, request: TrainingRequest, chance: np.random.Generator) -> None:
        self._passes = GradientPasses(request.network, request.train.X)
        self._dropping_passes = (
            GradientPasses(request.network, request.train.X, chance) if request.network.dropout else None
        )
        self._Y = request.train.Y
        self._loss = request.chosen_loss

    def evaluate(self, blocks: list[FloatArray]) -> float:
        self._passes.forward(blocks)
        return self._passes.loss(self._loss, self._Y)

    @property
    def outputs(self) -> list[FloatArray]:
        return self._passes.outputs

    def gradients(self, blocks: list[FloatArray], gradients: list[FloatArray]) -> Iterator[int]:
        """Write the gradient summed over rows and yield how many rows; once an epoch."""
        passes = self._passes
        if self._dropping_passes:
            passes = self._dropping_passes
            passes.forward(blocks)
            if not math.isfinite(passes.loss(self._loss, self._Y)):
                return
        passes.backward(blocks, gradients)
        yield self._Y.shape[1]


class _MiniBatches:
    """An epoch in many steps over shuffled rows; the loss is that of all rows after the last of them."""

    def __init__(self, request: TrainingRequest, size: int, shuffle: np.random.Generator) -> None:
        network = request.network
        self._train = request.train
        self._loss = request.chosen_loss
        self._evaluation = Passes(network, request.train.X)
        self._shuffle = shuffle
        self._size = size
        self._X = np.empty_like(request.train.X)
        self._Y = np.empty_like(request.train.Y)
        self._passes = GradientPasses(network, self._X[:, :size], shuffle)
        rest = request.train.count % size
        self._rest_passes = GradientPasses(network, self._X[:, :rest], shuffle) if rest else None

    def evaluate(self, blocks: list[FloatArray]) -> float:
        self._evaluation.forward(blocks)
        return self._evaluation.loss(self._loss, self._train.Y)

    @property
    def outputs(self) -> list[FloatArray]:
        return self._evaluation.outputs

    def gradients(self, blocks: list[FloatArray], gradients: list[FloatArray]) -> Iterator[int]:
        """Write the gradient summed over a batch and yield its number of rows, batch by batch.

        A batch whose loss is not finite is the last one: nothing after it could be of use.
        """
        order = self._shuffle.permutation(self._train.count)
        np.take(self._train.X, order, axis=1, out=self._X, mode="clip")
        np.take(self._train.Y, order, axis=1, out=self._Y, mode="clip")
        for first in range(0, self._train.count, self._size):
            X, Y = self._X[:, first : first + self._size], self._Y[:, first : first + self._size]
            passes = self._passes if X.shape[1] == self._size else self._rest_passes
            assert passes is not None
            passes.load(X)
            passes.forward(blocks)
            if not math.isfinite(passes.loss(self._loss, Y)):
                return
            passes.backward(blocks, gradients)
            yield X.shape[1]


class _Run:
    """The state of one run between two epochs."""

    def __init__(self, request: TrainingRequest, control: TrainingControl) -> None:
        self._request = request
        self._control = control
        self._theta = np.array(request.start)
        self._gradient = np.zeros_like(self._theta)
        self._blocks = request.network.blocks(self._theta)
        self._gradients = request.network.blocks(self._gradient)
        self._shuffle = np.random.default_rng(request.shuffle_seed)
        self._stepper = METHODS[request.method].begin(self._theta)
        self._schedule = SCHEDULES[request.schedule]
        self._schedule_memory = new_memory()
        self._loss = request.chosen_loss
        self._penalties = request.penalties
        self._history = History()
        self._recorded_epoch = -1
        self._earlier_seconds = 0.0
        self.epoch = 0
        if request.resume_from:
            self._go_back_to(request.resume_from)
        self._memory = {name: values.copy() for name, values in self._state.items()}
        self._shuffle_memory = self._shuffle.bit_generator.state
        self._first_epoch = self.epoch
        self._last_epoch = self.epoch + request.epoch_limit
        self._next_rare_epoch = _next_round_number(self.epoch)
        self.pictured_epoch = self.epoch - 1
        size, rows = request.batch_size, request.train.count
        self._passes = (
            _FullBatch(request, self._shuffle)
            if size is None or size >= rows
            else _MiniBatches(request, size, self._shuffle)
        )
        self._validation_passes = Passes(request.network, request.validation.X)
        self._test_passes = Passes(request.network, request.test.X)
        self._train_loss = math.nan
        self._started = time.perf_counter()

    def _go_back_to(self, checkpoint: Checkpoint) -> None:
        self.epoch = self._recorded_epoch = checkpoint.epoch
        self._earlier_seconds = checkpoint.seconds
        self._theta[:] = checkpoint.theta
        self._history = copy.deepcopy(checkpoint.history)
        self._shuffle.bit_generator.state = checkpoint.shuffle_state
        self._schedule_memory[:] = checkpoint.schedule_memory
        for name, values in checkpoint.method_state.items():
            self._stepper.state[name][:] = values

    @property
    def _state(self) -> dict[str, FloatArray]:
        """What an epoch changes, but for the shuffling: the weights and what the method remembers."""
        return {"theta": self._theta, **self._stepper.state}

    def _remember(self) -> None:
        """Keep the state before an epoch, in case the epoch has to be taken back."""
        for name, values in self._state.items():
            np.copyto(self._memory[name], values)
        if isinstance(self._passes, _MiniBatches) or self._request.network.dropout:
            self._shuffle_memory = self._shuffle.bit_generator.state

    def _take_back(self) -> None:
        """Return to the state before the epoch begun last, whole, so that a run can go on from there."""
        for name, values in self._state.items():
            np.copyto(values, self._memory[name])
        self._shuffle.bit_generator.state = self._shuffle_memory

    @property
    def _rate(self) -> float:
        """The learning rate before the schedule."""
        return self._control.learning_rate(self._request.learning_rate)

    @property
    def _seconds(self) -> float:
        """How long this run has trained since it began or was gone on with, without its waiting."""
        return time.perf_counter() - self._started - self._control.seconds_waited

    @np.errstate(all="ignore")
    def evaluate(self) -> Stopped | None:
        """Compute and record the losses of the current weights; say why the run is over, or None."""
        self._train_loss = self._passes.evaluate(self._blocks)
        if not self._train_loss < DIVERGED:
            self._fall_back()
            return Stopped.DIVERGED
        if self.epoch > self._recorded_epoch:
            self._recorded_epoch = self.epoch
            self._history.train.add(self.epoch, self._train_loss)
            if self._schedule.watch:
                self._schedule.watch(self._schedule_memory, self._train_loss)
            if self.epoch >= self._next_rare_epoch or self.epoch == 0:
                self._next_rare_epoch = _next_round_number(self.epoch)
                self._record_rare(self._test_passes.forward(self._blocks))
        return self._reason_to_stop()

    def _fall_back(self) -> None:
        """Return to the last weights whose loss was finite, those before the epoch just done."""
        self._take_back()
        self.epoch = max(self.epoch - 1, self._first_epoch)
        self._train_loss = self._passes.evaluate(self._blocks)

    def _reason_to_stop(self) -> Stopped | None:
        request = self._request
        if request.target_loss is not None and self._train_loss <= request.target_loss:
            return Stopped.TARGET
        if self.epoch >= self._last_epoch:
            return Stopped.EPOCHS
        if self._control.stopping:
            return Stopped.REQUEST
        if request.max_seconds is not None and self._seconds >= request.max_seconds:
            return Stopped.TIME
        return None

    @np.errstate(all="ignore")
    def advance(self) -> None:
        """Do one epoch; when told to stop, take it back, so that every state shown is one between epochs."""
        self._remember()
        progress = (self.epoch - self._first_epoch) / self._request.epoch_limit
        factor = self._schedule.factor(progress) * float(self._schedule_memory[0])
        for rows in self._passes.gradients(self._blocks, self._gradients):
            if self._control.stopping:
                self._take_back()
                return
            np.divide(self._gradient, rows, out=self._gradient)
            if self._penalties:
                self._penalties.add_gradient(self._theta, self._gradient)
            if self._request.clip_norm is not None:
                clip(self._gradient, self._request.clip_norm)
            self._stepper.step(self._theta, self._gradient, self._rate * factor)
            self._control.wait_for_drawing()
        self.epoch += 1

    def _record_rare(self, test_outputs: FloatArray) -> tuple[Losses, Losses]:
        """Compute what is not computed every epoch, add it to the history, and return both kinds of loss."""
        request = self._request
        validation_outputs = self._validation_passes.forward(self._blocks)
        loss = Losses(
            self._train_loss,
            self._loss.quote(validation_outputs, request.validation.Y),
            self._loss.quote(test_outputs, request.test.Y),
        )
        article = _NONE
        if request.article_metric:
            article = Losses(
                article_metric(self._passes.outputs[-1], request.train.Y),
                article_metric(validation_outputs, request.validation.Y),
                article_metric(test_outputs, request.test.Y),
            )
        history = self._history
        for series, value in (
            (history.test, loss.test),
            (history.article_train, article.train),
            (history.article_test, article.test),
        ):
            if math.isfinite(value) and self.epoch > series.last_epoch:
                series.add(self.epoch, value)
        return loss, article

    @np.errstate(all="ignore")
    def snapshot(self, *, paused: bool = False, stopped: Stopped | None = None) -> Snapshot:
        """Build the frozen picture of the current weights."""
        request, history = self._request, self._history
        self.pictured_epoch = self.epoch
        test_outputs = self._test_passes.forward(self._blocks)
        loss, article_loss = self._record_rare(test_outputs)
        judged_outputs = test_outputs if request.test.count else self._passes.outputs[-1]
        predicted = request.target_scaler.inverse(judged_outputs[:, request.shown])
        judged = scores(request.target_names, judged_outputs, request.judged.Y, request.target_scaler)
        return Snapshot(
            run_id=request.run_id,
            epoch=self.epoch,
            last_epoch=self._last_epoch,
            seconds=self._earlier_seconds + self._seconds,
            theta=frozen(self._theta),
            learning_rate=self._rate,
            loss=loss,
            article_loss=article_loss,
            history=HistoryCurves(
                history.train.curve(),
                history.test.curve(),
                history.article_train.curve(),
                history.article_test.curve(),
            ),
            predicted=frozen(predicted),
            scores=judged,
            activity=layer_activity(request.network.activations, self._passes.outputs),
            stalled=history.has_stalled(self.epoch),
            paused=paused,
            stopped=stopped,
            checkpoint=self._checkpoint() if stopped else None,
        )

    def _checkpoint(self) -> Checkpoint:
        return Checkpoint(
            epoch=self.epoch,
            seconds=self._earlier_seconds + self._seconds,
            theta=frozen(self._theta),
            method_state={name: frozen(values) for name, values in self._stepper.state.items()},
            shuffle_state=self._shuffle.bit_generator.state,
            history=copy.deepcopy(self._history),
            schedule_memory=frozen(self._schedule_memory),
        )


def _next_round_number(epoch: int) -> int:
    """The first of 1, 2, 5, 10, 20, 50 ... above `epoch`: when rare figures are recorded in any case."""
    decade = 1
    while True:
        for step in (1, 2, 5):
            if step * decade > epoch:
                return step * decade
        decade *= 10
