"""The seeds of rows and first weights, shown and typed in one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from engine.project.start import Seed, Seeds
from gui.training.seed_edit import SeedEdit

SEED = st.integers(0, 2**32 - 1)


@pytest.fixture
def editor(qtbot: QtBot) -> SeedEdit:
    editor = SeedEdit()
    qtbot.addWidget(editor)
    editor.set_value(Seeds(42, Seed(42)))
    return editor


@pytest.mark.parametrize(
    ("seeds", "text"),
    [
        (Seeds(42, Seed(42)), "42"),
        (Seeds(42, Seed(42, 2)), "42, draw 2"),
        (Seeds(7, Seed(42)), "7, draw 1 of 42"),
        (Seeds(7, Seed(42, 3)), "7, draw 3 of 42"),
        (None, ""),
    ],
)
def test_a_draw_is_shown_where_it_is_not_the_seed_itself(
    editor: SeedEdit, seeds: Seeds | None, text: str
) -> None:
    assert editor.written(seeds) == text


@given(rows=SEED, seed=SEED, draw=st.integers(1, 2**32 - 1))
@pytest.mark.usefixtures("qapp")
def test_what_is_shown_can_be_typed(rows: int, seed: int, draw: int) -> None:
    editor, seeds = SeedEdit(), Seeds(rows, Seed(seed, draw))
    assert editor.understood(editor.written(seeds)) == seeds


@pytest.mark.parametrize(
    "text", ["42, draw 2", "42 draw 2", " 42,draw 2 ", "42; Draw  2", "42, draw 2 of 42"]
)
def test_a_draw_is_typed_as_people_write_it(editor: SeedEdit, text: str) -> None:
    assert editor.understood(text) == Seeds(42, Seed(42, 2))


def test_thousands_are_no_draw(editor: SeedEdit) -> None:
    assert editor.understood("1,000, draw 1,000") == Seeds(1000, Seed(1000, 1000))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("luck", "the seed must be a whole number from 0 to 4,294,967,295, not 'luck'"),
        ("42, draw", "the draw must be a whole number from 1 to 4,294,967,295"),
        ("42, draw 0", "the draw must be a whole number from 1 to 4,294,967,295, not 0"),
        ("draw 2", "the seed must be a whole number from 0 to 4,294,967,295, not 'draw 2'"),
        ("42, draw 2 of luck", "the start seed must be a whole number from 0 to 4,294,967,295, not 'luck'"),
    ],
)
def test_what_cannot_be_is_said(qtbot: QtBot, editor: SeedEdit, text: str, sentence: str) -> None:
    editor.clear()
    qtbot.keyClicks(editor, text)
    assert editor.problem == sentence
    assert editor.text() == text
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert editor.problem == ""


def test_seeds_too_long_for_the_editor_are_cut_at_their_end(editor: SeedEdit) -> None:
    editor.set_value(Seeds(4_000_000_000, Seed(4_000_000_001, 7)))
    assert editor.cursorPosition() == 0


def test_a_step_leads_to_the_first_draw_of_the_next_seed(qtbot: QtBot, editor: SeedEdit) -> None:
    told: list[Seeds] = []
    editor.value_edited.connect(told.append)
    editor.set_value(Seeds(42, Seed(42, 5)))
    qtbot.keyClick(editor, Qt.Key.Key_Up)
    qtbot.keyClick(editor, Qt.Key.Key_PageDown)
    assert told == [Seeds(43, Seed(43)), Seeds(33, Seed(33))]
    editor.set_value(Seeds(0, Seed(0)))
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    assert editor.text() == "0"
