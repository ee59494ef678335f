"""From raw inputs to the features that a network reads.

What has to be learnt on the way, what fills a gap and which labels there are, is learnt from training rows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.base.arrays import BoolArray, Float64Array, FloatArray, frozen
from engine.data.inputs import ENCODINGS, INDICATOR, MOST_FREQUENT, ROW, Input


@dataclass(frozen=True, slots=True, eq=False)
class Encoder:
    """What turns raw inputs (columns, n) into features (features, n), fitted on training rows.

    `fills` (columns,) takes the place of what is missing, and is NaN where nothing does. A label that no
    training row has is taken for none of the labels: of it nothing could be learnt.
    """

    inputs: tuple[Input, ...]
    fills: FloatArray
    _known: tuple[BoolArray, ...]

    def encode(self, raw: FloatArray) -> Float64Array:
        """Return the features (features, n) of `raw` inputs (columns, n), NaN where a number is missing."""
        parts: list[FloatArray] = []
        for given, values, fill, known in zip(self.inputs, raw, self.fills, self._known, strict=True):
            missing = np.isnan(values)
            filled = values if np.isnan(fill) else np.where(missing, fill, values)
            parts.extend(_features(given, filled, known))
            if given.missing == INDICATOR:
                parts.append(missing)
        return np.array(parts, dtype=float)

    def known(self, place: int) -> tuple[bool, ...]:
        """Return which labels of the input of that `place` a training row has."""
        return tuple(self._known[place].tolist())

    def part(self, place: int) -> "Encoder":
        """Return what encodes the input of that `place` alone."""
        one = slice(place, place + 1)
        return Encoder(self.inputs[one], self.fills[one], self._known[one])

    @staticmethod
    def joined(encoders: Sequence["Encoder"]) -> "Encoder":
        """Return what encodes the inputs of all `encoders`, one after the other."""
        return Encoder(
            tuple(given for encoder in encoders for given in encoder.inputs),
            frozen(np.concatenate([encoder.fills for encoder in encoders])),
            tuple(known for encoder in encoders for known in encoder._known),
        )


def fit_encoder(inputs: tuple[Input, ...], raw: FloatArray) -> Encoder:
    """Fit to the training rows' `raw` inputs (columns, n)."""
    pairs = list(zip(inputs, raw, strict=True))
    with np.errstate(over="ignore"):  # the scaler refuses what is too large
        fills = np.array([_fill(given, values) for given, values in pairs])
    known = tuple(_known(given, values) for given, values in pairs)
    return Encoder(inputs, frozen(fills), known)


def _features(given: Input, values: FloatArray, known: BoolArray) -> list[FloatArray]:
    if given.encoding == "one_hot":
        return list((values == np.arange(len(known))[:, None]) & known[:, None])
    turns = (2 * np.pi * values / period for _, period in ENCODINGS[given.encoding].cycles)
    return [values, *(wave for turn in turns for wave in (np.sin(turn), np.cos(turn)))]


def _known(given: Input, values: FloatArray) -> BoolArray:
    known = np.zeros(len(given.labels), dtype=bool)
    if given.labels:
        known[values[np.isfinite(values)].astype(np.intp)] = True
    known.setflags(write=False)
    return known


def _fill(given: Input, values: FloatArray) -> float:
    if given.missing == ROW or (given.encoding == "one_hot" and given.missing == INDICATOR):
        return float("nan")  # no label at all says that it is missing
    there = values[np.isfinite(values)]
    return _STATISTICS[given.missing](there) if len(there) else 0.0


def _mean(values: FloatArray) -> float:
    return float(values.mean())


def _median(values: FloatArray) -> float:
    return float(np.median(values))


def _most_frequent(values: FloatArray) -> float:
    """Return the value that occurs most often, the least of several."""
    ordered, counts = np.unique(values, return_counts=True)
    return float(ordered[counts.argmax()])


_STATISTICS: Final[dict[str, Callable[[FloatArray], float]]] = {
    "mean": _mean,
    "median": _median,
    MOST_FREQUENT: _most_frequent,
    INDICATOR: _mean,
}
"""How a fill follows from the values there are; with an indicator the mean, which standardised is 0."""
