"""The limits of every number a person can type, in one table that serves every check and every editor."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from engine.base.errors import InputError

UNLIMITED: Final = 1e100
"""Limits beyond this are those of the machine, and mean nothing to a person."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What values a field takes.

    `low` itself is allowed unless `above_low`; `high` always is. A `whole` field holds ints,
    any other floats.
    """

    label: str
    low: float
    high: float
    whole: bool = False
    above_low: bool = False

    @property
    def sentence(self) -> str:
        """The limit in words: "units must be a whole number from 1 to 4,096"."""
        kind = "a whole number" if self.whole else "a number"
        if self.low < -UNLIMITED and self.high > UNLIMITED:
            return f"{self.label} must be {kind}"
        if self.above_low:
            return f"{self.label} must be {kind} above {_words(self.low)} and at most {_words(self.high)}"
        return f"{self.label} must be {kind} from {_words(self.low)} to {_words(self.high)}"

    def check(self, value: float) -> float:
        """Return `value` as an int or float of this field; raise InputError outside the limits."""
        inside = self.low <= value <= self.high  # nan is not, and a huge int is compared exactly
        if not inside or (self.above_low and value == self.low) or (self.whole and value != int(value)):
            raise InputError(f"{self.sentence}, not {_words(value)}")
        return int(value) if self.whole else float(value)

    def parse(self, text: str) -> float:
        """Read a value as a person types it, with a decimal point; raise InputError outside the limits."""
        try:
            value = int(text) if self.whole and _is_plain_integer(text) else float(text)
        except ValueError:
            shown = text.strip()
            raise InputError(f"{self.sentence}, not {shown!r}" if shown else self.sentence) from None
        return self.check(value)


def _is_plain_integer(text: str) -> bool:
    """Whether `int` reads `text` exactly and quickly; longer digits go through float and are out of range."""
    return len(text) < 300 and text.strip().lstrip("+-").isdecimal()


def _words(value: float) -> str:
    if isinstance(value, int) and abs(value) > 1e300:
        return "a number of more than 300 digits"  # formatting it as a float would overflow
    whole = math.isfinite(value) and value == int(value) and abs(value) < 1e15
    return f"{int(value):,}" if whole else f"{value:g}"


LIMITS: Final = {
    "units": Limit("units", 1, 4096, whole=True),
    "hidden_layers": Limit("the number of hidden layers", 0, 32, whole=True),
    "parameters": Limit("the number of parameters", 1, 20_000_000, whole=True),
    "dropout": Limit("the share of units dropped", 0, 0.95),
    "l1": Limit("the strength of the L1 penalty", 0, 1e6),
    "l2": Limit("the strength of the L2 penalty", 0, 1e6),
    "quantile": Limit("a quantile", 0.001, 0.999),
    "cross_validation": Limit("the number of folds of the rows", 2, 100, whole=True),
    "seed": Limit("the seed", 0, 2**32 - 1, whole=True),
    "start_seed": Limit("the start seed", 0, 2**32 - 1, whole=True),
    "draw": Limit("the draw", 1, 2**32 - 1, whole=True),
    "drawn_range": Limit("an end of the range", -1e6, 1e6),
    "split_percent": Limit("a share of the split in percent", 0, 100),
}


def check_id(what: str, name: str, table: Mapping[str, object]) -> None:
    """Raise InputError unless `name` is an id of the `table` of every `what` there is."""
    if name not in table:
        raise InputError(f"there is no {what} {name!r}; choose one of {', '.join(table)}")
