"""Quotes that would join lines which are whole records by themselves: they are letters."""

import re
from typing import Final

from engine.reading.text.records import split
from engine.reading.text.samples import Sample, sample_of
from engine.reading.text.text_file import TextFile

_BREAK: Final = re.compile(r"\r\n|\r|\n")


def as_letters(file: TextFile, sample: Sample) -> tuple[Sample, tuple[str, ...]]:
    """Return a sample without quotes where these are stray, and the question that is to be asked of that."""
    if file.reading.quote is not None or sample.syntax.quote != '"':
        return sample, ()
    loose = sample.syntax._replace(quote="")
    joined = [
        (record.line, lines)
        for record in sample.taken
        if len(lines := _BREAK.split(record.text.rstrip("\r\n"))) > 1
    ]
    if not joined or any(len(split(line, loose)) != sample.width for _, lines in joined for line in lines):
        return sample, ()
    other = sample_of(file, loose)
    if not other or other.score <= sample.score:
        return sample, ()
    first, lines = joined[0]
    return other, (
        f'a quote (") in {file.place} {first:,} would join {len(lines)} {file.place}s, so quotes were read '
        "as letters: choose double quotes if cells go over several lines",
    )
