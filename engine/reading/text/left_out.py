"""Sentences about the lines of a text that are no records."""

from collections.abc import Sequence
from typing import Final

from engine.base.watch import Watch
from engine.base.words import listed, shortened
from engine.reading.text.records import Syntax
from engine.reading.text.rewriting import comment_count
from engine.reading.text.text_file import TextFile

_SHOWN: Final = 60


def sentence(place: str, lines: Sequence[tuple[int, str]], where: str) -> str:
    """Say which lines, given as their numbers and texts, were left out `where` ("above", "below")."""
    shown = listed([f'"{shortened(" ".join(text.split()), _SHOWN)}"' for _, text in lines])
    count = f"{place} {lines[0][0]:,} was" if len(lines) == 1 else f"{len(lines)} {place}s were"
    return f"{count} left out {where} the table, as no record: {shown}"


def comments(file: TextFile, syntax: Syntax, watch: Watch) -> tuple[str, ...]:
    """Say how many lines are comments; those that hold names or units are none."""
    if not syntax.comment:
        return ()
    count = comment_count(file, syntax.comment, watch) - len(syntax.header)
    if count == 0:
        return ()
    if count == 1:
        return (f"1 {file.place} that begins with {syntax.comment} was left out, as a comment",)
    return (f"{count:,} {file.place}s that begin with {syntax.comment} were left out, as comments",)
