"""Packed files are read like what is in them, and those that cannot be have their own sentence."""

import bz2
import gzip
import io
import lzma
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from engine.base.errors import InputError
from engine.reading import tables

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXT = "größe,x\n" + "1.5,2\n3,4\n" * 3000 + "a,5\n"


def zipped(**files: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


def packed(kind: str, content: bytes) -> bytes:
    if kind == "zip":
        beside = {"folder/": b"", "__MACOSX/._t.csv": b"\0", ".DS_Store": b"\0"}
        return zipped(**{"folder/t.CSV": content, **beside})
    modules: dict[str, Any] = {"gz": gzip, "bz2": bz2, "xz": lzma, "zst": zstd}
    return bytes(modules[kind].compress(content))


def written(folder: Path, content: bytes) -> Path:
    path = folder / "t.bin"
    path.write_bytes(content)
    return path


KINDS = ["gz", "bz2", "xz", "zst", "zip"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1"])
def test_what_is_packed_is_read(tmp_path: Path, kind: str, encoding: str) -> None:
    path = written(tmp_path, packed(kind, TEXT.encode(encoding)))
    table = tables.read(path)
    assert [column.name for column in table.columns] == ["größe", "x"]
    assert (table.rows, table.bad_cells[0].line) == (6001, 6002)
    assert table.notes == ()
    assert tables.preview(path).names == ("größe", "x")


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_is_cut_off_is_damaged(tmp_path: Path, kind: str) -> None:
    content = packed(kind, TEXT.encode())
    for kept in (len(content) // 2, len(content) - 9):
        path = written(tmp_path, content[:kept])
        with pytest.raises(InputError, match=r'^"t\.bin" is .*damaged'):
            tables.read(path)


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_with_other_bytes_in_it_is_damaged(tmp_path: Path, kind: str) -> None:
    content = bytearray(packed(kind, TEXT.encode()))
    content[60:64] = b"\xff\0\xff\0"
    with pytest.raises(InputError, match=rf'^"t\.bin" is a damaged {kind} file: unpack it'):
        tables.read(written(tmp_path, bytes(content)))


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        (
            {"a.csv": b"x,y\n1,2\n3,4\n", "b.csv": b"x"},
            'a zip archive with 2 files ("a.csv" and "b.csv"): unpack',
        ),
        ({"a.txt": b"x,y\n1,2\n", "b.txt": b"x"}, "a zip archive with 2 files"),
        ({}, "a zip archive with no file: unpack it"),
        ({f"{number}.csv": b"" for number in range(9)}, '"4.csv" and'),
        ({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}, "a document of an Office program"),
        ({"a.npy": b"\x93NUMPY"}, "an archive of NumPy arrays"),
        ({"a.sqlite": b"SQLite format 3\0"}, 'what is packed in "t.bin" is an SQLite database'),
        ({"a.parquet": b"PAR1\x15\x04"}, '"t.bin" holds a Parquet file: unpack it'),
        ({"a.csv": b""}, '"t.bin" is empty'),
    ],
)
def test_archives_without_one_table(tmp_path: Path, files: dict[str, bytes], sentence: str) -> None:
    with pytest.raises(InputError) as refusal:
        tables.read(written(tmp_path, zipped(**files)))
    assert sentence in str(refusal.value)


def test_one_table_beside_other_files_is_read_and_said(tmp_path: Path) -> None:
    path = written(
        tmp_path, zipped(**{"readme.txt": b"words", "t.csv": b"a,b\n1,2\n3,4\n", "licence": b"words"})
    )
    table = tables.read(path)
    assert table.rows == 2
    assert table.problems == ('"t.csv" was read, of 3 files in the archive',)


def test_an_archive_with_a_password(tmp_path: Path) -> None:
    content = bytearray(zipped(**{"t.csv": b"a,b\n1,2\n3,4\n"}))
    content[6] |= 1  # of its own header
    content[content.index(b"PK\x01\x02") + 8] |= 1  # and of the directory
    with pytest.raises(InputError, match=r'^"t\.bin" is locked with a password: unpack it'):
        tables.read(written(tmp_path, bytes(content)))
