"""Why a column is the target, and which could be it as well, for a program and for a person."""

from dataclasses import dataclass
from typing import Final

from engine.data.roles import Roles
from engine.data.targets import likely_targets
from engine.shell.sources import Source

_OTHERS: Final = 2
_ASKED: Final = "as asked"
_EXAMPLE: Final = "which the example is about"


@dataclass(frozen=True, slots=True)
class TargetChoice:
    """The one target, why it is that, and the names of the next best."""

    name: str
    why: str
    others: tuple[str, ...]

    @property
    def data(self) -> dict[str, object]:
        """The same for a program."""
        return {"name": self.name, "why": self.why, "others": list(self.others)}

    @property
    def sentence(self) -> str:
        """The same for a person, as a clause."""
        others = f" (next best: {', '.join(self.others)})" if self.others else ""
        return f"target: {self.name}, {self.why}{others}"


def target_choice(source: Source, roles: Roles, *, asked: bool = False) -> TargetChoice | None:
    """Return why `roles` of a table have their target, which was `asked` for or not.

    None for a built-in problem, which says what it is about, and where there is not one target.
    """
    if source.problem or len(roles.targets) != 1:
        return None
    (name,) = roles.targets
    likely = likely_targets(source.table)
    others = [target.name for target in likely if target.name not in (name, *roles.single.values())]
    known = next((target.why for target in likely if target.name == name), _ASKED)
    why = _ASKED if asked else _EXAMPLE if source.example and source.example.target else known
    return TargetChoice(name, why, tuple(others[:_OTHERS]))
