from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QTabBar, QWidget

from gui.plots.class_page import LEAST_CELL, LEAST_WIDTH, ClassPage

WIDE, NARROW = 2 * LEAST_WIDTH + 20, 2 * LEAST_WIDTH - 20


@pytest.fixture
def plots(qapp: QApplication) -> list[QWidget]:  # noqa: ARG001
    return [QWidget(), QWidget(), QWidget()]


@pytest.fixture
def page(plots: list[QWidget]) -> ClassPage:
    matrix, roc, other = plots
    return ClassPage(matrix, [("ROC", "tip", roc), ("Reliability", "tip", other)])


def tabs(page: ClassPage) -> list[str]:
    bar = page.findChild(QTabBar, "class_tabs")
    assert isinstance(bar, QTabBar)
    return [bar.tabText(i) for i in range(bar.count()) if bar.isTabVisible(i)]


def choose(page: ClassPage, tab: int) -> None:
    bar = page.findChild(QTabBar, "class_tabs")
    assert isinstance(bar, QTabBar)
    bar.setCurrentIndex(tab)


def test_beside_the_matrix_is_the_curve_whose_tab_is_chosen(
    page: ClassPage, plots: list[QWidget], place: Any
) -> None:
    place(page, WIDE)
    assert tabs(page) == ["ROC", "Reliability"]
    assert [plot.isVisible() for plot in plots] == [True, True, False]
    assert abs(plots[0].width() - plots[1].width()) <= 1
    choose(page, 2)
    assert [plot.isVisible() for plot in plots] == [True, False, True]


def test_without_room_beside_it_the_matrix_has_a_tab(
    page: ClassPage, plots: list[QWidget], place: Any
) -> None:
    place(page, NARROW)
    assert tabs(page) == ["Confusion matrix", "ROC", "Reliability"]
    assert [plot.isVisible() for plot in plots] == [True, False, False]
    assert plots[0].width() == NARROW
    choose(page, 2)
    assert [plot.isVisible() for plot in plots] == [False, False, True]
    assert plots[2].width() == NARROW
    place(page, WIDE)
    assert [plot.isVisible() for plot in plots] == [True, False, True]


def test_many_classes_need_more_room(page: ClassPage, plots: list[QWidget], place: Any) -> None:
    place(page, WIDE)
    page.set_classes(2 * LEAST_WIDTH // LEAST_CELL)
    assert tabs(page)[0] == "Confusion matrix"
    page.set_classes(3)
    assert tabs(page) == ["ROC", "Reliability"]
    assert plots[0].isVisible()
