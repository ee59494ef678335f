"""Workbooks as the fewest members that a reader needs."""

import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

_BOOK: Final = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_LINK: Final = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
    'Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" '
    'Target="{}"/></Relationships>'
)
_MANIFEST: Final = '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
_DOCUMENT: Final = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Data">{}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)
SHEET: Final = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{}</sheetData></worksheet>"
)
"""A sheet without its rows."""


def workbook(folder: Path, rows: str, name: str = "book.xlsx") -> Path:
    """Write an xlsx file of one sheet whose rows are given as XML."""
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", _BOOK)
        archive.writestr("_rels/.rels", _LINK.format("officeDocument", "xl/workbook.xml"))
        archive.writestr("xl/_rels/workbook.xml.rels", _LINK.format("worksheet", "worksheets/sheet1.xml"))
        archive.writestr("xl/worksheets/sheet1.xml", SHEET.format(rows))
    return path


def open_document(folder: Path, rows: str, name: str = "book.ods") -> Path:
    """Write an ods file of one sheet whose rows are given as XML."""
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("content.xml", _DOCUMENT.format(rows))
    return path


def workbook_of(folder: Path, rows: Iterable[Sequence[str | float | None]], name: str = "book.xlsx") -> Path:
    """Write an xlsx file of one sheet with these cells; None is an empty one."""
    return workbook(folder, "".join(_row(number, cells) for number, cells in enumerate(rows, 1)), name)


def _row(number: int, cells: Sequence[str | float | None]) -> str:
    """Return a row of at most 26 cells."""
    found = (
        _cell(f"{chr(65 + place)}{number}", cell) for place, cell in enumerate(cells) if cell is not None
    )
    return f'<row r="{number}">{"".join(found)}</row>'


def _cell(place: str, cell: str | float) -> str:
    kind = ' t="str"' if isinstance(cell, str) else ""
    return f'<c r="{place}"{kind}><v>{escape(str(cell))}</v></c>'
