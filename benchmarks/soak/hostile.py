"""Files made to do harm: each by its name, and what writes it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from benchmarks.soak import hostile_packed, hostile_texts, hostile_workbooks

FILES: Final[Mapping[str, Callable[[Path], object]]] = {
    **hostile_texts.FILES,
    **hostile_packed.FILES,
    **hostile_workbooks.FILES,
}
