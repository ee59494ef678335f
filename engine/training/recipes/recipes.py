"""The recipes: named ways to train, each of which fills every training field."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from engine.training.methods.table import METHODS, StepperMethod
from engine.training.recipes import auto
from engine.training.recipes.choice import Case, TrainingChoice

UNUSED_RATE: Final = 0.1
"""The learning rate of methods that have none: it is there when another method is chosen."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """A row of the table of recipes: what menus show, and the training fields for a case.

    `reason` says in one sentence why these, where a recipe chooses. One of the `first_draw` repeats a known
    run, and so begins from the weights that the seed of the project gives first.
    """

    id: str
    title: str
    tip: str
    fill: Callable[[Case], TrainingChoice]
    reason: Callable[[Case], str] | None = None
    first_draw: bool = False


def _article(case: Case) -> TrainingChoice:
    return TrainingChoice(
        recipe="article",
        method="gradient_descent",
        learning_rate=0.01,
        schedule="constant",
        batch_size=None,
        epoch_limit=1_000_000,
        loss=case.usual_loss,
    )


def _of_method(method: str) -> Recipe:
    row = METHODS[method]
    rate, title = UNUSED_RATE, row.title
    if isinstance(row, StepperMethod):
        rate, title = row.usual_learning_rate, f"{title}, all rows at once"

    def fill(case: Case) -> TrainingChoice:
        return TrainingChoice(
            recipe=method,
            method=method,
            learning_rate=rate,
            schedule="constant",
            batch_size=None,
            epoch_limit=row.epochs,
            loss=case.usual_loss,
        )

    return Recipe(method, title, row.tip, fill)


RECIPES: Final = {
    row.id: row
    for row in (
        Recipe(
            "auto",
            "Auto",
            "Looks at the rows and the network and chooses how to train: a good answer for most tables.",
            auto.fill,
            auto.reason,
        ),
        Recipe(
            "article",
            "The article's run",
            "Gradient descent on all rows at once, learning rate 0.01, a million epochs: the run the article "
            "prints. On the article's problem it gets stuck, and says why.",
            _article,
            first_draw=True,
        ),
        *(_of_method(method) for method in METHODS),
    )
}
