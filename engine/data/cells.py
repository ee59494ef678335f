"""The cells of a delimited file as numbers, read by duckdb.

Every cell comes back as one float64: the number, EMPTY for an empty cell or a word for it, NOT_FINITE for
nan and inf spelled so, and UNREADABLE for anything else (1e400 too: no float64 holds it). So one pass tells
all there is to know about a column, and a text column costs no memory for its text.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from engine.arrays import Float64Array
from engine.data.delimited import MISSING_WORDS, NOT_FINITE_WORDS, Dialect, check_records, records
from engine.data.text_file import LONGEST_LINE, TextFile
from engine.errors import InputError

if TYPE_CHECKING:
    import duckdb

EMPTY: Final = np.nan
NOT_FINITE: Final = -np.inf
UNREADABLE: Final = np.inf

# duckdb's optimizer takes seconds over the expressions for a thousand columns and minutes over ten thousand.
_MOST_OPTIMIZED: Final = 250
# Makes a join of a list of words and so looks words up for good cells too, at eight times the cost.
_HARMFUL: Final = "in_clause"
# Files of fewer bytes with quotes in them are counted a second time, in Python, which takes a moment at most.
_SMALL: Final = 1_000_000
# Small buffers halve the memory of a reading and cost no time that could be measured.
_BUFFER: Final = 2 * LONGEST_LINE


@contextmanager
def opened(file: TextFile, dialect: Dialect) -> Iterator["Cells"]:
    """Open a file in a duckdb of its own, which can reach nothing but that file and leaves nothing behind."""
    import duckdb  # costs a fifth of a second, and only who opens a table needs it

    settings: dict[str, Any] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "temp_directory": "",
    }
    path = str(file.path.absolute())
    try:
        path.encode()
    except UnicodeEncodeError as error:
        raise InputError(f"{file.shown} has a name that is not Unicode: rename the file or folder") from error
    try:
        with duckdb.connect(":memory:", config=settings) as connection:
            connection.execute(f"SET allowed_paths = [{_quoted(path)}, {_quoted(_unglobbed(path))}]")
            connection.execute("SET enable_external_access = false")
            wide = dialect.width > _MOST_OPTIMIZED
            connection.execute(
                "PRAGMA disable_optimizer" if wide else f"SET disabled_optimizers = '{_HARMFUL}'"
            )
            connection.execute("SET lock_configuration = true")
            yield Cells(connection, file, dialect)
    except duckdb.OutOfMemoryException as error:
        raise InputError(f"{file.shown} needs more memory than there is: open a part of it") from error
    except duckdb.Error as error:
        file.check_unchanged()
        raise InputError(
            f"{file.shown} could not be understood as a table: "
            "save it as comma-separated UTF-8 text and open it again"
        ) from error


class Cells:
    """The data records of one open file; the header is none of them."""

    def __init__(self, connection: "duckdb.DuckDBPyConnection", file: TextFile, dialect: Dialect) -> None:
        """Hold the connection; nothing is read yet."""
        self._connection = connection
        self._file = file
        self._dialect = dialect
        self._strict = True

    def numbers(self) -> list[Float64Array]:
        """Read all columns as numbers and marks; raise InputError where records differ in width."""
        import duckdb

        if self._file.mixed_ends:
            self._check_ends()
        try:
            values = self._read()
            self._check_quotes(len(values[0]))
            return values
        except duckdb.OutOfMemoryException:
            raise
        except duckdb.Error:
            count = check_records(self._file, self._dialect)
            if not self._file.mixed_ends:
                raise
        # Strict reading takes one kind of line end only. The lax one drops cells in silence; check_records
        # just held that there is none to drop, and the counts must agree.
        self._strict = False
        values = self._read()
        if len(values[0]) + self._dialect.header != count:
            raise self._mixed()
        return values

    def _check_ends(self) -> None:
        """Refuse what duckdb loses a cell of in silence: CR between records where others end in CR LF."""
        texts = (record.text for record in records(self._file, self._dialect.separator))
        if {"\r", "\r\n"} <= {text[len(text.rstrip("\r\n")) :] for text in texts}:
            raise self._mixed()

    def _mixed(self) -> InputError:
        return InputError(
            f"{self._file.shown} mixes kinds of line ends: save it again in an editor or spreadsheet"
        )

    def _check_quotes(self, rows: int) -> None:
        """Hold that nothing was lost: duckdb drops a record whose quote is never closed, in silence."""
        if not (self._file.quotes % 2 or (self._file.quoted and self._file.stamp[0] < _SMALL)):
            return
        if check_records(self._file, self._dialect) != rows + self._dialect.header:
            raise InputError(f'{self._file.shown} has quotes (") that do not pair: correct or remove them')

    def _read(self) -> list[Float64Array]:
        marks = ", ".join(f"{self._mark(f'c{column}')} AS c{column}" for column in range(self._dialect.width))
        fetched = self._connection.execute(f"SELECT {marks} FROM {self._source()}").fetchnumpy()
        return [np.asarray(column)[self._dialect.header :] for column in fetched.values()]

    def _mark(self, cell: str) -> str:
        # The column must be used as text somewhere in the expression: duckdb moves a lone TRY_CAST into its
        # CSV reader as a plain cast, which raises at the first bad cell.
        text = cell
        if self._dialect.decimal == ",":
            text = f"CASE WHEN contains({cell}, '.') THEN '' ELSE replace({cell}, ',', '.') END"
        number = f"TRY_CAST({text} AS DOUBLE)"
        # "nan" and "inf" have an n in them, 1e400 has not.
        return (
            f"CASE WHEN isfinite({number}) THEN {number} "
            f"WHEN NOT isfinite({number}) AND {cell} ILIKE '%n%' THEN '-inf'::DOUBLE "
            f"WHEN {cell} IS NULL OR {_bare(cell)} IN ({_list(MISSING_WORDS)}) THEN 'nan'::DOUBLE "
            "ELSE 'inf'::DOUBLE END"
        )

    def distinct_texts(self, columns: list[int]) -> list[int]:
        """Count the different texts of each of some columns, without those that stand for nothing."""
        absent = _list(MISSING_WORDS + NOT_FINITE_WORDS)
        counts = ", ".join(
            f"count(DISTINCT c{column}) FILTER ({_bare(f'c{column}')} NOT IN ({absent}))"
            for column in columns
        )
        row = self._connection.execute(f"SELECT {counts} FROM {self._texts()}").fetchone()
        return list(row or ())

    def texts(self, columns: list[int]) -> Iterator[list[tuple[str, ...]]]:
        """Yield the texts of some columns, record after record, in batches."""
        names = ", ".join(f"coalesce(c{column}, '')" for column in columns)
        self._connection.execute(f"SELECT {names} FROM {self._texts()}")
        while rows := self._connection.fetchmany(10_000):
            yield rows

    def _texts(self) -> str:
        offset = f" OFFSET {int(self._dialect.header)}"
        return f"(SELECT * FROM {self._source()}{offset})"

    def _source(self) -> str:
        """Return the call that reads all records as text, the header too."""
        quote = '"' if self._file.quoted else ""
        columns = ", ".join(f"'c{column}': 'VARCHAR'" for column in range(self._dialect.width))
        options = {
            "auto_detect": "false",
            "columns": f"{{{columns}}}",
            "delim": _quoted(self._dialect.separator),
            "quote": _quoted(quote),
            "escape": _quoted(quote),
            "header": "false",
            # Threads start in the middle of the file, where a line break may be one inside a quoted cell.
            "parallel": str(self._strict and not self._file.quoted).lower(),
            "compression": "'none'",
            "hive_partitioning": "false",
            "max_line_size": str(LONGEST_LINE),
            "buffer_size": str(_BUFFER),
        }
        # Only where they must be: with both, duckdb stumbles over a last line that has no end.
        if not self._strict:
            options["strict_mode"] = "false"
        elif self._file.mixed_ends:
            options["new_line"] = _quoted(self._dialect.line_end.replace("\r", "\\r").replace("\n", "\\n"))
        path = _quoted(_unglobbed(str(self._file.path.absolute())))
        return f"read_csv({path}, {', '.join(f'{name} = {value}' for name, value in options.items())})"


def _bare(cell: str) -> str:
    return f"ltrim(lower(trim({cell}, ' \t\r\n')), '+-')"


def _unglobbed(path: str) -> str:
    """Keep duckdb from taking a name as a pattern: without this `x[2].csv` reads `x2.csv`."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in path)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _list(words: tuple[str, ...]) -> str:
    return ", ".join(_quoted(word) for word in words)
