"""`look`: what a table holds, before anything is trained on it."""

from engine.base.errors import InputError
from engine.base.words import counted
from engine.data.prepare import complete_rows
from engine.data.roles import Roles
from engine.insight.checks.check import DataCheck
from engine.insight.checks.data_checks import check_data
from engine.project.project import DEFAULT_SEED
from engine.shell.arguments import LookOptions
from engine.shell.output import Answer, aligned, in_one_line, number, wrapped
from engine.shell.remarks import SAID_BY_PROBLEMS, on_data
from engine.shell.sources import Source, open_source
from engine.shell.target_choice import target_choice
from engine.table.dates import text_of
from engine.table.table import Column


def look(options: LookOptions) -> Answer:
    """Describe a source with the roles its columns open with."""
    source = open_source(options.source, DEFAULT_SEED, options.reading)
    table, roles = source.table, source.own_roles
    skipped = table.rows - len(complete_rows(table, roles))
    choice = target_choice(source, roles)
    refusals, checks = _findings(source)
    said = [*table.problems, *refusals]
    found = [check.sentence for check in checks if check.id not in SAID_BY_PROBLEMS]
    data = {
        "rows": table.rows,
        "dialect": table.dialect,
        "columns": [
            {
                "name": column.name,
                "type": column.kind,
                "missing": column.missing,
                "role": roles.role(column.name),
                "min": _bound(column, column.low),
                "max": _bound(column, column.high),
                "distinct": column.distinct,
            }
            for column in table.columns
        ],
        "skipped_rows": skipped,
        "problems": said + found,
        "target": choice.data if choice else None,
    }
    return Answer(
        data, _text(source, roles, skipped, ([choice.sentence] if choice else []) + said + on_data(checks))
    )


def _bound(column: Column, value: float | None) -> float | str | None:
    return text_of(value) if column.kind == "date" and value is not None else value


def _shown(column: Column, value: float | None) -> str:
    bound = _bound(column, value)
    return bound if isinstance(bound, str) else number(bound)


def _findings(source: Source) -> tuple[list[str], tuple[DataCheck, ...]]:
    """Say why training on it would be refused, and find what is odd about its rows and columns."""
    try:
        project = source.project(DEFAULT_SEED)
    except InputError as error:
        return [str(error)], ()
    prepared = project.prepare(source.table)
    targets = [name for name in prepared.constant if name in prepared.roles.targets]
    refusals = [f"target {name!r} never changes in the training rows: choose another" for name in targets]
    return refusals, check_data(project, source.table, prepared)


def _text(source: Source, roles: Roles, skipped: int, problems: list[str]) -> str:
    table = source.table
    columns = [
        (
            column.name,
            column.kind,
            roles.role(column.name),
            f"{column.missing:,}",
            _shown(column, column.low),
            _shown(column, column.high),
            f"{column.distinct:,}",
        )
        for column in table.columns
    ]
    about = [in_one_line(table.name), f"{counted(table.rows, 'row')}, {counted(len(columns), 'column')}"]
    if source.lesson:
        about.insert(1, wrapped(source.lesson))
    if table.dialect:
        about.append(", ".join(f"{key} {value}" for key, value in table.dialect.items()))
    if roles.classes:
        classes = f"{roles.targets[0]} has {len(roles.classes)} classes: {', '.join(roles.classes)}"
        about.append(in_one_line(classes))
    head = ("column", "type", "role", "missing", "min", "max", "distinct")
    lines = [*about, "", aligned(head, columns, texts=3)]
    if skipped or problems:
        lines.append("")
    if skipped:
        lines.append(
            f"{counted(skipped, 'row')} would be left out: a cell in a used column is missing or unreadable"
        )
    return "\n".join([*lines, *map(in_one_line, problems)])
