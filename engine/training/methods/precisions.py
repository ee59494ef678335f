"""How many digits a run computes with: the types of its numbers, in the one table menus and checks read."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np


@dataclass(frozen=True, slots=True)
class Precision:
    """A row of the table of precisions; its id is NumPy's name of the type."""

    id: str
    title: str
    tip: str

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of every number of the run."""
        return np.dtype(self.id)


PRECISIONS: Final = {
    row.id: row
    for row in (
        Precision(
            "float64",
            "64 bits",
            "Computes with about 16 digits: the usual choice, and what the article uses.",
        ),
        Precision(
            "float32",
            "32 bits",
            "Computes with about 7 digits: up to twice as fast with wide layers, and half the memory. Losses "
            "below about a millionth are then no longer exact.",
        ),
    )
}
