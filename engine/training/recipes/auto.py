"""The recipe Auto: how to train, chosen by rows, network and target.

Rows in plenty are solved for, few are trained on with a penalty that cross-validation finds, and many in
small steps. docs/decisions.md says what that was measured on.
"""

import math
from typing import Final

from engine.base.words import counted
from engine.training.recipes.choice import Case, TrainingChoice

MANY_ROWS: Final = 20
"""With so many times as many rows as parameters, a fit to the rows is hardly a fit to their noise."""

SOLVABLE: Final = 2e9
"""Rows * outputs * parameters squared: up to here a step of Levenberg-Marquardt takes under a second."""

SEARCHABLE: Final = 3e7
"""Rows * parameters: up to here cross-validation takes half a minute or so."""

BAYESIAN: Final = 2e8
"""Rows * outputs * parameters squared: up to here Bayesian regularisation takes seconds in all folds."""

BAYESIAN_PARAMETERS: Final = 300
"""With more, it takes too long for what it mostly finds: that they were too many."""

STARTS: Final = 4
"""How many starts race; more find better answers seldom."""

HELD_OUT: Final = 10
"""The percentage of many rows that suffices to tell when to stop."""

BATCH_L2: Final = 1e-4
"""The penalty in small steps: enough to keep weights that the rows do not need from growing."""

MOST_EPOCHS: Final = 600
"""Steps of L-BFGS: of use where rows have little noise; the search finds out whether they are."""


def _is_solvable(case: Case) -> bool:
    cost = case.rows * case.sizes[-1] * case.parameters**2
    suits = case.usual_loss == "squared_error" and not case.follows_gradients
    return suits and case.rows >= MANY_ROWS * case.parameters and cost <= SOLVABLE


def _folds(case: Case) -> int:
    """Return in how many folds to search, fewer where it takes long; 0 where it would take too long.

    Where rows are few, every one that a fold has to do without is missed (Kohavi, 1995).
    """
    if case.rows < 4 or case.rows * case.parameters > SEARCHABLE or case.follows_gradients:
        return 0
    return min(case.rows // 2, 10 if case.rows < 100 else 5 if case.rows < 1000 else 3)


def _tries_bayesian(case: Case) -> bool:
    cost = case.rows * case.sizes[-1] * case.parameters**2
    suits = case.usual_loss == "squared_error"
    return suits and case.parameters <= BAYESIAN_PARAMETERS and cost <= BAYESIAN


def fill(case: Case) -> TrainingChoice:
    """Choose every training field."""
    loss, folds = case.usual_loss, _folds(case)
    if _is_solvable(case):
        return TrainingChoice(
            recipe="auto",
            method="levenberg_marquardt",
            learning_rate=0.1,
            schedule="constant",
            batch_size=None,
            epoch_limit=200,
            gradient_norm=1e-7,
            starts=STARTS,
        )
    if folds:
        return TrainingChoice(
            recipe="auto",
            method="lbfgs",
            learning_rate=0.1,
            schedule="constant",
            batch_size=None,
            epoch_limit=MOST_EPOCHS,
            loss=loss,
            gradient_norm=1e-4,
            starts=STARTS,
            folds=folds,
            alternative="bayesian" if _tries_bayesian(case) else "",
        )
    return _in_batches(case)


def reason(case: Case) -> str:
    """Say in one sentence what was chosen and why."""
    rows, parameters = counted(case.rows, "training row"), counted(case.parameters, "parameter")
    if _is_solvable(case):
        return (
            f"{rows} are plenty for {parameters}: Levenberg-Marquardt solves for all of them together, "
            f"from the best of {STARTS} starts."
        )
    if folds := _folds(case):
        others = ", Bayesian regularisation" if _tries_bayesian(case) else ""
        return (
            f"With {rows} for {parameters}, {folds}-fold cross-validation finds what predicts best: L-BFGS "
            f"with some L2 penalty{others} or a linear model; the best of {STARTS} starts goes on."
        )
    if case.follows_gradients:
        cause = f"What is asked for takes small steps on {rows}"
    else:
        cause = f"{rows} and {parameters} ask for small steps"
    if case.validation_rows:
        end = ", and the weights that answer the validation rows best"
    else:
        end = f", and the weights that answer {HELD_OUT} % held-out rows best" if _can_hold_out(case) else ""
    return f"{cause}: Adam in batches{end}."


def _can_hold_out(case: Case) -> bool:
    """Whether that percentage is a row at least."""
    return case.rows * HELD_OUT >= 100


def _in_batches(case: Case) -> TrainingChoice:
    rows = case.rows
    # About 200 updates an epoch: small batches find their way out where whole ones get stuck, and on many
    # rows larger ones lose nothing.
    batch = min(max(2 ** round(math.log2(max(rows, 1) / 200)), 32), 4096, rows)
    updates_an_epoch = math.ceil(rows / batch)
    epochs = min(max(20_000 // updates_an_epoch, 400), 2000)
    return TrainingChoice(
        recipe="auto",
        method="adam",
        learning_rate=0.01,
        schedule="exponential",
        batch_size=batch,
        epoch_limit=epochs,
        loss=case.usual_loss,
        patience=epochs // 4,
        l2=BATCH_L2 if _can_hold_out(case) else 0.0,
        held_out=HELD_OUT if _can_hold_out(case) else 0.0,
    )
