import math

import numpy as np
import pytest

from engine.base.errors import InputError
from engine.data.classes import (
    class_counts,
    class_labels,
    class_numbers,
    decode,
    encode,
    has_classes,
    target_classes,
)
from tests.engine.runs import column, labelled, table

NAN = math.nan
TABLE = table(
    x=[0.5, 1, 2, 3.5, 7, 9],
    half=[0.5, 1.5, 0.5, 1.5, 0.5, 1.5],
    class3=[0, 1, 2, 2, 1, 0],
    fruit=["fig", "pear", "fig", "", "pear", "fig"],
    same=[1, 1, 1, 1, 1, 1],
)


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ([2, 0, 1, NAN], ("0", "1", "2")),
        ([1.5, 3, -2], ("-2", "1.5", "3")),
        ([0.1, 1e20, 0.1], ("0.1", "1e+20")),
        ([-0.0, 0.0, 1], ("0", "1")),
    ],
)
def test_numbers_as_classes_are_written_as_numbers_in_their_order(
    values: list[float], labels: tuple[str, ...]
) -> None:
    assert class_labels(column("y", values)) == labels


def test_every_row_s_class_is_the_one_its_number_reads_as() -> None:
    y = column("y", [7, -1.5, NAN, 7, 2])
    assert class_numbers(y)[[0, 1, 3, 4]].tolist() == [2, 0, 2, 1]
    assert math.isnan(class_numbers(y)[2])
    assert class_labels(y) == ("-1.5", "2", "7")


def test_texts_are_classes_as_they_are() -> None:
    fruit = labelled("fruit", ["fig", "pear", "", "fig"])
    assert class_labels(fruit) == ("fig", "pear")
    assert class_numbers(fruit)[[0, 1, 3]].tolist() == [0, 1, 0]
    assert math.isnan(class_numbers(fruit)[2])


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (range(101), "101 different numbers, and classes can be at most 100"),
        ([3, 3], "one class only, '3'"),
    ],
)
def test_numbers_that_are_no_classes_are_refused(values: list[float], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        class_labels(column("y", values))


def test_texts_that_are_no_classes_are_refused() -> None:
    with pytest.raises(InputError, match="one class only, 'a'"):
        class_labels(labelled("y", ["a", "a"]))
    with pytest.raises(InputError, match="no class: "):
        class_labels(labelled("y", ["", ""]))
    with pytest.raises(InputError, match=r"1,001 different texts, and classes can be at most 1,000"):
        class_labels(labelled("y", [f"name {n}" for n in range(1001)]))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0, 1] * 5, True),
        ([0, 1, NAN, 2] * 5, True),
        (list(range(20)) * 2, True),
        (list(range(21)) * 2, False),  # too many
        ([0, 1, 3] * 5, False),  # 2 is left out
        ([1, 2] * 5, True),
        ([2, 4] * 5, True),
        ([-1, 1] * 5, True),
        ([-1, 0, 1] * 5, True),
        ([1, 2, 3] * 5, True),
        ([1, 2, 3, 4] * 5, False),  # grades as often as classes
        ([-2, -1] * 5, True),
        ([-2, -1, 0] * 5, False),
        ([1, 2.5] * 5, False),
        ([0, 0.5, 2] * 5, False),
        ([0, 1000] * 5, False),
        ([0] * 5, False),
        ([0, 1, 2, 3], False),  # no two rows of a class
    ],
)
def test_whole_numbers_that_are_codes_are_classes_by_themselves(values: list[float], expected: bool) -> None:
    assert has_classes(column("y", values)) == expected


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("Class", [1, 2, 3, 4, 5], True),
        ("Cover_Type", [1, 2, 4, 7], True),
        ("tipo", [10, 20, 30], True),
        ("Label", [1, 2, 3, 4], True),
        ("wine_quality", [1, 2, 3], False),
        ("num_visits", [0, 1, 2], False),
        ("Note", [1, 2, 3], False),
        ("price_range", [0, 1, 2, 3], True),
        ("rating", [1, 2], True),
    ],
)
def test_the_name_says_whether_codes_are_classes(name: str, values: list[float], expected: bool) -> None:
    assert has_classes(column(name, values * 5)) == expected


@pytest.mark.parametrize(
    ("targets", "kind", "classes"),
    [
        (("x",), None, ()),
        (("class3",), None, ("0", "1", "2")),
        (("class3",), "number", ()),
        (("half",), None, ()),
        (("half",), "class", ("0.5", "1.5")),
        (("fruit",), None, ("fig", "pear")),
        (("x", "class3"), None, ()),
        (("same",), None, ()),
        ((), "class", ()),
    ],
)
def test_targets_are_what_they_look_like_unless_a_person_says_otherwise(
    targets: tuple[str, ...], kind: str | None, classes: tuple[str, ...]
) -> None:
    assert target_classes(TABLE, targets, kind) == classes


@pytest.mark.parametrize(
    ("targets", "kind", "sentence"),
    [
        (("fruit",), "number", "column 'fruit' holds text"),
        (("x", "half"), "class", "must be the only one: choose one of x, half"),
        (("x", "fruit"), None, "must be the only one: choose one of x, fruit"),
        (("same",), "class", "one class only, '1'"),
    ],
)
def test_targets_that_cannot_be(targets: tuple[str, ...], kind: str | None, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        target_classes(TABLE, targets, kind)


def test_two_classes_share_one_output_and_more_have_one_each() -> None:
    assert encode(np.array([0.0, 1, 1]), 2).tolist() == [[0, 1, 1]]
    assert encode(np.array([2.0, 0]), 3).tolist() == [[0, 1], [0, 0], [1, 0]]


@pytest.mark.parametrize("classes", [2, 3, 7])
def test_a_class_comes_back_from_what_stands_for_it(classes: int) -> None:
    numbers = np.random.default_rng(0).integers(classes, size=50)
    Y = encode(numbers.astype(float), classes)
    assert decode(Y).tolist() == numbers.tolist()
    assert class_counts(Y).tolist() == np.bincount(numbers, minlength=classes).tolist()


def test_a_class_without_rows_is_counted_too() -> None:
    assert class_counts(encode(np.array([0.0, 0]), 2)).tolist() == [2, 0]
    assert class_counts(encode(np.array([1.0]), 4)).tolist() == [0, 1, 0, 0]
