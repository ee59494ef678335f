"""What a trained model answers for the rows of a whole table, whose columns it finds by name."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.base.arrays import BoolArray, Float64Array, FloatArray
from engine.base.errors import InputError
from engine.base.watch import Watch
from engine.base.words import counted, listed
from engine.data.inputs import ENCODINGS, KIND_WORDS, ROW, Input
from engine.model.answers import likeliest
from engine.model.trained import TrainedModel
from engine.table.table import Column, Table

BLOCK: Final = 100_000
"""So many rows are answered between two looks at whether that is to end."""

UNKNOWN: Final = -1.0
"""Stands for a text that is none of an input's labels."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TableAnswers:
    """What a model answers for the rows of `table`.

    `numbers` are columns by their names, (rows,), NaN where there is no answer; for classes they are the
    probabilities, and `labels` the likeliest class of each row, None without one. `reasons` say why a row has
    no answer, "" where it has one. `notes` are sentences about the columns.
    """

    table: Table
    numbers: dict[str, Float64Array]
    labels: dict[str, list[str | None]]
    reasons: list[str]
    notes: tuple[str, ...]

    @property
    def unanswered(self) -> int:
        """How many rows have no answer."""
        return sum(bool(reason) for reason in self.reasons)


def answer_table(model: TrainedModel, table: Table, watch: Watch | None = None) -> TableAnswers:
    """Answer every row of `table`; raise InputError where a column that the model reads is not there."""
    watch = watch or Watch()
    roles = model.preprocessor.roles
    columns, notes = _matched(roles.inputs, table, roles.targets)
    raw = np.array([_raw(one, column) for one, column in zip(roles.inputs, columns, strict=True)])
    reasons = [""] * table.rows
    usable = np.ones(table.rows, bool)
    for one, values in zip(roles.inputs, raw, strict=True):
        for rows, reason in _unusable(one, values):
            for row in np.flatnonzero(rows & usable):
                reasons[row] = reason
            usable &= ~rows
    answers = _answered(model, raw, usable, watch)
    for row in np.flatnonzero(usable & ~np.isfinite(answers).all(axis=0)):
        reasons[row] = "its values are so far from the training rows that there is no finite answer"
    if not roles.classes:
        named = zip(roles.output_names, answers, strict=True)
        numbers = {_free(f"predicted {name}", table): values for name, values in named}
        return TableAnswers(table=table, numbers=numbers, labels={}, reasons=reasons, notes=notes)
    chances = {
        _free(f"probability of {label}", table): values
        for label, values in zip(roles.classes, answers, strict=True)
    }
    labels = {_free(f"predicted {roles.targets[0]}", table): likeliest(roles.classes, answers)}
    return TableAnswers(table=table, numbers=chances, labels=labels, reasons=reasons, notes=notes)


def _matched(
    inputs: tuple[Input, ...], table: Table, targets: tuple[str, ...]
) -> tuple[list[Column], tuple[str, ...]]:
    """Return the column of each input, and what is to be said of the others."""
    by_name = {column.name: column for column in table.columns}
    plain: dict[str, list[Column]] = {}
    for column in table.columns:
        plain.setdefault(_plain(column.name), []).append(column)
    found, missing, alike = [], [], []
    for one in inputs:
        near = plain.get(_plain(one.name), [])
        if one.name in by_name:
            found.append(by_name[one.name])
        elif len(near) == 1:
            found.append(near[0])
            alike.append(f"{near[0].name} is taken for {one.name}")
        else:
            missing.append(one.name)
    if missing:
        there = listed([column.name for column in table.columns[:20]])
        raise InputError(
            f'"{table.name}" has no column {listed(missing)}, which the network reads: it has {there}; '
            "rename or add what is missing"
        )
    used = {column.name for column in found} | set(targets)
    extra = [column.name for column in table.columns if column.name not in used]
    notes = [f"{', '.join(alike)}."] if alike else []
    if extra:
        shown = listed(extra[:5]) + (f" and {len(extra) - 5:,} more" if len(extra) > 5 else "")
        notes.append(f"Not used: {shown}.")
    return found, tuple(notes)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _raw(one: Input, column: Column) -> Float64Array:
    """Return the raw values (rows,) of a column; raise InputError where it is of another kind."""
    if not ENCODINGS[one.encoding].labelled:
        wanted = "date" if one.is_date else "number"
        if column.kind != wanted:
            raise InputError(
                f"column {column.name!r} holds {KIND_WORDS[column.kind]}, and the network learnt "
                f"{one.name!r} from {KIND_WORDS[wanted]}: mend the column, or choose how it is read"
            )
        return column.values
    places = {label: float(place) for place, label in enumerate(one.labels)}
    if column.texts is not None:
        return np.array([places.get(str(text), UNKNOWN) if text else np.nan for text in column.texts], float)
    if column.kind in ("number", "date"):
        return np.array([_place_of_number(value, places) for value in column.values], float)
    of_labels = np.array([places.get(label, UNKNOWN) for label in column.labels], float)
    values = np.full(len(column.values), np.nan)
    there = np.isfinite(column.values)
    values[there] = of_labels[column.values[there].astype(np.intp)]
    return values


def _place_of_number(value: float, places: dict[str, float]) -> float:
    return np.nan if np.isnan(value) else places.get(f"{value:.10g}", UNKNOWN)


def _unusable(one: Input, values: FloatArray) -> list[tuple[BoolArray, str]]:
    """Return which rows (rows,) an input leaves without an answer, and why."""
    found: list[tuple[BoolArray, str]] = []
    if one.missing == ROW:
        found.append((np.isnan(values), f"{one.name} is missing"))
    if one.labels and one.encoding != "one_hot":
        found.append((values == UNKNOWN, f"{one.name} is none of {listed(list(one.labels[:20]))}"))
    return found


def _answered(model: TrainedModel, raw: Float64Array, usable: BoolArray, watch: Watch) -> Float64Array:
    roles = model.preprocessor.roles
    count = len(roles.classes) or len(roles.output_names)
    answers = np.full((count, len(usable)), np.nan)
    rows = np.flatnonzero(usable)
    for first in range(0, len(rows), BLOCK):
        watch.check()
        block = rows[first : first + BLOCK]
        answers[:, block] = model.predict(raw[:, block])
        watch.share = (first + len(block)) / len(rows)
    return answers


def _free(name: str, table: Table) -> str:
    """Return a name that no column of the table has."""
    names = {column.name for column in table.columns}
    while name in names:
        name += " again"
    return name


def summary(answers: TableAnswers) -> str:
    """Say how many rows were answered, and what there is to say of the columns."""
    done = f"{answers.table.rows - answers.unanswered:,} of {counted(answers.table.rows, 'row')} answered."
    return " ".join([done, *answers.notes])
