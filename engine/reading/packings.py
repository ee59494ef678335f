"""Files that hold one packed file: how each kind is told by its first bytes, and what is in it read."""

import bz2
import gzip
import lzma
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import Any, BinaryIO, Final, NamedTuple

from engine.base.errors import InputError
from engine.base.words import counted, listed
from engine.reading import archives

_TABLES: Final = frozenset({".csv", ".tsv", ".tab", ".dat", ".data", ".arff", ".json", ".jsonl", ".ndjson"})
_MOST_SHOWN: Final = 5

# Archives that are files of their own kind, by the end of a name in them.
_OTHERS: Final = {
    "[Content_Types].xml": "is a document of an Office program and no workbook: save its table as CSV",
    ".npy": "is an archive of NumPy arrays: save the one with the table by numpy.savetxt",
}


class Packing(NamedTuple):
    """One kind of packed files: its name, its first bytes, and what opens such a file.

    That is given the file and its name in sentences, and returns what reads the packed file, and a note about
    what else there is.
    """

    name: str
    start: re.Pattern[bytes]
    opened: Callable[[BinaryIO, str], tuple[Any, str]]


class Unpacked:
    """What is packed in a file, read from its beginning; `note` says what else there is."""

    def __init__(self, inner: Any, note: str, damaged: str) -> None:
        self._inner, self._damaged = inner, damaged
        self.note = note

    def read(self, size: int) -> bytes:
        """Return about so many bytes, none at the end; raise InputError where the file is damaged."""
        try:
            return bytes(self._inner.read(size))
        except Exception as error:  # each library has its own; those of the system have a number
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise InputError(self._damaged) from error


def _single(reader: Callable[[BinaryIO], Any]) -> Callable[[BinaryIO, str], tuple[Any, str]]:
    return lambda file, _: (reader(file), "")


def _zstd(file: BinaryIO) -> Any:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd

    return zstd.open(file)


def _zip(file: BinaryIO, shown: str) -> tuple[Any, str]:
    archive = zipfile.ZipFile(file)
    names = [member.filename for member in archive.infolist() if _is_file(member)]
    for mark, sentence in _OTHERS.items():
        if any(name.endswith(mark) for name in names):
            raise InputError(f"{shown} {sentence}")
    tables = [name for name in names if PurePosixPath(name).suffix.lower() in _TABLES]
    chosen = names if len(names) == 1 else tables
    if len(chosen) != 1:
        held = listed([f'"{name}"' for name in names], _MOST_SHOWN)
        what = f"{counted(len(names), 'file')} ({held})" if names else "no file"
        raise InputError(f"{shown} is a zip archive with {what}: unpack it and open the file with the table")
    note = "" if len(names) == 1 else f'"{chosen[0]}" was read, of {len(names)} files in the archive'
    return archive.open(chosen[0]), note


def _is_file(member: zipfile.ZipInfo) -> bool:
    """Tell whether a member is a file of the person's, and not what a system puts beside it."""
    path = PurePosixPath(member.filename)
    return not member.is_dir() and not path.name.startswith(".") and "__MACOSX" not in path.parts


PACKINGS: Final = (
    Packing("gz", re.compile(rb"\x1f\x8b"), _single(lambda file: gzip.GzipFile(fileobj=file))),
    Packing("bz2", re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P)"), _single(bz2.BZ2File)),
    Packing("xz", re.compile(rb"\xfd7zXZ\0"), _single(lzma.LZMAFile)),
    Packing("zst", re.compile(rb"\x28\xb5\x2f\xfd"), _single(_zstd)),
    Packing("zip", re.compile(rb"PK\x03\x04|PK\x05\x06"), _zip),
)


def packing_of(file: BinaryIO, start: bytes) -> Packing | None:
    """Return how a file is packed that begins with `start`, None where it is not; workbooks are not."""
    found = next((packing for packing in PACKINGS if packing.start.match(start)), None)
    return None if found and found.name == "zip" and archives.is_workbook(file) else found


@contextmanager
def unpacked(file: BinaryIO, packing: Packing, shown: str) -> Iterator[Unpacked]:
    """Give what is packed in a file that is called `shown`; raise InputError where that cannot be read."""
    damaged = f"{shown} is a damaged {packing.name} file: unpack it or fetch it again"
    file.seek(0)
    try:
        inner, note = packing.opened(file, shown)
    except (NotImplementedError, EOFError, zipfile.BadZipFile) as error:
        raise InputError(damaged) from error
    except RuntimeError as error:
        raise InputError(f"{shown} is locked with a password: unpack it and open the file in it") from error
    with inner:
        yield Unpacked(inner, note, damaged)
