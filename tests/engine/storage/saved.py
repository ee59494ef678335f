"""Projects to be saved, small and trained for a few epochs."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from engine.project.opening import opened_problem, opened_table
from engine.project.project import Project
from engine.project.rows import ProjectRows
from engine.project.run import Run
from engine.project.run_request import build_request
from engine.project.start import WeightStore
from engine.sources.examples import examples
from engine.storage.project_file import SavedProject, first_weights
from engine.training.run.request import Checkpoint
from tests.engine.runs import finish, table


def run_of(rows: ProjectRows, project: Project, resume: Checkpoint | None = None) -> Run:
    """Train `project` on its rows to the end."""
    request = build_request(project, rows.prepared, 1, resume)
    return Run.of(request, project, rows.prepared.preprocessor, finish(request))


def saved(rows: ProjectRows, **training: Any) -> SavedProject:
    """Return a project that was trained once, its training changed in these fields."""
    changed: dict[str, Any] = {"epoch_limit": 12, "folds": 0, "starts": 2} | training
    project = replace(rows.project, training=replace(rows.project.training, recipe="custom", **changed))
    run = run_of(rows, project)
    own = None if project.data.problem else rows.table
    return SavedProject(project=project, table=own, runs=(run,), view={"tab": 1, "places": [1.5, None, "x"]})


def rows_of(name: str) -> ProjectRows:
    """Return the rows of the article's problem or of an example."""
    if name == "article":
        return opened_problem("article")
    example = examples()[name]
    return opened_table(example.table(), 42, example.target)


@cache
def small() -> SavedProject:
    """Return a tiny project with texts, gaps, stored weights, two runs and an odd name."""
    columns: dict[str, Any] = {
        'x "1" \n</script>é': [0.5, 1.25, float("nan"), 4.0] * 10,
        "kind": ["fig", "pear", "fig", "Äpfel 🍏"] * 10,
        "y": [number % 7 + number / 100 for number in range(40)],
    }
    made = table(**columns)
    rows = opened_table(made, 7, "y")
    first = saved(rows, epoch_limit=6)
    store = WeightStore()
    rng = np.random.default_rng(0)
    kept = store.keep(rng.normal(size=first.project.build_network().parameters), first.project.sizes)
    project = replace(first.project, start=kept)
    request = build_request(project, rows.prepared, 2, store=store)
    second = Run.of(request, project, rows.prepared.preprocessor, finish(request))
    runs = (*first.runs, second)
    return replace(first, project=project, runs=runs, weights=first_weights(project, runs, store))
