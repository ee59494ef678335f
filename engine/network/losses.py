"""The table of losses: what training can make small, and what menus and checks read of it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, Protocol

import numpy as np

from engine.base.arrays import FloatArray
from engine.base.limits import Limit, check_id
from engine.network import loss_functions as functions

QUANTILE: Final = "quantile"
"""The id of the loss that goes with quantiles, and they with it."""


class _Function(Protocol):
    def __call__(
        self, predicted: FloatArray, true: FloatArray, error: FloatArray, weights: FloatArray | None
    ) -> float: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LossParameter:
    """The one parameter of a loss: what it is called, what values it takes, and the usual one."""

    id: str
    label: str
    title: str
    tip: str
    limit: Limit
    usual: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What training makes small: the mean over rows of a sum over outputs, the objective.

    `function(predicted, true, error, weights)` writes the gradient of that sum with respect to every
    prediction into `error` (all arrays (outputs, rows)), as if all rows counted alike, and returns the
    *quoted* loss with every row as often as `weights` (rows,) say: `quoted_per_objective` times the
    objective, divided by the number of outputs unless it is quoted `per_row`.

    `short` is the title where there is little room. A loss `of_classes` takes logits, and as truth 0 or 1 for
    every output. `function` takes the value of the `parameter` by that name, where the loss has one.
    """

    id: str
    title: str
    short: str
    tip: str
    function: _Function
    quoted_per_objective: float = 1.0
    per_row: bool = False
    of_classes: bool = False
    parameter: LossParameter | None = None
    quote_plainly: Callable[[FloatArray, FloatArray, FloatArray | None], float] | None = None

    @property
    def scale(self) -> str:
        """On which scale it is quoted, "" where it has none."""
        return "" if self.of_classes else "standardised targets"

    def start_backward(
        self, predicted: FloatArray, true: FloatArray, error: FloatArray, weights: FloatArray | None = None
    ) -> float:
        """Write the gradient of every row's sum into `error`, and return the quoted loss.

        Both count every row as often as `weights` (rows,) say, which are to have mean 1 over all rows.
        """
        quoted = self.function(predicted, true, error, weights)
        if weights is not None:
            error *= weights
        return quoted

    def quote(self, predicted: FloatArray, true: FloatArray, weights: FloatArray | None = None) -> float:
        """Return the quoted loss of `predicted` against `true`; NaN where there are no rows."""
        if true.size == 0:
            return math.nan
        if self.quote_plainly:
            return self.quote_plainly(predicted, true, weights)
        return self.function(predicted, true, np.empty_like(predicted), weights)

    def quoted_share(self, outputs: int) -> float:
        """Return the quoted loss of a network with so many outputs whose objective is 1."""
        return self.quoted_per_objective / (1 if self.per_row else outputs)

    def objective(self, quoted: float, outputs: int) -> float:
        """Return the objective of a network with so many outputs whose quoted loss is `quoted`."""
        return quoted / self.quoted_share(outputs)


def choose_loss(
    name: str,
    parameter: float | None = None,
    class_weights: FloatArray | None = None,
    quantiles: Sequence[float] = (),
) -> Loss:
    """Return the loss of that id with its parameter, the usual one where None, and weights for its classes.

    `quantiles` are what the quantile loss aims at, one for each output or one for all of them; the median
    where none are given. `class_weights` has one number for each class (two for binary cross-entropy, that of
    0 first), by which the loss of every row of that class is multiplied; the mean is still over rows. See
    `balanced_weights`.
    """
    check_id("loss", name, LOSSES)
    loss = LOSSES[name]
    given: dict[str, Any] = {}
    if loss.parameter and parameter is not None:
        given["parameter"] = loss.parameter.limit.check(parameter)
    if loss.of_classes and class_weights is not None:
        given["class_weights"] = class_weights
    if name == QUANTILE and quantiles:
        given["quantiles"] = np.array(quantiles)[:, None]
    return replace(loss, function=partial(loss.function, **given)) if given else loss


def balanced_weights(counts: FloatArray) -> FloatArray:
    """Return weights for classes with so many rows each that give every class the same say.

    Their mean over rows is 1 (King and Zeng, 2001), so that a learning rate keeps its meaning. A class
    without rows gets 0.
    """
    present = counts > 0
    weights = np.zeros(len(counts))
    weights[present] = counts.sum() / (present.sum() * counts[present])
    return weights


LOSSES: Final = {
    row.id: row
    for row in (
        Loss(
            id="squared_error",
            title="mean squared error",
            short="MSE",
            tip=(
                "Counts an error twice as large four times: aims at the average, and cares most for the "
                "worst misses. The usual choice for numbers."
            ),
            function=functions.squared_error,
            quoted_per_objective=2.0,
            quote_plainly=functions.mean_square,
        ),
        Loss(
            id="absolute_error",
            title="mean absolute error",
            short="MAE",
            tip=(
                "Counts an error twice as large twice: aims at the middle value, and is not impressed by a "
                "few wild rows."
            ),
            function=functions.absolute_error,
        ),
        Loss(
            id="huber",
            title="Huber loss",
            short="Huber loss",
            tip="Squared error for small misses, absolute error for large ones: smooth, and calm about wild "
            "rows.",
            function=functions.huber,
            parameter=LossParameter(
                id="huber_width",
                label="Up to",
                title="Width of the Huber loss",
                tip="Misses up to this size, in standard deviations of the target, count squared; larger "
                "ones by their size. Empty: 1.",
                limit=Limit("the width of the Huber loss", 1e-6, 1e6),
                usual=1.0,
            ),
        ),
        Loss(
            id="log_cosh",
            title="log-cosh loss",
            short="log-cosh",
            tip="Much like Huber's, but without a border between small and large misses.",
            function=functions.log_cosh,
        ),
        Loss(
            id=QUANTILE,
            title="quantile loss",
            short="quantile loss",
            tip=(
                "Aims at values that given shares of the rows stay below, an output for each: 0.9 answers "
                "what is seldom exceeded, 0.5 is the middle, and four rows of five lie from 0.1 to 0.9."
            ),
            function=functions.quantile,
        ),
        Loss(
            id="binary_cross_entropy",
            title="binary cross-entropy",
            short="cross-entropy",
            tip=(
                "For yes or no: counts how surprised the network is by the truth, so that being sure and "
                "wrong costs most."
            ),
            function=functions.binary_cross_entropy,
            of_classes=True,
        ),
        Loss(
            id="softmax_cross_entropy",
            title="cross-entropy",
            short="cross-entropy",
            tip=(
                "For one class out of several: counts how surprised the network is by the truth, so that "
                "being sure and wrong costs most."
            ),
            function=functions.softmax_cross_entropy,
            per_row=True,
            of_classes=True,
        ),
    )
}
