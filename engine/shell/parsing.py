"""The lists that people type on a command line or put into a file; every mistake says where it is."""

import csv
import re

import numpy as np

from engine.base.arrays import FloatArray
from engine.base.errors import InputError
from engine.base.limits import LIMITS
from engine.base.words import counted
from engine.data.inputs import Input


def column_names(text: str) -> tuple[str, ...]:
    """Read `a,b`; a name with a comma in it is quoted as in CSV: `"mass, kg",b`."""
    if text.count('"') % 2:
        raise InputError(
            f'the quotes in {text!r} do not pair up: quote a name that holds a comma as in CSV, "like, this"'
        )
    cells = next(csv.reader([" ".join(text.split())], skipinitialspace=True), [])
    # Tables trim the names in their header in the same way.
    return tuple(" ".join(cell.split()) for cell in cells)


def column_choices(text: str) -> tuple[tuple[str, str], ...]:
    """Read `size=ordinal,age=median` as columns and a choice for each; names are as in `column_names`."""
    pairs = [part.rpartition("=") for part in column_names(text)]
    for name, _, choice in pairs:
        if not name or not choice:
            raise InputError(f"{text!r} must be columns with a choice for each, like size=ordinal,age=median")
    return tuple((name, choice) for name, _, choice in pairs)


def year(text: str) -> int:
    """Read a year of four digits."""
    if not re.fullmatch("[0-9]{4}", text.strip()):
        raise InputError(f"{text!r} must be a year of four digits, like 1930")
    return int(text)


def hidden_units(text: str) -> tuple[int, ...]:
    """Read `4,4`, or `none` for a network without hidden layers."""
    if text.strip().lower() == "none":
        return ()
    units = tuple(int(LIMITS["units"].parse(part)) for part in text.split(","))
    LIMITS["hidden_layers"].check(len(units))
    return units


def prediction_rows(text: str, inputs: tuple[Input, ...]) -> FloatArray:
    """Read `30,70;70,30` as raw inputs (columns, rows); a text with a comma in it is quoted as in CSV."""
    rows = [_prediction(number, row, inputs) for number, row in enumerate(text.split(";"), 1)]
    return np.array(rows).T


def _prediction(number: int, text: str, inputs: tuple[Input, ...]) -> list[float]:
    cells = next(csv.reader([text], skipinitialspace=True), []) if text.strip() else []
    if len(cells) != len(inputs):
        raise InputError(
            f"row {number} to predict has {counted(len(cells), 'value')} instead of {len(inputs)}: give one "
            f"for each of {', '.join(given.name for given in inputs)} with commas between, and a semicolon "
            "between rows"
        )
    return [_raw(number, given, cell) for given, cell in zip(inputs, cells, strict=True)]


def _raw(number: int, given: Input, cell: str) -> float:
    try:
        return given.parse(cell)
    except InputError as error:
        raise InputError(f"row {number} to predict: {error}") from None
