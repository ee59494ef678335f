"""Cross-validation of a whole project: how well it answers rows it has not seen, and how sure that is.

Every fold is the project itself with other rows to test on, trained as it would be, from the same start. What
a single split says depends on which rows happen to test; the mean over folds does less, and its standard
error says how much (Stone, 1974; Hastie et al., The Elements of Statistical Learning, section 7.10).
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np

from engine.base.errors import InputError
from engine.base.limits import LIMITS
from engine.project.project import Project
from engine.project.run_request import build_request
from engine.scoring.scores import ClassScores, Score
from engine.table.table import Table
from engine.training.run.control import TrainingControl
from engine.training.run.request import TrainingRequest
from engine.training.run.snapshot import Losses, Snapshot, Stopped
from engine.training.train import train

USUAL_FOLDS: Final = 5


@dataclass(frozen=True, slots=True, eq=False)
class FoldProgress:
    """The fold of this `number` (from 1) in training."""

    number: int
    folds: int
    snapshot: Snapshot


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FoldResult:
    """What the fold of this `number` (from 1) came to, judged on its own test rows.

    There is one score an output, or `class_scores` in their place. `rows` are those that trained, validated
    and tested.
    """

    number: int
    folds: int
    rows: tuple[int, int, int]
    loss: Losses
    scores: tuple[Score, ...]
    class_scores: ClassScores | None
    epochs: int
    seconds: float
    stopped: Stopped


class Average(NamedTuple):
    """A mean over folds; its standard error is NaN for a single fold, and both where a fold has no number."""

    mean: float
    standard_error: float


def cross_validate(
    project: Project, table: Table, folds: int, control: TrainingControl
) -> Iterator[FoldProgress | FoldResult]:
    """Train `project` on `table` once for every fold, and yield pictures as `control` wants and results.

    Where it is stopped, the fold in training yields no result and no other begins. Raise InputError for what
    cannot be shared out in so many folds or trained on.
    """
    for number, fold in enumerate(fold_projects(project, folds), 1):
        if control.stopping:
            return
        request = _request(fold, table, number, folds)
        snapshot = None
        for snapshot in train(request, control):
            if snapshot.stopped is None:
                yield FoldProgress(number, folds, snapshot)
        if snapshot is None or snapshot.stopped is Stopped.REQUEST:
            return
        yield _result(number, folds, request, snapshot)


def check_folds(project: Project, table: Table, folds: int) -> None:
    """Raise InputError where `table` cannot be shared out in so many folds, or the first be trained on."""
    _request(fold_projects(project, folds)[0], table, 1, folds)


def fold_projects(project: Project, folds: int) -> list[Project]:
    """Return the project of every fold: the same one with other rows to test on.

    All begin from a draw: stored weights may have been trained on rows that a fold tests on.
    """
    LIMITS["cross_validation"].check(folds)
    splits = (replace(project.split, folds=folds, fold=fold) for fold in range(folds))
    return [replace(project, split=split, start=project.start_seed) for split in splits]


def _request(fold: Project, table: Table, number: int, folds: int) -> TrainingRequest:
    try:
        return build_request(fold, fold.prepare(table), run_id=number)
    except InputError as error:
        raise InputError(f"fold {number} of {folds}: {error}") from None


def _result(number: int, folds: int, request: TrainingRequest, last: Snapshot) -> FoldResult:
    assert last.stopped is not None
    return FoldResult(
        number=number,
        folds=folds,
        rows=(request.train.count, request.validation.count, request.test.count),
        loss=last.loss,
        scores=last.scores,
        class_scores=last.class_scores,
        epochs=last.epoch,
        seconds=last.seconds,
        stopped=last.stopped,
    )


@dataclass(frozen=True, slots=True)
class FigureName:
    """Something that outputs are judged by, as a program and as a person calls it."""

    id: str
    title: str


SCORE_FIGURES: Final = (FigureName("rmse", "RMSE"), FigureName("mae", "MAE"), FigureName("r2", "R2"))
"""What an output of numbers is judged by: the ids are fields of Score."""

CLASS_FIGURES: Final = (
    FigureName("accuracy", "accuracy"),
    FigureName("balanced_accuracy", "balanced"),
    FigureName("log_loss", "log loss"),
    FigureName("auc", "AUC"),
)
"""What classes are judged by: the ids are fields of ClassScores."""

QUANTILE_FIGURES: Final = (FigureName("pinball", "pinball loss"), FigureName("coverage", "rows below"))
"""What an output that aims at a quantile is judged by: the ids are fields of QuantileScore."""


def figure_names(result: FoldResult) -> tuple[FigureName, ...]:
    """Return what the outputs of a project are judged by, of which `result` is a fold."""
    if result.class_scores is not None:
        return CLASS_FIGURES
    return QUANTILE_FIGURES if result.scores[0].of_quantile is not None else SCORE_FIGURES


def figures(result: FoldResult, target: str) -> dict[str, dict[str, float]]:
    """Return for every output, `target` being that of classes, what it was judged by."""
    if result.class_scores is not None:
        judged: dict[str, object] = {target: result.class_scores}
    else:
        judged = {score.name: score.of_quantile or score for score in result.scores}
    names = figure_names(result)
    return {output: {row.id: getattr(scores, row.id) for row in names} for output, scores in judged.items()}


def summary(results: Sequence[FoldResult], target: str) -> dict[str, dict[str, Average]]:
    """Return the same over all `results`, of which there is one at least."""
    judged = [figures(result, target) for result in results]
    return {
        output: {name: average([fold[output][name] for fold in judged]) for name in names}
        for output, names in judged[0].items()
    }


def average(values: Sequence[float]) -> Average:
    """Return the mean of `values` with its standard error: their deviation (ddof 1) over the root of n."""
    if len(values) < 2:
        return Average(float(np.mean(values)), math.nan)
    return Average(float(np.mean(values)), float(np.std(values, ddof=1)) / math.sqrt(len(values)))
