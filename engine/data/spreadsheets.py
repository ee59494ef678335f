"""Spreadsheets (xlsx, xlsb, xls, ods) as plain text, so that one machinery finds header, kinds and errors.

A row of the sheet becomes the line of its number, so a sentence about line 17 is about row 17 as the person
sees it. Numbers are written as exactly as they are held.
"""

import csv
import datetime
import io
import mmap
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple, TypeVar

from engine.data import archives, old_workbooks
from engine.data.source_file import shown
from engine.data.text_file import PlainText
from engine.errors import InputError
from engine.words import counted

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_Result = TypeVar("_Result")

SEPARATOR: Final = "\t"

_ZIP: Final = b"PK\x03\x04"
_POLL: Final = 0.05  # seconds
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")  # the stream in which a locked xlsx lies
_ROWS_AT_ONCE: Final = 1000
_DAY: Final = datetime.timedelta(days=1)
_TIMES: Final = {datetime.time, datetime.timedelta}
_BREAKS: Final = str.maketrans(dict.fromkeys("\t\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\0", " "))
_CELLS: Final = re.compile(r"([A-Z]{1,3})(\d{0,7})(?::([A-Z]{1,3})(\d{0,7}))?")


class Sheet(NamedTuple):
    """A sheet that was written: its name, and those of all that hold cells, visible ones first.

    `notes` are sentences about what a person would not expect, and `fractions` tells whether any number has
    one, so that points in it are decimal points.
    """

    name: str
    sheets: tuple[str, ...]
    notes: tuple[str, ...]
    fractions: bool


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells: first row and column from 0, the last exclusive."""

    top: int = 0
    left: int = 0
    bottom: int = 1 << 21
    right: int = 1 << 15


def area(cells: str | None) -> Area:
    """Read "A1:D20", "B3" (from there on) or "A:D"; None is everything. Raise InputError for what is none."""
    if cells is None:
        return Area()
    found = _CELLS.fullmatch(cells.replace("$", "").replace(" ", "").upper())
    if not found:
        raise InputError(f'"{cells}" are no cells of a sheet: write them like A1:D20')
    left, top, right, bottom = found.groups(default="")
    wanted = Area(
        max(int(top or 1) - 1, 0),
        archives.column_number(left.encode()) - 1,
        int(bottom) if bottom else Area().bottom,
        archives.column_number(right.encode()) if right else Area().right,
    )
    if wanted.top >= wanted.bottom or wanted.left >= wanted.right:
        raise InputError(f'the cells "{cells}" end before they begin: write the upper left one first')
    return wanted


def write_plain(path: Path, sheet: str | None, cells: str | None, out: PlainText) -> Sheet:
    """Write the cells of a sheet, separated by tabs; raise InputError where there are none.

    Without a `sheet` it is the first in which there is a table with numbers, or where there is none the first
    with a table of texts: notes may come before what they are about. Ends early where `out` is full; its
    methods raise Cancelled where the reading is to end.
    """
    wanted = area(cells)
    with open(path, "rb") as file:
        zipped = file.read(len(_ZIP)) == _ZIP
        file.seek(0)
        if zipped:
            archives.check(path, out.poll)
        else:
            _check_old(path)
        book = _workbook(path, file, out)
        names = _names(book)
        if sheet is not None and sheet not in names:
            raise InputError(f'{shown(path)} has no sheet "{sheet}": choose one of {", ".join(names[:20])}')
        found: tuple[str, _Cells, archives.Seen] | None = None
        for name in names if sheet is None else [sheet]:
            place = book.sheet_names.index(name)
            seen = archives.look(path, place, out.poll) if zipped else archives.Seen()
            taken = _Cells(_sheet(path, book, name, out), wanted, out.poll)
            if taken.is_table or (sheet is not None and taken.columns):
                if found is None or taken.has_numbers:
                    found = name, taken, seen
                if taken.has_numbers:
                    break
        if found is None:
            raise InputError(_nothing(path, sheet, cells))
        name, taken, seen = found
        taken.write(out)
        return Sheet(name, tuple(names), tuple(taken.notes(seen)), taken.fractions)


def _nothing(path: Path, sheet: str | None, cells: str | None) -> str:
    place = f' in {cells} of sheet "{sheet}"' if sheet and cells else f' in sheet "{sheet}"' if sheet else ""
    if place:
        return f"{shown(path)} has nothing{place}: choose another sheet or other cells"
    return f"{shown(path)} has no sheet with a table in it: it takes two columns and rows below their names"


def _workbook(path: Path, file: BinaryIO, out: PlainText) -> "CalamineWorkbook":
    import python_calamine  # only who opens a spreadsheet needs it

    with _sentences(path):
        # By path it would trust the ending of the name, and a renamed spreadsheet is one too.
        return _polled(lambda: python_calamine.CalamineWorkbook.from_filelike(file), out)


def _sheet(path: Path, book: "CalamineWorkbook", name: str, out: PlainText) -> "CalamineSheet":
    with _sentences(path):
        return _polled(lambda: book.get_sheet_by_name(name), out)


def _polled(work: Callable[[], _Result], out: PlainText) -> _Result:
    """Return what `work` gives; it cannot be stopped, so it is left to itself where the reading is to end."""
    pool = ThreadPoolExecutor(1)
    try:
        running = pool.submit(work)
        while not wait([running], _POLL).done:
            out.poll()
        return running.result()
    finally:
        pool.shutdown(wait=False)


@contextmanager
def _sentences(path: Path) -> Iterator[None]:
    """Turn what the reader says of a file into InputErrors."""
    from python_calamine import CalamineError

    try:
        yield
    except InputError:
        raise
    except BaseException as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        if not (isinstance(error, OSError | CalamineError) or _is_panic(error)):
            raise
        raise _refusal(path) from error


def _is_panic(error: BaseException) -> bool:
    """Tell whether the reader lost its way: such errors are of a class that cannot be imported."""
    return type(error).__name__ == "PanicException"


def _check_old(path: Path) -> None:
    try:
        locked = old_workbooks.check(path)
    except old_workbooks.Damaged as error:
        raise archives.damaged(path) from error
    if locked:
        raise _locked(path)


def _locked(path: Path) -> InputError:
    return InputError(
        f"{shown(path)} is protected by a password: open it in a spreadsheet program and save it without one"
    )


def _refusal(path: Path) -> InputError:
    """Return why a file was refused, which the reader says of one whose name ends rightly only."""
    from python_calamine import CalamineWorkbook

    said = ""
    try:
        CalamineWorkbook.from_path(path).close()
    except BaseException as error:
        if not (isinstance(error, Exception) or _is_panic(error)):
            raise
        said = str(error).lower()
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        locked = "password" in said or content.find(_ENCRYPTED) >= 0
    if locked:
        return _locked(path)
    if "cell limit" in said:
        return InputError(
            f"{shown(path)} has cells far from its table: delete them, or save the sheet as CSV"
        )
    return archives.damaged(path)


def _names(book: "CalamineWorkbook") -> list[str]:
    """Return the names of the sheets that hold cells, visible ones first."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    held = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    held.sort(key=lambda sheet: sheet.visible != SheetVisibleEnum.Visible)
    return [sheet.name for sheet in held]


