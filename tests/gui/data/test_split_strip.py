import time

import numpy as np
import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from gui.data.split_strip import BAND, LEFT_OUT, TEST, TRAIN, SplitStrip, colours, counts_by_pixel, stacked
from gui.look.theme import LIGHT


def strip(qtbot: QtBot, shares: list[int], width: int) -> SplitStrip:
    widget = SplitStrip()
    qtbot.addWidget(widget)
    widget.resize(width, widget.sizeHint().height())
    widget.show_shares(np.array(shares, dtype=np.uint8))
    return widget


def test_each_pixel_stands_for_its_rows_and_each_row_for_a_pixel() -> None:
    shares = np.array([TRAIN] * 7 + [TEST] * 3, dtype=np.uint8)
    assert counts_by_pixel(shares, 5).T.tolist() == [[2, 0, 0, 0]] * 3 + [[1, 0, 1, 0], [0, 0, 2, 0]]
    wide = counts_by_pixel(shares, 20)
    assert wide.sum(axis=0).tolist() == [1] * 20
    assert wide[TEST].tolist() == [0] * 14 + [1] * 6


def test_a_column_is_divided_as_its_rows_are() -> None:
    counts = np.array([[7], [0], [2], [1]])
    assert stacked(counts, 10)[:, 0].tolist() == [TRAIN] * 7 + [TEST] * 2 + [LEFT_OUT]


def test_rows_are_drawn_from_left_to_right_in_the_colours_of_their_shares(qtbot: QtBot) -> None:
    widget = strip(qtbot, [TRAIN] * 6 + [LEFT_OUT] + [TEST] * 3, 100)
    picture = widget.grab().toImage()
    train, _, test, left_out = (QColor(colour) for colour in colours(LIGHT))
    for x, colour in ((1, train), (59, train), (61, left_out), (71, test), (98, test)):
        assert picture.pixelColor(x, BAND // 2) == colour
    assert widget.accessibleDescription() == "train 6, test 3, left out 1"
    assert widget.toolTip().startswith("Rows 1 to 10 from left to right: train 6, test 3")


@pytest.mark.usefixtures("qapp")
def test_a_million_rows_are_drawn_at_once() -> None:
    shares = np.random.default_rng(0).integers(0, 3, 1_000_000).astype(np.uint8)
    start = time.perf_counter()
    shown = stacked(counts_by_pixel(shares, 320), 10)
    assert time.perf_counter() - start < 0.5
    assert shown.shape == (10, 320)
