import gc
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QGuiApplication, QImage, QMouseEvent, QPalette, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QWidget

from engine.scoring.scores import Score
from engine.training.run.history import Curve
from engine.training.run.snapshot import HistoryCurves
from gui.look.theme import DARK, LIGHT
from gui.plots.base import Plot
from gui.plots.loss import LossPlot
from gui.plots.scatter import ScatterPlot
from gui.widgets.corner_button import CornerButton
from gui.widgets.save_dialog import PictureChoice, SaveDialog

NOTHING = Curve(*np.empty((4, 0)))


def losses(size: int = 200) -> HistoryCurves:
    epoch = np.arange(size, dtype=float)
    values = np.exp(-epoch / 40) + 1e-3
    return HistoryCurves(Curve(epoch, values, values * 1.2, values), NOTHING, NOTHING, NOTHING)


def loss_plot() -> LossPlot:
    plot = LossPlot()
    plot.set_theme(LIGHT)
    plot.show(losses(), 10**9)
    return plot


def scatter_plot() -> ScatterPlot:
    plot = ScatterPlot()
    plot.set_theme(LIGHT)
    plot.set_outputs(["y", "z"])
    true = np.random.RandomState(0).rand(2, 100)
    plot.show_truth(true)
    plot.show(true * 1.01, [Score("y", 0.1, 0.1, 0.9), Score("z", 0.1, 0.1, 0.9)])
    return plot


@pytest.fixture(params=[loss_plot, scatter_plot])
def plot(request: pytest.FixtureRequest, qapp: QApplication) -> Plot:  # noqa: ARG001
    made = request.param()
    assert isinstance(made, Plot)
    return made


def double_click(widget: QWidget, position: QPoint) -> None:
    """Send what a person's double click sends; QTest's own has a press too many."""
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    for kind, held in (
        (QEvent.Type.MouseButtonPress, left),
        (QEvent.Type.MouseButtonRelease, none),
        (QEvent.Type.MouseButtonDblClick, left),
        (QEvent.Type.MouseButtonRelease, none),
    ):
        where = QPointF(widget.mapToGlobal(position))
        event = QMouseEvent(kind, QPointF(position), where, left, held, Qt.KeyboardModifier.NoModifier)
        QCoreApplication.sendEvent(widget, event)


def test_the_menu_offers_the_same_for_every_plot(plot: Plot) -> None:
    names = ["copy_picture", "save_picture", "save_csv", "automatic_view"]
    actions = [action for action in plot.menu.actions() if not action.isSeparator()]
    assert [action.objectName() for action in actions] == names
    assert all(action.toolTip() for action in actions)
    assert actions[1].text() == "Save picture…"
    assert plot.widget.accessibleName()


def test_the_right_mouse_button_opens_the_menu_and_no_other(
    plot: Plot, place: Any, qapp: QApplication
) -> None:
    place(plot.widget)
    opened = []
    plot.menu.aboutToShow.connect(lambda: opened.append(plot.menu))
    view = plot.axes()[0].view
    QTest.mouseClick(view.viewport(), Qt.MouseButton.RightButton, pos=QPoint(80, 80))
    plot.widget.customContextMenuRequested.emit(QPoint(50, 50))
    qapp.processEvents()
    assert opened == [plot.menu]
    popups = [
        widget
        for widget in qapp.topLevelWidgets()
        if widget.isVisible() and widget.windowType() == Qt.WindowType.Popup
    ]
    assert popups == [plot.menu]
    plot.menu.close()


def test_an_empty_plot_has_nothing_to_save(plot: Plot) -> None:
    assert all(action.isEnabled() for action in plot.menu.actions())
    plot.set_filled(False)
    assert not any(action.isEnabled() for action in plot.menu.actions())


def test_a_png_has_twice_the_windows_pixels_and_all_of_the_picture(
    plot: Plot, place: Any, tmp_path: Path, pixels: Any
) -> None:
    place(plot.widget)
    assert plot.save_png(tmp_path / "plot.png")
    image = QImage(str(tmp_path / "plot.png"))
    assert image.size() == plot.canvas.size() * 2
    found = pixels(image)
    color = np.array(_rgb(LIGHT.train if isinstance(plot, LossPlot) else LIGHT.series[0]))
    near = np.abs(found - color).max(axis=2) < 60
    lines, _ = np.nonzero(near[80:])
    assert lines.size > 300
    assert np.ptp(lines) > 0.4 * image.height()


def _rgb(color: str) -> list[int]:
    return [int(color[i : i + 2], 16) for i in (1, 3, 5)]


