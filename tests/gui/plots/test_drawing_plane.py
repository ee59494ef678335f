"""The plane draws what the mouse does, in the units of its axes."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from engine.sources.drawing import MOST_POINTS, Point
from gui.drawing.sketch import Sketch
from gui.look.theme import LIGHT
from gui.plots.drawing_plane import HOLD_MS, RADIUS, DrawingPlane
from tests.gui.person import LEFT

RIGHT = Qt.MouseButton.RightButton
PLACES = [QPoint(150, 120), QPoint(300, 200), QPoint(450, 280)]


@pytest.fixture
def sketch() -> Sketch:
    return Sketch()


@pytest.fixture
def paper(sketch: Sketch, place: Callable[..., None]) -> Iterator[QWidget]:
    """The widget that takes the mouse."""
    plane = DrawingPlane(sketch)
    place(plane.widget, 600, 400)
    yield plane.widget.viewport()  # type: ignore[attr-defined]
    plane.deleteLater()


def drag(qtbot: QtBot, paper: QWidget, places: list[QPoint], button: Qt.MouseButton = LEFT) -> None:
    qtbot.mousePress(paper, button, pos=places[0])
    for place in places[1:]:
        qtbot.mouseMove(paper, place)
    qtbot.mouseRelease(paper, button, pos=places[-1])


def test_a_click_puts_a_point_of_the_chosen_class_where_it_was(
    qtbot: QtBot, sketch: Sketch, paper: QWidget, pixels: Callable[[QImage], NDArray[np.int_]]
) -> None:
    sketch.edit(replace(sketch.drawing, classes=True, x_range=(0.0, 600.0), y_range=(-2.0, 0.0)))
    for label, place in enumerate(PLACES):
        sketch.label = label
        qtbot.mouseClick(paper, LEFT, pos=place)
    points = sketch.drawing.points
    assert [point.label for point in points] == [0, 1, 2]
    assert points[0].x < points[1].x < points[2].x
    assert points[0].y > points[1].y > points[2].y
    assert points[1].x - points[0].x == pytest.approx(points[2].x - points[1].x, rel=1e-3)
    shown = pixels(paper.grab().toImage())
    for place, color in zip(PLACES, LIGHT.series, strict=False):
        wanted = QColor(color)
        ink = shown[place.y(), place.x()]
        # The dots let the ground shine through, so they are nearer to their colour than to white.
        assert np.abs(ink - [wanted.red(), wanted.green(), wanted.blue()]).sum() < np.abs(ink - 255).sum()


def test_dragging_sprays_around_the_pointer_and_is_one_step_to_undo(
    qtbot: QtBot, sketch: Sketch, paper: QWidget
) -> None:
    qtbot.mouseClick(paper, LEFT, pos=PLACES[0])
    line = [QPoint(x, 200) for x in range(200, 400, 10)]
    drag(qtbot, paper, line)
    first, *sprayed = sketch.drawing.points
    assert len(sprayed) == 1 + 3 * 19
    heights = [point.y for point in sprayed]
    unit = 2.08 / 400  # at most as long as a pixel, as the plane is lower than the widget
    assert unit < max(heights) - min(heights) < 2 * RADIUS * 2 * unit
    sketch.undo()
    assert list(sketch.drawing.points) == [first]
    sketch.undo()
    assert list(sketch.drawing.points) == []
    assert not sketch.can_undo
    sketch.redo()
    sketch.redo()
    assert sketch.drawing.points == (first, *sprayed)
    assert not sketch.can_redo


def test_holding_the_button_sprays_until_it_is_let_go(qtbot: QtBot, sketch: Sketch, paper: QWidget) -> None:
    qtbot.mousePress(paper, LEFT, pos=PLACES[1])
    qtbot.waitUntil(lambda: len(sketch.drawing.points) >= 7, timeout=HOLD_MS + 3000)
    qtbot.mouseRelease(paper, LEFT, pos=PLACES[1])
    drawn = sketch.drawing.points
    qtbot.mouseMove(paper, PLACES[2])
    qtbot.wait(100)
    assert sketch.drawing.points == drawn


@pytest.mark.parametrize("button", [RIGHT, LEFT])
def test_what_the_eraser_passes_over_is_gone(
    qtbot: QtBot, sketch: Sketch, paper: QWidget, button: Qt.MouseButton
) -> None:
    for place in PLACES:
        qtbot.mouseClick(paper, LEFT, pos=place)
    before = sketch.drawing.points
    sketch.set_erasing(button == LEFT)
    drag(qtbot, paper, [QPoint(100, 300), PLACES[0], PLACES[1] + QPoint(RADIUS - 2, 0)], button)
    assert sketch.drawing.points == before[2:]
    sketch.undo()
    assert sketch.drawing.points == before
    drag(qtbot, paper, [PLACES[0] + QPoint(0, RADIUS + 3)], button)
    assert sketch.drawing.points == before


def test_what_lies_outside_or_is_too_much_is_not_added(qtbot: QtBot, sketch: Sketch, paper: QWidget) -> None:
    qtbot.mouseClick(paper, LEFT, pos=QPoint(3, 200))
    assert sketch.drawing.points == ()
    assert not sketch.can_undo
    sketch.add([Point(0.0, 0.0)] * (MOST_POINTS - 1))
    drag(qtbot, paper, PLACES)
    assert len(sketch.drawing.points) == MOST_POINTS


def test_undo_in_the_middle_of_a_stroke_takes_that_stroke_back(
    qtbot: QtBot, sketch: Sketch, paper: QWidget
) -> None:
    qtbot.mousePress(paper, LEFT, pos=PLACES[0])
    sketch.undo()
    qtbot.mouseRelease(paper, LEFT, pos=PLACES[0])
    assert sketch.drawing.points == ()
    sketch.redo()
    assert len(sketch.drawing.points) == 1
    sketch.clear()
    assert sketch.drawing.points == ()
    sketch.undo()
    assert len(sketch.drawing.points) == 1
