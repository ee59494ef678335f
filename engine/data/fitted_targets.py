"""Targets fitted to training rows and scaled as a network is to answer them."""

from dataclasses import dataclass

import numpy as np

from engine.base.arrays import FloatArray
from engine.data.classes import class_numbers, encode
from engine.data.roles import Roles
from engine.data.scaler import Scaler, fit_scaler, identity_scaler
from engine.data.split import SplitRows
from engine.table.table import Table


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FittedTargets:
    """The targets, and what they are in the rows of every share.

    `Y` has for each share, in the order of SplitRows, the scaled targets (d_out, n), read-only; `constant`
    names the targets of numbers that never change in the training rows.
    """

    scaler: Scaler
    Y: tuple[FloatArray, ...]
    constant: tuple[str, ...]


def fit_targets(table: Table, roles: Roles, shares: SplitRows) -> FittedTargets:
    """Fit the targets of `table`; raise InputError for numbers that cannot be standardised."""
    fitted = _fit_classes(table, roles, shares) if roles.classes else _fit_numbers(table, roles, shares)
    for array in fitted.Y:
        array.setflags(write=False)
    return fitted


def _fit_classes(table: Table, roles: Roles, shares: SplitRows) -> FittedTargets:
    classes = class_numbers(table.column(roles.targets[0]))
    Y = tuple(encode(classes.take(numbers), len(roles.classes)) for numbers in shares)
    return FittedTargets(scaler=identity_scaler(roles.outputs), Y=Y, constant=())


def _fit_numbers(table: Table, roles: Roles, shares: SplitRows) -> FittedTargets:
    names = roles.output_targets
    values = np.array([table.column(name).values for name in names])
    train = values.take(shares.train, axis=1)
    scaler = fit_scaler(names, train)
    spans = zip(names, np.ptp(train, axis=1), strict=True)
    return FittedTargets(
        scaler=scaler,
        Y=tuple(scaler.transform_checked(names, values.take(numbers, axis=1)) for numbers in shares),
        constant=tuple(dict.fromkeys(name for name, span in spans if span == 0)),
    )
