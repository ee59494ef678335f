"""The frozen tree of what a person decides, and the straight path from a cell in a file to a prediction."""

import math
from dataclasses import FrozenInstanceError, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data import tables
from engine.data.classes import class_counts
from engine.data.inputs import Input
from engine.data.prepare import prepare
from engine.data.problems import PROBLEMS
from engine.data.roles import Roles
from engine.data.split import Split
from engine.data.table import Table
from engine.errors import InputError
from engine.model.objective import Objective
from engine.project import (
    SHOWN_ROWS,
    Layer,
    NetworkChoice,
    Project,
    build_request,
    likeliest,
    predict,
    problem_project,
    shown_rows,
    source_table,
    table_project,
)
from engine.training.control import TrainingControl
from engine.training.loop import train
from engine.training.recipes import RECIPES
from engine.training.snapshot import Stopped
from tests.engine.runs import article, finish, last, table

ARTICLE = problem_project("article")


def layers(count: int) -> tuple[Layer, ...]:
    """Layers told apart by their units."""
    return tuple(Layer(units, "relu") for units in range(1, count + 1))


def units(network: NetworkChoice) -> list[int]:
    return [layer.units for layer in network.hidden]


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


# What a person decides.


def test_the_program_opens_with_the_articles_network() -> None:
    assert ARTICLE.sizes == (2, 4, 4, 3)
    assert ARTICLE.build_network().parameters == 47
    assert ARTICLE.split == Split(70, 0, 30, method="in_order")
    assert ARTICLE.training.recipe == "auto"
    assert (ARTICLE.seed, ARTICLE.start) == (42, 42)


@pytest.mark.parametrize("problem", PROBLEMS)
def test_every_problem_opens_and_trains(problem: str) -> None:
    project = problem_project(problem, 3)
    prepared = project.prepare(source_table(project, {}))
    training = replace(project.training, epoch_limit=2, folds=0)
    final = finish(build_request(replace(project, training=training), prepared, 1))
    assert final.epoch == 2
    assert math.isfinite(final.loss.test)


def test_an_unknown_problem_is_answered_with_the_known_ones() -> None:
    with pytest.raises(InputError, match="there is no problem 'nothing'; choose one of article, "):
        problem_project("nothing")


def test_a_table_without_two_number_columns_opens_with_a_sentence() -> None:
    with pytest.raises(InputError, match="no column to learn 'y' from"):
        table_project(table(y=[1, 2, 3]))


def test_equal_decisions_are_equal_and_give_equal_weights() -> None:
    again = problem_project("article")
    assert again == ARTICLE
    assert hash(again) == hash(ARTICLE)
    assert again.start_weights().tobytes() == ARTICLE.start_weights().tobytes()
    assert replace(ARTICLE, start=43).start_weights().tobytes() != ARTICLE.start_weights().tobytes()


def test_a_project_cannot_be_changed_in_place() -> None:
    with pytest.raises(FrozenInstanceError):
        ARTICLE.seed = 3  # type: ignore[misc]


def test_a_tables_start_begins_with_the_seed_itself() -> None:
    project = table_project(table(x=[1, 2, 3], y=[1, 2, 3]))
    first = np.random.RandomState(42).randn(8)
    # Eight units on one input: weights first, with scale sqrt(2 / 1).
    assert project.start_weights()[0:16:2].tolist() == (first * np.sqrt(2)).tolist()


@pytest.mark.parametrize("field", ["seed", "start"])
@pytest.mark.parametrize("value", [-1, 2**32, 0.5, math.nan])
def test_seeds_have_limits(field: str, value: float) -> None:
    with pytest.raises(InputError, match="seed must be a whole number"):
        replace(ARTICLE, **{field: value})  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [0, -1, 10**9, 1.5, math.nan])
def test_units_have_limits(wrong: float) -> None:
    with pytest.raises(InputError, match="units must be"):
        Layer(wrong, "relu")  # type: ignore[arg-type]


def test_unknown_activations_and_too_many_layers_are_refused() -> None:
    with pytest.raises(InputError, match="there is no activation 'swish'"):
        Layer(3, "swish")
    with pytest.raises(InputError, match="there is no activation 'swish'"):
        NetworkChoice((), "swish")
    with pytest.raises(InputError, match="the number of hidden layers must be"):
        NetworkChoice(layers(33))
    with pytest.raises(InputError, match="there is no initialiser 'magic'; choose one of article, he_normal"):
        NetworkChoice((), initialiser="magic")


