"""How numbers are written for a person, where there is little room."""

import math
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal


def range_text(low: float, high: float, digits: int = 3) -> str:
    """Write a range, rounded outwards: "149 to 52400" for 149.7 to 52302.

    Each end has so many significant digits, and more where a hundredth of the width shows them only.
    """
    if low == high or not math.isfinite(high - low):
        return f"{low:.4g}" if low == high else f"{low:.3g} to {high:.3g}"
    width = _decimals(high - low, digits)
    lower, upper = (
        Decimal(repr(float(end))).quantize(Decimal(1).scaleb(-max(width, _decimals(end, digits))), way)
        for end, way in ((low, ROUND_FLOOR), (high, ROUND_CEILING))
    )
    return f"{_plain(float(lower))} to {_plain(float(upper))}"


def confused_text(count: int, true: str, answered: str) -> str:
    """Say what a cell of a confusion matrix counts: "12 rows of class B were answered A"."""
    rows = {0: "no row", 1: "1 row"}.get(count, f"{count:,} rows")
    return f"{rows} of class {true} {'were' if count > 1 else 'was'} answered {answered}"


def _decimals(value: float, digits: int) -> int:
    """Return how many decimals show so many digits of `value`; of zero, none does."""
    return digits - 1 - math.floor(math.log10(abs(value))) if value else 0


def _plain(value: float) -> str:
    # Adding 0.0 turns minus zero into zero.
    return f"{value + 0.0:.6g}"


def error_text(error: float) -> str:
    """Return how far off something is, "± 2.6", to two significant digits."""
    return f"± {number_text(float(f'{error:.1e}'), 2)}"


def number_text(value: float, digits: int = 3) -> str:
    """Return `value` for a person: so many significant digits, a power of ten only where needed."""
    if math.isnan(value):
        return "—"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    size = abs(value)
    if 1e-3 <= size < 1e6:
        decimals = max(0, digits - 1 - math.floor(math.log10(size)))
        return minus(f"{value:,.{decimals}f}")
    return minus(f"{value:.{digits - 1}e}".replace("e-0", "e-").replace("e+0", "e+").replace("e+", "e"))


def r2_text(r2: float) -> str:
    """Return a coefficient of determination with its nines, cut and not rounded: never better than it is."""
    if not math.isfinite(r2):
        return "—"
    if r2 < 0.99:
        return number_text(r2) if abs(r2) >= 0.1 else minus(f"{r2:.3f}")
    if r2 >= 1 - 1e-7:
        return "1" if r2 == 1 else "> 0.9999999"
    decimals = math.floor(-math.log10(1 - r2)) + 1
    return f"{math.floor(r2 * 10**decimals) / 10**decimals:.{decimals}f}"


def percent_text(share: float) -> str:
    """Return a share as percent with one decimal: never 0 or 100 where it is not quite that."""
    if not math.isfinite(share):
        return "—"
    if 0 < share < 0.001:
        return "< 0.1 %"
    if 0.999 < share < 1:
        return "> 99.9 %"
    return f"{share:.0%}".replace("%", " %") if share in (0, 1) else f"{share:.1%}".replace("%", " %")


def minus(text: str) -> str:
    """Write the minus sign as typographers do."""
    return text.replace("-", "−")
