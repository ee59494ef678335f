"""Several quantiles of a target: how they are typed and checked, and what becomes of answers that cross."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from engine.base.arrays import FloatArray
from engine.base.errors import InputError
from engine.base.limits import LIMITS

MOST_QUANTILES: Final = 9

USUAL_QUANTILES: Final = (0.1, 0.5, 0.9)
"""The middle, and the range that four of five rows lie in."""


def check_quantiles(quantiles: Sequence[float]) -> None:
    """Raise InputError unless they are few, different, ascending, and inside their limits."""
    if len(quantiles) > MOST_QUANTILES:
        raise InputError(f"there can be {MOST_QUANTILES} quantiles at most, not {len(quantiles):,}")
    for quantile in quantiles:
        LIMITS["quantile"].check(quantile)
    for lower, higher in pairwise(quantiles):
        if lower == higher:
            raise InputError(f"the quantile {lower:g} is there twice: give each once")
        if lower > higher:
            raise InputError("quantiles must ascend, as 0.1, 0.5, 0.9 do")


def parse_quantiles(text: str) -> tuple[float, ...]:
    """Read "0.1, 0.5, 0.9", in any order; raise InputError.

    Between semicolons a comma is a decimal sign: "0,1; 0,5; 0,9".
    """
    parts = text.replace(",", ".").split(";") if ";" in text else re.split(r"[,\s]+", text.strip(" ,"))
    if not "".join(parts).strip():
        raise InputError("give one quantile at least, such as 0.5, or several: 0.1, 0.5, 0.9")
    quantiles = tuple(sorted(LIMITS["quantile"].parse(part) for part in parts if part.strip()))
    check_quantiles(quantiles)
    return quantiles


def quantiles_text(quantiles: Sequence[float]) -> str:
    """Return what `parse_quantiles` reads as these."""
    return ", ".join(f"{quantile:.15g}" for quantile in quantiles)


def uncrossed(answers: FloatArray, quantiles: Sequence[float]) -> FloatArray:
    """Return `answers` (targets * quantiles, n) with those of every target in ascending order.

    A network can answer a lower quantile above a higher one; put in order, all of them together are at least
    as near to the true quantiles (Chernozhukov, Fernández-Val and Galichon, 2010).
    """
    if len(quantiles) < 2:
        return answers
    of_targets = answers.reshape(-1, len(quantiles), answers.shape[1])
    return np.sort(of_targets, axis=1).reshape(answers.shape)
