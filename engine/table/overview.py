"""A column at a glance: how its values are spread, and the figures that go with it."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.base.arrays import Float64Array, IndexArray
from engine.table.table import Column

MOST_BINS: Final = 30
"""Bins of a histogram, or labels that are counted one by one: as many bars as a header has room for."""

_HALVES_TO: Final = 2.0**52
"""Beyond it a float64 holds no halves, which stand between whole numbers."""


@dataclass(frozen=True, slots=True, eq=False)
class Overview:
    """What a column holds, in a few numbers; computed once for a table.

    Numbers and dates have `edges` (bins + 1,) and in `counts` (bins,) the rows between them; labels have the
    most frequent ones in `labels`, the most frequent first, their rows in `counts` and those of all further
    labels in `others`. Texts that are no labels have neither. The figures are those of numbers and dates,
    None for all else: `std` is the population's, `quartiles` are the lower, the median and the upper.
    """

    counts: IndexArray
    edges: Float64Array | None = None
    labels: tuple[str, ...] = ()
    others: int = 0
    mean: float | None = None
    std: float | None = None
    quartiles: tuple[float, float, float] | None = None


def overview(column: Column) -> Overview:
    """Look at all rows of a column: some 30 ms for a million numbers."""
    if column.labels:
        return _of_labels(column)
    if column.low is None or column.high is None:
        return Overview(np.zeros(0, dtype=np.intp))
    return _of_numbers(column.values[np.isfinite(column.values)], column.low, column.high)


def _of_labels(column: Column) -> Overview:
    numbers = column.values[np.isfinite(column.values)].astype(np.intp)
    counts = np.bincount(numbers, minlength=len(column.labels))
    frequent = np.argsort(-counts, kind="stable")[:MOST_BINS]
    shown = counts[frequent]
    labels = tuple(column.labels[number] for number in frequent.tolist())
    return Overview(shown, labels=labels, others=int(counts.sum() - shown.sum()))


def _of_numbers(values: Float64Array, low: float, high: float) -> Overview:
    edges = _edges(values, low, high)
    half = (edges[-1] / 2 - edges[0] / 2) or 1.0  # the whole range may be more than a float64 holds
    bins = len(edges) - 1
    places = ((values / 2 - edges[0] / 2) * (bins / half)).astype(np.intp)
    counts = np.bincount(np.minimum(places, bins - 1), minlength=bins)
    with np.errstate(over="ignore", invalid="ignore"):  # of numbers that large there is no deviation to tell
        lower, median, upper = np.quantile(values, (0.25, 0.5, 0.75)).tolist()
        mean, std = float(values.mean()), float(values.std())
    return Overview(counts, edges, mean=mean, std=std, quartiles=(lower, median, upper))


def _edges(values: Float64Array, low: float, high: float) -> Float64Array:
    """Return the edges of the bins: one for every whole number where these are few, else of equal width."""
    has_halves = max(-low, high) < _HALVES_TO
    if has_halves and high - low < MOST_BINS and bool((values == np.floor(values)).all()):
        return np.arange(low - 0.5, high + 1.0)
    bins = min(MOST_BINS, math.ceil(2 * len(values) ** (1 / 3)))  # Rice's rule
    return np.linspace(low / 2, high / 2, bins + 1) * 2
