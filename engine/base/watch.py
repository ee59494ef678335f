"""What ties a long reading to whoever waits for it: how far it is, and a way to end it."""

import threading
from collections.abc import Iterable, Iterator
from typing import TypeVar

from engine.base.errors import InputError

Item = TypeVar("Item")


class Cancelled(InputError):  # noqa: N818 - no mistake was made
    """The reading was ended by the person who began it; nothing of it is left."""


class Watch:
    """How far a reading is, from 0 to 1, and whether it is to end; used by two threads at once."""

    def __init__(self) -> None:
        self.share = 0.0
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """Have the reading end within half a second, by raising Cancelled where it was called."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """Whether the reading is to end."""
        return self._cancelled.is_set()

    def check(self) -> None:
        """Raise Cancelled where the reading is to end; whoever reads calls this every few milliseconds."""
        if self.cancelled:
            raise Cancelled("the reading was cancelled")

    def each(self, items: Iterable[Item]) -> Iterator[Item]:
        """Yield items, and raise Cancelled before the next one where the reading is to end."""
        for item in items:
            self.check()
            yield item
