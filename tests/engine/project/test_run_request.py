"""The straight path from a cell in a file to a prediction, and what a run is told of the project."""

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.base.errors import InputError
from engine.data.classes import class_counts
from engine.data.inputs import Input
from engine.data.roles import Roles
from engine.data.split import Split
from engine.model.answers import likeliest
from engine.network.choice import Layer, NetworkChoice
from engine.network.objective import Objective
from engine.project.opening import problem_project, source_table, table_project
from engine.project.project import Project
from engine.project.run_request import SHOWN_ROWS, build_request, plan_request, shown_rows, with_starts
from engine.project.start import Seed, WeightStore
from engine.reading import tables
from engine.sources.problems import PROBLEMS
from engine.table.table import Table
from engine.training.recipes.recipes import RECIPES
from engine.training.run.control import TrainingControl
from engine.training.run.snapshot import Stopped
from engine.training.train import train
from tests.engine.runs import KINDS, article, finish, last, predict, short, table

# The path of the design's second section, as far as the engine goes.


def test_the_whole_way_from_a_cell_in_a_file_to_a_dot(tmp_path: Path) -> None:
    # y = 3 a - 2 b + 5, and 4 more where it is red, in a file with one unreadable cell.
    stream = np.random.default_rng(0)
    a, b = stream.uniform(-10, 10, 200).tolist(), stream.uniform(0, 4, 200).tolist()
    colours = ["red", "blue"] * 100
    truth = [3 * x - 2 * z + 5 + 4 * (c == "red") for x, c, z in zip(a, colours, b, strict=True)]
    lines = [",".join(map(str, row)) for row in zip(a, colours, b, truth, strict=True)]
    lines[17] = "1,red,oops,1"  # line 19 of the file, below the names
    path = tmp_path / "plane.csv"
    path.write_text("a,colour,b,y\n" + "\n".join(lines) + "\n")

    read = tables.read(path)
    assert (read.name, read.rows) == ("plane.csv", 200)
    assert [column.kind for column in read.columns] == ["number", "category", "number", "number"]

    project = table_project(read)
    colour = Input("colour", "binary", ("blue", "red"))
    assert project.data.roles == Roles((Input("a"), colour, Input("b")), ("y",))
    prepared = project.prepare(source_table(project, {read.fingerprint: read}))
    assert prepared.skipped == 1
    assert [(cell.line, cell.column, cell.text) for cell in prepared.bad_cells] == [(19, "b", "oops")]
    assert prepared.train.count + prepared.test.count == 199

    control = TrainingControl()
    asked = build_request(project, prepared, run_id=1)
    snapshots = train(asked, control)
    first = next(snapshots)
    control.picture_taken()
    final = last(snapshots)
    assert final.stopped is Stopped.EPOCHS
    assert final.loss.test < 1e-3 < first.loss.test

    # The dots: what was predicted for the shown rows beside what the file says of them.
    shown = prepared.test.numbers[asked.shown]
    true = read.column("y").values[shown]
    assert final.predicted.shape == (1, prepared.test.count)
    rmse = math.sqrt(np.mean((final.predicted[0] - true) ** 2))
    assert final.scores[0].name == "y"
    assert final.scores[0].rmse == pytest.approx(rmse, rel=1e-9)
    assert final.scores[0].r2 > 0.999

    answer = predict(asked.network, final.theta, prepared, np.array([[2.0, 2], [0, 1], [1, 1]]))
    assert answer[0] == pytest.approx([3 * 2 - 2 * 1 + 5, 3 * 2 - 2 * 1 + 9], abs=0.5)


