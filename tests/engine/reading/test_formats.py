"""Kinds of files: each that cannot be read is named, and texts that begin like one are texts."""

from pathlib import Path

import pytest

from engine.base.errors import InputError
from engine.reading import tables
from engine.reading.formats import FORMATS, OTHERS, format_of

STARTS = {
    "a PDF document": b"%PDF-1.7\n%\xe2\xe3",
    "an SQLite database": b"SQLite format 3\0\x10\0",
    "a DuckDB database": b"\x1b\x9c\x03\xd5\0\0\0\0DUCK@\0",
    "an Access database": b"\0\1\0\0Standard ACE DB\0",
    "an HDF5 file": b"\x89HDF\r\n\x1a\n\0",
    "a MATLAB file": b"MATLAB 5.0 MAT-file, Platform: GLNXA64",
    "an SPSS file": b"$FL2@(#) SPSS DATA FILE",
    "a Stata file": b"<stata_dta><header>",
    "a SAS file": b"\0" * 12 + b"\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92",
    "a file of R objects": b"RDX3\nX\n\0\0\0\3",
    "an Arrow (Feather) file": b"ARROW1\0\0",
    "an Arrow stream": b"\xff\xff\xff\xff\x10\1\0\0\x10\0\0\0",
    "an ORC file": b"ORC\n\x1b\0\0\3",
    "an Avro file": b"Obj\x01\x04\x14",
    "a NumPy file": b"\x93NUMPY\1\0",
    "a Python pickle": b"\x80\x04\x95\x13\0\0\0",
    "a tar archive": b"t.csv".ljust(257, b"\0") + b"ustar\x0000",
    "a 7-Zip archive": b"7z\xbc\xaf\x27\x1c\0\4",
    "a RAR archive": b"Rar!\x1a\x07\x01\0",
    "a PNG picture": b"\x89PNG\r\n\x1a\n\0",
    "a JPEG picture": b"\xff\xd8\xff\xe0",
    "a GIF picture": b"GIF89a\1\0",
    "a TIFF picture": b"II*\0\x08\0",
    "a WebP picture": b"RIFF\x24\0\0\0WEBPVP8 ",
    "a program": b"\x7fELF\2\1\1",
    "an XML spreadsheet": (
        b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:x">'
    ),
    "an XML file": b'\xef\xbb\xbf<?xml version="1.0"?><rows><row a="1"/></rows>',
    "a web page (HTML)": "<html><body><table><tr><td>1</td></tr>".encode("utf-16"),
}


@pytest.mark.parametrize("what", [other.what for other in OTHERS])
def test_a_kind_that_is_not_read_is_named(tmp_path: Path, what: str) -> None:
    path = tmp_path / "t.xls"
    path.write_bytes(STARTS[what] + b"\0\1\2" * 40)
    with pytest.raises(InputError) as refusal:
        tables.read(path)
    said = str(refusal.value)
    assert said.startswith(f'"t.xls" is {what} and no table that can be read: ')
    with pytest.raises(InputError):
        tables.preview(path)


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html>\n<title>x",
        "\n <TABLE border=1><tr>",
        "<meta charset='x'>",
        "<!-- x -->\n<html>",
        "<div>x",
    ],
)
def test_pages_under_the_name_of_a_workbook(tmp_path: Path, page: str) -> None:
    path = tmp_path / "t.xls"
    path.write_text(page, encoding="utf-8")
    with pytest.raises(InputError, match="is a web page"):
        tables.read(path)


@pytest.mark.parametrize(
    "name",
    [
        "PAR1",
        "ORC",
        "BZh9",
        "GIF89",
        "FEA",
        "MZ",
        "Obj",
        "<5",
        "PK",
        "RDX2",
        "SQLite format 3",
        "II*",
    ],
)
def test_names_of_columns_that_look_like_a_kind_of_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"{name},b\n1,2\n3,4\n", encoding="utf-8")
    assert tables.read(path).columns[0].name == name


@pytest.mark.parametrize("letter", [b"\0", b" ", b"<", b"%", b"\n", b"[", b"\\", b"<!--"])
def test_a_start_of_any_length_is_looked_at_quickly(letter: bytes) -> None:
    assert format_of(letter * 60_000, "t") in FORMATS  # in quadratic time, it takes minutes
