"""The array types that every room of the engine shares, and freezing them."""

from typing import Any, TypeAlias, TypeVar

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
