"""The Table tab, used by keys and mouse: filter, order, chosen rows, copying, and what is announced."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QTableView, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from engine.data.prepare import Prepared, prepare
from engine.data.roles import Roles
from engine.data.split import Split
from engine.reading import tables
from engine.table.table import Column, Table
from gui.look.theme import DARK, LIGHT, Theme, apply_theme
from gui.table import row_search
from gui.table.panel import USES, TablePanel
from gui.widgets.message_bar import MessageBar
from tests.engine.runs import table as small_table

LEFT = Qt.MouseButton.LeftButton
ROLES = Roles.of_numbers(("mass",), ("age",))
SPECIES = ("Adelie", "Gentoo", "Chinstrap")


@pytest.fixture
def table() -> Table:
    return small_table(
        mass=[*range(29), float("nan")], age=[row * row for row in range(30)], species=SPECIES * 10
    )


@pytest.fixture
def prepared(table: Table) -> Prepared:
    return prepare(table, ROLES, Split(), 1)


@pytest.fixture
def panel(qtbot: QtBot, table: Table, prepared: Prepared) -> Iterator[TablePanel]:
    apply_theme(app(), LIGHT)
    panel = TablePanel()
    qtbot.addWidget(panel)
    panel.resize(700, 500)
    panel.show_project(ROLES, table, prepared)
    panel.show()
    yield panel
    apply_theme(app(), LIGHT)


def app() -> QApplication:
    found = QApplication.instance()
    assert isinstance(found, QApplication)
    return found


def view(panel: TablePanel) -> QTableView:
    found = panel.findChild(QTableView, "row_table")
    assert isinstance(found, QTableView)
    return found


def numbers(panel: TablePanel) -> list[str]:
    model = view(panel).model()
    return [model.headerData(row, Qt.Orientation.Vertical) for row in range(model.rowCount())]


def count(panel: TablePanel) -> str:
    label = panel.findChild(QLabel, "shown_rows")
    assert isinstance(label, QLabel)
    return label.text()


def write(qtbot: QtBot, panel: TablePanel, text: str) -> QLineEdit:
    editor = panel.findChild(QLineEdit, "row_filter")
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, text)
    return editor


def colour_share(widget: QWidget, colour: str) -> float:
    """The share of the widget's pixels that are of just this colour."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint32) & 0xFFFFFF
    return float((pixels == int(colour[1:], 16)).mean())


