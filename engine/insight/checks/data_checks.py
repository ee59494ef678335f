"""What should be known of the data before training on it, what it means, and what can be done about it."""

from collections.abc import Callable, Iterator
from typing import Final

from engine.data.prepare import Prepared
from engine.insight.checks import column_checks, reading_checks, row_checks, split_checks
from engine.insight.checks.check import SEVERITIES, DataCheck
from engine.insight.checks.used_data import UsedData
from engine.project.project import Project
from engine.table.table import Table

_CHECKS: Final[tuple[Callable[[UsedData], Iterator[DataCheck]], ...]] = (
    column_checks.find_copied_targets,
    row_checks.find_equal_rows,
    column_checks.find_identifiers,
    split_checks.find_group_input,
    reading_checks.find_unreadable,
    reading_checks.find_numbers_in_texts,
    reading_checks.find_gaps,
    reading_checks.find_without_target,
    row_checks.find_outliers,
    row_checks.find_small_classes,
    column_checks.find_width,
    column_checks.find_constant,
    column_checks.find_nearly_constant,
    column_checks.find_empty,
    split_checks.find_time_order,
    split_checks.find_adjacent_groups,
    row_checks.find_uneven_classes,
    column_checks.find_unused_identifiers,
    reading_checks.find_left_out,
    reading_checks.find_notes,
)
"""All checks; of equally bad findings the ones of the first come first."""


def check_data(project: Project, table: Table, prepared: Prepared) -> tuple[DataCheck, ...]:
    """Return what is found in the rows and columns of `table` that `project` uses, the worst first.

    `prepared` is the table as the project prepares it. NumPy does the work and lets go of the interpreter
    meanwhile, so that another thread can do it beside the window's.
    """
    data = UsedData(project, table, prepared)
    found = [check for find in _CHECKS for check in find(data)]
    return tuple(sorted(found, key=lambda check: SEVERITIES.index(check.severity)))
