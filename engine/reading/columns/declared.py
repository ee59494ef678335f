"""What a file itself says of its columns, beside their names and units."""

from typing import NamedTuple


class Declared(NamedTuple):
    """The kind of a column and its role, "" where the file says none.

    `kind` is "number", "category" (of whatever its cells are) or "date"; `role` is one of
    engine.data.roles.ROLES.
    """

    kind: str = ""
    role: str = ""
