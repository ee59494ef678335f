"""Parquet files as a source of cells."""

from collections.abc import Iterator
from contextlib import contextmanager

from engine.data.cells import Cells
from engine.data.reading import Reading
from engine.data.source_file import SourceFile
from engine.data.watch import Watch
from engine.errors import InputError


@contextmanager
def opened(source: SourceFile, reading: Reading, watch: Watch) -> Iterator[Cells]:  # noqa: ARG001
    """Open a Parquet file whose columns become text; raise InputError."""
    raise InputError(f"{source.shown} is a Parquet file: save it as comma-separated text (CSV) and open that")
    yield