def test_weights_start_as_the_network_says() -> None:
    # The stream after the problem's own draws, for every initialiser the same.
    he = replace(ARTICLE, network=replace(ARTICLE.network, initialiser="he_normal"))
    ours, articles = (project.build_network().blocks(project.start_weights())[0] for project in (he, ARTICLE))
    assert np.array_equal(ours[:, :-1], articles[:, :-1])
    assert not ours[:, -1].any()


@pytest.mark.parametrize("wrong", [{"dropout": -0.1}, {"dropout": 1}, {"l1": -1}, {"l2": math.inf}])
def test_dropout_and_penalties_of_a_layer_have_limits(wrong: dict[str, float]) -> None:
    with pytest.raises(InputError, match="must be a number"):
        Layer(3, "relu", **wrong)


@pytest.mark.parametrize("loss", ["binary_cross_entropy", "softmax_cross_entropy"])
def test_numbers_are_no_classes(loss: str) -> None:
    with pytest.raises(InputError, match="cross-entropy needs classes as targets, not numbers"):
        replace(ARTICLE, training=replace(ARTICLE.training, loss=loss))


def test_networks_too_large_to_hold_are_refused() -> None:
    wide = (Layer(4096, "relu"),)
    replace(ARTICLE, network=NetworkChoice(wide * 2))  # 17 million parameters
    with pytest.raises(InputError, match="from 1 to 20,000,000, not 33,587,203"):
        # 3 * 4096 + 2 * 4097 * 4096 + 4097 * 3 parameters
        replace(ARTICLE, network=NetworkChoice(wide * 3))


# The layer list.


def test_layers_are_replaced_added_and_removed() -> None:
    network = NetworkChoice(layers(3))
    assert units(network.with_layer(1, Layer(9, "tanh"))) == [1, 9, 3]
    assert units(network.with_added(0)) == [1, 1, 2, 3]
    assert units(network.with_added(3)) == [1, 2, 3, 3]
    assert units(network.without([0, 2])) == [2]
    assert units(network.without([])) == [1, 2, 3]
    assert units(NetworkChoice(()).with_added(0)) == [8]


def test_duplicates_come_behind_the_last_of_them() -> None:
    network = NetworkChoice(layers(4))
    assert units(network.with_duplicates([2, 0])) == [1, 2, 3, 1, 3, 4]
    assert units(network.with_duplicates([3])) == [1, 2, 3, 4, 4]


def test_layers_are_moved_together() -> None:
    network = NetworkChoice(layers(4))
    assert units(network.with_moved([0], 4)) == [2, 3, 4, 1]
    assert units(network.with_moved([3, 1], 0)) == [2, 4, 1, 3]
    assert units(network.with_moved([1, 2], 2)) == [1, 2, 3, 4]


@given(st.integers(1, 8), st.data())
def test_moving_keeps_every_layer_and_the_order_of_both_groups(count: int, data: st.DataObject) -> None:
    network = NetworkChoice(layers(count))
    moved = data.draw(st.sets(st.integers(0, count - 1), min_size=1))
    before = data.draw(st.integers(0, count))
    result = units(network.with_moved(moved, before))
    assert sorted(result) == list(range(1, count + 1))
    chosen = [number - 1 in moved for number in result]
    first = chosen.index(True)
    assert all(chosen[first : first + len(moved)])
    assert [number for number in result if number - 1 in moved] == sorted(number + 1 for number in moved)
    rest = [number for number in result if number - 1 not in moved]
    assert rest == sorted(rest)
    assert rest[:first] == [number for number in range(1, before + 1) if number - 1 not in moved]


# Runs.


def test_the_learning_rate_alone_does_not_make_another_run() -> None:
    faster = replace(ARTICLE, training=replace(ARTICLE.training, learning_rate=0.5, recipe="custom"))
    assert ARTICLE.same_run(faster)
    assert faster.same_run(ARTICLE)
    for other in (
        replace(ARTICLE, start=1),
        replace(ARTICLE, seed=1),
        replace(ARTICLE, network=NetworkChoice(())),
        replace(ARTICLE, training=replace(ARTICLE.training, batch_size=7)),
    ):
        assert not ARTICLE.same_run(other)


