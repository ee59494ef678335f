"""Tables of a person's own: `read(path)` gives a Table that says all it found, or one sentence why not."""

import hashlib
import importlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.base.arrays import BoolArray, Float64Array
from engine.base.errors import InputError
from engine.base.watch import Watch
from engine.base.words import shortened
from engine.reading import source_file
from engine.reading.choice import GUESSED, Reading
from engine.reading.columns import cells, kinds
from engine.reading.columns.cells import Cells, Layout
from engine.reading.columns.column_names import column_names
from engine.reading.columns.kinds import Kinds
from engine.reading.preview import Preview
from engine.reading.source_file import SourceFile
from engine.reading.text.guess import other_reading
from engine.table.labels import MOST_CLASSES, MOST_LABELS, ROWS_A_CLASS, LabelReader, Labels, TextReader
from engine.table.table import BadCell, Column, Table

MOST_BAD_CELLS: Final = 100
NEAR_RECORDS: Final = 100_000
"""Lines are counted in Python: a missing cell is looked for among so many records only."""
_LONGEST_TEXT: Final = 200
_RENAMED: Final = "some columns had an empty name or the name of another and were given new ones"


def read(path: str | Path, reading: Reading = GUESSED, watch: Watch | None = None) -> Table:
    """Read a table of any kind of file; raise InputError, a sentence that names the file, if it is none.

    What `reading` leaves open is guessed. `watch` tells how far it is, and ends it by raising Cancelled.
    """
    source = source_file.find(Path(path))
    watch = watch or Watch()
    with source_file.sentences(source.path), _reader(source).opened(source, reading, watch) as opened:
        taken = _taken(source, reading, opened)
    source.check_unchanged()
    if taken.bad and (
        other := other_reading(reading, taken.layout.numerals, asked=bool(taken.layout.questions))
    ):
        # What the sample left open is settled by the rest: every cell fits the right one.
        try:
            table = read(path, other, watch)
        except InputError:
            watch.check()
        else:
            texts = sum(column.kind not in ("number", "date") for column in table.columns)
            if not table.bad_cells and texts <= len(taken.texts):
                return table
    # What duckdb held is free now.
    table = _table(source, taken, watch)
    watch.check()
    watch.share = 1.0
    return table


def preview(path: str | Path, reading: Reading = GUESSED, rows: int = 100) -> Preview:
    """Read the beginning of a file as `read` would; raise InputError where it is no table."""
    source = source_file.find(Path(path))
    with source_file.sentences(source.path):
        found: Preview = _reader(source).preview(source, reading, rows)
        return found


def _reader(source: SourceFile) -> Any:
    """Return the module for a file; each is needed only by who opens such a file."""
    return importlib.import_module(source.format.module)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Taken:
    """What was taken from a file: a column of marks or days for each name, and what texts others hold."""

    layout: Layout
    names: list[str]
    kinds: Kinds
    texts: Mapping[int, "_Texts"]
    digest: bytes
    broken: tuple[str, ...]
    bad: tuple[BadCell, ...]
    missing: tuple[BadCell, ...]


def _taken(file: SourceFile, reading: Reading, opened: Cells) -> _Taken:
    marks = opened.numbers()
    layout = opened.layout
    _check_rows(file, len(marks[0]))
    if _is_leftover(layout, marks[-1]):  # every record ends in a separator
        marks.pop()
        layout = replace(layout, names=layout.names[:-1])
    names = column_names(layout.names)
    if len(marks) < 2:
        raise InputError(
            f"{file.shown} has one column only: a table needs an input and a target side by side"
        )
    has = kinds.find(opened, names, marks, reading)
    texts, digest, broken = _read_texts(file, opened, has)
    numbers = {index: mark for index, mark in enumerate(has.marks) if index not in texts}
    bad = _found_cells(opened, names, {index: mark == cells.UNREADABLE for index, mark in numbers.items()})
    near = {index: mark[:NEAR_RECORDS] for index, mark in numbers.items()}
    missing = _found_cells(
        opened,
        names,
        {index: np.isnan(mark) | (mark == cells.NOT_FINITE) for index, mark in near.items()},
    )
    said = _broken(opened, names, broken)
    return _Taken(
        layout=layout,
        names=names,
        kinds=has,
        texts=texts,
        digest=digest,
        broken=said,
        bad=bad,
        missing=missing,
    )


