"""What follows from a run's weights, computed once for as long as these stay."""

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Cached(Generic[T]):
    """A value that is computed when it is first asked for, and again once the weights have changed."""

    def __init__(self, compute: Callable[[], T]) -> None:
        self._compute = compute
        self._value: T | None = None

    def __call__(self) -> T:
        """Return the value."""
        if self._value is None:
            self._value = self._compute()
        return self._value

    def forget(self) -> None:
        """Compute the value anew when it is next asked for."""
        self._value = None
