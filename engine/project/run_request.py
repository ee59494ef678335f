"""From what a person decides to a run: whether it can be trained, and the request that says all of it."""

from collections.abc import Callable
from dataclasses import fields, replace
from itertools import takewhile
from typing import Final

import numpy as np

from engine.base.arrays import IndexArray, frozen
from engine.base.errors import InputError
from engine.base.memory import TRAIL_BYTES, free_bytes
from engine.data.classes import class_counts, decode
from engine.data.prepare import Prepared
from engine.data.rows import Rows
from engine.network.losses import balanced_weights
from engine.network.penalties import PENALTIES
from engine.project.project import Project
from engine.project.start import WeightStore
from engine.training.fields import TRAINING_FIELDS
from engine.training.methods.table import METHODS
from engine.training.recipes.feasible import check_feasible
from engine.training.run.request import Checkpoint, TrainingRequest
from engine.training.settings import TrainingSettings

_AS_CHOSEN: Final = tuple(field.name for field in fields(TrainingSettings))
"""What a run takes as a person chose it, but for what follows from the method and the rows."""

_TRAIL_SHARE: Final = 4
"""The weights of earlier epochs may take one part in so many of the memory that is free."""

SHOWN_ROWS: Final = 1000
"""How many rows' predictions a snapshot carries: as many dots as an eye can use."""


def shown_rows(count: int) -> IndexArray:
    """Return which of `count` rows are shown as dots: all, or SHOWN_ROWS evenly spaced ones."""
    if count <= SHOWN_ROWS:
        return np.arange(count)
    return np.linspace(0, count - 1, SHOWN_ROWS).astype(np.intp)


def check_trainable(project: Project, prepared: Prepared) -> None:
    """Raise InputError, saying what to do, where `project` cannot be trained on its `prepared` rows."""
    strengths = {penalty: project.strengths(penalty) for penalty in PENALTIES}
    check_feasible(project.training, project.build_network(), strengths, prepared)


def build_request(
    project: Project,
    prepared: Prepared,
    run_id: int,
    resume_from: Checkpoint | None = None,
    store: WeightStore | None = None,
) -> TrainingRequest:
    """Return the run that `project` describes on its `prepared` rows, gone on with where asked.

    Raise InputError where it cannot be trained, or begins from weights that are not in the `store`.
    """
    return with_starts(project, store, plan_request(project, prepared, run_id, resume_from))


def with_starts(
    project: Project,
    store: WeightStore | None,
    request: TrainingRequest,
    stopping: Callable[[], bool] = lambda: False,
) -> TrainingRequest:
    """Return the request of `project` with the weights that it begins from, drawn now or out of the `store`.

    A run that is told to stop meanwhile gets no more rivals: to draw those of a huge network takes long.
    """
    numbers = takewhile(lambda number: number == 0 or not stopping(), range(project.training.starts))
    drawn = (project.start_weights(number, store) for number in numbers)
    start, *rivals = (frozen(weights.astype(request.start.dtype, copy=False)) for weights in drawn)
    return replace(request, start=start, rivals=tuple(rivals))


def plan_request(
    project: Project,
    prepared: Prepared,
    run_id: int,
    resume_from: Checkpoint | None = None,
) -> TrainingRequest:
    """Return the same without the weights that it begins from: to draw those of a huge network takes long."""
    check_trainable(project, prepared)
    training = project.training
    train, validation = _hold_out(project, prepared)
    judged = prepared.test if prepared.test.count else train
    dtype = training.dtype
    classes = prepared.roles.classes
    balanced = training.balance_classes and bool(classes)
    free = free_bytes()
    settings = {name: getattr(training, name) for name in _AS_CHOSEN}
    settings |= {
        "batch_size": training.batch_size
        if TRAINING_FIELDS["batch_size"].of(METHODS[training.method])
        else None,
        "folds": min(training.folds, train.count),
        "alternative": _alternative(project, prepared),
    }
    return TrainingRequest(
        **settings,
        run_id=run_id,
        network=project.build_network(),
        start=np.empty(0, dtype),
        train=train.astype(dtype),
        validation=validation.astype(dtype),
        test=prepared.test.astype(dtype),
        target_names=prepared.roles.output_names,
        target_scaler=prepared.preprocessor.target_scaler,
        shown=shown_rows(judged.count),
        l1=project.strengths("l1"),
        l2=project.strengths("l2"),
        shuffle_seed=project.start_seed.state,
        article_metric=training.quotes_article,
        resume_from=resume_from,
        classes=classes,
        quantiles=prepared.roles.quantiles,
        trail_bytes=TRAIL_BYTES if free is None else min(TRAIL_BYTES, free // _TRAIL_SHARE),
        class_weights=balanced_weights(class_counts(train.Y, train.weights)) if balanced else None,
    )


def judged_rows(project: Project, prepared: Prepared) -> Rows:
    """Return the rows that the run of `project` is judged on, as its request has them."""
    rows = prepared.test if prepared.test.count else _hold_out(project, prepared)[0]
    return rows.astype(project.training.dtype)


def _alternative(project: Project, prepared: Prepared) -> str:
    """Return the method a search may change to: the one chosen, where it can do all else that is asked."""
    training = project.training
    if not training.alternative:
        return ""
    if training.precision != "float64" and not METHODS[training.alternative].takes_precision:
        return ""
    tried = replace(training, method=training.alternative, folds=0)
    try:
        check_feasible(tried, project.build_network(), {"l1": project.strengths("l1")}, prepared)
    except InputError:
        return ""
    return training.alternative


def _hold_out(project: Project, prepared: Prepared) -> tuple[Rows, Rows]:
    """Return the training and the validation rows, these out of the training rows where that is asked for."""
    rows, share = prepared.train, project.training.held_out / 100
    if prepared.validation.count or share == 0:
        return rows, prepared.validation
    count = min(max(round(rows.count * share), 1), rows.count - 1)
    order = np.random.default_rng(project.seed).permutation(rows.count)
    if prepared.roles.classes:
        order = order[np.argsort(decode(rows.Y)[order], kind="stable")]
    # Evenly along the order: of each class its share.
    places = ((np.arange(count) + 0.5) * rows.count / count).astype(np.intp)
    if prepared.roles.classes:
        # A class's only row is trained on: nothing could be learnt of it otherwise.
        left = np.delete(decode(rows.Y)[order], places)
        places = places[np.isin(decode(rows.Y)[order[places]], left)]
    return rows.subset(np.sort(np.delete(order, places))), rows.subset(np.sort(order[places]))
