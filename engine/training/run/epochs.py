"""The ways through an epoch: one step on all rows, a step for each batch, or a solver's own step."""

import math
from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np

from engine.base.arrays import FloatArray, frozen
from engine.network.network import GradientPasses
from engine.network.row_blocks import Poll, SharedRows
from engine.training.methods.clipping import clip
from engine.training.methods.schedules import SCHEDULES, new_memory
from engine.training.methods.solver import InterruptedStep, Task
from engine.training.methods.table import METHODS, SolverMethod, StepperMethod
from engine.training.run.control import TrainingControl
from engine.training.run.request import Checkpoint, TrainingRequest


class Epochs(Protocol):
    """A method at work on the training rows of a request, an epoch at a time."""

    converged: bool
    """Whether the method has found that it can get no further, or the gradient is as small as was asked."""

    def evaluate(self) -> float:
        """Return the quoted loss on all training rows."""

    def outputs(self) -> list[FloatArray]:
        """Return what each layer puts out, as `layer_activity` reads it; the last one on all rows."""

    def watch(self, loss: float) -> None:
        """Take note of the loss after a new epoch, for a schedule that looks at it."""

    def advance(self, progress: float) -> bool:
        """Do one epoch at `progress` (0 to 1) of the run; False, nothing having changed, if not."""

    def take_back(self) -> None:
        """Return to the state before the epoch begun last."""

    def forget(self) -> None:
        """Drop what was computed from weights that have been replaced."""

    def close(self) -> None:
        """End its threads; nothing is asked of it afterwards."""

    def go_back_to(self, checkpoint: Checkpoint) -> None:
        """Take over what the method remembered; the weights are taken over already."""

    @property
    def method_state(self) -> dict[str, FloatArray]:
        """What the method remembers, frozen."""

    @property
    def shuffle_state(self) -> dict[str, Any]:
        """The state of the random numbers that order the batches."""

    @property
    def effective_parameters(self) -> float | None:
        """How many parameters the rows determine, where the method asks."""


def begin(request: TrainingRequest, control: TrainingControl, theta: FloatArray) -> Epochs:
    """Return the way of the request's method, which moves `theta` (parameters,) in place."""
    method = METHODS[request.method]
    if isinstance(method, SolverMethod):
        return SolverEpochs(method, request, control, theta)
    return GradientEpochs(method, request, control, theta)


class _FullBatch:
    """An epoch in one step: the pass that gives the loss has given the gradient too.

    Only with dropout, which the loss is to know nothing of, the gradient has a pass of its own.
    """

    def __init__(self, request: TrainingRequest, chance: np.random.Generator, poll: Poll) -> None:
        network, train, loss = request.network, request.train, request.chosen_loss
        self._rows = SharedRows(network, train, loss, poll)
        self._dropping = SharedRows(network, train, loss, poll, chance) if network.dropout else None
        self._count = train.count
        self._known = False
        self.gradient = (self._dropping or self._rows).gradient

    def evaluate(self, blocks: list[FloatArray]) -> float:
        if self._dropping:
            return self._rows.value(blocks)
        self._known = False
        loss = self._rows.value_and_gradient(blocks)
        self._known = True
        return loss

    def outputs(self, blocks: list[FloatArray]) -> list[FloatArray]:
        return self._rows.outputs(blocks)

    def close(self) -> None:
        self._rows.close()

    def forget(self) -> None:
        """Drop the gradient, which is of weights that have been replaced."""
        self._known = False

    def gradients(self, blocks: list[FloatArray]) -> Iterator[int]:
        """Leave the gradient summed over rows and yield how many rows; once an epoch."""
        if self._dropping:
            if not math.isfinite(self._dropping.value_and_gradient(blocks)):
                return
        elif not self._known:
            self.evaluate(blocks)
        self._known = False  # who asks may overwrite it
        yield self._count


