"""A project and the rows it is about, made ready."""

from dataclasses import dataclass

from engine.data.prepare import Prepared
from engine.project.project import Project
from engine.table.table import Table


@dataclass(frozen=True, slots=True, eq=False)
class ProjectRows:
    """A project, its table, and what became of it when it was made ready."""

    project: Project
    table: Table
    prepared: Prepared

    def serve(self, other: Project) -> bool:
        """Whether these are the rows of `other` too."""
        mine = self.project
        return (mine.data, mine.split, mine.seed) == (other.data, other.split, other.seed)
