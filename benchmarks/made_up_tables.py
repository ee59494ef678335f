"""Made-up tables, compared as the real ones are.

Each is drawn four times, with a thousand rows more than are trained on, which test.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from benchmarks.common import print_versions
from benchmarks.peers import peer_versions
from benchmarks.real_tables import TableOfRows, compare
from engine.base.arrays import FloatArray, IndexArray

DRAWS: Final = 4
TEST_ROWS: Final = 1000
UNITS: Final = 16

Draw = Callable[[np.random.Generator, int], tuple[FloatArray, FloatArray]]


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A way to draw tables: `draw(stream, rows)` returns inputs (rows, inputs) and targets (rows,)."""

    name: str
    rows: int
    draw: Draw
    is_classes: bool = False

    def rounds(self) -> Iterator[tuple[TableOfRows, IndexArray]]:
        """Yield tables, and which of their rows test."""
        for seed in range(DRAWS):
            X, y = self.draw(np.random.default_rng(seed), self.rows + TEST_ROWS)
            table = TableOfRows(self.name, X, y, self.is_classes, UNITS)
            yield table, np.arange(self.rows, self.rows + TEST_ROWS)


def even(inputs: int, truth: Callable[[FloatArray], FloatArray], noise: float = 0.0) -> Draw:
    """Return a draw of inputs spread evenly from -1 to 1; `truth` takes them as (inputs, rows)."""

    def draw(stream: np.random.Generator, rows: int) -> tuple[FloatArray, FloatArray]:
        X = stream.uniform(-1, 1, (rows, inputs))
        return X, truth(X.T) + noise * stream.standard_normal(rows)

    return draw


def normal(inputs: int, truth: Callable[[FloatArray], FloatArray], noise: float = 0.0) -> Draw:
    """Return a draw of normal inputs; `truth` takes them as (inputs, rows)."""

    def draw(stream: np.random.Generator, rows: int) -> tuple[FloatArray, FloatArray]:
        X = stream.standard_normal((rows, inputs))
        return X, truth(X.T) + noise * stream.standard_normal(rows)

    return draw


def sides(of: Draw) -> Draw:
    """Return a draw of two classes: whether the number that `of` draws is above 0."""

    def draw(stream: np.random.Generator, rows: int) -> tuple[FloatArray, FloatArray]:
        X, y = of(stream, rows)
        return X, (y > 0).astype(float)

    return draw


def friedman(x: FloatArray) -> FloatArray:
    """Friedman, Multivariate Adaptive Regression Splines (1991), equation 61, for inputs from -1 to 1."""
    x = (x + 1) / 2
    y: FloatArray = 10 * np.sin(np.pi * x[0] * x[1]) + 20 * (x[2] - 0.5) ** 2 + 10 * x[3] + 5 * x[4]
    return y


def skewed(stream: np.random.Generator, rows: int) -> tuple[FloatArray, FloatArray]:
    """Draw targets whose logarithm is normal."""
    X, y = normal(4, lambda x: 0.8 * x[0] + 0.5 * x[1] * x[2], 0.3)(stream, rows)
    return X, np.exp(y)


def outliers(stream: np.random.Generator, rows: int) -> tuple[FloatArray, FloatArray]:
    """Draw targets of which one in fifty is far off."""
    X, y = even(3, lambda x: np.sin(3 * x[0]) + x[1], 0.1)(stream, rows)
    return X, y + 8 * (stream.random(rows) < 0.02)


def categories(stream: np.random.Generator, rows: int) -> tuple[FloatArray, FloatArray]:
    """Draw five categories, each with a level and a slope of its own."""
    which, X = stream.integers(0, 5, rows), stream.standard_normal((rows, 2))
    level, slope = np.array([2, -1, 0, 1, -2])[which], np.array([1, -1, 0.5, 2, 0])[which]
    y = level + slope * X[:, 0] + 0.2 * stream.standard_normal(rows)
    return np.hstack([np.eye(5)[which], X]), y


