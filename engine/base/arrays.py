"""The array types that every room of the engine shares, freezing them, and going through them in pieces."""

from collections.abc import Iterator
from typing import Any, Final, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.floating[Any]]
Float64Array: TypeAlias = NDArray[np.float64]
IndexArray: TypeAlias = NDArray[np.intp]
BoolArray: TypeAlias = NDArray[np.bool_]


Floats = TypeVar("Floats", bound=np.floating[Any])


def frozen(array: NDArray[Floats]) -> NDArray[Floats]:
    """Return a copy of `array` that nobody can write to, fit to hand to another thread."""
    copy = np.array(array)
    copy.setflags(write=False)
    return copy


PIECE: Final = 8192
"""How many numbers are worked on at once where in-between results are needed: they fit the cache."""


def pieces(*arrays: FloatArray) -> Iterator[tuple[FloatArray, ...]]:
    """Yield matching views, of at most PIECE numbers, that together cover `arrays` of one shape.

    Arrays that do not lie in memory in one run come whole. Arithmetic on pieces takes a fifth of the time
    that it takes on a large array whose in-between results have to be written to memory and read again.
    """
    if arrays[0].size <= PIECE or not all(array.flags.c_contiguous for array in arrays):
        yield arrays
        return
    flat = [array.reshape(-1) for array in arrays]
    for first in range(0, arrays[0].size, PIECE):
        yield tuple(array[first : first + PIECE] for array in flat)
