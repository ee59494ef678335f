"""Names over several records: above the names stand groups, each in the first of the columns it is about."""

from collections.abc import Sequence
from itertools import pairwise

from engine.reading.header.cell_looks import NUMBER, WORD, look


def are_groups(cells: Sequence[str], names: Sequence[str]) -> bool:
    """Tell whether a record holds groups of the `names` below it.

    They leave columns out, or come again, where there are several names, or tell apart names that are alike.
    A text in the first column only is a title, one in the second may belong to it, and words that stand for
    some columns without a gap are prose.
    """
    group = [cell.strip() for cell in cells]
    lower = [name.strip() for name in names]
    if len(group) < len(lower) and all(group):
        return False
    group += [""] * (len(lower) - len(group))
    present = [column for column, cell in enumerate(group) if cell]
    pair = present == [0, 1] and lower[0] and not all(map(_is_plain, cells[:2]))
    if not present or present == [0] or pair or not all(map(_can_be_group, filter(None, group))):
        return False
    spans = any(
        not cell and name for cell, name in zip(group[present[0] :], lower[present[0] :], strict=False)
    )
    repeats = any(before == after != "" for before, after in pairwise(group))
    together = list(zip(filled_on(group), lower, strict=False))
    several = len(set(filter(None, lower))) < len(list(filter(None, lower)))
    return (spans or repeats or several) and len(set(together)) == len(together)


def _can_be_group(cell: str) -> bool:
    """Tell whether a cell is a text or a year."""
    kind = look(cell, lambda _: False).kind
    return (kind == WORD and not cell.endswith(":")) or (kind == NUMBER and len(cell) == 4)


def _is_plain(cell: str) -> bool:
    """Tell whether a cell is one or two words of letters."""
    return cell.replace(" ", "", 1).isalpha() and not cell.startswith(" ")


def filled_on(cells: Sequence[str], borders: Sequence[str] = ()) -> list[str]:
    """Return cells where the empty ones repeat the one before them, unless one of `borders` begins there."""
    found: list[str] = []
    for column, cell in enumerate(cells):
        border = column < len(borders) and bool(borders[column].strip())
        found.append(cell.strip() or ("" if border or not found else found[-1]))
    return found


def joined(records: Sequence[Sequence[str]], width: int) -> tuple[str, ...]:
    """Return the names in the last of the records, each behind the groups above it."""
    rows = [[*map(str.strip, record), *[""] * width][:width] for record in records]
    *groups, names = rows
    wide: list[list[str]] = []
    for level, cells in enumerate(groups):
        wide.append(filled_on(cells, groups[level - 1] if level else ()))
    return tuple(
        _name([row[column] for row in (wide if names[column] else groups)], names[column])
        for column in range(width)
    )


def _name(groups: list[str], name: str) -> str:
    parts = [part for part in (*groups, name) if part]
    return " ".join(part for place, part in enumerate(parts) if place == 0 or part != parts[place - 1])