def test_a_recipe_fills_every_field_and_is_filled_again_for_other_rows() -> None:
    table = source_table(ARTICLE, {})
    all_rows = ARTICLE.prepare(table)
    few_rows = replace(ARTICLE, split=Split(1, 0, 99, method="in_order")).prepare(table)
    assert ARTICLE.filled("article", all_rows).training.epoch_limit == 1_000_000
    auto = ARTICLE.filled("auto", all_rows)
    assert auto.refilled(few_rows).training != auto.training
    assert auto.refilled(few_rows) == ARTICLE.filled("auto", few_rows)
    custom = replace(auto, training=replace(auto.training, recipe="custom"))
    assert custom.refilled(few_rows) is custom
    with pytest.raises(InputError, match="there is no recipe"):
        ARTICLE.filled("magic", all_rows)
    with pytest.raises(InputError, match="there is no recipe 'magic'"):
        replace(ARTICLE, training=replace(ARTICLE.training, recipe="magic"))


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
    assert not build_request(ARTICLE, prepared, 1).article_metric


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


def test_a_method_that_needs_all_rows_gets_them() -> None:
    project, prepared = article()
    for method, expected in (("rprop", None), ("adam", 32)):
        training = replace(project.training, method=method, batch_size=32)
        assert build_request(replace(project, training=training), prepared, 1).batch_size == expected


def test_a_table_that_is_not_open_is_asked_for() -> None:
    project = table_project(table(x=[1, 2, 3], y=[1, 2, 3]))
    with pytest.raises(InputError, match="open it again"):
        source_table(project, {})


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


@pytest.mark.parametrize("value", [1e308, -1e308, math.inf, math.nan])
def test_a_far_off_question_is_answered_without_a_warning(value: float) -> None:
    project, prepared = article()
    answer = predict(project.build_network(), project.start_weights(), prepared, np.array([[value], [1.0]]))
    assert answer.shape == (3, 1)


def test_a_question_is_answered_in_the_tables_units() -> None:
    # Without hidden layers and with all weights 0 the answer is the mean of the training targets.
    project, prepared = article()
    project = replace(project, network=NetworkChoice(()))
    network = project.build_network()
    answer = predict(network, np.zeros(network.parameters), prepared, np.array([[30.0], [70.0]]))
    assert answer[:, 0].tolist() == prepared.target_scaler.mean.tolist()


# Classes.

KINDS = table(
    a=[0.5, 1, 2, 3.5, 5, 6, 7, 8],
    b=[1, 9, 2, 7, 3, 8, 2, 9],
    level=[0, 1, 2, 0, 1, 2, 0, 1],
    kind=["low", "high", "low", "high", "low", "high", "low", "high"],
    fruit=["fig", "pear", "kiwi", "fig", "pear", "kiwi", "fig", "pear"],
)


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


def test_the_outputs_for_classes_are_linear_and_those_for_numbers_as_chosen() -> None:
    bent = replace(table_project(KINDS), network=NetworkChoice((), output_activation="relu"))
    for_numbers = bent.with_roles(KINDS, Roles.of_numbers(("a",), ("b",)))
    ends = [project.build_network().activations[-1].id for project in (bent, for_numbers)]
    assert ends == ["linear", "relu"]


@pytest.mark.parametrize("target", ["kind", "fruit"])
def test_what_overflows_has_no_class(target: str) -> None:
    project = table_project(KINDS).with_roles(KINDS, Roles.of_numbers(("a", "b"), (target,)))
    project = replace(
        project, network=NetworkChoice((Layer(8, "relu"),))
    )  # tanh would bring infinity down to 1
    prepared, theta = project.prepare(KINDS), project.start_weights()
    asked = np.array([[1.0, math.inf], [2.0, 0.0]])
    chances = predict(project.build_network(), theta, prepared, asked)
    first, second = likeliest(prepared.roles.classes, chances)
    assert first in prepared.roles.classes
    assert second is None


def test_a_table_s_last_texts_are_told_by_the_usual_loss() -> None:
    project = table_project(KINDS)
    kind = Input("kind", "binary", ("high", "low"))
    numbers = tuple(map(Input, ("a", "b", "level")))
    assert project.data.roles == Roles((*numbers, kind), ("fruit",), ("fig", "kiwi", "pear"))
    assert project.training == RECIPES["auto"].fill(project.case(project.prepare(KINDS)))


