"""A finding about the data, in the words of whoever has to decide what to do about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.base.arrays import IndexArray
from engine.base.words import listed
from engine.insight.checks.remedies import ReadAs, Remedy

SERIOUS: Final = "serious"
WARNING: Final = "warning"
INFO: Final = "info"

SEVERITIES: Final = (SERIOUS, WARNING, INFO)
"""How bad it is, from what makes results worthless to what is good to know."""

MOST_SHOWN: Final = 1000
"""How many rows of a check are given to be looked at."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class DataCheck:
    """Something found in the data: what, why it matters, where, and what can be done about it.

    `title` is a clause without a capital or full stop, `meaning` whole sentences for a newcomer. `rows` are
    the numbers of the table's rows to look at, the first MOST_SHOWN of them, read-only. `ways` are those to
    read a column otherwise. `otherwise` says what to do where there is no remedy.
    """

    id: str
    severity: str
    title: str
    meaning: str
    columns: tuple[str, ...]
    rows: IndexArray
    remedies: tuple[Remedy, ...]
    otherwise: str = "choose other columns"
    ways: tuple[ReadAs, ...] = ()

    @property
    def sentence(self) -> str:
        """The title and what can be done, in one line."""
        first = self.remedies[0].text if self.remedies else self.otherwise
        return f"{self.title}: {first[:1].lower()}{first[1:]}"


def data_check(
    kind: str,
    severity: str,
    title: str,
    meaning: str,
    remedies: tuple[Remedy, ...],
    columns: Sequence[str] = (),
    rows: IndexArray | Sequence[int] = (),
    otherwise: str = "choose other columns",
    ways: tuple[ReadAs, ...] = (),
) -> DataCheck:
    """Return the check of an id, its `kind`, with as many of the `rows` as are shown."""
    shown = np.array(rows[:MOST_SHOWN], dtype=np.intp)
    shown.setflags(write=False)
    return DataCheck(
        id=kind,
        severity=severity,
        title=title,
        meaning=meaning,
        columns=tuple(columns),
        rows=shown,
        remedies=remedies,
        otherwise=otherwise,
        ways=ways,
    )


def columns_text(names: Sequence[str]) -> str:
    """Return "column 'a'", or "columns 'a', 'b' and 3 more"."""
    return f"column{'' if len(names) == 1 else 's'} {names_text(names)}"


def names_text(names: Sequence[str]) -> str:
    """Return names in quotes as people list them: "'a', 'b' and 3 more"."""
    return listed([repr(name) for name in names])
