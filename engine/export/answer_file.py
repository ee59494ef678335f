"""Tables with their answers as files: CSV, xlsx or Parquet by the suffix, the table's own columns first."""

import csv
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final

import numpy as np

from engine.base.errors import InputError
from engine.base.watch import Watch
from engine.model.table_answers import TableAnswers
from engine.storage.atomic import write_atomically
from engine.table.dates import text_of
from engine.table.sql import quoted
from engine.table.table import Column

SUFFIXES: Final = (".csv", ".xlsx", ".parquet")
REASON: Final = "why there is no answer"

MOST_SHEET_ROWS: Final = 1_048_575
"""As many rows as a sheet has, but for the names."""

FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so is computed by a spreadsheet, whoever wrote it into the table."""


def write_answers(answers: TableAnswers, path: str | Path, watch: Watch | None = None) -> None:
    """Write a table with its answers; raise InputError for another suffix, or where it cannot be written."""
    suffix, watch = Path(path).suffix.lower(), watch or Watch()
    if suffix not in SUFFIXES:
        raise InputError(
            f"answers are written as {', '.join(SUFFIXES)}, not as {suffix or 'a name without one'}"
        )
    if suffix == ".xlsx" and answers.table.rows > MOST_SHEET_ROWS:
        raise InputError(f"a sheet has room for {MOST_SHEET_ROWS:,} rows: write CSV or Parquet")
    write = {".csv": _write_csv, ".xlsx": _write_xlsx, ".parquet": _write_parquet}[suffix]
    write_atomically(path, lambda file: write(answers, watch, file))


def columns_of(answers: TableAnswers) -> dict[str, list[Any]]:
    """Return all columns, the table's and the answers', as numbers, texts or None, by their names."""
    found: dict[str, list[Any]] = {column.name: _cells(column) for column in answers.table.columns}
    found |= {name: list(labels) for name, labels in answers.labels.items()}
    found |= {name: _numbers(values) for name, values in answers.numbers.items()}
    if answers.unanswered:
        found[REASON] = [reason or None for reason in answers.reasons]
    return found


def harmless(cell: str) -> str:
    """Put the apostrophe in front of a text that tells a spreadsheet that it is one."""
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell


def _cells(column: Column) -> list[Any]:
    if column.texts is not None:
        return [str(text) or None for text in column.texts]
    if column.kind == "date":
        return [text_of(value) or None for value in column.values.tolist()]
    if column.kind == "number":
        return _numbers(column.values)
    return [column.labels[int(value)] if value == value else None for value in column.values.tolist()]


def _numbers(values: Any) -> list[float | None]:
    return [value if value == value and abs(value) != np.inf else None for value in values.tolist()]


def _rows(answers: TableAnswers, watch: Watch) -> Iterator[list[Any]]:
    columns = columns_of(answers)
    yield list(columns)
    for number, row in enumerate(zip(*columns.values(), strict=True)):
        if number % 10_000 == 0:
            watch.check()
        yield list(row)


def _write_csv(answers: TableAnswers, watch: Watch, file: IO[bytes]) -> None:
    page = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(page, lineterminator="\n")
    for row in _rows(answers, watch):
        writer.writerow([_csv_cell(cell) for cell in row])
    page.flush()
    page.detach()


def _csv_cell(cell: Any) -> str:
    if cell is None:
        return ""
    return harmless(cell) if isinstance(cell, str) else repr(float(cell)).removesuffix(".0")


def _write_xlsx(answers: TableAnswers, watch: Watch, file: IO[bytes]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("answers")
        for number, row in enumerate(_rows(answers, watch)):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, place, cell)  # a text, whatever it begins with
                elif cell is not None:
                    sheet.write_number(number, place, cell)


def _write_parquet(answers: TableAnswers, _watch: Watch, file: IO[bytes]) -> None:
    import duckdb

    columns = {
        name: np.array(cells, object)
        if any(isinstance(cell, str) for cell in cells)
        else np.array([np.nan if cell is None else cell for cell in cells], float)
        for name, cells in columns_of(answers).items()
    }
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "answers.parquet"
        connection.register("answers", columns)
        connection.execute(f"COPY answers TO {quoted(str(path))} (FORMAT parquet)")
        file.write(path.read_bytes())
