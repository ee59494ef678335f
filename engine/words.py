"""Numbers in sentences."""

import math


def counted(count: int, noun: str) -> str:
    """Return "1 row" or "2,000 rows"."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def plus_minus(mean: float, error: float) -> str:
    """Return "56.1 ± 1.2": two digits of the error, and of the mean as many as that leaves sure."""
    if not math.isfinite(mean):
        return "-"
    if not math.isfinite(error) or error == 0:
        return f"{mean:.4g}"
    if not 1e-4 <= error < 1e6:
        return f"{mean:.3g} ± {error:.2g}"
    decimals = max(0, 1 - math.floor(math.log10(error)))
    return f"{mean:,.{decimals}f} ± {error:,.{decimals}f}"
