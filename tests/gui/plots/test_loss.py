import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from engine.training.run.history import Curve
from engine.training.run.snapshot import HistoryCurves
from gui.look.theme import DARK, LIGHT
from gui.plots.loss import MOST_POINTS, LossPlot, points


@pytest.fixture
def plot(qapp: QApplication) -> LossPlot:  # noqa: ARG001
    made = LossPlot()
    made.set_theme(LIGHT)
    return made


def history(train: Curve, test: Curve, validation: Curve | None = None) -> HistoryCurves:
    nothing = Curve(*np.empty((4, 0)))
    return HistoryCurves(train, test, nothing, nothing, validation)


def rgb(color: str) -> Any:
    return np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)])


def line(plot: LossPlot, number: int) -> Any:
    return plot._lines[number].getData()


def test_curves_are_drawn_as_logarithms_over_epochs(plot: LossPlot, curve: Any) -> None:
    plot.show(history(curve([10, 1, 0.1]), curve([100, 0.01], epoch=[0, 2])), 10**9)
    x, y = line(plot, 0)
    assert x.tolist() == [0, 1, 2]
    assert y.tolist() == pytest.approx([1, 0, -1])
    x, y = line(plot, 2)
    assert x.tolist() == [0, 2]
    assert y.tolist() == pytest.approx([2, -2])


def test_what_a_log_axis_cannot_show_is_left_out(curve: Any) -> None:
    drawn = points(curve([1, 0, -1, np.nan, np.inf, 0.5]))
    assert drawn.epoch.tolist() == [0, 5]
    assert np.isfinite([drawn.log_low, drawn.log_high, drawn.log_last]).all()


def test_long_curves_are_merged_and_keep_their_extremes(curve: Any) -> None:
    values = np.full(7777, 0.5)
    values[1234], values[4321] = 1e-6, 1e6
    drawn = points(curve(values))
    assert drawn.epoch.size <= MOST_POINTS
    assert drawn.log_low.min() == pytest.approx(-6)
    assert drawn.log_high.max() == pytest.approx(6)
    assert drawn.epoch[-1] == 7776


def test_the_legend_says_the_newest_values_and_the_best(plot: LossPlot, curve: Any) -> None:
    plot.show(history(curve([1, 0.1, 1.2e-5]), curve([1, 2e-5, 3e-5])), 10**9)
    assert plot._axes.legend.text == "train 1.20e−5 · test 3.00e−5 · best 2.00e−5"
    assert (plot._best.pos().x(), plot._best.pos().y()) == pytest.approx((1, np.log10(2e-5)))


def test_validation_rows_have_a_curve_and_where_they_are_waited_for_the_best(
    plot: LossPlot, curve: Any
) -> None:
    curves = history(curve([1, 0.1, 0.01]), curve([1, 0.2, 0.3]), curve([1, 0.5, 0.4]))
    plot.show(curves, 10**9)
    assert line(plot, 1)[1].tolist() == pytest.approx(np.log10([1, 0.5, 0.4]))
    assert plot._axes.legend.text == "train 0.0100 · validation 0.400 · test 0.300 · best 0.200"
    plot.show(curves, 10**9, best_of_validation=True)
    assert plot._axes.legend.text.endswith("best 0.400")
    assert plot._best.pos().x() == 2
    assert plot._axes.legend._entries[-1].color == plot._axes.legend._entries[1].color == LIGHT.validation
    plot.show(history(curve([1, 0.1]), curve([1, 0.2])), 10**9, best_of_validation=True)
    assert line(plot, 1)[0].size == 0
    assert plot._axes.legend.text.endswith("best 0.200")


def test_without_test_rows_there_is_neither_a_test_line_nor_a_best(plot: LossPlot, curve: Any) -> None:
    plot.show(history(curve([1, 0.5]), curve([])), 10**9)
    assert plot._axes.legend.text == "train 0.500"
    assert not plot._best.isVisible()


