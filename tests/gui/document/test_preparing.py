"""Rows that take long are prepared beside the window; project and rows belong together all the while."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QDeadlineTimer, QTimer
from pytestqt.qtbot import QtBot

from engine.base.errors import InputError
from engine.base.watch import Watch
from engine.data.prepare import Prepared
from engine.network.choice import Layer, NetworkChoice
from engine.project.project import Project
from engine.project.start import Seed, Seeds
from engine.table.table import Table
from gui.document import document as document_module
from gui.document.document import Document
from gui.document.edits import Edits
from tests.engine.data.test_prepare_anew import assert_same_bits
from tests.engine.runs import table

COUNT = 120
STREAM = np.random.default_rng(3)
SMALL = table(
    a=STREAM.normal(size=COUNT).tolist(),
    b=STREAM.normal(size=COUNT).tolist(),
    c=STREAM.normal(size=COUNT).tolist(),
    huge=[1e200, *STREAM.normal(size=COUNT - 1).tolist()],
    kind=["fig", "kiwi", "pear"] * (COUNT // 3),
    y=STREAM.normal(size=COUNT).tolist(),
)


class Preparing:
    """Holds the preparing of rows on other threads up until it `may_end`, and notes for which projects."""

    def __init__(self) -> None:
        self.may_end = threading.Event()
        self.projects: list[Project] = []
        self.error: Exception | None = None

    def prepare(
        self, project: Project, table: Table, *, earlier: Prepared | None = None, watch: Watch | None = None
    ) -> Prepared:
        if threading.current_thread() is not threading.main_thread():
            self.projects.append(project)
            assert self.may_end.wait(10)
            if self.error is not None:
                raise self.error
        return PREPARE(project, table, earlier=earlier, watch=watch)


PREPARE = Project.prepare


@pytest.fixture
def preparing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Preparing]:
    preparing = Preparing()
    monkeypatch.setattr(Project, "prepare", lambda *args, **kinds: preparing.prepare(*args, **kinds))
    yield preparing
    preparing.may_end.set()


@pytest.fixture
def document(monkeypatch: pytest.MonkeyPatch, preparing: Preparing) -> Iterator[Document]:
    """A document for which every table is large."""
    monkeypatch.setattr(document_module, "MOST_CELLS_AT_ONCE", 0)
    document = Document()
    document.open_table(SMALL, "y")
    yield document
    preparing.may_end.set()
    document.cancel()
    assert document.wait(QDeadlineTimer(10_000))


@pytest.fixture
def edits(document: Document) -> Edits:
    return Edits(document)


@pytest.fixture
def told(document: Document) -> list[Project]:
    """The projects that were shown."""
    told: list[Project] = []
    document.project_changed.connect(told.append)
    return told


def end(qtbot: QtBot, document: Document, preparing: Preparing) -> None:
    """Let what is being prepared come to its end."""
    with qtbot.waitSignal(document.preparing_changed):
        preparing.may_end.set()
    preparing.may_end.clear()


def inputs(document: Document) -> Sequence[str]:
    """The inputs of the rows at hand, which are those of the project in any case."""
    names = document.prepared.roles.input_names
    assert document.project.data.roles.input_names == names
    return names


def test_the_window_goes_on_while_a_large_table_is_prepared(qtbot: QtBot, preparing: Preparing) -> None:
    columns = {name: STREAM.normal(size=300_000).tolist() for name in "abcdefghiy"}
    document = Document()
    document.open_table(table(**columns), "y")
    edits, beats = Edits(document), list[Project]()
    timer = QTimer()
    timer.timeout.connect(lambda: beats.append(document.project))
    before = document.project
    edits.choose_role("c", "unused")
    assert document.is_preparing
    assert (document.project, document.wanted.data.roles.role("c")) == (before, "unused")
    timer.start(0)
    qtbot.waitUntil(lambda: len(beats) >= 20)
    assert set(beats) == {before}
    end(qtbot, document, preparing)
    timer.stop()
    assert "c" not in inputs(document)
    assert_same_bits(document.prepared, PREPARE(document.project, document.table))
    assert document.wait(QDeadlineTimer(10_000))


def test_edits_come_to_the_same_as_in_a_small_table(
    qtbot: QtBot, document: Document, preparing: Preparing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def do(document: Document, number: int) -> None:
        edits, split = Edits(document), document.project.split
        if number == 0:
            edits.choose_target("kind")  # brings other losses, and a recipe that looks at the rows
        elif number == 1:
            edits.edit_split(replace(split, train=40, validation=20, test=40))
        elif number == 2:
            edits.choose_role("b", "unused")
        else:
            edits.choose_target("a")

    for number in range(4):
        do(document, number)
        assert document.is_preparing
        end(qtbot, document, preparing)
    monkeypatch.undo()
    other = Document()
    other.open_table(SMALL, "y")
    for number in range(4):
        do(other, number)
        assert not other.is_preparing
    assert document.project == other.project
    assert document.undo_stack.count() == other.undo_stack.count() == 5
    assert_same_bits(document.prepared, other.prepared)


def test_a_later_edit_goes_on_from_the_one_that_waits_and_both_are_one_step(
    qtbot: QtBot, document: Document, edits: Edits, preparing: Preparing, told: list[Project]
) -> None:
    before = document.project
    edits.choose_role("a", "unused")
    edits.choose_role("a", "unused")
    edits.choose_role("b", "unused")
    edits.edit_network(NetworkChoice((Layer(3, "relu"),)), "take three units", "")
    assert inputs(document) == ("a", "b", "c", "kind")
    end(qtbot, document, preparing)
    assert inputs(document) == ("c", "kind")
    assert document.project.network.hidden == (Layer(3, "relu"),)
    assert told == [document.project]
    assert document.undo_stack.undoText() == "leave out a, leave out b, take three units"
    document.undo_stack.undo()
    end(qtbot, document, preparing)
    assert document.project == before


def test_what_panels_edit_of_what_they_show_keeps_what_is_not_shown_yet(
    qtbot: QtBot, document: Document, edits: Edits, preparing: Preparing
) -> None:
    shown = document.project
    edits.edit_split(replace(shown.split, train=50, test=50))
    edits.edit_split(replace(shown.split, method="in_order"))
    edits.edit_seeds(Seeds(5, shown.start_seed))
    edits.edit_seeds(Seeds(shown.seed, Seed(6)))
    edits.choose_target("kind")
    edits.edit_training(replace(shown.training, recipe="custom", epoch_limit=7), "train shortly")
    end(qtbot, document, preparing)
    assert (document.project.split.text, document.project.split.method) == ("50/0/50", "in_order")
    assert (document.project.seed, document.project.start) == (5, Seed(6))
    training = document.project.training
    assert (training.recipe, training.epoch_limit, training.loss) == ("custom", 7, "softmax_cross_entropy")


def test_an_edit_back_to_what_is_shown_needs_no_rows(
    document: Document, edits: Edits, preparing: Preparing, told: list[Project]
) -> None:
    before = document.project
    edits.choose_role("a", "unused")
    edits.choose_role("a", "input")
    assert not document.is_preparing
    assert document.project == document.wanted == before
    assert told == [before], "panels show it again"
    assert document.undo_stack.count() == 1
    preparing.may_end.set()


def test_undo_takes_back_the_edit_that_waits(
    qtbot: QtBot, document: Document, edits: Edits, preparing: Preparing, told: list[Project]
) -> None:
    edits.edit_network(NetworkChoice(()), "leave all layers out", "")
    document.undo_stack.undo()
    before = document.project
    edits.choose_role("a", "unused")
    group = document.undo_group
    assert (group.undoText(), group.canRedo()) == ("leave out a", False)
    group.undo()
    assert not document.is_preparing
    preparing.may_end.set()
    assert document.wait(QDeadlineTimer(10_000))
    qtbot.wait(1)
    assert document.project == document.wanted == before
    assert told[-1] == before
    assert (group.undoText(), group.redoText()) == ("open small", "leave all layers out")


def test_undo_and_redo_prepare_too_and_the_newest_wins(
    qtbot: QtBot, document: Document, edits: Edits, preparing: Preparing, told: list[Project]
) -> None:
    projects = [document.project]
    for name in ("a", "b", "c"):
        edits.choose_role(name, "unused")
        end(qtbot, document, preparing)
        projects.append(document.project)
    told.clear()
    document.undo_group.undo()
    document.undo_group.undo()
    assert (document.project, document.wanted) == (projects[3], projects[1])
    end(qtbot, document, preparing)
    assert told == [document.project] == [projects[1]]
    assert inputs(document) == ("b", "c", "kind")
    document.undo_group.redo()
    document.undo_group.undo()
    assert not document.is_preparing, "its rows are at hand"
    assert document.project == projects[1]
    document.undo_group.undo()
    edits.choose_role("kind", "unused")
    end(qtbot, document, preparing)
    assert inputs(document) == ("a", "b", "c")
    assert document.undo_stack.count() == 2, "the open, and the edit that goes on from it"
    document.undo_group.undo()
    end(qtbot, document, preparing)
    assert document.project == projects[0]


def test_an_edit_back_during_an_undo_has_its_recipe_filled_for_its_own_rows(
    qtbot: QtBot, document: Document, edits: Edits, preparing: Preparing
) -> None:
    before = document.project
    edits.edit_split(replace(before.split, train=10, test=90))
    end(qtbot, document, preparing)
    few = document.project
    assert few.training != before.training
    document.undo_group.undo()
    document.apply(replace(document.wanted, split=few.split), "change the split back")
    assert not document.is_preparing, "the rows are at hand"
    assert document.project == few
    assert document.undo_stack.undoText() == "change the split back"


def test_another_table_takes_the_place_of_what_is_prepared(
    document: Document, edits: Edits, preparing: Preparing, told: list[Project]
) -> None:
    before = document.project
    edits.choose_role("a", "unused")
    document.open_problem("article")
    assert told == [document.project]
    assert (document.project.data.problem, document.is_preparing) == ("article", False)
    document.undo_group.undo()
    assert document.project == before
    preparing.may_end.set()


def test_what_is_refused_late_is_refused_in_the_same_place_and_words(
    qtbot: QtBot, document: Document, edits: Edits, preparing: Preparing, told: list[Project]
) -> None:
    edits.edit_network(NetworkChoice(()), "leave all layers out", "")
    document.undo_stack.undo()
    before, roles = document.project, document.project.data.roles
    told.clear()
    refused: list[str] = []
    edits.data_refused.connect(refused.append)
    edits.choose_role("huge", "input")
    end(qtbot, document, preparing)
    with pytest.raises(InputError) as error:
        before.with_roles(document.table, roles.assigned(document.table, "huge", "input")).prepare(SMALL)
    assert refused == [str(error.value)]
    edits.apply_roles(roles.assigned(document.table, "huge", "input"), "change column huge", refused.append)
    end(qtbot, document, preparing)
    assert refused == 2 * [str(error.value)]
    assert (document.project, document.wanted, told) == (before, before, [])
    assert document.undo_group.redoText() == "leave all layers out"


def test_an_edit_refused_during_an_undo_leaves_the_undo(
    qtbot: QtBot, document: Document, edits: Edits, preparing: Preparing
) -> None:
    before = document.project
    edits.choose_role("a", "unused")
    end(qtbot, document, preparing)
    document.undo_group.undo()
    edits.choose_role("huge", "input")
    with qtbot.waitSignal(edits.data_refused):
        preparing.may_end.set()
    qtbot.waitUntil(lambda: not document.is_preparing)
    assert document.project == document.wanted == before
    assert document.undo_group.redoText() == "leave out a"


def test_an_undo_that_cannot_be_is_told_and_not_done(
    qtbot: QtBot, document: Document, edits: Edits, preparing: Preparing
) -> None:
    for name in ("a", "b"):
        edits.choose_role(name, "unused")
        end(qtbot, document, preparing)
    after = document.project
    preparing.error = MemoryError()
    document.undo_group.undo()
    document.undo_group.undo()
    with qtbot.waitSignal(document.refused) as refused:
        preparing.may_end.set()
    assert "not enough memory" in refused.args[0]
    assert document.project == document.wanted == after
    assert document.undo_group.undoText() == "leave out b"


def test_what_waits_for_rows_is_done_with_the_newest(
    qtbot: QtBot, document: Document, edits: Edits, preparing: Preparing
) -> None:
    seen: list[Project] = []

    def act() -> None:
        seen.append(document.project)

    document.when_prepared(act)
    assert seen == [document.project]
    for name in ("a", "b"):
        edits.choose_role(name, "unused")
        document.when_prepared(act)
    end(qtbot, document, preparing)
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen[1] == document.project
    for name, answer in (("huge", None), ("c", document.take_back)):
        edits.choose_role(name, "input" if name == "huge" else "unused")
        document.when_prepared(act)
        if answer is None:
            end(qtbot, document, preparing)
        else:
            answer()
        qtbot.wait(1)
    assert len(seen) == 2, "what was to come after an edit that is not made is let go"
