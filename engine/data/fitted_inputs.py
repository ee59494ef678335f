"""Inputs fitted to training rows and standardised, column by column: what is known is not made again."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.base.arrays import FloatArray, frozen
from engine.base.watch import Watch
from engine.data.encoder import Encoder, fit_encoder
from engine.data.inputs import Input
from engine.data.scaler import Scaler, fit_scaler
from engine.data.split import SplitRows


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FittedInputs:
    """One input or several, fitted to the training rows, and what they are in the rows of every share.

    `low` and `high` (columns,) are the range of the training rows' raw values, 0 where there are none. `X`
    has for each share, in the order of SplitRows, the standardised features (features, n), read-only.
    """

    encoder: Encoder
    scaler: Scaler
    low: FloatArray
    high: FloatArray
    X: tuple[FloatArray, ...]

    def by_input(self) -> dict[Input, "FittedInputs"]:
        """Return each of the inputs alone; its arrays are views."""
        parts, first = {}, 0
        for place, given in enumerate(self.encoder.inputs):
            features = slice(first, first + len(given.features))
            parts[given] = FittedInputs(
                encoder=self.encoder.part(place),
                scaler=Scaler(self.scaler.mean[features], self.scaler.std[features]),
                low=self.low[place : place + 1],
                high=self.high[place : place + 1],
                X=tuple(X[features] for X in self.X),
            )
            first = features.stop
        return parts


def fit_inputs(
    inputs: tuple[Input, ...],
    raw: Sequence[FloatArray],
    shares: SplitRows,
    earlier: FittedInputs | None,
    watch: Watch,
) -> FittedInputs:
    """Fit `inputs`, of which `raw` holds the values (rows,) in a table; those that `earlier` has are taken.

    `earlier` is of the same table and shares. Raise InputError for numbers that cannot be standardised.
    """
    if earlier is not None and earlier.encoder.inputs == inputs:
        return earlier
    known = {} if earlier is None else earlier.by_input()
    pairs = watch.each(zip(inputs, raw, strict=True))
    return _joined([known.get(given) or _fit(given, values, shares) for given, values in pairs])


def _fit(given: Input, values: FloatArray, shares: SplitRows) -> FittedInputs:
    raw = values[None]
    train = raw.take(shares.train, axis=1)
    encoder = fit_encoder((given,), train)
    scaler = fit_scaler(given.features, encoder.encode(train))
    low, high = _ranges(train)
    X = tuple(
        scaler.transform_checked(given.features, encoder.encode(raw.take(numbers, axis=1)))
        for numbers in shares
    )
    return FittedInputs(encoder=encoder, scaler=scaler, low=low, high=high, X=X)


def _joined(parts: Sequence[FittedInputs]) -> FittedInputs:
    """Return the inputs of `parts`, one after the other."""
    scalers = [part.scaler for part in parts]
    X = tuple(np.concatenate(of_share) for of_share in zip(*(part.X for part in parts), strict=True))
    for array in X:
        array.setflags(write=False)
    return FittedInputs(
        encoder=Encoder.joined([part.encoder for part in parts]),
        scaler=Scaler(
            frozen(np.concatenate([scaler.mean for scaler in scalers])),
            frozen(np.concatenate([scaler.std for scaler in scalers])),
        ),
        low=frozen(np.concatenate([part.low for part in parts])),
        high=frozen(np.concatenate([part.high for part in parts])),
        X=X,
    )


def _ranges(raw: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the least and the greatest of each column's values (columns, n), 0 where there are none."""
    there = np.isfinite(raw)
    none = ~there.any(axis=1)
    low, high = np.where(there, raw, np.inf).min(axis=1), np.where(there, raw, -np.inf).max(axis=1)
    return np.where(none, 0.0, low), np.where(none, 0.0, high)
