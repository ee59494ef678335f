import csv
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from engine.scoring.reliability import NOTHING
from engine.scoring.scores import ClassScores
from gui.look.theme import DARK, LIGHT
from gui.plots.confusion import ConfusionPlot
from gui.plots.matrix import Matrix

FRUIT = ("fig", "pear", "plum")
COUNTS = [[90, 10, 0], [5, 45, 0], [0, 1, 0]]


@pytest.fixture
def plot(qapp: QApplication) -> ConfusionPlot:  # noqa: ARG001
    made = ConfusionPlot()
    made.set_theme(LIGHT)
    return made


def scores(counts: Any, auc: float = 0.99912) -> ClassScores:
    counts = np.asarray(counts)
    return ClassScores(
        accuracy=0.8954,
        balanced_accuracy=0.6,
        log_loss=0.25,
        auc=auc,
        confusion=counts,
        curves=(),
        curve_rows=0,
        reliability=NOTHING,
    )


def fill(plot: ConfusionPlot, labels: Any = FRUIT, counts: Any = COUNTS) -> None:
    plot.set_classes(labels, "all 151 test rows")
    plot.show(scores(counts))


def classes(count: int) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    counts = np.random.RandomState(0).poisson(0.2, (count, count)).astype(np.intp)
    np.fill_diagonal(counts, np.arange(count) + 20)
    return tuple(f"class {i}" for i in range(count)), counts


def middle(matrix: Matrix, row: int, column: int) -> QPointF:
    return matrix._arranged().cell(row, column).center()


def corner(matrix: Matrix, row: int, column: int) -> tuple[int, int]:
    """A pixel of a cell where there is no text."""
    place = matrix._arranged().cell(row, column).topLeft()
    return int(place.y()) + 3, int(place.x()) + 3


def test_nothing_is_shown_before_the_first_scores(plot: ConfusionPlot) -> None:
    plot.set_classes(FRUIT, "all 151 test rows")
    assert not plot.filled
    fill(plot)
    assert plot.filled
    plot.set_classes(("a", "b"))
    assert not plot.filled
    assert plot.matrix.counts.shape == (2, 2)


def test_the_heading_gives_the_figures_and_leaves_out_what_is_no_number(plot: ConfusionPlot) -> None:
    fill(plot)
    assert plot.matrix.heading.text == (
        "Confusion matrix accuracy 89.5 % · balanced 60.0 % · AUC 0.9991 · log loss 0.250"
    )
    assert plot.matrix.note == "all 151 test rows"
    assert "89.5 %" in plot.canvas.accessibleDescription()
    plot.show(scores(COUNTS, auc=float("nan")))
    assert plot.matrix.heading.text.endswith("balanced 60.0 % · log loss 0.250")


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_right_and_wrong_have_their_colours_by_their_share(
    plot: ConfusionPlot, place: Any, pixels: Any, theme: Any
) -> None:
    plot.set_theme(theme)
    fill(plot, ("a", "b"), [[100, 0], [30, 70]])
    place(plot.widget)
    image = pixels(plot.matrix.grab().toImage())

    def color(row: int, column: int) -> NDArray[np.int_]:
        found: NDArray[np.int_] = image[corner(plot.matrix, row, column)]
        return found

    def distance(row: int, column: int, name: str) -> int:
        wanted = QColor(name)
        return int(abs(color(row, column) - [wanted.red(), wanted.green(), wanted.blue()]).max())

    assert distance(0, 0, theme.accent) <= 1
    assert distance(0, 1, theme.alternate) <= 1, "no row of that kind"
    assert 1 < distance(1, 1, theme.accent) < distance(1, 1, theme.base)
    assert distance(1, 0, theme.base) < distance(1, 0, theme.error), "less than half of the class"
    assert distance(1, 0, theme.base) > 30


