"""In which encoding a text is written: said by its first bytes, or guessed from its letters."""

import codecs
import re
from typing import Final

from engine.errors import InputError

# UTF-32's little-endian mark begins with that of UTF-16.
_MARKS: Final = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    codecs.BOM_UTF8: "utf-8",
}

_NAMES: Final = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "utf-32": "UTF-32",
    "utf-32-le": "UTF-32 LE",
    "utf-32-be": "UTF-32 BE",
    "iso8859-1": "Latin-1",
    "cp1252": "Windows-1252",
}

# The others that tables are written in; those of old Macintoshes would only be mistaken for them.
_POSSIBLE: Final = (
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258"),
    *("koi8_r", "iso8859_2", "cp932", "euc_jp", "gb18030", "big5", "cp949"),
)

_SAMPLE_BYTES: Final = 20_000
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f]")
_WESTERN: Final = frozenset("äöüßéèêëàâáíìîïóòôõúùûçñåæøœãýÿ")
_SIGNS: Final = frozenset("°µ²³±·×÷§€£¥ªº«»‹›¿¡©®™½¼¾–—‘’“”„…‰•\xa0\xad")


def checked(name: str) -> str:
    """Return Python's name of the encoding that a person named; raise InputError if there is none."""
    try:
        codec = codecs.lookup(name)
        "".encode(codec.name)  # base64 and the like are codecs too, but of no text
    except (LookupError, ValueError, UnicodeError) as error:
        raise InputError(
            f"there is no encoding {name!r}: choose one of {', '.join(_NAMES.values())} or another"
        ) from error
    return codec.name


def title(encoding: str) -> str:
    """Return the name of an encoding as people write it."""
    windows = re.fullmatch(r"cp(125\d)", encoding)
    return _NAMES.get(encoding) or (
        f"Windows-{windows[1]}" if windows else encoding.upper().replace("_", "-")
    )


def declared(start: bytes) -> str | None:
    """Return the encoding that the first bytes of a file tell, by a mark or by where their zeros are."""
    for mark, encoding in _MARKS.items():
        if start.startswith(mark):
            return encoding
    whole = start[: len(start) // 4 * 4]
    zeros = [whole[place::4].count(0) * 4 for place in range(4)]
    # A table is mostly digits and separators, whose upper bytes are 0.
    most, none = 0.6 * len(whole), 0.1 * len(whole)
    filled = "".join("0" if count > most else "?" if count > none else "x" for count in zeros)
    return _BY_ZEROS.get(filled) if whole else None


_BY_ZEROS: Final = {
    "x0x0": "utf-16-le",
    "0x0x": "utf-16-be",
    "x000": "utf-32-le",
    "000x": "utf-32-be",
}


def guess(part: bytes, shown: str) -> tuple[str, bool]:
    """Return the likeliest encoding of bytes that are not UTF-8, and whether it is sure enough.

    Raises InputError where they are no text at all, naming the file as `shown`. Letters of Western Europe
    are told by what they are and where they stand, which is surer than statistics on the few there are in a
    table; what is left to charset-normalizer is not sure.
    """
    lines = [line for line in re.split(rb"[\r\n]+", part) if not line.isascii()]
    sample = b"\n".join(lines)[:_SAMPLE_BYTES]
    if _CONTROL.search(sample):
        raise InputError(f"{shown} is a binary file and no text: choose a file of comma-separated values")
    if _is_western(sample.decode("cp1252", errors="replace")):
        latin = re.search(rb"[\x80-\x9f]", sample) is None
        return ("iso8859-1" if latin else "cp1252"), True
    from charset_normalizer import from_bytes  # takes a tenth of a second, and hardly a table needs it

    best = from_bytes(sample, cp_isolation=list(_POSSIBLE)).best()
    return (best.encoding if best else "cp1252"), False


def _is_western(text: str) -> bool:
    """Tell whether other letters than ASCII are Western Europe's, and stand among ASCII ones as they do."""
    other = [letter for letter in text if not letter.isascii()]
    if not all(letter.lower() in _WESTERN or letter in _SIGNS for letter in other):
        return False
    words = re.findall(r"[^\W\d_]*[^\W\d_\x00-\x7f][^\W\d_]*", text)
    foreign = sum(not letter.isascii() for word in words for letter in word)
    return 2 * foreign <= sum(map(len, words)) and not re.search(r"[^\W\d_][²³±×÷¿¡¼½¾][^\W\d_]", text)
