"""The text of a file as duckdb reads it: UTF-8, in the file itself where that is it, otherwise in a copy.

Whatever a file is, it becomes plain text here: what is packed is unpacked, other encodings are decoded, and
spreadsheets are written with one record a row. A copy has the lines of its source, so that a line found in
the one is that of the other.
"""

import codecs
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Final

from engine.base.errors import InputError
from engine.base.watch import Watch
from engine.reading import encodings
from engine.reading.choice import Reading
from engine.reading.formats import WORKBOOK
from engine.reading.packings import Unpacked, unpacked
from engine.reading.plain_text import SHARE, PlainText, no_room
from engine.reading.source_file import SourceFile, sentences

PREVIEW_BYTES: Final = 1 << 20
_CHUNK: Final = 1 << 18


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFile:
    """A source and its text: where that is, how many double quotes, whether several kinds of line ends.

    `reading` is what the person chose, and what is known of the text by now. `place` is what a line is called
    in sentences, "line" or "row". `sheets` are those of a spreadsheet, `questions` sentences about what was
    not sure.
    """

    source: SourceFile
    plain: Path
    reading: Reading
    size: int
    quotes: int
    mixed_ends: bool
    place: str = "line"
    sheets: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def quoted(self) -> bool:
        """Whether there is a double quote anywhere."""
        return self.quotes > 0

    @property
    def shown(self) -> str:
        """The file's name as it stands in sentences."""
        return self.source.shown


@contextmanager
def opened(source: SourceFile, reading: Reading, watch: Watch, most: int | None = None) -> Iterator[TextFile]:
    """Give a file's text, or about `most` bytes of its beginning; copies are gone afterwards.

    Raises InputError where the file is empty, binary, damaged or not in the encoding that was chosen.
    """
    with ExitStack() as stack:
        opener = _Opener(source, reading, watch, most, stack)
        with sentences(source.path):
            file = opener.spreadsheet() if source.format is WORKBOOK else opener.text()
        yield file


@contextmanager
def rewritten(file: TextFile, pieces: Iterable[str], watch: Watch) -> Iterator[TextFile]:
    """Give a copy of a file's text that consists of `pieces`; it is gone afterwards."""
    with ExitStack() as stack:
        opener = _Opener(file.source, file.reading, watch, None, stack)
        with opener.copied() as (path, text):
            for piece in pieces:
                text.write(piece)
        yield replace(file, plain=path, size=text.size, quotes=text.quotes, mixed_ends=text.mixed_ends)


@dataclass(frozen=True, slots=True)
class _Opener:
    """Makes the TextFile of a source; copies last as long as the stack."""

    source: SourceFile
    reading: Reading
    watch: Watch
    most: int | None
    stack: ExitStack

    def spreadsheet(self) -> TextFile:
        """Write a sheet as plain text: one record a row, in the line of its number."""
        from engine.reading.spreadsheet import (
            spreadsheets,  # brings a library that only who opens a spreadsheet needs
        )

        with self.copied() as (path, text):
            sheet = spreadsheets.write_plain(self.source.path, self.reading.sheet, self.reading.cells, text)
        reading = replace(
            self.reading, sheet=sheet.name, separator=spreadsheets.SEPARATOR, comment="", quote='"'
        )
        if sheet.fractions:
            reading = replace(reading, decimal=".", thousands="")
        return self._file(text, path, reading, place="row", sheets=sheet.sheets, notes=sheet.notes)

    def text(self) -> TextFile:
        """Read in the encoding that was chosen or is declared, else as UTF-8, else as what it looks like."""
        chosen = self.reading.encoding
        with open(self.source.path, "rb") as file, self._unpacked(file) as inner:
            encoding = encodings.checked(chosen) if chosen else encodings.declared(inner.read(4096))
        sure = True
        if encoding is None:
            try:
                return self._decoded("utf-8")
            except UnicodeDecodeError as error:
                encoding, sure = encodings.guess(error.object, self.source.shown)
        try:
            return self._decoded(encoding, sure=sure)
        except UnicodeError as error:
            raise InputError(
                f"{self.source.shown} is not written in {encodings.title(encoding)}: choose another encoding"
            ) from error

    def _decoded(self, encoding: str, *, sure: bool = True) -> TextFile:
        if encoding == "utf-8" and not self.source.packing:
            path, text = self.source.path, PlainText(self.source, self.watch, most=self.most)
            self._fill(text, encoding)
        else:
            with self.copied() as (path, text):
                self._fill(text, encoding)
        title = encodings.title(encoding)
        doubt = f"the letters were read as {title}: choose another encoding if they look wrong"
        reading = replace(self.reading, encoding=title)
        questions = () if sure else (doubt,)
        return self._file(text, path, reading, questions=questions, notes=self.source.notes)

    def _file(self, text: PlainText, path: Path, reading: Reading, **more: Any) -> TextFile:
        if text.blank:
            raise InputError(
                f"{self.source.shown} is empty: choose a file with a row of names and rows of numbers"
            )
        return TextFile(
            source=self.source,
            plain=path,
            reading=reading,
            size=text.size,
            quotes=text.quotes,
            mixed_ends=text.mixed_ends,
            **more,
        )

    def _fill(self, text: PlainText, encoding: str) -> None:
        """Take the file's text in UTF-8; raise UnicodeDecodeError where it is in another encoding."""
        decoder = codecs.getincrementaldecoder(encoding)()
        unchanged = encoding == "utf-8"
        chunk = b"first"
        with open(self.source.path, "rb") as file, self._unpacked(file) as inner:
            while chunk and not text.full:
                chunk = inner.read(_CHUNK)
                self.watch.share = SHARE * file.tell() / max(self.source.stamp[0], file.tell(), 1)
                plain = unchanged and chunk and chunk.isascii() and not decoder.getstate()[0]
                decoded = "" if plain else decoder.decode(chunk, final=not chunk)
                text.add(chunk if unchanged else decoded.encode())

    @contextmanager
    def _unpacked(self, file: BinaryIO) -> Iterator[BinaryIO | Unpacked]:
        if not self.source.packing:
            yield file
            return
        with unpacked(file, self.source.packing, self.source.shown) as inner:
            yield inner

    @contextmanager
    def copied(self) -> Iterator[tuple[Path, PlainText]]:
        """Make a file for a copy, and see that all of it is written."""
        with no_room(self.source):
            folder = self.stack.enter_context(tempfile.TemporaryDirectory(prefix="layerbench-"))
            path = Path(folder) / "plain.csv"
            out = path.open("wb")
        with out:
            yield path, PlainText(self.source, self.watch, out, self.most)
            with no_room(self.source):
                out.flush()


def line_count(path: Path, watch: Watch) -> int:
    """Return how many lines a text has, whatever they end in."""
    count, before = 0, b"\n"
    with path.open("rb") as text:
        while chunk := text.read(_CHUNK):
            watch.check()
            pairs = chunk.count(b"\r\n") + (before.endswith(b"\r") and chunk.startswith(b"\n"))
            count += chunk.count(b"\n") + chunk.count(b"\r") - pairs
            before = chunk
    return count + (not before.endswith((b"\n", b"\r")))
