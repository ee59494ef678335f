"""A number editor takes any text, marks what it cannot use, and tells only of valid changes."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from engine.base.errors import InputError
from engine.base.limits import LIMITS, Limit
from gui.widgets.number_edit import NumberEdit, Step, read_number, write_number

RATE = Limit("the learning rate", 0, 100, above_low=True)
LOSS = Limit("the target loss", 0, 1e6)
ROWS = Limit("the batch size", 1, 1_000_000_000, whole=True)

ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
GERMAN = QLocale(QLocale.Language.German, QLocale.Country.Germany)
FRENCH = QLocale(QLocale.Language.French, QLocale.Country.France)
SWISS = QLocale(QLocale.Language.German, QLocale.Country.Switzerland)
ANY = Limit("it", -1e308, 1e308)
WHOLE = Limit("it", -10_000_000, 10_000_000, whole=True)


class Told:
    """What an editor told those who listen."""

    def __init__(self, editor: NumberEdit) -> None:
        self.values: list[object] = []
        self.problems: list[str] = []
        editor.value_edited.connect(self.values.append)
        editor.invalid.connect(self.problems.append)


@pytest.fixture
def units(qtbot: QtBot) -> NumberEdit:
    editor = NumberEdit(LIMITS["units"])
    editor.setLocale(ENGLISH)
    qtbot.addWidget(editor)
    editor.set_value(4)
    return editor


def type_anew(qtbot: QtBot, editor: NumberEdit, text: str) -> None:
    editor.selectAll()
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("text", "locale", "value"),
    [
        ("0.01", ENGLISH, 0.01),
        ("0.01", GERMAN, 0.01),
        ("0,01", GERMAN, 0.01),
        ("0,01", FRENCH, 0.01),
        (" 1e-3 ", ENGLISH, 0.001),
        ("1,5E2", GERMAN, 150.0),
        ("−5", ENGLISH, -5.0),
        ("+.5", ENGLISH, 0.5),
        ("1.234", GERMAN, 1.234),
    ],
)
def test_both_decimal_signs_are_understood(text: str, locale: QLocale, value: float) -> None:
    assert read_number(text, ANY, locale) == value


@pytest.mark.parametrize(
    ("text", "locale", "value"),
    [
        ("10000", ENGLISH, 10_000),
        ("10,000", ENGLISH, 10_000),
        ("1,000,000", ENGLISH, 1_000_000),
        ("10.000", GERMAN, 10_000),
        ("10,000", GERMAN, 10_000),
        ("10 000", FRENCH, 10_000),
        ("10\u202f000", FRENCH, 10_000),
        ("10’000", SWISS, 10_000),
        ("1e4", ENGLISH, 10_000),
        ("-2,000", ENGLISH, -2_000),
        ("5.0", ENGLISH, 5),
    ],
)
def test_a_whole_number_may_have_its_digits_in_groups(text: str, locale: QLocale, value: int) -> None:
    read = read_number(text, WHOLE, locale)
    assert read == value
    assert isinstance(read, int)


@pytest.mark.parametrize(
    ("text", "limit", "locale"),
    [
        ("", ANY, ENGLISH),
        ("abc", ANY, ENGLISH),
        ("nan", ANY, ENGLISH),
        ("inf", ANY, ENGLISH),
        ("-Infinity", ANY, ENGLISH),
        ("1e999", ANY, ENGLISH),
        ("1 2", ANY, ENGLISH),
        ("1_0", ANY, ENGLISH),
        ("1_0", WHOLE, ENGLISH),
        ("1,2,3", ANY, GERMAN),
        ("1.2.3", ANY, GERMAN),
        ("1.234,5", ANY, GERMAN),
        ("10,00", WHOLE, ENGLISH),
        ("1 2", WHOLE, ENGLISH),
        ("2.5", WHOLE, ENGLISH),
        ("2,5", WHOLE, GERMAN),
        ("9" * 5000, WHOLE, ENGLISH),
    ],
)
def test_what_is_no_number_or_could_be_two_is_refused_in_words(
    text: str, limit: Limit, locale: QLocale
) -> None:
    with pytest.raises(InputError, match=r"^it must be a"):
        read_number(text, limit, locale)


def test_a_comma_where_a_point_is_meant_is_named() -> None:
    with pytest.raises(InputError, match="a point, not a comma"):
        read_number("0,01", ANY, ENGLISH)


@given(st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: abs(x) <= 1e308))
def test_what_is_written_reads_back_to_the_last_bit(value: float) -> None:
    for locale in (ENGLISH, GERMAN):
        back = read_number(write_number(value), ANY, locale)
        assert back == value


@given(st.text(max_size=12))
def test_any_text_is_a_number_within_the_limit_or_an_input_error(text: str) -> None:
    for limit in (RATE, LIMITS["units"]):
        for locale in (ENGLISH, GERMAN, FRENCH):
            try:
                value = read_number(text, limit, locale)
            except InputError:
                continue
            assert math.isfinite(value)
            assert limit.low <= value <= limit.high


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (0.01, "0.01"),
        (1e-5, "1e-5"),
        (1e22, "1e22"),
        (10_000, "10000"),
        (3.0, "3"),
        (-0.5, "-0.5"),
    ],
)
def test_numbers_are_written_short(value: float | None, text: str) -> None:
    assert write_number(value) == text


def test_only_the_whole_number_is_told_of(qtbot: QtBot, units: NumberEdit) -> None:
    told = Told(units)
    type_anew(qtbot, units, "128")
    assert told.values == [128]
    assert units.value == 128
    assert units.problem == ""


def test_every_valid_value_is_told_at_once_where_that_is_wanted(qtbot: QtBot) -> None:
    editor = NumberEdit(LIMITS["units"], at_once=True)
    qtbot.addWidget(editor)
    told = Told(editor)
    qtbot.keyClicks(editor, "128")
    assert told.values == [1, 12, 128]


@pytest.mark.parametrize("text", ["0", "-1", "1e9", "many", "4097", "2.5", "nan"])
def test_wrong_text_stays_is_marked_and_the_last_valid_value_is_kept(units: NumberEdit, text: str) -> None:
    units.setText(text)
    units.editingFinished.emit()
    assert units.text() == text
    assert units.value == 4
    assert units.problem.startswith("units must be a whole number from 1 to 4,096")
    assert units.property("invalid") is True
    assert units.toolTip() == units.accessibleDescription() == units.problem


def test_the_problem_is_told_once_and_goes_with_the_next_valid_text(qtbot: QtBot, units: NumberEdit) -> None:
    units.setToolTip("How wide the layer is")
    told = Told(units)
    type_anew(qtbot, units, "x")
    assert told.values == []
    assert told.problems[-1].endswith("not 'x'")
    type_anew(qtbot, units, "7")
    assert told.values == [7]
    assert units.property("invalid") is False
    assert units.toolTip() == "How wide the layer is"
    assert units.accessibleDescription() == ""


def test_coming_back_to_the_same_value_tells_nothing(qtbot: QtBot, units: NumberEdit) -> None:
    told = Told(units)
    qtbot.keyClicks(units, "x")
    qtbot.keyClick(units, Qt.Key.Key_Backspace)
    assert told.values == []
    assert units.problem == ""


def test_set_value_shows_without_a_signal(units: NumberEdit) -> None:
    told = Told(units)
    units.set_value(16)
    assert units.text() == "16"
    assert units.value == 16
    assert told.values == told.problems == []


def test_a_refresh_leaves_what_is_being_typed(qtbot: QtBot) -> None:
    rate = NumberEdit(RATE)
    qtbot.addWidget(rate)
    rate.value_edited.connect(rate.set_value)
    qtbot.keyClicks(rate, "0.10")
    qtbot.keyClick(rate, Qt.Key.Key_Return)
    assert rate.text() == "0.10"
    qtbot.keyClicks(rate, "x")
    rate.set_value(0.1)
    assert rate.text() == "0.10x"
    assert rate.problem
    rate.set_value(0.5)
    assert rate.text() == "0.5"
    assert not rate.problem


def test_an_optional_number_may_be_empty_and_a_needed_one_may_not(qtbot: QtBot, units: NumberEdit) -> None:
    target = NumberEdit(LOSS, optional=True)
    qtbot.addWidget(target)
    target.set_value(0.5)
    told = Told(target)
    type_anew(qtbot, target, "")
    assert told.values == [None]
    assert target.value is None
    assert not target.problem
    type_anew(qtbot, units, "")
    assert units.problem == "units must be a whole number from 1 to 4,096"
    assert units.value == 4


@pytest.mark.parametrize(
    ("step", "start", "ups", "downs"),
    [
        ("add", 4, [5, 6], [3, 2]),
        ("double", 32, [64, 128], [16, 8]),
        ("multiply", 100, [200, 500, 1000], [50, 20, 10]),
        ("multiply", 7, [10, 20], [5, 2]),
    ],
)
def test_arrow_keys_step(qtbot: QtBot, step: Step, start: int, ups: list[int], downs: list[int]) -> None:
    editor = NumberEdit(ROWS, step=step)
    qtbot.addWidget(editor)
    told = Told(editor)
    for key, expected in ((Qt.Key.Key_Up, ups), (Qt.Key.Key_Down, downs)):
        editor.set_value(start)
        told.values.clear()
        for _ in expected:
            qtbot.keyClick(editor, key)
        assert told.values == expected


def test_small_rates_step_without_rounding_dust(qtbot: QtBot) -> None:
    rate = NumberEdit(RATE, step="multiply")
    qtbot.addWidget(rate)
    rate.set_value(0.001)
    texts = []
    for _ in range(6):
        rate.step_by(1)
        texts.append(rate.text())
    assert texts == ["0.002", "0.005", "0.01", "0.02", "0.05", "0.1"]


def test_stepping_stops_at_the_limit(qtbot: QtBot, units: NumberEdit) -> None:
    told = Told(units)
    units.set_value(1)
    qtbot.keyClick(units, Qt.Key.Key_Down)
    units.set_value(4096)
    qtbot.keyClick(units, Qt.Key.Key_Up)
    qtbot.keyClick(units, Qt.Key.Key_PageUp)
    assert told.values == []
    assert units.text() == "4096"


def test_stepping_from_wrong_text_starts_at_the_last_valid_value(qtbot: QtBot, units: NumberEdit) -> None:
    qtbot.keyClicks(units, "x")
    qtbot.keyClick(units, Qt.Key.Key_Up)
    assert units.text() == "5"
    assert not units.problem


def test_escape_brings_the_last_valid_value_back(qtbot: QtBot, units: NumberEdit) -> None:
    qtbot.keyClicks(units, "x")
    qtbot.keyClick(units, Qt.Key.Key_Escape)
    assert units.text() == "4"
    assert not units.problem


def test_the_arrows_inside_step_and_stay_out_of_the_tab_order(qtbot: QtBot, units: NumberEdit) -> None:
    units.resize(100, 28)
    units.show()
    more, less = units.findChildren(QToolButton)
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(less, Qt.MouseButton.LeftButton)
    assert units.value == 5
    assert more.focusPolicy() == Qt.FocusPolicy.NoFocus
    assert (more.accessibleName(), less.accessibleName()) == ("More", "Less")
    assert more.geometry().right() < units.width()


def test_the_wheel_steps_only_with_the_focus(qtbot: QtBot) -> None:
    panel = QWidget()
    qtbot.addWidget(panel)
    column = QVBoxLayout(panel)
    editor, other = NumberEdit(LIMITS["units"]), NumberEdit(LIMITS["units"])
    column.addWidget(editor)
    column.addWidget(other)
    editor.set_value(4)
    with qtbot.waitExposed(panel):
        panel.show()
        panel.activateWindow()

    def turn() -> bool:
        where = QPointF(5, 5)
        event = QWheelEvent(
            where,
            editor.mapToGlobal(where),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(editor, event)
        return event.isAccepted()

    other.setFocus()
    assert not turn()
    assert editor.value == 4
    editor.setFocus()
    qtbot.waitUntil(editor.hasFocus)
    assert turn()
    assert editor.value == 5


def test_a_doubtful_value_is_marked_in_amber_and_still_told(qtbot: QtBot, units: NumberEdit) -> None:
    told = Told(units)
    type_anew(qtbot, units, "99")
    units.set_warning("99 is far outside the training rows")
    assert units.property("warning") is True
    assert not units.property("invalid")
    assert units.toolTip() == "99 is far outside the training rows"
    assert told.values[-1] == 99
    qtbot.keyClicks(units, "x")
    assert units.property("warning") is False
    assert units.toolTip() == units.problem
    qtbot.keyClick(units, Qt.Key.Key_Backspace)
    units.set_warning("")
    assert units.property("warning") is False
    assert units.toolTip() == ""


def test_a_read_only_editor_does_not_step(qtbot: QtBot, units: NumberEdit) -> None:
    units.setReadOnly(True)
    qtbot.keyClick(units, Qt.Key.Key_Up)
    assert units.value == 4


def test_text_put_right_without_another_value_is_told_too(qtbot: QtBot, units: NumberEdit) -> None:
    told = Told(units)
    times: list[None] = []
    units.put_right.connect(lambda: times.append(None))
    qtbot.keyClicks(units, "x")
    qtbot.keyClick(units, Qt.Key.Key_Backspace)
    assert (units.text(), told.values, len(told.problems), len(times)) == ("4", [], 1, 1)
    qtbot.keyClicks(units, "x")
    qtbot.keyClick(units, Qt.Key.Key_Escape)
    qtbot.keyClick(units, Qt.Key.Key_Home)
    assert (units.text(), len(times)) == ("4", 2)
    type_anew(qtbot, units, "7")
    assert (told.values, len(times)) == ([7], 3), "once more, as the empty text became a number"


def test_steps_from_nothing_begin_where_it_makes_sense(qtbot: QtBot) -> None:
    editor = NumberEdit(LIMITS["l2"], optional=True, step="multiply", first=1e-4)
    qtbot.addWidget(editor)
    editor.step_by(1)
    assert editor.value == 1e-4
    editor.step_by(1)
    assert editor.value == 2e-4
    editor.set_value(0)
    editor.step_by(2)
    assert editor.value == 2e-4


def test_what_was_typed_is_written_anew_where_it_would_be_read_otherwise(qtbot: QtBot) -> None:
    editor = NumberEdit(ANY)
    qtbot.addWidget(editor)
    editor.setLocale(GERMAN)
    qtbot.keyClicks(editor, "3,75")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert (editor.text(), editor.value) == ("3,75", 3.75)
    editor.setLocale(ENGLISH)
    assert (editor.text(), editor.value, editor.problem) == ("3.75", 3.75, "")
    qtbot.keyClicks(editor, "x")
    editor.setLocale(GERMAN)
    assert editor.text() == "3.75x", "what is being typed is never taken away"
