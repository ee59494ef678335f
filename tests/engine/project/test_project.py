"""The frozen tree of what a person decides."""

import math
from dataclasses import FrozenInstanceError, replace
from itertools import combinations

import numpy as np
import pytest

from engine.base.errors import InputError
from engine.data.inputs import Input
from engine.data.prepare import prepare
from engine.data.roles import Roles
from engine.data.split import Split
from engine.network.choice import Layer, NetworkChoice
from engine.project.opening import problem_project, source_table, table_project
from engine.project.run_request import build_request
from engine.project.start import Seed, Start, WeightStore
from engine.training.recipes.recipes import RECIPES
from tests.engine.runs import KINDS, finish, short, table

ARTICLE = problem_project("article")


# What a person decides.


def test_the_program_opens_with_the_articles_network() -> None:
    assert ARTICLE.sizes == (2, 4, 4, 3)
    assert ARTICLE.build_network().parameters == 47
    assert ARTICLE.split == Split(train=70, validation=0, test=30, method="in_order")
    assert ARTICLE.training.recipe == "auto"
    assert (ARTICLE.seed, ARTICLE.start) == (42, Seed(42))


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
    assert replace(ARTICLE, start=Seed(43)).start_weights().tobytes() != ARTICLE.start_weights().tobytes()


def test_a_project_cannot_be_changed_in_place() -> None:
    with pytest.raises(FrozenInstanceError):
        ARTICLE.seed = 3  # type: ignore[misc]


def test_a_tables_start_begins_with_the_seed_itself() -> None:
    project = table_project(table(x=[1, 2, 3], y=[1, 2, 3]))
    first = np.random.RandomState(42).randn(8)
    # Eight units on one input: weights first, with scale sqrt(2 / 1).
    assert project.start_weights()[0:16:2].tolist() == (first * np.sqrt(2)).tolist()


@pytest.mark.parametrize("value", [-1, 2**32, 0.5, math.nan])
def test_seeds_have_limits(value: float) -> None:
    with pytest.raises(InputError, match="seed must be a whole number"):
        replace(ARTICLE, seed=value)  # type: ignore[arg-type]


def test_projects_that_differ_only_in_their_start_are_told_apart() -> None:
    store, theta = WeightStore(), ARTICLE.start_weights()
    starts: list[Start] = [
        Seed(42),
        Seed(42, draw=2),
        Seed(43),
        store.keep(theta, ARTICLE.sizes),
        store.keep(theta + 1, ARTICLE.sizes),
    ]
    projects = [replace(ARTICLE, start=start) for start in starts]
    assert len(set(projects)) == len(starts)
    assert replace(projects[1], start=Seed(42)) == ARTICLE
    for one, other in combinations(projects, 2):
        assert one != other
        assert not one.same_run(other)
    weights = {project.start_weights(store=store).tobytes() for project in projects}
    assert len(weights) == 4, "one of the stored is what the first seed draws"


def test_stored_weights_begin_a_run_of_their_own_network_only() -> None:
    store, theta = WeightStore(), ARTICLE.start_weights() + 1
    project = replace(ARTICLE, start=store.keep(theta, ARTICLE.sizes))
    assert np.array_equal(project.start_weights(store=store), theta)
    assert project.start_weights(1).tobytes() == ARTICLE.start_weights(1).tobytes(), "a rival is drawn"
    assert project.with_new_weights().start == Seed(42, draw=2)
    with pytest.raises(InputError, match="a network 2-4-4-3, not 2-3: take new weights"):
        replace(project, network=NetworkChoice(()))


def test_draws_of_a_seed_race_against_no_start_of_another_draw() -> None:
    draws = [replace(ARTICLE, start=Seed(42, draw)) for draw in (1, 2, 3)]
    starts = {draw.start_weights(number).tobytes() for draw in draws for number in range(5)}
    assert len(starts) == 15


def test_the_articles_recipe_begins_from_the_first_draw_of_the_seed() -> None:
    rows = ARTICLE.prepare(source_table(ARTICLE, {}))
    second = replace(ARTICLE, seed=7, start=Seed(42, draw=2))
    article = second.filled("article", rows)
    assert article.start == Seed(7)
    assert second.filled("adam", rows).start == Seed(42, draw=2)
    again = article.with_new_weights()
    assert again.refilled(rows) == again, "to fill the fields for other rows brings no weights back"


def test_weights_start_as_the_network_says() -> None:
    # The stream after the problem's own draws, for every initialiser the same.
    he = replace(ARTICLE, network=replace(ARTICLE.network, initialiser="he_normal"))
    ours, articles = (project.build_network().blocks(project.start_weights())[0] for project in (he, ARTICLE))
    assert np.array_equal(ours[:, :-1], articles[:, :-1])
    assert not ours[:, -1].any()


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


def test_the_learning_rate_alone_does_not_make_another_run() -> None:
    faster = replace(ARTICLE, training=replace(ARTICLE.training, learning_rate=0.5, recipe="custom"))
    assert ARTICLE.same_run(faster)
    assert faster.same_run(ARTICLE)
    for other in (
        replace(ARTICLE, start=Seed(1)),
        replace(ARTICLE, start=Seed(42, draw=2)),
        replace(ARTICLE, start=WeightStore().keep(np.zeros(47), ARTICLE.sizes)),
        replace(ARTICLE, seed=1),
        replace(ARTICLE, network=NetworkChoice(())),
        replace(ARTICLE, training=replace(ARTICLE.training, batch_size=7)),
    ):
        assert not ARTICLE.same_run(other)


def test_a_recipe_fills_every_field_and_is_filled_again_for_other_rows() -> None:
    table = source_table(ARTICLE, {})
    all_rows = ARTICLE.prepare(table)
    few_rows = replace(ARTICLE, split=Split(train=1, validation=0, test=99, method="in_order")).prepare(table)
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


def test_a_table_that_is_not_open_is_asked_for() -> None:
    project = table_project(table(x=[1, 2, 3], y=[1, 2, 3]))
    with pytest.raises(InputError, match="open it again"):
        source_table(project, {})


# Classes.


def test_the_outputs_for_classes_are_linear_and_those_for_numbers_as_chosen() -> None:
    bent = replace(table_project(KINDS), network=NetworkChoice((), output_activation="relu"))
    for_numbers = bent.with_roles(KINDS, Roles.of_numbers(("a",), ("b",)))
    ends = [project.build_network().activations[-1].id for project in (bent, for_numbers)]
    assert ends == ["linear", "relu"]


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
        assert finish(build_request(short(project), project.prepare(KINDS), 1)).epoch == 2


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
    changed = changed.refilled(changed.prepare(KINDS))
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


# Quantiles.


def test_the_quantile_loss_and_quantiles_come_and_go_together() -> None:
    given = table(x=range(40), y=[x * x for x in range(40)])
    plain = table_project(given)
    project = plain.with_quantiles(given, (0.1, 0.5, 0.9))
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
