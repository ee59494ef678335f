"""The document: every edit can be undone, typing merges, and a table is found again."""

import gc
import weakref
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from engine.base.errors import InputError
from engine.base.memory import array_bytes
from engine.data.roles import Roles
from engine.data.split import Split
from engine.network.choice import Layer, NetworkChoice
from engine.project.project import Project
from engine.project.start import Seed
from engine.sources.problems import PROBLEMS
from engine.table.table import Table
from gui.document.document import Document
from gui.document.steps import MERGE_SECONDS
from tests.gui.conftest import write_table


@pytest.fixture
def document(qapp: QApplication) -> Document:  # noqa: ARG001
    return Document()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let seconds pass without waiting."""
    now = [0.0]
    monkeypatch.setattr("gui.document.steps.time.monotonic", lambda: now[0])

    def wait(seconds: float) -> None:
        now[0] += seconds

    return wait


def with_rate(project: Project, rate: float) -> Project:
    return replace(project, training=replace(project.training, recipe="custom", learning_rate=rate))


def with_units(project: Project, units: int) -> Project:
    return replace(project, network=NetworkChoice((Layer(units, "tanh"),)))


def test_it_opens_with_the_article_s_problem(document: Document) -> None:
    assert document.project.data.problem == "article"
    assert document.title == PROBLEMS["article"].title
    assert document.prepared.train.count == 7000
    assert not document.undo_stack.canUndo()


def test_an_edit_is_told_undone_and_made_again(document: Document) -> None:
    told: list[Project] = []
    document.project_changed.connect(told.append)
    before, after = document.project, with_units(document.project, 5)
    document.apply(after, "change units")
    assert document.project == after
    assert document.undo_stack.undoText() == "change units"
    document.undo_stack.undo()
    assert document.project == before
    document.undo_stack.redo()
    assert told == [after, before, after]


def test_an_edit_that_changes_nothing_is_none(document: Document) -> None:
    document.apply(replace(document.project), "nothing")
    assert not document.undo_stack.canUndo()


def test_typing_merges_into_one_step(document: Document, clock: Callable[[float], None]) -> None:
    before = document.project
    for rate in (0.1, 0.12, 0.123):
        document.apply(with_rate(document.project, rate), "change learning rate", "learning_rate")
        clock(MERGE_SECONDS * 0.9)
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.project == before


def test_a_pause_or_another_field_ends_the_merging(
    document: Document, clock: Callable[[float], None]
) -> None:
    document.apply(with_rate(document.project, 0.1), "change learning rate", "learning_rate")
    clock(MERGE_SECONDS * 1.1)
    document.apply(with_rate(document.project, 0.2), "change learning rate", "learning_rate")
    document.apply(replace(document.project, seed=1), "change the seed", "seed")
    document.apply(replace(document.project, seed=2), "change the seed")
    document.apply(replace(document.project, seed=3), "change the seed")
    assert document.undo_stack.count() == 5


def test_typing_back_to_where_it_was_leaves_no_step(document: Document) -> None:
    before = with_rate(document.project, 0.5)
    document.apply(before, "begin")
    document.apply(with_rate(before, 0.55), "change learning rate", "learning_rate")
    document.apply(before, "change learning rate", "learning_rate")
    assert document.project == before
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    document.undo_stack.redo()
    assert document.project == before


def test_a_table_is_opened_and_found_again_by_undo(document: Document, table_file: Path) -> None:
    document.open(table_file)
    plane = document.project
    assert document.title == "plane.csv"
    assert document.project.data.roles == Roles.of_numbers(("u", "v"), ("y",))
    assert document.table.rows == 60
    document.undo_stack.undo()
    assert document.title == PROBLEMS["article"].title
    assert document.table.rows == 10_000
    table_file.unlink()
    document.undo_stack.redo()
    assert document.project == plane
    assert document.table.column("u").values.size == 60


def test_tables_opened_long_ago_are_let_go_with_the_steps_back_to_them(
    document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone: list[str] = []
    document.undo_shortened.connect(gone.append)
    tables: list[weakref.ref[Table]] = []
    for name in "abcd":
        document.open(write_table(tmp_path / f"{name}.csv", f"x,{name}", (f"{i},{2 * i}" for i in range(50))))
        document.apply(with_units(document.project, 3 + len(tables)), "change units")
        tables.append(weakref.ref(document.table))
        monkeypatch.setattr("gui.document.document.KEPT_BYTES", 1.5 * array_bytes(document.table, set()))
    assert gone == ["b.csv", "c.csv"]
    assert [table() is None for table in tables] == [True, True, False, False]
    assert document.undo_stack.undoText() == "change units"
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
    assert document.title == "c.csv"
    assert document.project.sizes == (1, 16, 1), "as it was opened"
    while document.undo_stack.canRedo():
        document.undo_stack.redo()
    assert document.title == "d.csv"
    assert document.project.sizes == (1, 6, 1)


def test_where_no_table_may_be_kept_undo_stays_with_the_one_at_hand(
    document: Document, table_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.document.document.KEPT_BYTES", 0)
    document.open(table_file)
    assert document.undo_stack.canUndo(), "a built-in problem is drawn anew"
    left = document.project
    document.open(write_table(tmp_path / "other.csv", "p,q", ("1,2", "2,3", "3,5", "4,4")))
    assert not document.undo_stack.canUndo()
    assert document.title == "other.csv"
    assert document.title_of(left) == "plane.csv", "its run may still go on"
    document.open(table_file)
    assert replace(document.project, attempt=left.attempt) == left


def test_an_example_opens_on_its_own_target(document: Document) -> None:
    document.open_example("penguins")
    assert document.title == "Penguins"
    assert document.project.data.roles.targets == ("species",)
    document.undo_stack.undo()
    document.undo_stack.redo()
    assert document.project.data.roles.classes == ("Adelie", "Chinstrap", "Gentoo")


def test_a_table_that_is_opened_again_is_begun_anew(document: Document, table_file: Path) -> None:
    document.open(table_file)
    first = document.project
    document.open(str(table_file))
    assert document.project != first
    assert not document.project.same_run(first)
    document.undo_stack.undo()
    assert document.project == first


def test_starting_over_is_a_step_that_changes_nothing_but_the_attempt(document: Document) -> None:
    first, prepared = document.project, document.prepared
    document.start_over()
    assert not document.project.same_run(first)
    assert replace(document.project, attempt=first.attempt) == first
    assert document.prepared is prepared
    again = document.project
    document.undo_stack.undo()
    assert document.project == first
    document.start_over()
    assert document.project not in (first, again), "what was undone is another attempt"


def test_a_table_that_changed_on_disk_is_another(document: Document, table_file: Path) -> None:
    document.open(table_file)
    first = document.project
    table_file.write_text("a,b\n1,2\n2,3\n3,5\n4,5\n", encoding="utf-8")
    document.open(table_file)
    assert document.table.rows == 4
    document.undo_stack.undo()
    assert document.project == first
    assert document.table.rows == 60


@pytest.mark.parametrize("text", ["", "a,b\nx,y\n", "a\n1\n2\n"])
def test_a_table_that_cannot_be_used_changes_nothing(document: Document, tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad[1]*.csv"
    path.write_text(text, encoding="utf-8")
    told: list[Project] = []
    document.project_changed.connect(told.append)
    before = document.project
    with pytest.raises(InputError):
        document.open(path)
    with pytest.raises(InputError):
        document.open(tmp_path / "gone.csv")
    with pytest.raises(InputError):
        document.open(tmp_path)
    assert (document.project, told) == (before, [])


def test_roles_that_cannot_be_used_change_nothing(document: Document) -> None:
    project = document.project
    for roles in (
        Roles.of_numbers((), ("a",)),
        Roles.of_numbers(("a",), ()),
        Roles.of_numbers(("a",), ("nobody",)),
    ):
        with pytest.raises(InputError):
            document.apply(replace(project, data=replace(project.data, roles=roles)), "roles")
    assert document.project is project


def test_an_untouched_recipe_follows_the_training_rows_and_an_edited_one_does_not(
    document: Document,
) -> None:
    before = document.project.training
    document.apply(
        replace(document.project, split=Split(train=1, validation=0, test=99, method="in_order")), "split"
    )
    assert document.prepared.train.count == 100
    refilled = document.project.training
    assert refilled.recipe == "auto"
    assert refilled.epoch_limit != before.epoch_limit
    document.undo_stack.undo()
    assert document.project.training == before
    document.apply(with_rate(document.project, 0.3), "rate")
    custom = document.project.training
    document.apply(
        replace(document.project, split=Split(train=1, validation=0, test=99, method="in_order")), "split"
    )
    assert document.project.training == custom


@pytest.mark.parametrize("problem", PROBLEMS)
def test_every_built_in_problem_opens(document: Document, problem: str) -> None:
    document.open_problem(problem)
    assert document.title == PROBLEMS[problem].title
    assert document.prepared.train.count > 0
    assert document.project.build_network().parameters > 0


def test_weights_are_kept_while_a_step_leads_to_them(document: Document) -> None:
    theta = document.project.start_weights()
    unused = document.keep_weights(theta)
    used = document.keep_weights(theta + 1)
    with pytest.raises(InputError, match="not at hand"):
        document.apply(replace(document.project, start=unused), "begin from these")
    document.apply(replace(document.project, start=used), "begin from these")
    assert document.undo_stack.count() == 1, "what was refused is no step"
    document.undo_stack.undo()
    document.keep_weights(theta + 2)
    document.undo_stack.redo()
    assert document.project.start == used
    assert np.array_equal(document.weights.weights(used), theta + 1)


@pytest.mark.usefixtures("qapp")
def test_undo_steps_do_not_keep_their_document() -> None:
    """Else both are garbage in one cycle, which Python may take apart in an order Qt does not survive."""
    document = Document()
    document.apply(replace(document.project, start=Seed(1)), "new weights")
    document.undo_stack.undo()
    gone = weakref.ref(document)
    gc.disable()
    try:
        del document
        assert gone() is None
    finally:
        gc.enable()