def _table(file: SourceFile, taken: _Taken, watch: Watch) -> Table:
    layout, has, count = taken.layout, taken.kinds, len(taken.names)
    texts = map(taken.texts.get, range(count))
    units = map(layout.unit, range(count))
    columns = tuple(
        watch.each(map(_column, taken.names, map(has.kind, range(count)), has.marks, texts, units))
    )
    renamed = layout.named and taken.names != [" ".join(name.split()) for name in layout.names[:count]]
    notes = layout.notes + has.notes + taken.broken + ((_RENAMED,) if renamed else ())
    return Table(
        name=file.path.name,
        path=str(file.path.absolute()),
        columns=columns,
        bad_cells=taken.bad,
        missing_cells=taken.missing,
        rows=len(has.marks[0]),
        dialect=layout.words,
        problems=(
            *notes,
            *(offer.sentence for offer in has.offers),
            *_unreadable(columns, taken.bad, layout.place),
        ),
        questions=layout.questions + has.questions,
        fingerprint=_fingerprint(watch.each(columns), taken.digest),
        place=layout.place,
        notes=notes,
        offers=has.offers,
        declared_roles={name: role for index, name in enumerate(taken.names) if (role := layout.role(index))},
    )


def _check_rows(file: SourceFile, rows: int) -> None:
    if rows == 0:
        raise InputError(
            f"{file.shown} has a row of names but no rows of values: add at least two rows below it"
        )
    if rows == 1:
        raise InputError(
            f"{file.shown} has one row of values only: add at least one more to train and test on"
        )


def _is_leftover(layout: Layout, marks: Float64Array) -> bool:
    return not layout.names[-1].strip() and bool(np.isnan(marks).all())


@dataclass(frozen=True, slots=True, eq=False)
class _Texts:
    """What a column of texts holds: how many different ones, as labels or, if too many, as they stand."""

    distinct: int
    found: Labels | NDArray[Any]


def _read_texts(
    file: SourceFile, opened: Cells, has: Kinds
) -> tuple[dict[int, _Texts], bytes, list[tuple[int, int]]]:
    """Return what the columns of texts hold, a hash of all their texts, and cells of several lines.

    Of each record, the first such cell is given as (record, column). Raise InputError where there is nothing
    but texts and dates, and none of them can be learnt.
    """
    broken: list[tuple[int, int]] = []
    indices = has.texts
    distinct = opened.distinct_texts(indices) if indices else []
    if len(indices) + len(has.dated) == len(has.marks):
        _check_classes(file, has, distinct)
    if not indices:
        return {}, b"", broken
    numerals, rows = opened.layout.numerals, len(has.marks[0])
    readers = [LabelReader(numerals) if count <= MOST_LABELS else TextReader(rows) for count in distinct]
    digest = hashlib.sha256()
    begin = 0
    for batch in opened.texts(indices):
        joined = "".join("\x1f".join(row) + "\x1e" for row in batch)
        digest.update(joined.encode())
        if "\n" in joined or "\r" in joined:
            broken.extend(_broken_cells(batch, indices, begin))
        begin += len(batch)
        for place, reader in enumerate(readers):
            reader.add((row[place] for row in batch), len(batch))
    texts = zip(indices, distinct, readers, strict=True)
    held = {index: _Texts(count, reader.found()) for index, count, reader in texts}
    return held, digest.digest(), broken


def _check_classes(file: SourceFile, has: Kinds, distinct: list[int]) -> None:
    """Refuse a table without numbers that has no classes in it either, such as prose with commas."""
    known = (len(has.marks[index]) - np.count_nonzero(np.isnan(has.marks[index])) for index in has.texts)
    if not any(
        2 <= count <= MOST_CLASSES and count * ROWS_A_CLASS <= there
        for count, there in zip(distinct, known, strict=True)
    ):
        raise InputError(
            f"{file.shown} has no column of numbers, and none of a few texts that come again and again, so "
            "that there is nothing to learn: choose another separator or decimal sign, or add such a column"
        )


def _broken_cells(rows: list[tuple[str, ...]], indices: list[int], begin: int) -> Iterator[tuple[int, int]]:
    """Yield (record, column) of the first cell of several lines in each of `rows`, records from `begin`."""
    for number, row in enumerate(rows, begin):
        for index, cell in zip(indices, row, strict=True):
            if "\n" in cell or "\r" in cell:
                yield number, index
                break


