"""The runs that undo can come back to."""

from collections.abc import Iterable

from engine.base.memory import KEPT_BYTES, array_bytes
from engine.project.project import Project
from engine.project.run import Run


class KeptRuns:
    """At most one run of a project, as they began; the oldest are let go where they take too much."""

    def __init__(self) -> None:
        self._runs: list[Run] = []
        self._let_go: list[Project] = []

    @property
    def has_trained(self) -> bool:
        """Whether any network has been trained, kept or not."""
        trained = any(run.snapshot is not None and run.snapshot.epoch > 0 for run in self._runs)
        return trained or bool(self._let_go)

    @property
    def all(self) -> tuple[Run, ...]:
        """Those that are kept, the oldest first."""
        return tuple(self._runs)

    def of(self, project: Project) -> Run | None:
        """Return the run of `project`, None where there is none or it was let go."""
        return next((run for run in reversed(self._runs) if project.same_run(run.project)), None)

    def has_let_go(self, project: Project) -> bool:
        """Whether there has been a run of `project` whose weights were let go."""
        return any(project.same_run(other) for other in self._let_go)

    def add(self, run: Run) -> None:
        """Keep a run that begins, in the place of the one of its project; it alone keeps earlier epochs."""
        earlier = self.of(run.project)
        if earlier is not None:
            self._runs.remove(earlier)
        self._let_go = [project for project in self._let_go if not project.same_run(run.project)]
        for other in self._runs:
            if other.snapshot is not None:
                other.snapshot.trail.clear()
        self._runs.append(run)

    def let_go(self, at_hand: Iterable[Run | None]) -> list[Run]:
        """Let the oldest runs go, and return them, until the others take at most KEPT_BYTES.

        What hangs on what is `at_hand` is not counted: it is there anyway, and such runs are kept.
        """
        held, counted = list(at_hand), set[int]()
        for thing in held:
            array_bytes(thing, counted)
        left, gone = KEPT_BYTES, []
        for run in reversed(self._runs):
            left -= array_bytes(run, counted)
            if left < 0 and run not in held:
                gone.append(run)
        self._runs = [run for run in self._runs if run not in gone]
        self._let_go += [run.project for run in gone if run.snapshot is not None]
        return gone
