from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication, QGraphicsRectItem

from gui.plots.items import Band, Entry, Heading, Legend, _without_what_does_not_fit

ENTRIES = [
    Entry("line", "#0000ff", "train 1"),
    Entry("dashes", "#ff0000", "test 2"),
    Entry("ring", "#ff0000", "best 2"),
]


class FakeViewBox:
    """Enough of a view box for an item to join."""

    def addItem(self, _: Any, ignoreBounds: bool) -> None:  # noqa: N802, N803
        assert ignoreBounds

    def viewRect(self) -> QRectF:  # noqa: N802
        return QRectF(0, 0, 10, 10)


@pytest.fixture
def parent(qapp: QApplication) -> QGraphicsRectItem:  # noqa: ARG001
    return QGraphicsRectItem()


@pytest.fixture
def legend(parent: QGraphicsRectItem) -> Legend:
    made = Legend(parent, upright=False)
    made.set_look("#ffffff", "#000000", QFont())
    return made


def test_a_row_leaves_out_its_last_entries_where_there_is_no_room(legend: Legend) -> None:
    legend.place(QSizeF(1000, 40))
    legend.set_entries(ENTRIES)
    whole = legend.width
    assert legend.pos().x() + whole == pytest.approx(1000)
    legend.place(QSizeF(whole - 1, 40))
    assert 0 < legend.width < whole
    assert len(legend._fitting) == 2
    legend.place(QSizeF(10, 40))
    assert legend.width == 0
    assert not legend.isVisible()
    legend.place(QSizeF(1000, 40))
    assert legend.width == whole


def test_a_row_leaves_the_room_that_is_kept_for_the_title(legend: Legend) -> None:
    legend.set_entries(ENTRIES)
    legend.place(QSizeF(1000, 40))
    whole = legend.width
    legend.place(QSizeF(1000, 40), kept=1000 - whole + 1)
    assert len(legend._fitting) == 2
    assert legend.pos().x() + legend.width == pytest.approx(1000)


def test_a_legend_keeps_its_width_while_digits_change(legend: Legend) -> None:
    legend.place(QSizeF(1000, 40))
    widths = set()
    for number in range(100, 200):
        legend.set_entries([Entry("line", "#0000ff", f"train 0.{number}")])
        widths.add(legend.width)
    assert len(widths) <= 2


def test_no_number_is_ever_cut(qapp: QApplication) -> None:  # noqa: ARG001
    metrics = QFontMetricsF(QFont())
    text = "R² 0.9998 · RMSE 123,456 · 12 not shown"
    for width in range(0, 400, 3):
        shown = _without_what_does_not_fit(text, metrics, width)
        assert metrics.horizontalAdvance(shown) <= width
        if width > metrics.horizontalAdvance("R² 0.9998"):
            assert shown in (text, "R² 0.9998 · RMSE 123,456", "R² 0.9998")


def test_a_heading_writes_within_its_room(parent: QGraphicsRectItem, pixels: Any) -> None:
    heading = Heading(parent, stacked=True)
    heading.set_look("#000000", "#000000", QFont())
    heading.set_text("a name that is far too long for the room there is", "R² 0.5")
    heading.place(QPointF(0, 0), 90)
    image = QImage(300, 60, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    heading.paint(painter)
    painter.end()
    dark = pixels(image).min(axis=2) < 128
    assert dark[:, :90].sum() > 100
    assert not dark[:, 92:].any()
    assert not dark[int(heading.height) :].any()


def test_a_band_covers_each_point_up_to_halfway_to_its_neighbours(qapp: QApplication, pixels: Any) -> None:  # noqa: ARG001
    band = Band(FakeViewBox())
    band.set_color("#000000")
    band.set_range(np.array([10.0, 20, 40]), np.array([5.0, 10, 5]), np.array([25.0, 10, 15]))
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    band.paint(painter)
    painter.end()
    inside = pixels(image)[:, :, 0] < 255
    expected = np.zeros((40, 60), bool)
    expected[5:25, 10:15] = True
    expected[5:15, 30:40] = True
    assert np.array_equal(inside, expected)