def spirals(stream: np.random.Generator, rows: int) -> tuple[FloatArray, FloatArray]:
    """Draw two spirals, one around the other."""
    angle = np.sqrt(stream.random(rows)) * 3 * np.pi
    which = stream.integers(0, 2, rows)
    X = np.array([np.cos(angle), np.sin(angle)]) * angle * np.where(which, 1, -1)
    return X.T + 0.3 * stream.standard_normal((rows, 2)), which.astype(float)


def clusters(stream: np.random.Generator, rows: int) -> tuple[FloatArray, FloatArray]:
    """Draw ten classes, each in two heaps."""
    centres = 2 * np.random.default_rng(5).standard_normal((20, 6))
    which = stream.integers(0, 20, rows)
    return centres[which] + stream.standard_normal((rows, 6)), (which % 10).astype(float)


TABLES: Final = (
    MadeUp("friedman", 300, even(10, friedman, 1.0)),
    MadeUp("friedman-exact", 300, even(10, friedman)),
    MadeUp("friedman-2000", 2000, even(10, friedman, 1.0)),
    MadeUp("sine", 200, even(1, lambda x: np.sin(6 * x[0]), 0.3)),
    MadeUp("sine-of-4", 400, even(4, lambda x: np.sin(6 * x[0]) * x[1] + x[2])),
    MadeUp("sines", 300, even(3, lambda x: np.sin(6 * x).sum(axis=0), 0.1)),
    MadeUp("product", 300, even(5, lambda x: x[0] * x[1], 0.1)),
    MadeUp("difference", 300, even(2, lambda x: np.abs(x[0] - x[1]))),
    MadeUp("steps", 300, even(2, lambda x: np.digitize(x[0], [-0.4, 0.3]) % 3 + x[1], 0.1)),
    MadeUp("rings", 300, even(2, lambda x: np.cos(6 * np.hypot(x[0], x[1])), 0.05)),
    MadeUp("straight-in-noise", 150, normal(6, lambda x: x[0] - 0.5 * x[1] + 0.3 * x[2], 3.0)),
    MadeUp("noise-alone", 100, normal(6, lambda x: 0 * x[0], 1.0)),
    MadeUp("useless-columns", 200, normal(25, lambda x: np.sin(2 * x[0]) + x[1] ** 2, 0.3)),
    MadeUp("30-rows", 30, normal(5, lambda x: x[0] + 0.5 * x[1] ** 2, 0.3)),
    MadeUp("40-columns", 100, normal(40, lambda x: x[:5].sum(axis=0), 1.0)),
    MadeUp("skewed", 300, skewed),
    MadeUp("outliers", 300, outliers),
    MadeUp("categories", 300, categories),
    MadeUp("spirals", 300, spirals, is_classes=True),
    MadeUp("circles", 300, sides(even(2, lambda x: np.hypot(x[0], x[1]) - 0.7, 0.1)), is_classes=True),
    MadeUp("xor-of-3", 400, sides(even(6, lambda x: x[0] * x[1] * x[2])), is_classes=True),
    MadeUp("chequers", 400, sides(even(2, lambda x: np.sin(2 * np.pi * x).prod(axis=0))), is_classes=True),
    MadeUp("rare-class", 400, sides(normal(5, lambda x: 2 * x[0] + x[1] * x[2] - 4.2, 0.5)), is_classes=True),
    MadeUp("noisy-classes", 80, sides(normal(8, lambda x: x[0] + 0.5 * x[1], 1.5)), is_classes=True),
    MadeUp("ten-classes", 500, clusters, is_classes=True),
)


def main() -> bool:
    """Compare table by table; whether ours is as good on each."""
    print_versions(*peer_versions())
    verdicts = [compare(table.rounds()) for table in TABLES]  # all of them, whatever comes of the first
    return all(verdicts)
