"""Points being drawn: what the plane and the controls beside it share, with an undo of their own."""

import math
import random
from collections.abc import Iterable
from dataclasses import replace
from typing import Final, NamedTuple

from PySide6.QtCore import QObject, Signal

from engine.sources.drawing import DIGITS, MOST_POINTS, Drawing, Point

SPRAYED: Final = 3
"""How many points one touch with the spray leaves."""


class Brush(NamedTuple):
    """An ellipse around a place, in the units of the axes: a circle on the screen."""

    x: float
    y: float
    width: float
    height: float

    def covers(self, point: Point) -> bool:
        """Tell whether `point` lies under it."""
        return math.hypot((point.x - self.x) / self.width, (point.y - self.y) / self.height) <= 1

    def scatter(self, count: int, label: int) -> list[Point]:
        """Return `count` points anywhere under it."""
        places = []
        for _ in range(count):
            radius, angle = math.sqrt(random.random()), random.random() * math.tau
            x = self.x + radius * self.width * math.cos(angle)
            y = self.y + radius * self.height * math.sin(angle)
            places.append(Point(x, y, label))
        return places


class Sketch(QObject):
    """A Drawing that changes stroke by stroke; `label` is what new points get.

    A stroke is what is done between pressing a button and letting it go, and is undone as one.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drawing = Drawing()
        self._before: tuple[Point, ...] | None = None
        self._past: list[tuple[Point, ...]] = []
        self._future: list[tuple[Point, ...]] = []
        self.label = 0
        self._erasing = False

    @property
    def erasing(self) -> bool:
        """Whether the person has chosen to erase."""
        return self._erasing

    def set_erasing(self, erasing: bool) -> None:
        """Erase from now on, or draw."""
        self._erasing = erasing
        self.changed.emit()

    @property
    def drawing(self) -> Drawing:
        """What is drawn now."""
        return self._drawing

    @property
    def can_undo(self) -> bool:
        """Whether there is a stroke to take back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether a stroke was taken back."""
        return bool(self._future)

    def begin_stroke(self) -> None:
        """Remember the points as they are."""
        self._before = self._drawing.points

    def end_stroke(self) -> None:
        """Make what happened since `begin_stroke` one step to undo, if anything did."""
        before, self._before = self._before, None
        if before is not None and before != self._drawing.points:
            self._past.append(before)
            self._future.clear()
            self.changed.emit()

    def add(self, points: Iterable[Point]) -> None:
        """Add those of `points` that lie within the ranges, as far as there is room for more."""
        (left, right), (bottom, top) = self._drawing.x_range, self._drawing.y_range
        x_digits, y_digits = _decimals(right - left), _decimals(top - bottom)
        added = [
            Point(round(x, x_digits), round(y, y_digits), label)
            for x, y, label in points
            if left <= x <= right and bottom <= y <= top
        ]
        self._show((*self._drawing.points, *added)[:MOST_POINTS])

    def put(self, x: float, y: float) -> None:
        """Add one point."""
        self.add([Point(x, y, self.label)])

    def spray(self, brush: Brush) -> None:
        """Add several points somewhere under `brush`."""
        self.add(brush.scatter(SPRAYED, self.label))

    def erase(self, brush: Brush) -> None:
        """Remove the points under `brush`."""
        self._show(tuple(point for point in self._drawing.points if not brush.covers(point)))

    def clear(self) -> None:
        """Remove all points, undoably."""
        self.begin_stroke()
        self._show(())
        self.end_stroke()

    def undo(self) -> None:
        """Take the last stroke back, also one that is not ended."""
        self.end_stroke()
        if self._past:
            self._future.append(self._drawing.points)
            self._show(self._past.pop())

    def redo(self) -> None:
        """Make the stroke again that was taken back last."""
        if self._future:
            self._past.append(self._drawing.points)
            self._show(self._future.pop())

    def edit(self, drawing: Drawing) -> None:
        """Take what the columns are, their names and the ranges from `drawing`, which is not undone."""
        if drawing != self._drawing:
            self._drawing = drawing
            self.changed.emit()

    def _show(self, points: tuple[Point, ...]) -> None:
        self.edit(replace(self._drawing, points=points))


def _decimals(span: float) -> int:
    """How many decimals a number from a range of such a `span` needs for DIGITS digits."""
    return DIGITS - math.ceil(math.log10(span))
