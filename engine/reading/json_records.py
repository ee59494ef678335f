"""JSON that holds a table: lines or an array of records, or one object of columns; duckdb reads it.

The records are written as plain text, one a line, so that the machinery for delimited text finds what kinds
of columns there are. Lists and objects in a record are nothing to learn from: such columns are left out.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final, NamedTuple

from engine.base.errors import InputError
from engine.base.watch import Watch
from engine.reading.choice import Reading
from engine.reading.columns import cells
from engine.reading.columns.cells import Cells, Database
from engine.reading.preview import Preview, preview_of
from engine.reading.size_limits import check_columns
from engine.reading.source_file import SourceFile
from engine.reading.text import delimited, text_file
from engine.reading.text.delimited import Dialect
from engine.reading.text.records import Syntax
from engine.reading.text.rewriting import enquoted
from engine.reading.text.text_file import TextFile
from engine.table.numerals import Numerals
from engine.table.sql import quoted, unglobbed

_SEPARATOR: Final = ","
_MOST_BYTES: Final = 100_000_000  # of one record, or of an object of columns
_NESTED: Final = ("OBJECT", "ARRAY")
_RECORD: Final = re.compile(r"at byte \d+ in (?:line|record/value) (\d+): ([^.]*)")
_BREAKS: Final = re.compile(r"[\r\n]+")


class _Table(NamedTuple):
    """The records as plain text, and how that is written."""

    file: TextFile
    dialect: Dialect


@contextmanager
def opened(source: SourceFile, reading: Reading, watch: Watch) -> Iterator[Cells]:
    """Open the cells of a JSON file; raise InputError where it is no JSON or holds no records."""
    with (
        text_file.opened(source, reading, watch) as file,
        _written(file, reading, watch) as table,
        delimited.opened(table.file, table.dialect, watch) as found,
    ):
        yield found


def preview(source: SourceFile, reading: Reading, rows: int) -> Preview:
    """Read the first rows of a JSON file; raise InputError as `opened` does."""
    watch = Watch()
    with text_file.opened(source, reading, watch) as file, _written(file, reading, watch, rows) as table:
        found = delimited.first(table.file, table.dialect, rows)
        layout = table.dialect.layout(table.file)
        return preview_of(layout, table.dialect.reading(table.file.reading), found.records)


@contextmanager
def _written(file: TextFile, reading: Reading, watch: Watch, most: int | None = None) -> Iterator[_Table]:
    """Write the records, or so many of them, as plain text."""
    with cells.opened(file.source, file.plain, 0, watch) as database:
        notes = _load(database, file, most)
        names, nested = _columns(database, file)
        left_out = (f'column "{name}" was left out: it holds lists or objects' for name in nested)
        values = ", ".join(f"coalesce(json_extract_string(json, {_pointer(name)}), '')" for name in names)
        batches = database.batches(f"SELECT {values} FROM objects")
        with text_file.rewritten(file, map(_text, batches), watch) as plain:
            yield _Table(replace(plain, place="row"), _dialect(names, reading, (*notes, *left_out)))


def _dialect(names: list[str], reading: Reading, notes: tuple[str, ...]) -> Dialect:
    words = reading.missing_words
    return Dialect(
        syntax=Syntax(_SEPARATOR),
        numerals=Numerals() if words is None else Numerals(missing_words=words),
        width=len(names),
        names=tuple(names),
        notes=notes,
        format="JSON",
    )


def _text(rows: list[tuple[str, ...]]) -> str:
    return "".join(_SEPARATOR.join(map(_cell, row)) + "\n" for row in rows)


def _cell(text: str) -> str:
    """Return a value as a cell in the line of its record."""
    return text if text.isalnum() else enquoted(_BREAKS.sub(" ", text), _SEPARATOR)


def _load(database: Database, file: TextFile, most: int | None) -> tuple[str, ...]:
    """Make the table `objects` of the records; return what to say of where they were."""
    import duckdb

    path = quoted(unglobbed(str(file.plain.absolute())))
    limit = "" if most is None else f" LIMIT {most}"
    read = f"read_json_objects({path}, maximum_object_size = {_MOST_BYTES})"
    try:
        database.rows(f"CREATE TABLE objects AS SELECT json FROM {read}{limit}")
    except duckdb.InvalidInputException as error:
        raise _malformed(file, str(error)) from error
    kinds = dict(database.rows("SELECT json_type(json), count(*) FROM objects GROUP BY 1"))
    notes = _unfold(database, file, most) if kinds == {"OBJECT": 1} else ()
    if not kinds or (not notes and kinds.keys() - {"OBJECT", "NULL"}):
        raise InputError(
            f'{file.shown} holds JSON without records: write them as [{{"name": value}}, ...] or one a line'
        )
    return notes


def _unfold(database: Database, file: TextFile, most: int | None) -> tuple[str, ...]:
    """Make records of one object that holds them in a list, or a list for each column."""
    names = [name for (name,) in database.rows("SELECT unnest(json_keys(json)) FROM objects")]
    check_columns(file.shown, len(names))
    folded = [name for name in names if _one(database, f"json_type(json, {_pointer(name)})") in _NESTED]
    for name in folded:
        if _one(database, f"json_type(json, {_pointer(name)} || '/0')") == "OBJECT":
            _replace_objects(database, f"SELECT unnest({_values(name)}) AS json FROM objects", most)
            return (f'the records are those in "{name}"',)
    lengths = {_one(database, f"len({_values(name)})") for name in folded}
    if not folded:
        return ()
    if len(lengths) > 1:
        raise InputError(f"{file.shown} holds columns of different lengths: give each as many values")
    columns = ", ".join(f"unnest({_values(name)}) AS v{place}" for place, name in enumerate(folded))
    made = ", ".join(f"{quoted(name)}, v{place}" for place, name in enumerate(folded))
    _replace_objects(
        database, f"SELECT json_object({made}) AS json FROM (SELECT {columns} FROM objects)", most
    )
    return tuple(f'"{name}" was left out: it is no column' for name in names if name not in folded)


def _replace_objects(database: Database, query: str, most: int | None) -> None:
    limit = "" if most is None else f" LIMIT {most}"
    database.rows(f"CREATE OR REPLACE TABLE objects AS SELECT * FROM ({query}){limit}")


def _one(database: Database, expression: str) -> object:
    return database.rows(f"SELECT {expression} FROM objects")[0][0]


def _columns(database: Database, file: TextFile) -> tuple[list[str], list[str]]:
    """Return the names in the records as they first come, of those with single values and of the others."""
    found = database.rows(
        "SELECT name FROM (SELECT unnest(keys) AS name, unnest(range(len(keys))) AS place, record FROM "
        "(SELECT json_keys(json) AS keys, rowid AS record FROM objects)) "
        "GROUP BY name ORDER BY min(row(record, place))"
    )
    names = [name for (name,) in found]
    check_columns(file.shown, len(names))
    kinds = ", ".join(f"bool_or(json_type(json, {_pointer(name)}) IN {_NESTED})" for name in names)
    nested = dict(zip(names, database.rows(f"SELECT {kinds} FROM objects")[0], strict=True)) if names else {}
    single = [name for name in names if not nested[name]]
    if not single:
        raise InputError(
            f"{file.shown} has no records with single values: write each into a field of its own"
        )
    return single, [name for name in names if nested[name]]


def _values(name: str) -> str:
    """Return the expression for the values of a list, or of an object, as a list."""
    inner = f"json_extract(json, {_pointer(name)})"
    return f"list_concat(json_extract({inner}, '$[*]'), json_extract({inner}, '$.*'))"


def _pointer(name: str) -> str:
    """Return the JSON pointer to a field, as it stands in SQL."""
    return quoted("/" + name.replace("~", "~0").replace("/", "~1"))


def _malformed(file: TextFile, said: str) -> InputError:
    found = _RECORD.search(said)
    where = f": record {int(found[1]) - 1:,} cannot be read ({found[2]})" if found else ""
    return InputError(f"{file.shown} is no whole JSON{where}: correct it, or write the file again")
