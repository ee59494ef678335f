"""Axes: the shape of their picture, and what they are called."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from gui.look.theme import LIGHT
from gui.plots.axes import Axes

Place = Callable[..., None]


@pytest.mark.parametrize("size", [(600, 300), (300, 300), (250, 420)])
def test_a_square_picture_rises_at_45_degrees_whatever_room_there_is(
    qapp: QApplication, place: Place, size: tuple[int, int]
) -> None:
    parent = QObject()
    axes = Axes(parent, stacked=True, square=True)
    axes.set_labels("true y", "predicted y")
    axes.set_theme(LIGHT, QFont())
    place(axes.view, *size)
    qapp.processEvents()
    area = axes.box.geometry()
    assert area.width() == pytest.approx(area.height(), abs=2)
    assert area.width() > 0.4 * min(size)
    axes.set_ranges((0.0, 50.0), (0.0, 50.0))
    width, height = axes.box.viewPixelSize()
    assert width == pytest.approx(height, rel=0.03)


def test_names_that_are_too_long_lose_their_units_and_are_shortened(qapp: QApplication, place: Place) -> None:
    parent = QObject()
    axes = Axes(parent)
    axes.set_labels("epochs done", "a loss of a very long name", "", "standardised targets")
    axes.set_theme(LIGHT, QFont())
    left = axes.item.getAxis("left").label
    place(axes.view, 600, 600)
    qapp.processEvents()
    assert left.toPlainText().strip() == "a loss of a very long name (standardised targets)"
    place(axes.view, 600, 180)
    qapp.processEvents()
    assert left.toPlainText().strip().startswith("a loss")
    assert len(left.toPlainText().strip()) < 30
    assert axes.names == ("epochs done", "a loss of a very long name (standardised targets)")
