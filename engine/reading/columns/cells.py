"""The cells of a table as numbers, read by duckdb from whatever source gives them as text.

Every cell comes back as one float64: the number, EMPTY for an empty cell or a word for it, NOT_FINITE for
nan and inf spelled so, and UNREADABLE for anything else (1e400 too: no float64 holds it). So one pass tells
all there is to know about a column, and a text column costs no memory for its text.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

from engine.base.arrays import Float64Array
from engine.base.errors import InputError
from engine.base.memory import free_bytes
from engine.base.watch import Watch
from engine.reading.columns import codes
from engine.reading.columns.codes import Written
from engine.reading.columns.declared import Declared
from engine.reading.plain_text import SHARE
from engine.reading.source_file import SourceFile
from engine.table import dates
from engine.table.numerals import Numerals, with_marks
from engine.table.sql import quoted, unglobbed

if TYPE_CHECKING:
    import duckdb

EMPTY: Final = np.nan
NOT_FINITE: Final = -np.inf
UNREADABLE: Final = np.inf

# duckdb's optimizer takes seconds over the expressions for a thousand columns and minutes over ten thousand,
# but for what keeps it from reading cells that are not asked for.
_MOST_OPTIMIZED: Final = 250
_HARMLESS: Final = ("filter_pushdown", "unused_columns")
# Expressions for so many columns take 100 MB a thread, each holding 2,048 cells; and each column of a piece
# that is handed over costs as much as a thousand of its cells.
_AT_ONCE: Final = 100
# Different texts are counted in so many columns: each takes duckdb megabytes, however few it has.
_COUNTED_AT_ONCE: Final = 40
# Makes a join of a list of words and so looks words up for good cells too, at eight times the cost.
_HARMFUL: Final = "in_clause"
# So many numbers are handed over at once: they hold the interpreter for some milliseconds.
_PIECE: Final = 250_000
_BATCH: Final = 10_000
_BATCH_BYTES: Final = 30_000_000
"""So much of texts is handed over at once, but for a single longer row."""
_POLL: Final = 0.02  # seconds
_MOST_SHARE: Final = 0.9

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What a source says of its columns: `names` and `units` ("" for none), and how numbers are written.

    `words` say how the source is written, `place` what a record's place in it is called ("line", "row"), and
    `declared` what it says of its columns' kinds and roles, of the first ones or of none.
    """

    names: tuple[str, ...]
    units: tuple[str, ...]
    numerals: Numerals
    words: dict[str, str]
    place: str = "line"
    named: bool = True
    questions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    declared: tuple[Declared, ...] = ()

    def unit(self, column: int) -> str:
        """Return the unit below a column's name, or the sign in its cells, "" where there is neither."""
        return self.units[column] or self.numerals.sign(column)

    def kind(self, column: int) -> str:
        """Return the kind that the source declares a column to be, "" where it declares none."""
        return self._declared(column).kind

    def declaring(self, column: int, kind: str) -> "Layout":
        """Return this with another kind declared for one column."""
        padded = self.declared + (Declared(),) * (column + 1 - len(self.declared))
        own = padded[column]._replace(kind=kind)
        return replace(self, declared=(*padded[:column], own, *padded[column + 1 :]))

    def role(self, column: int) -> str:
        """Return the role that the source declares a column to have, "" where it declares none."""
        return self._declared(column).role

    def _declared(self, column: int) -> Declared:
        return self.declared[column] if column < len(self.declared) else Declared()