class _MiniBatches:
    """An epoch in many steps over shuffled rows; the loss is that of all rows after the last of them."""

    def __init__(self, request: TrainingRequest, size: int, shuffle: np.random.Generator, poll: Poll) -> None:
        network = request.network
        self._train = request.train
        self._loss = request.chosen_loss
        self._rows = SharedRows(network, request.train, self._loss, poll)
        self._shuffle = shuffle
        self._size = size
        self._X = np.empty_like(request.train.X)
        self._Y = np.empty_like(request.train.Y)
        weights = request.train.weights
        self._row_weights = None if weights is None else np.empty_like(weights)
        self._passes = GradientPasses(network, self._X[:, :size], shuffle)
        rest = request.train.count % size
        self._rest_passes = GradientPasses(network, self._X[:, :rest], shuffle) if rest else None
        self.gradient = self._rows.gradient
        self._gradients = network.blocks(self.gradient)

    def evaluate(self, blocks: list[FloatArray]) -> float:
        return self._rows.value(blocks)

    def outputs(self, blocks: list[FloatArray]) -> list[FloatArray]:
        return self._rows.outputs(blocks)

    def close(self) -> None:
        self._rows.close()

    def forget(self) -> None:
        """Nothing is kept of weights from one batch to the next."""

    def gradients(self, blocks: list[FloatArray]) -> Iterator[int]:
        """Leave the gradient summed over a batch and yield its number of rows, batch by batch.

        A batch whose loss is not finite is the last one: nothing after it could be of use.
        """
        order = self._shuffle.permutation(self._train.count)
        np.take(self._train.X, order, axis=1, out=self._X, mode="clip")
        np.take(self._train.Y, order, axis=1, out=self._Y, mode="clip")
        if self._train.weights is not None and self._row_weights is not None:
            np.take(self._train.weights, order, out=self._row_weights, mode="clip")
        for first in range(0, self._train.count, self._size):
            batch = slice(first, first + self._size)
            X, Y = self._X[:, batch], self._Y[:, batch]
            row_weights = None if self._row_weights is None else self._row_weights[batch]
            passes = self._passes if X.shape[1] == self._size else self._rest_passes
            assert passes is not None
            passes.load(X)
            passes.forward(blocks)
            if not math.isfinite(passes.loss(self._loss, Y, row_weights)):
                return
            passes.backward(blocks, self._gradients)
            yield X.shape[1]


class GradientEpochs:
    """Epochs of a method that does one step for each gradient."""

    effective_parameters = None

    def __init__(
        self, method: StepperMethod, request: TrainingRequest, control: TrainingControl, theta: FloatArray
    ) -> None:
        self._request = request
        self._control = control
        self._theta = theta
        self._blocks = request.network.blocks(theta)
        self._shuffle = np.random.default_rng(request.shuffle_seed)
        self._stepper = method.begin(theta)
        self._schedule = SCHEDULES[request.schedule]
        self._schedule_memory = new_memory()
        self._penalties = request.penalties
        size, rows = request.batch_size, request.train.count
        self._one_batch = size is None or size >= rows
        self._passes = (
            _FullBatch(request, self._shuffle, self._poll)
            if size is None or size >= rows
            else _MiniBatches(request, size, self._shuffle, self._poll)
        )
        self._gradient = self._passes.gradient
        self._loss: float | None = None
        self._loss_memory: float | None = None
        self._interruptible = True  # until the first epoch there is nothing to lose
        self._memory = {name: values.copy() for name, values in self._state.items()}
        self._shuffle_memory = self._shuffle.bit_generator.state
        self._mean = np.zeros(theta.shape, theta.dtype)
        self.converged = False

    @property
    def _state(self) -> dict[str, FloatArray]:
        """What an epoch changes, but for the shuffling: the weights and what is remembered."""
        return {"theta": self._theta, **self._remembered}

    @property
    def _remembered(self) -> dict[str, FloatArray]:
        """What the method remembers, and a schedule that watches the loss."""
        if self._schedule.watch:
            return {**self._stepper.state, "schedule": self._schedule_memory}
        return self._stepper.state

    def _poll(self) -> None:
        if self._interruptible:
            self._control.wait_for_drawing()
            if self._control.stopping:
                raise InterruptedStep

    def go_back_to(self, checkpoint: Checkpoint) -> None:
        """Restore the method's state and that of the random numbers that order the batches."""
        self._shuffle.bit_generator.state = checkpoint.shuffle_state
        for name, values in checkpoint.method_state.items():
            self._remembered[name][:] = values
        self._remember()

    def _remember(self) -> None:
        """Keep the state before an epoch, in case the epoch has to be taken back."""
        for name, values in self._state.items():
            np.copyto(self._memory[name], values)
        self._loss_memory = self._loss
        if not self._one_batch or self._request.network.dropout:
            self._shuffle_memory = self._shuffle.bit_generator.state

    def take_back(self) -> None:
        """Return to the state before the epoch begun last, whole, so that a run can go on from there."""
        for name, values in self._state.items():
            np.copyto(values, self._memory[name])
        self._shuffle.bit_generator.state = self._shuffle_memory
        self._loss = self._loss_memory
        self._passes.forget()

    def forget(self) -> None:
        """Drop the loss of weights that have been replaced."""
        self._loss = None
        self._passes.forget()

    def evaluate(self) -> float:
        """Return the quoted loss on all training rows, which is known after an epoch."""
        if self._loss is None:
            self._loss = self._passes.evaluate(self._blocks)
        return self._loss

    def outputs(self) -> list[FloatArray]:
        """Return what each layer puts out, computed anew."""
        return self._passes.outputs(self._blocks)

    def close(self) -> None:
        """End the threads that share the rows."""
        self._passes.close()

    def watch(self, loss: float) -> None:
        """Show the loss to a schedule that looks at it."""
        if self._schedule.watch:
            self._schedule.watch(self._schedule_memory, loss)

    def advance(self, progress: float) -> bool:
        """Do one epoch; when told to stop, take it back, so that every state shown is one between epochs."""
        self._remember()
        self._interruptible = True
        try:
            done = self._step_through(progress)
            if done:
                self._loss = self._passes.evaluate(self._blocks)
        except InterruptedStep:
            self.take_back()
            return False
        finally:
            self._interruptible = False
        return done

    def _step_through(self, progress: float) -> bool:
        """Do the steps of an epoch; False, nothing having changed, where the gradient is flat."""
        factor = self._schedule.factor(progress) * float(self._schedule_memory[0])
        limit = self._request.gradient_norm
        if limit is not None:
            self._mean.fill(0)
        for rows in self._passes.gradients(self._blocks):
            if self._control.stopping:
                raise InterruptedStep
            np.divide(self._gradient, rows, out=self._gradient)
            if self._penalties:
                self._penalties.add_gradient(self._theta, self._gradient)
            if limit is not None:
                self._mean += self._gradient * (rows / self._request.train.count)
                if self._one_batch and self._is_flat(limit):
                    return False
            if self._request.clip_norm is not None:
                clip(self._gradient, self._request.clip_norm)
            rate = self._control.learning_rate(self._request.learning_rate)
            self._stepper.step(self._theta, self._gradient, rate * factor)
            self._control.wait_for_drawing()
        if limit is not None:
            self._is_flat(limit)
        return True

    def _is_flat(self, limit: float) -> bool:
        """Whether the mean of the epoch's gradients is as small as was asked."""
        self.converged = float(np.linalg.norm(self._mean)) <= limit
        return self.converged

    @property
    def method_state(self) -> dict[str, FloatArray]:
        """What the method and the schedule remember, frozen."""
        return {name: frozen(values) for name, values in self._remembered.items()}

    @property
    def shuffle_state(self) -> dict[str, Any]:
        """The state of the random numbers that order the batches."""
        return dict(self._shuffle.bit_generator.state)


