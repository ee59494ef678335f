import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF
from PySide6.QtGui import QColor, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from engine.scoring.roc import roc_curves
from gui.look.theme import DARK, LIGHT
from gui.plots.roc import EXPLANATION, MOST_NAMED, RocPlot

FRUIT = ("fig", "pear & plum", "kiwi")
# fig is told perfectly; of pear & plum's four pairs three are in order, and of kiwi's three two.
CHANCES = np.array([[0.8, 0.2, 0.1, 0.1], [0.1, 0.3, 0.5, 0.45], [0.1, 0.5, 0.4, 0.45]])
TRUE = np.array([0, 1, 1, 2])


@pytest.fixture
def plot(qapp: QApplication) -> RocPlot:  # noqa: ARG001
    made = RocPlot()
    made.set_theme(LIGHT)
    return made


def fill(plot: RocPlot) -> None:
    plot.set_classes(FRUIT)
    plot.show(roc_curves(CHANCES, TRUE), "all 4 test rows")


def test_every_class_has_a_curve_and_its_area_in_the_legend(plot: RocPlot) -> None:
    assert not plot.filled
    fill(plot)
    assert plot.filled
    (axes,) = plot.axes()
    assert axes.heading.text == "ROC curves all 4 test rows"
    assert axes.legend.text == "fig, AUC 1 · pear & plum, AUC 0.750 · kiwi, AUC 0.667"
    assert "pear & plum, AUC 0.750" in plot.canvas.accessibleDescription()
    assert plot._lines[0].getData()[1].tolist() == [0, 1, 1]
    plot.set_classes(("no", "yes"))
    assert not plot.filled
    plot.show(roc_curves(np.array([[0.7, 0.4, 0.2], [0.3, 0.6, 0.8]]), np.array([1, 0, 1])))
    assert axes.legend.text == "yes, AUC 0.500"
    with pytest.raises(ValueError, match="3 curves for 1 classes"):
        plot.show(roc_curves(CHANCES, TRUE))


def test_of_many_classes_the_worst_are_named(plot: RocPlot, place: Any) -> None:
    stream, count = np.random.RandomState(0), 12
    true = np.arange(240) % count
    chances = stream.rand(count, 240)
    chances[true, np.arange(240)] += np.linspace(0, 0.9, count)[true]
    chances[:, true == 5] = 0.5
    curves = roc_curves(chances[:, true != 7], true[true != 7])
    plot.set_classes([f"class {i}" for i in range(count)])
    plot.show(curves)
    place(plot.widget)
    (axes,) = plot.axes()
    entries = axes.legend.text.split(" · ")
    assert len(entries) == MOST_NAMED
    assert entries[-1] == "4 better ones", "class 7 has no rows, and so no curve"
    assert min((curve.area, i) for i, curve in enumerate(curves))[1] == int(entries[0].split()[1].rstrip(","))
    assert not plot.widget.grab().isNull()


def test_it_is_drawn_in_the_colours_of_the_theme(plot: RocPlot, place: Any, pixels: Any) -> None:
    plot.set_theme(DARK)
    fill(plot)
    place(plot.widget, 350, 320)
    image = pixels(plot.picture()).reshape(-1, 3)
    for color in (QColor(DARK.series[1]), QColor(DARK.base)):
        wanted = np.array([color.red(), color.green(), color.blue()])
        assert (abs(image - wanted).max(axis=1) <= 2).sum() > 20


def test_pointing_at_a_curve_says_what_it_means_there(
    plot: RocPlot, place: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(plot)
    place(plot.widget)
    pear = plot._curves[1]
    at = int(np.argmax(pear.mistaken > 0))
    said = plot.tip(QPointF(float(pear.mistaken[at]) + 0.001, float(pear.found[at]) - 0.001))
    assert "of its rows are found" in said
    assert plot.tip(QPointF(0.0, 0.0)).startswith("fig: where no probability is enough,\n0 % of its rows")
    assert plot.tip(QPointF(0.6, 0.4)) == EXPLANATION
    texts: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _place, text, _widget: texts.append(text))
    viewport = plot.axes()[0].view.viewport()
    spot = QPoint(viewport.width() // 2, viewport.height() // 2)
    QApplication.sendEvent(viewport, QHelpEvent(QEvent.Type.ToolTip, spot, spot))
    assert texts == [EXPLANATION.replace("\n", "<br>")]


def test_every_point_is_saved(plot: RocPlot, tmp_path: Path) -> None:
    fill(plot)
    assert plot.save_csv(tmp_path / "roc.csv")
    with (tmp_path / "roc.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["class", "threshold", "false positive rate", "true positive rate"]
    assert rows[1] == ["fig", "inf", "0.0", "0.0"]
    assert rows[-1][0] == "kiwi"
