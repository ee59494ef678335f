"""Tables that are delimited text, or become it: a workbook's sheet is written as such."""

from collections.abc import Iterator
from contextlib import contextmanager

from engine.base.watch import Watch
from engine.reading.choice import Reading
from engine.reading.columns.cells import Cells
from engine.reading.preview import Preview, preview_of
from engine.reading.source_file import SourceFile
from engine.reading.text import delimited, text_file
from engine.reading.text.guess import guess


@contextmanager
def opened(source: SourceFile, reading: Reading, watch: Watch) -> Iterator[Cells]:
    """Open the cells of a table; raise InputError if it is none."""
    with (
        text_file.opened(source, reading, watch) as file,
        delimited.opened(file, guess(file, watch), watch) as cells,
    ):
        yield cells


def preview(source: SourceFile, reading: Reading, rows: int) -> Preview:
    """Read the first rows of a table; raise InputError if it is none."""
    watch = Watch()
    with text_file.opened(source, reading, watch, text_file.PREVIEW_BYTES) as file:
        dialect = guess(file, watch)
        found = delimited.first(file, dialect, rows)
        layout, chosen = dialect.layout(file), dialect.reading(file.reading)
        return preview_of(layout, chosen, found.records, found.notes, file.sheets)
