"""What a person should know about a run besides its result, each remark a sentence."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np

from engine.base.arrays import FloatArray
from engine.base.words import counted, listed
from engine.data.classes import are_codes
from engine.data.prepare import Prepared
from engine.insight.checks.check import DataCheck
from engine.insight.checks.data_checks import check_data
from engine.insight.findings import advice, finding, shortcoming
from engine.insight.symptoms import stuck_layer
from engine.network.losses import LOSSES
from engine.project.project import Project
from engine.shell.arguments import FitOptions
from engine.shell.output import number
from engine.shell.sources import Source
from engine.table.table import Column
from engine.training.fields import TRAINING_FIELDS
from engine.training.methods.table import METHODS
from engine.training.run.request import TrainingRequest
from engine.training.run.snapshot import Snapshot, Stopped

_MOST: Final = 3
"""How many cells, rows or findings are shown of each kind."""


_MOST_CODES: Final = 4

SAID_BY_PROBLEMS: Final = frozenset(("unreadable", "numbers_in_texts", "notes"))
"""The checks that say what the table's own problems do."""

SAID_BY_SKIPPED: Final = frozenset(("gaps", "without_target"))
"""Those that say which rows are skipped; a line of its own does so."""


def before(
    options: FitOptions,
    source: Source,
    prepared: Prepared,
    request: TrainingRequest,
    asked: FloatArray | None,
    project: Project,
) -> Iterator[str]:
    """Say what is odd about the rows, the network and what is asked of it."""
    if prepared.skipped:
        yield _skipped(source, prepared)
    if prepared.weightless:
        were = "was" if prepared.weightless == 1 else "were"
        yield f"{counted(prepared.weightless, 'row')} of weight 0 {were} left out"
    yield from source.table.problems
    yield from on_data(check_data(project, source.table, prepared))
    yield from _on_classes(options, source, prepared)
    for name in prepared.constant:
        if name in prepared.roles.targets:
            yield f"column {name!r} never changes in the training rows, so there is nothing to learn about it"
    yield from _without_effect(options, request)
    if options.training.get("held_out") and prepared.validation.count:
        yield "the split has validation rows, so --held-out changes nothing"
    parameters, rows = request.network.parameters, prepared.train.count
    if project.learns_by_heart(prepared):
        yield (
            f"{counted(parameters, 'parameter')} for {counted(rows, 'training row')}: with at least as many "
            "parameters as rows a network learns the rows by heart; use fewer units, --l2 0.01 or --folds 5"
        )
    if prepared.test.count == 0:
        yield "there are no test rows: the outputs are judged on the training rows"
    if asked is not None:
        yield from _outside(prepared, asked)


def on_data(checks: Iterable[DataCheck]) -> list[str]:
    """Return the sentences of `checks` that neither the table's problems nor the skipped rows say already."""
    return [check.sentence for check in checks if check.id not in SAID_BY_PROBLEMS | SAID_BY_SKIPPED]


def _without_effect(options: FitOptions, request: TrainingRequest) -> Iterator[str]:
    for option, value in (("activation", options.activation), ("dropout", options.dropout)):
        if value and len(request.network.sizes) == 2:
            yield f"there is no hidden layer, so --{option} changes nothing"
    loss, method = LOSSES[request.loss], METHODS[request.method]
    typed = options.training
    if "loss_parameter" in typed and not loss.parameter:
        yield f"the {loss.title} has no parameter, so --loss-parameter changes nothing"
    if "patience" in typed and request.validation.count == 0:
        yield (
            "there are no validation rows, so --patience changes nothing: give them a share with --split, or "
            "--held-out 10"
        )
    if "l2" in typed and request.folds > 1:
        yield "cross-validation chooses the L2 penalty, so --l2 changes nothing: leave out --folds"
    for name in sorted(typed):
        field = TRAINING_FIELDS[name]
        if not field.of(method):
            yield f"{method.title} has no {name.replace('_', ' ')}, so {field.flag} changes nothing"


def _skipped(source: Source, prepared: Prepared) -> str:
    shown = [
        f"{source.table.place} {cell.line:,}, column {cell.column!r}: {cell.text!r}"
        for cell in prepared.bad_cells[:_MOST]
    ]
    where = f"; the first that are no number: {', '.join(shown)}" if shown else ""
    were = "was" if prepared.skipped == 1 else "were"
    return (
        f"{prepared.skipped:,} of {counted(source.table.rows, 'row')} {were} left out for missing or "
        f"unreadable cells in the columns used{where}"
    )


def _on_classes(options: FitOptions, source: Source, prepared: Prepared) -> Iterator[str]:
    roles = prepared.roles
    if options.target_kind is None and len(roles.targets) == 1:
        yield from _on_kind(source.table.column(roles.targets[0]), roles.classes)
    for label in prepared.absent[:_MOST]:
        yield f"no training row is of class {label!r}, so it cannot be learnt"
    if len(prepared.absent) > _MOST:
        yield f"{len(prepared.absent) - _MOST:,} more classes have no training row"
    if "balance_classes" in options.training and not roles.classes:
        yield "the targets are numbers, so --balance-classes changes nothing"


def _on_kind(target: Column, classes: Sequence[str]) -> Iterator[str]:
    """Say what whole numbers were taken for that could be classes as well as numbers."""
    if target.kind != "number" or not are_codes(target):
        return
    if classes:
        yield (
            f"column {target.name!r} holds the whole numbers {listed(classes, _MOST_CODES)}, taken for "
            "classes: --target-kind number takes them for numbers"
        )
    else:
        yield (
            f"column {target.name!r} holds {target.distinct} whole numbers, taken for numbers: --target-kind "
            "class takes them for classes"
        )


def _outside(prepared: Prepared, asked: FloatArray) -> Iterator[str]:
    low, high = prepared.preprocessor.input_low[:, None], prepared.preprocessor.input_high[:, None]
    found = np.argwhere(((asked < low) | (asked > high)).T)
    names = prepared.roles.input_names
    for row, column in found[:_MOST]:
        yield (
            f"row {row + 1} to predict: {names[column]} = {number(asked[column, row])} is "
            f"outside the training rows' {number(prepared.preprocessor.input_low[column])} to "
            f"{number(prepared.preprocessor.input_high[column])}, so the answer is a guess"
        )
    if len(found) > _MOST:
        yield f"{len(found) - _MOST:,} more values to predict are outside the training rows' range"


def after(last: Snapshot, request: TrainingRequest) -> Iterator[str]:
    """Say what a search has found, and what is odd about how the run ended."""
    if last.found is not None:
        yield finding(last.found)
    if last.stopped is Stopped.DIVERGED:
        other = "" if request.method == "adam" else ", or --method adam"
        yield (
            f"training diverged after epoch {last.epoch:,} and stopped with the last finite weights: try a "
            f"--learning-rate well below {number(last.learning_rate)}{other}"
        )
    elif last.stopped is not Stopped.REQUEST and (clause := shortcoming(last) or advice(last)):
        yield clause
    if last.stopped is Stopped.REQUEST:
        yield f"interrupted after epoch {last.epoch:,}; this is the result so far"
    stuck = stuck_layer(last)
    if stuck is not None:
        yield (
            f"the loss no longer falls, and {stuck.never} of {counted(stuck.units, 'unit')} "
            f"in hidden layer {stuck.layer} never fire: try another --start-seed"
        )
