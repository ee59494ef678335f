import re
from dataclasses import fields, replace

import numpy as np
import pytest

from engine.base.errors import InputError
from engine.data.inputs import Input
from engine.data.roles import INPUT, SINGLE_ROLES, TARGET, UNUSED, WEIGHT, Roles
from engine.table.table import Table
from tests.engine.runs import column, table

TABLE = Table(
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


def test_the_column_of_every_single_role_is_a_field() -> None:
    assert set(SINGLE_ROLES) == {field.name for field in fields(Roles) if field.type is str}


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


def test_each_name_has_its_role() -> None:
    roles = Roles((Input("x"), Input("z")), ("y",), weight="w")
    assert roles.by_name == {"x": INPUT, "z": INPUT, "y": TARGET, "w": WEIGHT}
    assert [roles.role(name) for name in ("x", "y", "w", "other")] == [INPUT, TARGET, WEIGHT, UNUSED]