def test_what_is_under_the_mouse_is_said_in_whole_words(plot: ConfusionPlot, place: Any) -> None:
    fill(plot)
    place(plot.widget)
    matrix = plot.matrix
    assert matrix.tip(middle(matrix, 0, 1)) == (
        "10 rows of class fig were answered pear (10.0 % of 100).\nClick to see them."
    )
    assert matrix.tip(middle(matrix, 2, 1)) == (
        "1 row of class plum was answered pear (100 % of 1).\nClick to see it."
    )
    assert matrix.tip(middle(matrix, 0, 2)) == "no row of class fig was answered plum (0 % of 100)."
    layout = matrix._arranged()
    left, below = layout.row_labels.center().x(), layout.column_labels.center().y()
    beside = QPointF(left, layout.cell(1, 0).center().y())
    assert matrix.tip(beside) == "true: pear\n45 of 50 rows predicted as such (90.0 %)"
    under = QPointF(layout.cell(0, 2).center().x(), below)
    assert matrix.tip(under) == "predicted: plum\n0 of 0 rows are such"
    assert "balanced" in matrix.tip(QPointF(20, 5))
    assert matrix.tip(QPointF(left, below + 5)) == ""


def test_names_are_no_markup(plot: ConfusionPlot, place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(plot, ("<b>", "a&b", "c"))
    place(plot.widget)
    said: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _place, text, _widget: said.append(text))
    spot = middle(plot.matrix, 0, 1).toPoint()
    QApplication.sendEvent(plot.matrix, QHelpEvent(QEvent.Type.ToolTip, spot, spot))
    assert said == ["10 rows of class &lt;b&gt; were answered a&amp;b (10.0 % of 100).<br>Click to see them."]


def test_a_cell_with_rows_can_be_chosen_by_mouse_and_keys(
    plot: ConfusionPlot, place: Any, qtbot: QtBot
) -> None:
    fill(plot)
    place(plot.widget)
    chosen: list[tuple[int, int]] = []
    plot.cell_chosen.connect(lambda *cell: chosen.append(cell))
    matrix, left = plot.matrix, Qt.MouseButton.LeftButton
    for cell in ((0, 1), (0, 2), (2, 1)):
        qtbot.mouseClick(matrix, left, pos=middle(matrix, *cell).toPoint())
    qtbot.mouseClick(matrix, left, pos=QPoint(5, 5))
    qtbot.mouseClick(matrix, Qt.MouseButton.RightButton, pos=middle(matrix, 0, 0).toPoint())
    assert chosen == [(0, 1), (2, 1)], "a cell of no rows has none to see"
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Return):
        qtbot.keyClick(matrix, key)
    assert chosen[2:] == [(1, 0)]
    assert matrix.accessibleDescription().startswith("5 rows of class pear were answered fig")
    plot.set_classes(("a", "b"))
    qtbot.keyClick(matrix, Qt.Key.Key_Space)
    assert len(chosen) == 3


