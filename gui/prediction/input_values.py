"""Raw values of inputs: carried from one input to another of its name, and written with no idle decimals."""

import math

from engine.data.inputs import ROW, Input


def carried(before: Input, value: float, after: Input) -> float | None:
    """Return a raw `value` of one input as another of its name reads it, None where it cannot be meant."""
    if math.isnan(value):
        return value if after.labels and after.missing != ROW else None
    if before.labels:
        label = before.labels[int(value)]
        return float(after.labels.index(label)) if label in after.labels else None
    return value if not after.labels and before.is_date == after.is_date else None


def shortened_value(value: float, low: float, high: float) -> float:
    """Return a value without decimals that tell nothing in its range; whole numbers stay as they are."""
    span = high - low
    if not 0 < span < math.inf:
        return value
    short = round(value, max(0, 3 - math.floor(math.log10(span))))
    return short if low <= short <= high else value
