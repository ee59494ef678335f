"""Cross-validation in a shell: its progress, and its folds and their mean for a program and a person."""

from collections.abc import Sequence

from engine.base.words import counted, plus_minus
from engine.project.cross_validation import (
    FoldProgress,
    FoldResult,
    cross_validate,
    figure_names,
    figures,
    summary,
)
from engine.project.project import Project
from engine.shell.output import aligned, number
from engine.shell.progress import Progress, TimedControl
from engine.table.table import Table
from engine.training.run.snapshot import Stopped


def run(
    project: Project, table: Table, folds: int, control: TimedControl, progress: Progress
) -> list[FoldResult]:
    """Train every fold, showing how far it is, and return those that ended before `control` was stopped."""
    results = []
    for step in cross_validate(project, table, folds, control):
        if isinstance(step, FoldProgress):
            control.next_picture_in(progress.show(step.snapshot, f"fold {step.number} of {step.folds}: "))
        else:
            results.append(step)
    return results


def data(results: Sequence[FoldResult], folds: int, target: str) -> dict[str, object]:
    """Return what `fit --json` prints under "cross_validation"."""
    means = summary(results, target) if results else {}
    return {
        "asked": folds,
        "folds": [_fold_data(result, target) for result in results],
        "outputs": [
            {"name": output, **{name: average._asdict() for name, average in judged.items()}}
            for output, judged in means.items()
        ],
    }


def _fold_data(result: FoldResult, target: str) -> dict[str, object]:
    train, validation, test = result.rows
    return {
        "rows": {"train": train, "validation": validation, "test": test},
        "epochs": result.epochs,
        "seconds": result.seconds,
        "stopped": result.stopped.value,
        "loss": {"train": result.loss.train, "validation": result.loss.validation, "test": result.loss.test},
        "outputs": [{"name": output, **judged} for output, judged in figures(result, target).items()],
    }


def text(results: Sequence[FoldResult], folds: int, target: str) -> str:
    """Return the same as a table: a line for every fold and output, and the means below."""
    if not results:
        return "cross-validation was interrupted before its first fold ended"
    names = figure_names(results[0])
    rows = [
        [str(result.number), output, *_sizes(result), *(number(judged[row.id]) for row in names)]
        for result in results
        for output, judged in figures(result, target).items()
    ]
    rows += [
        ["mean", output, "", "", *(plus_minus(*judged[row.id]) for row in names)]
        for output, judged in summary(results, target).items()
    ]
    head = ("fold", "output", "training", "test", *(row.title for row in names))
    done = counted(len(results), "fold") if len(results) == folds else f"{len(results)} of {folds} folds"
    diverged = sum(result.stopped is Stopped.DIVERGED for result in results)
    warning = f"; training diverged in {diverged} of them" if diverged else ""
    title = f"cross-validation, {done}: mean ± standard error of the mean{warning}"
    return title + "\n" + aligned(head, rows, texts=2)


def _sizes(result: FoldResult) -> tuple[str, str]:
    train, _, test = result.rows
    return f"{train:,}", f"{test:,}"
