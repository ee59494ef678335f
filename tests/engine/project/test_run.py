"""What outlives the training of a network, and what it does not keep."""

from dataclasses import replace

import numpy as np
import pytest

from engine.base.memory import array_bytes
from engine.data.prepare import Prepared
from engine.data.split import Split
from engine.project.opening import table_project
from engine.project.run import Run
from engine.project.run_request import build_request
from engine.table.table import Table
from engine.training.run.snapshot import Stopped
from tests.engine.runs import finish, table

PLANE = table(a=list(range(40)), b=[x * x % 7 for x in range(40)], y=[3 * x + x * x % 7 for x in range(40)])
FRUIT = table(a=[x % 10 for x in range(60)], y=["fig" if x % 10 < 5 else "pear" for x in range(60)])


def trained(made: Table, split: Split | None = None, held_out: float = 0) -> tuple[Run, Prepared]:
    """Train on a table for 20 epochs; return the run and the rows it was on."""
    opened = table_project(made)
    training = replace(opened.training, epoch_limit=20, folds=0, starts=1, held_out=held_out)
    project = replace(opened, split=split or opened.split, training=training)
    prepared = project.prepare(made)
    request = build_request(project, prepared, run_id=1)
    return Run.of(request, project, prepared.preprocessor, finish(request)), prepared


def test_the_true_values_are_in_the_tables_units() -> None:
    run, prepared = trained(PLANE)
    assert (run.judged, run.is_tested) == (prepared.test.count, True)
    assert run.shown_true[0] == pytest.approx(PLANE.column("y").values[prepared.test.numbers], rel=1e-12)
    assert len(run.test_errors) == 1


def test_without_test_rows_the_training_rows_judge_and_there_are_no_test_errors() -> None:
    run, prepared = trained(PLANE, Split(train=100, test=0))
    assert (run.judged, run.is_tested, run.test_errors) == (prepared.train.count, False, ())


def test_its_model_answers_without_a_row() -> None:
    run, prepared = trained(PLANE)
    assert run.model is not None
    assert run.snapshot is not None
    names = prepared.roles.input_names
    raw = np.array([PLANE.column(name).values[prepared.test.numbers] for name in names])
    assert run.model.predict(raw) == pytest.approx(run.snapshot.predicted, rel=1e-12)
    held: set[int] = set()
    array_bytes(run, held)
    assert id(run.snapshot.theta) in held
    assert not held & {
        id(part) for rows in (prepared.train, prepared.test) for part in (rows, rows.X, rows.Y)
    }


@pytest.mark.parametrize(("split", "held_out"), [(None, 0.0), (Split(train=100, test=0), 25.0)])
def test_the_rows_behind_a_cell_are_those_that_it_counts(split: Split | None, held_out: float) -> None:
    run, prepared = trained(FRUIT, split, held_out)
    assert run.snapshot is not None
    counted = run.snapshot.class_scores
    assert counted is not None
    labels = FRUIT.column("y").values
    found = np.zeros((2, 2), dtype=int)
    for true, answered in np.ndindex(2, 2):
        numbers = run.confused_rows(prepared, true, answered)
        assert (labels[numbers] == true).all()
        found[true, answered] = len(numbers)
    assert found.tolist() == counted.confusion.tolist()
    assert found.sum() == run.judged


def test_a_run_that_has_shown_nothing_answers_nothing() -> None:
    run, prepared = trained(FRUIT)
    run.snapshot = None
    assert (run.model, run.checkpoint, run.test_errors) == (None, None, ())
    assert run.confused_rows(prepared, 0, 0).tolist() == []


def test_a_run_that_diverged_goes_on_from_its_best_weights() -> None:
    run, _ = trained(PLANE)
    assert run.snapshot is not None
    assert run.recovery is None, "it did not diverge"
    run.snapshot = replace(run.snapshot, stopped=Stopped.DIVERGED)
    recovery = run.recovery
    assert recovery is not None
    assert run.checkpoint is None, "at the same rate it begins anew"
    trail = run.snapshot.trail
    least = min((trail.at(epoch) for epoch in trail.epochs), key=lambda kept: kept.loss)
    assert recovery.theta.tolist() == least.theta.tolist()
    assert (recovery.epoch, dict(recovery.method_state)) == (run.snapshot.epoch, {})
    trail.clear()
    recovery = run.recovery
    assert recovery is not None
    assert recovery.theta.tolist() == run.snapshot.theta.tolist(), "where nothing is kept, the last ones"
