"""Which rows train, which choose between networks, and which test."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.arrays import IndexArray
from engine.errors import InputError
from engine.limits import LIMITS


class SplitRows(NamedTuple):
    """Row numbers of the three shares; no row is in two of them."""

    train: IndexArray
    validation: IndexArray
    test: IndexArray


@dataclass(frozen=True, slots=True)
class Split:
    """Shares in percent, or the very rows that test.

    With `test_rows` (zero-based numbers of the table's records) those rows test and all others train.
    """

    train: float = 70
    validation: float = 0
    test: float = 30
    shuffled: bool = True
    test_rows: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        """Raise InputError unless the shares are percentages that add up to 100 and something trains."""
        shares = (self.train, self.validation, self.test)
        for share in shares:
            LIMITS["split_percent"].check(share)
        if abs(sum(shares) - 100) > 1e-6 or self.train == 0:
            raise InputError(
                "the split must be three shares in percent that add up to 100, training first and above 0, "
                "like 70/0/30"
            )

    @property
    def text(self) -> str:
        """The shares as they are typed: "70/0/30"."""
        return "/".join(f"{share:g}" for share in (self.train, self.validation, self.test))

    def rows(self, usable: IndexArray, total: int, seed: int) -> SplitRows:
        """Share out the `usable` rows of a table with `total` rows; `seed` shuffles."""
        if self.test_rows is not None:
            return self._given_rows(usable, total)
        order = np.random.default_rng(seed).permutation(usable) if self.shuffled else usable
        count = len(usable)
        train = max(1, int(count * self.train / 100 + 0.5))
        if count > 1 and self.train < 100:
            train = min(train, count - 1)
        validation = min(int(count * self.validation / 100 + 0.5), count - train)
        if self.test == 0:
            validation = count - train
        return SplitRows(order[:train], order[train : train + validation], order[train + validation :])

    def _given_rows(self, usable: IndexArray, total: int) -> SplitRows:
        assert self.test_rows is not None
        chosen = np.zeros(total, dtype=bool)
        for row in self.test_rows:
            if not 0 <= row < total:
                raise InputError(f"there is no row {row} to test on; the rows are numbered 0 to {total - 1}")
            chosen[row] = True
        train, test = usable[~chosen[usable]], usable[chosen[usable]]
        if len(train) == 0:
            raise InputError("the rows given as test rows leave no row to train on")
        return SplitRows(train, usable[:0], test)


def parse_split(text: str, *, shuffled: bool) -> Split:
    """Read "70/0/30" (training/validation/test, or training/test) as a Split; raise InputError."""
    parts = text.replace(":", "/").split("/")
    limit = LIMITS["split_percent"]
    if len(parts) == 2:
        parts.insert(1, "0")
    if len(parts) != 3:
        raise InputError(
            f"the split must be training/validation/test in percent, like 70/0/30, not {text.strip()!r}"
        )
    train, validation, test = (limit.parse(part) for part in parts)
    return Split(train, validation, test, shuffled=shuffled)
