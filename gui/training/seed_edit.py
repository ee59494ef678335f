"""A line editor for the seeds of rows and first weights: "42", or "42, draw 2"."""

import re
from dataclasses import replace
from typing import Final

from engine.base.limits import LIMITS
from engine.project.start import Seed, Seeds
from gui.widgets.number_edit import read_number
from gui.widgets.step_edit import StepEdit

_SEEDS: Final = re.compile(r"(?P<rows>.*?)([\s,;]+draw\b(?P<draw>.*?)(\bof\b(?P<of>.*))?)?", re.I | re.S)


class SeedEdit(StepEdit[Seeds]):
    """A StepEdit for Seeds; it steps from one seed to the next, and then to the first draw of both.

    Weights of another seed than the rows', as after these were dealt anew, are shown as "7, draw 1 of 42".
    """

    def set_value(self, value: Seeds | None) -> None:
        """Show `value` without a signal; what the editor has no room for is cut at its end."""
        super().set_value(value)
        if not self.hasFocus():
            self.setCursorPosition(0)

    def understood(self, text: str) -> Seeds:
        """Return the seeds that a text says; raise InputError where it says none."""
        found = _SEEDS.fullmatch(text)
        assert found, "anything matches"
        rows, draw, of = found["rows"], found["draw"], found["of"]
        seed = self._whole("seed", rows)
        start = Seed(seed if of is None else self._whole("start_seed", of))
        return Seeds(seed, start if draw is None else replace(start, draw=self._whole("draw", draw)))

    def written(self, value: Seeds | None) -> str:
        """Return how seeds are shown; empty for none."""
        return "" if value is None else value.text

    def stepped(self, value: Seeds | None, steps: int) -> Seeds:
        """Return the first draw of the seed so many further; raise InputError outside the limits."""
        seed = int(LIMITS["seed"].check((value.rows if value else 0) + steps))
        return Seeds(seed, Seed(seed))

    def _whole(self, limit: str, text: str) -> int:
        return int(read_number(text, LIMITS[limit], self.locale()))
