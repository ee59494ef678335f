"""Levenberg-Marquardt: Gauss-Newton steps, damped so far as they would not lead down.

The damping follows Nielsen, Damping Parameter in Marquardt's Method (1999), as in Madsen, Nielsen and
Tingleff, Methods for Non-Linear Least Squares Problems, second edition (2004), algorithm 3.16: it shrinks
smoothly by how well the last step was foretold, and grows ever faster while steps fail. Each parameter is
damped in proportion to the largest entry that its place on the matrix's diagonal has had (More, The
Levenberg-Marquardt Algorithm: Implementation and Theory, 1978), so that its unit does not matter.
"""

import math
from typing import Final, Protocol

import numpy as np

from engine.base.arrays import FloatArray
from engine.network.network import Network
from engine.network.objective import LeastSquares, least_squares_bytes
from engine.network.revive import MOST_REVIVALS, Reviver
from engine.training.methods.cholesky import factorise, solve, solving_bytes
from engine.training.methods.solver import SOLVED, InterruptedStep, Task

FIRST_DAMPING: Final = 0.01
"""The damping to begin with, as a share of the matrix's diagonal."""

LEAST_SCALE: Final = 1e-9
"""The least that a parameter is damped by, as a share of the most: one without effect must not run away."""

LEAST_DAMPING: Final = 1e-30
"""As good as none, and near enough to grow again at once."""

FORETOLD: Final = 1e-17
"""A step that is to lower the value by a smaller share than this is lost in rounding."""

MOST_TRIALS: Final = 60
"""The damping grows by 2, 4, 8 ...: long before this it is beyond all numbers."""


class Residuals(Protocol):
    """Half a sum of squares as a function of a vector."""

    def value(self, theta: FloatArray) -> float:
        """Return it at `theta`."""

    def system(self, theta: FloatArray, matrix: FloatArray, gradient: FloatArray) -> None:
        """Write J^T J, its lower triangle at least, and the gradient at `theta`; `matrix` is 0 at first."""


class LevenbergMarquardt:
    """Moves `theta` in place, a step at a time, to where half a sum of squares is least.

    With `decay` above 0, decay / 2 times the sum of the squares of theta is added to it; `ridge` is the same
    for each parameter by itself.
    """

    def __init__(self, residuals: Residuals, theta: FloatArray, ridge: FloatArray | float = 0.0) -> None:
        self._ridge = ridge
        size = len(theta)
        self._residuals = residuals
        self._theta = theta
        self._trial = np.empty_like(theta)
        self.matrix = np.zeros((size, size))
        self.factor = np.empty_like(self.matrix)
        self._gradient = np.empty(size)
        self._settings = np.array([FIRST_DAMPING, 2.0, 0.0])  # damping, its growth, decay
        self._scale = np.zeros(size)
        self._value = math.nan
        self._value_known = self._system_known = False
        self.gained = 0.0
        """The share of the value by which the last step has lowered it."""
        self.state = {"damping": self._settings, "scale": self._scale}

    @property
    def decay(self) -> float:
        """What half the sum of the squares of theta is multiplied by."""
        return float(self._settings[2])

    @decay.setter
    def decay(self, decay: float) -> None:
        self._settings[2] = decay

    def value(self) -> float:
        """Return half the sum of squares at theta, without the decay."""
        if not self._value_known:
            self._value = self._residuals.value(self._theta)
            self._value_known = True
        return self._value

    def forget(self) -> None:
        """Drop what was computed at theta, which has been changed from outside."""
        self._value_known = self._system_known = False

    def prepare(self) -> None:
        """Compute the matrix and the gradient at theta, without the decay, where they are not known."""
        if not self._system_known:
            self._residuals.system(self._theta, self.matrix, self._gradient)
            self._system_known = True

    def gradient_norm(self) -> float:
        """Return the Euclidean norm of the gradient at theta, with the decay."""
        self.prepare()
        return float(np.linalg.norm(self._gradient + self._costs * self._theta))

    @np.errstate(all="ignore")
    def step(self) -> bool:
        """Do one step; False, with nothing changed, where no decrease is possible."""
        value = self.value() + self._penalty(self._theta)
        self.prepare()
        scale = np.maximum(self._scale, np.diagonal(self.matrix))
        largest = float(scale.max())
        if not math.isfinite(value) or not 0 < largest < math.inf or not np.isfinite(self._gradient).all():
            return False
        damped = np.maximum(scale, LEAST_SCALE * largest)
        damping, growth = (float(number) for number in self._settings[:2])
        gradient = self._gradient + self._costs * self._theta
        for _ in range(MOST_TRIALS):
            move = self._solve(damping * damped, gradient)
            if move is not None:
                foretold = 0.5 * float(np.dot(move, damping * damped * move - gradient))
                if not foretold > FORETOLD * value:
                    return False
                data, gain = self._try(move, value)
                if gain > 0:
                    self.gained = gain / value
                    self._scale[:] = scale
                    self._accept(data, damping * max(1 / 3, 1 - (2 * gain / foretold - 1) ** 3))
                    return True
            damping, growth = damping * growth, 2 * growth
        return False

    @property
    def _costs(self) -> FloatArray | float:
        """What half the square of each parameter costs."""
        return self.decay + self._ridge

    def _penalty(self, theta: FloatArray) -> float:
        return 0.5 * float(np.dot(self._costs * theta, theta))

    def factorise(self, added: FloatArray | float) -> bool:
        """Factorise the matrix with `added` to its diagonal; False where it is too near singular."""
        np.copyto(self.factor, self.matrix)
        self.factor.flat[:: len(self.factor) + 1] += added
        return factorise(self.factor)

    def _solve(self, damping: FloatArray, gradient: FloatArray) -> FloatArray | None:
        """Return the step, or None where there is none of finite size."""
        if not self.factorise(damping + self._costs):
            return None
        move = solve(self.factor, gradient)
        np.negative(move, out=move)
        return move if np.isfinite(move).all() else None

    def _try(self, move: FloatArray, value: float) -> tuple[float, float]:
        """Return half the sum of squares after `move`, and by how much less it is, with the decay."""
        np.add(self._theta, move, out=self._trial, casting="same_kind")
        data = self._residuals.value(self._trial)
        after = data + self._penalty(self._trial)
        return data, value - after if math.isfinite(after) else -math.inf

    def _accept(self, data: float, damping: float) -> None:
        self._theta[:] = self._trial
        self._value, self._system_known = data, False
        self._settings[:2] = max(damping, LEAST_DAMPING), 2.0


