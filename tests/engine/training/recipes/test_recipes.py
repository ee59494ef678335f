import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.training.recipes.choice import CUSTOM, Case, TrainingChoice
from engine.training.recipes.recipes import RECIPES


def case(rows: int) -> Case:
    return Case(rows, validation_rows=0, sizes=(2, 4, 4, 3), classes=0)


def test_auto_is_the_first_and_the_article_is_there() -> None:
    assert list(RECIPES)[:2] == ["auto", "article"]
    assert {"gradient_descent", "momentum", "adam"} <= set(RECIPES)
    assert CUSTOM not in RECIPES


def test_the_articles_recipe_is_the_articles() -> None:
    choice = RECIPES["article"].fill(case(7000))
    assert choice == TrainingChoice(
        recipe="article",
        method="gradient_descent",
        learning_rate=0.01,
        schedule="constant",
        batch_size=None,
        epoch_limit=1_000_000,
    )


@pytest.mark.parametrize("recipe", RECIPES)
@given(rows=st.integers(1, 10**7))
def test_every_recipe_fills_every_field_for_any_number_of_rows(recipe: str, rows: int) -> None:
    choice = RECIPES[recipe].fill(case(rows))  # a field outside its limits would raise
    assert choice.recipe == recipe == RECIPES[recipe].id
    assert choice.target_loss is None
    assert choice.max_seconds is None


def test_menus_have_something_to_show() -> None:
    for row in RECIPES.values():
        assert row.title
        assert row.tip.endswith(".")
