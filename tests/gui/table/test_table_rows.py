"""The rows as a Qt model: sorted, filtered and given ones, what odd cells say, and what is copied."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionRange, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.base.errors import InputError
from engine.data.prepare import prepare
from engine.data.roles import Roles
from engine.data.split import Split
from engine.reading import tables
from engine.table.table import Table
from gui.look.theme import LIGHT
from gui.table.table_headers import HeaderRole
from gui.table.table_rows import MOST_COPIED, TableRows
from tests.engine.runs import table as small_table

ACROSS, DOWN = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
TIP = Qt.ItemDataRole.ToolTipRole
ROWS = 40


@pytest.fixture
def table(tmp_path: Path) -> Table:
    lines = [f"{row % 7},{row / 8},{'<b>' if row % 2 else 'q'}" for row in range(ROWS)]
    lines[3], lines[5], lines[8] = "x5,1,q", "NA,1,", "1,0.123456789012345,q"
    path = tmp_path / "t.csv"
    path.write_text("\n".join(["a,b,<u>", *lines]) + "\n")
    return tables.read(path)


@pytest.fixture
def model(qtbot: QtBot, table: Table) -> TableRows:  # noqa: ARG001
    model = TableRows()
    model._tester = QAbstractItemModelTester(  # type: ignore[attr-defined]
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, model
    )
    model.show_table(table)
    return model


def shown(model: TableRows, column: int) -> list[str]:
    return [model.index(row, column).data() for row in range(model.rowCount())]


def test_cells_show_what_the_file_has(model: TableRows) -> None:
    assert (model.rowCount(), model.columnCount()) == (ROWS, 3)
    assert shown(model, 0)[:6] == ["0", "1", "2", "x5", "4", "NA"]
    assert shown(model, 2)[4:7] == ["q", "", "q"]
    assert [model.headerData(column, ACROSS) for column in range(3)] == ["a", "b", "<u>"]
    assert model.headerData(11, DOWN) == "12"


def test_cells_without_a_value_are_marked_and_say_why(model: TableRows) -> None:
    unreadable, missing, empty, fine = (model.index(*place) for place in ((3, 0), (5, 0), (5, 2), (4, 0)))
    assert unreadable.data(TIP) == "“x5” is no number (line 5 of the file)"
    assert missing.data(TIP) == "Missing: the cell says “NA” (line 7 of the file)"
    assert empty.data(TIP) == "Missing"
    ground = Qt.ItemDataRole.BackgroundRole
    assert unreadable.data(ground) == QColor(LIGHT.error_base)
    assert missing.data(ground) == empty.data(ground) == QColor(LIGHT.warning_base)
    assert fine.data(ground) is None
    assert fine.data(TIP) is None


def test_what_has_no_room_is_whole_in_the_tip(model: TableRows) -> None:
    assert model.index(8, 1).data() == "0.12345679"
    assert model.index(8, 1).data(TIP) == "0.123456789012345"


def test_order_filter_and_given_rows_work_together(model: TableRows) -> None:
    model.sort(0, Qt.SortOrder.DescendingOrder)
    model.set_passed(np.arange(ROWS) % 2 == 0)
    model.set_given(np.array([2, 4, 5, 6, 7, 13]))
    assert model.rows.tolist() == [6, 4, 2]
    model.set_passed(None)
    assert model.rows.tolist() == [6, 13, 4, 2, 7, 5], "missing comes last"
    assert [model.headerData(section, DOWN) for section in range(3)] == ["7", "14", "5"]
    model.sort(-1)
    model.set_given(None)
    assert model.rows.tolist() == list(range(ROWS))


def test_rows_and_columns_say_what_they_are_used_for(model: TableRows, table: Table) -> None:
    roles = Roles.of_numbers(("a",), ("b",))
    prepared = prepare(table, roles, Split(train=50, validation=25, test=25), 1)
    model.show_use(roles, prepared)
    counts = [prepared.skipped, *(len(rows.numbers) for rows in (prepared.train, prepared.validation))]
    assert model.share_counts()[:3] == counts == [2, 19, 10]
    assert [model.headerData(column, ACROSS, HeaderRole.USE) for column in range(3)] == [
        "input",
        "target",
        "",
    ]
    assert model.headerData(3, DOWN, HeaderRole.MARK) == "control"
    assert "left out" in model.headerData(3, DOWN, TIP)
    tested = int(prepared.test.numbers[0])
    assert model.headerData(tested, DOWN, HeaderRole.MARK) == "test"


def test_a_column_s_header_tells_all_of_it(qtbot: QtBot, model: TableRows) -> None:
    assert model.headerData(0, ACROSS, HeaderRole.OVERVIEW) is None
    with qtbot.waitSignal(model.headerDataChanged):
        pass
    overview = model.headerData(0, ACROSS, HeaderRole.OVERVIEW)
    assert overview.counts.tolist() == [6, 6, 6, 5, 6, 4, 5]
    assert model.headerData(0, ACROSS, HeaderRole.DETAIL) == "0 to 6 · 2 missing"
    tip = model.headerData(0, ACROSS, TIP)
    for words in (
        "mean 2.8",
        "median 3",
        "7 different values",
        "1 missing (2.5 %), ",
        "1 cell that can't be",
    ):
        assert words in tip
    model.headerData(2, ACROSS, HeaderRole.OVERVIEW)
    with qtbot.waitSignal(model.headerDataChanged):
        pass
    tip = model.headerData(2, ACROSS, TIP).replace("\xa0", " ")
    assert "&lt;b&gt;: 18 (46.2 %)" in tip, "words are never taken for HTML"


def test_a_unit_stands_in_the_header_and_is_not_copied(qapp: QApplication) -> None:  # noqa: ARG001
    made, model = small_table(p=[1, 2]), TableRows()
    model.show_table(replace(made, columns=(replace(made.columns[0], unit="bar"),)))
    assert model.headerData(0, ACROSS) == "p (bar)"
    assert model.headerData(0, ACROSS, TIP).startswith("p (bar)\n")
    assert model.copied([QItemSelectionRange(model.index(0, 0))]) == "p\n1\n"


def test_copied_cells_have_names_and_all_digits_and_gaps_stay_empty(model: TableRows) -> None:
    model.set_given(np.array([7, 8, 9]))
    first = QItemSelectionRange(model.index(0, 0), model.index(1, 1))
    second = QItemSelectionRange(model.index(2, 2), model.index(2, 2))
    assert model.copied([second, first]).split("\n") == [
        "a\tb\t<u>", "0\t0.875\t", "1\t0.123456789012345\t", "\t\t<b>", ""
    ]  # fmt: skip


def test_more_cells_than_can_be_copied_are_refused(qapp: QApplication) -> None:  # noqa: ARG001
    model = TableRows()
    model.show_table(small_table(a=range(MOST_COPIED), b=[1, 2] * (MOST_COPIED // 2)))
    last = model.rowCount() - 1
    everything = QItemSelectionRange(model.index(0, 0), model.index(last, 1))
    with pytest.raises(InputError, match=r"^100,000 cells can be copied at once"):
        model.copied([everything])
    column = QItemSelectionRange(model.index(0, 0), model.index(last, 0))
    assert model.copied([column]).count("\n") == MOST_COPIED + 1
    corner = QItemSelectionRange(model.index(0, 1), model.index(0, 1))
    with pytest.raises(InputError, match="select fewer"):
        model.copied([QItemSelectionRange(model.index(1, 0), model.index(last, 0)), corner])
