"""Sums of squares that other programs have solved: functions of a vector, with their derivatives."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from engine.base.arrays import FloatArray

NIST = Path(__file__).parents[3] / "reference" / "nist"

Residual = Callable[[np.ndarray[Any, Any]], np.ndarray[Any, Any]]


class SumOfSquares:
    """Half the sum of the squares of residuals; their derivatives by complex steps, exact to rounding."""

    def __init__(self, residual: Residual) -> None:
        self.residual = residual

    def jacobian(self, theta: FloatArray) -> FloatArray:
        step = 1e-30
        columns = [self.residual(theta + 1j * step * unit).imag / step for unit in np.eye(len(theta))]
        return np.array(columns).T

    def value(self, theta: FloatArray) -> float:
        error = self.residual(theta)
        return 0.5 * float(error @ error)

    def system(self, theta: FloatArray, matrix: FloatArray, gradient: FloatArray) -> None:
        jacobian = self.jacobian(theta)
        matrix[:] = jacobian.T @ jacobian
        gradient[:] = jacobian.T @ self.residual(theta)

    def value_and_gradient(self, theta: FloatArray, gradient: FloatArray) -> float:
        gradient[:] = self.jacobian(theta).T @ self.residual(theta)
        return self.value(theta)

    def both(self, theta: FloatArray) -> tuple[float, FloatArray]:
        """The same as scipy.optimize.minimize takes it."""
        gradient = np.empty(len(theta))
        return self.value_and_gradient(theta, gradient), gradient

    def through(self, origin: FloatArray, change: FloatArray) -> "SumOfSquares":
        """The same as a function of z, theta being `origin` + `change` z."""
        return SumOfSquares(lambda z: self.residual(origin + change @ z))


ROSENBROCK = SumOfSquares(lambda t: np.array([10 * (t[1] - t[0] ** 2), 1 - t[0]]))
ROSENBROCK_START = np.array([-1.2, 1.0])

POWELL = SumOfSquares(
    lambda t: np.array(
        [
            t[0] + 10 * t[1],
            np.sqrt(5) * (t[2] - t[3]),
            (t[1] - 2 * t[2]) ** 2,
            np.sqrt(10) * (t[0] - t[3]) ** 2,
        ]
    )
)
"""Powell's singular function: at its minimum, 0, the matrix J^T J has lost two of its four dimensions."""
POWELL_START = np.array([3.0, -1.0, 0.0, 1.0])


@dataclass(frozen=True, slots=True, eq=False)
class Regression:
    """A regression with certified values, from one of two starts."""

    squares: SumOfSquares
    starts: tuple[FloatArray, FloatArray]
    certified: FloatArray
    squared_error: float


def _rational(x: FloatArray, t: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    above: np.ndarray[Any, Any] = t[0] + x * (t[1] + x * (t[2] + x * t[3]))
    below: np.ndarray[Any, Any] = 1 + x * (t[4] + x * (t[5] + x * t[6]))
    ratio: np.ndarray[Any, Any] = above / below
    return ratio


MODELS: dict[str, Callable[[FloatArray, np.ndarray[Any, Any]], np.ndarray[Any, Any]]] = {
    "Misra1a": lambda x, t: t[0] * (1 - np.exp(-t[1] * x)),
    "Thurber": _rational,
    "Hahn1": _rational,
}


def nist(name: str) -> Regression:
    """Read one of the files in tests/reference/nist."""
    lines = (NIST / f"{name}.dat").read_text().splitlines()
    values = np.array([line.split()[2:] for line in lines if line.startswith("  b")], dtype=float)
    (sum_line,) = [line for line in lines if line.startswith("Residual Sum of Squares:")]
    y, x = np.array([line.split() for line in lines[60:]], dtype=float).T
    model = MODELS[name]
    return Regression(
        SumOfSquares(lambda t: model(x, t) - y),
        (values[:, 0], values[:, 1]),
        values[:, 2],
        float(sum_line.split()[-1]),
    )
