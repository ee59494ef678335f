"""The lists that people type on a command line or put into a file; every mistake says where it is."""

import csv
import os
from pathlib import Path
from typing import Final

import numpy as np

from engine.arrays import FloatArray
from engine.data.inputs import Input
from engine.data.source_file import shown
from engine.errors import InputError
from engine.limits import LIMITS

_LONGEST_LINE: Final = 100  # more than any row number has, so that an endless line is not read to its end

_LONGEST_SHOWN: Final = 20


def column_names(text: str) -> tuple[str, ...]:
    """Read `a,b`; a name with a comma in it is quoted as in CSV: `"mass, kg",b`."""
    if text.count('"') % 2:
        raise InputError(
            f'the quotes in {text!r} do not pair up: quote a name that holds a comma as in CSV, "like, this"'
        )
    cells = next(csv.reader([" ".join(text.split())], skipinitialspace=True), [])
    # Tables trim the names in their header in the same way.
    return tuple(" ".join(cell.split()) for cell in cells)


def hidden_units(text: str) -> tuple[int, ...]:
    """Read `4,4`, or `none` for a network without hidden layers."""
    if text.strip().lower() == "none":
        return ()
    units = tuple(int(LIMITS["units"].parse(part)) for part in text.split(","))
    LIMITS["hidden_layers"].check(len(units))
    return units


def batch_size(text: str) -> int | None:
    """Read a number of rows, or `full` for all of them."""
    return None if text.strip().lower() == "full" else int(LIMITS["batch_size"].parse(text))


def loss_parameter(text: str) -> float:
    """Read a number; from where to where it may go is known when the loss is."""
    try:
        return float(text)
    except ValueError:
        raise InputError(f"the parameter of the loss must be a number, not {text.strip()!r}") from None


def prediction_rows(text: str, inputs: tuple[Input, ...]) -> FloatArray:
    """Read `30,70;70,30` as raw inputs (columns, rows); a text with a comma in it is quoted as in CSV."""
    rows = [_prediction(number, row, inputs) for number, row in enumerate(text.split(";"), 1)]
    return np.array(rows).T


def _prediction(number: int, text: str, inputs: tuple[Input, ...]) -> list[float]:
    cells = next(csv.reader([text], skipinitialspace=True), []) if text.strip() else []
    if len(cells) != len(inputs):
        raise InputError(
            f"row {number} to predict has {len(cells)} values instead of {len(inputs)}: give one for each of "
            f"{', '.join(given.name for given in inputs)} with commas between, and a semicolon between rows"
        )
    return [_raw(number, given, cell) for given, cell in zip(inputs, cells, strict=True)]


def _raw(number: int, given: Input, cell: str) -> float:
    try:
        return given.parse(cell)
    except InputError as error:
        raise InputError(f"row {number} to predict: {error}") from None


def read_test_rows(path: str, total: int) -> tuple[int, ...]:
    """Read the file of `--test-rows`: zero-based numbers below `total`, one a line; blank lines are none."""
    try:
        rows = _row_numbers(path, total)
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        why = (
            os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "it is no UTF-8 text"
        )
        raise InputError(
            f"the test rows in {shown(Path(path))} could not be read ({why}): give a text file with a row "
            "number a line"
        ) from None
    if not rows:
        raise InputError(
            f"{shown(Path(path))} holds no row number: write the numbers of the test rows into it, one a line"
        )
    return rows


def _row_numbers(path: str, total: int) -> tuple[int, ...]:
    rows = []
    with open(path, encoding="utf-8-sig") as file:
        for line, text in enumerate(iter(lambda: file.readline(_LONGEST_LINE), ""), 1):
            cell = text.strip()
            if not cell:
                continue
            if not (cell.isascii() and cell.isdecimal()) or int(cell) >= total:
                raise InputError(
                    f"line {line:,} of {shown(Path(path))} must be a row number from 0 to {total - 1:,}, "
                    f"not {cell[:_LONGEST_SHOWN]!r}"
                )
            rows.append(int(cell))
    return tuple(rows)
