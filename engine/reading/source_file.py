"""The file a person chose: its name in sentences, what it is, and whether it changes while it is read."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.base.errors import InputError
from engine.reading.formats import Format, format_of
from engine.reading.packings import Packing, packing_of, unpacked

_START_BYTES: Final = 65_536


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that is there and may be read: its format, how it is packed, and its stamp.

    `notes` are sentences about what else is packed in it.
    """

    path: Path
    format: Format
    packing: Packing | None
    stamp: tuple[int, int, int]
    notes: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The file's name as it stands in sentences."""
        return shown(self.path)

    def check_unchanged(self) -> None:
        """Raise InputError if the file was written, replaced or removed since it was found."""
        with sentences(self.path):
            now = _stamp(os.stat(self.path))
        if now != self.stamp:
            raise InputError(
                f"{self.shown} changed while it was being read: wait until it is written, then open it"
            )


def find(path: Path) -> SourceFile:
    """Look at a file's first bytes; raise InputError where it is missing, locked, or never read."""
    with sentences(path):
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            raise InputError(f"{shown(path)} is a folder: choose a file in it")
        if not stat.S_ISREG(mode):
            raise InputError(f"{shown(path)} is a device or a pipe: choose an ordinary file")
        with open(path, "rb") as file:
            stamp = _stamp(os.fstat(file.fileno()))
            start = file.read(_START_BYTES)
            packing = packing_of(file, start)
            if not packing:
                return SourceFile(path, format_of(start, shown(path)), None, stamp)
            with unpacked(file, packing, shown(path)) as inner:
                format_ = format_of(inner.read(_START_BYTES), f"what is packed in {shown(path)}")
            if not format_.is_text:
                raise InputError(f"{shown(path)} holds {format_.name}: unpack it and open that")
            return SourceFile(path, format_, packing, stamp, (inner.note,) if inner.note else ())


@contextmanager
def sentences(path: Path) -> Iterator[None]:
    """Turn what the system says of a file into InputErrors."""
    try:
        yield
    except OSError as error:
        raise InputError(_sentence(path, error)) from error
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{shown(path)} is no name that a file can have: choose a file") from error


def shown(path: Path) -> str:
    """Return a file's name in quotes, with what cannot be printed replaced."""
    name = path.name or str(path)
    printable = "".join(letter if letter.isprintable() else "\ufffd" for letter in name)
    return f'"{printable}"'


def _stamp(state: os.stat_result) -> tuple[int, int, int]:
    return (state.st_size, state.st_mtime_ns, state.st_ino)


def _sentence(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"{shown(path)} is not there: check its name and folder, or choose another file"
    if isinstance(error, PermissionError):
        return f"{shown(path)} may not be read by you: ask for permission to read it, or choose a copy"
    return f"{shown(path)} could not be read ({error.strerror or error}): check the disk, or choose a copy"
