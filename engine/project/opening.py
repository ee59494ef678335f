"""The project that a table or a built-in problem opens with."""

from collections.abc import Mapping
from typing import Final

from engine.base.errors import InputError
from engine.base.limits import check_id
from engine.data.default_roles import default_roles
from engine.data.prepare import prepare
from engine.data.split import Split, usual_method
from engine.network.choice import Layer, NetworkChoice
from engine.project.project import DEFAULT_SEED, DataChoice, Project, case_of
from engine.project.rows import ProjectRows
from engine.project.start import Seed
from engine.sources.problems import PROBLEMS
from engine.table.table import Table
from engine.training.recipes.recipes import RECIPES

NEW_TABLE_HIDDEN: Final = ((16, "tanh"),)
"""The hidden layers a table opens with: one bends enough for most tables, and trains surely."""


def opened_problem(problem: str, seed: int = DEFAULT_SEED) -> ProjectRows:
    """Return the project a built-in problem opens with, and its rows."""
    check_id("problem", problem, PROBLEMS)
    row = PROBLEMS[problem]
    data = DataChoice(row.roles, problem=problem)
    return _opened(data, Split(method="in_order"), row.hidden, row.table(seed), seed)


def opened_table(table: Table, seed: int = DEFAULT_SEED, target: str = "") -> ProjectRows:
    """Return the project a table opens with, and its rows.

    `target` names the column to predict; without it, that is the one `default_roles` finds. Raise InputError
    for a table nothing can be learnt from.
    """
    roles = default_roles(table, target)
    if not roles.inputs:
        raise InputError(
            f'"{table.name}" has no column to learn {roles.targets[0]!r} from: the others are empty or hold '
            "a different text in most rows; add a column of numbers or of fewer texts"
        )
    data = DataChoice(roles, fingerprint=table.fingerprint)
    return _opened(data, Split(method=usual_method(roles)), NEW_TABLE_HIDDEN, table, seed)


def _opened(
    data: DataChoice, split: Split, hidden: tuple[tuple[int, str], ...], table: Table, seed: int
) -> ProjectRows:
    prepared = prepare(table, data.roles, split, seed, data.left_out)
    network = NetworkChoice(tuple(Layer(units, activation) for units, activation in hidden))
    training = RECIPES["auto"].fill(case_of(data.roles, network, prepared))
    return ProjectRows(Project(data, split, network, training, seed, Seed(seed)), table, prepared)


def problem_project(problem: str, seed: int = DEFAULT_SEED) -> Project:
    """Return the project a built-in problem opens with."""
    return opened_problem(problem, seed).project


def table_project(table: Table, seed: int = DEFAULT_SEED, target: str = "") -> Project:
    """Return the project of `opened_table`."""
    return opened_table(table, seed, target).project


def source_table(project: Project, opened: Mapping[str, Table]) -> Table:
    """Return the table `project` refers to: drawn anew for a problem, else one of those `opened`."""
    if project.data.problem:
        return PROBLEMS[project.data.problem].table(project.seed)
    if project.data.fingerprint not in opened:
        raise InputError("the table this project was made with is not open; open it again")
    return opened[project.data.fingerprint]
