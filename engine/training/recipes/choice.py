"""What a person decides about training, and what a recipe may look at to decide it for them."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from engine.network.losses import QUANTILE, choose_loss
from engine.network.network import count_parameters
from engine.training.fields import TRAINING_FIELDS
from engine.training.methods.precisions import PRECISIONS
from engine.training.methods.table import METHODS
from engine.training.settings import TrainingSettings

CUSTOM: Final = "custom"
"""Stands for a recipe whose fields a person has changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingChoice(TrainingSettings):
    """How to train: what the Training panel shows; `recipe` is the id of the one that filled it, or CUSTOM.

    `l1` and `l2` are what the weights of every layer cost that does not say otherwise. `precision` is the
    type that a method computes with which takes another than 64 bits. With `balance_classes` the rows of rare
    classes count for more, so that every class has the same say; where targets are numbers it has no effect.
    So many `starts` race, and the best goes on. Where the split has no validation rows, `held_out` percent of
    the training rows become such.
    """

    recipe: str
    l1: float = 0.0
    l2: float = 0.0
    precision: str = "float64"
    balance_classes: bool = False
    starts: int = 1
    held_out: float = 0.0

    def __post_init__(self) -> None:
        """Raise InputError for an unknown name or a number outside its limits."""
        for field in TRAINING_FIELDS.values():
            field.check(getattr(self, field.id))
        choose_loss(self.loss, self.loss_parameter)

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of every number of a run: the precision of a method that uses it, else 64 bits."""
        return PRECISIONS[self.precision if METHODS[self.method].takes_precision else "float64"].dtype

    @property
    def quotes_article(self) -> bool:
        """Whether the article's metric is quoted in place of the loss."""
        return self.recipe == "article" and self.loss == "squared_error"

    def is_restrained(self, validation_rows: int) -> bool:
        """Whether something keeps a network from learning the rows by heart."""
        has_patience = self.patience is not None and (validation_rows > 0 or self.held_out > 0)
        return has_patience or self.folds > 1 or self.method == "bayesian" or self.l1 > 0 or self.l2 > 0


@dataclass(frozen=True, slots=True)
class Case:
    """What a recipe may look at: how many rows there are, the network's widths, and how many classes.

    `sizes` are the widths of all layers, inputs and outputs among them; `classes` is 0 for numbers, and so is
    `quantiles` unless they are asked for. It `follows_gradients` where something is asked for, like dropout,
    that only such methods can do.
    """

    rows: int
    validation_rows: int
    sizes: tuple[int, ...]
    classes: int
    follows_gradients: bool = False
    quantiles: int = 0

    @property
    def usual_loss(self) -> str:
        """The id of the loss that suits the targets."""
        return usual_loss(self.classes, self.quantiles)

    @property
    def parameters(self) -> int:
        """How many numbers are learnt."""
        return count_parameters(self.sizes)


def usual_loss(classes: int, quantiles: int = 0) -> str:
    """Return the id of the loss for so many classes, 0 being numbers, or so many quantiles of numbers."""
    if classes == 0:
        return QUANTILE if quantiles else "squared_error"
    return "binary_cross_entropy" if classes == 2 else "softmax_cross_entropy"
