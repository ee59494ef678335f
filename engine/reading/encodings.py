"""In which encoding a text is written: said by its first bytes, or guessed from its letters."""

import codecs
import re
from pathlib import PurePath
from typing import Final

from engine.base.errors import InputError
from engine.reading.alphabets import ALPHABETS, IMPLAUSIBLE, cost, foreign_words

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

# Of several bytes a letter, and those that alphabets say nothing of.
_OTHERS: Final = (
    *("cp932", "euc_jp", "gb18030", "big5", "cp949", "cp1258"),
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257"),
)

# Kinds of files that no text is saved as, and how their names end.
_KINDS: Final = {
    **dict.fromkeys((".xlsx", ".xlsb", ".xls", ".ods"), "workbook"),
    **dict.fromkeys((".parquet", ".pq"), "Parquet file"),
}

_LATIN: Final = ("cp1252", "cp1250", "iso8859-2", "cp1254", "cp1257")
_FEW: Final = 10
_SAMPLE_BYTES: Final = 20_000
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f]")


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


_FEW_WORDS: Final = 3
"""Of so few words, of which one is odd, the likelier spelling can be the wrong one."""

_BY_ZEROS: Final = {
    "x0x0": "utf-16-le",
    "0x0x": "utf-16-be",
    "x000": "utf-32-le",
    "000x": "utf-32-be",
}


def no_text(shown: str) -> str:
    """Return the sentence for a file whose bytes are neither a text nor of a kind that begins as they do."""
    kind = _KINDS.get(PurePath(shown.strip('"')).suffix.lower())
    if kind:
        return f"{shown} is damaged or no {kind}: save it again or get another copy"
    return f"{shown} is a binary file and no text: choose a text, a workbook or a Parquet file"


def guess(part: bytes, shown: str) -> tuple[str, bool]:
    """Return the likeliest encoding of bytes that are not UTF-8, and whether it is sure enough.

    Raises InputError where they are no text at all, naming the file as `shown`. It is sure where no other
    encoding gives a text that fits a language as well.
    """
    lines = [line for line in re.split(rb"[\r\n]+", part) if not line.isascii()]
    sample = b"\n".join(lines)[:_SAMPLE_BYTES]
    if _CONTROL.search(sample):
        raise InputError(no_text(shown))
    texts = {encoding: text for encoding in ALPHABETS if (text := _decoded(sample, encoding))}
    costs = {encoding: cost(text, encoding) for encoding, text in texts.items()}
    best = min(costs, key=costs.__getitem__, default="")
    # Some consonants always meet in a word, so that many words cost something in their own encoding, too.
    words = foreign_words(texts[best]) if best else ()
    if not best or costs[best] >= IMPLAUSIBLE + 2 * len(words):
        return _other(sample), False
    latin = best in _LATIN
    # Two alphabets can share all their bytes, so that a narrow lead says little; two bytes can be one Chinese
    # letter.
    lead = 0.5 * costs[best] + 1 if not latin else {1: 2, 2: 1}.get(len(words), 0)
    if latin and costs[best] > 0 and len(words) <= _FEW_WORDS:
        lead = 2
    sure = (latin or (len(words) > 2 and sum(byte > 127 for byte in sample) > _FEW)) and all(
        texts[other] == texts[best] or value > costs[best] + lead for other, value in costs.items()
    )
    if best == "cp1252" and not re.search(rb"[\x80-\x9f]", sample):
        best = "iso8859-1"
    return best, sure


def _decoded(sample: bytes, encoding: str) -> str | None:
    try:
        return sample.decode(encoding)
    except UnicodeDecodeError:
        return None


def _other(sample: bytes) -> str:
    from charset_normalizer import from_bytes  # takes a tenth of a second, and hardly a table needs it

    best = from_bytes(sample, cp_isolation=list(_OTHERS)).best()
    return best.encoding if best else "cp1252"
