"""How numbers of a table are written where there is little room."""

import math
from collections.abc import Sequence


def range_text(low: float, high: float) -> str:
    """Write a range to about a hundredth of its width: "0 to 100" for 0.0012 to 99.97."""
    span = high - low
    if not math.isfinite(span) or span <= 0:
        return f"{low:.4g}" if low == high else f"{low:.3g} to {high:.3g}"
    decimals = 2 - math.floor(math.log10(span))
    return f"{_rounded(low, decimals)} to {_rounded(high, decimals)}"


def listed(names: Sequence[str], most: int = 3) -> str:
    """Write names as people list them: "a, b and c"; of more than `most` the rest is counted."""
    shown = list(names[:most])
    if len(names) > most:
        shown.append(f"{len(names) - most} more")
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]


def _rounded(value: float, decimals: int) -> str:
    # Adding 0.0 turns minus zero into zero.
    return f"{round(value, decimals) + 0.0:.6g}"