def test_a_diverged_loss_is_said_in_the_legend(plot: LossPlot, curve: Any) -> None:
    plot.show(history(curve([1, 5, np.inf]), curve([1, 6, np.nan])), 10**9)
    assert plot._axes.legend.text.startswith("train ∞ · test —")


def test_ranges_move_in_steps(plot: LossPlot, curve: Any) -> None:
    seen = []
    for n in range(2, 120):
        plot.show(history(curve(np.logspace(0.2, -3.9, 120)[:n]), curve([])), 10**9)
        seen.append(plot._axes.ranges)
    assert len({x for x, _ in seen}) == 8
    assert {y for _, y in seen} == {(bottom, 1) for bottom in (0, -1, -2, -3, -4)}
    assert plot._axes.box.viewRange() == [list(seen[-1][0]), list(seen[-1][1])]


def test_a_persons_view_stays_until_they_want_the_automatic_one(plot: LossPlot, curve: Any) -> None:
    plot.show(history(curve([1, 0.5]), curve([])), 10**9)
    plot._axes.box.setRange(xRange=(0, 1), yRange=(-1, 0), padding=0)
    plot._axes.box.sigRangeChangedManually.emit([True, True])
    plot.show(history(curve(np.logspace(0, -5, 500)), curve([])), 10**9)
    assert plot._axes.box.viewRange() == [[0, 1], [-1, 0]]
    plot.automatic_view()
    assert plot._axes.box.viewRange() == [list(plot._axes.ranges[0]), [-6, 1]]


def test_lines_and_band_are_on_the_screen_where_they_belong(
    plot: LossPlot, curve: Any, place: Any, pixels: Any
) -> None:
    same = np.ones(50)
    plot.show(history(curve(same), curve(same * 0.01, low=same * 0.002, high=same * 0.05)), 10**9)
    place(plot.widget)
    image = pixels(plot.widget.grab().toImage())
    view = plot._axes.view

    def around(epoch: float, exponent: float) -> Any:
        scene = plot._axes.box.mapViewToScene(QPointF(epoch, exponent))
        point = view.mapTo(plot.widget, view.mapFromScene(scene))
        return image[point.y() - 1 : point.y() + 2, point.x() - 1 : point.x() + 2].reshape(-1, 3)

    train, test, ground = (rgb(color) for color in (LIGHT.train, LIGHT.test, LIGHT.base))
    assert (around(25, 0) == train).all(axis=1).any()
    faint = 0.75 * ground + 0.25 * test
    assert np.abs(around(27, np.log10(0.0042)) - faint).max() < 3
    assert np.abs(around(27, -0.9) - ground).max() < 30
    assert (around(27, -2) == test).all(axis=1).any()


def test_the_empty_state_says_what_to_do(plot: LossPlot, curve: Any) -> None:
    assert not plot.filled
    assert plot._empty.text() == "Press Train to see the loss fall"
    plot.show(history(curve([1.0]), curve([])), 10**9)
    assert plot.filled
    plot.clear()
    assert not plot.filled
    assert line(plot, 0)[0].size == 0
    plot.show(history(curve([]), curve([])), 10**9)
    assert not plot.filled


def test_the_csv_holds_every_number_exactly(plot: LossPlot, curve: Any, tmp_path: Path) -> None:
    train = curve([1 / 3, np.nan, 1e-300], low=[0.1, np.nan, 1e-301], high=[2 / 3, np.inf, 1e-299])
    plot.show(history(train, curve([np.pi], epoch=[2])), 10**9)
    assert plot.save_csv(tmp_path / "loss.csv")
    with open(tmp_path / "loss.csv", encoding="utf-8", newline="") as file:
        names, *rows = csv.reader(file)
    assert names == ["curve", "epoch", "lowest", "highest", "last"]
    assert [row[0] for row in rows] == ["train", "train", "train", "test"]
    assert [float(v) for v in rows[0][1:]] == [0, 0.1, 2 / 3, 1 / 3]
    assert [float(v) for v in rows[2][1:]] == [2, 1e-301, 1e-299, 1e-300]
    assert rows[1][4] == "nan"
    assert float(rows[3][4]) == np.pi


