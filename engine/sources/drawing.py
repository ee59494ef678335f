"""Tables that a person makes by clicking points into a plane."""

import csv
import hashlib
import io
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from engine.base.errors import InputError
from engine.table.in_memory import column
from engine.table.table import Column, Table

LABELS: Final = ("A", "B", "C")
FEWEST_POINTS: Final = 10
MOST_POINTS: Final = 10_000
DIGITS: Final = 6
"""How many of a place's digits are kept, of as many as the range has: far finer than a hand on a screen."""
NARROWEST: Final = 1e-6
"""How long a range is at least, as a share of the numbers in it."""

Range = tuple[float, float]


def check_range(axis: str, span: Range) -> None:
    """Raise InputError unless points can be told apart in a range of `axis`."""
    low, high = span
    if high - low < NARROWEST * max(abs(low), abs(high), NARROWEST):
        raise InputError(f"{axis} must end above where it begins")


class Point(NamedTuple):
    """A place in the plane, and the number of its label, which counts only where classes are drawn."""

    x: float
    y: float
    label: int = 0


@dataclass(frozen=True, slots=True)
class Drawing:
    """Points, what is to be learnt from them, and the ranges they are drawn in.

    With `classes`, the two coordinates are the inputs and the label is the target, and the columns have
    `class_names`; otherwise y is to be told from x, and they have `number_names`.
    """

    points: tuple[Point, ...] = ()
    classes: bool = False
    x_range: Range = (-1.0, 1.0)
    y_range: Range = (-1.0, 1.0)
    number_names: tuple[str, ...] = ("x", "y")
    class_names: tuple[str, ...] = ("x1", "x2", "class")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, the target's last."""
        typed = self.class_names if self.classes else self.number_names
        return tuple(name.strip() for name in typed)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that points have."""
        return tuple(LABELS[label] for label in sorted({point.label for point in self.points}))

    @property
    def hidden(self) -> int:
        """How many points lie outside the ranges."""
        (left, right), (bottom, top) = self.x_range, self.y_range
        return sum(not (left <= x <= right and bottom <= y <= top) for x, y, _ in self.points)

    def check(self) -> None:
        """Raise InputError unless a table can be made of it, and a network trained on that."""
        names = self.names
        if "" in names:
            raise InputError("give every column a name")
        if len(set(names)) < len(names):
            raise InputError("give every column a name of its own")
        lacking = FEWEST_POINTS - len(self.points)
        if lacking > 0:
            more = f", {lacking} more than there are" if self.points else ""
            raise InputError(f"draw at least {FEWEST_POINTS} points{more}")
        if self.classes and len(self.labels) < 2:
            raise InputError(f"draw points of two classes at least: all are {self.labels[0]}")
        for axis, span in (("x", [p.x for p in self.points]), ("y", [p.y for p in self.points])):
            if min(span) == max(span):
                raise InputError(f"draw points that differ in {axis}")

    def table(self) -> Table:
        """Return the points as a table, one a row; raise InputError where they make none."""
        self.check()
        columns = self._columns()
        digest = hashlib.sha256(repr((self.names, self.labels)).encode())
        for made in columns:
            digest.update(np.ascontiguousarray(made.values, dtype="<f8").data)
        return Table(
            name="drawn points",
            path="",
            columns=columns,
            bad_cells=(),
            rows=len(self.points),
            dialect={},
            problems=(),
            fingerprint=digest.hexdigest(),
        )

    def _columns(self) -> tuple[Column, ...]:
        names = self.names
        x, y, label = np.array(self.points, dtype=float).T
        numbers = (column(names[0], x), column(names[1], y))
        if not self.classes:
            return numbers
        present = np.array(sorted({point.label for point in self.points}))
        return (*numbers, column(names[2], np.searchsorted(present, label).astype(float), self.labels))

    def csv_text(self) -> str:
        """Return the points as delimited text with a header."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.names)
        writer.writerows((x, y, LABELS[label])[: len(self.names)] for x, y, label in self.points)
        return text.getvalue()
