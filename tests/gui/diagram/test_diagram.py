"""The Network tab: the picture of the network, pointed at, read and changed."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QTableView

from engine.network.choice import Layer, NetworkChoice
from engine.project.start import StoredWeights
from gui.application import Application
from gui.diagram.panel import DiagramPanel
from gui.diagram.view import Link, NetworkView, Unit
from gui.wiring.network_display import BEFORE
from tests.gui.person import LEFT, Person, set_training, train_by_adam


@pytest.fixture
def diagram(person: Person, program: Application) -> DiagramPanel:
    """The tab, in front."""
    program.window.go_to_tab(1)
    panel = program.panels.diagram
    person.qtbot.waitUntil(lambda: panel.canvas.view is not None)
    return panel


def view(diagram: DiagramPanel) -> NetworkView:
    assert diagram.canvas.view is not None
    return diagram.canvas.view


def middle(diagram: DiagramPanel, unit: Unit) -> QPoint:
    return diagram.canvas.place_of(unit).center().toPoint()


def note(person: Person) -> str:
    return person.find(QLabel, "diagram_note").text()


def test_before_training_the_first_weights_are_seen(
    person: Person, program: Application, diagram: DiagramPanel
) -> None:
    assert note(person) == BEFORE
    assert np.array_equal(view(diagram).theta, program.document.project.start_weights())
    person.trigger("new_weights")
    assert np.array_equal(view(diagram).theta, program.document.project.start_weights())


def test_it_follows_a_run_and_its_epochs(person: Person, program: Application, diagram: DiagramPanel) -> None:
    set_training(program.document, epoch_limit=6)
    end = person.train_fully()
    assert np.array_equal(view(diagram).theta, end.theta)
    assert note(person) == f"After epoch {end.epoch}"
    person.click("epoch_first")
    person.qtbot.waitUntil(lambda: note(person) == "After epoch 0")
    assert np.array_equal(view(diagram).theta, end.trail.at(0).theta)


def test_hidden_it_costs_nothing(
    person: Person, program: Application, diagram: DiagramPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.window.go_to_tab(0)
    before = view(diagram)

    def fail(**_: object) -> None:
        raise AssertionError("it was drawn")

    monkeypatch.setattr("gui.wiring.network_display.look", fail)
    set_training(program.document, epoch_limit=3)
    person.train_fully()
    assert view(diagram) is before


def test_a_click_shows_the_sum_that_leads_to_an_answer(
    person: Person, program: Application, diagram: DiagramPanel
) -> None:
    person.write("predict_input_0", "30")
    person.write("predict_input_1", "70")
    person.qtbot.mouseClick(diagram.canvas, LEFT, pos=middle(diagram, Unit(3, 0)))
    assert person.find(QLabel, "unit_title").text() == "a+b"
    table = person.find(QTableView, "unit_terms")
    model = table.model()
    adds = [float(model.index(row, 3).data(Qt.ItemDataRole.ToolTipRole)) for row in range(model.rowCount())]
    *terms, bias, total, answer = adds
    assert sum(terms) + bias == pytest.approx(total, rel=1e-12)
    prepared = program.document.prepared.preprocessor
    network, theta = view(diagram).network, view(diagram).theta
    outputs = network.predict(theta, prepared.standardised(np.array([[30.0], [70.0]])))
    assert answer == pytest.approx(outputs[0, 0], rel=1e-12)
    person.write("predict_input_0", "95")
    assert float(model.index(model.rowCount() - 1, 3).data(Qt.ItemDataRole.ToolTipRole)) != answer


def test_a_weight_is_changed_by_a_double_click_and_undone(
    person: Person, program: Application, diagram: DiagramPanel
) -> None:
    link = Link(2, 1, None)
    person.qtbot.mouseDClick(diagram.canvas, LEFT, pos=middle(diagram, Unit(2, 1)))
    person.write("weight_edit", "-2.5")
    assert view(diagram).value(link) == -2.5
    project = program.document.project
    assert isinstance(project.start, StoredWeights)
    assert note(person) == BEFORE
    assert np.array_equal(view(diagram).theta, program.document.weights.weights(project.start))
    person.trigger("undo")
    assert np.array_equal(view(diagram).theta, program.document.project.start_weights())


def test_a_weight_is_typed_into_the_sum_and_what_is_none_is_said(
    person: Person, diagram: DiagramPanel
) -> None:
    diagram.canvas.select(Unit(1, 0))
    model = person.find(QTableView, "unit_terms").model()
    assert model.setData(model.index(1, 2), "0.125")
    assert view(diagram).value(Link(1, 0, 1)) == 0.125
    assert not model.setData(model.index(1, 2), "much")
    assert view(diagram).value(Link(1, 0, 1)) == 0.125
    assert not model.flags(model.index(1, 1)) & Qt.ItemFlag.ItemIsEditable


def test_keys_lead_to_every_unit(person: Person, diagram: DiagramPanel) -> None:
    canvas = diagram.canvas
    canvas.setFocus()
    seen = set()
    person.qtbot.keyClick(canvas, Qt.Key.Key_Right)
    for layer, size in enumerate(view(diagram).sizes):
        for _ in range(size):
            person.qtbot.keyClick(canvas, Qt.Key.Key_Up)
        for _ in range(size):
            assert canvas.selected is not None
            seen.add(canvas.selected)
            person.qtbot.keyClick(canvas, Qt.Key.Key_Down)
        person.qtbot.keyClick(canvas, Qt.Key.Key_Right)
        assert canvas.selected is not None
        assert canvas.selected.layer == min(layer + 1, len(view(diagram).sizes) - 1)
    assert seen == {Unit(layer, n) for layer, size in enumerate(view(diagram).sizes) for n in range(size)}
    person.qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.selected is None


def test_links_are_hit_and_brought_forward(person: Person, diagram: DiagramPanel) -> None:
    start, end = diagram.canvas.place_of(Unit(0, 0)), diagram.canvas.place_of(Unit(1, 1))
    near_start = QPoint(round(start.right()) + 2, round(start.center().y()))
    before = diagram.picture().copy()
    person.qtbot.mouseMove(diagram.canvas, near_start)
    assert end.left() > start.right()
    shown = diagram.canvas.grab().toImage()
    person.qtbot.mouseMove(diagram.canvas, QPoint(2, 2))
    assert diagram.canvas.grab().toImage() != shown
    assert diagram.picture() == before, "what is pointed at is in no picture"


def test_a_wide_layer_says_how_many_units_are_not_drawn(program: Application, diagram: DiagramPanel) -> None:
    wide = NetworkChoice((Layer(100, "tanh"),))
    program.edits.edit_network(wide, "widen", "")
    drawn = [unit for unit in (Unit(1, n) for n in range(100)) if not diagram.canvas.place_of(unit).isEmpty()]
    assert 2 < len(drawn) < 100
    program.edits.edit_network(NetworkChoice((Layer(4096, "tanh"), Layer(4096, "tanh"))), "widen", "")
    assert diagram.canvas.view is None


def test_the_plane_is_chosen(person: Person, program: Application, diagram: DiagramPanel) -> None:
    program.opening.open_example("concrete")
    across = person.find(QComboBox, "diagram_across")
    before = view(diagram).outputs[1].copy()
    across.setCurrentIndex(3)
    across.activated.emit(3)
    assert view(diagram).plane.across == 3
    assert not np.array_equal(view(diagram).outputs[1], before)


def test_one_input_is_a_curve(program: Application, diagram: DiagramPanel, person: Person) -> None:
    program.opening.open_problem("wave")
    assert view(diagram).plane.is_line
    assert not person.find(QComboBox, "diagram_across").isVisible()
    diagram.canvas.grab()


def test_the_picture_leaves_as_png_and_svg(
    person: Person, diagram: DiagramPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gui.widgets.save_dialog import PictureChoice

    for choice, name in (
        (PictureChoice(True, 16, 300, True), "n.svg"),
        (PictureChoice(False, 16, 300, False), "n.png"),
    ):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, path=tmp_path / name: (str(path), ""))
        diagram._save_picture(choice)
        assert (tmp_path / name).stat().st_size > 1000
        assert f"Saved as {tmp_path / name}" in person.find(QLabel, "status_message").text()


def test_while_it_trains_it_follows_and_training_goes_on(
    person: Person, program: Application, diagram: DiagramPanel
) -> None:
    train_by_adam(program.document)
    person.click_action("train")
    first = person.wait_for_epoch(2)
    person.qtbot.waitUntil(lambda: view(diagram).note > f"After epoch {first.epoch}")
    program.session.stop()
    person.wait_for("idle")