def _broken(opened: Cells, names: list[str], broken: list[tuple[int, int]]) -> tuple[str, ...]:
    """Say which records of a text span lines: a stray quote may have joined what should be several."""
    if not broken or opened.layout.place != "line":
        return ()
    ((line, column, _),) = opened.find(broken[:1])
    count = "1 record has" if len(broken) == 1 else f"{len(broken):,} records have"
    return (
        f"{count} a cell of several lines between quotes, the first in line {line:,}, in {names[column]}: "
        "if that is wrong, choose another quote or none",
    )


def _column_of_texts(name: str, marks: Float64Array, texts: _Texts, unit: str) -> Column:
    """Make a column of labels, or of as many texts as there are rows."""
    found = texts.found
    if isinstance(found, Labels):
        kind, values, labels, distinct, kept = found.kind, found.values, found.texts, len(found.texts), None
        absent = np.isnan(values)
    else:
        assert found is not None
        kind, values, labels, distinct, kept = "category", marks, (), texts.distinct, found
        absent = np.isnan(marks) | (marks == cells.NOT_FINITE)
        found[absent] = ""
        marks.fill(np.nan)
        for array in (marks, found):
            array.flags.writeable = False
    return Column(
        name=name,
        kind=kind,
        values=values,
        missing=int(np.count_nonzero(absent)),
        unreadable=0,
        low=None,
        high=None,
        known_distinct=distinct,
        labels=labels,
        unit=unit,
        texts=kept,
    )


def _column(name: str, kind: str, marks: Float64Array, texts: _Texts | None, unit: str) -> Column:
    """Make a column of the marks, in their own memory where they are numbers."""
    if texts and texts.found is not None:
        return _column_of_texts(name, marks, texts, unit)
    unreadable = np.flatnonzero(marks == cells.UNREADABLE)
    unreadable.flags.writeable = False
    finite = np.isfinite(marks)
    marks[~finite] = np.nan
    marks.flags.writeable = False
    missing = len(marks) - int(np.count_nonzero(finite)) - len(unreadable)
    low, high = float(np.fmin.reduce(marks)), float(np.fmax.reduce(marks))
    return Column(
        name=name,
        kind=kind,
        values=marks,
        missing=missing,
        unreadable=len(unreadable),
        low=low,
        high=high,
        known_distinct=None,
        unit=unit,
        unreadable_rows=unreadable,
    )


def _found_cells(opened: Cells, names: list[str], masks: Mapping[int, BoolArray]) -> tuple[BadCell, ...]:
    """Return the first of the cells that `masks` marks, by column."""
    wanted: list[tuple[int, int]] = []
    for index, mask in masks.items():
        rows = np.flatnonzero(mask)[:MOST_BAD_CELLS]
        wanted.extend((int(row), index) for row in rows)
    wanted = sorted(wanted)[:MOST_BAD_CELLS]
    found = zip(wanted, opened.find(wanted), strict=False)
    return tuple(
        BadCell(line, names[column], shortened(text, _LONGEST_TEXT), row)
        for (row, _), (line, column, text) in found
    )


def _unreadable(columns: tuple[Column, ...], bad: tuple[BadCell, ...], place: str) -> tuple[str, ...]:
    sentences = []
    for column in columns:
        if column.unreadable:
            first = next((cell for cell in bad if cell.column == column.name), None)
            where = f', the first is "{first.text}" in {place} {first.line:,}' if first else ""
            count = "1 cell is" if column.unreadable == 1 else f"{column.unreadable:,} cells are"
            sentences.append(f"{column.name}: {count} no {column.kind}{where}")
    return tuple(sentences)


def _fingerprint(columns: Iterable[Column], texts: bytes) -> str:
    digest = hashlib.sha256(texts)
    for column in columns:
        counts = f"{len(column.values)} {column.missing}"
        digest.update(f"{len(column.name)} {column.name} {column.kind} {counts}\n".encode())
        # Of labels too: which cells are missing is a matter of how the file is read.
        digest.update(np.ascontiguousarray(column.values, dtype="<f8").data)
    return digest.hexdigest()
