"""How well a text in letters beyond ASCII fits a language: what its letters say when read in an encoding.

One byte is another letter in each encoding of its family, and mostly one that fits worse: no language has
the letter beside the others, vowels and consonants no longer take turns, a capital or a sign stands inside a
word.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Final

_WESTERN: Final = {
    "German": "äöüß",
    "French": "àâæçéèêëîïôœùûüÿ",
    "Spanish": "áéíñóúü",
    "Portuguese": "áâãàçéêíóôõúü",
    "Italian": "àèéìíîòóùú",
    "Danish and Norwegian": "åæøé",
    "Swedish and Finnish": "åäöéü",
    "Dutch": "áéëíïóöúüèê",
    "Catalan": "àçèéíïòóúü",
    "Icelandic": "áðéíóúýþö",
}
_CENTRAL: Final = {
    "Polish": "ąćęłńóśźż",
    "Czech": "áčďéěíňóřšťúůýž",
    "Slovak": "áäčďéíĺľňóôŕšťúýž",
    "Hungarian": "áéíóöőúüű",
    "Romanian": "ăâîşţșț",
    "Croatian": "čćđšž",
    "German": "äöüß",
}
_CYRILLIC: Final = {
    "Russian": "абвгдежзийклмнопрстуфхцчшщъыьэюяё",
    "Ukrainian": "абвгдежзийклмнопрстуфхцчшщьюяєіїґ",
    "Serbian": "абвгдежзиклмнопрстуфхцчшђјљњћџ",
}
ALPHABETS: Final = {
    "cp1252": _WESTERN,
    "cp1250": _CENTRAL,
    "iso8859-2": _CENTRAL,
    "cp1251": _CYRILLIC,
    "koi8-r": _CYRILLIC,
    "cp1254": {"Turkish": "çğıöşüâîû"},
    "cp1257": {"Lithuanian": "ąčęėįšųūž", "Latvian": "āčēģīķļņšūž", "Estonian": "äõöüšž"},
    "cp1253": {"Greek": "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ"},
    "cp1255": {"Hebrew": "אבגדהוזחטיךכלםמןנסעףפץצקרשת"},
    "cp1256": {"Arabic": "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگ"},
}
"""The letters beyond ASCII of the languages that each encoding is for, likelier ones first."""

_RARE: Final = ("Icelandic", "Lithuanian", "Latvian", "Estonian")
"""Hardly a file is in these, so that they must fit better than another."""

IMPLAUSIBLE: Final = 10
"""What one thing costs that no text has."""

_SIGNS: Final = frozenset("°µμ²³±·×÷§€£¥ªº«»‹›¿¡©®™½¼¾–—‘’“”„…‰•№\xa0\xad")
_WORD: Final = re.compile(r"[^\W\d_²³¹¼½¾ªºµμ]+")
_ANYWHERE: Final = frozenset("·’‘\xad–—\xa0²")
_AT_THE_END: Final = frozenset("ךםןףץةىς")
_SOFT: Final = frozenset("ćńśź")
_VOWELS: Final = frozenset("aeiouyæœøıаеиоуыэюяєіїαειηουω")


def cost(text: str, encoding: str) -> int:
    """Return how badly a text fits the best of an encoding's languages, 0 where nothing is odd.

    Each word counts once, however often it stands there.
    """
    words = foreign_words(text)
    letters = {letter for word in words for letter in _small(word) if not letter.isascii()}
    alphabets = ALPHABETS[encoding]
    foreign = min(
        2 * sum(letter not in alphabet for letter in letters) + 2 * (language in _RARE)
        for language, alphabet in alphabets.items()
    )
    unknown = letters.difference(*alphabets.values())
    return (
        foreign
        + IMPLAUSIBLE * (len(unknown) + _misplaced_signs(text) + _strange(words))
        + sum(_out_of_turn(word) + (len(word) > 3 and word.isupper()) for word in words)
    )


def foreign_words(text: str) -> set[str]:
    """Return the different words with a letter beyond ASCII."""
    return {word for word in _WORD.findall(text) if not word.isascii()}


def _small(word: str) -> str:
    """Return a word in small letters, of which a Turkish İ is one."""
    return word.replace("İ", "i").lower()


def _strange(words: Iterable[str]) -> int:
    """Count the words whose scripts or capitals are mixed, one more where Latin ones lack ASCII letters."""
    latin = [word for word in words if any(map(_is_latin, word))]
    mixed = sum(not all(map(_is_latin, word)) for word in latin)
    capitals = sum(word not in (word.upper(), word[0] + word[1:].lower()) for word in words)
    foreign = sum(not letter.isascii() for word in latin for letter in word)
    return mixed + capitals + (3 * foreign > 2 * sum(map(len, latin)) + 2)


def _misplaced_signs(text: str) -> int:
    """Count the signs that none uses, and those that no writing has beside a letter as they are here."""
    found = 0
    for place, sign in enumerate(text):
        if sign.isascii() or (sign.isalpha() and sign not in _SIGNS):
            continue
        before, after = text[place - 1 : place], text[place + 1 : place + 2]
        inside = before.isalpha() and after.isalpha() and sign not in _ANYWHERE
        opening = sign in "£€¥©®¹³¼½¾" and after.isalpha()
        found += sign not in _SIGNS or inside or opening
    return found


def _out_of_turn(word: str) -> int:
    """Count the letters beyond ASCII beside one of their own kind, vowel or consonant, and lone consonants.

    A Polish ń stands before no vowel, a Spanish ñ before nothing else. Hebrew and Arabic write few
    vowels, but have letters for the end of a word.
    """
    letters = _small(word)
    early = sum(letter in _AT_THE_END for letter in letters[:-1])
    kinds = [_is_vowel(letter) for letter in letters]
    if None in kinds:
        return 2 + 2 * early
    alone = int(len(letters) == 1 and not kinds[0])
    pairs = sum(
        (left == right) and not (one + other).isascii()
        for (one, left), (other, right) in pairwise(zip(letters, kinds, strict=True))
    )
    vowel_next = [*kinds[1:], False]
    soft = sum(
        (letter in _SOFT and bool(vowel)) or (letter == "ñ" and not vowel)
        for letter, vowel in zip(letters, vowel_next, strict=True)
    )
    return alone + pairs + soft


@lru_cache(maxsize=1024)
def _is_vowel(letter: str) -> bool | None:
    """Tell whether a small letter is a vowel, None where its script does not write all of them."""
    if "\u0590" <= letter <= "\u06ff":
        return None
    return letter != "й" and (unicodedata.normalize("NFD", letter)[0] in _VOWELS or letter in _VOWELS)


@lru_cache(maxsize=1024)
def _is_latin(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith("LATIN")
