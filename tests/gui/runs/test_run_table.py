import math

from PySide6.QtCore import QModelIndex, Qt

from gui.runs.run_rows import COLUMNS, Figure, RunRow
from gui.runs.run_table import MOST_RUNS, RunOrder, RunTable


def row(number: int, fold: int = 0, **cells: Figure | str) -> RunRow:
    return RunRow((number, fold), dict(cells))


def place(id_: str) -> int:
    return next(place for place, column in enumerate(COLUMNS) if column.id == id_)


def order(table: RunTable, column: str, way: Qt.SortOrder) -> list[str]:
    sorted_ = RunOrder(table)
    sorted_.sort(place(column), way)
    return [sorted_.index(line, 0).data() for line in range(sorted_.rowCount())]


def test_figures_are_sorted_as_numbers_and_lines_without_one_come_last_either_way() -> None:
    table = RunTable()
    for number, value in enumerate((9.0, 10.0, math.nan, 2.0), 1):
        table.add(row(number, share=Figure("-", value)))
    table.add(row(5))
    assert order(table, "share", Qt.SortOrder.AscendingOrder)[:3] == ["4", "1", "2"]
    assert order(table, "share", Qt.SortOrder.DescendingOrder)[:3] == ["2", "1", "4"]


def test_folds_follow_their_mean_in_the_order_of_numbers() -> None:
    table = RunTable()
    for number, fold in ((2, 0), (2, 1), (10, 0), (2, 2), (1, 0)):
        table.add(row(number, fold))
    assert order(table, "number", Qt.SortOrder.AscendingOrder) == ["1", "2", "2.1", "2.2", "10"]


def test_the_oldest_lines_are_let_go() -> None:
    table = RunTable()
    for number in range(MOST_RUNS + 2):
        table.add(row(number))
    assert table.rowCount() == MOST_RUNS
    assert table.rows[0].number == (2, 0)
    assert table.rowCount(table.index(0, 0)) == 0 == RunTable().rowCount(QModelIndex())


def test_numbers_stand_on_the_right_and_a_figure_s_tip_has_all_of_them() -> None:
    table = RunTable()
    table.add(row(1, rmse=Figure("2.5", 2.5), data="plane.csv", result="a RMSE 2 · b RMSE 3"))
    rmse, data = table.index(0, place("rmse")), table.index(0, place("data"))
    assert rmse.data(Qt.ItemDataRole.TextAlignmentRole) & int(Qt.AlignmentFlag.AlignRight)
    assert data.data(Qt.ItemDataRole.TextAlignmentRole) & int(Qt.AlignmentFlag.AlignLeft)
    assert "b RMSE 3" in rmse.data(Qt.ItemDataRole.ToolTipRole)
    assert data.data(Qt.ItemDataRole.ToolTipRole) == "plane.csv"
