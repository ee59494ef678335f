import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import InputError
from engine.project import build_request
from engine.training.loop import train
from engine.training.recipes import CUSTOM, RECIPES, Case, TrainingChoice
from tests.engine.runs import PicturesAt, article


def case(rows: int) -> Case:
    return Case(rows, validation_rows=0, sizes=(2, 4, 4, 3), classes=0)


def test_auto_is_the_first_and_the_article_is_there() -> None:
    assert list(RECIPES)[:2] == ["auto", "article"]
    assert {"gradient_descent", "momentum", "adam"} <= set(RECIPES)
    assert CUSTOM not in RECIPES


def test_the_articles_recipe_is_the_articles() -> None:
    choice = RECIPES["article"].fill(case(7000))
    assert choice == TrainingChoice("article", "gradient_descent", 0.01, "constant", None, 1_000_000)


@pytest.mark.parametrize("recipe", RECIPES)
@given(rows=st.integers(1, 10**7))
def test_every_recipe_fills_every_field_for_any_number_of_rows(recipe: str, rows: int) -> None:
    choice = RECIPES[recipe].fill(case(rows))  # a field outside its limits would raise
    assert choice.recipe == recipe == RECIPES[recipe].id
    assert choice.target_loss is None
    assert choice.max_seconds is None


@given(st.integers(1, 10**7))
def test_auto_takes_many_small_steps_and_does_not_go_on_for_ever(rows: int) -> None:
    choice = RECIPES["auto"].fill(case(rows))
    assert choice.batch_size is not None
    assert min(32, rows) <= choice.batch_size <= min(4096, rows)
    assert math.log2(choice.batch_size).is_integer() or choice.batch_size == rows
    assert 400 <= choice.epoch_limit <= 2000


def test_auto_solves_the_articles_problem_from_the_default_start() -> None:
    project, prepared = article("auto")
    for snapshot in train(build_request(project, prepared, 1), PicturesAt()):
        if snapshot.loss.test < 1e-4:
            return
    pytest.fail(f"test loss {snapshot.loss.test} after {snapshot.epoch} epochs")


@pytest.mark.parametrize(
    "wrong",
    [
        {"recipe": "magic"},
        {"method": "magic"},
        {"schedule": "magic"},
        {"learning_rate": 0},
        {"learning_rate": -1},
        {"learning_rate": math.nan},
        {"learning_rate": math.inf},
        {"batch_size": 0},
        {"batch_size": 2.5},
        {"epoch_limit": -1},
        {"epoch_limit": 10**400},
        {"target_loss": -1e-9},
        {"max_seconds": 0},
        {"loss": "magic"},
        {"loss": "quantile", "loss_parameter": 1},
        {"l1": -1e-9},
        {"l2": math.nan},
        {"clip_norm": 0},
    ],
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    fields = {
        "recipe": "adam",
        "method": "adam",
        "learning_rate": 0.1,
        "schedule": "constant",
        "batch_size": 10,
        "epoch_limit": 5,
    }
    TrainingChoice(**fields)  # type: ignore[arg-type]
    with pytest.raises(InputError):
        TrainingChoice(**{**fields, **wrong})  # type: ignore[arg-type]


def test_menus_have_something_to_show() -> None:
    for row in RECIPES.values():
        assert row.title
        assert row.tip.endswith(".")
