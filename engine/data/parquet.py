"""Parquet files, whose columns are given as texts: so one machinery finds kinds, missing cells and labels."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from engine.arrays import Float64Array
from engine.data import cells
from engine.data.cells import Cells, Database, Layout
from engine.data.numerals import Numerals
from engine.data.preview import Preview, preview_of
from engine.data.reading import Reading
from engine.data.source_file import SourceFile
from engine.data.sql import quoted, unglobbed
from engine.data.watch import Watch
from engine.errors import InputError
from engine.memory import free_bytes

_EXACT: Final = 2**53
_LONG: Final = ("BIGINT", "UBIGINT", "HUGEINT", "UHUGEINT")
_PLAIN: Final = ("TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER", "BOOLEAN", "DATE")
_PANDAS_INDEX: Final = "__index_level_"
_WORDS: Final = {"format": "Parquet", "header": "yes"}


@contextmanager
def opened(source: SourceFile, reading: Reading, watch: Watch) -> Iterator["ParquetCells"]:
    """Open a Parquet file; raise InputError where it is damaged, holds no single values or needs too much."""
    with cells.opened(source, source.path, 0, watch) as database:
        types = _types(database, source)
    texts = {name: _as_text(name, kind) for name, kind in types.items() if not name.startswith(_PANDAS_INDEX)}
    kept = {name: text for name, text in texts.items() if text}
    if not kept:
        raise InputError(
            f"{source.shown} has no columns of numbers, texts or dates: "
            "write each value into a column of its own"
        )
    words = reading.missing_words
    with cells.opened(source, source.path, len(kept), watch) as database:
        _check_size(database, source, len(kept))
        rounded = _rounded(database, source, [name for name in kept if types[name] in _LONG])
        ignored = [name for name in types if name not in kept]
        layout = Layout(
            names=tuple(kept),
            units=("",) * len(kept),
            numerals=Numerals() if words is None else Numerals(missing_words=words),
            words=_WORDS,
            place="row",
            notes=(
                *(
                    f"column {name!r}: whole numbers beyond 9,007,199,254,740,992 are rounded"
                    for name in rounded
                ),
                *(
                    f"column {name!r} was left out: it holds no numbers, texts or dates to learn from"
                    for name in ignored
                ),
            ),
        )
        yield ParquetCells(database, layout, source, tuple(kept.values()))


def preview(source: SourceFile, reading: Reading, rows: int) -> Preview:
    """Read the first rows of a Parquet file; raise InputError as `opened` does."""
    with opened(source, reading, Watch()) as found:
        return preview_of(found.layout, reading, list(enumerate(found.first(rows), 1)))


class ParquetCells(Cells):
    """The rows of a Parquet file."""

    def __init__(
        self, database: Database, layout: Layout, source: SourceFile, texts: tuple[str, ...]
    ) -> None:
        """Hold the expression that makes a text of each column's cell."""
        super().__init__(database, layout)
        self._source = source
        self._texts = texts

    def source(self) -> str:
        """Return the query of all rows, as text."""
        columns = ", ".join(f"{text} AS c{column}" for column, text in enumerate(self._texts))
        return f"(SELECT {columns} FROM {_scan(self._source)})"

    def numbers(self) -> list[Float64Array]:
        """Read all columns as numbers and marks; raise InputError where the file is damaged."""
        import duckdb

        try:
            return super().numbers()
        except (duckdb.OutOfMemoryException, duckdb.InterruptException):
            raise
        except duckdb.Error as error:
            raise _damaged(self._source) from error

    def find(self, wanted: list[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
        """Yield (row from 1, column, text) of cells wanted as sorted (row from 0, column)."""
        rows = sorted({row for row, _ in wanted})
        if not rows:
            return
        texts = ", ".join(f"coalesce({text}, '') AS c{column}" for column, text in enumerate(self._texts))
        found = self._database.rows(
            f"SELECT {texts} FROM {_scan(self._source)} "
            f"WHERE file_row_number IN ({', '.join(map(str, rows))}) ORDER BY file_row_number"
        )
        by_row = dict(zip(rows, found, strict=True))
        for row, column in wanted:
            yield row + 1, column, by_row[row][column]


def _types(database: Database, source: SourceFile) -> dict[str, str]:
    import duckdb

    try:
        described = database.rows(f"DESCRIBE SELECT * EXCLUDE file_row_number FROM {_scan(source)}")
    except duckdb.Error as error:
        raise _damaged(source) from error
    return {str(name): str(kind) for name, kind, *_ in described}


def _damaged(source: SourceFile) -> InputError:
    return InputError(
        f"{source.shown} is damaged or no whole Parquet file: write it again or get another copy"
    )


def _scan(source: SourceFile) -> str:
    path = quoted(unglobbed(str(source.path.absolute())))
    return f"read_parquet({path}, hive_partitioning = false, file_row_number = true)"


def _as_text(name: str, kind: str) -> str:
    """Return the expression for a column's cells as text, empty where they are no single values."""
    cell = _identifier(name)
    if kind in _PLAIN or kind in _LONG or kind.startswith("DECIMAL"):
        return f"CAST({cell} AS VARCHAR)"
    if kind in ("FLOAT", "DOUBLE"):
        return f"CAST(CAST({cell} AS DOUBLE) AS VARCHAR)"
    if kind in ("VARCHAR", "UUID") or kind.startswith("ENUM"):
        return f"CAST({cell} AS VARCHAR)"
    if kind == "TIMESTAMP WITH TIME ZONE":  # as UTC, whatever zone this machine is in
        return f"CAST(make_timestamp(epoch_us({cell})) AS VARCHAR)"
    if kind.startswith("TIMESTAMP"):
        return f"CAST(CAST({cell} AS TIMESTAMP) AS VARCHAR)"
    if kind == "TIME":
        return f"CAST(epoch({cell}) / 86400 AS VARCHAR)"
    return ""


def _check_size(database: Database, source: SourceFile, columns: int) -> None:
    """Refuse what would not fit: a few bytes can hold a billion equal rows."""
    found = database.rows(f"SELECT count(*) FROM {_scan(source)}")[0][0]
    free = free_bytes()
    if free is not None and found * columns * 8 > free:
        raise InputError(
            f"{source.shown} needs more memory than there is: write a part of its rows or columns"
        )


def _rounded(database: Database, source: SourceFile, names: list[str]) -> list[str]:
    """Return which columns of whole numbers hold some that a float64 cannot."""
    if not names:
        return []
    beyond = ", ".join(
        f"coalesce(max({cell}) > {_EXACT} OR min({cell}) < -{_EXACT}, false)"
        for cell in map(_identifier, names)
    )
    found = database.rows(f"SELECT {beyond} FROM {_scan(source)}")[0]
    return [name for name, is_beyond in zip(names, found, strict=True) if is_beyond]


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
