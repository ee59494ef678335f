"""The losses of a run, in memory that does not grow with its length."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.base.arrays import Float64Array, FloatArray, frozen

CAPACITY: Final = 4096
RECENT: Final = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A loss over epochs, each point standing for one or more epochs.

    All arrays are read-only and of one length: the last epoch of each point, the lowest, the highest and the
    last loss in it.
    """

    epoch: FloatArray
    low: FloatArray
    high: FloatArray
    last: FloatArray

    def until(self, epoch: int, value: float = math.nan) -> "Curve":
        """Return the curve up to `epoch`, where the loss was `value`; NaN where that is not known."""
        points = np.stack([self.epoch, self.low, self.high, self.last])
        points = points[:, : np.searchsorted(self.epoch, epoch, side="right")]
        if math.isfinite(value) and not (points.size and points[0, -1] == epoch):
            points = np.append(points, [[epoch], [value], [value], [value]], axis=1)
        return Curve(*frozen(points))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SeriesState:
    """All that a Series is: its `buckets` (4, used), the `span` of values a bucket holds, and the `recent`
    epochs and values (2, up to RECENT), oldest first; the last of the buckets has `in_last` values.
    """

    buckets: FloatArray
    span: int
    in_last: int
    recent: FloatArray
    added: int


class Series:
    """Values by epoch: at most CAPACITY buckets, merged pairwise when full, and the last RECENT exactly."""

    def __init__(self) -> None:
        self._buckets = np.empty((4, CAPACITY))
        self._full = 0  # buckets in use, the open one not counted
        self._span = 1  # values a bucket holds
        self._open = 0  # values in the open bucket
        self._recent = np.empty((2, RECENT))
        self.added = 0
        self.last_epoch = -1
        self._low = self._high = np.nan

    def add(self, epoch: int, value: float) -> None:
        """Append a finite `value`; epochs must rise."""
        slot = self.added % RECENT
        self._recent[0, slot] = epoch
        self._recent[1, slot] = value
        self.added += 1
        self.last_epoch = epoch
        if self._open == 0:
            if self._full == CAPACITY:
                self._merge_pairs()
            self._low = self._high = value
        elif value < self._low:
            self._low = value
        elif value > self._high:
            self._high = value
        self._open += 1
        self._buckets[:, self._full] = epoch, self._low, self._high, value
        if self._open == self._span:
            self._full += 1
            self._open = 0

    @property
    def state(self) -> SeriesState:
        """All that it is, so that it can be stored."""
        used = self._full + (self._open > 0)
        return SeriesState(
            buckets=frozen(self._buckets[:, :used]),
            span=self._span,
            in_last=self._open,
            recent=frozen(self.recent()),
            added=self.added,
        )

    @staticmethod
    def from_state(state: SeriesState) -> "Series":
        """Return the Series that had this `state`; raise ValueError where none can have had it."""
        used, recent = state.buckets.shape[1], state.recent.shape[1]
        sound = (
            len(state.buckets) == 4
            and len(state.recent) == 2
            and 0 <= state.in_last < max(state.span, 1)
            and used <= CAPACITY + (state.in_last > 0)
            and recent == min(state.added, RECENT)
            and (used > 0 or not (state.added or state.in_last))
        )
        if not sound or used > CAPACITY:
            raise ValueError("a course of losses that cannot be")
        series = Series()
        series._buckets[:, :used] = state.buckets
        series._open, series._span, series.added = state.in_last, state.span, state.added
        series._full = used - (state.in_last > 0)
        slots = np.arange(state.added - recent, state.added) % RECENT
        series._recent[:, slots] = state.recent
        if recent:
            series.last_epoch = int(state.recent[0, -1])
        if used:
            series._low, series._high = state.buckets[1, -1], state.buckets[2, -1]
        return series

    def _merge_pairs(self) -> None:
        self._buckets[:, : CAPACITY // 2] = _merged(self._buckets, 2)
        self._full = CAPACITY // 2
        self._span *= 2

    def curve(self, points: int = RECENT) -> Curve:
        """Return the whole course in at most `points` points."""
        used = self._full + (self._open > 0)
        group = max(1, -(-used // points))
        if group == 1:
            columns = self._buckets[:, :used].copy()
        else:
            whole = used - used % group
            columns = _merged(self._buckets[:, :whole], group)
            if whole < used:
                rest = self._buckets[:, whole:used]
                columns = np.concatenate([columns, _merged(rest, used - whole)], axis=1)
        columns.setflags(write=False)
        return Curve(*columns)

    def recent(self) -> FloatArray:
        """Return the last RECENT epochs and values exactly, oldest first, as (2, up to RECENT)."""
        slot = self.added % RECENT
        if self.added <= RECENT:
            return self._recent[:, : self.added].copy()
        return np.roll(self._recent, -slot, axis=1)

    def value_at(self, epoch: float) -> float:
        """Return the last value of the bucket that `epoch` falls into; NaN before the first value."""
        used = self._full + (self._open > 0)
        index = int(np.searchsorted(self._buckets[0, :used], epoch))
        return float(self._buckets[3, min(index, used - 1)]) if used else float("nan")


def _merged(buckets: Float64Array, group: int) -> Float64Array:
    """Merge every `group` neighbours of (4, n) buckets, n being a multiple of `group`."""
    grouped = buckets.reshape(4, -1, group)
    return np.stack([grouped[0, :, -1], grouped[1].min(axis=1), grouped[2].max(axis=1), grouped[3, :, -1]])


class History:
    """The courses of one run: the training loss of every epoch, and what is computed only now and then."""

    def __init__(self) -> None:
        self.train = Series()
        self.test = Series()
        self.article_train = Series()
        self.article_test = Series()
        self.validation = Series()

    def has_stalled(self, epoch: int) -> bool:
        """Whether the training loss fell by less than a thousandth over the last third of `epoch` epochs.

        Too early to tell, and so False, before 300 epochs.
        """
        if epoch < 300:
            return False
        before, now = self.train.value_at(epoch * 2 / 3), self.train.value_at(epoch)
        return before - now < 0.001 * before
