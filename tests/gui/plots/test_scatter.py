import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication, QComboBox, QToolButton

from engine.scoring.scores import Score
from gui.look.theme import DARK, LIGHT
from gui.plots.picture import Picture, Span, share_axes, span_of
from gui.plots.scatter import ScatterPlot

NAMES = ("a+b", "a-b", "|a-b|")


@pytest.fixture
def plot(qapp: QApplication) -> ScatterPlot:  # noqa: ARG001
    made = ScatterPlot()
    made.set_theme(LIGHT)
    return made


def article(rows: int = 50) -> NDArray[np.float64]:
    a, b = np.random.RandomState(1).rand(2, rows) * 100
    return np.stack([a + b, a - b, abs(a - b)])


def scores(names: Any = NAMES, r2: float = 0.99998, rmse: float = 0.0123) -> tuple[Score, ...]:
    return tuple(Score(name, rmse, 0.0, r2) for name in names)


def fill(plot: ScatterPlot, true: Any, predicted: Any, names: Any = NAMES) -> None:
    plot.set_outputs(names)
    plot.show_truth(np.asarray(true, dtype=float))
    plot.show(np.asarray(predicted, dtype=float), scores(names))


def button(plot: ScatterPlot, name: str) -> QToolButton:
    (found,) = plot.widget.findChildren(QToolButton, name)
    return found


def pictures(plot: ScatterPlot) -> list[Picture]:
    return [picture for picture in plot._pictures if not picture.view.isHidden()]


def pixel_at(plot: ScatterPlot, picture: Picture, x: float, y: float) -> tuple[int, int]:
    scene = picture.box.mapViewToScene(QPointF(x, y))
    point = picture.view.mapTo(plot.widget, picture.view.mapFromScene(scene))
    return point.y(), point.x()


def rgb(color: str) -> NDArray[np.int_]:
    return np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)])


def test_there_is_a_picture_for_each_output_with_its_name_and_scores(plot: ScatterPlot) -> None:
    true = article()
    fill(plot, true, true + 1)
    assert [picture.heading.text for picture in pictures(plot)] == [
        f"{name} R² 0.99998 · RMSE 0.0123" for name in NAMES
    ]
    for i, picture in enumerate(pictures(plot)):
        (series,) = picture.dots._series
        assert series.x.tolist() == true[i].tolist()
        assert series.y.tolist() == (true[i] + 1).tolist()


def test_units_stand_in_titles_and_where_there_is_room_beside_axes(plot: ScatterPlot, place: Any) -> None:
    true = article()[:2]
    plot.set_outputs(("p", "q"), ("bar", "<kWh/m²> a year"))
    plot.show_truth(true)
    plot.show(true, scores("pq"))
    assert [picture.heading.text.split(" R²")[0] for picture in pictures(plot)] == [
        "p (bar)",
        "q (<kWh/m²> a year)",
    ]

    def below() -> list[str]:
        return [picture.item.getAxis("bottom").label.toPlainText().strip() for picture in pictures(plot)]

    place(plot.widget, 800, 400)
    assert below() == ["true p (bar)", "true q (<kWh/m²> a year)"]
    place(plot.widget, 340, 200)
    assert below() == ["true p", "true q"]
    place(plot.widget, 800, 400)
    assert list(plot.table()[0]) == ["p true", "p predicted", "q true", "q predicted"]
    plot.set_together(together=True)
    assert below() == ["true"]


def test_dots_are_on_the_screen_where_they_belong(plot: ScatterPlot, place: Any, pixels: Any) -> None:
    fill(plot, [[0, 50, 100]], [[80, 10, 20]], ["y"])
    place(plot.widget, 500, 400)
    image = pixels(plot.widget.grab().toImage())
    (picture,) = pictures(plot)
    for x, y in ((0, 80), (50, 10), (100, 20)):
        found = image[pixel_at(plot, picture, x, y)]
        assert np.abs(found - (0.8 * rgb(LIGHT.series[0]) + 0.2 * rgb(LIGHT.base))).max() < 8
    for x, y in ((80, 5), (20, 95), (3, 10)):
        assert np.abs(image[pixel_at(plot, picture, x, y)] - rgb(LIGHT.base)).max() < 40


def test_zooming_stamps_the_dots_anew(plot: ScatterPlot, place: Any, pixels: Any) -> None:
    fill(plot, [[0, 50, 100]], [[80, 10, 20]], ["y"])
    place(plot.widget, 500, 400)
    (picture,) = pictures(plot)
    picture.box.setRange(xRange=(45, 55), yRange=(0, 20), padding=0)
    image = pixels(plot.widget.grab().toImage())
    blue = np.abs(image - (0.8 * rgb(LIGHT.series[0]) + 0.2 * rgb(LIGHT.base))).max(axis=2) < 4
    lines, columns = np.nonzero(blue[60:])
    line, column = pixel_at(plot, picture, 50, 10)
    assert 10 < lines.size < 100
    assert (lines.mean() + 60, columns.mean()) == pytest.approx((line, column), abs=1.5)