class NetworkLevenbergMarquardt:
    """Levenberg-Marquardt on all rows of a task, whose loss must be the squared error."""

    def __init__(self, task: Task, most_revivals: int = MOST_REVIVALS) -> None:
        self._squares = LeastSquares(task.network, task.rows, task.poll)
        self._theta = task.theta
        ridge = task.penalties.ridge if task.penalties else 0.0
        self._core = LevenbergMarquardt(self._squares, task.theta, ridge)
        self._reviver = Reviver(task.network, task.seed, most_revivals)
        self._before = np.empty_like(task.theta)
        self.state: dict[str, FloatArray] = {**self._core.state, **self._reviver.state}

    @property
    def effective_parameters(self) -> float | None:
        """None: it does not ask."""
        return None

    def loss(self) -> float:
        """Return the quoted loss at theta."""
        return self._core.value() * self._squares.quoted

    def gradient_norm(self) -> float:
        """Return the Euclidean norm of the gradient at theta."""
        return self._core.gradient_norm()

    def forget(self) -> None:
        """Drop what was computed at theta."""
        self._core.forget()

    def close(self) -> None:
        """Nothing to end: it has no threads."""

    def outputs(self) -> list[FloatArray]:
        """Return the extremes of each hidden unit, and all predictions."""
        return self._squares.outputs(self._theta)

    def step(self) -> bool:
        """Do one step; False, with nothing changed, where no decrease is possible."""
        before = {name: values.copy() for name, values in self.state.items()}
        np.copyto(self._before, self._theta)
        moved = False
        try:
            self._prepare()
            moved = self._core.step()
            if moved:
                self._conclude()
        except InterruptedStep:
            moved = False
            raise
        finally:
            if not moved:
                self._take_back(before)
        return moved

    def _prepare(self) -> None:
        """Bring units that never fire back to life, unless the rows are answered well without them."""
        self._core.prepare()
        if self.loss() > SOLVED and self._reviver.revive(self._theta, self._squares):
            self._core.forget()

    def _conclude(self) -> None:
        """Do what a method of this kind does after every step."""

    def _take_back(self, before: dict[str, FloatArray]) -> None:
        for name, values in before.items():
            np.copyto(self.state[name], values)
        if not np.array_equal(self._before, self._theta):
            np.copyto(self._theta, self._before)
            self._core.forget()


def bytes_needed(network: Network, rows: int) -> int:
    """Return the memory that this takes for `network` on so many rows, the rows not counted."""
    size = network.parameters
    return 8 * 2 * size * size + solving_bytes(size) + least_squares_bytes(network, rows) + 8 * 8 * size