def test_other_targets_bring_a_loss_that_suits_them() -> None:
    project = table_project(KINDS)
    for targets, kind, classes, loss in (
        (("kind",), None, ("high", "low"), "binary_cross_entropy"),
        (("level",), None, ("0", "1", "2"), "softmax_cross_entropy"),
        (("level",), "number", (), "squared_error"),
        (("b",), "class", ("1", "2", "3", "7", "8", "9"), "softmax_cross_entropy"),
        (("b", "level"), None, (), "squared_error"),
    ):
        project = project.with_roles(KINDS, Roles.of_numbers(("a",), targets), kind)
        assert project.data.roles == Roles.of_numbers(("a",), targets, classes)
        assert (project.training.recipe, project.training.loss) == ("auto", loss)
        assert finish(build_request(_short(project), project.prepare(KINDS), 1)).epoch == 2


def test_what_a_person_said_of_the_targets_holds_while_they_stay() -> None:
    project = table_project(KINDS).with_roles(KINDS, Roles.of_numbers(("a", "b"), ("level",)), "number")
    fewer = Roles.of_numbers(("a",), ("level",))
    assert project.with_roles(KINDS, fewer).data.roles == fewer
    project = project.with_roles(KINDS, Roles.of_numbers(("a", "b"), ("level",)), "class")
    assert project.with_roles(KINDS, fewer).data.roles.classes == ("0", "1", "2")


def test_a_custom_choice_keeps_its_fields_and_takes_the_usual_loss() -> None:
    project = table_project(KINDS).with_roles(KINDS, Roles.of_numbers(("a",), ("b",)))
    own = replace(
        project.training, recipe="custom", loss="huber", loss_parameter=2.0, learning_rate=0.003, l2=0.5
    )
    changed = replace(project, training=own).with_roles(KINDS, Roles.of_numbers(("a",), ("kind",))).training
    assert changed == replace(own, loss="binary_cross_entropy", loss_parameter=None)


@pytest.mark.parametrize("recipe", ["levenberg_marquardt", "custom"])
def test_a_method_for_numbers_only_gives_way(recipe: str) -> None:
    project = table_project(KINDS).with_roles(KINDS, Roles.of_numbers(("a",), ("b",)))
    project = project.filled("levenberg_marquardt", project.prepare(KINDS))
    project = replace(project, training=replace(project.training, recipe=recipe))
    changed = project.with_roles(KINDS, Roles.of_numbers(("a",), ("fruit",)))
    assert changed.training == RECIPES["auto"].fill(changed.case(changed.prepare(KINDS)))


def test_roles_of_the_same_kind_leave_the_training_alone() -> None:
    project = table_project(KINDS)
    own = replace(project.training, recipe="custom", learning_rate=0.5)
    changed = replace(project, training=own).with_roles(KINDS, Roles.of_numbers(("a",), ("level",)))
    assert changed.training is own


def test_roles_that_cannot_be_are_refused_in_a_sentence() -> None:
    project = table_project(KINDS)
    with pytest.raises(InputError, match="must be the only one"):
        project.with_roles(KINDS, Roles.of_numbers(("a",), ("b", "kind")))
    with pytest.raises(InputError, match="holds text"):
        project.with_roles(KINDS, Roles.of_numbers(("a",), ("kind",)), "number")


def test_a_loss_for_another_number_of_classes_is_refused() -> None:
    project = table_project(KINDS)
    for loss, sentence in (
        ("binary_cross_entropy", "3 classes need cross-entropy"),
        ("squared_error", "mean squared error needs numbers as targets"),
    ):
        with pytest.raises(InputError, match=sentence):
            replace(project, training=replace(project.training, loss=loss))


def test_balanced_classes_have_the_same_say() -> None:
    uneven = table(x=range(8), y=["a"] * 6 + ["b"] * 2)
    project = replace(table_project(uneven), split=Split(100, 0, 0))
    balanced = replace(project, training=replace(project.training, balance_classes=True))
    weights = build_request(balanced, project.prepare(uneven), 1).class_weights
    assert weights is not None
    assert weights.tolist() == [8 / 12, 2]
    assert build_request(project, project.prepare(uneven), 1).class_weights is None


