"""What follows from a run's weights, worked out once for as long as these stay."""

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Known(Generic[T]):
    """Something that is worked out when it is first asked for, and again once the weights have changed."""

    def __init__(self, work_out: Callable[[], T]) -> None:
        self._work_out = work_out
        self._found: T | None = None

    def __call__(self) -> T:
        """Return it."""
        if self._found is None:
            self._found = self._work_out()
        return self._found

    def forget(self) -> None:
        """Take note that the weights have changed."""
        self._found = None
