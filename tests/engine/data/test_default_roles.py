from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.base.errors import InputError
from engine.data.default_roles import default_roles
from engine.data.inputs import Input
from engine.data.roles import INPUT, TARGET, UNUSED, WEIGHT, Roles
from engine.reading import tables
from engine.table.table import Table
from tests.engine.runs import column, table

NAN = np.nan
FLOWERS = Table(
    name="flowers.csv",
    path="",
    columns=(
        column("length", [1, 2]),
        column("colour", [np.nan, np.nan], "category"),
        column("width", [3, 4]),
    ),
    bad_cells=(),
    rows=2,
    dialect={},
    problems=(),
    fingerprint="print",
)
FRUIT = table(a=[0.5, 2, 3, 4], b=[2, 5, 7, 9], fruit=["fig", "pear", "pear", "fig"])


def test_the_last_number_column_is_the_target_until_someone_says_otherwise() -> None:
    assert default_roles(FLOWERS) == Roles.of_numbers(("length",), ("width",))
    assert default_roles(table(a=[1], b=[2], c=[3])) == Roles.of_numbers(("a", "b"), ("c",))


def test_a_text_column_at_the_end_is_passed_over() -> None:
    columns = (column("a", [1]), column("b", [2]), column("name", [np.nan], "category"))
    found = default_roles(
        Table(
            name="t", path="", columns=columns, bad_cells=(), rows=1, dialect={}, problems=(), fingerprint=""
        )
    )
    assert found == Roles.of_numbers(("a",), ("b",))


def test_one_number_column_leaves_no_input_and_that_is_said() -> None:
    roles = default_roles(table(only=[1, 2]))
    assert roles == Roles.of_numbers((), ("only",))
    with pytest.raises(InputError, match="at least one input"):
        roles.check(FLOWERS)


def test_texts_are_the_input_where_there_is_nothing_else() -> None:
    made = table(city=[f"city {number:03}" for number in range(60)], rent=list(range(60)))
    assert default_roles(made).input_names == ("city",)
    assert default_roles(made).targets == ("rent",)


def test_a_few_texts_in_the_last_column_are_the_classes_to_tell() -> None:
    assert default_roles(FRUIT) == Roles.of_numbers(("a", "b"), ("fruit",), ("fig", "pear"))
    one_number = table(a=[1, 2, 3, 4], fruit=["fig", "pear", "pear", "fig"])
    assert default_roles(one_number) == Roles.of_numbers(("a",), ("fruit",), ("fig", "pear"))


@pytest.mark.parametrize(
    "texts",
    [["a", "b", "c", "d"], ["a", "a", "a", "a"], ["a", "", "", "b"], ["", "", "", ""]],
)
def test_texts_that_are_names_or_mostly_missing_are_passed_over(texts: list[str]) -> None:
    made = table(a=[0.5, 2, 3, 4], b=[2, 5, 7, 9], text=texts)
    assert default_roles(made) == Roles.of_numbers(("a",), ("b",))


def test_texts_elsewhere_are_inputs() -> None:
    made = table(a=[0.5, 2, 3, 4], fruit=["fig", "pear", "pear", "fig"], b=[2, 5, 7, 9])
    roles = default_roles(made)
    assert roles == Roles((Input("a"), Input("fruit", "binary", ("fig", "pear"))), ("b",))
    assert roles.features == ("a", "fruit = pear")
    roles.check(made)


def test_where_gaps_would_cost_most_rows_they_get_indicators() -> None:
    full = [1.0, 2, 3, 4, 5, 6, 7, 8]
    made = table(a=[NAN, NAN, NAN, 4, 5, 6, 7, 8], b=[1, 2, 3, 4, 5, NAN, NAN, 8], c=full, y=full)
    assert [given.missing for given in default_roles(made).inputs] == ["indicator", "row", "row"]
    made = table(a=[NAN, 2, 3, 4, 5, 6, 7, 8], b=[1, 2, 3, 4, 5, NAN, NAN, 8], c=full, y=full)
    assert [given.missing for given in default_roles(made).inputs] == ["row", "row", "row"]


def test_beside_one_number_column_texts_are_the_target_wherever_they_stand() -> None:
    made = table(fruit=["fig", "pear", "pear", "fig"], a=[0.5, 2, 3, 4])
    assert default_roles(made) == Roles.of_numbers(("a",), ("fruit",), ("fig", "pear"))