def test_both_axes_have_the_same_range_and_it_moves_in_steps(plot: ScatterPlot) -> None:
    true = np.linspace(0, 100, 11)[None]
    plot.set_outputs(["y"])
    plot.show_truth(true)
    seen = []
    for wobble in np.linspace(0, 300, 301):
        plot.show(true + wobble, scores(["y"]))
        x, y = pictures(plot)[0].ranges
        assert x == y
        seen.append(y)
    assert seen[0] == (-4, 104)
    assert sorted({high for _, high in seen}) == [104, 129, 154, 179, 204, 254, 304]
    assert {low for low, _ in seen} == {-4}


def test_dots_that_cannot_be_shown_are_counted(plot: ScatterPlot, place: Any) -> None:
    true = np.tile(np.linspace(0, 100, 50), (2, 1))
    predicted = true.copy()
    predicted[0, :5] = np.nan
    predicted[0, 5:7] = np.inf
    predicted[0, 7] = 1e308
    predicted[0, 8] = 1e6
    fill(plot, true, predicted, ["bad", "good"])
    place(plot.widget)
    assert not plot.widget.grab().isNull()
    bad, good = pictures(plot)
    assert bad.heading.text.endswith("· 9 not shown")
    assert "not shown" not in good.heading.text
    assert bad.ranges[0] == (-4, 304)


def test_a_constant_target_and_huge_numbers_still_have_axes(plot: ScatterPlot, place: Any) -> None:
    true = np.array([[7.0] * 4, [0.0] * 4, [1e308] * 4, [np.nan] * 4])
    plot.set_outputs("abcd")
    plot.show_truth(true)
    plot.show(true, [Score(name, 0.0, 0.0, float("nan")) for name in "abcd"])
    place(plot.widget)
    assert not plot.widget.grab().isNull()
    first = pictures(plot)[0]
    assert first.heading.text == "a R² — · RMSE 0"
    assert first.ranges[0][0] < 7 < first.ranges[0][1]
    assert all(np.isfinite(picture.ranges).all() for picture in pictures(plot))


def test_all_outputs_in_one_picture_share_its_axes(plot: ScatterPlot) -> None:
    true = article()
    fill(plot, true, true + 1)
    button(plot, "scatter_together").click()
    (picture,) = pictures(plot)
    assert [series.color for series in picture.dots._series] == list(LIGHT.series[:3])
    assert picture.dots._series[1].y.tolist() == (true[1] + 1).tolist()
    assert [entry.text.split()[0] for entry in picture.legend._entries] == list(NAMES)
    assert picture.heading.text == "All outputs in the table's units"
    low, high = picture.ranges[0]
    assert low < true.min()
    assert true.max() < high
    button(plot, "scatter_each").click()
    assert len(pictures(plot)) == 3
    assert pictures(plot)[0].legend._entries == ()


def test_outputs_of_very_different_size_are_scaled_when_together(plot: ScatterPlot) -> None:
    true = np.array([[0.0, 1.0, 2.0], [1000.0, 3000.0, 5000.0]])
    fill(plot, true, true * 1.5, ["small", "large"])
    plot.set_together(True)
    (picture,) = pictures(plot)
    assert "lowest and highest true value" in picture.heading.text
    assert [series.x.tolist() for series in picture.dots._series] == [[0, 0.5, 1], [0, 0.5, 1]]
    assert picture.dots._series[1].y.tolist() == [0.125, 0.875, 1.625]


def test_predictions_beyond_all_measure_are_counted_also_when_scaled(plot: ScatterPlot, place: Any) -> None:
    true = np.array([[0.0, 0.001, 0.002], [1000.0, 3000.0, 5000.0]])
    predicted = true.copy()
    predicted[0] = 1e308, -1e308, np.nan
    fill(plot, true, predicted, ["small", "large"])
    plot.set_together(True)
    place(plot.widget)
    assert not plot.widget.grab().isNull()
    assert pictures(plot)[0].heading.text.endswith("· 3 not shown")


def test_a_single_output_is_never_shown_as_all_outputs(plot: ScatterPlot) -> None:
    true = article()
    fill(plot, true, true)
    plot.set_together(True)
    fill(plot, true[:1], true[:1], ["y"])
    assert pictures(plot)[0].heading.text.startswith("y R²")
    fill(plot, true, true)
    assert pictures(plot)[0].heading.text.startswith("All outputs")