def test_a_column_of_weights_reaches_the_run_in_every_share_and_type() -> None:
    made = table(x=range(20), y=["a", "b", "b", "b"] * 5, w=[3, 1, 1, 1] * 5)
    project = replace(table_project(made), split=Split(60, 0, 40))
    project = project.with_roles(made, Roles((Input("x"),), ("y",), weight="w"))
    training = replace(RECIPES["adam"].fill(project.case(project.prepare(made))), held_out=25)
    training = replace(training, precision="float32", balance_classes=True)
    asked = build_request(replace(project, training=training), project.prepare(made), 1)
    assert (asked.weight, asked.weighted) == ("w", ", weighted by w")
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
    final = finish(build_request(_short(project.filled("article", prepared)), prepared, 1))
    assert math.isnan(final.article_loss.train)


def _short(project: Project) -> Project:
    return replace(project, training=replace(project.training, epoch_limit=2, folds=0))


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
    assert final.loss.test == pytest.approx(np.mean(costs) / prepared.target_scaler.std[0], rel=1e-12)


def test_a_run_on_quantiles_goes_on_as_if_it_had_never_stopped() -> None:
    given = spread_table(100)
    project, prepared = quantile_project(given), quantile_project(given).prepare(given)
    training = replace(project.filled("adam", prepared).training, batch_size=16, epoch_limit=10)
    half, twice = (replace(project, training=replace(training, epoch_limit=n)) for n in (10, 20))
    whole = finish(build_request(twice, prepared, 1))
    first = finish(build_request(half, prepared, 1))
    second = finish(build_request(half, prepared, 2, resume_from=first.checkpoint))
    assert second.theta.tolist() == whole.theta.tolist()


def test_every_target_has_its_quantiles_side_by_side_and_answers_never_cross() -> None:
    given = table(a=range(20), b=[(7 * i) % 20 for i in range(20)], c=[i * i for i in range(20)])
    project = table_project(given).with_roles(given, Roles.of_numbers(("a",), ("b", "c")))
    project = project.with_quantiles(given, (0.2, 0.975))
    assert project.data.roles.output_names == ("b 20 %", "b 97.5 %", "c 20 %", "c 97.5 %")
    assert project.sizes[-1] == 4
    prepared = project.prepare(given)
    assert prepared.train.Y[0].tolist() == prepared.train.Y[1].tolist() != prepared.train.Y[2].tolist()
    untrained = project.start_weights()
    inputs = np.linspace(-50, 50, 200)[None]
    network = project.build_network()
    raw = network.predict(untrained, prepared.input_scaler.transform(inputs))
    assert np.any(raw[0] > raw[1]), "untrained answers cross"
    low, high, *_ = predict(network, untrained, prepared, inputs)
    assert np.all(low <= high)


def test_the_quantile_loss_and_quantiles_come_and_go_together() -> None:
    given = spread_table(40)
    plain = table_project(given)
    project = quantile_project(given)
    assert project.with_quantiles(given, ()).training == plain.training
    adam = replace(plain.training, recipe="custom", method="adam", loss="quantile")
    assert plain.with_training(adam).data.roles.quantiles == (0.1, 0.5, 0.9)
    assert not project.with_training(replace(adam, loss="huber")).data.roles.quantiles
    kept = project.with_quantiles(given, (0.5,)).with_training(adam)
    assert kept.data.roles.quantiles == (0.5,)
    with pytest.raises(InputError, match="the quantile loss needs quantiles"):
        replace(plain, training=adam)
    with pytest.raises(InputError, match="quantiles need the quantile loss, not the Huber loss"):
        replace(project, training=replace(adam, loss="huber"))


def test_other_targets_keep_quantiles_unless_they_are_classes() -> None:
    project = (
        table_project(KINDS).with_roles(KINDS, Roles.of_numbers(("a",), ("b",))).with_quantiles(KINDS, (0.5,))
    )
    turned = Roles.of_numbers(("b",), ("a",))
    assert project.with_roles(KINDS, turned).data.roles == replace(turned, quantiles=(0.5,))
    assert project.with_roles(KINDS, Roles.of_numbers(("b",), ("kind",))).data.roles.quantiles == ()
    with pytest.raises(InputError, match="only numbers have quantiles"):
        prepare(KINDS, Roles((Input("a"),), ("kind",), ("high", "low"), (0.5,)), Split(), 42)
    for wrong in ((0.9, 0.1), (0.5, 0.5), (1.0,)):
        with pytest.raises(InputError, match="quantile"):
            project.with_quantiles(KINDS, wrong).prepare(KINDS)