def test_whole_numbers_from_0_in_the_last_column_are_classes() -> None:
    made = table(a=[1, 2, 3, 4, 5, 6], y=[0, 1, 2, 2, 1, 0])
    assert default_roles(made) == Roles.of_numbers(("a",), ("y",), ("0", "1", "2"))


def test_columns_with_too_few_or_too_large_numbers_are_left_to_choose() -> None:
    nan = float("nan")
    made = table(a=[1, 2, 3], sparse=[1, nan, nan], b=[4, 5, 6], huge=[1, 2, 1e308])
    assert default_roles(made) == Roles.of_numbers(("a",), ("b",))


def test_half_the_numbers_are_enough() -> None:
    made = table(a=[1, float("nan")], b=[1, 2])
    assert default_roles(made) == Roles.of_numbers(("a",), ("b",))


def test_where_nothing_better_is_left_every_number_column_is_taken() -> None:
    made = table(a=[1, 2], huge=[1, 1e308])
    assert default_roles(made) == Roles.of_numbers(("huge",), ("a",))


def test_a_table_of_texts_opens_with_classes_to_learn(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("colour,class,name\nred,a,Ada\nred,a,Bo\nblue,b,Cy\nblue,b,Di\n", encoding="utf-8")
    roles = default_roles(tables.read(path))
    assert (roles.input_names, roles.targets, roles.classes) == (("colour",), ("class",), ("a", "b"))


ROWS = 40
MEASURED = [3 * (row * 7 % ROWS) + 0.5 for row in range(ROWS)]


def test_identifiers_are_no_inputs_by_themselves() -> None:
    made = table(
        PassengerId=list(range(1, ROWS + 1)),
        ticket=[f"A {number}" for number in range(ROWS)],
        size=MEASURED,
        zip=[20_000 + 37 * (row * 11 % ROWS) for row in range(ROWS)],
        price=MEASURED[::-1],
    )
    assert default_roles(made) == Roles.of_numbers(("size",), ("price",))
    assert default_roles(made, "size") == Roles.of_numbers(("price",), ("size",))


@pytest.mark.parametrize(
    ("columns", "inputs"),
    [
        ({"x": list(range(ROWS))}, ("x",)),
        ({"id": list(range(ROWS))}, ("id",)),
        ({"id": list(range(ROWS)), "height": list(range(58, 58 + ROWS))}, ("height",)),
        ({"id": list(range(1, 1 + ROWS)), "code": [7 * row % 997 for row in range(ROWS)]}, ("code",)),
        ({"name": [f"n{row}" for row in range(ROWS)]}, ("name",)),
    ],
)
def test_where_there_are_only_identifiers_the_least_of_them_is_an_input(
    columns: dict[str, list[float] | list[str]], inputs: tuple[str, ...]
) -> None:
    assert default_roles(table(**columns, y=MEASURED)).input_names == inputs


def test_tables_of_texts_only_have_a_target_and_inputs() -> None:
    made = table(colour=["red", "blue"] * 6, size=["s", "m", "l"] * 4, ripe=["a", "b", "b", "a"] * 3)
    roles = default_roles(made)
    assert (roles.input_names, roles.targets, roles.classes) == (("colour", "size"), ("ripe",), ("a", "b"))
    roles.check(made)


def declared(**roles: str) -> Table:
    made = table(id=list(range(ROWS)), a=MEASURED, b=MEASURED[::-1], price=MEASURED[3:] + MEASURED[:3])
    return replace(made, declared_roles=roles)


def test_what_the_file_says_of_a_column_goes_before() -> None:
    assert default_roles(declared()) == Roles.of_numbers(("a", "b"), ("price",))
    assert default_roles(declared(a=TARGET)) == Roles.of_numbers(("b", "price"), ("a",))
    assert default_roles(declared(a=TARGET, b=TARGET)) == Roles.of_numbers(("price",), ("a", "b"))
    assert default_roles(declared(id=INPUT, b=UNUSED)) == Roles.of_numbers(("id", "a"), ("price",))
    assert default_roles(declared(price=UNUSED)) == Roles.of_numbers(("a",), ("b",))
    weighted = Roles.of_numbers(("a",), ("price",))
    assert default_roles(declared(b=WEIGHT)) == replace(weighted, weight="b")