class SolverEpochs:
    """Epochs of a method that does each of them by itself."""

    def __init__(
        self, method: SolverMethod, request: TrainingRequest, control: TrainingControl, theta: FloatArray
    ) -> None:
        self._control = control
        self._gradient_norm = request.gradient_norm
        self._interruptible = True  # until the first step there is nothing to lose
        seed, loss = request.shuffle_seed, request.chosen_loss
        self._solver = method.solve(
            Task(request.network, request.train, loss, theta, seed, self._poll, request.penalties)
        )
        self._shuffle_state = np.random.default_rng(seed).bit_generator.state
        self.converged = False

    def _poll(self) -> None:
        self._control.wait_for_drawing()
        if self._interruptible and self._control.stopping:
            raise InterruptedStep

    def go_back_to(self, checkpoint: Checkpoint) -> None:
        """Restore the solver's state."""
        for name, values in checkpoint.method_state.items():
            self._solver.state[name][:] = values
        self._solver.forget()

    def take_back(self) -> None:
        """Nothing is left to take back: a solver's step happens whole or not at all, and never climbs."""

    def forget(self) -> None:
        """Drop what was computed from weights that have been replaced."""
        self._solver.forget()

    def evaluate(self) -> float:
        """Return the quoted loss, which the solver mostly knows already."""
        return self._solver.loss()

    def outputs(self) -> list[FloatArray]:
        """Return what each layer puts out, computed anew."""
        return self._solver.outputs()

    def close(self) -> None:
        """End the solver's threads."""
        self._solver.close()

    def watch(self, loss: float) -> None:
        """A solver has no schedule."""

    def advance(self, _progress: float) -> bool:
        """Do one step of the solver."""
        self._interruptible = True
        try:
            limit = self._gradient_norm
            flat = limit is not None and self._solver.gradient_norm() <= limit
            self.converged = flat or not self._solver.step()
        except InterruptedStep:
            return False
        finally:
            self._interruptible = False
        return not self.converged

    @property
    def method_state(self) -> dict[str, FloatArray]:
        """What the solver remembers, frozen."""
        return {name: frozen(values) for name, values in self._solver.state.items()}

    @property
    def shuffle_state(self) -> dict[str, Any]:
        """A solver draws no batches: the order stands where it began."""
        return dict(self._shuffle_state)

    @property
    def effective_parameters(self) -> float | None:
        """How many parameters the rows determine, where the solver asks."""
        return self._solver.effective_parameters
