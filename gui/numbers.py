"""How numbers of a table are written where there is little room."""

import math


def range_text(low: float, high: float) -> str:
    """Write a range to about a hundredth of its width: "0 to 100" for 0.0012 to 99.97."""
    span = high - low
    if not math.isfinite(span) or span <= 0:
        return f"{low:.4g}" if low == high else f"{low:.3g} to {high:.3g}"
    decimals = 2 - math.floor(math.log10(span))
    return f"{_rounded(low, decimals)} to {_rounded(high, decimals)}"


def _rounded(value: float, decimals: int) -> str:
    # Adding 0.0 turns minus zero into zero.
    return f"{round(value, decimals) + 0.0:.6g}"
