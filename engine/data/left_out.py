"""Sentences about the lines of a text that are no records."""

from collections.abc import Sequence
from typing import Final

from engine.data.records import Syntax, is_comment
from engine.data.text_file import TextFile
from engine.words import listed, shortened

_SHOWN: Final = 60


def sentence(place: str, lines: Sequence[tuple[int, str]], where: str) -> str:
    """Say which lines, given as their numbers and texts, were left out `where` ("above", "below")."""
    shown = listed([f'"{shortened(" ".join(text.split()), _SHOWN)}"' for _, text in lines])
    count = f"{place} {lines[0][0]:,} was" if len(lines) == 1 else f"{len(lines)} {place}s were"
    return f"{count} left out {where} the table, as no record: {shown}"


def comments(file: TextFile, syntax: Syntax) -> tuple[str, ...]:
    """Say how many lines are comments; the one that holds the names is none."""
    if not syntax.comment:
        return ()
    with open(file.plain, encoding="utf-8-sig", newline="", errors="replace") as text:
        count = sum(is_comment(line, syntax.comment) for line in text) - (syntax.header > 0)
    if count == 0:
        return ()
    if count == 1:
        return (f"1 {file.place} that begins with {syntax.comment} was left out, as a comment",)
    return (f"{count:,} {file.place}s that begin with {syntax.comment} were left out, as comments",)