class _Cells:
    """The cells of a sheet that lie in an area, without the columns in which there is nothing."""

    def __init__(self, sheet: "CalamineSheet", wanted: Area, poll: Callable[[], None]) -> None:
        self._sheet = sheet
        self._poll = poll
        self._wanted = wanted
        left = (sheet.start or (0, 0))[1]
        self._inside = slice(max(wanted.left - left, 0), max(wanted.right - left, 0))
        self.columns: list[int] = []
        self.fractions = self._times = False
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

    def _rows(self) -> Iterator[tuple[int, list[Any]]]:
        """Yield each row's number from 0 and its cells."""
        # The reader leaves out the columns before the first that holds anything, but not the rows.
        for number, row in enumerate(self._sheet.iter_rows()):
            if number % _ROWS_AT_ONCE == 0:
                self._poll()
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
            if not self.fractions:
                self.fractions = any(type(cell) is float and not cell.is_integer() for cell in row)
            self._times = self._times or not _TIMES.isdisjoint(map(type, row))
        if empty is not None:
            self.columns = sorted(set(range(width)).difference(empty))

    def write(self, out: PlainText) -> None:
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
                out.write(batch.getvalue())
                batch.seek(0)
                batch.truncate()
                if out.full:
                    return
        out.write(batch.getvalue())

    def notes(self, seen: archives.Seen) -> Iterator[str]:
        """Yield the sentences about what a person would not expect."""
        merged = seen.merged or sum(
            self._touches(corners) for corners in self._sheet.merged_cell_ranges or ()
        )
        if merged:
            yield (
                f"{counted(merged, 'merged cell')}: the value is taken for the first of the cells merged, "
                "the others count as missing"
            )
        if seen.uncomputed:
            yield (
                f"{counted(seen.uncomputed, 'formula')} without a stored value: "
                "open the file in a spreadsheet program and save it there, and the values are stored"
            )
        if self._times:
            yield "times of the day and durations are read in days, so that 12:00 is 0.5"

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
