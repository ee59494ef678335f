"""Bayesian regularisation: Levenberg-Marquardt that finds out by itself how small to keep the weights.

It makes beta * E_D + alpha * E_W least, where E_D and E_W are the sums of the squared errors and weights.
After a step alpha and beta are set to what makes the rows most probable (MacKay, Bayesian Interpolation,
1992), with the Gauss-Newton matrix for the Hessian H (Foresee and Hagan, Gauss-Newton Approximation to
Bayesian Learning, 1997). With gamma = parameters - 2 alpha trace(H^-1), how many the rows determine,

    alpha = gamma / (2 E_W),    beta = (errors - gamma) / (2 E_D).

A step only asks for alpha / beta; divided by the number of rows it is Levenberg-Marquardt's `decay`, as that
takes the mean over rows.
"""

import math
from typing import Final

import numpy as np

from engine.training.methods.cholesky import inverse_trace
from engine.training.methods.levenberg_marquardt import NetworkLevenbergMarquardt
from engine.training.methods.solver import Task

FIRST_DECAY: Final = 0.01
"""The decay times the rows to begin with: weights of size 1, errors of a tenth of the targets' spread."""

SETTLED: Final = 0.1
"""The evidence speaks of the bottom of a valley. Asked on the way down, where errors are still large, it
would take the targets for noise and every weight for superfluous; so it is asked where a step gains less."""

LEAST_DECAY: Final = 1e-14
"""The decay as a share of the matrix's largest diagonal entry below which rounding would rule it."""


class NetworkBayesian(NetworkLevenbergMarquardt):
    """Levenberg-Marquardt with a decay of the weights that follows from the rows themselves."""

    def __init__(self, task: Task) -> None:
        """Take what is to be trained; a unit is brought back to life once, as dying is how one is pruned."""
        super().__init__(task, most_revivals=1)
        self._errors = task.rows.Y.size
        self._gamma = np.full(1, np.nan)
        self.state["effective_parameters"] = self._gamma

    @property
    def effective_parameters(self) -> float | None:
        """How many parameters the rows determine, or None before the first step."""
        gamma = float(self._gamma[0])
        return None if math.isnan(gamma) else gamma

    def _prepare(self) -> None:
        super()._prepare()
        if math.isnan(self._gamma[0]):
            self._core.decay = FIRST_DECAY / self._squares.rows

    @np.errstate(all="ignore")
    def _conclude(self) -> None:
        self._core.prepare()
        largest = float(np.diagonal(self._core.matrix).max())
        decay = max(self._core.decay, LEAST_DECAY * largest)
        if self._core.factorise(decay):
            determined = len(self._theta) - decay * inverse_trace(self._core.factor)
            self._gamma[0] = min(max(determined, 0.0), len(self._theta))
            if self._core.gained < SETTLED:
                self._weigh(float(self._gamma[0]))

    def _weigh(self, determined: float) -> None:
        """Set the decay to alpha / (beta * rows) for so many parameters that the rows determine."""
        squared_errors = 2 * self._squares.rows * self._core.value()
        squared_weights = float(np.dot(self._theta, self._theta))
        free = max(self._errors - determined, 1.0)
        if squared_weights > 0:
            decay = determined * squared_errors / (squared_weights * free * self._squares.rows)
            if math.isfinite(decay):
                self._core.decay = decay
