"""Where Auto answers as a linear model, the window says so and lets the network be trained all the same."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from gui.application import Application
from tests.gui.conftest import write_table
from tests.gui.person import LEFT, Person, set_recipe


@pytest.fixture
def answered(person: Person, program: Application, tmp_path: Path) -> Application:
    """The program after Auto on a straight line in noise."""
    stream = np.random.default_rng(3)
    x = stream.uniform(-1, 1, (80, 2))
    y = x @ [1.0, -2.0] + stream.normal(0, 0.5, 80)
    rows = (f"{a!r},{b!r},{c!r}" for (a, b), c in zip(x.tolist(), y.tolist(), strict=True))
    program.opening.open_table(str(write_table(tmp_path / "line.csv", "a,b,y", rows)))
    set_recipe(program.document, "auto")
    last = person.train_fully()
    assert last.found is not None
    assert last.found.candidate.linear
    return program


def test_the_network_panel_says_why_a_linear_model_answers(person: Person, answered: Application) -> None:
    said = person.find(QLabel, "linear_model")
    assert said.text() == (
        "Linear model: in 10-fold cross-validation one predicts as well as these layers, so the network "
        "answers as it does."
    )
    answered.edits.take_new_weights()
    assert said.text() == "", "of another network nothing is known"
    person.trigger("undo")
    assert said.text().startswith("Linear model")


@pytest.mark.parametrize("button", ["train_network_anyway", "status_remedy"])
def test_the_network_is_trained_anyway_without_a_search(
    person: Person, answered: Application, button: str
) -> None:
    before = answered.document.project
    linear = answered.session.latest
    assert linear is not None
    assert linear.found is not None
    best = linear.found.network
    assert best is not None
    person.qtbot.mouseClick(person.find(QPushButton, button), LEFT)
    person.wait_for("idle")
    training = answered.document.project.training
    assert (training.folds, training.method, training.l2) == (0, best.method, best.l2)
    latest = answered.session.latest
    assert latest is not None
    assert latest.found is None
    assert latest.epoch > 0
    assert person.find(QLabel, "linear_model").text() == ""
    person.trigger("undo")
    assert answered.document.project == before