def test_an_svg_holds_text_and_every_dot_as_a_circle(place: Any, tmp_path: Path, qapp: QApplication) -> None:  # noqa: ARG001
    plot = scatter_plot()
    place(plot.widget)
    assert plot.save_svg(tmp_path / "plot.svg")
    root = ElementTree.parse(tmp_path / "plot.svg").getroot()
    tags = [element.tag.split("}")[1] for element in root.iter()]
    assert tags.count("circle") == 200
    assert "image" not in tags
    texts = {"".join(element.itertext()).strip() for element in root.iter() if element.tag.endswith("text")}
    assert {"y", "z", "true y", "predicted z"} <= texts


def test_an_svg_of_the_loss_is_lines_with_a_title(place: Any, tmp_path: Path, qapp: QApplication) -> None:  # noqa: ARG001
    plot = loss_plot()
    place(plot.widget)
    assert plot.save_svg(tmp_path / "plot.svg")
    text = (tmp_path / "plot.svg").read_text(encoding="utf-8")
    assert "<image" not in text
    assert LIGHT.train in text
    assert "epochs done" in text
    assert plot._lines[0].opts["antialias"] is False


def test_copying_puts_the_picture_on_the_clipboard(plot: Plot, place: Any) -> None:
    place(plot.widget)
    QGuiApplication.clipboard().clear()
    plot.menu.actions()[0].trigger()
    assert QGuiApplication.clipboard().image().size() == plot.canvas.size() * 2


@pytest.mark.parametrize("method", ["save_png", "save_svg", "save_csv"])
def test_what_cannot_be_saved_is_said_in_a_sentence(plot: Plot, method: str, tmp_path: Path) -> None:
    said: list[str] = []
    plot.failed.connect(said.append)
    assert not getattr(plot, method)(tmp_path / "no such folder" / "plot.x")
    assert said == ["plot.x could not be saved: No such file or directory; choose another folder"]
    assert getattr(plot, method)(tmp_path / "plot.x")
    assert len(said) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["plot.x"]


def test_the_menus_saving_asks_for_a_path_and_may_be_cancelled(
    plot: Plot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def ask(suffix: str, kind: str) -> str:
        asked.append(kind)
        return "" if len(asked) > 3 else str(tmp_path / f"plot.{suffix}")

    monkeypatch.setattr(plot, "_ask_path", ask)
    actions = {action.objectName(): action for action in plot.widget.findChildren(QAction)}
    for kind in ("png", "svg"):
        actions["save_picture"].trigger()
        (dialog,) = plot.widget.findChildren(SaveDialog)
        choice = dialog.findChild(QComboBox, "picture_kind")
        assert isinstance(choice, QComboBox)
        choice.setCurrentIndex(choice.findData(kind))
        dialog._choose()
        dialog.deleteLater()
        QCoreApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)
    for _ in range(2):
        actions["save_csv"].trigger()
    assert asked == ["PNG picture", "SVG drawing", "CSV table", "CSV table"]
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".csv", ".png", ".svg"]


def test_a_picture_is_saved_at_the_size_and_in_the_colours_asked_for(
    plot: Plot, place: Any, tmp_path: Path, pixels: Any
) -> None:
    place(plot.widget)
    plot.set_theme(DARK)
    choice = PictureChoice(is_svg=False, width_cm=10.0, dots_per_inch=254, light=True)
    assert plot.save_png(tmp_path / "light.png", choice)
    image = QImage(str(tmp_path / "light.png"))
    assert image.width() == pytest.approx(1000, abs=1)
    assert image.dotsPerMeterX() == pytest.approx(10_000, rel=0.01)
    assert pixels(image)[2, 2].tolist() == _rgb(LIGHT.base)
    assert plot.save_svg(tmp_path / "light.svg", replace(choice, is_svg=True))
    assert LIGHT.base in (tmp_path / "light.svg").read_text(encoding="utf-8")
    assert plot.save_png(tmp_path / "dark.png", replace(choice, light=False))
    assert pixels(QImage(str(tmp_path / "dark.png")))[2, 2].tolist() == _rgb(DARK.base)
    assert plot.widget.palette().color(QPalette.ColorRole.Window).name() == DARK.base


def test_the_corner_has_a_button_for_the_same_menu(plot: Plot, place: Any, qapp: QApplication) -> None:
    place(plot.widget)
    qapp.processEvents()
    (button,) = (one for one in plot.widget.findChildren(CornerButton))
    assert button.isVisible()
    assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert button.accessibleName()
    assert plot.widget.rect().contains(button.geometry())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert plot.menu.isVisible()
    plot.menu.close()
    plot.set_filled(False)
    assert not button.isVisible()


