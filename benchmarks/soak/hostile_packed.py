"""Packed files made to do harm: bombs, broken members, and Parquet with little in it that becomes much."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

_MEGABYTE: Final = 1 << 20
_LINES: Final = b"1.5,2.5\n" * (_MEGABYTE // 8)


def _write(make: Callable[[], bytes]) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(make())


def _bytes(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


def _gzip(piece: bytes, times: int) -> bytes:
    """Pack a piece so many times, one member each."""
    return gzip.compress(piece) * times


def _zip(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def _nested_zip() -> bytes:
    content = b"a,b\n1,2\n3,4\n"
    for depth in range(50):
        content = _zip({f"{depth}.zip": content})
    return content


def _overlapping_zip() -> bytes:
    """Return a zip whose directory names one member a thousand times."""
    content = _zip({"a.csv": bytes(_MEGABYTE * 10)})
    at = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    directory = content[at:end] * 1000
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1000, 1000, len(directory), at, 0)
    return content[:at] + directory + tail


def _declared(size: int) -> bytes:
    """Return a zip whose member says that it has another size."""
    content = bytearray(_zip({"a.csv": b"a,b\n1,2\n3,4\n"}))
    at = content.index(b"PK\x01\x02")
    struct.pack_into("<L", content, at + 24, size)
    struct.pack_into("<L", content, 22, size)
    return bytes(content)


def _locked_zip() -> bytes:
    content = bytearray(_zip({"a.csv": b"a,b\n1,2\n3,4\n"}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def _tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        entry = tarfile.TarInfo("a.csv")
        entry.size = 10
        archive.addfile(entry, io.BytesIO(b"a,b\n1,2\n3,"))
    return out.getvalue()


def _parquet(query: str) -> Callable[[Path], object]:
    def write(path: Path) -> None:
        import duckdb

        with duckdb.connect() as connection:
            connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")

    return write


def _columns(count: int, rows: int) -> str:
    columns = ", ".join(f"i + {place} AS c{place}" for place in range(count))
    return f"SELECT {columns} FROM range({rows}) t(i)"


_MAGIC: Final = {
    "orc": b"ORC" + bytes(1000),
    "sqlite": b"SQLite format 3\0" + bytes(4096),
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"1 0 obj\n" * 1000,
    "pickle": b"\x80\x04\x95" + b"\x8c\x01a" * 1000 + b".",
    "png": b"\x89PNG\r\n\x1a\n" + bytes(1000),
    "hdf5": b"\x89HDF\r\n\x1a\n" + bytes(1000),
    "feather": b"ARROW1\0\0" + bytes(1000),
    "parquet-garbage": b"PAR1" + bytes(range(256)) * 40 + b"PAR1",
    "parquet-footer": b"PAR1" + bytes(100) + struct.pack("<L", 2**32 - 1) + b"PAR1",
    "parquet-mark": b"PAR1",
    "zip-mark": b"PK\x03\x04",
    "gzip-mark": b"\x1f\x8b\x08",
    "bzip2-mark": b"BZh9",
    "xz-mark": b"\xfd7zXZ\0",
    "zstandard-mark": b"\x28\xb5\x2f\xfd" + bytes(100),
    "ole-mark": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
}

FILES: Final[dict[str, Callable[[Path], object]]] = {
    **{f"kind-{name}.csv": _bytes(content) for name, content in _MAGIC.items()},
    "gzip-zeros.csv.gz": _write(lambda: _gzip(bytes(10 * _MEGABYTE), 300)),
    "gzip-lines.csv.gz": _write(lambda: _gzip(_LINES, 1000)),
    "gzip-blank-lines.csv.gz": _write(lambda: _gzip(b"\n" * _MEGABYTE, 2000)),
    "gzip-one-line.csv.gz": _write(lambda: _gzip(b"x" * _MEGABYTE, 2000)),
    "gzip-separators.csv.gz": _write(lambda: _gzip(b"," * _MEGABYTE, 1000)),
    "gzip-members.csv.gz": _write(lambda: _gzip(b"1,2\n", 100_000)),
    "gzip-cut.csv.gz": _write(lambda: _gzip(_LINES, 2)[:-100]),
    "gzip-checksum.csv.gz": _write(lambda: gzip.compress(_LINES)[:-8] + bytes(8)),
    "gzip-gzip.csv.gz": _write(lambda: gzip.compress(gzip.compress(b"a,b\n1,2\n3,4\n"))),
    "gzip-comments.csv.gz": _write(lambda: gzip.compress(b"# x\n" * 400_000 + b"1,2\n" * 1000)),
    "bzip2-zeros.csv.bz2": _write(lambda: bz2.compress(bytes(_MEGABYTE)) * 2000),
    "bzip2-lines.csv.bz2": _write(lambda: bz2.compress(_LINES) * 500),
    "xz-zeros.csv.xz": _write(lambda: lzma.compress(bytes(10 * _MEGABYTE)) * 200),
    "xz-lines.csv.xz": _write(lambda: lzma.compress(_LINES) * 500),
    "xz-cut.csv.xz": _write(lambda: lzma.compress(_LINES)[:-50]),
    "zlib.csv": _write(lambda: zlib.compress(_LINES)),
    "zip-zeros.zip": _write(lambda: _zip({"a.csv": bytes(500 * _MEGABYTE)})),
    "zip-lines.zip": _write(lambda: _zip({"a.csv": _LINES * 500})),
    "zip-lzma.zip": _write(lambda: _zip({"a.csv": _LINES * 50}, zipfile.ZIP_LZMA)),
    "zip-members.zip": _write(lambda: _zip({f"{number}.csv": b"1,2\n" for number in range(50_000)})),
    "zip-nested.zip": _write(_nested_zip),
    "zip-overlapping.zip": _write(_overlapping_zip),
    "zip-says-4-gigabytes.zip": _write(lambda: _declared(2**32 - 2)),
    "zip-says-nothing.zip": _write(lambda: _declared(0)),
    "zip-locked.zip": _write(_locked_zip),
    "zip-outside.zip": _write(lambda: _zip({"../../../etc/a.csv": b"a,b\n1,2\n3,4\n"})),
    "tar.csv.tar.gz": _write(_tar),
    "parquet-of-10000-columns.parquet": _parquet(_columns(10_000, 1)),
    "parquet-of-2000-columns.parquet": _parquet(_columns(2000, 10_000)),
    "parquet-of-one-value.parquet": _parquet("SELECT 1 AS a, 2 AS b FROM range(100000000)"),
    "parquet-of-texts.parquet": _parquet(
        "SELECT repeat('x', 100000) || i AS a, i AS b FROM range(5000) t(i)"
    ),
    "parquet-of-lists.parquet": _parquet("SELECT range(1000) AS a, i AS b FROM range(10000) t(i)"),
}
