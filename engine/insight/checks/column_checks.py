"""What can be odd about the columns that a network is to read."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from engine.base.arrays import Float64Array, IndexArray
from engine.base.words import counted
from engine.data.identifiers import identifiers, not_used, why_identifier
from engine.data.inputs import INDICATOR, ROW, Input
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
from engine.insight.checks.relations import FEWEST_ROWS, determines, rank_correlation
from engine.insight.checks.remedies import Remedy
from engine.insight.checks.used_data import SAMPLE, UsedData

_COPIED: Final = 0.9999
"""The rank correlation above which one column is the other in another form."""

_ROWS_AN_INPUT: Final = 5
_NEARLY_EMPTY: Final = 0.1


def find_copied_targets(data: UsedData) -> Iterator[DataCheck]:
    """Find inputs that determine a target by themselves; a single input is meant to."""
    names = data.roles.input_names
    if len(names) == 1:
        return
    targets = {name: data.column(name).values.take(data.sample) for name in data.roles.targets}
    given_away = {given.name: _given_away(data, given, targets) for given in data.roles.inputs}
    found = [name for name in names if given_away[name]]
    of = names_text([name for name in targets if any(name in given_away[column] for column in found)])
    yield from _inputs_check(
        data,
        "copied_target",
        SERIOUS,
        found,
        ("alone gives", "each give"),
        f"away {of}",
        "It may be the target in other words, or only be known once the target is. The network would look "
        "perfect, and be of no use where the answer is not known yet.",
    )


def _given_away(data: UsedData, given: Input, targets: dict[str, Float64Array]) -> list[str]:
    """Return the names of the `targets` that the values of one input tell."""
    values = data.column(given.name).values.take(data.sample)
    ranked = not given.labels and not data.roles.classes
    return [
        name
        for name, target in targets.items()
        if (ranked and abs(rank_correlation(values, target)) > _COPIED) or determines(values, target)
    ]


def find_identifiers(data: UsedData) -> Iterator[DataCheck]:
    """Find inputs that number or name the rows; with one input only, there is nothing else to learn from."""
    inputs = data.columns(data.roles.input_names)
    if len(inputs) == 1:
        return
    yield from _inputs_check(
        data,
        "identifier",
        WARNING,
        [column.name for column in inputs if why_identifier(column, data.table)],
        ("says", "say"),
        "which row it is, and not what it is like",
        "By numbers or names that every row has for itself, a network learns rows by heart and nothing "
        "about new ones.",
    )


def find_unused_identifiers(data: UsedData) -> Iterator[DataCheck]:
    """Find columns that number or name the rows, and are therefore not used unless a person says so."""
    used = {*data.roles.column_names, data.project.split.group, data.project.split.order}
    found = [name for name in identifiers(data.table) if name not in used]
    if found:
        yield data_check(
            "unused_identifiers",
            INFO,
            not_used(found),
            "By numbers or names that every row has for itself, a network learns rows by heart and nothing "
            "about new ones.",
            (),
            found,
            otherwise="choose what says more as an input",
        )


def find_constant(data: UsedData) -> Iterator[DataCheck]:
    """Find inputs that are the same in all training rows."""
    ranges = zip(
        data.roles.inputs,
        data.prepared.preprocessor.input_low,
        data.prepared.preprocessor.input_high,
        strict=True,
    )
    found = [given.name for given, low, high in ranges if low == high and not _tells_by_gaps(data, given)]
    yield from _inputs_check(
        data,
        "constant",
        INFO,
        found,
        ("never changes", "never change"),
        "in the training rows",
        "What is always the same cannot tell one row from another: the network learns nothing from it.",
    )


def _tells_by_gaps(data: UsedData, given: Input) -> bool:
    return given.missing == INDICATOR and data.known(data.column(given.name)) < data.table.rows


def find_nearly_constant(data: UsedData) -> Iterator[DataCheck]:
    """Find inputs that are the same in all rows but a thousandth, or two."""
    rows = len(data.used)
    if rows < FEWEST_ROWS:
        return
    most = max(2, rows // 1000)
    others = {name: _others(data, name, most) for name in data.roles.input_names}
    found = [name for name, numbers in others.items() if numbers]
    differing = sorted(set().union(*others.values()))
    yield from _inputs_check(
        data,
        "nearly_constant",
        INFO,
        found,
        ("is", "are"),
        f"the same in all rows but {len(differing):,}",
        "From the few rows that differ a network can learn chance only, and takes it for a rule.",
        differing,
    )


def _others(data: UsedData, name: str, most: int) -> set[int]:
    """Return the rows without a column's most frequent value, none where these are more than `most`."""
    sampled = data.column(name).values.take(data.sample)
    usual = np.median(sampled)  # the most frequent value, if more than half have it
    if np.count_nonzero(sampled != usual) > most:
        return set()
    places = np.flatnonzero(data.values(name) != usual)
    return set(data.used[places].tolist()) if len(places) <= most else set()


