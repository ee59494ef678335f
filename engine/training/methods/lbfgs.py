"""L-BFGS: a step from the last few changes of the gradient, which tell how the slope bends.

Nocedal and Wright, Numerical Optimization, second edition (2006): algorithm 7.4 for the direction, equation
7.20 for its size, algorithm 7.5 for the whole.
"""

import math
from collections.abc import Callable
from typing import Final

import numpy as np

from engine.base.arrays import FloatArray
from engine.network.objective import Objective
from engine.training.methods.line_search import Point, search
from engine.training.methods.solver import Task

HISTORY: Final = 10
"""How many changes are remembered."""


class LBFGS:
    """Moves `theta` in place, an iteration at a time, to where a function of it is least."""

    def __init__(
        self,
        value_and_gradient: Callable[[FloatArray, FloatArray], float],
        theta: FloatArray,
    ) -> None:
        self._function = value_and_gradient
        self._theta = theta
        self._gradient, self._direction, self._trial, self._trial_gradient = (
            np.zeros_like(theta) for _ in range(4)
        )
        self._moves = np.zeros((HISTORY, len(theta)), theta.dtype)
        self._bends = np.zeros_like(self._moves)
        self._curvatures = np.zeros(HISTORY)
        self._count = np.zeros(1)
        self._value = math.nan
        self._known = False
        self.state = {
            "moves": self._moves,
            "bends": self._bends,
            "curvatures": self._curvatures,
            "count": self._count,
        }

    def value(self) -> float:
        """Return the function at theta."""
        if not self._known:
            self._value = self._function(self._theta, self._gradient)
            self._known = True
        return self._value

    def gradient_norm(self) -> float:
        """Return the Euclidean norm of the gradient at theta."""
        self.value()
        return float(np.linalg.norm(self._gradient))

    def forget(self) -> None:
        """Drop the value and gradient at theta, which has been changed from outside."""
        self._known = False

    @np.errstate(all="ignore")
    def step(self) -> bool:
        """Do one iteration; False, with nothing changed, where no decrease is possible."""
        if not math.isfinite(self.value()) or not np.isfinite(self._gradient).all():
            return False
        if self._along(self._newest()):
            return True
        # What is remembered may mislead, or rounding eat the decrease: straight down is the last resort.
        return self._count[0] > 0 and self._along([])

    def _newest(self) -> list[int]:
        """The places of the changes remembered, newest first."""
        count = int(self._count[0])
        return [index % HISTORY for index in range(count - 1, max(count - HISTORY, 0) - 1, -1)]

    def _along(self, places: list[int]) -> bool:
        """Go along the direction that the changes at `places` give."""
        direction = self._direction
        self._aim(places)
        slope = float(np.dot(self._gradient, direction))
        if not -math.inf < slope < 0:
            return False
        length = 1.0 if places else min(1.0, 1.0 / float(np.abs(self._gradient).sum()))
        found = search(self._at, Point(0.0, self._value, slope), length)
        if found is None:
            return False
        if found.step != self._last.step:
            self._at(found.step)
        if not self._is_better(found.value):
            return False
        self._accept(found.value, keep=bool(places) or self._count[0] == 0)
        return True

    def _is_better(self, value: float) -> bool:
        """Whether the trial is lower, or as low, as far as can be told, and flatter."""
        if value == self._value:
            return bool(np.abs(self._trial_gradient).max() < np.abs(self._gradient).max())
        return value < self._value

    def _aim(self, places: list[int]) -> None:
        """Write minus the approximate inverse Hessian times the gradient into the direction."""
        direction = self._direction
        np.negative(self._gradient, out=direction)
        weights = []
        for place in places:
            weight = float(np.dot(self._moves[place], direction)) / float(self._curvatures[place])
            direction -= weight * self._bends[place]
            weights.append(weight)
        if places:
            bend = self._bends[places[0]]
            direction *= float(self._curvatures[places[0]]) / float(np.dot(bend, bend))
        for place, weight in zip(reversed(places), reversed(weights), strict=True):
            back = float(np.dot(self._bends[place], direction)) / float(self._curvatures[place])
            direction += (weight - back) * self._moves[place]

    def _at(self, step: float) -> Point:
        """Tell of a step along the direction, and leave the trial vectors there."""
        np.multiply(self._direction, step, out=self._trial)
        self._trial += self._theta
        value = self._function(self._trial, self._trial_gradient)
        slope = float(np.dot(self._trial_gradient, self._direction))
        self._last = Point(step, value, slope)
        return self._last

    def _accept(self, value: float, *, keep: bool) -> None:
        """Move to the trial, and remember the change; forget the earlier ones first unless told to `keep`."""
        if not keep:
            self._count[0] = 0
        place = int(self._count[0]) % HISTORY
        move, bend = self._trial - self._theta, self._trial_gradient - self._gradient
        curvature = float(np.dot(move, bend))
        # The strong Wolfe conditions make it positive, but rounding may not.
        if curvature > np.finfo(bend.dtype).eps * float(np.dot(bend, bend)) > 0:
            self._moves[place], self._bends[place], self._curvatures[place] = move, bend, curvature
            self._count += 1
        self._theta[:] = self._trial
        self._gradient[:] = self._trial_gradient
        self._value = value


class NetworkLBFGS:
    """L-BFGS on all rows of a task."""

    effective_parameters = None

    def __init__(self, task: Task) -> None:
        self._objective = Objective(task.network, task.rows, task.loss, task.poll, task.penalties)
        self._theta = task.theta
        self._core = LBFGS(self._objective.value_and_gradient, task.theta)
        self.state = self._core.state
        self.step = self._core.step
        self.forget = self._core.forget
        self.gradient_norm = self._core.gradient_norm
        self.close = self._objective.close

    def loss(self) -> float:
        """Return the quoted loss at theta, which knows nothing of penalties."""
        return max(self._core.value() - self._objective.penalty(self._theta), 0.0) * self._objective.quoted

    def outputs(self) -> list[FloatArray]:
        """Return what each layer puts out on all rows."""
        return self._objective.outputs(self._theta)
