"""The table of training fields, and what is made of it."""

import math
from dataclasses import fields, replace
from typing import Any

import pytest

from engine.base.errors import InputError
from engine.network.losses import LOSSES
from engine.training.fields import TRAINING_FIELDS, ChoiceField, FlagField, NumberField
from engine.training.methods.table import METHODS
from engine.training.recipes.choice import TrainingChoice
from engine.training.recipes.recipes import RECIPES
from tests.engine.runs import article

CHOICE = article()[0].training
NUMBERS = [row for row in TRAINING_FIELDS.values() if isinstance(row, NumberField)]
CHOICES = [row for row in TRAINING_FIELDS.values() if isinstance(row, ChoiceField)]


def test_every_choice_but_that_of_the_recipe_has_a_row() -> None:
    assert {field.name for field in fields(TrainingChoice)} == {*TRAINING_FIELDS, "recipe"}


@pytest.mark.parametrize("row", NUMBERS, ids=lambda row: row.id)
def test_a_number_outside_its_limits_is_refused(row: NumberField) -> None:
    outside = [value for value in (row.limit.low - 1, row.limit.high + 1) if math.isfinite(value)]
    for value in (*outside, math.nan):
        changed: dict[str, Any] = {row.id: value}
        with pytest.raises(InputError):
            replace(CHOICE, **changed)


@pytest.mark.parametrize("row", CHOICES, ids=lambda row: row.id)
def test_an_unknown_id_is_refused(row: ChoiceField) -> None:
    for name in ("magic",) if row.none else ("magic", ""):
        changed: dict[str, Any] = {row.id: name}
        with pytest.raises(InputError, match=f"'{name}'"):
            replace(CHOICE, **changed)


@pytest.mark.parametrize("row", NUMBERS, ids=lambda row: row.id)
def test_what_is_typed_is_read_within_the_limits(row: NumberField) -> None:
    assert row.parse("1") == 1
    with pytest.raises(InputError):
        row.parse("full" if row.without is None else "all")
    if row.without is not None:
        assert row.parse(f" {row.without.upper()} ") is None


@pytest.mark.parametrize("row", TRAINING_FIELDS.values(), ids=lambda row: row.id)
def test_every_row_says_what_it_is_and_means_something_to_some_method(
    row: NumberField | ChoiceField | FlagField,
) -> None:
    assert row.title
    assert not row.help.endswith(".")
    assert row.flag.startswith("--")
    assert any(row.of(method) for method in METHODS.values())


def test_steps_have_a_learning_rate_and_solvers_with_matrices_no_precision() -> None:
    having = {
        name: [method.id for method in METHODS.values() if TRAINING_FIELDS[name].of(method)]
        for name in ("learning_rate", "batch_size", "precision", "l2")
    }
    steps = ["gradient_descent", "momentum", "nesterov", "rmsprop", "adam", "adamw", "rprop"]
    assert having == {
        "learning_rate": steps,
        "batch_size": steps[:-1],
        "precision": [*steps, "lbfgs"],
        "l2": [*steps, "lbfgs", "levenberg_marquardt"],
    }


def test_recipes_fill_only_what_is_within_the_limits() -> None:
    project, prepared = article()
    for recipe in RECIPES:
        filled = project.filled(recipe, prepared).training
        for row in TRAINING_FIELDS.values():
            row.check(getattr(filled, row.id))


def test_the_parameter_of_a_loss_has_the_limits_of_that_loss() -> None:
    parameter = LOSSES["huber"].parameter
    assert parameter is not None
    with pytest.raises(InputError, match="the width of the Huber loss"):
        replace(CHOICE, loss="huber", loss_parameter=0.0)
    assert replace(CHOICE, loss="huber", loss_parameter=parameter.usual).loss_parameter == parameter.usual
