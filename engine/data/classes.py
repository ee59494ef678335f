"""Columns as class targets: which classes they have, and how a class becomes what a network puts out.

Two classes are told apart by one output, 0 for the first and 1 for the second; more have an output each, 1
for the row's class and 0 for the others.
"""

from typing import Final

import numpy as np

from engine.base.arrays import BoolArray, Float64Array, FloatArray, IndexArray
from engine.base.errors import InputError
from engine.data import role_words
from engine.data.name_words import PART, closeness, words
from engine.table.labels import MOST_CLASSES, MOST_LABELS, ROWS_A_CLASS
from engine.table.table import Column, Table

TARGET_KINDS: Final = ("number", "class")
"""What a target can be, as a person chooses it."""


MOST_VALUES: Final = 100
"""More different numbers are no classes."""

_CODES_BY_THEMSELVES: Final = 3
"""From 1 on, more are grades, counts or steps at least as often as classes."""


def class_labels(column: Column) -> tuple[str, ...]:
    """Return the classes that `column` has as a target, in order; raise InputError where it has none."""
    if column.kind == "number":
        levels = _levels(column)
        if len(levels) > MOST_VALUES:
            raise InputError(
                f"column {column.name!r} has {len(levels):,} different numbers, and classes can be at most "
                f"{MOST_VALUES}: choose another target, or take it for numbers"
            )
        labels = tuple(_number_label(level) for level in levels)
    elif column.kind == "date":
        raise InputError(f"column {column.name!r} holds dates, which are no classes: choose another target")
    else:
        labels = column.labels
        if column.distinct > MOST_LABELS:
            raise InputError(
                f"column {column.name!r} has {column.distinct:,} different texts, and classes can be at most "
                f"{MOST_LABELS:,}: choose another target"
            )
    if len(labels) < 2:
        found = f"one class only, {labels[0]!r}" if labels else "no class"
        raise InputError(f"column {column.name!r} has {found}: choose a target with at least two")
    return labels


def class_numbers(column: Column) -> Float64Array:
    """Return the number of each row's class, from 0 in the order of the labels, NaN where it is missing."""
    if column.kind != "number":
        return column.values
    known = np.isfinite(column.values)
    numbers = np.full(len(column.values), np.nan)
    numbers[known] = np.searchsorted(_levels(column), column.values[known])
    return numbers


def has_classes(column: Column) -> bool:
    """Tell whether `column` as a target is taken for classes unless a person says otherwise.

    Texts are; numbers are where they are few whole numbers with ROWS_A_CLASS rows each on average, and either
    two, or all from 0 to less than MOST_CLASSES, or all from 1 or its negative to 3 at most, or of a name for
    classes. A name for an amount or a grade speaks against more than two.
    """
    if column.kind != "number":
        return True
    low, high = column.low, column.high
    if low is None or high is None or not are_codes(column):
        return False
    if column.distinct == 2:
        return True
    name = words(column.name)
    if closeness(name, role_words.CLASSES | role_words.KINDS | {"label"}) >= PART:
        return True
    if column.distinct != high - low + 1 or closeness(name[-1:], role_words.OUTCOMES | role_words.AMOUNTS):
        return False
    return low == 0 or (low in (1, -high) and column.distinct <= _CODES_BY_THEMSELVES)


def are_codes(column: Column) -> bool:
    """Tell whether numbers are whole, two or more but few, and come again, as the codes of classes do."""
    if column.low is None or column.high is None or not 1 <= column.high - column.low < MOST_VALUES:
        return False
    known = column.values[np.isfinite(column.values)]
    is_whole = bool(np.all(known == np.floor(known)))
    return is_whole and column.distinct <= MOST_CLASSES and _repeats(column)


def target_classes(table: Table, targets: tuple[str, ...], kind: str | None = None) -> tuple[str, ...]:
    """Return the classes of the `targets`, none where they are numbers.

    `kind` is what a person says they are, one of TARGET_KINDS, or None. Raise InputError for targets that
    cannot be that.
    """
    columns = [table.column(name) for name in targets]
    texts = [column.name for column in columns if column.kind != "number"]
    if kind == "number" and texts:
        raise InputError(f"column {texts[0]!r} holds text, and a target of numbers needs a column of numbers")
    if len(columns) == 1:
        wanted = has_classes(columns[0]) if kind is None else kind == "class"
        return class_labels(columns[0]) if wanted else ()
    if texts or (kind == "class" and targets):
        raise only_one_target(targets)
    return ()


def only_one_target(targets: tuple[str, ...]) -> InputError:
    """Return what is wrong with several `targets` where one of them has classes."""
    return InputError(f"a target of classes must be the only one: choose one of {', '.join(targets)}")


def encode(numbers: FloatArray, classes: int) -> Float64Array:
    """Return the targets (outputs, rows) for the `numbers` (rows,) of the rows' classes."""
    if classes == 2:
        return numbers.astype(float)[None, :]
    return np.asarray(numbers == np.arange(classes)[:, None], dtype=float)


def decode(Y: FloatArray) -> IndexArray:
    """Return the number of each row's class (rows,) for targets `Y` (outputs, rows)."""
    numbers = Y[0] if len(Y) == 1 else Y.argmax(axis=0)
    return np.asarray(numbers, dtype=np.intp)


def class_counts(Y: FloatArray, weights: FloatArray | None = None) -> FloatArray:
    """Return how many rows of `Y` (outputs, rows) each class has (classes,), or what their weights sum to."""
    return np.bincount(decode(Y), weights, minlength=max(len(Y), 2)).astype(float)


def _repeats(column: Column) -> bool:
    known = len(column.values) - column.missing - column.unreadable
    return known >= ROWS_A_CLASS * column.distinct


def _levels(column: Column) -> Float64Array:
    """Return the different numbers of a column in ascending order."""
    ordered = np.sort(column.values[np.isfinite(column.values)])
    is_first: BoolArray = np.ones(len(ordered), dtype=bool)
    is_first[1:] = ordered[1:] != ordered[:-1]
    levels: Float64Array = ordered[is_first]
    return levels


def _number_label(value: float) -> str:
    """As a person writes it: "3", "1.5"."""
    return repr(float(value) + 0.0).removesuffix(".0")
