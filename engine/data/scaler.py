"""Standardisation: every column to mean 0 and standard deviation 1, as seen in the training rows."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.base.arrays import FloatArray, frozen
from engine.base.errors import InputError

LARGEST: Final = 1e150
"""Squares of larger numbers overflow, and with them the standard deviation."""


@dataclass(frozen=True, slots=True, eq=False)
class Scaler:
    """What standardises columns and brings them back: `mean` and `std`, both (d,) and read-only.

    The population standard deviation (ddof=0) is used. A constant column has std 1, so that it becomes 0.
    """

    mean: FloatArray
    std: FloatArray

    def transform(self, values: FloatArray) -> FloatArray:
        """Standardise `values` (d, n)."""
        standardised: FloatArray = values - self.mean[:, None]
        standardised /= self.std[:, None]  # in place: a copy of a large table takes long
        return standardised

    def transform_checked(self, names: tuple[str, ...], values: FloatArray) -> FloatArray:
        """Standardise `values` (d, n); raise InputError where one is too large to compute with.

        The scaler has seen the training rows only, and the others can hold anything.
        """
        with np.errstate(all="ignore"):
            standardised = self.transform(values)
        for name, column, raw in zip(names, standardised, values, strict=True):
            if len(column) and not np.abs(column).max() <= LARGEST:
                raise _too_large(name, float(np.abs(raw).max()))
        return standardised

    def inverse(self, standardised: FloatArray) -> FloatArray:
        """Bring `standardised` (d, n) back to the table's units."""
        return standardised * self.std[:, None] + self.mean[:, None]


def fit_scaler(names: tuple[str, ...], values: FloatArray) -> Scaler:
    """Fit to the training rows' `values` (d, n); raise InputError for numbers that cannot be squared."""
    for name, column in zip(names, values, strict=True):
        extreme = float(np.abs(column).max())
        if extreme > LARGEST:
            raise _too_large(name, extreme)
    mean = values.mean(axis=1)
    std = values.std(axis=1)
    for i, column in enumerate(values):
        low, high = column.min(), column.max()
        if low == high:
            # The mean of equal numbers can miss them by a rounding error, and std is then not quite 0.
            mean[i], std[i] = low, 1.0
        elif std[i] == 0 or not np.isfinite(1 / std[i]):
            raise InputError(
                f"the numbers in column {names[i]!r} differ too little to "
                "compute with: leave it out or bring it to another unit"
            )
    return Scaler(frozen(mean), frozen(std))


def identity_scaler(width: int) -> Scaler:
    """Return the scaler that leaves so many columns as they are."""
    return Scaler(frozen(np.zeros(width)), frozen(np.ones(width)))


def _too_large(name: str, extreme: float) -> InputError:
    return InputError(
        f"column {name!r} holds numbers as large as {extreme:.3g}, too large to compute with: "
        "leave it out or bring it to another unit"
    )
