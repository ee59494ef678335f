"""The result of a run, for a program and for a person."""

from dataclasses import asdict
from typing import Final

from engine.base.arrays import FloatArray
from engine.base.words import counted
from engine.network.losses import LOSSES
from engine.project.project import Project
from engine.scoring.scores import ClassScores, QuantileScore, Score
from engine.shell.answers import answer_table, answered
from engine.shell.output import aligned, number
from engine.training.run.request import TrainingRequest
from engine.training.run.snapshot import Losses, Snapshot, Stopped

MOST_CONFUSED: Final = 20
"""How many classes a confusion matrix can have and still be read in a shell."""

_SENTENCES: Final = {
    Stopped.EPOCHS: "all epochs are done",
    Stopped.TARGET: "the target loss is reached",
    Stopped.TIME: "the time is up",
    Stopped.GRADIENT: "no further decrease is possible",
    Stopped.PATIENCE: "the validation rows' best is given back",
    Stopped.DIVERGED: "training diverged",
    Stopped.REQUEST: "interrupted",
}


def data(
    project: Project, request: TrainingRequest, last: Snapshot, answers: FloatArray | None
) -> dict[str, object]:
    """Return the one object that `fit --json` prints."""
    assert last.stopped is not None
    return {
        "parameters": request.network.parameters,
        "rows": {
            "train": request.train.count,
            "validation": request.validation.count,
            "test": request.test.count,
        },
        "recipe": project.training.recipe,
        "method": _method(request, last),
        "epochs": last.epoch,
        "seconds": last.seconds,
        "stopped": last.stopped.value,
        "loss": {"train": last.loss.train, "validation": last.loss.validation, "test": last.loss.test},
        "article_loss": {"train": last.article_loss.train, "test": last.article_loss.test},
        "outputs": _outputs(request, last),
        "predictions": [] if answers is None else answered(project.data.roles, answers),
        **_found(last),
    }


def _found(last: Snapshot) -> dict[str, object]:
    """Return what a search has chosen, nothing where none was made."""
    if last.found is None:
        return {}
    return {"found": {"l2": last.found.candidate.l2, "linear": last.found.candidate.linear}}


def _method(request: TrainingRequest, last: Snapshot) -> str:
    """Return the method that was used, which a search may have chosen."""
    return last.found.candidate.method if last.found else request.method


def _outputs(request: TrainingRequest, last: Snapshot) -> list[dict[str, object]]:
    judged = last.class_scores
    if judged is None:
        return [_output(score) for score in last.scores]
    return [
        {
            "name": request.target_names[0],
            "accuracy": judged.accuracy,
            "log_loss": judged.log_loss,
            "balanced_accuracy": judged.balanced_accuracy,
            "auc": judged.auc,
            "calibration_error": judged.reliability.error,
        }
    ]


def _output(score: Score) -> dict[str, object]:
    figures = {"name": score.name, "rmse": score.rmse, "mae": score.mae, "r2": score.r2}
    return figures | asdict(score.of_quantile) if score.of_quantile else figures


def text(
    project: Project,
    request: TrainingRequest,
    last: Snapshot,
    asked: FloatArray | None,
    answers: FloatArray | None,
) -> str:
    """Return the same for a person."""
    assert last.stopped is not None
    judged, weighted = last.class_scores, project.data.roles.weighted
    parts = [
        _network_line(project, request),
        f"{project.training.recipe} ({_method(request, last)}): {counted(last.epoch, 'epoch')} in "
        f"{last.seconds:.3g} s, {_end(last)}",
        "",
        _loss_table(project, request, last),
        "",
        _class_tables(request, judged, weighted) if judged else _output_table(request, last, weighted),
    ]
    if asked is not None and answers is not None:
        parts += ["", "predictions", answer_table(project.data.roles, asked, answers)]
    return "\n".join(parts)


def _end(last: Snapshot) -> str:
    assert last.stopped is not None
    is_linear = last.found is not None and last.found.candidate.linear
    return "the answer of a linear model" if is_linear else _SENTENCES[last.stopped]


def _network_line(project: Project, request: TrainingRequest) -> str:
    activations = dict.fromkeys(layer.activation for layer in project.network.hidden)
    hidden = f" ({', '.join(activations)})" if activations else ""
    parameters = counted(request.network.parameters, "parameter")
    return f"network {'-'.join(map(str, project.sizes))}{hidden}, {parameters}"


def _loss_table(project: Project, request: TrainingRequest, last: Snapshot) -> str:
    def row(name: str, losses: Losses) -> list[str]:
        return [name, number(losses.train), number(losses.validation), number(losses.test)]

    counts = (request.train.count, request.validation.count, request.test.count)
    rows = [
        ["rows", *(f"{count:,}" for count in counts)],
        row(_quoted(request) + project.data.roles.weighted, last.loss),
    ]
    if project.data.problem == "article":
        rows.append(row("the article's loss", last.article_loss))
    return aligned(("", "training", "validation", "test"), rows)


def _quoted(request: TrainingRequest) -> str:
    """Say what is quoted as the loss."""
    loss = LOSSES[request.loss]
    scale = f", {loss.scale}" if loss.scale else ""
    balanced = "" if request.class_weights is None else ", classes balanced"
    return f"{loss.title}{scale}{balanced}"


def _judged(request: TrainingRequest) -> str:
    return "test" if request.test.count else "training"


def _class_tables(request: TrainingRequest, scores: ClassScores, weighted: str) -> str:
    """Say how good the classes are and, where they are few enough to be read, which are taken for which."""
    head = (f"on {_judged(request)} rows{weighted}", "accuracy", "balanced", "log loss", "AUC")
    figures = (scores.accuracy, scores.balanced_accuracy, scores.log_loss, scores.auc)
    table = aligned(head, [[request.target_names[0], *map(number, figures)]])
    if len(request.classes) > MOST_CONFUSED:
        return table
    rows = [
        [label, *(f"{count:,}" for count in counts)]
        for label, counts in zip(request.classes, scores.confusion, strict=True)
    ]
    return table + "\n\n" + aligned(("true, and answered:", *request.classes), rows)


def _output_table(request: TrainingRequest, last: Snapshot, weighted: str) -> str:
    where = f"on {_judged(request)} rows, table's units{weighted}"
    if request.quantiles:
        aims = [[score.name, *_aim(score.of_quantile)] for score in last.scores if score.of_quantile]
        return aligned((where, "aims at", "rows below", "pinball loss"), aims)
    rows = [[score.name, number(score.rmse), number(score.mae), number(score.r2)] for score in last.scores]
    return aligned((where, "RMSE", "MAE", "R2"), rows)


def _aim(score: QuantileScore) -> list[str]:
    return [f"{score.quantile:.4g}", number(score.coverage), number(score.pinball)]
