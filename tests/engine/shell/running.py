"""Running a command line in this process, for tests of what it prints and returns."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Result:
    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object on standard output, which must be JSON to the letter (no NaN)."""

        def refuse(word: str) -> None:
            raise AssertionError(f"{word} is no JSON")

        data: dict[str, Any] = json.loads(self.out, parse_constant=refuse)
        return data

    @property
    def mistake(self) -> str:
        """The one sentence about what was wrong."""
        assert self.status == 2
        assert self.out == ""
        assert self.err.count("\n") == 1
        assert self.err.startswith("layerbench: ")
        return self.err.removeprefix("layerbench: ").rstrip("\n")


Run: TypeAlias = Callable[..., Result]
