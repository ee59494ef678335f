"""What a person does to the project: one step to undo, or a sentence for the part it was said in."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from engine.base.errors import InputError
from engine.data.inputs import Input
from engine.data.prepare import Prepared, prepare
from engine.data.roles import Roles
from engine.insight.checks.remedies import leave_inputs_out
from engine.network.choice import Layer, NetworkChoice
from engine.project.start import Seed, Seeds
from engine.table.table import Table
from gui.document.document import Document
from gui.document.edits import Edits
from tests.engine.runs import table

ROWS = table(
    a=range(0, 40, 2),
    b=[2 * (7 * i % 20) for i in range(20)],
    kind=["fig", "pear"] * 10,
    y=[i * i for i in range(20)],
)


@pytest.fixture
def document(qapp: QApplication) -> Document:  # noqa: ARG001
    document = Document()
    document.open_table(ROWS, "y")
    return document


@pytest.fixture
def edits(document: Document) -> Edits:
    return Edits(document)


@pytest.fixture
def refused(edits: Edits) -> list[tuple[str, str]]:
    """What was refused: the part it is told to, and why."""
    told: list[tuple[str, str]] = []
    edits.data_refused.connect(lambda why: told.append(("data", why)))
    edits.network_refused.connect(lambda why: told.append(("network", why)))
    edits.training_refused.connect(lambda why: told.append(("training", why)))
    edits.remedy_refused.connect(lambda why: told.append(("remedy", why)))
    return told


def test_every_edit_is_a_step_that_says_what_it_was(document: Document, edits: Edits) -> None:
    before, training = document.project, document.project.training
    edits.choose_role("b", "unused")
    edits.choose_role("kind", "target")
    edits.apply_roles(Roles((Input("a"),), ("y",)), "change column y")
    edits.choose_target_kind("class")
    edits.choose_target_kind("number")
    edits.edit_split(replace(document.project.split, train=60, test=40))
    edits.deal_again()
    edits.test_on_rows([3, 4])
    edits.edit_network(NetworkChoice((Layer(3, "relu"),)), "add a layer", "")
    edits.choose_recipe("adam")
    edits.edit_training(replace(document.project.training, learning_rate=0.5), "change it")
    edits.lower_learning_rate()
    edits.edit_quantiles((0.2, 0.8))
    edits.edit_seeds(Seeds(7, Seed(7)))
    edits.take_new_weights()
    stack = document.undo_stack
    assert [stack.text(number) for number in range(1, stack.count())] == [
        "leave out b",
        "use kind as target",
        "change column y",
        "take the target for classes",
        "take the target for numbers",
        "change the split",
        "deal the rows anew",
        "choose the test rows",
        "add a layer",
        "choose a recipe",
        "change it",
        "lower the learning rate",
        "change the quantiles",
        "change the seed",
        "take new weights",
    ]
    project = document.project
    assert (project.split.method, project.split.test_rows) == ("rows", (3, 4))
    assert (project.data.roles.quantiles, project.seed) == ((0.2, 0.8), 7)
    assert project.start == Seed(7, draw=2)
    assert project.training.learning_rate == 0.05
    stack.setIndex(1)
    assert document.project == before
    assert document.project.training == training


def test_the_articles_recipe_brings_its_weights_back(document: Document, edits: Edits) -> None:
    document.open_problem("article")
    first = document.project.start_weights().tobytes()
    edits.choose_recipe("article")
    run = document.project
    edits.take_new_weights()
    assert document.project.start == Seed(42, draw=2)
    assert document.project.start_weights().tobytes() != first
    edits.choose_recipe("adam")
    assert document.project.start == Seed(42, draw=2), "another recipe leaves the weights alone"
    edits.choose_recipe("article")
    assert document.project == run
    assert document.project.start_weights().tobytes() == first
    document.undo_stack.undo()
    assert document.project.start == Seed(42, draw=2)


def test_another_target_is_chosen_in_one_step(document: Document, edits: Edits) -> None:
    before = document.project
    edits.choose_target("kind")
    roles = document.project.data.roles
    assert (roles.input_names, roles.targets, roles.classes) == (("a", "b", "y"), ("kind",), ("fig", "pear"))
    assert document.undo_stack.undoText() == "predict kind"
    document.undo_stack.undo()
    assert document.project == before


def test_an_edit_of_the_data_prepares_the_rows_once(
    document: Document, edits: Edits, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared: list[str] = []

    def noted(table: Table, roles: Roles, *args: Any, **kinds: Any) -> Prepared:
        prepared.append(" ".join(roles.targets))
        return prepare(table, roles, *args, **kinds)

    monkeypatch.setattr("engine.project.project.prepare", noted)
    edits.choose_target("kind")  # brings another loss
    assert prepared == ["kind"]
    training = document.project.training
    assert training == document.project.refilled(document.prepared).training
    edits.choose_target("y")
    edits.edit_quantiles((0.1, 0.9))
    edits.choose_role("b", "unused")
    edits.edit_split(replace(document.project.split, train=60, test=40))
    assert prepared == ["kind", *["y"] * 4]


def test_what_cannot_be_is_told_to_the_part_it_was_said_in(
    document: Document, edits: Edits, refused: list[tuple[str, str]], tmp_path: Path
) -> None:
    before = document.project
    path = tmp_path / "rows.txt"
    path.write_text("x\n")
    edits.choose_role("y", "unused")
    edits.read_test_rows(str(path))
    edits.test_on_rows([20])
    edits.edit_training(replace(before.training, loss="binary_cross_entropy"), "change the loss")
    edits.edit_quantiles((0.9, 0.1))
    edits.edit_seeds(Seeds(-1, Seed(7)))
    edits.edit_network(NetworkChoice((Layer(4096, "relu"),) * 3), "add layers", "")
    (remedy,) = leave_inputs_out(before, ["a"])
    edits.choose_role("kind", "unused")
    edits.choose_role("b", "unused")
    edits.apply_remedy(remedy)
    assert [part for part, _why in refused] == [*["data"] * 3, *["training"] * 3, "network", "remedy"]
    assert all(why for _part, why in refused)
    document.undo_stack.setIndex(1)
    assert document.project == before


def test_a_dialog_hears_of_roles_that_cannot_be_by_itself(edits: Edits) -> None:
    with pytest.raises(InputError, match="must be the only one"):
        edits.apply_roles(Roles((Input("a"),), ("b", "kind")), "change column kind")
