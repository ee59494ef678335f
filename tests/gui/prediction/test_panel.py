"""The Predict panel: any number is answered, what is no number is said, and what is far away is in amber."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from engine.data.inputs import INDICATOR, Input, encoded
from engine.data.prepare import prepare
from engine.data.roles import Roles
from engine.data.split import Split
from gui.application import Application
from gui.look.numbers import error_text, percent_text, range_text
from gui.prediction.input_values import shortened_value
from gui.prediction.label_choice import MISSING_TEXT, LabelChoice
from gui.prediction.panel import WIDEST_NAME, PredictionPanel
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.message_bar import MessageBar
from tests.engine.runs import table
from tests.gui.conftest import write_table
from tests.gui.person import LEFT, Person, set_training


@pytest.fixture
def trained(person: Person, program: Application, table_file: Path) -> Application:
    """The program with a network that has learnt y = 2u - v + 3."""
    program.opening.open_table(str(table_file))
    set_training(program.document, method="levenberg_marquardt", epoch_limit=50, folds=0, starts=1)
    latest = person.train_fully()
    assert latest.scores[0].r2 > 0.99
    return program


def answer(person: Person) -> float:
    (text,) = person.answers()
    return float(text)


def kind_of_note(person: Person) -> str:
    bar = person.find(MessageBar, "predict_note")
    return bar.kind if bar.isVisible() else ""


@pytest.mark.usefixtures("trained")
def test_the_answer_follows_every_key(person: Person) -> None:
    person.write("predict_input_1", "2")
    person.write("predict_input_0", "4")
    assert answer(person) == pytest.approx(2 * 4 - 2 + 3, abs=0.6)
    editor = person.find(QLineEdit, "predict_input_0")
    person.qtbot.keyClicks(editor, ".5")
    assert answer(person) == pytest.approx(2 * 4.5 - 2 + 3, abs=0.6)
    assert kind_of_note(person) == ""


@pytest.fixture
def pump(program: Application, tmp_path: Path) -> Application:
    """The program with a table that has units, decimal commas and groups of thousands."""
    rows = [f"{1 + n % 7},{n % 9}5;1.{100 + 2 * n};{n % 5 + 8},5" for n in range(30)]
    path = write_table(tmp_path / "pump.csv", "Druck;Drehzahl;Durchfluss", ["bar;1/min;l/min", *rows])
    program.opening.open_table(str(path))
    return program


def test_names_of_answers_have_the_room_there_is(qtbot: QtBot) -> None:
    panel = PredictionPanel()
    qtbot.addWidget(panel)
    width = panel.fontMetrics().horizontalAdvance
    name = next("m" * n for n in range(1, 50) if width("m" * n + " 10 %") > WIDEST_NAME)
    made = table(**{"age": [1.0, 2, 3, 4, 5, 6], name: [3.0, 2, 4, 6, 5, 7]})
    roles = replace(Roles.of_numbers(("age",), (name,)), quantiles=(0.1, 0.9))
    panel.show_data(prepare(made, roles, Split(), 0).preprocessor)
    panel.show_answers(np.array([[2.0], [6.0]]))
    panel.resize(300, 300)
    panel.show()
    names = [label for label in panel.findChildren(ElidedLabel) if label.text().startswith("mm")]
    assert [label.shown_text() for label in names] == [f"{name} 10 %", f"{name} 90 %"]
    assert all(label.sizeHint().width() > WIDEST_NAME for label in names)


@pytest.mark.usefixtures("pump")
def test_units_stand_behind_names_that_are_copied_without(person: Person, pump: Application) -> None:
    names = [label.text() for label in pump.window.findChildren(QLabel)]
    assert {"Druck (bar)", "Drehzahl (1/min)", "Durchfluss (l/min)"} <= set(names)
    assert person.find(QLineEdit, "predict_input_0").accessibleName() == "Druck"


def error(person: Person) -> str:
    return person.find(QLabel, "predict_error_0").text()


def test_beside_an_answer_stands_how_far_off_answers_are_on_test_rows(
    person: Person, pump: Application
) -> None:
    set_training(pump.document, epoch_limit=3, folds=0, starts=1)
    assert error(person) == ""
    latest = person.train_fully()
    assert error(person) == error_text(latest.scores[0].rmse)
    person.write("predict_input_0", "x")
    assert error(person) == ""
    person.write("predict_input_0", "3")
    person.write("split", "100/0")
    person.train_fully()
    assert (len(person.answers()), error(person)) == (1, "")


def test_an_error_that_an_answer_cannot_show_is_left_out(person: Person, program: Application) -> None:
    set_training(program.document, method="levenberg_marquardt", epoch_limit=100, folds=0, starts=1)
    latest = person.train_fully()
    assert latest.scores[0].rmse < 1e-3
    assert error(person) == ""


@pytest.mark.usefixtures("pump")
def test_a_decimal_comma_is_understood_as_in_the_table(person: Person, pump: Application) -> None:
    set_training(pump.document, epoch_limit=3, folds=0, starts=1)
    person.train_fully()
    person.write("predict_input_0", "3.75")
    before = person.answers()
    editor = person.write("predict_input_0", "3,75")
    assert (editor.text(), person.answers()) == ("3,75", before)
    assert kind_of_note(person) == ""
    person.write("predict_input_0", "1.103,5")
    assert person.answers() == ["–"]


@pytest.mark.usefixtures("trained")
def test_a_comma_is_refused_where_the_table_has_points(person: Person) -> None:
    person.write("predict_input_0", "1,234")
    assert person.answers() == ["–"]
    assert any("write a point, not a comma" in text for text in person.said())


@pytest.mark.usefixtures("trained")
def test_what_is_no_number_is_said_and_put_right(person: Person) -> None:
    person.write("predict_input_0", "4")
    before = person.answers()
    for text in ("", "seven", "nan", "inf", "-inf", "1e999", "1;2"):
        editor = person.write("predict_input_0", text)
        assert editor.text() == text
        assert editor.property("invalid")
        assert person.answers() == ["–"]
        assert kind_of_note(person) == "error"
        person.qtbot.keyClick(editor, Qt.Key.Key_Escape)
        person.write("predict_input_0", "4")
        assert person.answers() == before
        assert kind_of_note(person) == ""


@pytest.mark.usefixtures("trained")
def test_a_key_too_many_taken_back_brings_the_answer_back(person: Person) -> None:
    editor = person.write("predict_input_0", "4")
    before = person.answers()
    person.qtbot.keyClicks(editor, "x")
    assert person.answers() == ["–"]
    person.qtbot.keyClick(editor, Qt.Key.Key_Backspace)
    assert person.answers() == before
    person.qtbot.keyClicks(editor, "x")
    person.qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert person.answers() == before


@pytest.mark.usefixtures("trained")
def test_what_is_far_outside_is_answered_in_amber(person: Person) -> None:
    for text in ("1000", "-50", "1e30", "1e150", "1e308", "-1e308"):
        editor = person.write("predict_input_0", text)
        assert not editor.property("invalid"), text
        assert editor.property("warning"), text
        assert "outside" in editor.accessibleDescription()
        assert kind_of_note(person) == "warning"
        # Beyond the largest number that can be computed with there is no answer, and no accident.
        assert text.endswith("308") or math.isfinite(answer(person))
        person.write("predict_input_0", "4")
        assert kind_of_note(person) == ""
        assert not editor.property("warning")


def test_the_first_inputs_are_in_their_ranges_however_narrow(
    person: Person, program: Application, tmp_path: Path
) -> None:
    path = tmp_path / "narrow.csv"
    rows = (f"{10_001 + row},{2010 + row % 6},{row % 7 - 3},{row**2}\n" for row in range(300))
    path.write_text("id,year,shift,y\n" + "".join(rows), encoding="utf-8")
    program.opening.open_table(str(path))
    person.tick(0, 1)
    typed = [person.find(QLineEdit, f"predict_input_{place}") for place in range(3)]
    first = [editor.text() for editor in typed]
    assert {tuple(first)} <= {
        (f"{10_001 + row}", f"{2010 + row % 6}", f"{row % 7 - 3}") for row in range(300)
    }
    assert not any(editor.property("warning") for editor in typed)


def test_the_first_inputs_are_a_row_that_could_be(
    person: Person, program: Application, tmp_path: Path
) -> None:
    rows = [
        f"2024-01-{1 + n % 9:02},{n % 9 // 5 * 10},{'wet' if n % 9 > 4 else 'dry'},{n}" for n in range(60)
    ]
    write_table(tmp_path / "days.csv", "day,rain,weather,y", rows)
    program.opening.open_table(str(tmp_path / "days.csv"))
    days = person.find(QLineEdit, "predict_input_0").text()
    rain = person.find(QLineEdit, "predict_input_1").text()
    weather = person.find(LabelChoice, "predict_input_2").text()
    assert any(row.startswith(f"{days},{rain},{weather},") for row in rows)


@pytest.mark.parametrize(
    ("value", "low", "high", "shown"),
    [
        (0.374540118, 0, 1, 0.375),
        (123_456, 0, 1e6, 123_456),
        (35.25, 20, 61.5, 35.25),
        (1.23456789e-9, 0, 4e-9, 1.235e-9),
        (0.123412345, 0.123412345, 0.9, 0.123412345),
        (7.123456, 7.123456, 7.123456, 7.123456),
    ],
)
def test_decimals_that_tell_nothing_are_left_out(value: float, low: float, high: float, shown: float) -> None:
    assert shortened_value(value, low, high) == pytest.approx(shown, rel=1e-12)


def test_six_digits_have_room_beside_long_names_and_ranges(
    person: Person, program: Application, tmp_path: Path
) -> None:
    program.window.resize(1024, 700)
    path = tmp_path / "long.csv"
    rows = (f"{100_001 + 7 * row},{row**2}\n" for row in range(30))
    path.write_text("number_of_the_row,y\n" + "".join(rows), encoding="utf-8")
    program.opening.open_table(str(path))
    editor = person.find(QLineEdit, "predict_input_0")
    person.qtbot.waitUntil(lambda: len(editor.text()) == 6)
    frame_and_padding = 20
    room = editor.minimumWidth() - editor.textMargins().right() - frame_and_padding
    assert room >= editor.fontMetrics().horizontalAdvance("000000")


@pytest.mark.usefixtures("trained")
def test_answers_are_copied_with_their_names(person: Person) -> None:
    person.write("predict_input_0", "4")
    person.write("predict_input_1", "2")
    person.qtbot.mouseClick(person.find(QPushButton, "copy_answers"), LEFT)
    names, values = QGuiApplication.clipboard().text().splitlines()
    assert names == "u\tv\ty"
    u, v, y = (float(text) for text in values.split("\t"))
    assert (u, v) == (4, 2)
    assert y == pytest.approx(answer(person), abs=0.01)


def test_without_a_network_nothing_is_answered_and_nothing_copied(person: Person) -> None:
    person.write("predict_input_0", "4")
    assert person.answers() == ["–", "–", "–"]
    assert not person.find(QPushButton, "copy_answers").isEnabled()
    assert any("Train the network" in text for text in person.said())


def test_the_range_is_beside_every_input(person: Person, program: Application) -> None:
    low, high = (
        program.document.prepared.preprocessor.input_low[0],
        program.document.prepared.preprocessor.input_high[0],
    )
    texts = [label.text() for label in program.window.findChildren(QLabel) if label.isVisible()]
    assert range_text(low, high) in texts
    for name in ("predict_input_0", "predict_input_1"):
        assert 0 < float(person.find(QLineEdit, name).text()) < 100


def test_what_is_typed_stays_where_the_columns_stay(person: Person) -> None:
    person.write("predict_input_0", "12.5")
    person.write("predict_input_1", "abc")
    person.write("split", "50/50")
    person.tick(4, 2)
    assert len(person.answers()) == 2
    assert person.find(QLineEdit, "predict_input_0").text() == "12.5"
    person.choose("method", "momentum")
    assert person.find(QLineEdit, "predict_input_0").text() == "12.5"


def test_what_nobody_typed_gives_way_to_a_row_of_the_new_table(
    person: Person, program: Application, tmp_path: Path
) -> None:
    path = tmp_path / "ab.csv"
    rows = [f"{a / 100},{a / 50 - 1},{a}" for a in range(40)]
    path.write_text("a,b,y\n" + "\n".join(rows) + "\n", encoding="utf-8")
    person.write("predict_input_1", "0.5")
    program.opening.open_table(str(path))
    assert 0 <= float(person.find(QLineEdit, "predict_input_0").text()) < 0.4
    assert person.find(QLineEdit, "predict_input_1").text() == "0.5"


def test_large_answers_have_the_digits_that_their_spread_asks_for(
    person: Person, program: Application, tmp_path: Path
) -> None:
    path = tmp_path / "milliseconds.csv"
    rows = [f"{row},{1_700_000_000_000 + 1000 * row}" for row in range(60)]
    path.write_text("x,time\n" + "\n".join(rows) + "\n", encoding="utf-8")
    program.opening.open_table(str(path))
    set_training(program.document, method="lbfgs", epoch_limit=100, folds=0, starts=1)
    person.train_fully()
    (answer,) = person.answers()
    assert float(answer) == pytest.approx(1_700_000_030_000, abs=30_000)
    assert len(answer.lstrip("-").replace(".", "")) >= 13


def test_a_constant_target_beside_another_is_answered(
    person: Person, program: Application, tmp_path: Path
) -> None:
    path = tmp_path / "constant.csv"
    path.write_text("u,y,z\n" + "".join(f"{i},7,{2 * i}\n" for i in range(30)), encoding="utf-8")
    program.opening.open_table(str(path))
    person.tick(1, 2)
    assert program.document.project.data.roles.targets == ("y", "z")
    set_training(program.document, method="levenberg_marquardt", epoch_limit=50, folds=0, starts=1)
    person.train_fully()
    assert float(person.answers()[0]) == pytest.approx(7, abs=0.2)


def choose(person: Person, text: str) -> None:
    """Choose a label of the second input, by arrow keys."""
    choice = person.find(LabelChoice, "predict_input_1")
    wanted = choice.findText(text)
    while choice.currentIndex() != wanted:
        down = choice.currentIndex() < wanted
        person.qtbot.keyClick(choice, Qt.Key.Key_Down if down else Qt.Key.Key_Up)
    assert choice.text() == text


def test_what_is_typed_stays_only_where_it_means_the_same(
    person: Person, program: Application, tmp_path: Path
) -> None:
    path = tmp_path / "rooms.csv"
    rows = (f"{size},{'ABC'[size % 3]},{size / 7}" for size in [1, 2, 3, 4, 5] * 6)
    path.write_text("size,floor,rent\n" + "\n".join(rows), encoding="utf-8")
    program.opening.open_table(str(path))
    roles, table = program.document.project.data.roles, program.document.table
    size, floor = roles.inputs
    assert floor.labels == ("A", "B", "C")

    def use(*inputs: Input) -> None:
        program.document.apply(program.document.project.with_roles(table, replace(roles, inputs=inputs)), "")

    person.write("predict_input_0", "-1e300")
    choose(person, "A")
    choose(person, "C")
    use(encoded(size, table.column("size"), "one_hot"), Input("floor", "ordinal", ("C", "A", "B"), INDICATOR))
    assert person.find(LabelChoice, "predict_input_0").text() in {"1", "2", "3", "4", "5"}
    assert person.find(LabelChoice, "predict_input_1").text() == "C"
    choose(person, MISSING_TEXT)
    use(size, floor)
    assert person.find(LabelChoice, "predict_input_1").text() in floor.labels


@pytest.fixture
def colours(person: Person, program: Application) -> Application:
    """The program with a network that has begun to tell the colours of the pinwheel."""
    program.opening.open_problem("pinwheel")
    set_training(program.document, epoch_limit=3)
    person.train_fully()
    return program


def test_the_likeliest_class_is_named_above_and_the_others_keep_their_order(
    person: Person, colours: Application
) -> None:
    labels = colours.document.project.data.roles.classes
    for x, y in (("1", "0"), ("-1", "1"), ("0", "-1.5")):
        person.write("predict_input_0", x)
        person.write("predict_input_1", y)
        run = colours.session.run
        assert run is not None
        assert run.model is not None
        chances = run.model.predict(np.array([[float(x)], [float(y)]]))
        said = [percent_text(float(chance)) for chance in chances[:, 0]]
        assert person.answers() == said
        best = int(chances.argmax())
        headline = person.find(QLabel, "predict_answer")
        assert headline.text() == f"The answer is {labels[best]} ({said[best]})"
        assert headline.isVisible()


def test_every_class_is_copied_at_full_precision(person: Person, colours: Application) -> None:
    person.write("predict_input_0", "1")
    person.qtbot.mouseClick(person.find(QPushButton, "copy_answers"), LEFT)
    names, values = (line.split("\t") for line in QGuiApplication.clipboard().text().splitlines())
    assert tuple(names) == ("x", "y", *colours.document.project.data.roles.classes)
    assert sum(float(text) for text in values[2:]) == pytest.approx(1, abs=1e-12)


def test_without_an_answer_no_class_is_named(person: Person, colours: Application) -> None:
    editor = person.write("predict_input_0", "x")
    assert person.answers() == ["–"] * 3
    assert person.find(QLabel, "predict_answer").text() == "The answer is –"
    person.write("predict_input_0", "1e308")
    assert editor.text() == "1e308"
    assert len(person.answers()) == 3
    colours.opening.open_problem("line")
    assert not person.find(QLabel, "predict_answer").isVisible()
