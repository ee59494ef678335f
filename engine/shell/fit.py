"""`fit`: train a network on a source and say how good it is."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import FrameType
from typing import Final

from engine.base.arrays import FloatArray
from engine.base.errors import InputError
from engine.data.inputs import encoded
from engine.data.prepare import Prepared, prepare
from engine.data.quantiles import USUAL_QUANTILES
from engine.data.roles import Roles
from engine.data.split import Split
from engine.model.trained import TrainedModel
from engine.network.choice import Layer, NetworkChoice
from engine.network.losses import QUANTILE
from engine.project.cross_validation import check_folds
from engine.project.project import Project, case_of
from engine.project.run import Run
from engine.project.run_request import build_request
from engine.project.start import Seed
from engine.reading.row_numbers import read_row_numbers
from engine.shell import folds, parsing, remarks, report
from engine.shell.arguments import FitOptions
from engine.shell.output import Answer, Status, say
from engine.shell.progress import Progress, TimedControl
from engine.shell.sources import Source, open_source
from engine.shell.target_choice import target_choice
from engine.storage.project_file import SavedProject, check_savable, save
from engine.table.table import Table
from engine.training.methods.table import METHODS, StepperMethod
from engine.training.recipes.choice import Case, TrainingChoice
from engine.training.recipes.recipes import RECIPES
from engine.training.run.request import TrainingRequest
from engine.training.run.snapshot import Snapshot, Stopped
from engine.training.train import train

_OF_GRADIENTS: Final = {"learning_rate", "schedule", "loss", "l1", "l2", "clip_norm", "patience"}
"""The training fields that a recipe which chooses must leave room for: not every method heeds them."""


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """All that was asked for, checked, before training begins; `asked` (d_in, rows) is to be answered."""

    project: Project
    prepared: Prepared
    asked: FloatArray | None


def fit(options: FitOptions) -> Answer:
    """Train as `options` say; raise InputError for what cannot be."""
    if options.save is not None:
        check_savable(options.save)
    source = open_source(options.source, options.seed, options.reading)
    plan = _plan(options, source)
    request = build_request(plan.project, plan.prepared, run_id=1)
    request = replace(request, article_metric=not request.classes)
    count, target = options.cross_validate, request.target_names[0]
    if count is not None:
        check_folds(plan.project, source.table, count)
    choice = target_choice(source, plan.project.data.roles, asked=options.targets is not None)
    if choice and options.targets is None:
        say(choice.sentence)
    for sentence in remarks.before(options, source, plan.prepared, request, plan.asked, plan.project):
        say(sentence)
    progress = Progress()
    control = TimedControl(progress.interval)
    with _stopped_by_ctrl_c(control), progress:
        last = _run(request, control, progress)
        results = folds.run(plan.project, source.table, count, control, progress) if count else []
    for sentence in remarks.after(last, request):
        say(sentence)
    answers = _answers(plan, request, last)
    data = report.data(plan.project, request, last, answers) | {"target": choice.data if choice else None}
    text = report.text(plan.project, request, last, plan.asked, answers)
    if count is not None:
        data["cross_validation"] = folds.data(results, count, target)
        text += "\n\n" + folds.text(results, count, target)
    status = Status.INTERRUPTED if control.stopping else _status(last)
    if options.save is not None and not _save(options.save, plan, source, request, last):
        status = Status.MISTAKE
    return Answer(data, text, status)


def _save(path: str, plan: Plan, source: Source, request: TrainingRequest, last: Snapshot) -> bool:
    """Save the project with its network; say it, and return False, where it cannot be: the answer stays."""
    project = plan.project
    run = Run.of(request, project, plan.prepared.preprocessor, last)
    table = None if project.data.problem else source.table
    try:
        save(path, SavedProject(project=project, table=table, runs=(run,)))
    except InputError as error:
        say(str(error))
        return False
    return True


def _plan(options: FitOptions, source: Source) -> Plan:
    roles = source.roles(
        options.inputs, options.targets, options.target_kind, _quantiles(options), options.single_roles
    )
    roles = _read_as_chosen(options, source.table, roles)
    roles.check(source.table)
    asked = None if options.predict is None else parsing.prediction_rows(options.predict, roles.inputs)
    split = _split(options, source, roles)
    prepared = prepare(source.table, roles, split, options.seed)
    network = _network(options, source)
    project = Project(
        source.data_choice(roles),
        split,
        network,
        _training(options, case_of(roles, network, prepared)),
        options.seed,
        Seed(options.seed if options.start_seed is None else options.start_seed, options.draw),
    )
    return Plan(project, prepared, asked)


def _quantiles(options: FitOptions) -> tuple[float, ...]:
    if options.quantiles is not None:
        return options.quantiles
    return USUAL_QUANTILES if options.training.get("loss") == QUANTILE else ()


def _read_as_chosen(options: FitOptions, table: Table, roles: Roles) -> Roles:
    """Return the roles with inputs encoded and filled as was asked for."""
    for name, encoding in options.encode or ():
        roles = roles.with_input(encoded(roles.input(name), table.column(name), encoding))
    for name, missing in options.fill or ():
        roles = roles.with_input(replace(roles.input(name), missing=missing))
    return roles


def _split(options: FitOptions, source: Source, roles: Roles) -> Split:
    """Return the split asked for; a column to group or order by says the method too."""
    if options.test_rows is not None:
        rows = read_row_numbers(options.test_rows, source.table.rows)
        if options.split_method not in (None, "rows") or options.group or options.order:
            raise InputError("--test-rows says it all: leave out --split-method, --group and --order")
        return Split(method="rows", test_rows=rows)
    implied = "group" if options.group else "in_order" if options.order else None
    split = source.split(roles)
    split = replace(split, method=options.split_method or implied or split.method)
    for option, method in (("group", "group"), ("order", "in_order")):
        if getattr(options, option) and split.method != method:
            raise InputError(f"--{option} goes with --split-method {method}, not with {split.method}")
    if split.method == "rows":
        raise InputError("--split-method rows needs --test-rows FILE with the numbers of the rows")
    if split.method == "group" and not options.group:
        raise InputError("--split-method group needs --group COLUMN, whose rows of one value stay together")
    split = replace(split, group=options.group or "", order=options.order or "")
    return split.with_shares(options.split) if options.split is not None else split


def _network(options: FitOptions, source: Source) -> NetworkChoice:
    own = source.hidden
    dropout = options.dropout or 0.0
    if options.hidden is None:
        layers = tuple(Layer(units, options.activation or activation, dropout) for units, activation in own)
    else:
        activation = options.activation or (own[0][1] if own else "relu")
        layers = tuple(Layer(units, activation, dropout) for units in options.hidden)
    network = NetworkChoice(layers)
    return replace(network, initialiser=options.initialiser) if options.initialiser else network


def _training(options: FitOptions, case: Case) -> TrainingChoice:
    """Fill the fields from the recipe and put what was typed in their place; the recipe keeps its name."""
    typed = dict(options.training)
    usual = RECIPES["auto"].fill(case)
    asked = {field for field, value in typed.items() if value != getattr(usual, field)}
    stepping = "method" in typed and isinstance(METHODS[typed["method"]], StepperMethod)
    if stepping or "batch_size" in typed or asked & _OF_GRADIENTS:
        case = replace(case, follows_gradients=True)
    choice = RECIPES[options.recipe or typed.get("method", "auto")].fill(case)
    if "epoch_limit" in typed:
        typed.setdefault("folds", 0)  # what to choose by is how well a whole run does
    return replace(choice, **typed)


def _run(request: TrainingRequest, control: TimedControl, progress: Progress) -> Snapshot:
    """Train to the end, or until it is stopped, and return the last snapshot."""
    snapshot = None
    for snapshot in train(request, control):
        if snapshot.stopped is None:
            control.next_picture_in(progress.show(snapshot))
    if snapshot is None:  # it was stopped before there was any result
        raise KeyboardInterrupt
    return snapshot


@contextmanager
def _stopped_by_ctrl_c(control: TimedControl) -> Iterator[None]:
    """Let the first Ctrl-C end the run after the update being computed, and a second one the program.

    A shell's background jobs ignore it, and go on doing so.
    """
    in_main_thread = threading.current_thread() is threading.main_thread()
    if not in_main_thread or signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        control.stop()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _answers(plan: Plan, request: TrainingRequest, last: Snapshot) -> FloatArray | None:
    """Return the answers (d_out, rows), or probabilities (classes, rows), for the rows that were asked."""
    if plan.asked is None:
        return None
    preprocessor = plan.prepared.preprocessor
    model = TrainedModel(network=request.network, members=(last.theta,), preprocessor=preprocessor)
    return model.predict(plan.asked)


def _status(last: Snapshot) -> Status:
    return Status.DIVERGED if last.stopped is Stopped.DIVERGED else Status.DONE
