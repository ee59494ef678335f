"""Reads a sheet in a process of its own: what a workbook makes its reader do ends this process at worst.

It is run with a request in JSON as its only word, and answers on the standard output: a line of JSON, which
says what was found or why nothing was, then the cells as plain text. Whoever opens a workbook waits until
this has started, so it imports the reader and little else.
"""

import csv
import datetime
import io
import json
import mmap
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from engine.reading import archives

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

SEPARATOR: Final = "\t"
COMMAND: Final = "--read-workbook"
"""The word with which a bundle of the program, which has no interpreter beside it, becomes this process."""

PASSWORD: Final = "password"
OTHER: Final = "other"
TOO_MUCH: Final = "too much"
DAMAGED: Final = "damaged"

_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")  # the stream in which a locked xlsx lies
_DIRECTORY: Final = "Root Entry".encode("utf-16-le")  # of the streams in a file of an Office program
_OLD_WORKBOOK: Final = "Book\0".encode("utf-16-le"), "Workbook\0".encode("utf-16-le")
_ROWS_AT_ONCE: Final = 1000
_DAY: Final = datetime.timedelta(days=1)
_TIMES: Final = {datetime.time, datetime.timedelta}
_BREAKS: Final = {**dict.fromkeys(map(ord, "\t\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), " "), 0: None}


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells: first row and column from 0, the last exclusive."""

    top: int = 0
    left: int = 0
    bottom: int = 1 << 21
    right: int = 1 << 15


def main(words: list[str]) -> int:
    """Answer the request in `words` and return the exit status."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends this process too, without a traceback
    request = json.loads(words[0])
    _limit(request["memory"], request["seconds"])
    out = sys.stdout.buffer
    try:
        answer, cells = _chosen(request["path"], request["sheet"], Area(*request["area"]))
    except BaseException as error:
        answer, cells = _excuse(error, request["path"]), None
    out.write(json.dumps(answer).encode() + b"\n")
    out.flush()
    if cells:
        cells.write(out)
        out.flush()
    return 0


def _limit(memory: int, seconds: int) -> None:
    """Let this process have that many bytes of memory, and seconds of a processor, where the system can."""
    if sys.platform == "win32":
        return
    import resource

    limits = {resource.RLIMIT_AS: memory, resource.RLIMIT_CPU: seconds, resource.RLIMIT_CORE: 0}
    for kind, limit in limits.items():
        _, hard = resource.getrlimit(kind)
        if hard == resource.RLIM_INFINITY or limit <= hard:
            with suppress(OSError, ValueError):  # macOS takes no limit below what every process has
                resource.setrlimit(kind, (limit, hard))


def _chosen(path: str, sheet: str | None, wanted: Area) -> tuple[dict[str, Any], "_Cells | None"]:
    """Return what is found in a workbook, and the cells of the sheet.

    Without a `sheet` it is the first in which there is a table with numbers, or where there is none the first
    with a table of texts.
    """
    from python_calamine import CalamineWorkbook

    with open(path, "rb") as file:
        # By path it would trust the ending of the name, and a renamed spreadsheet is one too.
        book = CalamineWorkbook.from_filelike(file)
        names = _names(book)
        answer: dict[str, Any] = {"sheets": names, "sheet": None}
        found: tuple[str, _Cells] | None = None
        for name in names if sheet is None else [sheet] if sheet in names else []:
            cells = _Cells(book.get_sheet_by_name(name), wanted)
            if cells.is_table or (sheet is not None and cells.columns):
                if found is None or cells.has_numbers:
                    found = name, cells
                if cells.has_numbers:
                    break
        if found is None:
            return answer, None
        name, cells = found
        seen = archives.look(file, book.sheet_names.index(name))
    return answer | cells.described() | {
        "sheet": name,
        "merged": seen.merged or cells.merged(),
        "uncomputed": seen.uncomputed,
    }, cells


def _excuse(error: BaseException, path: str) -> dict[str, Any]:
    """Return the answer where nothing can be read: `refused`, `errno`, or the traceback of an `error`."""
    from python_calamine import CalamineError

    if isinstance(error, MemoryError):
        return {"refused": TOO_MUCH}
    if isinstance(error, OSError) and error.errno is not None:
        return {"errno": error.errno}
    # Where the reader loses its way, its error is of a class that cannot be imported.
    if isinstance(error, OSError | CalamineError) or type(error).__name__ == "PanicException":
        return {"refused": _reason(str(error), path)}
    import traceback

    return {"error": "".join(traceback.format_exception(error))}


def _reason(said: str, path: str) -> str:
    """Return why a file was refused, of which the reader says more where its name ends rightly."""
    from python_calamine import CalamineWorkbook

    try:
        CalamineWorkbook.from_path(path).close()
    except BaseException as error:
        said += str(error)
    if "password" in said.lower():
        return PASSWORD
    if "cell limit" in said.lower():
        return TOO_MUCH
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content.find(_ENCRYPTED) >= 0:
            return PASSWORD
        if content[:2] == b"PK":
            return DAMAGED
        is_other = content.find(_DIRECTORY) >= 0 and all(content.find(name) < 0 for name in _OLD_WORKBOOK)
        return OTHER if is_other else DAMAGED


def _names(book: "CalamineWorkbook") -> list[str]:
    """Return the names of the sheets that hold cells, visible ones first."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    held = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    held.sort(key=lambda sheet: sheet.visible != SheetVisibleEnum.Visible)
    return [sheet.name for sheet in held]


class _Cells:
    """The cells of a sheet that lie in an area, without the columns in which there is nothing."""

    def __init__(self, sheet: "CalamineSheet", wanted: Area) -> None:
        self._sheet = sheet
        self._wanted = wanted
        left = (sheet.start or (0, 0))[1]
        self._inside = slice(max(wanted.left - left, 0), max(wanted.right - left, 0))
        self.columns: list[int] = []
        self._fractions = self._times = False
        self._filled_rows = self._number_rows = 0
        self._survey()

    @property
    def is_table(self) -> bool:
        """Whether there are at least two columns and two rows."""
        return len(self.columns) > 1 and self._filled_rows > 1

    @property
    def has_numbers(self) -> bool:
        """Whether there are numbers in at least two rows."""
        return self._number_rows > 1

    def described(self) -> dict[str, Any]:
        """Return how many columns there are, and whether there are fractions and times."""
        return {"columns": len(self.columns), "fractions": self._fractions, "times": self._times}

    def _rows(self) -> Iterator[tuple[int, list[Any]]]:
        """Yield each row's number from 0 and its cells."""
        # The reader leaves out the columns before the first that holds anything, but not the rows.
        for number, row in enumerate(self._sheet.iter_rows()):
            if number >= self._wanted.bottom:
                return
            if number >= self._wanted.top:
                yield number, row[self._inside]

    def _survey(self) -> None:
        """Find the columns in which there is something, and whether there are fractions and times."""
        empty: list[int] | None = None
        for _, row in self._rows():
            if empty is None:
                empty = list(range(len(row)))
                width = len(row)
            if self._filled_rows < 2:
                self._filled_rows += any(cell != "" for cell in row)
            if self._number_rows < 2:
                self._number_rows += any(type(cell) in (float, int) for cell in row)
            if empty:
                empty = [place for place in empty if row[place] == ""]
            if not self._fractions:
                self._fractions = any(type(cell) is float and not cell.is_integer() for cell in row)
            self._times = self._times or not _TIMES.isdisjoint(map(type, row))
        if empty is not None:
            self.columns = sorted(set(range(width)).difference(empty))

    def write(self, out: BinaryIO) -> None:
        """Write a line for every row from the sheet's first to the last with something in it."""
        batch = io.StringIO()
        writer = csv.writer(batch, delimiter=SEPARATOR, lineterminator="\n")
        line = 0
        for number, row in self._rows():
            cells = [row[place] for place in self.columns]
            if any(cell != "" for cell in cells):
                batch.write("\n" * (number - line))
                if set(map(type, cells)) == {float}:
                    batch.write(_numbers(cells))
                else:
                    writer.writerow(map(text_of, cells))
                line = number + 1
            if number % _ROWS_AT_ONCE == _ROWS_AT_ONCE - 1:
                out.write(batch.getvalue().encode(errors="replace"))
                batch.seek(0)
                batch.truncate()
        out.write(batch.getvalue().encode(errors="replace"))

    def merged(self) -> int:
        """Count the merged cells; the reader knows those of xlsx and xls."""
        return sum(map(self._touches, self._sheet.merged_cell_ranges or ()))

    def _touches(self, corners: tuple[tuple[int, int], tuple[int, int]]) -> bool:
        (top, left), (bottom, right) = corners
        wanted = self._wanted
        return top < wanted.bottom and bottom >= wanted.top and left < wanted.right and right >= wanted.left


def text_of(cell: object) -> str:
    """Return a cell as text that reads back as the same value, on one line."""
    return _TEXTS.get(type(cell), str)(cell)


def _numbers(cells: list[float]) -> str:
    """Return a line of numbers as `text_of` each of them, at a fifth of the cost."""
    return (SEPARATOR.join(map(repr, cells)) + SEPARATOR).replace(f".0{SEPARATOR}", SEPARATOR)[:-1] + "\n"


def _number(cell: float) -> str:
    return repr(cell).removesuffix(".0")


def _line(cell: str) -> str:
    return cell if cell.isprintable() else cell.translate(_BREAKS)


def _time(cell: datetime.time) -> str:
    since = datetime.datetime.combine(datetime.date.min, cell) - datetime.datetime.min
    return _number(since / _DAY)


_TEXTS: Final[dict[type, Callable[[Any], str]]] = {
    float: _number,
    int: repr,
    str: _line,
    bool: lambda cell: "true" if cell else "false",
    datetime.date: datetime.date.isoformat,
    datetime.datetime: datetime.datetime.isoformat,
    datetime.time: _time,
    datetime.timedelta: lambda cell: _number(cell / _DAY),
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