def test_the_keys_cell_is_outlined_and_a_hand_points_at_rows(
    plot: ConfusionPlot, place: Any, pixels: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(plot)
    place(plot.widget)
    before = pixels(plot.matrix.grab().toImage())
    monkeypatch.setattr(Matrix, "hasFocus", lambda _: True)
    assert (pixels(plot.matrix.grab().toImage()) != before).any()
    for cell, shape in (((0, 1), Qt.CursorShape.PointingHandCursor), ((0, 2), Qt.CursorShape.ArrowCursor)):
        none, place_there = Qt.MouseButton.NoButton, middle(plot.matrix, *cell)
        move = QMouseEvent(
            QEvent.Type.MouseMove, place_there, place_there, none, none, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(plot.matrix, move)
        assert plot.matrix.cursor().shape() == shape


@pytest.mark.parametrize("count", [2, 3, 10, 20])
@pytest.mark.parametrize("size", [(680, 340), (420, 290)], ids=["wide", "narrow"])
def test_cells_and_labels_lie_beside_each_other_inside(
    plot: ConfusionPlot, place: Any, count: int, size: tuple[int, int]
) -> None:
    fill(plot, *classes(count))
    larger = max(plot.widget.fontMetrics().height() / 15, 1.0)  # a font with higher lines needs more room
    place(plot.widget, round(larger * size[0]), round(larger * size[1]))
    layout = plot.matrix._arranged()
    cells = layout.cell(0, 0).united(layout.cell(count - 1, count - 1))
    assert layout.row_labels.right() < cells.left()
    assert layout.column_labels.top() > cells.bottom() - 1
    assert plot.matrix.rect().contains(cells.toAlignedRect())
    assert layout.column_labels.bottom() + 15 < plot.matrix.height()
    assert layout.row_labels.left() > 15
    assert layout.row_font is not None
    if count <= 10 or size == (680, 340):
        assert layout.column_font is not None
        assert layout.number_font is not None


def test_numbers_drop_out_where_cells_are_small_and_colours_stay(
    plot: ConfusionPlot, place: Any, pixels: Any
) -> None:
    fill(plot, *classes(3))
    place(plot.widget)
    assert plot.matrix._arranged().two_lines
    place(plot.widget, 300, 200)
    fill(plot, *classes(30))
    layout = plot.matrix._arranged()
    assert layout.number_font is None
    assert not plot.widget.grab().isNull()
    place(plot.widget, 700, 400)
    fill(plot, *classes(300))
    image = pixels(plot.matrix.grab().toImage())
    layout = plot.matrix._arranged()
    diagonal = [(place.y(), place.x()) for place in (middle(plot.matrix, i, i) for i in range(5, 290, 20))]
    blue = np.array([image[int(y), int(x)] for y, x in diagonal])
    assert (blue[:, 2] > blue[:, 0]).all()
    assert layout.row_font is None


def test_where_cells_are_large_none_is_said_too(plot: ConfusionPlot, place: Any, tmp_path: Path) -> None:
    def zeros() -> int:
        assert plot.save_svg(tmp_path / "picture.svg")
        return [node.text for node in ElementTree.parse(tmp_path / "picture.svg").iter()].count("0")

    fill(plot)
    place(plot.widget)
    assert zeros() == 4
    fill(plot, [f"class {i}" for i in range(20)], np.eye(20, dtype=int) * 30)
    assert zeros() == 0


def test_long_names_and_odd_ones_are_drawn(plot: ConfusionPlot, place: Any) -> None:
    labels = ("x" * 300, "", "a\nb", "<b>", "日本", " ")
    fill(plot, labels, np.eye(6, dtype=int) * 1_234_567)
    place(plot.widget, 420, 290)
    assert not plot.widget.grab().isNull()
    assert "x" * 300 in plot.matrix.tip(middle(plot.matrix, 0, 0))


def test_it_is_painted_only_when_something_has_changed(
    plot: ConfusionPlot, place: Any, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(plot)
    place(plot.widget)
    drawn = []
    monkeypatch.setattr(plot.matrix, "draw", lambda painter: drawn.append(painter.isActive()))
    plot.show(scores(np.array(COUNTS)))
    qapp.processEvents()
    assert drawn == []
    plot.show(scores(np.array(COUNTS) + 1))
    qapp.processEvents()
    assert drawn == [True]


def test_counts_of_other_classes_are_an_error(plot: ConfusionPlot) -> None:
    plot.set_classes(("a", "b"))
    with pytest.raises(ValueError, match="2 classes"):
        plot.show(scores(COUNTS))


def test_counts_are_saved_with_the_names(plot: ConfusionPlot, tmp_path: Path) -> None:
    fill(plot, ("fig, green", "pear", "plum"))
    assert plot.save_csv(tmp_path / "counts.csv")
    with (tmp_path / "counts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["true \\ predicted", "fig, green", "pear", "plum"]
    assert rows[1] == ["fig, green", "90", "10", "0"]
    assert len(rows) == 4


def test_pictures_show_the_cells(plot: ConfusionPlot, place: Any, pixels: Any, tmp_path: Path) -> None:
    fill(plot)
    place(plot.widget)
    wanted = pixels(plot.matrix.grab().toImage())[corner(plot.matrix, 0, 0)]
    line, column = corner(plot.matrix, 0, 0)
    assert (pixels(plot.picture())[2 * line, 2 * column] == wanted).all()
    plot.copy_picture()
    assert QGuiApplication.clipboard().image().width() == 2 * plot.canvas.width()
    assert plot.save_png(tmp_path / "picture.png")
    assert plot.save_svg(tmp_path / "picture.svg")
    texts = {node.text for node in ElementTree.parse(tmp_path / "picture.svg").iter() if node.text}
    assert {"90", "fig", "predicted", "Confusion matrix", "all 151 test rows"} <= {t.strip() for t in texts}


def test_there_is_no_view_to_go_back_to(plot: ConfusionPlot) -> None:
    names = [action.objectName() for action in plot.menu.actions() if isinstance(action, QAction)]
    assert names == ["copy_picture", "save_picture", "save_csv"]
    plot.automatic_view()
