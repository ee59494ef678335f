"""The result of a run, for a program and for a person."""

from typing import Final

from engine.arrays import FloatArray
from engine.model.losses import LOSSES
from engine.project import Project
from engine.shell.output import aligned, number
from engine.training.request import TrainingRequest
from engine.training.snapshot import Losses, Snapshot, Stopped
from engine.words import counted

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
    project: Project, request: TrainingRequest, last: Snapshot, answers: list[list[float]]
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
        "method": request.method,
        "epochs": last.epoch,
        "seconds": last.seconds,
        "stopped": last.stopped.value,
        "loss": {"train": last.loss.train, "validation": last.loss.validation, "test": last.loss.test},
        "article_loss": {"train": last.article_loss.train, "test": last.article_loss.test},
        "outputs": [
            {"name": score.name, "rmse": score.rmse, "mae": score.mae, "r2": score.r2}
            for score in last.scores
        ],
        "predictions": answers,
    }


def text(
    project: Project,
    request: TrainingRequest,
    last: Snapshot,
    asked: FloatArray | None,
    answers: list[list[float]],
) -> str:
    """Return the same for a person."""
    assert last.stopped is not None
    roles = project.data.roles
    parts = [
        _network_line(project, request),
        f"{project.training.recipe} ({request.method}): {counted(last.epoch, 'epoch')} in "
        f"{last.seconds:.3g} s, {_SENTENCES[last.stopped]}",
        "",
        _loss_table(project, request, last),
        "",
        _output_table(request, last),
    ]
    if asked is not None:
        rows = [[*map(number, given), *map(number, row)] for given, row in zip(asked.T, answers, strict=True)]
        head = [*roles.inputs, *(f"-> {name}" for name in roles.targets)]
        parts += ["", "predictions", aligned(head, rows, texts=0)]
    return "\n".join(parts)


def _network_line(project: Project, request: TrainingRequest) -> str:
    activations = dict.fromkeys(layer.activation for layer in project.network.hidden)
    hidden = f" ({', '.join(activations)})" if activations else ""
    parameters = counted(request.network.parameters, "parameter")
    return f"network {'-'.join(map(str, project.sizes))}{hidden}, {parameters}"


def _loss_table(project: Project, request: TrainingRequest, last: Snapshot) -> str:
    def row(name: str, losses: Losses) -> list[str]:
        return [name, number(losses.train), number(losses.validation), number(losses.test)]

    loss = LOSSES[request.loss]
    counts = (request.train.count, request.validation.count, request.test.count)
    rows = [
        ["rows", *(f"{count:,}" for count in counts)],
        row(f"{loss.title}{loss.scale}", last.loss),
    ]
    if project.data.problem == "article":
        rows.append(row("the article's loss", last.article_loss))
    return aligned(("", "training", "validation", "test"), rows)


def _output_table(request: TrainingRequest, last: Snapshot) -> str:
    judged = "test" if request.test.count else "training"
    rows = [[score.name, number(score.rmse), number(score.mae), number(score.r2)] for score in last.scores]
    return aligned((f"on {judged} rows, table's units", "RMSE", "MAE", "R2"), rows)
