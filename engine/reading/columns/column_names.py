"""The names of a table's columns, no two alike."""

from collections.abc import Sequence


def column_names(header: Sequence[str]) -> list[str]:
    """Return a name for every column of a header, also where it has none for it, or one twice."""
    wanted = [" ".join(cell.split()) for cell in header]
    taken = set(wanted)
    names: list[str] = []
    for number, name in enumerate(wanted, 1):
        if not name or name in names:
            name = _free(name or f"column {number}", taken | set(names))
        names.append(name)
    return names


def _free(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    number = 2
    while f"{name} ({number})" in taken:
        number += 1
    return f"{name} ({number})"
