import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from engine.scoring.reliability import NOTHING, reliability
from gui.look.theme import DARK, LIGHT
from gui.plots.reliability import TALLEST, ReliabilityPlot

SECOND = np.array([0.02, 0.04, 0.75, 0.77, 0.79, 1.0])
FOUND = reliability(np.array([1 - SECOND, SECOND]), np.array([0, 1, 1, 1, 0, 1]))


@pytest.fixture
def plot(qapp: QApplication) -> ReliabilityPlot:  # noqa: ARG001
    made = ReliabilityPlot()
    made.set_theme(LIGHT)
    made.set_classes(("no", "yes"))
    return made


def test_dots_lines_and_bars_say_what_was_found(plot: ReliabilityPlot) -> None:
    assert not plot.filled
    plot.show(FOUND, "all 6 test rows")
    assert plot.filled
    assert plot.axes()[0].heading.text == "Reliability calibration error 20.8 % · all 6 test rows"
    x, y = plot._dots.getData()
    assert x == pytest.approx([0.03, 0.77, 1])
    assert y == pytest.approx([0.5, 2 / 3, 1])
    assert plot._intervals.getData()[1].tolist()[:2] == [FOUND.low[0], FOUND.high[0]]
    assert plot._bars.opts["height"][[0, 1, 7]] == pytest.approx([TALLEST * 2 / 3, 0, TALLEST])
    plot.show(NOTHING, "all 6 test rows")
    assert plot.axes()[0].heading.text == "Reliability all 6 test rows"


def test_it_is_about_the_second_class_or_about_the_answer(plot: ReliabilityPlot, place: Any) -> None:
    plot.show(FOUND)
    place(plot.widget)
    assert plot.tip(QPointF(0.77, 0.667)) == (
        "3 rows with a probability of 70 to 80 %, 77.0 % on average:\nfor 66.7 % of them the row is yes."
    )
    assert plot.tip(QPointF(0.72, 0.1)).startswith("3 rows"), "a bar"
    assert "too sure, above it not sure enough that the row is yes" in plot.tip(QPointF(0.4, 0.1))
    plot.set_classes(("a", "b", "c"))
    assert plot.tip(QPointF(0.77, 0.667)) == ""
    plot.show(FOUND)
    assert plot.tip(QPointF(0.77, 0.667)).endswith("for 66.7 % of them the answer is right.")


def test_it_is_drawn_in_the_colours_of_the_theme(plot: ReliabilityPlot, place: Any, pixels: Any) -> None:
    plot.set_theme(DARK)
    plot.show(FOUND)
    place(plot.widget, 350, 320)
    image = pixels(plot.picture()).reshape(-1, 3)
    for color in (QColor(DARK.train), QColor(DARK.hover)):
        wanted = np.array([color.red(), color.green(), color.blue()])
        assert (abs(image - wanted).max(axis=1) <= 2).sum() > 100


def test_every_tenth_is_saved(plot: ReliabilityPlot, tmp_path: Path) -> None:
    assert list(plot.table()[1]) == []
    plot.show(FOUND)
    assert plot.save_csv(tmp_path / "reliability.csv")
    with (tmp_path / "reliability.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["from", "to", "rows", "mean probability", "share that came true", "low", "high"]
    assert (len(rows), rows[8][:3], rows[2][2:]) == (11, ["0.7", "0.8", "3"], ["0", *["nan"] * 4])
