import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.project.run_request import build_request
from engine.project.start import Seed
from engine.training.recipes.choice import Case
from engine.training.recipes.recipes import RECIPES
from tests.engine.runs import article, finish, predict


def case(rows: int) -> Case:
    return Case(rows, validation_rows=0, sizes=(2, 4, 4, 3), classes=0)


@given(st.integers(1, 10**7))
def test_auto_s_small_steps_are_many_and_do_not_go_on_for_ever(rows: int) -> None:
    choice = RECIPES["auto"].fill(replace(case(rows), follows_gradients=True))
    assert choice.method == "adam"
    assert choice.batch_size is not None
    assert min(32, rows) <= choice.batch_size <= min(4096, rows)
    assert math.log2(choice.batch_size).is_integer() or choice.batch_size == rows
    assert 400 <= choice.epoch_limit <= 2000


@pytest.mark.parametrize(
    ("given", "method", "folds"),
    [
        (Case(7000, 0, (2, 4, 4, 3), 0), "levenberg_marquardt", 0),
        (Case(400, 0, (10, 16, 1), 0), "lbfgs", 5),
        (Case(3000, 0, (10, 16, 1), 0), "lbfgs", 3),
        (Case(150, 0, (4, 16, 3), 3), "lbfgs", 5),
        (Case(60, 0, (4, 16, 3), 3), "lbfgs", 10),
        (Case(7, 0, (4, 16, 1), 0), "lbfgs", 3),
        (Case(3, 0, (4, 16, 1), 0), "adam", 0),
        (Case(60_000, 0, (784, 64, 10), 10), "adam", 0),
        (Case(7000, 0, (2, 64, 64, 3), 0), "adam", 0),
        (Case(400, 0, (10, 16, 1), 0, follows_gradients=True), "adam", 0),
        (Case(7000, 0, (2, 4, 4, 3), 0, quantiles=3), "lbfgs", 3),
        (Case(60_000, 0, (784, 64, 3), 0, quantiles=3), "adam", 0),
    ],
)
def test_auto_chooses_by_rows_parameters_and_target(given: Case, method: str, folds: int) -> None:
    choice = RECIPES["auto"].fill(given)
    assert (choice.method, choice.folds) == (method, folds)
    squared = choice.loss == "squared_error"
    assert choice.alternative == ("bayesian" if method == "lbfgs" and squared else "")
    usual = "quantile" if given.quantiles else "squared_error"
    assert choice.loss == ("softmax_cross_entropy" if given.classes else usual)


@given(
    rows=st.integers(1, 10**7),
    hidden=st.integers(1, 4096),
    classes=st.sampled_from([0, 2, 5]),
    follows_gradients=st.booleans(),
)
def test_auto_says_why_in_one_sentence(rows: int, hidden: int, classes: int, follows_gradients: bool) -> None:
    reason = RECIPES["auto"].reason
    assert reason is not None
    given = Case(rows, 0, (3, hidden, max(classes, 1)), classes, follows_gradients)
    said = reason(given)
    assert said.endswith(".")
    assert f"{rows:,} training row" in said
    assert ("held-out" in said) == (RECIPES["auto"].fill(given).held_out > 0)
    assert len(said) < 230


@pytest.mark.parametrize("start", [42, 0, 1, 2])
def test_auto_solves_the_articles_problem(start: int) -> None:
    project, prepared = article("auto")
    final = finish(build_request(replace(project, start=Seed(start)), prepared, 1))
    assert final.loss.test < 1e-6


def test_auto_solves_the_articles_problem_from_twenty_starts_and_mostly_beyond_its_rows() -> None:
    project, prepared = article("auto")
    right = 0
    for start in range(20):
        final = finish(build_request(replace(project, start=Seed(start)), prepared, 1))
        assert final.loss.test < 1e-6
        answer = predict(project.build_network(), final.theta, prepared, np.array([[888.0], [122.0]]))
        right += abs(float(answer[0, 0]) - 1010) < 0.01
    assert right >= 10
