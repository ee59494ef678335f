"""A column in words: in a line where there is little room, and in a few lines for tips and dialogs."""

from typing import Final

from engine.base.words import capitalised, counted, listed
from engine.data.inputs import KIND_WORDS
from engine.table.dates import text_of
from engine.table.overview import Overview
from engine.table.table import Column, Table
from gui.look.numbers import percent_text, range_text

MOST_NAMED: Final = 8
_MOST_COUNTED: Final = 5


def values_text(column: Column) -> str:
    """Return the range of a column's values, or how many labels or texts it has."""
    if column.low is None or column.high is None:
        return counted(column.distinct, "label" if column.labels else "text")
    if column.kind == "date":
        return f"{text_of(column.low)} to {text_of(column.high)}"
    return range_text(column.low, column.high)


def column_text(column: Column, overview: Overview | None = None) -> str:
    """Return all that is known of a column, in a few lines; more of them once there is an `overview`."""
    lines = [_values(column)]
    if overview is not None:
        lines.extend(_figures(column, overview))
    rows = len(column.values)
    gaps = []
    if column.missing:
        gaps.append(f"{column.missing:,} missing ({percent_text(column.missing / rows)})")
    if column.unreadable:
        gaps.append(f"{counted(column.unreadable, 'cell')} that can't be read as a {column.kind}")
    return "\n".join([*lines, ", ".join(gaps) or "none missing"])


def _values(column: Column) -> str:
    kind, values = capitalised(KIND_WORDS[column.kind]), counted(column.distinct, "different value")
    if column.low is not None:
        return f"{kind} from {values_text(column)}, {values}"
    labels = listed(column.labels, MOST_NAMED) if column.labels else "too many to learn from"
    return f"{kind}, {values}: {labels}"


def _figures(column: Column, overview: Overview) -> list[str]:
    if overview.labels:
        total = len(column.values) - column.missing
        top = zip(overview.labels[:_MOST_COUNTED], overview.counts.tolist(), strict=False)
        return [f"{label}: {count:,} ({percent_text(count / total)})" for label, count in top]
    if overview.mean is None or overview.std is None or overview.quartiles is None:
        return []
    write = _date if column.kind == "date" else _number
    lower, median, upper = map(write, overview.quartiles)
    return [
        f"mean {write(overview.mean)}, median {median}",
        f"half of them from {lower} to {upper}",
        f"standard deviation {_number(overview.std)}{' days' if column.kind == 'date' else ''}",
    ]


def _number(value: float) -> str:
    return f"{value:.5g}"


def _date(days: float) -> str:
    """Return a date with its time to the minute, which is all that a mean of dates is good for."""
    return text_of(round(days * 1440) / 1440)


def example_filter(table: Table) -> str:
    """Return a filter that could be typed for `table`."""
    ordered = next((column for column in table.columns if column.low is not None), None)
    parts = [f"{ordered.name} > {values_text(ordered).split(' to ')[0]}"] if ordered else []
    parts += [f"{column.name} = {column.labels[0]}" for column in table.columns if column.labels][:1]
    return " and ".join(parts)