class Cells(ABC):
    """The records of one open table; each source says in SQL how to select them as text."""

    def __init__(self, database: "Database", layout: Layout) -> None:
        """Hold the database; nothing is read yet."""
        self.layout = layout
        self._database = database

    @abstractmethod
    def source(self) -> str:
        """Return what stands after FROM and gives every record's cells as c0, c1, ... of type VARCHAR."""

    @abstractmethod
    def find(self, wanted: list[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
        """Yield (place in the source from 1, column, text) of cells wanted as sorted (record, column)."""

    def numbers(self) -> list[Float64Array]:
        """Read all columns as numbers and marks; raise InputError where the records are no table."""
        return self.marks(self.source())

    def marks(self, source: str, typed: frozenset[int] = frozenset()) -> list[Float64Array]:
        """Return a column of marks for each column of `source`.

        Columns in `typed` are of type DOUBLE already; in these, infinity is marked as UNREADABLE.
        """
        width = len(self.layout.names)
        step = _AT_ONCE if width - len(typed) > _MOST_OPTIMIZED else width
        found: list[Float64Array] = []
        for first in range(0, width, step):
            columns = range(first, min(first + step, width))
            texts = [column for column in columns if column not in typed]
            marked = with_marks(source, [(self.layout.numerals, f"c{column}", column) for column in texts])
            marks = {column: f"m{place} AS c{column}" for place, column in enumerate(texts)}
            names = ", ".join(marks.get(column, f"c{column}") for column in columns)
            found += self._database.columns(
                f"SELECT {names} FROM {marked}", len(columns), frozenset(column - first for column in typed)
            )
        return found

    def days(self, wanted: list[tuple[int, str]], years_from: int) -> list[Float64Array]:
        """Return the days of (column, format of its dates) since 1970-01-01, or marks."""
        days = [self._days(column, name, years_from) for column, name in wanted]
        return self._marks_of(days, self.source())

    def _days(self, column: int, name: str, years_from: int) -> str:
        cell = f"c{column}"
        days = dates.sql_days(cell, name, years_from)
        absent = f"{cell} IS NULL OR {self.layout.numerals.absent(cell)}"
        return f"coalesce({days}, CASE WHEN {absent} THEN 'nan'::DOUBLE ELSE 'inf'::DOUBLE END)"

    def numbers_as(self, wanted: list[tuple[int, str]]) -> list[Float64Array]:
        """Return the numbers of (column, form in which they are written), or marks."""
        numerals = self.layout.numerals
        formed = [(numerals.with_form(column, form), f"c{column}", column) for column, form in wanted]
        marked = with_marks(self.source(), formed)
        return self._marks_of([f"m{place}" for place in range(len(wanted))], marked)

    def _marks_of(self, expressions: list[str], source: str) -> list[Float64Array]:
        if not expressions:
            return []
        found = ", ".join(f"{expression} AS d{place}" for place, expression in enumerate(expressions))
        return self._database.columns(f"SELECT {found} FROM {source}", len(expressions))

    def padded(self, columns: list[int]) -> list[int]:
        """Return those of some columns in which a cell may begin with a zero before another digit."""
        if not columns:
            return []
        found = ", ".join(f"bool_or(starts_with(ltrim(c{c}), '0') AND length(c{c}) > 1)" for c in columns)
        is_found = self._database.rows(f"SELECT {found} FROM {self.source()}")[0]
        return [column for column, is_so in zip(columns, is_found, strict=True) if is_so]

    def written(self, columns: list[int]) -> list[Written]:
        """Return how the cells of some columns are written."""
        if not columns:
            return []
        absent = self.layout.numerals.absent
        found = [part for c in columns for part in codes.written_sql(f"c{c}", absent(f"c{c}"))]
        parts = self._database.rows(f"SELECT {', '.join(found)} FROM {self.source()}")[0]
        step = len(parts) // len(columns)
        return [Written(*parts[begin : begin + step]) for begin in range(0, len(parts), step)]

    def first_texts(self, columns: list[int], count: int) -> list[tuple[str, ...]]:
        """Return the texts of some columns in the first `count` records, column by column."""
        names = ", ".join(f"coalesce(c{column}, '')" for column in columns)
        rows = self._database.rows(f"SELECT {names} FROM {self.source()} LIMIT {count}")
        return list(zip(*rows, strict=True)) if rows else [()] * len(columns)

    def distinct_texts(self, columns: list[int]) -> list[int]:
        """Count the different texts of each of some columns, without those that stand for nothing."""
        absent = self.layout.numerals.absent
        found: list[int] = []
        for first in range(0, len(columns), _COUNTED_AT_ONCE):
            part = columns[first : first + _COUNTED_AT_ONCE]
            counts = ", ".join(f"count(DISTINCT c{c}) FILTER (NOT {absent(f'c{c}')})" for c in part)
            found += self._database.rows(f"SELECT {counts} FROM {self.source()}")[0]
        return found

    def texts(self, columns: list[int]) -> Iterator[list[tuple[str, ...]]]:
        """Yield the texts of some columns, record after record, in batches."""
        names = ", ".join(f"coalesce(c{column}, '')" for column in columns)
        return self._database.batches(f"SELECT {names} FROM {self.source()}")

    def first(self, count: int) -> list[tuple[str, ...]]:
        """Return the cells of the first records."""
        names = ", ".join(f"coalesce(c{column}, '')" for column in range(len(self.layout.names)))
        return self._database.rows(f"SELECT {names} FROM {self.source()} LIMIT {count}")


class Database:
    """A duckdb that reads one file and can be ended at any moment."""

    def __init__(self, connection: "duckdb.DuckDBPyConnection", watch: Watch) -> None:
        """Hold the connection and whoever watches it; `close` ends the thread that queries run on."""
        self._connection = connection
        self._watch = watch
        self._thread = ThreadPoolExecutor(1)

    def close(self) -> None:
        """Wait for what is still running."""
        self._thread.shutdown()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query that has few; raise Cancelled soon after the watch says so."""
        return self._ending(lambda: self._connection.execute(query).fetchall())

    def columns(self, query: str, width: int, unmarked: frozenset[int] = frozenset()) -> list[Float64Array]:
        """Return the columns of a query, numbers all.

        They are kept in duckdb and handed over in pieces, because that holds the interpreter. Columns in
        `unmarked` still have NULL, nan and inf in them instead of marks.
        """
        self.rows(f"CREATE OR REPLACE TABLE marks AS {query}")
        rows = self.rows("SELECT count(*) FROM marks")[0][0]
        columns = [np.empty(rows) for _ in range(width)]
        names = [name for name, *_ in self.rows("DESCRIBE marks")]
        step = max(_PIECE // min(width, _AT_ONCE), 1)
        for left, first in product(range(0, width, _AT_ONCE), range(0, rows, step)):
            self._watch.check()
            piece = self._connection.execute(
                f"SELECT {', '.join(names[left : left + _AT_ONCE])} FROM marks "
                f"WHERE rowid >= {first} AND rowid < {first + step}"
            ).fetchnumpy()
            for column, values in enumerate(piece.values(), left):
                columns[column][first : first + step] = _marked(values) if column in unmarked else values
        self.rows("DROP TABLE marks")
        return columns

    def batches(self, query: str) -> Iterator[list[tuple[str, ...]]]:
        """Yield the rows of a query of texts, some at a time.

        They are kept in duckdb, so that no query is ever left half fetched when the reading is ended.
        """
        self.rows(f"CREATE OR REPLACE TABLE texts AS {query}")
        count, *sizes = self.rows("SELECT count(*), sum(strlen(COLUMNS(*)::VARCHAR)) FROM texts")[0]
        size = sum(int(size or 0) for size in sizes)
        step = min(_BATCH, max(_BATCH_BYTES * count // max(size, 1), 1))
        for first in range(0, count, step):
            yield self.rows(f"SELECT * FROM texts WHERE rowid >= {first} AND rowid < {first + step}")
        self.rows("DROP TABLE texts")

    def _ending(self, call: Callable[[], Result]) -> Result:
        """Call duckdb in its own thread, and end that when the watch says so.

        An interrupt before a query has begun would be lost, so it is repeated.
        """
        self._watch.check()
        running = self._thread.submit(call)
        try:
            while not wait([running], _POLL).done:
                self._watch.check()
                self._show_progress()
        except BaseException:
            while not wait([running], _POLL).done:
                self._connection.interrupt()
            raise
        return running.result()

    def _show_progress(self) -> None:
        done = self._connection.query_progress()  # in percent, -1 where it is not known
        share = SHARE + (1 - SHARE) * max(done, 0.0) / 100
        # Some of it is still to be done when a query ends, and further queries begin anew.
        self._watch.share = max(self._watch.share, min(share, _MOST_SHARE))


def _marked(values: Float64Array) -> Float64Array:
    """Return numbers with marks for what is masked or not finite."""
    numbers = np.ma.getdata(values)
    finite = np.isfinite(numbers)
    if finite.all() and not np.ma.is_masked(values):
        return numbers
    marks = np.where(finite, numbers, np.where(np.isnan(numbers), NOT_FINITE, UNREADABLE))
    marks[np.ma.getmaskarray(values)] = EMPTY
    return marks


def _harmful(connection: "duckdb.DuckDBPyConnection") -> str:
    """Return the parts of the optimizer that take long over many columns."""
    parts = connection.execute("SELECT name FROM duckdb_optimizers()").fetchall()
    return ",".join(name for (name,) in parts if name not in _HARMLESS)


@contextmanager
def opened(source: SourceFile, plain: Path, width: int, watch: Watch) -> Iterator[Database]:
    """Open a duckdb that can reach nothing but the file `plain`, and leaves nothing behind."""
    import duckdb  # costs a fifth of a second, and only who opens a table needs it

    settings: dict[str, Any] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "temp_directory": "",
    }
    path = str(plain.absolute())
    try:
        path.encode()
    except UnicodeEncodeError as error:
        raise InputError(
            f"{source.shown} has a name that is not Unicode: rename the file or folder"
        ) from error
    try:
        with duckdb.connect(":memory:", config=settings) as connection:
            connection.execute(f"SET allowed_paths = [{quoted(path)}, {quoted(unglobbed(path))}]")
            connection.execute("SET enable_external_access = false")
            if free := free_bytes():  # as much again is taken by the columns
                connection.execute(f"SET memory_limit = '{free // 2}B'")
            connection.execute("SET enable_progress_bar = true")
            connection.execute("SET enable_progress_bar_print = false")
            wide = width > _MOST_OPTIMIZED
            harmful = _harmful(connection) if wide else _HARMFUL
            connection.execute(f"SET disabled_optimizers = '{harmful}'")
            connection.execute("SET lock_configuration = true")
            with closing(Database(connection, watch)) as database:
                yield database
    except duckdb.OutOfMemoryException as error:
        raise InputError(f"{source.shown} needs more memory than there is: open a part of it") from error
    except duckdb.Error as error:
        source.check_unchanged()
        raise InputError(
            f"{source.shown} could not be understood as a table: "
            "save it as comma-separated UTF-8 text and open it again"
        ) from error