def test_the_whole_way_from_a_file_with_labels_to_a_label(tmp_path: Path) -> None:
    stream = np.random.default_rng(0)
    centres = {"Spitz, klein": (-3, 0), "Übergroß": (3, 0), "rund": (0, 4)}
    lines = ["x,y,form"]
    for label, centre in centres.items():
        lines += [f'{x},{y},"{label}"' for x, y in stream.standard_normal((60, 2)) * 0.5 + centre]
    lines[7] = "1,1,"  # line 8 of the file
    path = tmp_path / "forms.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    read = tables.read(path)
    project = table_project(read)
    labels = ("Spitz, klein", "rund", "Übergroß")
    assert project.data.roles == Roles.of_numbers(("x", "y"), ("form",), labels)
    assert (project.sizes[-1], project.training.loss) == (3, "softmax_cross_entropy")
    prepared = project.prepare(source_table(project, {read.fingerprint: read}))
    assert prepared.skipped == 1

    asked = build_request(project, prepared, run_id=1)
    assert (asked.classes, asked.class_weights) == (labels, None)
    final = finish(asked)
    assert final.class_scores is not None
    assert final.class_scores.accuracy == 1
    assert final.loss.test < 0.05

    # What was answered for the shown rows beside what the file says of them.
    read_labels = read.column("form").labels
    shown = [read_labels[int(n)] for n in read.column("form").values[prepared.test.numbers[asked.shown]]]
    assert likeliest(labels, final.predicted) == shown
    answer = predict(asked.network, final.theta, prepared, np.array(list(centres.values())).T)
    assert answer.shape == (3, 3)
    assert answer.sum(axis=0) == pytest.approx([1, 1, 1], rel=1e-12)
    assert likeliest(labels, answer) == list(centres)


@pytest.mark.parametrize("problem", PROBLEMS)
def test_every_problem_opens_and_trains(problem: str) -> None:
    project = problem_project(problem, 3)
    prepared = project.prepare(source_table(project, {}))
    final = finish(build_request(short(project), prepared, 1))
    assert final.epoch == 2
    assert math.isfinite(final.loss.test)


# Requests.


def test_a_request_says_what_the_project_says() -> None:
    project, prepared = article("article")
    asked = build_request(project, prepared, run_id=9)
    assert (asked.run_id, asked.method, asked.learning_rate) == (9, "gradient_descent", 0.01)
    assert (asked.batch_size, asked.epoch_limit) == (None, 1_000_000)
    assert asked.article_metric
    assert asked.target_names == ("a+b", "a-b", "|a-b|")
    assert asked.train is prepared.train
    assert asked.judged is prepared.test
    assert not asked.start.flags.writeable
    assert len(asked.shown) == SHOWN_ROWS
    assert not build_request(problem_project("article"), prepared, 1).article_metric


def test_a_request_has_the_loss_penalties_and_dropout_of_the_project() -> None:
    project, prepared = article()
    plain = build_request(project, prepared, 1)
    assert (plain.loss, plain.loss_parameter, plain.clip_norm) == ("squared_error", None, None)
    assert (plain.l1, plain.l2, plain.network.dropout) == ((), (), ())

    hidden = (Layer(4, "relu", dropout=0.2), Layer(3, "tanh", l1=0.5, l2=0.0))
    training = replace(project.training, loss="huber", loss_parameter=0.9, l2=0.1, clip_norm=3.0)
    asked = build_request(
        replace(project, network=NetworkChoice(hidden), training=training), prepared, run_id=1
    )
    assert (asked.loss, asked.loss_parameter, asked.clip_norm) == ("huber", 0.9, 3)
    assert (asked.l1, asked.l2) == ((0, 0.5, 0), (0.1, 0, 0.1))
    assert asked.network.dropout == (0.2, 0)


def test_a_run_that_is_told_to_stop_is_drawn_no_more_rivals() -> None:
    project, prepared = article()
    project = replace(project, training=replace(project.training, starts=4))
    planned = plan_request(project, prepared, run_id=1)
    stopping = iter([False, True])
    stopped = with_starts(project, None, planned, lambda: next(stopping))
    whole = with_starts(project, None, planned)
    assert len(whole.rivals) == 3
    assert len(stopped.rivals) == 1
    assert stopped.start.tobytes() == whole.start.tobytes()


def test_stored_weights_are_what_a_run_begins_from_and_its_rivals_are_drawn() -> None:
    project, prepared = article()
    project = replace(project, training=replace(project.training, starts=3, precision="float32"))
    drawn = build_request(project, prepared, run_id=1)
    store = WeightStore()
    theta = drawn.start + 1
    stored = replace(project, start=store.keep(theta, project.sizes))
    asked = build_request(stored, prepared, run_id=1, store=store)
    assert asked.start.dtype == np.float32
    assert asked.start.tobytes() == theta.tobytes()
    assert [rival.tobytes() for rival in asked.rivals] == [rival.tobytes() for rival in drawn.rivals]
    assert asked.shuffle_seed == drawn.shuffle_seed == 42
    with pytest.raises(InputError, match="not at hand"):
        build_request(stored, prepared, run_id=1)


