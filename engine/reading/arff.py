"""ARFF files, as Weka and OpenML write them: attributes with their kinds, then records of them.

The records are written as plain text, each in its line, so that the machinery for delimited text reads them.
A record in braces names only the cells that are not 0, or not the first of their labels.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Final, NamedTuple

from engine.base.errors import InputError
from engine.base.watch import Watch
from engine.reading.choice import Reading
from engine.reading.columns.cells import Cells
from engine.reading.columns.declared import Declared
from engine.reading.preview import Preview, preview_of
from engine.reading.size_limits import check_columns
from engine.reading.source_file import SourceFile
from engine.reading.text import delimited, text_file
from engine.reading.text.delimited import Dialect
from engine.reading.text.records import Syntax
from engine.reading.text.rewriting import enquoted
from engine.reading.text.text_file import TextFile
from engine.table.numerals import Numerals

_SEPARATOR: Final = ","
_BATCH: Final = 1000
_MISSING: Final = "?"
_KINDS: Final = {"numeric": "number", "real": "number", "integer": "number", "string": "category", "date": ""}

_QUOTED: Final = r"'(?:[^'\\]|\\.)*+'|\"(?:[^\"\\]|\\.)*+\""
_ATTRIBUTE: Final = re.compile(rf"\s*@attribute\s+({_QUOTED}|\S+)\s*(\{{.*\}}|[a-z]+)?", re.IGNORECASE)
_CELL: Final = re.compile(rf"[ \t]*(?:({_QUOTED})[ \t]*|([^,\t]*))(?:[,\t]|$)")
_SPARSE_CELL: Final = re.compile(rf"\s*(\d{{1,9}})\s+({_QUOTED}|[^,]*)\s*(?:,|$)")
_ESCAPED: Final = re.compile(r"\\(.)")


class Attribute(NamedTuple):
    """A column as the file declares it: its name, its kind ("" where it is to be found), its labels."""

    name: str
    kind: str
    labels: tuple[str, ...] = ()

    @property
    def left_out(self) -> str:
        """What a record in braces that does not name this column has in it."""
        return self.labels[0] if self.labels else "0" if self.kind == "number" else ""


class _Header(NamedTuple):
    attributes: tuple[Attribute, ...]
    data: int
    """The line of @data."""


@contextmanager
def opened(source: SourceFile, reading: Reading, watch: Watch) -> Iterator[Cells]:
    """Open the cells of an ARFF file; raise InputError naming the line that is not as it should be."""
    with text_file.opened(source, reading, watch) as file:
        header = _header(file)
        pieces = _pieces(file, header, watch)
        with (
            text_file.rewritten(file, pieces, watch) as plain,
            delimited.opened(plain, _dialect(header, reading), watch) as cells,
        ):
            yield cells


def preview(source: SourceFile, reading: Reading, rows: int) -> Preview:
    """Read the first rows of an ARFF file; raise InputError as `opened` does."""
    with text_file.opened(source, reading, Watch(), text_file.PREVIEW_BYTES) as file:
        header = _header(file)
        dialect = _dialect(header, reading)
        with text_file.rewritten(file, _pieces(file, header, Watch()), Watch()) as plain:
            found = delimited.first(plain, dialect, rows)
            return preview_of(dialect.layout(plain), dialect.reading(plain.reading), found.records)


def _dialect(header: _Header, reading: Reading) -> Dialect:
    attributes = header.attributes
    words = (_MISSING,) if reading.missing_words is None else reading.missing_words
    return Dialect(
        syntax=Syntax(_SEPARATOR),
        numerals=Numerals(missing_words=words),
        width=len(attributes),
        names=tuple(attribute.name for attribute in attributes),
        declared=tuple(Declared(attribute.kind) for attribute in attributes),
        format="ARFF",
    )


def _header(file: TextFile) -> _Header:
    attributes: list[Attribute] = []
    with open(file.plain, encoding="utf-8-sig", errors="replace") as text:
        for number, line in enumerate(text, 1):
            word = line.split(maxsplit=1)[0].lower() if line.strip() else ""
            if word == "@attribute":
                attributes.append(_attribute(file, line, number))
            elif word == "@data":
                check_columns(file.shown, len(attributes))
                return _Header(tuple(attributes), number)
            elif word and word[0] != "%" and word != "@relation":
                raise _wrong(file, number, "an attribute, a comment or @data is expected")
    raise InputError(f"{file.shown} has no line @data: write one above its records")


def _attribute(file: TextFile, line: str, number: int) -> Attribute:
    found = _ATTRIBUTE.match(line)
    kind = (found[2] or "") if found else ""
    if found and kind.startswith("{"):
        labels = tuple(_cells(kind[1:-1]))
        return Attribute(_unquoted(found[1]), "category", labels)
    if not found or kind.lower() not in _KINDS:
        known = ", ".join(_KINDS)
        raise _wrong(file, number, f"the kind of an attribute is one of {known}, or labels in braces")
    return Attribute(_unquoted(found[1]), _KINDS[kind.lower()])


def _pieces(file: TextFile, header: _Header, watch: Watch) -> Iterator[str]:
    """Yield the records as comma-separated text, each in its line, in batches."""
    with open(file.plain, encoding="utf-8-sig", errors="replace") as text:
        lines = enumerate(text, 1)
        while batch := list(islice(lines, _BATCH)):
            watch.check()
            yield "".join(_written(file, header, number, line) + "\n" for number, line in batch)


def _written(file: TextFile, header: _Header, number: int, line: str) -> str:
    line = line.strip()
    if number <= header.data or not line or line[0] == "%":
        return ""
    row = _sparse(file, header.attributes, number, line) if line[0] == "{" else _cells(line)
    return _SEPARATOR.join(enquoted(cell, _SEPARATOR) for cell in row)


def _cells(line: str) -> list[str]:
    """Return the cells of a record, or the labels of an attribute."""
    if "'" not in line and '"' not in line and "\t" not in line:
        return [cell.strip() for cell in line.split(_SEPARATOR)]
    return [_unquoted(quoted or bare.strip()) for quoted, bare in _CELL.findall(line)]


def _sparse(file: TextFile, attributes: tuple[Attribute, ...], number: int, line: str) -> list[str]:
    row = [attribute.left_out for attribute in attributes]
    inner = line.removeprefix("{").removesuffix("}").strip()
    end = 0
    while end < len(inner):
        found = _SPARSE_CELL.match(inner, end)
        if not found or int(found[1]) >= len(row):
            raise _wrong(file, number, "a record in braces has numbers of attributes (from 0) and values")
        row[int(found[1])] = _unquoted(found[2].strip())
        end = found.end()
    return row


def _unquoted(cell: str) -> str:
    if len(cell) > 1 and cell[0] == cell[-1] and cell[0] in "'\"":
        return _ESCAPED.sub(r"\1", cell[1:-1])
    return cell


def _wrong(file: TextFile, number: int, expected: str) -> InputError:
    return InputError(f"{file.shown}: line {number:,} is not as ARFF has it: {expected}")
