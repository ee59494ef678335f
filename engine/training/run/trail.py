"""The weights of a run by epoch, in memory that does not grow with its length."""

import threading
from bisect import bisect_right
from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.base.arrays import FloatArray, IndexArray, frozen
from engine.base.memory import TRAIL_BYTES

MOST: Final = 4096
"""How many epochs are kept at most: more than a slider has places."""

RECENT: Final = 200
"""How many epochs are kept without a gap up to the last one, where there is room."""

RECENT_SHARE: Final = 0.75
"""The share of the room that these may take: the rest leads back to the first epoch."""

_ENTRY_BYTES: Final = 512
"""What an epoch takes beside its weights, at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """The weights (parameters,) after an epoch, read-only, and the quoted loss on the training rows."""

    epoch: int
    theta: FloatArray
    loss: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TrailState:
    """All that a Trail is: the `epochs` (k,) that are kept, with their weights `thetas` (k, parameters) and
    `losses` (k,), how they are spaced from the `first` on, and where the learning rate changed.
    """

    most_bytes: int
    spacing: int
    first: int
    epochs: IndexArray
    thetas: FloatArray
    losses: FloatArray
    rates: tuple[tuple[int, float], ...]


class Trail:
    """Weights by epoch: the first, the last RECENT and, evenly spaced between, as many as there is room for.

    The thread that trains adds to it, any other may read it meanwhile: what has been kept never changes.
    """

    def __init__(self, most_bytes: int = TRAIL_BYTES) -> None:
        self.most_bytes = most_bytes
        self._lock = threading.Lock()
        self._kept: dict[int, Kept] = {}
        self._spacing = 1
        self._first = 0
        self._rates = deque[tuple[int, float]](maxlen=MOST)

    def add(self, epoch: int, theta: FloatArray, loss: float, learning_rate: float) -> None:
        """Keep a copy of the weights after `epoch`, which was trained at that rate; epochs must rise by 1."""
        room = min(self.most_bytes // (theta.nbytes + _ENTRY_BYTES), MOST)
        kept = Kept(epoch, frozen(theta), loss) if room else None
        with self._lock:
            if not self._rates or learning_rate != self._rates[-1][1]:
                self._rates.append((epoch, learning_rate))
            if kept is None:
                return
            if not self._kept:
                self._first = epoch
            self._kept[epoch] = kept
            settled = epoch - min(RECENT, int(RECENT_SHARE * room))
            if (settled - self._first) % self._spacing:
                self._kept.pop(settled, None)
            while len(self._kept) > room:
                self._spacing *= 2
                self._drop_between(settled)

    def _drop_between(self, settled: int) -> None:
        """Keep of the epochs up to `settled` only those that are spaced as all are to be."""
        self._kept = {
            epoch: kept
            for epoch, kept in self._kept.items()
            if epoch > settled or (epoch - self._first) % self._spacing == 0
        }

    @property
    def epochs(self) -> tuple[int, ...]:
        """The epochs whose weights are kept, in their order."""
        with self._lock:
            return tuple(self._kept)

    def at(self, epoch: int) -> Kept:
        """Return what is kept of `epoch`; raise KeyError where that is nothing."""
        with self._lock:
            return self._kept[epoch]

    @property
    def marks(self) -> tuple[tuple[int, float], ...]:
        """Where the learning rate changed: the first epoch that was trained at it, and the new rate."""
        with self._lock:
            return tuple(self._rates)[1:]

    def learning_rate(self, epoch: int) -> float:
        """Return the learning rate that `epoch` was trained at, before the schedule."""
        with self._lock:
            place = bisect_right(self._rates, epoch, key=lambda mark: mark[0])
            return self._rates[max(place - 1, 0)][1]

    def until(self, epoch: int, most_bytes: int) -> "Trail":
        """Return a trail to go on with from `epoch`: the same weights, not copied, as far as that."""
        with self._lock:
            other = Trail(most_bytes)
            other._kept = {number: kept for number, kept in self._kept.items() if number <= epoch}
            other._spacing, other._first = self._spacing, self._first
            other._rates.extend(mark for mark in self._rates if mark[0] <= epoch)
            return other

    def state(self, most_bytes: int) -> TrailState:
        """Return all that it is, so that it can be stored; of the weights as many as take `most_bytes`."""
        with self._lock:
            kept, spacing = list(self._kept.values()), self._spacing
            size = kept[0].theta.nbytes if kept else 1
            while len(kept) > 1 and len(kept) * size > most_bytes:
                spacing *= 2
                last = kept[-1]
                kept = [each for each in kept[:-1] if (each.epoch - self._first) % spacing == 0]
                if len(kept) * size < most_bytes:
                    kept.append(last)
            thetas = np.stack([each.theta for each in kept]) if kept else np.zeros((0, 0))
            return TrailState(
                most_bytes=self.most_bytes,
                spacing=spacing,
                first=self._first,
                epochs=np.array([each.epoch for each in kept], np.intp),
                thetas=thetas,
                losses=np.array([each.loss for each in kept], np.float64),
                rates=tuple(self._rates),
            )

    @staticmethod
    def from_state(state: TrailState) -> "Trail":
        """Return a Trail with this `state`; raise ValueError where none can have it."""
        count = len(state.epochs)
        sound = state.thetas.ndim == 2 and len(state.thetas) == count == len(state.losses)
        if not sound or state.spacing < 1 or (np.diff(state.epochs) <= 0).any():
            raise ValueError("earlier weights that cannot be")
        trail = Trail(state.most_bytes)
        trail._spacing, trail._first = state.spacing, state.first
        trail._rates.extend(state.rates)
        rows = zip(state.epochs.tolist(), state.thetas, state.losses.tolist(), strict=True)
        trail._kept = {epoch: Kept(epoch, theta, loss) for epoch, theta, loss in rows}
        return trail

    def clear(self) -> None:
        """Let the weights go; what has been handed out stays whole."""
        with self._lock:
            self._kept = {}
            self._spacing = 1