def test_a_draw_orders_its_batches_in_its_own_way() -> None:
    project, prepared = article()
    asked = build_request(project.with_new_weights(), prepared, run_id=1)
    assert asked.shuffle_seed == Seed(42, draw=2).state != 42


def test_a_method_that_needs_all_rows_gets_them() -> None:
    project, prepared = article()
    for method, expected in (("rprop", None), ("adam", 32)):
        training = replace(project.training, method=method, batch_size=32)
        assert build_request(replace(project, training=training), prepared, 1).batch_size == expected


@pytest.mark.parametrize(
    ("training", "layer", "tried"),
    [
        ({}, {}, "bayesian"),
        ({"loss": "huber"}, {}, ""),
        ({"l1": 0.01}, {}, ""),
        ({}, {"l1": 0.01}, ""),
        ({"method": "adam"}, {"dropout": 0.1}, ""),
    ],
)
def test_a_search_changes_to_no_method_that_cannot_do_all_that_is_asked(
    training: dict[str, Any], layer: dict[str, float], tried: str
) -> None:
    project, prepared = article("lbfgs")
    fields = {"recipe": "custom", "folds": 3, "alternative": "bayesian", **training}
    asked = replace(
        project,
        training=replace(project.training, **fields),
        network=NetworkChoice((Layer(4, "tanh", **layer),)),
    )
    assert build_request(asked, prepared, 1).alternative == tried


@given(st.integers(0, 3 * SHOWN_ROWS))
def test_shown_rows_are_all_or_evenly_spaced(count: int) -> None:
    shown = shown_rows(count)
    assert len(shown) == min(count, SHOWN_ROWS)
    if count:
        assert (shown[0], shown[-1]) == (0, count - 1)
    if count > 1:
        steps = np.diff(shown)
        assert steps.min() >= 1
        assert steps.max() <= math.ceil(count / SHOWN_ROWS) + 1


# Classes.


@pytest.mark.parametrize("balance", [False, True])
@pytest.mark.parametrize("target", ["kind", "fruit", "level"])
def test_the_gradient_of_a_request_for_classes_is_the_central_difference(target: str, balance: bool) -> None:
    project = table_project(KINDS).with_roles(KINDS, Roles.of_numbers(("a", "b"), (target,)))
    network = NetworkChoice((Layer(3, "tanh"),))
    training = replace(project.training, balance_classes=balance, l2=0.1)
    prepared = project.prepare(KINDS)
    asked = build_request(replace(project, network=network, training=training), prepared, run_id=1)
    at = Objective(asked.network, asked.train, asked.chosen_loss, penalties=asked.penalties)
    theta, gradient, unused = np.array(asked.start), np.empty(len(asked.start)), np.empty(len(asked.start))
    at.value_and_gradient(theta, gradient)
    for i, slope in enumerate(gradient):
        step = np.zeros_like(theta)
        step[i] = 1e-5
        rise = at.value_and_gradient(theta + step, unused) - at.value_and_gradient(theta - step, unused)
        assert slope == pytest.approx(rise / 2e-5, rel=1e-6, abs=1e-9)


def test_balanced_classes_have_the_same_say() -> None:
    uneven = table(x=range(8), y=["a"] * 6 + ["b"] * 2)
    project = replace(table_project(uneven), split=Split(train=100, validation=0, test=0))
    balanced = replace(project, training=replace(project.training, balance_classes=True))
    weights = build_request(balanced, project.prepare(uneven), 1).class_weights
    assert weights is not None
    assert weights.tolist() == [8 / 12, 2]
    assert build_request(project, project.prepare(uneven), 1).class_weights is None


