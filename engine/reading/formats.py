"""The kinds of files: how each is told by its beginning, and the module that reads it, or why none does.

A new kind that can be read is a row in `FORMATS` and a module with `opened(source, reading, watch)`, which
gives Cells, and `preview(source, reading, rows)`.
"""

import re
from typing import Final, NamedTuple

from engine.base.errors import InputError
from engine.reading import encodings


class Format(NamedTuple):
    """A kind of file that can be read: its name, its first bytes or letters, and the module that reads it.

    `is_text` tells whether it is a text, in some encoding and perhaps packed.
    """

    name: str
    start: re.Pattern[bytes] | re.Pattern[str]
    module: str
    is_text: bool = False


class Other(NamedTuple):
    """A kind of file that cannot be read: what it is, its first bytes or letters, and what to do."""

    what: str
    start: re.Pattern[bytes] | re.Pattern[str]
    advice: str


_EXPORT: Final = "export the table in it as CSV and open that"
_SAVE: Final = "open it with the program that wrote it, save it as CSV and open that"
_FRAME: Final = "read it in Python and save it with DataFrame.to_csv or to_parquet"
_PICTURE: Final = "choose a file with a table of numbers"
_UNPACK: Final = "unpack it and open the file with the table"
_SHEET: Final = "open it in a spreadsheet program and save it as xlsx or CSV"

# Behind a mark that could as well begin the names of columns; no letter.
_BINARY: Final = rb"(?s:.{0,32}?[\x00-\x08\x0e-\x1f\xf5-\xff]|\Z)"

OTHERS: Final = (
    Other("a PDF document", re.compile(rb"%PDF-"), "copy the table in it, or get it as CSV"),
    Other("an SQLite database", re.compile(rb"SQLite format 3\0"), _EXPORT),
    Other("a DuckDB database", re.compile(rb".{8}DUCK", re.DOTALL), _EXPORT),
    Other("an Access database", re.compile(rb"\x00\x01\x00\x00Standard (?:Jet|ACE) DB"), _EXPORT),
    Other("an HDF5 file", re.compile(rb"\x89HDF\r\n\x1a\n"), _FRAME),
    Other("a MATLAB file", re.compile(rb"MATLAB \d\.\d MAT-file"), "save the table with writetable as CSV"),
    Other("an SPSS file", re.compile(rb"\$FL[23]@\(#\)"), _SAVE),
    Other("a Stata file", re.compile(rb"<stata_dta>"), _SAVE),
    Other("a SAS file", re.compile(rb"\0{12}\xc2\xea\x81\x60\xb3\x14\x11\xcf"), _SAVE),
    Other("a file of R objects", re.compile(rb"RD[AX][23]\n|[XA]\n\0\0\0"), "save the table with write.csv"),
    Other("an Arrow (Feather) file", re.compile(rb"ARROW1\0|FEA1"), _FRAME),
    Other("an Arrow stream", re.compile(rb"\xff{4}.{2}\0\0.{2}\0\0", re.DOTALL), _FRAME),
    Other("an ORC file", re.compile(rb"ORC" + _BINARY), _FRAME),
    Other("an Avro file", re.compile(rb"Obj\x01"), _FRAME),
    Other("a NumPy file", re.compile(rb"\x93NUMPY"), "save the array with numpy.savetxt"),
    Other("a Python pickle", re.compile(rb"\x80[\x02-\x05][\x00-\x1f}\]cX\x8c\x95]"), _FRAME),
    Other("a tar archive", re.compile(rb".{257}ustar", re.DOTALL), _UNPACK),
    Other("a 7-Zip archive", re.compile(rb"7z\xbc\xaf\x27\x1c"), _UNPACK),
    Other("a RAR archive", re.compile(rb"Rar!\x1a\x07"), _UNPACK),
    Other("a PNG picture", re.compile(rb"\x89PNG\r\n"), _PICTURE),
    Other("a JPEG picture", re.compile(rb"\xff\xd8\xff"), _PICTURE),
    Other("a GIF picture", re.compile(rb"GIF8[79]a"), _PICTURE),
    Other("a TIFF picture", re.compile(rb"II\*\0|MM\0\*"), _PICTURE),
    Other("a WebP picture", re.compile(rb"RIFF.{4}WEBP", re.DOTALL), _PICTURE),
    Other("a program", re.compile(rb"\x7fELF|MZ.\0", re.DOTALL), _PICTURE),
    Other(
        "an XML spreadsheet",
        re.compile(r"\s*<\?xml[^>]*>\s*(?:<\?mso[^>]*>\s*)?<(?:\w+:)?Workbook\b"),
        _SHEET,
    ),
    Other("an XML file", re.compile(r"\s*<\?xml\b"), _EXPORT),
    Other(
        "a web page (HTML)",
        re.compile(r"(?i)\s*(?:<!--[^>]*>\s*)?<(?:!doctype\s+html|html|head|meta|body|table|div|style)\b"),
        _SHEET,
    ),
)

WORKBOOK: Final = Format(
    "a workbook",
    re.compile(rb"PK\x03\x04|PK\x05\x06|\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    "engine.reading.text.texts",
)
FORMATS: Final = (
    WORKBOOK,
    Format("a Parquet file", re.compile(rb"PAR1" + _BINARY), "engine.reading.parquet"),
    Format(
        "an ARFF file",
        re.compile(r"(?i)(?:\s|%[^\n]*+(?:\n|\Z))*+@relation\b"),
        "engine.reading.arff",
        is_text=True,
    ),
    Format(
        "a JSON file",
        re.compile(r"\s*+(?:\{\s*+[\"}]|\[\s*+[\[{\]])"),
        "engine.reading.json_records",
        is_text=True,
    ),
    Format("a text", re.compile(rb""), "engine.reading.text.texts", is_text=True),
)


def format_of(start: bytes, shown: str) -> Format:
    """Return what a file is that begins with `start`; raise InputError, calling it `shown`, if no table."""
    letters = start.decode(encodings.declared(start) or "utf-8", errors="replace").removeprefix("\ufeff")
    for other in OTHERS:
        if _begins(other.start, start, letters):
            raise InputError(f"{shown} is {other.what} and no table that can be read: {other.advice}")
    return next(format_ for format_ in FORMATS if _begins(format_.start, start, letters))


def _begins(pattern: re.Pattern[bytes] | re.Pattern[str], start: bytes, letters: str) -> bool:
    text: bytes | str = start if isinstance(pattern.pattern, bytes) else letters
    return re.match(pattern, text) is not None  # type: ignore[arg-type]
