"""What can be odd about the way the rows are shared out."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from engine.insight.checks import remedies
from engine.insight.checks.check import INFO, WARNING, DataCheck, data_check
from engine.insight.checks.relations import FEWEST_ROWS
from engine.insight.checks.used_data import UsedData
from engine.table.table import Column

_DEALT: Final = ("shuffled", "stratified")
"""The ways to split in which test rows come from all over the table."""

_FEWEST_GROUPS: Final = 5
_FEWEST_OF_A_GROUP: Final = 3
"""So many rows of so many groups don't stand together by chance."""


def find_time_order(data: UsedData) -> Iterator[DataCheck]:
    """Find that the rows follow each other in time, and that the test rows are dealt from all of it."""
    if data.project.split.method not in _DEALT:
        return
    for column in data.table.columns:
        if column.kind != "date" or 2 * column.distinct < data.table.rows or len(data.used) < FEWEST_ROWS:
            continue
        times = data.values(column.name)
        if np.all(times[1:] >= times[:-1]):
            yield data_check(
                "time_order",
                INFO,
                f"the rows follow each other in column {column.name!r}, and the test rows lie in between",
                "The network is tested on moments between those it has learnt, which is easier than to tell "
                "what comes next. If that is what you want of it, let the latest rows test.",
                (remedies.test_on_latest(column.name),),
                (column.name,),
            )
            return


def find_group_input(data: UsedData) -> Iterator[DataCheck]:
    """Find that the column by whose values the rows are split is also an input."""
    name = data.project.split.group
    if data.project.split.method != "group" or name not in data.roles.input_names:
        return
    yield data_check(
        "group_input",
        WARNING,
        f"column {name!r} groups the rows, and is an input too",
        f"No {data.held_name} row has a value of it that was trained on. What the network learns of one "
        "value says nothing of another, so that it is judged on what it could not learn.",
        remedies.leave_inputs_out(data.project, [name], f"Leave {name} out"),
        (name,),
        otherwise="choose another input, or another split",
    )


def find_adjacent_groups(data: UsedData) -> Iterator[DataCheck]:
    """Find that rows of one label stand together, as those of a batch or a patient do, but are dealt singly.

    Labels are looked at only: numbers in order are counts and times more often than groups.
    """
    if data.project.split.method not in _DEALT:
        return
    column = next((column for column in data.table.columns if _is_of_groups(data, column)), None)
    if column is not None:
        yield data_check(
            "groups",
            INFO,
            f"the rows of each {column.name!r} stand together, and are dealt to training and test singly",
            "Rows of one batch, patient or place are mostly alike, and the network is tested on rows beside "
            "those it has learnt. If it is to answer about new ones, keep the rows of each in one share.",
            (remedies.split_by(column.name),),
            (column.name,),
        )


def _is_of_groups(data: UsedData, column: Column) -> bool:
    """Tell whether a column of labels has one run of used rows for each label that these have."""
    if not column.labels or column.name in data.roles.targets:
        return False
    values = data.values(column.name)
    groups = len(np.unique(values))
    runs = 1 + int(np.count_nonzero(values[1:] != values[:-1]))
    return runs == groups >= _FEWEST_GROUPS and len(values) >= _FEWEST_OF_A_GROUP * groups
