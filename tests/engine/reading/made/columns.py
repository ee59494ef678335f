"""Columns made at random: the texts that are written, and the values they mean."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random
from typing import Final

Value = float | str | None

WORDS: Final = {
    "english": (
        "north",
        "South",
        "red",
        "Pinus",
        "high school",
        "O'Brien",
        "low",
        "St. John's",
        "A-1",
        "Type B",
    ),
    "german": ("Köln", "Straße", "grün", "Äpfel", "mäßig", "hoch", "Übung", "Bad Tölz", "Größe", "Ost"),
    "french": (
        "forêt",
        "été",
        "élevé",
        "Orléans",
        "façade",
        "l'eau",
        "Besançon",
        "âge",
        "niveau",
        "très bas",
    ),
    "dutch": (
        "'s-Gravenhage",
        "'t Harde",
        "Den Haag",
        "coöperatie",
        "'s-Hertogenbosch",
        "Utrecht",
        "één",
        "zee",
    ),
    "polish": ("Łódź", "Gdańsk", "żółty", "wysoki", "średni", "Poznań", "niski", "Kraków", "ćwierć", "dąb"),
    "czech": ("Plzeň", "žlutý", "vysoký", "střední", "Děčín", "nízký", "červený", "dům", "Tábor", "Říčany"),
    "russian": (
        "Москва",
        "красный",
        "высокий",
        "Казань",
        "средний",
        "низкий",
        "дом",
        "Тула",
        "берёза",
        "ель",
    ),
    "japanese": ("東京", "大阪", "高い", "赤", "京都", "低い", "松", "名古屋", "中", "青"),
}
"""A few words of each language."""

ENCODINGS: Final = {
    "cp1252": ("english", "german", "french", "dutch"),
    "latin-1": ("english", "german", "french", "dutch"),
    "cp1250": ("polish", "czech", "german"),
    "iso8859-2": ("polish", "czech"),
    "cp1251": ("russian",),
    "koi8-r": ("russian",),
    "shift_jis": ("japanese",),
}
"""The languages that are written in an encoding; those of Unicode are in all of them."""

ODD_TEXTS: Final = (
    *('said "yes"', "Oslo, Norway", "a; b", "left|right", "two\nlines", 'Smith, J. "Jo"', "x\ty", "5 or 6"),
    *(
        "50 % off",
        "C++",
        "rock 'n' roll",
        "'quoted'",
        '"',
        "3rd floor",
        "no. 12",
        "{x}",
        "a=b",
        "<b>",
        "1-2-3x",
    ),
)
GAPS: Final = ("", "NA", "?", "n/a", "NULL", "-", ".", "NaN", "#N/A", "None")


@dataclass(frozen=True, slots=True)
class MadeColumn:
    """A column: its `texts` as a program writes them, and what they mean, None where there is nothing.

    `kind` is "number", "date" or "text" (yes/no too); a number in `texts` has a point and no thousands.
    """

    name: str
    kind: str
    texts: tuple[str, ...]
    values: tuple[Value, ...]
    unit: str = ""


def column(random: Random, rows: int, language: str, name: str, *, day_first: bool) -> MadeColumn:
    """Make a column of a random kind, some with gaps; a table has days and months in one order."""
    make = random.choice((*_KINDS, *(2 * (_days_first if day_first else _months_first,))))
    kind, pairs = make(random, rows, WORDS[language])
    if random.random() < 0.35:
        gap, share = random.choice(GAPS), random.choice((0.05, 0.3, 0.6))
        # A column of gaps only is none, so one row keeps its value.
        kept = random.randrange(rows)
        pairs = [
            (gap, None) if row != kept and random.random() < share else pair for row, pair in enumerate(pairs)
        ]
    texts, values = zip(*pairs, strict=True)
    return MadeColumn(name, kind, texts, values)


_Pairs = list[tuple[str, Value]]
_Maker = Callable[[Random, int, tuple[str, ...]], tuple[str, _Pairs]]


def _integers(random: Random, rows: int, _: tuple[str, ...]) -> tuple[str, _Pairs]:
    low, high = random.choice(
        ((0, 1), (1, 5), (0, 100), (-50, 50), (1900, 2030), (0, 10_000), (100_000, 999_999), (10**9, 10**14))
    )
    return _numbers(str(random.randint(low, high)) for _ in range(rows))


def _floats(random: Random, rows: int, _: tuple[str, ...]) -> tuple[str, _Pairs]:
    scale = 10.0 ** random.randint(-12, 12)
    return _numbers(repr(random.gauss(0, scale)) for _ in range(rows))


def _fixed(random: Random, rows: int, _: tuple[str, ...]) -> tuple[str, _Pairs]:
    digits, high = random.randint(1, 5), random.choice((1, 9, 500, 50_000, 5_000_000))
    return _numbers(f"{random.uniform(-high * random.choice((0, 1)), high):.{digits}f}" for _ in range(rows))


def _scientific(random: Random, rows: int, _: tuple[str, ...]) -> tuple[str, _Pairs]:
    return _numbers(f"{random.gauss(0, 1) * 10 ** random.randint(-200, 200):.6e}" for _ in range(rows))


def _long(random: Random, rows: int, _: tuple[str, ...]) -> tuple[str, _Pairs]:
    return _numbers(str(random.randint(2**53, 2**63)) for _ in range(rows))


def _numbers(texts: Iterable[str]) -> tuple[str, _Pairs]:
    return "number", [(text, float(text)) for text in texts]


def _labels(random: Random, rows: int, words: tuple[str, ...]) -> tuple[str, _Pairs]:
    few = random.sample(words, random.randint(2, 5))
    return _texts(random.choice(few) for _ in range(rows))


def _odd(random: Random, rows: int, words: tuple[str, ...]) -> tuple[str, _Pairs]:
    share = random.choice((0.02, 0.3, 1))
    return _texts(
        random.choice(ODD_TEXTS) if random.random() < share else random.choice(words) for _ in range(rows)
    )


def _notes(random: Random, rows: int, words: tuple[str, ...]) -> tuple[str, _Pairs]:
    return _texts(" ".join(random.choices(words, k=random.randint(1, 6))) for _ in range(rows))


def _answers(random: Random, rows: int, _: tuple[str, ...]) -> tuple[str, _Pairs]:
    pair = random.choice((("no", "yes"), ("False", "True"), ("N", "Y"), ("nein", "ja"), ("FALSE", "TRUE")))
    return _texts(random.choice(pair) for _ in range(rows))


def _zeros(random: Random, rows: int, _: tuple[str, ...]) -> tuple[str, _Pairs]:
    digits = random.randint(3, 12)
    codes = [f"{random.randrange(10 ** random.randint(1, digits)):0{digits}}" for _ in range(rows)]
    codes[0] = f"{random.randint(1, 99):0{digits}}"
    return _texts(codes)


def _codes(random: Random, rows: int, _: tuple[str, ...]) -> tuple[str, _Pairs]:
    make = random.choice(
        (
            lambda: f"{random.randrange(10**7, 10**8)}_{random.randrange(1, 50)}_{random.randrange(1, 50)}",
            lambda: f"{random.randrange(10**10):011}sefc{''.join(random.choices('ABC', k=3))}",
            lambda: f"{random.choice('ABCD')}{random.randrange(1000):03}",
            lambda: f"{random.randrange(1, 99)}-{random.randrange(100, 999)}-{random.randrange(1000)}",
            lambda: f"{random.randrange(256)}.{random.randrange(256)}.{random.randrange(256)}.7",
            lambda: f"{random.randrange(16**8):08x}g",
        )
    )
    return _texts(make() for _ in range(rows))


def _mixed(random: Random, rows: int, words: tuple[str, ...]) -> tuple[str, _Pairs]:
    share = random.choice((0.05, 0.3, 0.7))
    return _texts(
        random.choice(words) if random.random() < share else str(random.randint(0, 9999)) for _ in range(rows)
    )


def _texts(texts: Iterable[str]) -> tuple[str, _Pairs]:
    return "text", [(text, text) for text in texts]


_DATES: Final = (
    *("%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S+00:00", "%Y/%m/%d"),
    *("%d.%m.%Y", "%d.%m.%Y %H:%M", "%d.%m.%y", "%d %b %Y", "%d-%b-%y", "%B %d, %Y", "%Y-%m"),
)


def _days_first(random: Random, rows: int, _: tuple[str, ...]) -> tuple[str, _Pairs]:
    return _dates(random, rows, (*_DATES, "%d/%m/%Y", "%d-%m-%Y", "%d/%m/%y", "%d/%m/%Y %H:%M"))


def _months_first(random: Random, rows: int, _: tuple[str, ...]) -> tuple[str, _Pairs]:
    return _dates(random, rows, (*_DATES, "%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y", "%m/%d/%Y %I:%M %p"))


def _dates(random: Random, rows: int, forms: tuple[str, ...]) -> tuple[str, _Pairs]:
    form = random.choice(forms)
    start = datetime.datetime(random.randint(1971, 2020), random.randint(1, 12), 1)
    span = random.choice((11, 27, 400, 2000))
    pairs: _Pairs = []
    for _row in range(rows):
        moment = start + datetime.timedelta(random.randrange(span), 60 * random.randrange(1440))
        text = moment.strftime(form)
        exact = datetime.datetime.strptime(text, form).replace(tzinfo=None)
        pairs.append((text, (exact - datetime.datetime(1970, 1, 1)) / datetime.timedelta(1)))
    return "date", pairs


_KINDS: Final[tuple[_Maker, ...]] = (
    *(_integers, _integers, _floats, _fixed, _fixed, _scientific, _long),
    *(_labels, _labels, _odd, _notes, _answers, _zeros, _codes, _mixed),
)