def test_a_column_of_weights_reaches_the_run_in_every_share_and_type() -> None:
    made = table(x=range(20), y=["a", "b", "b", "b"] * 5, w=[3, 1, 1, 1] * 5)
    project = replace(table_project(made), split=Split(train=60, validation=0, test=40))
    project = project.with_roles(made, Roles((Input("x"),), ("y",), weight="w"))
    training = replace(RECIPES["adam"].fill(project.case(project.prepare(made))), held_out=25)
    training = replace(training, precision="float32", balance_classes=True)
    asked = build_request(replace(project, training=training), project.prepare(made), 1)
    assert (project.data.roles.weight, project.data.roles.weighted) == ("w", ", weighted by w")
    for share in (asked.train, asked.validation, asked.test):
        assert share.weights is not None
        assert share.weights.dtype == np.float32
        assert share.weights.mean() == pytest.approx(1, rel=1e-6)
        raw = made.column("w").values[share.numbers]
        assert share.weights == pytest.approx(raw / raw.mean(), rel=1e-6)
    # The same say is that of their weights, not of their rows.
    assert asked.class_weights is not None
    say = asked.class_weights * class_counts(asked.train.Y, asked.train.weights)
    assert say == pytest.approx(np.full(2, asked.train.count / 2), rel=1e-6)


def test_the_article_s_metric_is_of_numbers_only() -> None:
    project = table_project(KINDS)
    prepared = project.prepare(KINDS)
    final = finish(build_request(short(project.filled("article", prepared)), prepared, 1))
    assert math.isnan(final.article_loss.train)


# Quantiles.


def spread_table(rows: int = 3000) -> Table:
    """y spreads the wider the larger x is: its quantile q is x + (0.2 + x) times that of a normal number."""
    stream = np.random.default_rng(0)
    x = stream.uniform(0, 1, rows)
    return table(x=x.tolist(), y=(x + (0.2 + x) * stream.standard_normal(rows)).tolist())


def quantile_project(given: Table) -> Project:
    return table_project(given).with_quantiles(given, (0.1, 0.5, 0.9))


def test_auto_learns_quantiles_that_hold_the_share_of_rows_they_promise() -> None:
    given = spread_table()
    project = quantile_project(given)
    assert (project.training.recipe, project.training.loss) == ("auto", "quantile")
    prepared = project.prepare(given)
    final = finish(build_request(project, prepared, 1))
    judged = [score.of_quantile for score in final.scores]
    assert [score.name for score in final.scores] == ["y 10 %", "y 50 %", "y 90 %"]
    for score, expected in zip(judged, (0.1, 0.5, 0.9), strict=True):
        assert score is not None
        assert score.quantile == expected
        assert score.coverage == pytest.approx(expected, abs=0.04)
    # Not only on the whole: each at its place, in the table's units.
    at = np.array([[0.1, 0.9]])
    low, middle, high = predict(build_request(project, prepared, 1).network, final.theta, prepared, at)
    assert middle == pytest.approx([0.1, 0.9], abs=0.15)
    assert high - middle == pytest.approx([1.2816 * 0.3, 1.2816 * 1.1], rel=0.25)
    assert middle - low == pytest.approx([1.2816 * 0.3, 1.2816 * 1.1], rel=0.25)


def test_the_loss_of_quantiles_is_the_mean_cost_of_its_outputs() -> None:
    given = spread_table(300)
    project = quantile_project(given)
    project = replace(project, training=replace(project.training, epoch_limit=30))
    prepared = project.prepare(given)
    final = finish(build_request(project, prepared, 1))
    costs = [score.of_quantile.pinball for score in final.scores if score.of_quantile]
    assert len(costs) == 3
    assert np.all(np.diff(final.predicted, axis=0) > 0), "nothing crosses here, so nothing was put in order"
    assert final.loss.test == pytest.approx(
        np.mean(costs) / prepared.preprocessor.target_scaler.std[0], rel=1e-12
    )


def test_a_run_on_quantiles_goes_on_as_if_it_had_never_stopped() -> None:
    given = spread_table(100)
    project, prepared = quantile_project(given), quantile_project(given).prepare(given)
    training = replace(project.filled("adam", prepared).training, batch_size=16, epoch_limit=10)
    half, twice = (replace(project, training=replace(training, epoch_limit=n)) for n in (10, 20))
    whole = finish(build_request(twice, prepared, 1))
    first = finish(build_request(half, prepared, 1))
    second = finish(build_request(half, prepared, 2, resume_from=first.checkpoint))
    assert second.theta.tolist() == whole.theta.tolist()
