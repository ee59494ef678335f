"""The built-in problems, each there because it teaches something."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.base.arrays import Float64Array
from engine.data.roles import Roles
from engine.table.in_memory import column
from engine.table.table import Table

Draw = Callable[[np.random.RandomState], tuple[Float64Array, Float64Array]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem whose rows are drawn from a seed.

    `draw(stream)` takes everything random from `stream` and returns inputs (d_in, rows) and targets
    (d_out, rows), which for `classes` are the numbers of their labels. `hidden` is a network that suits it:
    units and activation id of each hidden layer. `example` are inputs worth asking for, one each, or none.
    """

    id: str
    title: str
    lesson: str
    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    hidden: tuple[tuple[int, str], ...]
    draw: Draw
    example: tuple[float, ...] = ()
    classes: tuple[str, ...] = ()

    @property
    def roles(self) -> Roles:
        """What its columns are for."""
        return Roles.of_numbers(self.inputs, self.targets, self.classes)

    def table(self, seed: int) -> Table:
        """Return the problem's rows for `seed`, in the order they were drawn."""
        X, Y = self.draw(np.random.RandomState(seed))
        return Table(
            name=self.title,
            path="",
            columns=(
                *(column(name, values) for name, values in zip(self.inputs, X, strict=True)),
                *(column(name, values, self.classes) for name, values in zip(self.targets, Y, strict=True)),
            ),
            bad_cells=(),
            rows=X.shape[1],
            dialect={},
            problems=(),
            fingerprint=f"{self.id} {seed}",
        )


def _article(stream: np.random.RandomState) -> tuple[Float64Array, Float64Array]:
    X = stream.rand(2, 10_000) * 100
    a, b = X
    return X, np.array([a + b, a - b, np.abs(a - b)])


def _line(stream: np.random.RandomState) -> tuple[Float64Array, Float64Array]:
    x = stream.rand(1, 200) * 10
    return x, 2 * x + 1 + stream.randn(1, 200)


def _wave(stream: np.random.RandomState) -> tuple[Float64Array, Float64Array]:
    x = stream.rand(1, 500) * 20 - 10
    return x, np.sin(x) + x / 5


def _few(stream: np.random.RandomState) -> tuple[Float64Array, Float64Array]:
    x = stream.rand(1, 30) * 6
    return x, np.sin(x) + 0.3 * stream.randn(1, 30)


def _xor(stream: np.random.RandomState) -> tuple[Float64Array, Float64Array]:
    X = stream.rand(2, 800) * 2 - 1
    return X, np.where(X[:1] * X[1:] < 0, 1.0, -1.0)


def _product(stream: np.random.RandomState) -> tuple[Float64Array, Float64Array]:
    X = stream.rand(2, 1000) * 10
    return X, X[:1] * X[1:]


def _spiral(stream: np.random.RandomState) -> tuple[Float64Array, Float64Array]:
    side = np.where(stream.rand(1000) < 0.5, 1.0, -1.0)
    turn = np.sqrt(stream.rand(1000)) * 3 * np.pi
    noise = 0.1 * stream.randn(2, 1000)
    X = side * turn / 3 * np.array([np.cos(turn), np.sin(turn)]) + noise
    return X, side[None, :]


def _pinwheel(stream: np.random.RandomState) -> tuple[Float64Array, Float64Array]:
    colour = stream.randint(3, size=1500)
    radius = 0.2 + 2 * np.sqrt(stream.rand(1500))
    angle = 2 * np.pi * colour / 3 + 1.5 * radius + 0.5 * stream.randn(1500)
    return radius * np.array([np.cos(angle), np.sin(angle)]), colour[None, :].astype(float)


def _polar(stream: np.random.RandomState) -> tuple[Float64Array, Float64Array]:
    radius = stream.rand(2000) * 10
    degrees = stream.rand(2000) * 360
    angle = np.radians(degrees)
    return np.array([radius, degrees]), radius * np.array([np.cos(angle), np.sin(angle)])


