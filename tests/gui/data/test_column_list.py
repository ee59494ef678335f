"""The columns and their roles as a table: ticks are announced, and a column has one role at most."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from engine.data.default_roles import default_roles
from engine.data.inputs import Input
from engine.data.roles import Roles
from engine.reading import tables
from engine.table.table import Table
from gui.data.column_list import INPUT, NAME, RANGE, TARGET, ColumnModel
from tests.engine.runs import table

CHECK = Qt.ItemDataRole.CheckStateRole


@pytest.fixture
def plane(table_file: Path) -> Table:
    return tables.read(table_file)


@pytest.fixture
def model(qapp: QApplication, plane: Table) -> ColumnModel:  # noqa: ARG001
    model = ColumnModel()
    model._tester = QAbstractItemModelTester(  # type: ignore[attr-defined]
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, model
    )
    model.show_table(plane, Roles.of_numbers(("u", "v"), ("y",)))
    return model


def ticks(model: ColumnModel) -> list[str]:
    marks = {Qt.CheckState.Checked: "x", Qt.CheckState.Unchecked: "-"}
    return [
        "".join(marks[Qt.CheckState(model.index(row, column).data(CHECK))] for column in (INPUT, TARGET))
        for row in range(model.rowCount())
    ]


def heard(model: ColumnModel) -> list[tuple[str, str]]:
    """The columns that are to have other roles, and these roles, as they are announced."""
    told: list[tuple[str, str]] = []
    model.role_chosen.connect(lambda name, role: told.append((name, role)))
    return told


def test_every_column_has_its_row(model: ColumnModel) -> None:
    assert [model.index(row, NAME).data() for row in range(4)] == ["u", "v", "remark", "y"]
    assert ticks(model) == ["x-", "x-", "--", "-x"]
    assert " to " in model.index(0, RANGE).data()
    assert model.index(2, RANGE).data() == "1 label"
    assert "Text, 1 different value: word" in model.index(2, NAME).data(Qt.ItemDataRole.ToolTipRole)
    assert "\nLeft out: the same text in every row" in model.index(2, NAME).data(Qt.ItemDataRole.ToolTipRole)
    assert "60 different values" in model.index(0, NAME).data(Qt.ItemDataRole.ToolTipRole)
    assert "input" in model.index(0, INPUT).data(Qt.ItemDataRole.AccessibleTextRole)


def test_a_unit_stands_in_the_tip_and_not_in_the_name(model: ColumnModel, plane: Table) -> None:
    u, *others = plane.columns
    model.show_table(replace(plane, columns=(replace(u, unit="m"), *others)), Roles((), ()))
    assert model.index(0, NAME).data(Qt.ItemDataRole.ToolTipRole).startswith("u (m)\n")
    assert (model.name(0), model.index(0, NAME).data()) == ("u", "u")


def test_a_column_that_opens_as_nothing_says_why(model: ColumnModel) -> None:
    customers = [f"C{row}" for row in range(20)]
    source = table(customer=customers, x=[row * row for row in range(20)], y=list(range(20)))
    model.show_table(source, default_roles(source))
    reason = "Left out: nearly every row has a value of its own, as the name or the number of a record"
    assert model.index(0, NAME).data(Qt.ItemDataRole.ToolTipRole).endswith(reason)
    model.show_table(source, default_roles(source).assigned(source, "x", "unused"))
    assert "Left out" not in model.index(1, NAME).data(Qt.ItemDataRole.ToolTipRole)


def test_words_become_inputs_that_keep_how_they_are_encoded(model: ColumnModel, plane: Table) -> None:
    told = heard(model)
    assert model.setData(model.index(2, INPUT), Qt.CheckState.Checked, CHECK)
    word = Input("remark", "one_hot", ("word",))
    roles = Roles.of_numbers(("u", "v"), ("y",)).assigned(plane, *told.pop())
    assert roles == Roles((Input("u"), Input("v"), word), ("y",))
    filled = roles.with_input(replace(word, missing="indicator"))
    model.show_table(plane, filled)
    assert model.setData(model.index(0, INPUT), Qt.CheckState.Unchecked, CHECK)
    assert filled.assigned(plane, *told.pop()) == replace(filled, inputs=filled.inputs[1:])


def test_a_weight_stays_one_until_its_column_is_ticked(model: ColumnModel, plane: Table) -> None:
    told = heard(model)
    roles = Roles((Input("u"),), ("y",), weight="v")
    model.show_table(plane, roles)
    assert model.index(1, NAME).data(Qt.ItemDataRole.ToolTipRole).endswith("\nsays how much each row counts")
    assert "counts" not in model.index(0, NAME).data(Qt.ItemDataRole.ToolTipRole)
    assert model.setData(model.index(3, INPUT), Qt.CheckState.Checked, CHECK)
    assert roles.assigned(plane, *told.pop()).weight == "v"
    assert model.setData(model.index(1, INPUT), Qt.CheckState.Checked, CHECK)
    assert roles.assigned(plane, *told.pop()) == Roles((Input("u"), Input("v")), ("y",))


def test_names_are_grey_unless_they_are_the_target(model: ColumnModel) -> None:
    names = table(u=[1.0, 2], name=["a", "b"])
    too_many = replace(names.columns[1], labels=(), known_distinct=2000)
    named = replace(names, columns=(names.columns[0], too_many))
    enabled, tickable = Qt.ItemFlag.ItemIsEnabled, Qt.ItemFlag.ItemIsUserCheckable
    model.show_table(named, Roles.of_numbers(("u",), ("u",)))
    assert model.index(0, INPUT).flags() & tickable
    assert not model.index(0, NAME).flags() & tickable
    assert not model.index(1, INPUT).flags() & enabled
    assert "2,000 different values: too many" in model.index(1, NAME).data(Qt.ItemDataRole.ToolTipRole)
    model.show_table(named, Roles.of_numbers(("u",), ("name",)))
    assert model.index(1, NAME).flags() & enabled
    assert not model.index(1, INPUT).flags() & enabled


def test_words_can_be_ticked_as_the_only_target(model: ColumnModel, plane: Table) -> None:
    assert model.index(2, TARGET).flags() & Qt.ItemFlag.ItemIsUserCheckable
    told = heard(model)
    assert model.setData(model.index(2, TARGET), Qt.CheckState.Checked, CHECK)
    roles = Roles.of_numbers(("u", "v"), ("y",)).assigned(plane, *told.pop())
    assert roles == Roles.of_numbers(("u", "v"), ("remark",))
    roles = Roles.of_numbers(("u",), ("remark",), ("p", "q"))
    model.show_table(plane, roles)
    assert model.setData(model.index(3, TARGET), Qt.CheckState.Checked, CHECK)
    assert roles.assigned(plane, *told.pop()) == Roles.of_numbers(("u",), ("y",))


@pytest.mark.parametrize(
    ("row", "column", "state", "roles"),
    [
        (1, INPUT, Qt.CheckState.Unchecked, Roles.of_numbers(("u",), ("y",))),
        (1, TARGET, Qt.CheckState.Checked, Roles.of_numbers(("u",), ("v", "y"))),
        (3, INPUT, Qt.CheckState.Checked, Roles.of_numbers(("u", "v", "y"), ())),
        (3, TARGET, Qt.CheckState.Unchecked, Roles.of_numbers(("u", "v"), ())),
    ],
)
def test_a_tick_is_announced_in_the_table_s_order(
    model: ColumnModel, plane: Table, row: int, column: int, state: Qt.CheckState, roles: Roles
) -> None:
    told = heard(model)
    assert model.setData(model.index(row, column), state, CHECK)
    before = Roles.of_numbers(("u", "v"), ("y",))
    assert [before.assigned(plane, *chosen) for chosen in told] == [roles]
    assert ticks(model) == ["x-", "x-", "--", "-x"], "the model itself changes nothing"


def test_other_roles_keep_the_place_in_the_list(model: ColumnModel, plane: Table) -> None:
    resets: list[None] = []
    model.modelReset.connect(lambda: resets.append(None))
    model.show_table(plane, Roles.of_numbers(("u",), ("v",)))
    assert ticks(model) == ["x-", "-x", "--", "--"]
    assert resets == []


def test_nothing_else_can_be_edited(model: ColumnModel) -> None:
    assert not model.setData(model.index(0, NAME), "w")
    assert not model.setData(model.index(0, NAME), Qt.CheckState.Checked, CHECK)
    assert model.flags(QModelIndex()) == Qt.ItemFlag.NoItemFlags


def test_of_two_columns_input_and_target_change_places(model: ColumnModel, plane: Table) -> None:
    roles = Roles.of_numbers(("u",), ("y",))
    model.show_table(plane, roles)
    told = heard(model)
    row = next(row for row in range(model.rowCount()) if model.index(row, NAME).data() == "u")
    model.setData(model.index(row, TARGET), Qt.CheckState.Checked, CHECK)
    assert roles.assigned(plane, *told.pop()) == Roles.of_numbers(("y",), ("u",))


def test_no_cell_looks_through_all_columns(model: ColumnModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of 2,000 columns asks for the cells of all of them, over and over."""
    monkeypatch.delattr(Roles, "input_names")
    assert ticks(model) == ["x-", "x-", "--", "-x"]
    assert "Left out" in model.index(2, NAME).data(Qt.ItemDataRole.ToolTipRole)
