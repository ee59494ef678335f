"""What the first weights of a network are: a draw from a seed, or weights kept beside the project."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

from engine.base.arrays import Float64Array, FloatArray, frozen
from engine.base.errors import InputError
from engine.base.limits import LIMITS


@dataclass(frozen=True, slots=True)
class Seed:
    """First weights drawn at random; `draw`, from 1, counts the times that others were wanted of `seed`."""

    seed: int
    draw: int = 1

    def __post_init__(self) -> None:
        """Raise InputError for a seed or a draw outside its limits."""
        LIMITS["start_seed"].check(self.seed)
        LIMITS["draw"].check(self.draw)

    @property
    def next_draw(self) -> "Seed":
        """Other weights of the same seed."""
        return replace(self, draw=self.draw + 1)

    @property
    def state(self) -> int:
        """What generators of random numbers are seeded with: the seed itself for its first draw.

        Those of later draws are scattered, so that neither neighbouring seeds nor the starts of a race, whose
        states follow each other, come upon the same weights.
        """
        if self.draw == 1:
            return self.seed
        return int(np.random.SeedSequence([self.seed, self.draw]).generate_state(1)[0])


@dataclass(frozen=True, slots=True)
class StoredWeights:
    """First weights that are in a WeightStore under their fingerprint, of layers with these `sizes`."""

    fingerprint: str
    sizes: tuple[int, ...]

    def check_sizes(self, sizes: tuple[int, ...]) -> None:
        """Raise InputError where a network of these sizes has no place for the weights."""
        if self.sizes != sizes:
            kept, wanted = "-".join(map(str, self.sizes)), "-".join(map(str, sizes))
            raise InputError(f"the stored weights are of a network {kept}, not {wanted}: take new weights")


Start = Seed | StoredWeights


class Seeds(NamedTuple):
    """All that is drawn at random: the seed of the rows, and that of the first weights."""

    rows: int
    start: Seed

    @property
    def text(self) -> str:
        """Return "42", "42, draw 2", or "7, draw 1 of 42" where rows and weights have seeds of their own."""
        if self.start == Seed(self.rows):
            return str(self.rows)
        of = "" if self.start.seed == self.rows else f" of {self.start.seed}"
        return f"{self.rows}, draw {self.start.draw}{of}"


class WeightStore:
    """Vectors of weights (parameters,) by the StoredWeights that stand for them in a project."""

    def __init__(self) -> None:
        self._kept: dict[StoredWeights, Float64Array] = {}

    def keep(self, theta: FloatArray, sizes: tuple[int, ...]) -> StoredWeights:
        """Keep a copy of `theta` (parameters,) for a network with these sizes; equal bytes are kept once."""
        weights = frozen(theta.astype(np.float64, copy=False))
        start = StoredWeights(blake2b(weights.tobytes(), digest_size=16).hexdigest(), sizes)
        self._kept.setdefault(start, weights)
        return start

    def add(self, other: "WeightStore") -> None:
        """Keep what the `other` keeps, too."""
        self._kept |= other._kept

    def check(self, start: Start) -> None:
        """Raise InputError where `start` are stored weights that are not kept here."""
        if isinstance(start, StoredWeights) and start not in self._kept:
            raise InputError("the weights this project begins from are not at hand: take new weights")

    def weights(self, start: StoredWeights) -> Float64Array:
        """Return the weights (parameters,), read-only; raise InputError where they are not kept here."""
        self.check(start)
        return self._kept[start]

    def keep_only(self, starts: Iterable[Start]) -> None:
        """Let all weights go but those of `starts`."""
        needed = set(starts)
        self._kept = {start: weights for start, weights in self._kept.items() if start in needed}
