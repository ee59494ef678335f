"""Rows that are equal, found by a hash of what they hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.base.arrays import BoolArray, Float64Array, IndexArray

_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)
_HALF: Final = np.uint64(32)


@dataclass(frozen=True, slots=True, eq=False)
class Copies:
    """Places (n,) of rows that are equal to others, equal ones in turn, and the number of each's group."""

    places: IndexArray
    group: IndexArray

    @property
    def later(self) -> IndexArray:
        """The places of all but the first of each group."""
        later: IndexArray = self.places[1:][self.group[1:] == self.group[:-1]]
        return later

    def with_equal_in(self, mask: BoolArray) -> BoolArray:
        """Tell for each of the places whether it, or one equal to it, is marked in `mask` (rows,)."""
        has: BoolArray = np.zeros(int(self.group.max(initial=-1)) + 1, dtype=bool)
        has[self.group[mask[self.places]]] = True
        found: BoolArray = has[self.group]
        return found


def find_copies(columns: Iterable[Float64Array], rows: int) -> Copies:
    """Return which of so many `rows` agree in all `columns`, a missing value being equal to another.

    Equal hashes are taken for equal rows: among a million different ones there is a pair of the same 64 bits
    once in 37 million tables.
    """
    hashes = np.zeros(rows, dtype=np.uint64)
    for values in columns:
        _mix(hashes, values)
    order = np.argsort(hashes, kind="stable")
    ordered = hashes[order]
    same: BoolArray = np.zeros(rows + 1, dtype=bool)
    same[1:-1] = ordered[1:] == ordered[:-1]
    inside = same[1:] | same[:-1]
    return Copies(order[inside], np.cumsum(~same[:-1][inside]) - 1)


def _mix(hashes: NDArray[np.uint64], values: Float64Array) -> None:
    """Work `values` into the `hashes`."""
    hashes ^= (values + 0.0).view(np.uint64)  # adding makes one zero of the two
    hashes *= _MULTIPLIER
    hashes ^= hashes >> _HALF
