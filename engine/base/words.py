"""Numbers, names and letters in sentences."""

import math
from collections.abc import Sequence


def counted(count: int, noun: str) -> str:
    """Return "1 row" or "2,000 rows"."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def listed(names: Sequence[str], most: int = 3) -> str:
    """Return names as people list them, "a, b and c"; of more than `most` the rest is counted."""
    shown = list(names[:most])
    if len(names) > most:
        shown.append(f"{len(names) - most:,} more")
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)


def capitalised(sentence: str) -> str:
    """Return a sentence with a capital at its beginning, and the rest as it is."""
    return sentence[:1].upper() + sentence[1:]


def shortened(text: str, most: int) -> str:
    """Return a text of at most `most` characters, the last of them "…" where there were more."""
    return text if len(text) <= most else text[: most - 1] + "…"


def with_unit(name: str, unit: str) -> str:
    """Return "pressure (bar)"; the name alone where there is no unit, or where it ends with it already."""
    if not unit or name.endswith((f"({unit})", f"[{unit}]")):
        return name
    return f"{name} ({unit})"


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
