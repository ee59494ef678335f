"""Answers for whole tables: columns found by name, rows without an answer told why."""

from dataclasses import replace

import numpy as np
import pytest

from engine.base.errors import InputError
from engine.model.table_answers import answer_table, summary
from tests.engine.export.models import NASTY, mixed_table, models
from tests.engine.runs import labelled, table

PLAIN = models()["tanh"]
MIXED = models()["two outputs, all inputs"]


def test_rows_are_answered_as_one_by_one() -> None:
    made = table(b=[0.5, -1.0, 2.0], a=[5.0, 6.0, 7.0])
    answers = answer_table(PLAIN, made)
    expected = PLAIN.predict(np.array([[5.0, 6.0, 7.0], [0.5, -1.0, 2.0]]))
    assert answers.numbers["predicted y"] == pytest.approx(expected[0], rel=1e-14)
    assert answers.unanswered == 0
    assert summary(answers) == "3 of 3 rows answered."


def test_texts_dates_and_gaps_are_read_as_in_training() -> None:
    made = mixed_table()
    answers = answer_table(MIXED, made)
    raw = np.array([one.raw(made.column(one.name)) for one in MIXED.preprocessor.roles.inputs])
    assert np.array_equal(np.array(list(answers.numbers.values())), MIXED.predict(raw))
    # The same texts in another order, and one that was never seen.
    kinds = ["plum", "fig", NASTY, "never seen"] * 20
    other = replace(
        made, columns=tuple(labelled("kind", kinds) if one.name == "kind" else one for one in made.columns)
    )
    found = answer_table(MIXED, other)
    inputs = MIXED.preprocessor.roles.inputs
    place = next(number for number, one in enumerate(inputs) if one.name == "kind")
    changed = raw.copy()
    changed[place] = [inputs[place].labels.index(kind) if kind != "never seen" else -1 for kind in kinds]
    assert np.array_equal(np.array(list(found.numbers.values())), MIXED.predict(changed))


def test_classes_come_with_probabilities() -> None:
    model = models()["3 classes"]
    answers = answer_table(model, mixed_table())
    (labels,) = answers.labels.values()
    chances = np.array(list(answers.numbers.values()))
    assert chances.sum(axis=0) == pytest.approx(1)
    assert labels == [model.preprocessor.roles.classes[number] for number in chances.argmax(axis=0)]


def test_rows_that_cannot_be_answered_say_why() -> None:
    made = table(a=[1.0, float("nan"), 1e308], b=[1.0, 2.0, 1e308])
    answers = answer_table(PLAIN, made)
    assert answers.reasons[0] == ""
    assert answers.reasons[1] == "a is missing"
    assert np.isnan(answers.numbers["predicted y"][1])
    sizes = replace(
        mixed_table(),
        columns=tuple(
            labelled("size", ["s", "xxl"] * 40) if one.name == "size" else one
            for one in mixed_table().columns
        ),
    )
    found = answer_table(MIXED, sizes)
    assert found.reasons[1] == "size is none of l, m and s"
    assert found.unanswered == 40


def test_names_are_found_in_other_letters_and_the_rest_is_said() -> None:
    answers = answer_table(PLAIN, table(**{" A ": [1.0, 2.0], "b": [1.0, 2.0], "c": [0.0, 1.0]}))
    assert answers.notes == (" A  is taken for a.", "Not used: c.")


def test_what_is_not_there_or_of_another_kind_is_said() -> None:
    with pytest.raises(InputError, match='"small" has no column b, which the network reads'):
        answer_table(PLAIN, table(a=[1.0, 2.0]))
    with pytest.raises(InputError, match="holds text, and the network learnt 'a' from numbers"):
        answer_table(PLAIN, table(a=["x", "y"], b=[1.0, 2.0]))


def test_a_name_that_is_taken_becomes_another() -> None:
    made = table(**{"a": [1.0], "b": [1.0], "predicted y": [3.0]})
    assert list(answer_table(PLAIN, made).numbers) == ["predicted y again"]
