"""What a network answers to rows that were typed, for a program and for a person."""

from engine.base.arrays import FloatArray
from engine.data.roles import Roles
from engine.model.answers import likeliest
from engine.shell.output import aligned, number


def answered(roles: Roles, answers: FloatArray) -> list[list[object]]:
    """Return a row for each of the `answers` (d_out, n): the numbers, or the likeliest class."""
    if roles.classes:
        return [[label] for label in likeliest(roles.classes, answers)]
    rows: list[list[object]] = answers.T.tolist()
    return rows


def answer_table(roles: Roles, asked: FloatArray, answers: FloatArray) -> str:
    """Return the inputs `asked` (columns, n) and the answers to them (d_out, n) side by side."""
    head = [*roles.input_names, *(f"-> {name}" for name in roles.output_names)]
    rows = [[given.text(value) for given, value in zip(roles.inputs, row, strict=True)] for row in asked.T]
    if roles.classes:
        head.append("probability")
        found = [
            [label or "-", number(chance)]
            for label, chance in zip(likeliest(roles.classes, answers), answers.max(axis=0), strict=True)
        ]
    else:
        found = [list(map(number, row)) for row in answers.T]
    return aligned(head, [left + right for left, right in zip(rows, found, strict=True)], texts=0)
