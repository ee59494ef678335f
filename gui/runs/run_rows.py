"""What the table of runs says of a run, a cross-validation and its folds."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from engine.base.words import counted, plus_minus
from engine.data.split import SPLIT_METHODS
from engine.project.cross_validation import Average, FigureName, FoldResult, average, figure_names, summary
from engine.project.project import Project
from engine.project.start import Seed, Seeds
from engine.scoring.scores import ClassScores, Score
from engine.training.methods.table import METHODS
from engine.training.recipes.choice import CUSTOM
from engine.training.recipes.recipes import RECIPES
from engine.training.run.snapshot import Losses, Snapshot, Stopped
from gui.look.numbers import minus, number_text, percent_text, r2_text

MOST_FIGURES: Final = 2
"""So many figures of each output are said in a sentence; the tip has all of them."""


class RunColumn(NamedTuple):
    """A column of the table, its width in letters, and whether it is a figure and is shown at first."""

    id: str
    title: str
    tip: str
    letters: int
    is_figure: bool = True
    is_usual: bool = True


COLUMNS: Final = (
    RunColumn("number", "#", "Runs in the order in which they ended; 3.1 is the first fold of run 3", 4),
    RunColumn("data", "Data", "The table or problem", 13, is_figure=False),
    RunColumn("network", "Network", "Units of each layer, and activations", 11, is_figure=False),
    RunColumn("method", "Method", "The recipe or method, and how the run ended", 14, is_figure=False),
    RunColumn("seed", "Seed", "The seed, and which draw of it the first weights are", 11, is_figure=False),
    RunColumn("share", "R², accuracy", "R² on test rows, the mean over outputs; of classes accuracy", 12),
    RunColumn("rmse", "RMSE", "Root mean squared error on test rows, the mean over outputs", 12),
    RunColumn("epochs", "Epochs", "Passes over the training rows", 7),
    RunColumn("seconds", "Time", "Seconds of training", 7),
    RunColumn("train_loss", "Train loss", "The loss on training rows", 11),
    RunColumn("test_loss", "Test loss", "The loss on test rows", 11),
    RunColumn("when", "When", "When it ended", 6, is_usual=False),
    RunColumn("result", "All figures", "What each output is judged by", 40, is_figure=False, is_usual=False),
)

SHARES: Final = ("accuracy", "balanced_accuracy", "coverage")
"""Figures that people read as percent."""

_ENDS: Final = {Stopped.DIVERGED: " (diverged)", Stopped.REQUEST: " (stopped)"}


class Figure(NamedTuple):
    """What a cell says, and the number it is sorted by: NaN for none."""

    text: str
    value: float


@dataclass(frozen=True, slots=True)
class RunRow:
    """A line of the table: its number, of a fold with that of the fold behind it, and what is in its cells.

    `project` is that of a whole run. `cells` have a Figure or a text for the ids of columns that have one.
    One that `can_win` may be the best: a run that diverged is none.
    """

    number: tuple[int, int]
    cells: dict[str, Figure | str]
    project: Project | None = None
    can_win: bool = True

    @property
    def share(self) -> float:
        """R² or accuracy; NaN where there is none."""
        cell = self.cells.get("share")
        return cell.value if isinstance(cell, Figure) else math.nan

    @property
    def ground(self) -> tuple[object, bool]:
        """What it can be compared on: its data, and whether these are classes."""
        return self.cells.get("data"), "rmse" in self.cells


def run_row(number: int, when: str, title: str, project: Project, snapshot: Snapshot) -> RunRow:
    """Return the line of an ordinary run of the data called `title`."""
    how = _how(project, snapshot) + _ENDS.get(snapshot.stopped or Stopped.EPOCHS, "")
    cells = _project_cells(title, project, how, when)
    cells |= _judged(snapshot.scores, snapshot.class_scores)
    cells |= _passed(snapshot.loss, snapshot.epoch, snapshot.seconds)
    return RunRow((number, 0), cells, project, can_win=snapshot.stopped != Stopped.DIVERGED)


def validation_row(
    number: int,
    when: str,
    title: str,
    project: Project,
    folds: int,
    results: Sequence[FoldResult],
    *,
    running: bool,
) -> RunRow:
    """Return the line over the folds of a cross-validation: means with standard errors."""
    method = SPLIT_METHODS[project.split.method].title
    missing = "" if len(results) == folds or running else f" ({len(results)} of them trained)"
    cells = _project_cells(title, project, f"{folds}-fold cross-validation, {method}{missing}", when)
    if results:
        cells |= _means(results)
        cells["result"] = mean_text(results, project.data.roles.targets[0])
        cells["seconds"] = _seconds(sum(result.seconds for result in results))
    return RunRow((number, 0), cells)


def fold_row(number: int, result: FoldResult) -> RunRow:
    """Return the line of one fold of the cross-validation of this number."""
    train, _, test = result.rows
    cells: dict[str, Figure | str] = {
        "method": f"fold {result.number}: {train:,} rows train, {test:,} test{_ENDS.get(result.stopped, '')}"
    }
    cells |= _judged(result.scores, result.class_scores)
    cells |= _passed(result.loss, result.epochs, result.seconds)
    return RunRow((number, result.number), cells)


def summary_text(rows: Sequence[RunRow]) -> tuple[str, str]:
    """Return how many runs there are, and that with the best of those on the data of the last one."""
    runs = [row for row in rows if not row.number[1]]
    count = counted(len(runs), "run") if runs else "No runs yet"
    alike = [row for row in runs if row.ground == runs[-1].ground and row.can_win]
    alike = [row for row in alike if not math.isnan(row.share)]
    if not alike:
        return count, count
    best = max(alike, key=lambda row: row.share)
    what = "R²" if "rmse" in best.cells else "accuracy"
    cell = best.cells["share"]
    assert isinstance(cell, Figure)
    on = "" if len({row.ground for row in runs}) == 1 else f" on {best.cells['data']}"
    return count, f"{count}, best {what}{on} {cell.text} (run {best.number[0]})"


def _project_cells(title: str, project: Project, how: str, when: str) -> dict[str, Figure | str]:
    start = project.start
    seeds = Seeds(project.seed, start).text if isinstance(start, Seed) else f"{project.seed}, stored weights"
    return {
        "data": title,
        "network": network_text(project),
        "method": how,
        "seed": Figure(seeds, project.seed),
        "when": when,
    }


def _passed(loss: Losses, epochs: int, seconds: float) -> dict[str, Figure | str]:
    return {
        "train_loss": Figure(number_text(loss.train), loss.train),
        "test_loss": Figure(number_text(loss.test), loss.test),
        "epochs": Figure(f"{epochs:,}", epochs),
        "seconds": _seconds(seconds),
    }


def _seconds(seconds: float) -> Figure:
    return Figure(f"{seconds:.2f} s", seconds)


def _judged(scores: Sequence[Score], class_scores: ClassScores | None) -> dict[str, Figure | str]:
    """Return what outputs are judged by; those that aim at quantiles have neither R² nor RMSE."""
    if class_scores is not None:
        accuracy = class_scores.accuracy
        return {"share": Figure(percent_text(accuracy), accuracy), "result": _class_result(class_scores)}
    cells: dict[str, Figure | str] = {"result": _result(scores)}
    if all(score.of_quantile is None for score in scores):
        r2 = sum(score.r2 for score in scores) / len(scores)
        rmse = sum(score.rmse for score in scores) / len(scores)
        cells |= {"share": Figure(r2_text(r2), r2), "rmse": Figure(number_text(rmse), rmse)}
    return cells


def _means(results: Sequence[FoldResult]) -> dict[str, Figure | str]:
    """Return the means of what the folds were judged by, and of their losses."""
    folds = [fold_row(0, result).cells for result in results]
    means: dict[str, Figure | str] = {}
    for name in ("share", "rmse", "train_loss", "test_loss"):
        values = [cell.value for fold in folds if isinstance(cell := fold.get(name), Figure)]
        if values:
            means[name] = _mean(values, is_percent=name == "share" and "rmse" not in folds[0])
    return means


def _mean(values: Sequence[float], *, is_percent: bool) -> Figure:
    found = average(values)
    if is_percent:
        return Figure(f"{plus_minus(100 * found.mean, 100 * found.standard_error)} %", found.mean)
    return Figure(minus(plus_minus(*found)), found.mean)


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
