"""What can be odd about the rows that a network is to learn from."""

import math
from collections.abc import Iterator
from typing import Final

import numpy as np

from engine.base.arrays import IndexArray
from engine.base.words import counted
from engine.data.inputs import ENCODINGS
from engine.insight.checks import remedies
from engine.insight.checks.check import (
    INFO,
    SERIOUS,
    WARNING,
    DataCheck,
    columns_text,
    data_check,
    names_text,
)
from engine.insight.checks.copies import Copies, find_copies
from engine.insight.checks.relations import FEWEST_ROWS
from engine.insight.checks.used_data import UsedData
from engine.table.table import Column

FEWEST_OF_A_CLASS: Final = 5
_UNEVEN: Final = 20
"""How many times as many rows as the smallest the largest class must have to drown it."""

_SERIOUS_LEAK: Final = 0.05

_FAR: Final = 20.0
"""So many robust standard deviations from the median are extreme."""

_GAP: Final = 3.0
"""An extreme value is so many times as far away as the farthest of the others: a long tail has no gaps."""

_FEW: Final = 0.005
_FEW_ALIKE: Final = 0.2
_SIGMA: Final = 1.4826
"""The standard deviation of a normal distribution, in median absolute deviations."""


def find_equal_rows(data: UsedData) -> Iterator[DataCheck]:
    """Find rows that are copies, and whether training rows test; not where chance alone would make some."""
    names = data.roles.input_names + data.roles.targets
    rows = len(data.used)
    variety = sum(math.log(max(1, column.distinct)) for column in data.columns(names))
    if variety <= math.log(rows * rows / 2):
        return
    copies = find_copies((data.values(name) for name in names), rows)
    if not len(copies.places):
        return
    later = np.sort(copies.later)
    remedy = remedies.leave_rows_out("Keep one of each", data.used[later])
    leak = _leak(data, copies, remedy)
    if leak is not None:
        yield leak
        return
    yield data_check(
        "duplicates",
        INFO,
        "1 row is a copy of another" if len(later) == 1 else f"{len(later):,} rows are copies of others",
        "They agree in all inputs and targets. Copies have more say in training, and make the test too easy "
        "where one trains and another tests.",
        (remedy,),
        rows=data.used[copies.places],
    )


def _leak(data: UsedData, copies: Copies, remedy: remedies.Remedy) -> DataCheck | None:
    """Return how many of the rows that judge are copies of training rows, None where there are none."""
    held, trained = data.in_held[data.used], copies.with_equal_in(data.in_train[data.used])
    leaked = int(np.count_nonzero(trained & held[copies.places]))
    if not leaked:
        return None
    judging = int(np.count_nonzero(held))
    return data_check(
        "leak",
        SERIOUS if leaked >= _SERIOUS_LEAK * judging else INFO,
        f"{leaked:,} of {counted(judging, f'{data.held_name} row')} "
        f"{'is a copy of a training row' if leaked == 1 else 'are copies of training rows'}",
        "The network has seen the answers of these rows in training, so that it seems better than it is on "
        "new rows.",
        (remedy,),
        rows=data.used[copies.places[trained & copies.with_equal_in(held)]],
    )


def find_outliers(data: UsedData) -> Iterator[DataCheck]:
    """Find numbers far from all others of their column."""
    inputs = [given.name for given in data.roles.inputs if not ENCODINGS[given.encoding].labelled]
    names = (*inputs, *(() if data.roles.classes else data.roles.targets))
    columns = [column for column in data.columns(names) if column.kind == "number"]
    extremes = {column.name: _extremes(data, column) for column in columns}
    found = {name: places for name, places in extremes.items() if len(places)}
    if not found:
        return
    rows = data.used[sorted(set(np.concatenate(list(found.values())).tolist()))]
    name = next(iter(found))
    farthest = float(data.values(name)[found[name][-1]])
    one = len(rows) == 1
    yield data_check(
        "outliers",
        WARNING,
        f"{counted(len(rows), 'row')} {'has' if one else 'have'} a number far from all others, like "
        f"{farthest:,.6g} in {columns_text([name])}",
        "It draws the scale and the network away from all other rows. Often it is a slip in typing, or it "
        "stands for a missing value.",
        (remedies.leave_rows_out("Leave the row out" if one else "Leave the rows out", rows),),
        tuple(found),
        rows,
    )


def _extremes(data: UsedData, column: Column) -> IndexArray:
    """Return the places, among the rows used, of a few values far from all others, or of one repeated.

    They are in the order of their distance from the median, which is measured in median absolute deviations.
    """
    none = np.zeros(0, dtype=np.intp)
    sampled = column.values.take(data.sample)
    sampled = sampled[np.isfinite(sampled)]
    if len(sampled) < FEWEST_ROWS or column.low is None or column.high is None:
        return none
    middle = float(np.median(sampled))
    far = _FAR * _SIGMA * float(np.median(np.abs(sampled - middle)))
    if far == 0 or max(column.high - middle, middle - column.low) <= far:
        return none
    values = data.values(column.name)
    distances = np.nan_to_num(np.abs(values - middle))
    beyond = np.flatnonzero(distances > far)
    if len(beyond) > _FEW_ALIKE * len(values):
        return none
    beyond = beyond[np.argsort(distances[beyond])]
    steps = np.concatenate([[distances[distances <= far].max()], distances[beyond]])
    gaps = np.flatnonzero(steps[1:] > _GAP * steps[:-1])
    found = beyond[gaps[0] :] if len(gaps) else none
    few = len(found) <= max(2, _FEW * len(values))
    return found if few or np.ptp(values[found]) == 0 else none


def find_small_classes(data: UsedData) -> Iterator[DataCheck]:
    """Find classes that have some rows, but too few."""
    counts = _class_counts(data)
    small = np.flatnonzero((counts > 0) & (counts < FEWEST_OF_A_CLASS))
    if not len(small):
        return
    rows = data.used[np.isin(data.class_numbers, small)]
    labels = [data.roles.classes[number] for number in small]
    two_stay = np.count_nonzero(counts >= FEWEST_OF_A_CLASS) >= 2
    yield data_check(
        "small_classes",
        WARNING,
        f"class {labels[0]!r} has {counted(len(rows), 'row')} only"
        if len(labels) == 1
        else f"{len(labels):,} classes have fewer than {FEWEST_OF_A_CLASS} rows: {names_text(labels)}",
        "So few rows don't show what a class is like, and there may be none left to train or to test on.",
        (remedies.leave_rows_out("Leave these rows out", rows),) if two_stay else (),
        data.roles.targets,
        rows,
    )


def find_uneven_classes(data: UsedData) -> Iterator[DataCheck]:
    """Find a class that the largest one drowns, unless all are made to count the same."""
    counts = _class_counts(data)
    counts = np.where(counts < FEWEST_OF_A_CLASS, counts.max(initial=0), counts)
    if data.project.training.balance_classes or not len(counts) or counts.max() < _UNEVEN * counts.min():
        return
    smallest, rows = int(counts.argmin()), counted(len(data.used), "row")
    yield data_check(
        "uneven_classes",
        INFO,
        f"class {data.roles.classes[smallest]!r} has {counts[smallest]:,} of {rows}",
        "A network that never answers with it is wrong only rarely, and may learn just that. Balanced, all "
        "classes have the same say in training.",
        (remedies.balance_classes(),),
        data.roles.targets,
    )


def _class_counts(data: UsedData) -> IndexArray:
    """Return how many of the rows used each class has; empty where targets are numbers."""
    return np.bincount(data.class_numbers, minlength=len(data.roles.classes))
