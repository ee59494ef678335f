"""A text as it is taken piece by piece, and the copy that is written of it."""

import codecs
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final

from engine.base.errors import InputError
from engine.base.watch import Watch
from engine.reading import encodings, size_limits
from engine.reading.source_file import SourceFile

# What duckdb takes as the longest line; its buffers, and so the memory of a reading, grow with it.
LONGEST_LINE: Final = 2_000_000
SHARE: Final = 0.15
"""How far a reading is when all of this is done."""


class PlainText:
    """Takes a text piece by piece, writes it where a copy is wanted, and knows afterwards what it is like."""

    def __init__(
        self, source: SourceFile, watch: Watch, out: BinaryIO | None = None, most: int | None = None
    ) -> None:
        """Begin without text; `out` is the copy, and about `most` bytes are all that is wanted."""
        self._source, self._watch, self._out, self._most = source, watch, out, most
        self._breaks = _Breaks()
        self.size = self.quotes = self._unbroken = 0
        self.blank = True

    @property
    def full(self) -> bool:
        """Whether no more text is wanted."""
        return self._most is not None and self.size >= self._most

    def poll(self) -> None:
        """Raise Cancelled where the reading is to end."""
        self._watch.check()

    def write(self, text: str) -> None:
        """Take the next piece of text."""
        self.add(text.encode(errors="replace"))

    def add(self, chunk: bytes) -> None:
        """Take the next piece of text as UTF-8; raise InputError where it cannot be of a table."""
        self._watch.check()
        if b"\0" in chunk:
            raise InputError(encodings.no_text(self._source.shown))
        self._breaks.count(chunk)
        self.quotes += chunk.count(b'"')
        self.blank = self.blank and not chunk.removeprefix(codecs.BOM_UTF8).strip()
        self._unbroken = 0 if b"\n" in chunk or b"\r" in chunk else self._unbroken + len(chunk)
        if self._unbroken > LONGEST_LINE:
            raise InputError(long_line(self._source))
        self.size += len(chunk)
        if self._source.packing:
            size_limits.check_unpacked(self._source.shown, self.size, self._source.stamp[0])
        if self._out:
            with no_room(self._source):
                self._out.write(chunk)

    @property
    def mixed_ends(self) -> bool:
        """Whether there were several kinds of line ends; the text ends here."""
        self._breaks.count(b"")
        return self._breaks.mixed


@contextmanager
def no_room(source: SourceFile) -> Iterator[None]:
    """Turn a failure to write a copy into an InputError."""
    try:
        yield
    except OSError as error:
        raise InputError(
            f"{source.shown} needs a copy in {tempfile.gettempdir()}, which could not be written "
            f"({error.strerror or error}): make room there"
        ) from error


def long_line(source: SourceFile) -> str:
    """Return the sentence for a line beyond LONGEST_LINE."""
    return f"{source.shown} has a line of more than {LONGEST_LINE:,} characters: break it into rows"


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
