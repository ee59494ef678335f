"""Headers of the program Orange, which say the kind and the role of each column.

Either three records hold names, kinds and roles, or one holds names with letters for both before a #, as in
mS#name.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from engine.reading.columns.declared import Declared
from engine.reading.header.cell_looks import NUMBER, look

_KINDS: Final = {
    **dict.fromkeys(("continuous", "c", "numeric", "n"), "number"),
    **dict.fromkeys(("discrete", "d", "categorical", "string", "s", "text"), "category"),
    **dict.fromkeys(("time", "t"), ""),
}
_ROLES: Final = {
    "": "",
    **dict.fromkeys(("class", "c"), "target"),
    **dict.fromkeys(("meta", "m", "ignore", "i"), "unused"),
    **dict.fromkeys(("weight", "w"), "weight"),
}
_PREFIXED: Final = re.compile(r"(?P<role>[cmiw]?)(?P<kind>[CDST]?)#(?P<name>.+)")
_BLANK: Final = re.compile(r"(?<!\\) ")


class Declaration(NamedTuple):
    """How many records it takes, the names it gives, and what it declares of each column."""

    records: int
    names: tuple[str, ...]
    declared: tuple[Declared, ...]


def declaration(rows: Sequence[list[str]]) -> Declaration | None:
    """Return what the first records declare, None where they are no such header."""
    return _of_three(rows) or (_of_one(rows[0]) if rows else None)


def _of_three(rows: Sequence[list[str]]) -> Declaration | None:
    if len(rows) < 4 or not len(rows[0]) == len(rows[1]) == len(rows[2]):
        return None
    below = [[row[place] for row in rows[3:] if place < len(row)] for place in range(len(rows[0]))]
    kinds = list(map(_kind, rows[1], below))
    roles = list(map(_role, rows[2]))
    words = [cell.strip().lower() for cell in rows[1] + rows[2]]
    # Single letters could be values, were there no number below a c.
    if None in kinds or None in roles or not ("number" in kinds or max(map(len, words)) > 1):
        return None
    declared = zip(kinds, roles, strict=True)
    return Declaration(3, tuple(rows[0]), tuple(Declared(kind or "", role or "") for kind, role in declared))


def _kind(cell: str, below: list[str]) -> str | None:
    """Return the kind that a cell names, by a word or by the values of a category, which all are `below`."""
    word = cell.strip()
    kind = _KINDS.get(word.lower(), "" if not word else None)
    if kind == "number":
        return kind if any(look(value, _is_absent).kind == NUMBER for value in below) else None
    values = {value.replace("\\ ", " ") for value in _BLANK.split(word)}
    if kind is None and len(values) > 1 and set(filter(None, map(str.strip, below))) <= values | {"?"}:
        return "category"
    return kind


def _is_absent(cell: str) -> bool:
    return cell == "?"


def _role(cell: str) -> str | None:
    """Return the role that a cell names, beside attributes such as unit=cm."""
    words = [word for word in cell.strip().lower().split() if "=" not in word]
    return _ROLES.get(" ".join(words))


def _of_one(row: list[str]) -> Declaration | None:
    found = [_PREFIXED.fullmatch(cell.strip()) for cell in row]
    if not any(match and match["role"] + match["kind"] for match in found):
        return None
    names = (match["name"] if match else cell for match, cell in zip(found, row, strict=True))
    declared = (
        Declared(_KINDS[match["kind"].lower()] if match["kind"] else "", _ROLES[match["role"]])
        if match
        else Declared()
        for match in found
    )
    return Declaration(1, tuple(names), tuple(declared))
