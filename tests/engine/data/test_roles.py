import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.data import tables
from engine.data.inputs import Input
from engine.data.roles import INPUT, TARGET, UNUSED, WEIGHT, Roles, default_roles
from engine.data.table import Table
from engine.errors import InputError
from tests.engine.runs import column, table

TABLE = Table(
    "flowers.csv",
    "",
    (column("length", [1, 2]), column("colour", [np.nan, np.nan], "category"), column("width", [3, 4])),
    (),
    2,
    {},
    (),
    "print",
)


def test_the_last_number_column_is_the_target_until_someone_says_otherwise() -> None:
    assert default_roles(TABLE) == Roles.of_numbers(("length",), ("width",))
    assert default_roles(table(a=[1], b=[2], c=[3])) == Roles.of_numbers(("a", "b"), ("c",))


def test_a_text_column_at_the_end_is_passed_over() -> None:
    columns = (column("a", [1]), column("b", [2]), column("name", [np.nan], "category"))
    found = default_roles(Table("t", "", columns, (), 1, {}, (), ""))
    assert found == Roles.of_numbers(("a",), ("b",))


def test_one_number_column_leaves_no_input_and_that_is_said() -> None:
    roles = default_roles(table(only=[1, 2]))
    assert roles == Roles.of_numbers((), ("only",))
    with pytest.raises(InputError, match="at least one input"):
        roles.check(TABLE)


def test_texts_are_the_input_where_there_is_nothing_else() -> None:
    made = table(city=[f"city {number:03}" for number in range(60)], rent=list(range(60)))
    assert default_roles(made).input_names == ("city",)
    assert default_roles(made).targets == ("rent",)


@pytest.mark.parametrize(
    ("roles", "sentence"),
    [
        (Roles.of_numbers((), ("width",)), "choose at least one input column"),
        (Roles.of_numbers(("length",), ()), "choose at least one target column"),
        (
            Roles.of_numbers(("height",), ("width",)),
            "\"flowers.csv\" has no column 'height'; it has length, colour, width",
        ),
        (Roles.of_numbers(("colour",), ("width",)), "column 'colour' holds text"),
        (Roles.of_numbers(("length",), ("length",)), "column 'length' can be an input or a target, once"),
        (
            Roles.of_numbers(("length", "length"), ("width",)),
            "column 'length' can be an input or a target, once",
        ),
    ],
)
def test_roles_that_cannot_be_are_refused(roles: Roles, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence.replace(".", r"\.")):
        roles.check(TABLE)


def test_a_column_becomes_the_only_weight_and_is_nothing_else() -> None:
    made = table(a=[1, 2], b=[2, 1], c=[0, 2], d=[1, 1])
    roles = Roles.of_numbers(("a", "b", "c"), ("d",)).assigned(made, "b", WEIGHT)
    assert roles == replace(Roles.of_numbers(("a", "c"), ("d",)), weight="b")
    assert [roles.role(name) for name in "abcd"] == [INPUT, WEIGHT, INPUT, TARGET]
    other = roles.assigned(made, "c", WEIGHT)
    assert [other.role(name) for name in "abcd"] == [INPUT, UNUSED, WEIGHT, TARGET]
    assert other.assigned(made, "b", INPUT).weight == "c"
    assert other.assigned(made, "c", INPUT).weight == other.assigned(made, "c", UNUSED).weight == ""


