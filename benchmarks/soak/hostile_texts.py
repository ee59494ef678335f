"""Texts made to do harm: endless, deep, ragged, of one sign a million times, or in no encoding."""

import random
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

_MILLION: Final = 1_000_000
_TABLE: Final = "a,b\n1,2\n3,4\n"


def _text(text: str, encoding: str = "utf-8") -> Callable[[Path], object]:
    return lambda path: path.write_bytes(text.encode(encoding, errors="surrogatepass"))


def _bytes(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


def _lines(lines: Callable[[], Iterable[str]]) -> Callable[[Path], object]:
    """Make the text only when it is written."""

    def write(path: Path) -> None:
        with path.open("w") as out:
            out.writelines(f"{line}\n" for line in lines())

    return write


def _cell(cell: str) -> Callable[[Path], object]:
    """Write a table of three columns with a cell of a megabyte in the middle."""
    return _text(f"a,b,c\n1,x,3\n2,{cell},4\n5,y,6\n")


_LONG: Final = {
    "letters": "a" * _MILLION,
    "umlauts": "ä" * _MILLION,
    "digits": "7" * _MILLION,
    "zeros": "0" * _MILLION + "1",
    "groups": "1," * (_MILLION // 2),
    "points": "1." * (_MILLION // 2),
    "apostrophes": "1'000" * (_MILLION // 5),
    "blanks": " " * _MILLION,
    "blanks-then-month": "1" + " " * _MILLION + "jan",
    "signs": "+-" * (_MILLION // 2),
    "brackets": "(" * _MILLION,
    "colons": "1:" * (_MILLION // 2),
    "dashes": "1-" * (_MILLION // 2),
    "slashes": "1/" * (_MILLION // 2),
    "exponents": "1e" * (_MILLION // 2),
    "units": "1 m/" * (_MILLION // 4),
    "percents": "1" + "%" * _MILLION,
    "underscores": "1_" * (_MILLION // 2),
    "hard-blanks": "1" + "\u00a0" * _MILLION,
    "quotes": '"' * _MILLION,
    "single-quotes": "'" * _MILLION,
    "backslashes": "\\" * _MILLION,
    "marks": "a" + "\u0301" * _MILLION,
    "right-to-left": "\u202e" * _MILLION,
}

_NUMBERS: Final = (
    *("1e999999999", "-1e400", "1e-999999999", "9" * 400, "0x1p-1074", "1" + "0" * 5000 + ".5", "nan(1)"),
    *("99999999999999999999-01-01", "0000-00-00", "31.02.2024", "24:60:61", "1e5e5", "٣٫١٤", "１２３"),
)

_ANYTHING: Final = {
    "empty": b"",
    "one-byte": b"\xff",
    "line-ends": b"\n" * 20_000_000,
    "returns": b"\r" * 5_000_000,
    "only-separators": b",,,,,,,,\n" * 500_000,
    "only-quotes-and-lines": b'"\n' * 500_000,
    "zeros": bytes(5_000_000),
    "a-zero-inside": b"a,b\n1,2\n3,\x004\n",
    "mark-of-utf-8": b"\xef\xbb\xbf",
    "marks-of-utf-8": b"\xef\xbb\xbf" * 1000 + _TABLE.encode(),
    "mark-of-utf-16": b"\xff\xfe",
    "half-of-utf-16": _TABLE.encode("utf-16")[:-1],
    "beyond-utf-32": b"\xff\xfe\x00\x00" + b"\xff" * 40_000,
    "high-bytes": bytes(range(128, 256)) * 50_000,
    "all-bytes": bytes(range(256)) * 20_000,
    "noise": random.Random(1).randbytes(5_000_000),
    "latin-letters": b"a,b\n1," + b"\xe4" * _MILLION + b"\n2,3\n",
    "escapes": b"a,b\n\x1b[2J\x1b]0;x\x07,2\n3,4\n" * 10_000,
    "other-line-ends": "a,b\u20281,2\u20293,4\x0b5,6\x0c7,8\x859,1\n".encode() * 10_000,
    "surrogates": _TABLE.encode() + b"\xed\xa0\x80,1\n",
    "long-codes": _TABLE.encode() + b"\xf8\x88\x80\x80\x80,1\n\xc0\x80,2\n",
}

_DEEP: Final = {
    "json-arrays": "[" * 200_000,
    "json-objects": '{"a":' * 200_000,
    "json-lines": '{"a": [1, {"b": 2}], "c": null}\n' * 100_000,
    "json-wide": "[{" + ",".join(f'"c{place}": {place}' for place in range(50_000)) + "}]",
    "xml": "<a>" * 200_000,
    "html-tables": "<table><tr><td>" * 100_000,
    "arff": "@relation x\n" + "@attribute a numeric\n" * 100_000 + "@data\n1\n",
}

_MANY: Final = {
    "columns-comma": lambda: (",".join(map(str, range(_MILLION))) for _ in range(2)),
    "columns-tab": lambda: ("\t".join(["x"] * _MILLION) for _ in range(2)),
    "columns-semicolon": lambda: (";" * _MILLION for _ in range(3)),
    "columns-blank": lambda: ("1 " * _MILLION for _ in range(2)),
    "columns-100000": lambda: (",".join(["1.5"] * 100_000) for _ in range(20)),
    "columns-2000-of-one-name": lambda: (
        ",".join(["1"] * 2000 if row else ["x"] * 2000) for row in range(50)
    ),
    "rows-of-one-more": lambda: (",".join(["1"] * row) for row in range(2000)),
    "rows-of-one-less": lambda: (",".join(["1"] * (2000 - row)) for row in range(1999)),
    "rows-of-one-cell": lambda: map(str, range(3 * _MILLION)),
    "rows-of-two-cells": lambda: (f"{row},{row}" for row in range(3 * _MILLION)),
    "comments": lambda: (f"# {row}" for row in range(_MILLION)),
    "comments-between": lambda: (f"# {row}" if row % 2 else f"{row},1" for row in range(400_000)),
    "comments-percent": lambda: ("%" * 70 for _ in range(200_000)),
    "a-preamble-of-100000-lines": lambda: (
        f"line {row}" if row < 100_000 else "1,2" for row in range(100_100)
    ),
    "notes-of-100000-lines": lambda: (f"note {row}" if row > 100 else f"{row},2" for row in range(100_000)),
    "labels": lambda: (f"{row * 7919},label {row}" for row in range(_MILLION)),
    "long-labels": lambda: (f"{row},{'x' * 5000}{row}" for row in range(10_000)),
    "an-open-quote": lambda: ('"a,b' if row == 0 else f"{row},2" for row in range(2 * _MILLION)),
    "a-quote-in-the-last-line": lambda: (
        f"{row},2" if row < _MILLION else '1,"2' for row in range(_MILLION + 1)
    ),
    "quotes-everywhere": lambda: ('"a ""b"" c","1"' for _ in range(500_000)),
    "odd-quotes": lambda: ('a"b,"c"d,1' for _ in range(200_000)),
    "single-quotes": lambda: (f"'s-Gravenhage {row},{row}" for row in range(300_000)),
    "missing": lambda: ("NA,?,," for _ in range(_MILLION)),
    "dates": lambda: (f"{row % 28 + 1}/{row % 12 + 1}/2024,{row}" for row in range(500_000)),
    "dates-of-all-forms": lambda: (
        ("2024-01-02", "1/2/2024", "2. 1. 2024", "Jan 2, 2024")[row % 4] + f",{row}" for row in range(200_000)
    ),
    "a-longest-line": lambda: ("x" * 50_000_000 for _ in range(1)),
    "a-long-line-below": lambda: ("1,2" if row < 1000 else "x" * 20_000_000 for row in range(1001)),
}

FILES: Final[dict[str, Callable[[Path], object]]] = {
    **{f"long-{name}.csv": _cell(cell) for name, cell in _LONG.items()},
    **{f"number-{place}.csv": _text(f"a,b\n1,2\n{cell},4\n5,6\n") for place, cell in enumerate(_NUMBERS)},
    **{f"any-{name}.csv": _bytes(content) for name, content in _ANYTHING.items()},
    **{f"deep-{name}.csv": _text(text) for name, text in _DEEP.items()},
    **{f"many-{name}.csv": _lines(lines) for name, lines in _MANY.items()},
}
