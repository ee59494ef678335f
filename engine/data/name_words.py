"""The words that names of columns are made of."""

import re
import unicodedata
from collections.abc import Collection
from typing import Final

_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_IN_BRACKETS: Final = re.compile(r"[(\[][^()\[\]]*[)\]]")
_LONGEST: Final = 100
_ASKING: Final = ("is", "has", "was")

WHOLE: Final = 1.0
PART: Final = 0.8
INNER: Final = 0.5


def words(name: str) -> tuple[str, ...]:
    """Return the words of a column's name in small letters without accents, and without what is in brackets.

    Words end where small letters go over into capitals, and at everything that is no letter.
    """
    plain = unicodedata.normalize("NFKD", name[:_LONGEST].replace("ß", "ss"))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    found = tuple(word.lower() for word in _WORD.findall(_IN_BRACKETS.sub(" ", letters)))
    return found[1:] if len(found) > 1 and found[0] in _ASKING else found


def closeness(found: tuple[str, ...], known: Collection[str], endings: tuple[str, ...] = ()) -> float:
    """Return how far a name of these words is one of the `known`: WHOLE, PART, INNER, or 0 for not at all.

    A part are the first and the last word, and the last one where it ends in one of `endings`. Words of
    one letter are names of their own only.
    """
    if _is_known("".join(found), known):
        return WHOLE
    long = [word if len(word) > 1 else "" for word in found]
    if not long:
        return 0.0
    if _is_known(long[0], known) or _is_known(long[-1], known) or (endings and long[-1].endswith(endings)):
        return PART
    return INNER if any(_is_known(word, known) for word in long) else 0.0


def _is_known(word: str, known: Collection[str]) -> bool:
    """Tell whether a word or, where it ends in s, what it may be the plural of, is `known`."""
    return word in known or (len(word) > 3 and word.endswith("s") and word[:-1] in known)
