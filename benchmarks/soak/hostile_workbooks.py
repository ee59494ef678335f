"""Workbooks made to do harm: far cells, repeated rows, entities, lies about what is in them."""

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_BOOK: Final = (
    f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets>'
    "</workbook>"
)
_RELATIONS: Final = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{_RELATED}/{{}}" Target="{{}}"/></Relationships>'
)
_ROWS: Final = (
    '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
    '<row r="2"><c r="A2"><v>3</v></c><c r="B2"><v>4</v></c></row>'
)


def _sheet(rows: str) -> str:
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def _zipped(members: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def _zip(members: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(_zipped(members, method))


def _members(sheet: str | bytes, ending: str = "xml") -> dict[str, str | bytes]:
    return {
        "_rels/.rels": _RELATIONS.format("officeDocument", f"xl/workbook.{ending}"),
        "xl/workbook.xml": _BOOK,
        "xl/_rels/workbook.xml.rels": _RELATIONS.format("worksheet", f"worksheets/sheet1.{ending}"),
        f"xl/worksheets/sheet1.{ending}": sheet,
    }


def _xlsx(make: Callable[[], str], **more: str) -> Callable[[Path], object]:
    """Write a workbook whose one sheet is what `make` gives, with further members of xl/."""
    others: dict[str, str | bytes] = {f"xl/{name}.xml": content for name, content in more.items()}
    return lambda path: path.write_bytes(_zipped(_members(make()) | others))


def _rows(rows: str, **more: str) -> Callable[[Path], object]:
    return _xlsx(lambda: _sheet(rows), **more)


def _far(reference: str, attribute: str = "") -> Callable[[Path], object]:
    """Write a table with one more cell at a reference."""
    return _rows(f'{_ROWS}<row><c {attribute} r="{reference}"><v>5</v></c></row>')


def _renamed(path: Path) -> None:
    """Write a sheet whose member is in capitals, unlike what refers to it, with a far cell."""
    members = _members(_sheet(f'{_ROWS}<row><c r="XFD1048576"><v>5</v></c></row>'))
    members["xl/worksheets/SHEET1.XML"] = members.pop("xl/worksheets/sheet1.xml")
    path.write_bytes(_zipped(members))


def _xlsb(row: int, column: int) -> Callable[[Path], object]:
    """Write the records of a binary sheet with a cell far away."""
    sheet = b"\x81\x01\x00\x94\x01\x10" + struct.pack("<LLLL", row, row, column, column) + b"\x91\x01\x00"
    sheet += b"\x00\x19" + struct.pack("<L", row) + bytes(21)
    sheet += b"\x05\x10" + struct.pack("<LLd", column, 0, 1.5) + b"\x92\x01\x00\x82\x01\x00"
    book = b"\x83\x01\x00\x8f\x01\x00\x9c\x01\x16" + struct.pack("<LLL", 0, 1, 2) + "r1".encode("utf-16-le")
    book += struct.pack("<L", 1) + "a".encode("utf-16-le") + b"\x90\x01\x00\x84\x01\x00"
    members = _members(sheet, "bin") | {"xl/workbook.bin": book}
    del members["xl/workbook.xml"]
    members["xl/_rels/workbook.bin.rels"] = members.pop("xl/_rels/workbook.xml.rels")
    return lambda path: path.write_bytes(_zipped(members))


def _ods(make: Callable[[], str]) -> Callable[[Path], object]:
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )

    def write(path: Path) -> None:
        content = (
            f"<office:document-content{spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="a">{make()}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>"
        )
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        path.write_bytes(_zipped({"mimetype": kind, "content.xml": content}))

    return write


def _repeated(rows: int | str, columns: int | str) -> Callable[[Path], object]:
    value = 'office:value-type="float" office:value="1"'
    cell = f'<table:table-cell {value} table:number-columns-repeated="{columns}"/>'
    row = f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'
    return _ods(lambda: row)


def _entities() -> str:
    """Return a sheet in which a letter becomes three thousand million of them."""
    levels = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    text = '<row r="3"><c r="A3" t="inlineStr"><is><t>&e9;</t></is></c></row>'
    return f'<!DOCTYPE x [<!ENTITY e0 "lol">{levels}]>{_sheet(_ROWS + text)}'


def _outside() -> str:
    text = '<row r="3"><c r="A3" t="inlineStr"><is><t>&e;</t></is></c></row>'
    return f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>{_sheet(_ROWS + text)}'


def _old(content: bytes) -> Callable[[Path], object]:
    """Write the header of an old workbook whose chains of sectors are what follows."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 65534, 9, 6)
    return lambda path: path.write_bytes((header + content).ljust(512 * 100, b"\0"))


_STRINGS: Final = f'<sst xmlns="{_MAIN}" count="{{}}" uniqueCount="{{}}"><si><t>x</t></si></sst>'
_SHARED: Final = '<row r="1"><c r="A1" t="s"><v>{}</v></c><c r="B1"><v>2</v></c></row>' + _ROWS

FILES: Final[dict[str, Callable[[Path], object]]] = {
    **{
        f"xlsx-far-{place}.xlsx": _far(*far)
        for place, far in enumerate(
            (
                *(("XFD1048576",), ("xfd1048576",), ("XfD1048576",), ("A1048576",), ("XFD1",), ("ZZZZ1",)),
                *(("A99999999999",), ("A0",), ("A-1",), ("1A",), ("",), ("A4294967296",), ("AAAAAAAAAAAA1",)),
                *(
                    ("XFD1048576", 's="a/b"'),
                    ("XFD1048576", "t='n' x='>'"),
                    (" XFD1048576 ",),
                    ("$XFD$1048576",),
                ),
            )
        )
    },
    "xlsx-far-row.xlsx": _rows(f'{_ROWS}<row r="1048576"><c><v>5</v></c></row>'),
    "xlsx-far-row-letters.xlsx": _rows(f'{_ROWS}<ROW R="1048576"><C R="xfd1048576"><v>5</v></C></ROW>'),
    "xlsx-renamed.xlsx": _renamed,
    "xlsx-references.xlsx": _rows("<row>" + '<c r="' * 50_000 + "</row>"),
    "xlsx-a-long-reference.xlsx": _far("A" * 320_000),
    "xlsx-empty-cells.xlsx": _xlsx(lambda: _sheet(f"<row>{'<c/>' * 10_000}</row>" * 1000)),
    "xlsx-99-million-cells.xlsx": _xlsx(lambda: _sheet(f"<row>{'<c><v>1</v></c>' * 9900}</row>" * 1000)),
    "xlsx-empty-rows.xlsx": _xlsx(lambda: _sheet("<row/>" * 3_000_000)),
    "xlsx-entities.xlsx": _xlsx(_entities),
    "xlsx-outside.xlsx": _xlsx(_outside),
    "xlsx-deep.xlsx": _xlsx(lambda: _sheet("<a>" * 1_000_000)),
    "xlsx-a-long-text.xlsx": _rows(
        f'{_ROWS}<row r="3"><c r="A3" t="inlineStr"><is><t>{"x" * 50_000_000}</t></is></c></row>'
    ),
    "xlsx-strings-lie.xlsx": _rows(_SHARED.format(0), sharedStrings=_STRINGS.format(2**31, 2**31)),
    "xlsx-strings-few.xlsx": _rows(_SHARED.format(10**9), sharedStrings=_STRINGS.format(1, 1)),
    "xlsx-strings-none.xlsx": _rows(_SHARED.format(0)),
    "xlsx-strings-negative.xlsx": _rows(_SHARED.format(-1), sharedStrings=_STRINGS.format(-1, -1)),
    "xlsx-merged.xlsx": _xlsx(
        lambda: _sheet(_ROWS).replace(
            "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        )
    ),
    "xlsx-dimension.xlsx": _xlsx(
        lambda: _sheet(_ROWS).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    ),
    "xlsx-values.xlsx": _rows(
        "".join(
            f'<row><c t="{kind}"><v>{value}</v></c><c><v>1</v></c></row>'
            for kind in ("n", "b", "e", "d", "s", "str", "?")
            for value in ("1e999", "nan", "-1", "x", "", "9" * 10_000)
        )
    ),
    "xlsx-sheets.xlsx": _rows(_ROWS, styles="<styleSheet>" + "<xf/>" * 1_000_000),
    "xlsx-no-sheet.xlsx": _zip({"xl/workbook.xml": _BOOK}),
    "xlsx-two-encodings.xlsx": lambda path: path.write_bytes(
        _zipped(_members(_sheet(_ROWS).encode("utf-16")))
    ),
    "xlsx-lzma.xlsx": _zip(_members(_sheet(_ROWS)), zipfile.ZIP_LZMA),
    "xlsb-far.xlsb": _xlsb(1_048_575, 16_383),
    "xlsb-farther.xlsb": _xlsb(2**32 - 1, 2**31),
    "xlsb-sparse.xlsb": _xlsb(99_000, 999),
    "xlsb-garbage.xlsb": _zip(_members(bytes(range(256)) * 100, "bin")),
    "ods-rows.ods": _repeated(1_048_576, 3),
    "ods-cells.ods": _repeated(1_048_576, 16_384),
    "ods-more.ods": _repeated(2**31 - 1, 2**31 - 1),
    "ods-negative.ods": _repeated(-1, -1),
    "ods-words.ods": _repeated("many", "1e9"),
    "ods-many-repeats.ods": _ods(lambda: '<table:table-row table:number-rows-repeated="1000000"/>' * 1000),
    "ods-deep.ods": _ods(lambda: "<table:table-row><table:table-cell>" * 200_000),
    "xls-zeros.xls": _old(b""),
    "xls-loop.xls": _old(bytes(10) + struct.pack("<LLLLLLLLL", 1, 0, 0, 4096, 0, 1, 0, 0, 0) + bytes(500)),
    "xls-ones.xls": _old(b"\xff" * 5000),
    "xls-counts.xls": _old(struct.pack("<L", 2**31 - 1) * 120),
}