def test_the_axis_says_which_loss_is_quoted(plot: LossPlot) -> None:
    assert plot._axes.names == ("epochs done", "MSE (standardised targets)")
    plot.set_loss_name("mean cross-entropy")
    assert plot._axes.names == ("epochs done", "mean cross-entropy")


def test_after_its_end_a_run_takes_the_whole_width(plot: LossPlot, curve: Any) -> None:
    curves = history(curve([1, 1e-20], epoch=[0, 24]), curve([1, 1e-20], epoch=[0, 24]))
    plot.show(curves, 200)
    assert plot._axes.ranges[0][1] > 30
    plot.show(curves, 200, ended=True)
    assert 24 < plot._axes.ranges[0][1] < 25


# The other starts of a race.


def test_other_starts_are_one_item_with_gaps_between_them(plot: LossPlot, curve: Any) -> None:
    rivals = (curve([10, 1]), curve([np.nan]), curve([5, np.inf, 2]))
    plot.show(history(curve([1, 0.1, 0.01]), curve([])), 10**9, rivals=rivals)
    x, y = plot._rivals_line.getData()
    assert x.tolist() == [0, 1, 0, 2]
    assert y.tolist() == pytest.approx(np.log10([10, 1, 5, 2]))
    assert plot._rivals_line.opts["connect"].tolist() == [1, 0, 1, 0]
    assert plot._axes.legend.text.endswith(" · other starts")
    assert plot._rivals_line.zValue() <= plot._lines[0].zValue()


def test_other_starts_are_redrawn_only_where_they_have_changed(
    plot: LossPlot, curve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rivals = (curve([10, 1]),)
    plot.show(history(curve([1, 0.1]), curve([])), 10**9, rivals=rivals)
    with monkeypatch.context() as patch:
        patch.setattr(plot._rivals_line, "setData", lambda *_a, **_k: pytest.fail("drawn again"))
        plot.show(history(curve([1, 0.1, 0.01]), curve([])), 10**9, rivals=rivals)
    plot.show(history(curve([1, 0.1, 0.01]), curve([])), 10**9, rivals=(*rivals, curve([2, 1])))
    assert plot._rivals_line.getData()[0].size == 4
    plot.show(history(curve([1, 0.1, 0.01]), curve([])), 10**9)
    assert plot._rivals_line.getData()[0].size == 0
    assert "other starts" not in plot._axes.legend.text


def test_a_start_that_went_astray_does_not_press_the_others_flat(plot: LossPlot, curve: Any) -> None:
    run = history(curve([0.9, 0.2]), curve([]))
    plot.show(run, 10**9, rivals=(curve([0.9, 0.02]),))
    assert plot._axes.ranges[1] == (-2, 0)
    plot.show(run, 10**9, rivals=(curve([0.9, 1e11, 0.02]),))
    assert plot._axes.ranges[1] == (-2, 1)


def test_other_starts_lie_behind_and_faint_in_both_themes(
    plot: LossPlot, curve: Any, place: Any, pixels: Any
) -> None:
    for theme in (LIGHT, DARK):
        plot.set_theme(theme)
        plot.show(history(curve(np.ones(50)), curve([])), 10**9, rivals=(curve(np.full(50, 0.01)),))
        place(plot.widget)
        image = pixels(plot.widget.grab().toImage()).reshape(-1, 3)
        assert (image == rgb(theme.control)).all(axis=1).sum() > 100


def test_other_starts_are_in_the_table(plot: LossPlot, curve: Any) -> None:
    rivals = (curve([10, 1]), curve([5]))
    plot.show(history(curve([1.0]), curve([])), 10**9, rivals=rivals)
    names = [row[0] for row in plot.table()[1]]
    assert names == ["train", "other start 1", "other start 1", "other start 2"]
    plot.clear()
    assert list(plot.table()[1]) == []