def header_place(panel: TablePanel, section: int) -> QPoint:
    header = view(panel).horizontalHeader()
    return QPoint(header.sectionViewportPosition(section) + 20, header.height() // 2)


def click_header(qtbot: QtBot, panel: TablePanel, section: int) -> None:
    header = view(panel).horizontalHeader()
    qtbot.mouseClick(header.viewport(), LEFT, pos=header_place(panel, section))


def test_what_is_typed_filters_after_a_moment_and_return_at_once(qtbot: QtBot, panel: TablePanel) -> None:
    assert count(panel) == "30 rows"
    write(qtbot, panel, "mass > 25 and species = adelie")
    assert count(panel) == "30 rows", "not at every letter"
    qtbot.waitUntil(lambda: count(panel) == "1 of 30 rows")
    assert numbers(panel) == ["28"]
    editor = write(qtbot, panel, "mass missing")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert numbers(panel) == ["30"]
    clear = next(action for action in editor.actions() if action.objectName() == "clear_filter")
    clear.trigger()
    assert not clear.isVisible()
    qtbot.waitUntil(lambda: count(panel) == "30 rows")


def test_a_mistake_is_said_below_the_field_and_the_rows_stay(qtbot: QtBot, panel: TablePanel) -> None:
    qtbot.keyClick(write(qtbot, panel, "age > 700"), Qt.Key.Key_Return)
    editor = write(qtbot, panel, "agee > 3")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    message = panel.findChild(MessageBar, "filter_message")
    assert isinstance(message, MessageBar)
    assert message.isVisible()
    assert message.text == "There is no column 'agee': did you mean 'age'?"
    assert (editor.property("invalid"), count(panel)) == ("true", "3 of 30 rows")
    qtbot.keyClick(editor, Qt.Key.Key_Backspace)
    qtbot.keyClick(write(qtbot, panel, "age > 30"), Qt.Key.Key_Return)
    assert not message.isVisible()
    assert count(panel) == "24 of 30 rows"


def test_many_rows_are_searched_between_other_things(
    qtbot: QtBot, panel: TablePanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_search, "TURN_SECONDS", 0.0)
    rows = 100_000
    large = small_table(x=range(rows), y=[*range(rows - 1), 0])
    roles = Roles.of_numbers(("x",), ("y",))
    panel.show_project(roles, large, prepare(large, roles, Split(), 1))
    qtbot.keyClick(write(qtbot, panel, "x > 90000"), Qt.Key.Key_Return)
    assert count(panel) == "searching…"
    qtbot.keyClick(write(qtbot, panel, "x > 95000"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: count(panel) == "4,999 of 100,000 rows")
    qtbot.keyClick(write(qtbot, panel, "x > 96000"), Qt.Key.Key_Return)
    qtbot.keyClick(write(qtbot, panel, "x >"), Qt.Key.Key_Return)
    assert count(panel) == "4,999 of 100,000 rows", "a search that was given up says nothing any more"


def test_a_click_sorts_another_turns_round_and_the_third_takes_it_back(
    qtbot: QtBot, panel: TablePanel
) -> None:
    in_order = numbers(panel)
    click_header(qtbot, panel, 2)
    assert numbers(panel)[:3] == ["1", "4", "7"]
    click_header(qtbot, panel, 2)
    assert numbers(panel)[:3] == ["2", "5", "8"]
    click_header(qtbot, panel, 2)
    assert numbers(panel) == in_order


def test_a_double_click_announces_the_column_and_sorts_nothing(qtbot: QtBot, panel: TablePanel) -> None:
    click_header(qtbot, panel, 0)
    click_header(qtbot, panel, 0)
    before = numbers(panel)
    header = view(panel).horizontalHeader()
    with qtbot.waitSignal(panel.column_chosen) as told:
        place = header_place(panel, 1)
        qtbot.mouseClick(header.viewport(), LEFT, pos=place)
        qtbot.mouseDClick(header.viewport(), LEFT, pos=place)
    assert told.args == ["age"]
    assert numbers(panel) == before


def test_selected_rows_are_announced_by_their_numbers_in_the_table(qtbot: QtBot, panel: TablePanel) -> None:
    panel.column_menu(1).actions()[1].trigger()  # down: the last row comes first
    table = view(panel)
    for row, column in ((0, 1), (2, 0), (2, 1)):
        table.selectionModel().select(
            table.model().index(row, column), QItemSelectionModel.SelectionFlag.Select
        )
    test = panel.findChild(QAction, "test_on_rows")
    assert isinstance(test, QAction)
    with qtbot.waitSignal(panel.test_rows_chosen) as told:
        test.trigger()
    assert told.args == [(27, 29)]


def test_a_column_s_menu_sorts_and_announces_its_use(qtbot: QtBot, panel: TablePanel) -> None:
    menu = panel.column_menu(1)
    entries = {action.text().replace("&", ""): action for action in menu.actions()}
    entries["Sort down"].trigger()
    assert numbers(panel)[0] == "30"
    entries["Order of the table"].trigger()
    assert numbers(panel)[0] == "1"
    with qtbot.waitSignal(panel.column_chosen) as chosen:
        entries["Change column…"].trigger()
    assert chosen.args == ["age"]
    for role, text, tip in USES:
        with qtbot.waitSignal(panel.role_chosen) as told:
            entries[text.replace("&", "")].trigger()
        assert told.args == ["age", role]
        assert entries[text.replace("&", "")].toolTip() == tip


def test_given_rows_have_a_chip_that_brings_the_others_back(qtbot: QtBot, panel: TablePanel) -> None:
    qtbot.keyClick(write(qtbot, panel, "mass > 20"), Qt.Key.Key_Return)
    panel.show_rows(np.array([7, 2]), "rows predicted A that are B")
    chip = panel.findChild(QToolButton, "row_chip")
    assert isinstance(chip, QToolButton)
    assert (chip.isVisible(), chip.text()) == (True, "rows predicted A that are B")
    assert (numbers(panel), count(panel)) == (["3", "8"], "2 of 30 rows")
    qtbot.mouseClick(chip, LEFT)
    assert not chip.isVisible()
    assert count(panel) == "30 rows"


def test_the_words_on_the_chip_are_cut_only_where_there_is_no_room(panel: TablePanel) -> None:
    title = "2 rows with a cell of column 'born' that is no date, the first of which is in line 124"
    panel.show_rows(np.array([7, 2]), title)
    chip = panel.findChild(QToolButton, "row_chip")
    assert isinstance(chip, QToolButton)
    panel.resize(1200, 400)
    assert chip.text() == title
    assert chip.x() < 100, "it stands at the left, though its cross is behind the words"
    panel.resize(300, 400)
    assert chip.text().endswith("…")
    assert chip.geometry().right() < panel.width()


def test_rows_given_while_nobody_looks_are_there_when_somebody_does(
    qtbot: QtBot, table: Table, prepared: Prepared
) -> None:
    panel = TablePanel()
    qtbot.addWidget(panel)
    panel.show_project(ROLES, table, prepared)
    panel.show_rows([0, 4], "two")
    panel.show()
    assert numbers(panel) == ["1", "5"]
    panel.hide()
    panel.show_rows([3], "one")
    panel.show()
    assert numbers(panel) == ["4"]


def test_another_table_forgets_filter_order_and_given_rows(
    qtbot: QtBot, panel: TablePanel, table: Table, prepared: Prepared
) -> None:
    click_header(qtbot, panel, 2)
    qtbot.keyClick(write(qtbot, panel, "mass > 20"), Qt.Key.Key_Return)
    panel.show_project(ROLES, table, prepared)
    assert count(panel) == "8 of 30 rows", "other roles or another split change nothing here"
    panel.show_rows([1], "one")
    view(panel).horizontalHeader().resizeSection(0, 2000)
    aside = view(panel).horizontalScrollBar()
    qtbot.waitUntil(lambda: aside.maximum() > 0)
    aside.setValue(aside.maximum())
    other = small_table(p=[3, 2, 1, 4], q=[1, 2, 3, 4])
    roles = Roles.of_numbers(("p",), ("q",))
    panel.show_project(roles, other, prepare(other, roles, Split(), 1))
    assert numbers(panel) == ["1", "2", "3", "4"]
    assert write(qtbot, panel, "").text() == ""
    assert view(panel).horizontalHeader().sortIndicatorSection() == -1
    assert aside.value() == 0


def test_ctrl_c_copies_the_selected_cells_with_names(qtbot: QtBot, panel: TablePanel) -> None:
    table_view = view(panel)
    model = table_view.model()
    message = panel.findChild(MessageBar, "filter_message")
    assert isinstance(message, MessageBar)
    with qtbot.waitActive(panel):
        panel.activateWindow()
    table_view.setFocus()
    table_view.clearSelection()
    qtbot.keyClick(table_view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert message.text == "Select the cells to copy first."
    selection = table_view.selectionModel()
    for row in (1, 2):
        selection.select(model.index(row, 1), QItemSelectionModel.SelectionFlag.Select)
    qtbot.keyClick(table_view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "age\n1\n4\n"


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_headers_marks_and_odd_cells_are_painted_in_the_theme(
    qtbot: QtBot, panel: TablePanel, theme: Theme
) -> None:
    apply_theme(app(), theme)
    table_view = view(panel)
    qtbot.waitUntil(lambda: colour_share(table_view.horizontalHeader(), theme.train) > 0.05)
    rows = table_view.verticalHeader()
    assert colour_share(rows, theme.train) > colour_share(rows, theme.test) > 0.005
    assert colour_share(table_view.viewport(), theme.warning_base) == 0
    table_view.scrollToBottom()
    assert colour_share(table_view.viewport(), theme.warning_base) > 0.005
    legend = panel.findChild(QLabel, "row_legend")
    assert isinstance(legend, QLabel)
    assert "train 20" in legend.text()
    assert theme.test in legend.text()


def test_texts_of_names_can_be_found(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    lines = [f"{row},{row * 2},Mr. Number {row}" for row in range(1500)]
    path.write_text("\n".join(["a,b,name", *lines]) + "\n")
    table, roles = tables.read(path), Roles.of_numbers(("a",), ("b",))
    panel = TablePanel()
    qtbot.addWidget(panel)
    panel.show_project(roles, table, prepare(table, roles, Split(), 1))
    panel.show()
    qtbot.keyClick(write(qtbot, panel, '"number 149"'), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: count(panel) == "11 of 1,500 rows")
    assert view(panel).model().index(0, 2).data() == "Mr. Number 149"


def test_the_example_of_a_filter_is_one_that_could_be_typed(qtbot: QtBot, panel: TablePanel) -> None:
    days = Column(
        name="day",
        kind="date",
        values=np.arange(19000.0, 19030.0),
        missing=0,
        unreadable=0,
        low=19000.0,
        high=19029.0,
        known_distinct=30,
    )
    numbers = small_table(x=range(30), y=range(30))
    dated = replace(numbers, columns=(days, *numbers.columns))
    roles = Roles.of_numbers(("x",), ("y",))
    panel.show_project(roles, dated, prepare(dated, roles, Split(), 1))
    hint = write(qtbot, panel, "").placeholderText()
    assert hint == "Filter: day > 2022-01-08"
    write(qtbot, panel, hint.removeprefix("Filter: "))
    qtbot.waitUntil(lambda: count(panel) == "29 of 30 rows")
