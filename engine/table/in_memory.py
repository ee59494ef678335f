"""Columns that were read from no file: of problems drawn from a seed, and of points a person has drawn."""

from engine.base.arrays import Float64Array, frozen
from engine.table.table import Column


def column(name: str, values: Float64Array, labels: tuple[str, ...] = ()) -> Column:
    """Return a column of finite `values` (rows,), which with `labels` are the numbers of these."""
    if labels:
        return Column(
            name=name,
            kind="category",
            values=frozen(values),
            missing=0,
            unreadable=0,
            low=None,
            high=None,
            known_distinct=len(labels),
            labels=labels,
        )
    return Column(
        name=name,
        kind="number",
        values=frozen(values),
        missing=0,
        unreadable=0,
        low=float(values.min()),
        high=float(values.max()),
        known_distinct=None,
    )