def test_axes_are_shared_only_where_every_output_stays_readable() -> None:
    assert share_axes([Span(0, 200), Span(-100, 100), Span(0, 100)])
    assert not share_axes([Span(0, 200), Span(0, 1)])
    assert not share_axes([Span(0, 1), Span(1000, 1001)])


def test_spans_ignore_what_cannot_be_drawn() -> None:
    assert span_of(np.array([np.nan, 3.0, np.inf, -2.0, 1e308])) == Span(-2, 3)
    assert span_of(np.array([])) == Span(0, 1)
    constant = span_of(np.array([5.0, 5.0]))
    assert constant.low < 5 < constant.high


def test_many_outputs_are_turned_by_pages(plot: ScatterPlot) -> None:
    names = [f"y{i}" for i in range(15)]
    true = np.random.RandomState(0).rand(15, 20)
    fill(plot, true, true, names)
    (choice,) = plot.widget.findChildren(QComboBox, "scatter_choice")
    assert [choice.itemText(i) for i in range(choice.count())] == [
        "Outputs 1 to 6",
        "Outputs 7 to 12",
        "Outputs 13 to 15",
    ]
    assert len(pictures(plot)) == 6
    choice.setCurrentIndex(2)
    choice.activated.emit(2)
    assert [picture.heading.text.split()[0] for picture in pictures(plot)] == ["y12", "y13", "y14"]
    assert pictures(plot)[0].dots._series[0].x.tolist() == true[12].tolist()
    plot.set_together(True)
    assert [choice.itemText(i) for i in range(choice.count())] == ["Outputs 1 to 8", "Outputs 9 to 15"]
    assert pictures(plot)[0].heading.text.startswith("Outputs 1 to 8")
    assert len(pictures(plot)[0].dots._series) == 8


def test_one_output_needs_no_choice(plot: ScatterPlot) -> None:
    fill(plot, [[1, 2]], [[1, 2]], ["y"])
    assert plot.controls.isHidden()
    plot.set_note("2 of 2 test rows")
    assert not plot.controls.isHidden()
    assert button(plot, "scatter_together").isHidden()


def test_pictures_are_made_once_and_used_again(plot: ScatterPlot) -> None:
    true = article()
    fill(plot, true, true)
    made = list(plot._pictures)
    fill(plot, true[:1], true[:1], ["y"])
    fill(plot, true, true)
    assert plot._pictures == made


def test_the_empty_state_lasts_until_the_first_predictions(plot: ScatterPlot) -> None:
    assert not plot.filled
    plot.set_outputs(NAMES)
    plot.show_truth(article())
    assert not plot.filled
    plot.show(article(), scores())
    assert plot.filled
    plot.clear()
    assert not plot.filled
    assert all(picture.dots._series == () for picture in pictures(plot))


def test_values_that_do_not_belong_together_are_refused(plot: ScatterPlot) -> None:
    plot.set_outputs(NAMES)
    with pytest.raises(ValueError, match="2 rows of true values for 3 outputs"):
        plot.show_truth(np.zeros((2, 5)))
    plot.show_truth(np.zeros((3, 5)))
    with pytest.raises(ValueError, match="predictions"):
        plot.show(np.zeros((3, 4)), scores())


def test_the_csv_holds_every_output_exactly(plot: ScatterPlot, tmp_path: Path) -> None:
    true = article(7)
    fill(plot, true, true / 3)
    assert plot.save_csv(tmp_path / "dots.csv")
    with open(tmp_path / "dots.csv", encoding="utf-8", newline="") as file:
        names, *rows = csv.reader(file)
    assert names == [
        "a+b true",
        "a+b predicted",
        "a-b true",
        "a-b predicted",
        "|a-b| true",
        "|a-b| predicted",
    ]
    assert np.array_equal(np.array(rows, dtype=float)[:, 0::2].T, true)
    assert np.array_equal(np.array(rows, dtype=float)[:, 1::2].T, true / 3)


def test_a_new_theme_recolours_dots_and_ground_at_once(plot: ScatterPlot, place: Any, pixels: Any) -> None:
    fill(plot, [[0, 50, 100]], [[80, 10, 20]], ["y"])
    place(plot.widget, 500, 400)
    plot.set_theme(DARK)
    image = pixels(plot.widget.grab().toImage())
    assert image[2, 2].tolist() == rgb(DARK.base).tolist()
    found = image[pixel_at(plot, pictures(plot)[0], 50, 10)]
    assert np.abs(found - (0.8 * rgb(DARK.series[0]) + 0.2 * rgb(DARK.base))).max() < 4
