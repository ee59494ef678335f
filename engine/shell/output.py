"""How the shell talks: one result on standard output, everything else on standard error."""

import json
import math
import os
import sys
import textwrap
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from io import TextIOWrapper
from typing import Final, TextIO

from engine.base.errors import InputError

_TEXT_WIDTH: Final = 100


class Status(IntEnum):
    """The exit statuses; the last two are what shells report for these two signals."""

    DONE = 0
    DIVERGED = 1
    MISTAKE = 2
    INTERRUPTED = 130
    BROKEN_PIPE = 141


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a command, for a program and for a person."""

    data: dict[str, object]
    text: str
    status: Status = Status.DONE


def say(sentence: str) -> None:
    """Say something in one line on standard error, which nobody has to listen to."""
    if sys.stderr is not None:
        with suppress(OSError):
            print(f"layerbench: {in_one_line(sentence)}", file=sys.stderr, flush=True)


def write(text: str) -> Status:
    """Write `text` to standard output; raise InputError where that is not possible."""
    if sys.stdout is None:
        return Status.DONE
    try:
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")
        print(text, flush=True)
    except BrokenPipeError:
        _forget(sys.stdout)
        return Status.BROKEN_PIPE
    except OSError as error:
        _forget(sys.stdout)
        raise InputError(f"the result could not be written ({error.strerror}): write it elsewhere") from error
    return Status.DONE


def _forget(stream: TextIO) -> None:
    """Lead what `stream` still holds to nowhere, so that the interpreter does not fail on it when leaving."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def json_text(data: dict[str, object]) -> str:
    """Return `data` as JSON in one line, with full precision, and null for what is not finite."""
    return json.dumps(_finite(data), allow_nan=False)


def _finite(value: object) -> object:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    return value


def in_one_line(text: str) -> str:
    """Return `text` without line breaks and other characters that cannot be printed."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in " ".join(text.split()))


def number(value: float | None) -> str:
    """Return a number as a person reads it, and a dash for none."""
    return "-" if value is None or not math.isfinite(value) else f"{value:.6g}"


def wrapped(text: str, indent: str = "") -> str:
    """Return a sentence or more in lines of a width that reads well."""
    return textwrap.fill(text, _TEXT_WIDTH, initial_indent=indent, subsequent_indent=indent)


def aligned(head: Sequence[str], rows: Iterable[Sequence[str]], texts: int = 1) -> str:
    """Return a table in columns: the first `texts` of them to the left, numbers after them to the right."""
    cells = [[in_one_line(cell) for cell in row] for row in (head, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if i < texts else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    )
