"""The recipe Auto: how to train, chosen by rows, network and target.

Rows in plenty are solved for, few are trained on with a penalty that cross-validation finds, and many in
small steps. docs/decisions.md says what that was measured on.
"""

import math
from typing import Final

from engine.training.choice import Case, TrainingChoice
from engine.words import counted

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
    suits = case.usual_loss == "squared_error" and not case.follows_gradients
    return suits and case.rows >= MANY_ROWS * case.parameters and cost <= SOLVABLE


def _folds(case: Case) -> int:
    """Return in how many folds to search, fewer where it takes long; 0 where it would take too long."""
    if case.rows < 4 or case.rows * case.parameters > SEARCHABLE or case.follows_gradients:
        return 0
    return min(case.rows // 2, 5 if case.rows < 1000 else 3)


def fill(case: Case) -> TrainingChoice:
    """Choose every training field."""
    loss, folds = case.usual_loss, _folds(case)
    if _is_solvable(case):
        return TrainingChoice(
            "auto", "levenberg_marquardt", 0.1, "constant", None, 200, gradient_norm=1e-7, starts=STARTS
        )
    if folds:
        few_parameters = loss == "squared_error" and case.parameters <= 300
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
        return (
            f"With {rows} for {parameters}, {folds}-fold cross-validation finds the L2 penalty that predicts "
            f"best, or a simpler model that does as well; L-BFGS trains the best of {STARTS} starts."
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
        "auto",
        "adam",
        0.01,
        "exponential",
        batch,
        epochs,
        loss=case.usual_loss,
        patience=epochs // 4,
        l2=BATCH_L2 if _can_hold_out(case) else 0.0,
        held_out=HELD_OUT if _can_hold_out(case) else 0.0,
    )
