"""The recipes: named ways to train, each of which fills every training field."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from engine.limits import LIMITS, check_id
from engine.model.losses import choose_loss
from engine.model.network import count_parameters
from engine.training.methods import METHODS
from engine.training.precisions import PRECISIONS
from engine.training.schedules import SCHEDULES
from engine.words import counted

CUSTOM: Final = "custom"
"""Stands for a recipe whose fields a person has changed."""

_NUMBERS: Final = (
    "learning_rate",
    "batch_size",
    "epoch_limit",
    "target_loss",
    "max_seconds",
    "gradient_norm",
    "patience",
    "l1",
    "l2",
    "clip_norm",
    "starts",
    "folds",
    "held_out",
)


@dataclass(frozen=True, slots=True)
class TrainingChoice:
    """How to train: what the Training panel shows.

    `batch_size` None takes all rows at once; `target_loss`, `max_seconds`, `gradient_norm`
    and `patience` None do not stop the run. `loss_parameter` None is the usual one of a loss that has one.
    `l1` and `l2` are what the weights of every layer cost that does not say otherwise; `clip_norm` None
    leaves gradients as long as they are. `precision` is the type that a method computes with which uses it.
    With `balance_classes` the rows of rare classes count for more, so that every class has the same say;
    where targets are numbers it has no effect.
    So many `starts` race, and the best goes on. With two `folds` or more, cross-validation chooses the L2
    penalty of all layers, and tries the method `alternative`, where it names one, in place of a weak penalty.
    Where the split has no validation rows, `held_out` percent of the training rows become such.
    """

    recipe: str
    method: str
    learning_rate: float
    schedule: str
    batch_size: int | None
    epoch_limit: int
    target_loss: float | None = None
    max_seconds: float | None = None
    loss: str = "squared_error"
    loss_parameter: float | None = None
    l1: float = 0.0
    l2: float = 0.0
    clip_norm: float | None = None
    gradient_norm: float | None = None
    patience: int | None = None
    precision: str = "float64"
    balance_classes: bool = False
    starts: int = 1
    folds: int = 0
    alternative: str = ""
    held_out: float = 0.0

    def __post_init__(self) -> None:
        """Raise InputError for an unknown name or a number outside its limits."""
        choose_loss(self.loss, self.loss_parameter)
        if self.recipe != CUSTOM:
            check_id("recipe", self.recipe, RECIPES)
        check_id("method", self.method, METHODS)
        if self.alternative:
            check_id("method", self.alternative, METHODS)
        check_id("schedule", self.schedule, SCHEDULES)
        check_id("precision", self.precision, PRECISIONS)
        for field in _NUMBERS:
            value = getattr(self, field)
            if value is not None:
                LIMITS[field].check(value)

    @property
    def is_restrained(self) -> bool:
        """Whether something keeps a network from learning the rows by heart."""
        held_back = self.patience is not None or self.folds > 1 or self.method == "bayesian"
        return held_back or self.l1 > 0 or self.l2 > 0


@dataclass(frozen=True, slots=True)
class Case:
    """What a recipe may look at: how many rows there are, the network's widths, and how many classes.

    `sizes` are the widths of all layers, inputs and outputs among them; `classes` is 0 for numbers.
    It `follows_gradients` where something is asked for, like dropout, that only such methods can do.
    """

    rows: int
    validation_rows: int
    sizes: tuple[int, ...]
    classes: int
    follows_gradients: bool = False

    @property
    def parameters(self) -> int:
        """How many numbers are learnt."""
        return count_parameters(self.sizes)


@dataclass(frozen=True, slots=True)
class Recipe:
    """A row of the table of recipes: what menus show, and the training fields for a case.

    `reason` says in one sentence why these, where a recipe chooses.
    """

    id: str
    title: str
    tip: str
    fill: Callable[[Case], TrainingChoice]
    reason: Callable[[Case], str] | None = None


MANY_ROWS: Final = 20
"""With so many times as many rows as parameters, a fit to the rows is hardly a fit to their noise."""

SOLVABLE: Final = 2e9
"""Rows * outputs * parameters squared: up to here a step of Levenberg-Marquardt takes under a second."""

SEARCHABLE: Final = 3e7
"""Rows * parameters: up to here cross-validation takes half a minute at most."""

STARTS: Final = 4
"""How many starts race; more find better answers seldom."""

HELD_OUT: Final = 10
"""The percentage of many rows that suffices to tell when to stop."""

BATCH_L2: Final = 1e-4
"""The penalty in small steps: enough to keep weights that the rows do not need from growing."""

SEARCH_EPOCHS: Final = 150
"""As many steps as L-BFGS needs to come near the bottom; what is learnt after that is mostly noise."""


def _is_solvable(case: Case) -> bool:
    cost = case.rows * case.sizes[-1] * case.parameters**2
    suits = case.classes == 0 and not case.follows_gradients
    return suits and case.rows >= MANY_ROWS * case.parameters and cost <= SOLVABLE


def _folds(case: Case) -> int:
    """Return in how many folds to search, fewer where it takes long; 0 where it would take too long."""
    if case.rows < 4 or case.rows * case.parameters > SEARCHABLE or case.follows_gradients:
        return 0
    return min(case.rows // 2, 5 if case.rows < 1000 else 3)


def _auto(case: Case) -> TrainingChoice:
    loss, folds = usual_loss(case.classes), _folds(case)
    if _is_solvable(case):
        return TrainingChoice(
            "auto", "levenberg_marquardt", 0.1, "constant", None, 200, gradient_norm=1e-7, starts=STARTS
        )
    if folds:
        few_parameters = case.classes == 0 and case.parameters <= 300
        return TrainingChoice(
            "auto",
            "lbfgs",
            0.1,
            "constant",
            None,
            SEARCH_EPOCHS,
            loss=loss,
            gradient_norm=1e-4,
            starts=STARTS,
            folds=folds,
            alternative="bayesian" if few_parameters else "",
        )
    return _auto_in_batches(case)


def _reason(case: Case) -> str:
    rows, parameters = counted(case.rows, "training row"), counted(case.parameters, "parameter")
    if _is_solvable(case):
        return (
            f"{rows} are plenty for {parameters}: Levenberg-Marquardt solves for all of them together, "
            f"from the best of {STARTS} starts."
        )
    if folds := _folds(case):
        return (
            f"{rows} are few for {parameters}: {folds}-fold cross-validation finds the L2 penalty that "
            f"predicts best, or a simpler model that does as well; L-BFGS trains the best of {STARTS} starts."
        )
    judges = "the validation rows" if case.validation_rows else f"{HELD_OUT} % held-out rows"
    return (
        f"{rows} and {parameters} ask for many small steps: Adam in batches, and the weights that answer "
        f"{judges} best."
    )


def _auto_in_batches(case: Case) -> TrainingChoice:
    rows = case.rows
    # About 200 updates an epoch: small batches find their way out where whole ones get stuck, and on many
    # rows larger ones lose nothing.
    batch = min(max(2 ** round(math.log2(max(rows, 1) / 200)), 32), 4096, rows)
    updates_an_epoch = math.ceil(rows / batch)
    epochs = min(max(20_000 // updates_an_epoch, 400), 2000)
    return TrainingChoice(
        "auto",
        "adam",
        0.01,
        "exponential",
        batch,
        epochs,
        loss=usual_loss(case.classes),
        patience=epochs // 4,
        l2=BATCH_L2,
        held_out=HELD_OUT if rows >= 10 else 0,
    )


def _article(case: Case) -> TrainingChoice:
    loss = usual_loss(case.classes)
    return TrainingChoice("article", "gradient_descent", 0.01, "constant", None, 1_000_000, loss=loss)


def _of_method(method: str) -> Recipe:
    row = METHODS[method]

    def fill(case: Case) -> TrainingChoice:
        loss, rate = usual_loss(case.classes), row.usual_learning_rate
        return TrainingChoice(method, method, rate, "constant", None, row.epochs, loss=loss)

    return Recipe(method, row.title if row.solve else f"{row.title}, all rows at once", row.tip, fill)


def usual_loss(classes: int) -> str:
    """Return the id of the loss for so many classes, 0 being numbers."""
    if classes == 0:
        return "squared_error"
    return "binary_cross_entropy" if classes == 2 else "softmax_cross_entropy"


RECIPES: Final = {
    row.id: row
    for row in (
        Recipe(
            "auto",
            "Auto",
            "Looks at the rows and the network and chooses how to train: a good answer for most tables.",
            _auto,
            _reason,
        ),
        Recipe(
            "article",
            "The article's run",
            "Gradient descent on all rows at once, learning rate 0.01, a million epochs: the run the article "
            "prints. On the article's problem it gets stuck, and says why.",
            _article,
        ),
        *(_of_method(method) for method in METHODS),
    )
}
