"""Parquet files, whose columns are given as texts: so one machinery finds kinds, missing cells and labels."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from engine.base.arrays import Float64Array
from engine.base.errors import InputError
from engine.base.watch import Watch
from engine.reading import size_limits
from engine.reading.choice import Reading
from engine.reading.columns import cells
from engine.reading.columns.cells import Cells, Database, Layout
from engine.reading.preview import Preview, preview_of
from engine.reading.read_as import as_chosen
from engine.reading.source_file import SourceFile
from engine.table.numerals import Numerals
from engine.table.sql import quoted, unglobbed

_LONG: Final = ("BIGINT", "UBIGINT", "HUGEINT", "UHUGEINT")
_WHOLE: Final = (
    *("TINYINT", "SMALLINT", "INTEGER", "BIGINT"),
    *("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"),
)
_REAL: Final = ("FLOAT", "DOUBLE")
_PANDAS_INDEX: Final = "__index_level_"
_WORDS: Final = {"format": "Parquet", "header": "yes"}


class _Column(NamedTuple):
    """A column, what its cells are called in queries, and the type they have there."""

    name: str
    kind: str
    cell: str

    @property
    def text(self) -> str:
        """The expression for a cell as text, empty where it is no single value."""
        return _as_text(self.cell, self.kind)

    @property
    def number(self) -> str:
        """The expression for a cell as a float64, empty where it takes its text to tell."""
        if self.kind in _WHOLE:
            return f"CAST({self.cell} AS DOUBLE)"
        if self.kind in _REAL:
            return f"CASE WHEN isfinite({self.cell}) THEN CAST({self.cell} AS DOUBLE) ELSE 'nan'::DOUBLE END"
        return ""


@contextmanager
def opened(source: SourceFile, reading: Reading, watch: Watch) -> Iterator["ParquetCells"]:
    """Open a Parquet file; raise InputError where it is damaged, holds no single values or needs too much."""
    with cells.opened(source, source.path, 0, watch) as database:
        columns = _columns(database, source)
        rows = database.rows(f"SELECT count(*) FROM {_scan(source, columns)}")[0][0]
    kept = [column for column in columns if column.text and not column.name.startswith(_PANDAS_INDEX)]
    if not kept:
        raise InputError(
            f"{source.shown} has no columns of numbers, texts or dates: "
            "write each value into a column of its own"
        )
    size_limits.check_columns(source.shown, len(kept))
    size_limits.check_cells(source.shown, rows, len(kept), source.stamp[0])
    words = reading.missing_words
    with cells.opened(source, source.path, len(kept), watch) as database:
        layout = Layout(
            names=tuple(column.name for column in kept),
            units=("",) * len(kept),
            numerals=Numerals() if words is None else Numerals(missing_words=words),
            words=_WORDS,
            place="row",
            notes=(
                *(
                    f"column {column.name!r} was left out: it holds no numbers, texts or dates to learn from"
                    for column in columns
                    if column not in kept
                ),
            ),
        )
        layout = as_chosen(layout, reading)
        yield ParquetCells(database, layout, source, _scan(source, columns), kept, typed=words is None)


def preview(source: SourceFile, reading: Reading, rows: int) -> Preview:
    """Read the first rows of a Parquet file; raise InputError as `opened` does."""
    with opened(source, reading, Watch()) as found:
        return preview_of(found.layout, reading, list(enumerate(found.first(rows), 1)))


class ParquetCells(Cells):
    """The rows of a Parquet file."""

    def __init__(
        self,
        database: Database,
        layout: Layout,
        source: SourceFile,
        scan: str,
        columns: list[_Column],
        *,
        typed: bool,
    ) -> None:
        super().__init__(database, layout)
        self._source = source
        self._scan = scan
        self._columns = columns
        self._typed = frozenset(place for place, column in enumerate(columns) if typed and column.number)

    def source(self) -> str:
        """Return the query of all rows, as text."""
        return self._query(frozenset())

    def _query(self, typed: frozenset[int]) -> str:
        cells = (
            f"{column.number if place in typed else column.text} AS c{place}"
            for place, column in enumerate(self._columns)
        )
        return f"(SELECT {', '.join(cells)} FROM {self._scan})"

    def numbers(self) -> list[Float64Array]:
        """Read all columns as numbers and marks; raise InputError where the file is damaged."""
        import duckdb

        try:
            return self.marks(self._query(self._typed), self._typed)
        except (duckdb.OutOfMemoryException, duckdb.InterruptException):
            raise
        except duckdb.Error as error:
            raise _damaged(self._source) from error

    def padded(self, columns: list[int]) -> list[int]:
        """Return those of some columns in which a cell may begin with a zero before another digit."""
        return super().padded([place for place in columns if not self._columns[place].number])

    def find(self, wanted: list[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
        """Yield (row from 1, column, text) of cells wanted as sorted (row from 0, column)."""
        rows = sorted({row for row, _ in wanted})
        if not rows:
            return
        texts = ", ".join(f"coalesce({column.text}, '')" for column in self._columns)
        found = self._database.rows(
            f"SELECT {texts} FROM (SELECT *, row_number() OVER () - 1 AS place FROM {self._scan}) "
            f"WHERE place IN ({', '.join(map(str, rows))}) ORDER BY place"
        )
        by_row = dict(zip(rows, found, strict=True))
        for row, column in wanted:
            yield row + 1, column, by_row[row][column]


def _columns(database: Database, source: SourceFile) -> list[_Column]:
    """Return the columns; raise InputError where the file is damaged."""
    import duckdb

    try:
        described = database.rows(f"DESCRIBE SELECT * FROM {_read(source)}")
        names = _names(database.rows(f"SELECT name, num_children FROM parquet_schema({_path(source)})"))
    except duckdb.Error as error:
        raise _damaged(source) from error
    if len(names) != len(described):
        names = [str(name) for name, *_ in described]
    return [
        _Column(name, str(kind), f"p{place}")
        for place, (name, (_, kind, *_)) in enumerate(zip(names, described, strict=True))
    ]


def _names(schema: list[tuple[Any, ...]]) -> list[str]:
    """Return the columns' names as they are written, from what is below the root in the order of depth.

    A query's names would not do: they differ in more than case.
    """
    names: list[str] = []
    below = 0
    for name, children in schema[1:]:
        if below:
            below -= 1
        else:
            names.append(str(name))
        below += children or 0
    return names


def _damaged(source: SourceFile) -> InputError:
    return InputError(
        f"{source.shown} is damaged or no whole Parquet file: write it again or get another copy"
    )


def _path(source: SourceFile) -> str:
    return quoted(unglobbed(str(source.path.absolute())))


def _read(source: SourceFile) -> str:
    return f"read_parquet({_path(source)}, hive_partitioning = false)"


def _scan(source: SourceFile, columns: list[_Column]) -> str:
    """Return what reads a file with its columns as p0, p1, ..., whatever they are called."""
    return f"{_read(source)} AS t({', '.join(f'p{place}' for place in range(len(columns)))})"


def _as_text(cell: str, kind: str) -> str:
    """Return the expression for a column's cells as text, empty where they are no single values."""
    if kind in (*_WHOLE, *_LONG, "BOOLEAN", "DATE") or kind.startswith("DECIMAL"):
        return f"CAST({cell} AS VARCHAR)"
    if kind in _REAL:
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
