"""Is a file text that can be a table at all? One pass over its bytes, a sentence for every reason why not."""

import codecs
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from engine.errors import InputError

# What duckdb takes as the longest line; its buffers, and so the memory of a reading, grow with it.
LONGEST_LINE: Final = 2_000_000
_CHUNK: Final = 1 << 20
_WIDE_BOMS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)


@dataclass(frozen=True, slots=True)
class TextFile:
    """A readable UTF-8 file: how many double quotes, whether several kinds of line ends, and its stamp."""

    path: Path
    quotes: int
    mixed_ends: bool
    stamp: tuple[int, int, int]

    @property
    def quoted(self) -> bool:
        """Whether there is a double quote anywhere."""
        return self.quotes > 0

    @property
    def shown(self) -> str:
        """The file's name as it stands in sentences."""
        return shown(self.path)

    def check_unchanged(self) -> None:
        """Raise InputError if the file was written, replaced or removed since it was inspected."""
        try:
            now = _stamp(os.stat(self.path))
        except OSError as error:
            raise InputError(_os_sentence(self.path, error)) from error
        if now != self.stamp:
            raise InputError(
                f"{self.shown} changed while it was being read: wait until it is written, then open it"
            )


def shown(path: Path) -> str:
    """Return a file's name in quotes, with what cannot be printed replaced."""
    name = path.name or str(path)
    printable = "".join(letter if letter.isprintable() else "\ufffd" for letter in name)
    return f'"{printable}"'


def inspect(path: Path) -> TextFile:
    """Read through a file once; raise InputError where it is missing, locked, empty, binary or not UTF-8."""
    try:
        _check_ordinary(path)
        with open(path, "rb") as file:
            return _inspect(path, file)
    except OSError as error:
        raise InputError(_os_sentence(path, error)) from error
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{shown(path)} is no name that a file can have: choose a file") from error


def _check_ordinary(path: Path) -> None:
    mode = os.stat(path).st_mode
    if stat.S_ISDIR(mode):
        raise InputError(f"{shown(path)} is a folder: choose a file in it")
    if not stat.S_ISREG(mode):
        raise InputError(f"{shown(path)} is a device or a pipe: choose an ordinary file")


def _inspect(path: Path, file: BinaryIO) -> TextFile:
    decoder = codecs.getincrementaldecoder("utf-8")()
    breaks, quotes, blank, unbroken = _Breaks(), 0, True, 0
    chunk = b"first"
    begun = False
    while chunk:
        chunk = file.read(_CHUNK)
        if not begun:
            _check_start(path, chunk)
            begun = True
        if b"\0" in chunk:
            raise InputError(
                f"{shown(path)} is a binary file and no text: choose a file of comma-separated values"
            )
        _check_utf8(path, decoder, chunk)
        breaks.count(chunk)
        quotes += chunk.count(b'"')
        blank = blank and not chunk.removeprefix(codecs.BOM_UTF8).strip()
        unbroken = 0 if b"\n" in chunk or b"\r" in chunk else unbroken + len(chunk)
        if unbroken > LONGEST_LINE:
            raise InputError(long_line(path))
    if blank:
        raise InputError(f"{shown(path)} is empty: choose a file with a row of names and rows of numbers")
    return TextFile(path, quotes, breaks.mixed, _stamp(os.fstat(file.fileno())))


class _Breaks:
    """Tells which kinds of line ends there are, also where a CR LF lies across two chunks."""

    def __init__(self) -> None:
        self._pair = self._feed = self._return = False
        self._held = b""

    def count(self, chunk: bytes) -> None:
        if not self._held and b"\r" not in chunk:
            self._feed = self._feed or b"\n" in chunk
            return
        whole = self._held + chunk
        self._held = whole[-1:] if chunk and whole.endswith(b"\r") else b""
        whole = whole.removesuffix(self._held)
        pairs = whole.count(b"\r\n")
        self._pair = self._pair or pairs > 0
        self._feed = self._feed or whole.count(b"\n") > pairs
        self._return = self._return or whole.count(b"\r") > pairs

    @property
    def mixed(self) -> bool:
        return self._pair + self._feed + self._return > 1


def long_line(path: Path) -> str:
    """Return the sentence for a line beyond LONGEST_LINE."""
    return f"{shown(path)} has a line of more than {LONGEST_LINE:,} characters: break it into rows"


def _check_start(path: Path, chunk: bytes) -> None:
    if chunk.startswith(_WIDE_BOMS):
        raise InputError(f"{shown(path)} is written in UTF-16 or UTF-32: save it as UTF-8 and open it again")


def _check_utf8(path: Path, decoder: codecs.IncrementalDecoder, chunk: bytes) -> None:
    try:
        decoder.decode(chunk, final=not chunk)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{shown(path)} is not UTF-8 text: save it as UTF-8 (in spreadsheets: CSV UTF-8) and open it"
        ) from error


def _stamp(state: os.stat_result) -> tuple[int, int, int]:
    return (state.st_size, state.st_mtime_ns, state.st_ino)


def _os_sentence(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"{shown(path)} is not there: check its name and folder, or choose another file"
    if isinstance(error, PermissionError):
        return f"{shown(path)} may not be read by you: ask for permission to read it, or choose a copy"
    return f"{shown(path)} could not be read ({error.strerror or error}): check the disk, or choose a copy"
