"""What the list of runs says of a run, a cross-validation and its folds."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from engine.base.words import counted, plus_minus
from engine.data.split import SPLIT_METHODS
from engine.project.cross_validation import Average, FigureName, FoldResult, average, figure_names, summary
from engine.project.project import Project
from engine.scoring.scores import ClassScores, Score
from engine.training.methods.table import METHODS
from engine.training.recipes.choice import CUSTOM
from engine.training.recipes.recipes import RECIPES
from engine.training.run.snapshot import Snapshot, Stopped
from gui.look.numbers import minus, number_text, percent_text, r2_text

MOST_FIGURES: Final = 2
"""So many figures of each output are said in a line; the tip has all of them."""


class RunRow(NamedTuple):
    """A line of the list, in the order of HEADERS, and its tip."""

    when: str
    data: str
    what: str
    result: str
    network: str
    train_loss: str
    test_loss: str
    epochs: str
    seconds: str
    tip: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """What is in its cells."""
        return self[: len(HEADERS)]


HEADERS: Final = ("When", "Data", "What", "Result", "Network", "Train loss", "Test loss", "Epochs", "Seconds")

SHARES: Final = ("accuracy", "balanced_accuracy", "coverage")
"""Figures that people read as percent."""

_ENDS: Final = {Stopped.DIVERGED: " (diverged)", Stopped.REQUEST: " (stopped)"}


def run_row(when: str, title: str, project: Project, snapshot: Snapshot) -> RunRow:
    """Return the line of an ordinary run of the data called `title`."""
    result = _class_result(snapshot.class_scores) if snapshot.class_scores else _result(snapshot.scores)
    return RunRow(
        when,
        title,
        _how(project, snapshot) + _ENDS.get(snapshot.stopped or Stopped.EPOCHS, ""),
        result,
        network_text(project),
        number_text(snapshot.loss.train),
        number_text(snapshot.loss.test),
        f"{snapshot.epoch:,}",
        f"{snapshot.seconds:.2f}",
        result,
    )


def validation_row(
    when: str, title: str, project: Project, folds: int, results: Sequence[FoldResult], *, running: bool
) -> RunRow:
    """Return the line over the folds of a cross-validation: means with standard errors."""
    method = SPLIT_METHODS[project.split.method].title
    missing = "" if len(results) == folds or running else f" ({len(results)} of them trained)"
    said = mean_text(results, project.data.roles.targets[0], MOST_FIGURES)
    return RunRow(
        when,
        title,
        f"{folds}-fold cross-validation, {method}{missing}",
        said,
        network_text(project),
        _mean([result.loss.train for result in results]),
        _mean([result.loss.test for result in results]),
        "",
        f"{sum(result.seconds for result in results):.2f}",
        mean_text(results, project.data.roles.targets[0]),
    )


def fold_row(result: FoldResult) -> RunRow:
    """Return the line of one fold."""
    train, _, test = result.rows
    judged = _class_result(result.class_scores) if result.class_scores else _result(result.scores)
    return RunRow(
        "",
        "",
        f"fold {result.number}: {train:,} rows train, {test:,} test{_ENDS.get(result.stopped, '')}",
        judged,
        "",
        number_text(result.loss.train),
        number_text(result.loss.test),
        f"{result.epochs:,}",
        f"{result.seconds:.2f}",
        judged,
    )


def mean_text(results: Sequence[FoldResult], target: str, most: int | None = None) -> str:
    """Return "RMSE 56.1 ± 1.2, R² 0.51 ± 0.02 over 5 folds", with at most so many figures of an output."""
    if not results:
        return ""
    # An error and how much is explained say more together than two kinds of error.
    names = [row for row in figure_names(results[0]) if most is None or row.id not in ("mae", "log_loss")]
    means = summary(results, target)
    parts = []
    for output, judged in means.items():
        said = ", ".join(_figure(row, judged[row.id]) for row in names[:most])
        parts.append(f"{output} {said}" if len(means) > 1 else said)
    return f"{' · '.join(parts)} over {counted(len(results), 'fold')}"


def _figure(row: FigureName, found: Average) -> str:
    """Return "RMSE 56.1 ± 1.2", or "accuracy 95.9 ± 1.1 %"."""
    if row.id in SHARES:
        return f"{row.title} {plus_minus(100 * found.mean, 100 * found.standard_error)} %"
    said = plus_minus(*found)
    if row.id == "r2" and found.mean < 1 and float(said.split()[0]) >= 1:  # never better than it is
        said = f"{r2_text(found.mean)} ± {found.standard_error:.2g}"
    return f"{row.title.replace('R2', 'R²')} {minus(said)}"


def _mean(losses: Sequence[float]) -> str:
    return minus(plus_minus(*average(losses))) if losses else ""


def network_text(project: Project) -> str:
    """Return "4-16-3 tanh"."""
    activations = dict.fromkeys(layer.activation for layer in project.network.hidden)
    return f"{'-'.join(map(str, project.sizes))} {', '.join(activations)}".rstrip()


def _how(project: Project, snapshot: Snapshot) -> str:
    """Return recipe and method, which a search may have chosen."""
    recipe = project.training.recipe
    title = "Custom" if recipe == CUSTOM else RECIPES[recipe].title
    used = snapshot.found.candidate.method if snapshot.found else project.training.method
    method = METHODS[used].title
    return title if title == method else f"{title}: {method}"


def _result(scores: Sequence[Score]) -> str:
    parts = []
    for score in scores:
        if score.of_quantile is not None:
            said = f"{percent_text(score.of_quantile.coverage)} of rows below"
        else:
            said = f"R² {r2_text(score.r2)}, RMSE {number_text(score.rmse)}"
        parts.append(f"{score.name} {said}" if len(scores) > 1 else said)
    return " · ".join(parts)


def _class_result(scores: ClassScores) -> str:
    return f"accuracy {percent_text(scores.accuracy)}, balanced {percent_text(scores.balanced_accuracy)}"
