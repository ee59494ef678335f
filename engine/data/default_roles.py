"""What the columns of a table are for until a person says otherwise."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from engine.base.arrays import BoolArray
from engine.data.classes import target_classes
from engine.data.identifiers import COUNTS_ROWS, is_named_identifier, why_identifier
from engine.data.inputs import INDICATOR, Input, input_for, why_left_out
from engine.data.roles import INPUT, SINGLE_ROLES, TARGET, Roles
from engine.data.targets import likely_targets
from engine.table.table import Column, Table


def default_roles(table: Table, target: str = "") -> Roles:
    """Return the likeliest target, or the one named, and all other columns that tell something as inputs.

    What the file itself says of a column goes before. Identifiers, columns that have values in less than half
    of the rows, too large numbers and texts that hardly ever come twice are left for the person to choose,
    unless there is nothing else. Where gaps would still cost more than half of the rows, the columns with
    most of them get an indicator instead.
    """
    targets = (target,) if target else _targets(table)
    single = _single(table, targets)
    others = [column for column in table.columns if column.name not in (*targets, *single.values())]
    chosen = [column for column in others if _is_input(column, table)]
    if not any(map(_varies, chosen)):
        chosen = _least_bad(others, table)
    roles = Roles(tuple(map(input_for, chosen)), targets, target_classes(table, targets), **single)
    return replace(roles, inputs=_with_indicators(table, roles))


def _single(table: Table, targets: tuple[str, ...]) -> dict[str, Any]:
    """Return the first column that the file declares to have each of SINGLE_ROLES, by the role's id."""
    found: dict[str, Any] = {}
    for name, role in table.declared_roles.items():
        if role in SINGLE_ROLES and name not in targets:
            found.setdefault(role, name)
    return found


def _targets(table: Table) -> tuple[str, ...]:
    """Return the targets that the file declares, or the likeliest one.

    Where none is likely, that is the last column of numbers or of texts.
    """
    declared = tuple(name for name, role in table.declared_roles.items() if role == TARGET)
    likely = [target.name for target in likely_targets(table)]
    if len(declared) > 1 and all(table.column(name).kind == "number" for name in declared):
        return declared
    if likely:
        return (likely[0],)
    numbers = [column.name for column in table.columns if column.kind == "number"]
    return tuple(numbers or [column.name for column in table.columns if column.labels])[-1:]


def _is_input(column: Column, table: Table) -> bool:
    """Tell whether a column is an input: as the file says, or where nothing speaks against it."""
    if column.name in table.declared_roles:
        return table.declared_roles[column.name] == INPUT and _has_values(column)
    return not why_left_out(column, table)


def _varies(column: Column) -> bool:
    return column.low < column.high if column.low is not None and column.high is not None else True


def _has_values(column: Column) -> bool:
    return column.kind in ("number", "date") or bool(column.labels)


def _least_bad(columns: list[Column], table: Table) -> list[Column]:
    """Return which `columns` are inputs where each is one that is left out: numbers before texts and dates.

    Of numbers those that tell more than a row's place, and of these those that are not called identifiers.
    """
    usable = [column for column in columns if _has_values(column)]
    numbers = [column for column in usable if column.kind == "number"]
    measured = [column for column in numbers if why_identifier(column, table) != COUNTS_ROWS]
    unnamed = [column for column in numbers if not is_named_identifier(column, table)]
    return unnamed or measured or numbers or usable


def _with_indicators(table: Table, roles: Roles) -> tuple[Input, ...]:
    """Return the inputs, with indicators for as many of those with most gaps as keep half of the rows."""
    there = {name: np.isfinite(table.column(name).values) for name in roles.input_names + roles.targets}
    inputs = {given.name: given for given in roles.inputs}
    for name in sorted(inputs, key=lambda name: int(np.count_nonzero(there[name]))):
        if 2 * np.count_nonzero(_all(there)) >= table.rows or there.pop(name).all():
            break
        inputs[name] = replace(inputs[name], missing=INDICATOR)
    return tuple(inputs.values())


def _all(masks: Mapping[str, BoolArray]) -> BoolArray:
    complete: BoolArray = np.all(list(masks.values()), axis=0)
    return complete