def find_empty(data: UsedData) -> Iterator[DataCheck]:
    """Find inputs whose values are nearly all filled in."""
    columns = data.columns([given.name for given in data.roles.inputs if given.missing != ROW])
    found = [column.name for column in columns if data.known(column) < _NEARLY_EMPTY * data.table.rows]
    yield from _inputs_check(
        data,
        "empty",
        INFO,
        found,
        ("is", "are"),
        f"empty in more than {1 - _NEARLY_EMPTY:.0%} of the rows",
        "Nearly all that the network sees of it is what its gaps are filled with.",
    )


def find_width(data: UsedData) -> Iterator[DataCheck]:
    """Find more inputs than rows."""
    rows, features = data.prepared.train.count, len(data.roles.features)
    if features <= rows:
        return
    yield data_check(
        "wide",
        WARNING,
        f"the network has {counted(features, 'input')} and {counted(rows, 'training row')}",
        "Of so many inputs some agree with the target by chance, and a network takes that for a rule. "
        "Related are those that rise or fall with a target in the training rows.",
        _keep_most_related(data, max(1, rows // _ROWS_AN_INPUT)),
    )


def _keep_most_related(data: UsedData, room: int) -> tuple[Remedy, ...]:
    """Offer the inputs most related to a target in the training rows, as many as make at most `room`."""
    train = np.flatnonzero(data.in_train)[:SAMPLE]
    targets = _target_rows(data, train)
    strengths = {
        given: max(abs(rank_correlation(data.column(given.name).values.take(train), row)) for row in targets)
        for given in data.roles.inputs
    }
    kept = []
    for given in sorted(strengths, key=lambda given: strengths[given], reverse=True):
        if len(given.features) <= room:
            kept.append(given.name)
            room -= len(given.features)
    return (remedies.keep_inputs(kept),) if kept else ()


def _target_rows(data: UsedData, numbers: IndexArray) -> list[Float64Array]:
    """Return each target in the rows of these `numbers`; for classes, whether a row is of each."""
    if not data.roles.classes:
        return [data.column(name).values.take(numbers) for name in data.roles.targets]
    classes = data.class_numbers[np.isin(data.used, numbers)]
    return [(classes == number).astype(float) for number in range(len(data.roles.classes))]


def _inputs_check(
    data: UsedData,
    kind: str,
    severity: str,
    found: Sequence[str],
    verbs: tuple[str, str],
    what: str,
    meaning: str,
    rows: Sequence[int] = (),
) -> Iterator[DataCheck]:
    """Yield what was `found` of some inputs, which can be left out; nothing where there are none.

    The title says of them the verb, which is the first for one input and the second for several, and `what`.
    """
    if found:
        title = f"{columns_text(found)} {verbs[len(found) > 1]} {what}"
        leave_out = remedies.leave_inputs_out(data.project, found)
        yield data_check(kind, severity, title, meaning, leave_out, found, rows)
