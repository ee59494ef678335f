"""Workbooks of one sheet, written as the fewest members that a reader needs."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

import numpy as np


@dataclass(frozen=True, slots=True)
class Day:
    """A date as days since 1970-01-01."""

    days: float


Held = float | str | Day | None
"""What a cell can hold."""

_1900: Final = 25569
"""The number that workbooks give to 1970-01-01."""
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS: Final = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
_RELATION: Final = '<Relationship Id="{}" Type="' + _RELATED + '/{}" Target="{}"/>'
_XLSX: Final = {
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}"><sheets>'
        '<sheet name="Data" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
    "_rels/.rels": _RELATIONS.format(_RELATION.format("r1", "officeDocument", "xl/workbook.xml")),
    "xl/_rels/workbook.xml.rels": _RELATIONS.format(
        _RELATION.format("r1", "worksheet", "worksheets/sheet1.xml")
        + _RELATION.format("r2", "styles", "styles.xml")
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs>'
        "</styleSheet>"
    ),
}
_OFFICE: Final = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
_ODS_TYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"


def xlsx(rows: Iterable[Sequence[Held]]) -> bytes:
    """Write rows of cells as Excel would; None and "" are no cells."""
    written = "".join(
        f'<row r="{number}">{"".join(_xlsx_cell(number, *held) for held in enumerate(row))}</row>'
        for number, row in enumerate(rows, 1)
    )
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{written}</sheetData></worksheet>'
    return _zipped({**_XLSX, "xl/worksheets/sheet1.xml": sheet})


def _xlsx_cell(row: int, place: int, cell: Held) -> str:
    name = f'r="{chr(65 + place)}{row}"'
    if isinstance(cell, Day):
        return f'<c {name} s="1"><v>{cell.days + _1900!r}</v></c>'
    if isinstance(cell, float):
        return f"<c {name}><v>{cell!r}</v></c>"
    return f'<c {name} t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>' if cell else ""


def ods(rows: Iterable[Sequence[Held]]) -> bytes:
    """Write rows of cells as LibreOffice would; None and "" are empty cells."""
    written = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    spaces = "".join(f' xmlns:{name}="{_OFFICE.format(name)}"' for name in ("office", "table", "text"))
    content = (
        f"<office:document-content{spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="Data">{written}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<m:manifest xmlns:m="{_OFFICE.format("manifest")}">'
        f'<m:file-entry m:full-path="/" m:media-type="{_ODS_TYPE}"/></m:manifest>'
    )
    return _zipped({"mimetype": _ODS_TYPE, "META-INF/manifest.xml": manifest, "content.xml": content})


def _ods_cell(cell: Held) -> str:
    if isinstance(cell, Day):
        moment = np.datetime64(round(cell.days * 86_400_000), "ms")
        return f'<table:table-cell office:value-type="date" office:date-value="{moment}"/>'
    if isinstance(cell, float):
        return f'<table:table-cell office:value-type="float" office:value="{cell!r}"/>'
    if not cell:
        return "<table:table-cell/>"
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in cell.split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def _zipped(members: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return out.getvalue()