@pytest.mark.parametrize(
    ("weight", "sentence"),
    [
        ("gone", "\"small\" has no column 'gone'; it has a, b, c"),
        ("a", "column 'a' can be an input, a target or the weight, once, not more"),
        ("word", "it holds no numbers, and a weight is a number from 0 up; choose another column"),
        ("empty", "it holds nothing above 0, so that no row would count"),
        ("zero", "it holds nothing above 0, so that no row would count"),
        ("negative", "column 'negative' cannot say how much a row counts: it holds -0.5"),
        ("wide", "it holds weights from 1e-20 to 1e+20, and beside the large ones the small ones are lost"),
        ("large", "it holds weights from 1e+200 to 1e+200"),
    ],
)
def test_weights_that_cannot_be_are_refused(weight: str, sentence: str) -> None:
    made = table(
        a=[1, 2], b=[2, 1], c=[0, 2], word=["x", "y"], empty=[np.nan] * 2, zero=[0, 0], negative=[1, -0.5],
        wide=[1e-20, 1e20], large=[1e200] * 2,
    )  # fmt: skip
    roles = Roles.of_numbers(("a",), ("b",))
    replace(roles, weight="c").check(made)
    with pytest.raises(InputError, match=re.escape(sentence)):
        replace(roles, weight=weight).check(made)


def test_roles_that_can_be_are_accepted_in_any_order() -> None:
    Roles.of_numbers(("width",), ("length",)).check(TABLE)


# Classes.

FRUIT = table(a=[0.5, 2, 3, 4], b=[2, 5, 7, 9], fruit=["fig", "pear", "pear", "fig"])


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


NAN = np.nan


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


@pytest.mark.parametrize(
    ("roles", "sentence"),
    [
        (Roles.of_numbers(("a",), ("fruit",)), "column 'fruit' holds text"),
        (Roles.of_numbers(("fruit",), ("a",)), "column 'fruit' holds text"),
        (
            Roles.of_numbers(("a",), ("b", "fruit"), ("fig", "pear")),
            "must be the only one: choose one of b, fruit",
        ),
        (
            Roles.of_numbers(("a",), ("fruit",), ("pear", "fig")),
            "column 'fruit' has other classes than these",
        ),
        (
            Roles.of_numbers(("a",), ("fruit",), ("fig", "kiwi")),
            "column 'fruit' has other classes than these",
        ),
        (Roles.of_numbers(("fruit",), ("fruit",), ("fig", "pear")), "'fruit' can be an input or a target"),
    ],
)
def test_roles_of_classes_that_cannot_be_are_refused(roles: Roles, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        roles.check(FRUIT)


def test_classes_have_as_many_outputs_as_it_takes_to_tell_them() -> None:
    assert Roles.of_numbers(("a",), ("y",), ("p", "q")).outputs == 1
    assert Roles.of_numbers(("a",), ("y",), ("p", "q", "r")).outputs == 3
    assert Roles.of_numbers(("a",), ("y", "z")).outputs == 2


def test_columns_with_too_few_or_too_large_numbers_are_left_to_choose() -> None:
    nan = float("nan")
    made = table(a=[1, 2, 3], sparse=[1, nan, nan], b=[4, 5, 6], huge=[1, 2, 1e308])
    assert default_roles(made) == Roles.of_numbers(("a",), ("b",))


def test_half_the_numbers_are_enough() -> None:
    made = table(a=[1, float("nan")], b=[1, 2])
    assert default_roles(made) == Roles.of_numbers(("a",), ("b",))


def test_where_nothing_better_is_left_every_number_column_is_taken() -> None:
    made = table(a=[1, 2], huge=[1, 1e308])
    assert default_roles(made) == Roles.of_numbers(("a",), ("huge",))


def test_a_table_of_texts_opens_with_classes_to_learn(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("colour,class,name\nred,a,Ada\nred,a,Bo\nblue,b,Cy\nblue,b,Di\n", encoding="utf-8")
    roles = default_roles(tables.read(path))
    assert (roles.input_names, roles.targets, roles.classes) == (("colour",), ("class",), ("a", "b"))


def test_each_name_has_its_role() -> None:
    roles = Roles((Input("x"), Input("z")), ("y",), weight="w")
    assert roles.by_name == {"x": INPUT, "z": INPUT, "y": TARGET, "w": WEIGHT}
    assert [roles.role(name) for name in ("x", "y", "w", "other")] == [INPUT, TARGET, WEIGHT, UNUSED]