def test_where_somebody_saved_is_where_the_next_picture_goes(
    plot: Plot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    plot.folder_chosen.connect(told.append)
    monkeypatch.setattr(QFileDialog, "exec", lambda _dialog: True)
    monkeypatch.setattr(QFileDialog, "selectedFiles", lambda _dialog: [str(tmp_path / "x.csv")])
    assert plot._ask_path("csv", "CSV table") == str(tmp_path / "x.csv")
    assert (told, plot.folder) == ([str(tmp_path)], str(tmp_path))


def test_the_wheel_zooms_and_a_double_click_brings_the_automatic_view_back(plot: Plot, place: Any) -> None:
    place(plot.widget)
    axes = plot.axes()[0]
    automatic = axes.box.viewRange()
    centre = axes.view.rect().center()
    where = QPointF(axes.view.mapToGlobal(centre))
    turn = QWheelEvent(
        QPointF(centre), where, QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QCoreApplication.sendEvent(axes.view.viewport(), turn)
    zoomed = axes.box.viewRange()
    assert axes.by_hand
    assert all(np.ptp(new) < np.ptp(old) for new, old in zip(zoomed, automatic, strict=True))
    axes.set_ranges((0.0, 500.0), (-8.0, 2.0))
    assert axes.box.viewRange() == zoomed
    double_click(axes.view.viewport(), centre)
    assert not axes.by_hand
    assert axes.box.viewRange() == [[0, 500], [-8, 2]]


def test_dragging_pans(plot: Plot, place: Any) -> None:
    place(plot.widget)
    axes = plot.axes()[0]
    (low, high), _ = axes.box.viewRange()
    viewport, start = axes.view.viewport(), axes.view.rect().center()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 8):
        QTest.mouseMove(viewport, start + QPoint(10 * step, 0), delay=20)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=start + QPoint(70, 0))
    (new_low, new_high), _ = axes.box.viewRange()
    assert new_low < low
    assert new_high - new_low == pytest.approx(high - low)
    assert axes.by_hand


def test_ticks_cover_what_is_seen_after_zooming(plot: Plot, place: Any) -> None:
    place(plot.widget)
    axes = plot.axes()[0]
    axes.box.setRange(xRange=(0.2, 0.3), yRange=(-0.1, -0.05), padding=0)
    ticks = axes.item.getAxis("bottom")._tickLevels[0]
    assert len(ticks) >= 2
    assert all(0.2 <= place <= 0.3 for place, _ in ticks)


def test_a_theme_recolours_the_ground_and_the_axes(plot: Plot, place: Any, pixels: Any) -> None:
    place(plot.widget)
    for theme in (DARK, LIGHT):
        plot.set_theme(theme)
        image = pixels(plot.widget.grab().toImage())
        assert image[-2, 2].tolist() == _rgb(theme.base)
        assert plot.axes()[0].item.getAxis("left").textPen().color().name() == theme.muted


def test_plots_come_and_go_without_a_trace(qapp: QApplication) -> None:
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # what earlier tests have left
    before = len(qapp.allWidgets())
    for _ in range(5):
        window = QWidget()
        plots = [loss_plot(), scatter_plot()]
        for plot in plots:
            plot.widget.setParent(window)
        window.grab()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        qapp.processEvents()
        assert not any(shiboken6.isValid(plot.widget) for plot in plots)
        del plots, plot
        gc.collect()
    assert len(qapp.allWidgets()) <= before


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None lives for ever, and its count means nothing")
def test_a_thousand_updates_lose_no_reference(place: Any, qapp: QApplication) -> None:
    loss, scatter = loss_plot(), scatter_plot()
    place(loss.widget, 300, 200)
    place(scatter.widget, 400, 200)
    history, true = losses(50), np.random.RandomState(0).rand(2, 100)
    score = [Score("y", 0.1, 0.1, 0.9), Score("z", 0.1, 0.1, 0.9)]
    before = sys.getrefcount(None)
    for _ in range(1000):
        loss.show(history, 10**9)
        scatter.show(true, score)
        qapp.processEvents()
    assert sys.getrefcount(None) > before - 100


def test_headings_are_not_clipped_in_an_svg(place: Any, tmp_path: Path) -> None:
    plot = scatter_plot()
    place(plot.widget)
    assert plot.save_svg(tmp_path / "dots.svg")
    text = ElementTree.parse(tmp_path / "dots.svg")
    parents = {child: parent for parent in text.iter() for child in parent}
    heading = next(node for node in text.iter() if (node.text or "").strip() == "y")
    node: ElementTree.Element | None = heading
    while node is not None:
        assert "clip-path" not in node.attrib
        node = parents.get(node)