def _friedman(stream: np.random.RandomState) -> tuple[Float64Array, Float64Array]:
    X = stream.rand(10, 1000)
    a, b, c, d, e = X[:5]
    y = 10 * np.sin(np.pi * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e
    return X, (y + stream.randn(1000))[None, :]


PROBLEMS: Final = {
    row.id: row
    for row in (
        Problem(
            id="article",
            title="Sum and difference",
            lesson="The article's problem: from two numbers, their sum, their difference and its size. Plain "
            "gradient descent gets stuck on it; the exact answer exists.",
            inputs=("a", "b"),
            targets=("a+b", "a-b", "|a-b|"),
            hidden=((4, "relu"), (4, "relu")),
            draw=_article,
            example=(30.0, 70.0),
        ),
        Problem(
            id="line",
            title="Noisy line",
            lesson=(
                "One input, a straight line and noise: no hidden layer is needed, and no network can score "
                "better than the noise, which is 1."
            ),
            inputs=("x",),
            targets=("y",),
            hidden=(),
            draw=_line,
        ),
        Problem(
            id="wave",
            title="Wave",
            lesson=(
                "One input and a smooth curve without noise: watch the units of the hidden layers share "
                "out its bends, and try ReLU in place of tanh."
            ),
            inputs=("x",),
            targets=("y",),
            hidden=((8, "tanh"), (8, "tanh")),
            draw=_wave,
        ),
        Problem(
            id="few",
            title="Too few rows",
            lesson=(
                "21 noisy rows and a network with far more parameters: the training loss falls while the "
                "test loss rises. That is overfitting."
            ),
            inputs=("x",),
            targets=("y",),
            hidden=((16, "tanh"), (16, "tanh")),
            draw=_few,
        ),
        Problem(
            id="xor",
            title="Same sign or not",
            lesson=(
                "1 where two inputs differ in sign, -1 where not. Without a hidden layer no network can "
                "tell; with one it can."
            ),
            inputs=("a", "b"),
            targets=("differ",),
            hidden=((8, "tanh"),),
            draw=_xor,
        ),
        Problem(
            id="product",
            title="Product",
            lesson="The area of a rectangle: a network only adds and bends, and yet learns to multiply.",
            inputs=("length", "width"),
            targets=("area",),
            hidden=((8, "tanh"),),
            draw=_product,
        ),
        Problem(
            id="spiral",
            title="Two spirals",
            lesson=(
                "Two arms wound around each other: two inputs, but hard. It takes width, depth and patience."
            ),
            inputs=("x", "y"),
            targets=("arm",),
            hidden=((16, "tanh"), (16, "tanh")),
            draw=_spiral,
        ),
        Problem(
            id="pinwheel",
            title="Pinwheel",
            lesson=(
                "Three blurred arms wound around a hub, a colour each: the network answers with a "
                "probability for every colour. Where arms meet nobody can be sure, and a good network says "
                "so."
            ),
            inputs=("x", "y"),
            targets=("colour",),
            hidden=((16, "tanh"), (16, "tanh")),
            draw=_pinwheel,
            classes=("blue", "green", "orange"),
        ),
        Problem(
            id="polar",
            title="Radius and angle",
            lesson="Two outputs from the same two inputs: both share what the hidden layers find out.",
            inputs=("radius", "degrees"),
            targets=("x", "y"),
            hidden=((16, "tanh"), (16, "tanh")),
            draw=_polar,
        ),
        Problem(
            id="friedman",
            title="Ten inputs, five of use",
            lesson=(
                "Friedman's test of 1991: five of the ten inputs mean nothing, and the noise is 1. The "
                "network has to find out which."
            ),
            inputs=tuple(f"x{i}" for i in range(1, 11)),
            targets=("y",),
            hidden=((10, "tanh"),),
            draw=_friedman,
        ),
    )
}
