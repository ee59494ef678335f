"""The Data panel: where the rows come from, what is left out, and how they are split."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDockWidget, QLabel, QLineEdit, QPushButton, QTableView

from gui.application import Application
from gui.data.split_strip import SplitStrip
from gui.table.panel import TablePanel
from gui.widgets.message_bar import MessageBar
from gui.widgets.panel_area import PanelArea
from tests.gui.conftest import write_table
from tests.gui.person import LEFT, Person


def roles(program: Application, kind: str) -> list[str]:
    """The names of the inputs or targets now."""
    found = program.document.project.data.roles
    return list(getattr(found, {"inputs": "input_names"}.get(kind, kind)))


def test_a_split_is_typed_and_undone(person: Person, program: Application) -> None:
    editor = person.write("split", "60/20/20")
    prepared = program.document.prepared
    assert (prepared.train.count, prepared.validation.count, prepared.test.count) == (6000, 2000, 2000)
    assert editor.text() == "60/20/20"
    strip = person.find(SplitStrip, "split_strip")
    assert strip.isVisible()
    assert strip.accessibleDescription() == "train 6,000, validation 2,000, test 2,000"
    person.trigger("undo")
    assert program.document.prepared.train.count == 7000
    assert editor.text() == "70/0/30"
    person.write("split", "80/20")
    assert program.document.project.split.text == "80/0/20"
    assert editor.text() == "80/20", "what was typed stays"


def test_a_split_that_cannot_be_is_said_and_stays(person: Person, program: Application) -> None:
    before = program.document.project.split
    for text in ("", "all", "50", "50/60", "0/0/100", "-10/10/100", "nan/0/30", "70/0/30/0", "1e9/0/0", "//"):
        editor = person.write("split", text)
        assert editor.text() == text
        assert editor.property("invalid"), text
        assert editor.accessibleDescription()
        assert any(editor.accessibleDescription()[1:] in sentence for sentence in person.said()), text
        assert program.document.project.split == before
        person.choose("method", "momentum")
        assert editor.text() == text
        assert editor.property("invalid"), "an edit elsewhere must not hide that the text is not used"
        person.write("split", before.text)
        assert not editor.property("invalid")
        assert editor.accessibleDescription() == ""
        assert program.document.project.split == before
        person.choose("method", "adam")


def test_constant_targets_are_said(person: Person, program: Application, tmp_path: Path) -> None:
    path = write_table(tmp_path / "same.csv", "u,v,y", [f"{i},5,7" for i in range(20)])
    program.opening.open_table(str(path))
    refusal, sentence = sorted(text for text in person.said() if "never changes" in text)
    assert refusal.startswith("Target 'y' never changes in the training rows, so there is nothing to learn")
    assert "v never changes" not in sentence, "the checks say it, and can do something about it"
    assert "y never changes in the training rows: there is nothing to learn" in sentence


def test_roles_are_ticked_by_key_and_the_place_is_kept(
    person: Person, program: Application, table_file: Path
) -> None:
    program.opening.open_table(str(table_file))
    table = person.find(QTableView, "column_table")
    table.setFocus()
    table.setCurrentIndex(table.model().index(1, 2))
    person.qtbot.keyClick(table, Qt.Key.Key_Space)
    assert roles(program, "targets") == ["v", "y"]
    assert (table.currentIndex().row(), table.currentIndex().column()) == (1, 2)
    person.qtbot.keyClick(table, Qt.Key.Key_Space)
    assert roles(program, "targets") == ["y"]
    assert roles(program, "inputs") == ["u"]
    person.trigger("undo")
    person.trigger("undo")
    assert roles(program, "inputs") == ["u", "v"]


def test_the_columns_of_a_built_in_problem_keep_the_place_too(person: Person, program: Application) -> None:
    table = person.find(QTableView, "column_table")
    table.setFocus()
    table.setCurrentIndex(table.model().index(2, 2))
    person.qtbot.keyClick(table, Qt.Key.Key_Space)
    assert roles(program, "targets") == ["a-b", "|a-b|"]
    assert table.currentIndex().row() == 2
    person.qtbot.keyClick(table, Qt.Key.Key_Space)
    assert roles(program, "targets") == ["a+b", "a-b", "|a-b|"]


def test_inputs_cannot_all_be_taken_away(person: Person, program: Application) -> None:
    person.tick(0, 1)
    assert roles(program, "inputs") == ["b"]
    person.tick(1, 1)
    assert roles(program, "inputs") == ["b"]
    assert any("input" in text for text in person.said())
    person.tick(0, 1)
    assert roles(program, "inputs") == ["a", "b"]
    assert not any("at least one input" in text for text in person.said())


def test_the_problem_says_what_it_teaches(person: Person, program: Application) -> None:
    assert person.find(QLabel, "data_title").text() == "Sum and difference"
    labels = [label.text() for label in program.window.findChildren(QLabel) if label.isVisible()]
    assert any("Plain gradient descent gets stuck" in text for text in labels)
    assert person.find(QLineEdit, "split").isEnabled()


def test_a_class_without_training_rows_is_named(person: Person, program: Application, tmp_path: Path) -> None:
    rows = [f"{x},{'ab'[x % 2]}" for x in range(30)]
    path = write_table(tmp_path / "rare.csv", "x,label", [*rows, "30,rare"])
    program.opening.open_table(str(path))
    project = program.document.project
    shuffled = replace(project.split, method="shuffled")
    program.document.apply(replace(project, split=shuffled), "shuffle")
    seeds = iter(range(100))
    while "rare" not in program.document.prepared.absent:
        person.write("seed", str(next(seeds)))
    assert any("No training row is of class rare." in text for text in person.said())


@pytest.fixture
def levels_file(tmp_path: Path) -> Path:
    """32 rows of u, a whole number from 1 to 4, a text, and a number with 32 values."""
    rows = [f"{i % 7},{i % 4 + 1},{'ab'[i % 2]},{i * 1.5}" for i in range(32)]
    return write_table(tmp_path / "levels.csv", "u,level,word,y", rows)


def test_what_looks_like_numbers_can_be_taken_for_classes_and_back(
    person: Person, program: Application, levels_file: Path
) -> None:
    program.opening.open_table(str(levels_file))
    person.tick(1, 2)
    person.tick(3, 2)
    assert roles(program, "targets") == ["level"]
    combo = person.find(QComboBox, "target_kind")
    assert combo.isVisible()
    assert combo.currentData() == "number"
    person.choose("target_kind", "class")
    assert roles(program, "classes") == ["1", "2", "3", "4"]
    assert person.find(QLabel, "class_names").text() == "1, 2, 3 and 4"
    assert program.document.project.training.loss == "softmax_cross_entropy"
    assert person.find(QLabel, "row_counts").text().endswith("→ 4")
    person.tick(3, 1)
    assert roles(program, "classes") == ["1", "2", "3", "4"], "other inputs leave the target as it is"
    person.trigger("undo")
    person.trigger("undo")
    assert roles(program, "classes") == []
    assert combo.currentData() == "number"
    assert person.find(QLabel, "class_names").text() == ""
    person.trigger("redo")
    assert combo.currentData() == "class"
    person.choose("target_kind", "number")
    assert program.document.project.training.loss == "squared_error"


def test_texts_are_no_numbers_and_that_is_said(
    person: Person, program: Application, levels_file: Path
) -> None:
    program.opening.open_table(str(levels_file))
    person.tick(2, 2)
    before = program.document.project
    combo = person.find(QComboBox, "target_kind")
    assert combo.currentData() == "class"
    person.qtbot.keyClick(combo, Qt.Key.Key_Up)
    assert any("holds text" in sentence for sentence in person.said())
    assert combo.currentData() == "class"
    assert program.document.project == before


def test_the_kind_of_target_is_offered_where_there_is_a_choice(
    person: Person, program: Application, tmp_path: Path
) -> None:
    combo = person.find(QComboBox, "target_kind")
    assert not combo.isVisible(), "several targets are numbers"
    program.opening.open_problem("line")
    assert not combo.isVisible(), "there are too many different numbers"
    program.opening.open_problem("pinwheel")
    assert combo.isVisible()
    program.opening.open_problem("xor")
    person.choose("target_kind", "class")
    assert roles(program, "classes") == ["-1", "1"]
    path = write_table(tmp_path / "same.csv", "u,y", [f"{i},7" for i in range(30)])
    program.opening.open_table(str(path))
    assert not combo.isVisible(), "one value makes no classes"


@pytest.fixture
def visits_file(tmp_path: Path) -> Path:
    """40 rows: ten visits of each of four patients, a day that falls, and a class that a quarter has."""
    rows = [f"{i % 10},p{i // 10},{40 - i},{'ab'[i % 4 == 0]}" for i in range(40)]
    return write_table(tmp_path / "visits.csv", "dose,patient,day,ill", rows)


def test_rows_are_split_by_class_by_group_and_in_order(
    person: Person, program: Application, visits_file: Path
) -> None:
    program.opening.open_table(str(visits_file))
    method = person.find(QComboBox, "split_method")
    column = person.find(QComboBox, "split_column")
    assert method.currentData() == "stratified"
    assert not column.isVisible()
    person.choose("split_method", "in_order")
    assert program.document.prepared.test.numbers.tolist() == list(range(28, 40))
    person.choose("split_column", "day")
    assert sorted(program.document.prepared.test.numbers.tolist()) == list(range(12))
    person.choose("split_method", "group")
    assert column.currentData() == "patient", "texts group sooner than numbers"
    assert column.findData("ill") == -1, "the target groups nothing"
    assert len(set(program.document.prepared.test.numbers // 10)) == 1
    before = program.document.project
    person.click("deal_again")
    assert program.document.project.seed != before.seed
    assert program.document.project.start == before.start
    person.trigger("undo")
    assert program.document.project == before
    person.write("split", "80/10/10")
    assert program.document.project.split.group == "patient"
    person.trigger("new_project")
    assert method.currentData() == "in_order"
    assert not column.isVisible(), "rows drawn at random have no order to choose"


def test_a_split_that_the_rows_do_not_allow_is_said(
    person: Person, program: Application, tmp_path: Path
) -> None:
    path = write_table(tmp_path / "two.csv", "u,v,who,y", [f"{i},{i}.5,{'ab'[i % 2]},{i}" for i in range(30)])
    program.opening.open_table(str(path))
    person.choose("split_method", "group")
    person.write("split", "60/20/20")
    assert any("'who' has 2 different values" in sentence for sentence in person.said())
    assert program.document.project.split.text == "70/0/30"


def test_given_rows_come_from_a_file(person: Person, program: Application, tmp_path: Path) -> None:
    choose = person.find(QPushButton, "test_rows_file")
    before = program.document.project
    person.choose("split_method", "rows")
    assert choose.isVisible()
    assert program.document.project == before
    path = tmp_path / "rows.txt"
    path.write_text("5\nx\n")
    program.edits.read_test_rows(str(path))
    assert any("ine 2 of" in sentence for sentence in person.said())
    assert program.document.project == before
    path.write_text("5\n7\n")
    program.edits.read_test_rows(str(path))
    assert program.document.prepared.test.numbers.tolist() == [5, 7]
    assert not person.find(QLineEdit, "split").isVisible()
    person.choose("split_method", "shuffled")
    assert program.document.prepared.test.count == 3000


def test_a_low_panel_begins_at_its_top(person: Person) -> None:
    dock = person.find(QDockWidget, "data_dock")
    (area,) = dock.findChildren(PanelArea)
    dock.setFloating(True)
    dock.resize(dock.width(), 200)
    person.qtbot.waitUntil(lambda: area.is_short)
    person.choose("split_method", "shuffled")
    person.qtbot.wait(50)
    assert area.verticalScrollBar().value() == 0, "nothing is wrong that ought to be seen"


def test_names_chosen_as_an_input_in_the_table_are_refused_in_words(
    person: Person, program: Application, tmp_path: Path
) -> None:
    path = write_table(tmp_path / "names.csv", "name,u,y", [f"n{row},{row},{row % 7}" for row in range(1200)])
    program.opening.open_table(str(path))
    before = program.document.project
    table = person.find(TablePanel, "table_panel")
    table.role_chosen.emit("name", "input")
    said = person.find(MessageBar, "data_message").text
    assert said == "Column 'name' has 1,200 different texts, too many to learn from: leave it out"
    assert program.document.project == before


@pytest.fixture
def houses_file(tmp_path: Path) -> Path:
    """40 rows whose number stands first and whose price stands in the middle."""
    rows = [f"{i + 1},{3 * (i * 7 % 41)},{i * 9 % 37}.5,{i * 3 % 43}.5" for i in range(40)]
    return write_table(tmp_path / "houses.csv", "house_id,price,area,width", rows)


def test_the_target_says_why_it_is_one_and_the_next_best_are_a_click_away(
    person: Person, program: Application, houses_file: Path
) -> None:
    program.opening.open_table(str(houses_file))
    reason, width = person.find(QLabel, "target_reason"), person.find(QPushButton, "other_target_0")
    assert reason.text() == "Target: price, by its name."
    assert (width.text(), person.find(QPushButton, "other_target_1").text()) == ("width", "area")
    unused = person.find(QLabel, "unused_identifiers")
    assert unused.text() == "The unused column 'house_id' only says which row it is."
    person.qtbot.mouseClick(width, LEFT)
    assert (roles(program, "targets"), roles(program, "input_names")) == (["width"], ["price", "area"])
    assert reason.text() == "Target: width."
    assert width.text() == "price"
    person.tick(0, 1)
    assert not unused.isVisible()
    person.trigger("undo")
    person.trigger("undo")
    assert (roles(program, "targets"), unused.isVisible()) == (["price"], True)
    person.tick(2, 2)
    assert not reason.isVisible(), "two targets have no next best"
    person.trigger("new_project")
    assert not reason.isVisible()
    assert not unused.isVisible()
