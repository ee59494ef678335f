"""A project and the rows it is about, made ready."""

from dataclasses import dataclass, replace

from engine.base.watch import Watch
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

    def of(self, project: Project, table: Table, watch: Watch | None = None) -> "ProjectRows":
        """Return the rows of `project`, which refers to `table`; only what is not at hand is prepared."""
        if table is self.table and self.serve(project):
            return replace(self, project=project)
        earlier = self.prepared if table is self.table else None
        return ProjectRows(project, table, project.prepare(table, earlier=earlier, watch=watch))
