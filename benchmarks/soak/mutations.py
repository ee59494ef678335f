"""Files of the corpus with something broken in them: the same ones for the same number."""

import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Final

_SIGNS: Final = (
    b'"',
    b"'",
    b",",
    b";",
    b"\t",
    b"\n",
    b"\r",
    b"\0",
    b"#",
    b"-",
    b"1e999",
    b"\xff",
    b"\xef\xbb\xbf",
)
_UNREADABLE: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
    *(OSError, EOFError, NotImplementedError, RuntimeError, ValueError),
)
_ENCODINGS: Final = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-be",
    "utf-32",
    "cp1252",
    "cp1251",
    "cp932",
    "cp037",
)


def mutant(files: Sequence[Path], number: int) -> tuple[str, bytes]:
    """Return the name and the content of the mutant of a number: one file, broken in one to four ways."""
    random = Random(number)
    path = random.choice(files)
    content = path.read_bytes()
    for _ in range(random.randint(1, 4)):
        content = _mutated(content, random, files)
    return path.name, content


def _mutated(content: bytes, random: Random, files: Sequence[Path]) -> bytes:
    """Break something, within what is packed every second time: a checksum hides what is broken outside."""
    if random.random() < 0.5:
        if content.startswith(b"PK\x03\x04"):
            return _inside_zip(content, random, files)
        if content.startswith(b"\x1f\x8b"):
            return _inside_gzip(content, random, files)
    return random.choice(_WAYS)(content, random, files)


def _inside_zip(content: bytes, random: Random, files: Sequence[Path]) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
    except _UNREADABLE:
        return content
    chosen = random.choice(list(members)) if members else ""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            changed = random.choice(_WAYS)(member, random, files) if name == chosen else member
            archive.writestr(name, changed)
    return out.getvalue()


def _inside_gzip(content: bytes, random: Random, files: Sequence[Path]) -> bytes:
    try:
        return gzip.compress(random.choice(_WAYS)(gzip.decompress(content), random, files))
    except (OSError, EOFError, zlib.error):
        return content


def _flip(content: bytes, random: Random, _: Sequence[Path]) -> bytes:
    changed = bytearray(content)
    for _place in range(random.randint(1, 8) if changed else 0):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _cut(content: bytes, random: Random, _: Sequence[Path]) -> bytes:
    begin, end = _piece(content, random)
    return random.choice((content[:begin], content[begin:], content[:begin] + content[end:]))


def _double(content: bytes, random: Random, _: Sequence[Path]) -> bytes:
    begin, end = _piece(content, random)
    return content[:end] + content[begin:end] * random.choice((1, 2, 50)) + content[end:]


def _insert(content: bytes, random: Random, _: Sequence[Path]) -> bytes:
    begin, _end = _piece(content, random)
    piece = random.choice((random.choice(_SIGNS) * random.choice((1, 3, 1000)), random.randbytes(20)))
    return content[:begin] + piece + content[begin:]


def _splice(content: bytes, random: Random, files: Sequence[Path]) -> bytes:
    other = random.choice(files).read_bytes()
    return content[: _piece(content, random)[0]] + other[_piece(other, random)[0] :]


def _recode(content: bytes, random: Random, _: Sequence[Path]) -> bytes:
    text = content.decode(random.choice(_ENCODINGS), errors="replace")
    return text.encode(random.choice(_ENCODINGS), errors="replace")


def _piece(content: bytes, random: Random) -> tuple[int, int]:
    begin, end = sorted((random.randint(0, len(content)), random.randint(0, len(content))))
    return begin, end


_WAYS: Final[tuple[Callable[[bytes, Random, Sequence[Path]], bytes], ...]] = (
    *(_flip, _cut, _double, _insert, _splice, _recode),
)
