"""What cannot be trained is refused in a sentence that says what to do, before anything starts."""

from dataclasses import replace
from typing import Any

import pytest

from engine.base.errors import InputError
from engine.data.prepare import Prepared
from engine.data.roles import Roles
from engine.data.split import Split
from engine.network.choice import Layer, NetworkChoice
from engine.project.opening import table_project
from engine.project.project import Project, case_of
from engine.project.run_request import build_request, check_trainable
from engine.training.methods.table import METHODS, SolverMethod
from engine.training.recipes.recipes import RECIPES
from tests.engine.runs import article, table

ROWS = Split(train=100, validation=0, test=0, method="in_order")


def of_table(**columns: Any) -> tuple[Project, Prepared]:
    """The project of a table whose rows all train, with the last column as target, and its rows."""
    opened = table(**columns)
    project = replace(table_project(opened, target=opened.columns[-1].name), split=ROWS)
    return project, project.prepare(opened)


def with_training(project: Project, **changes: Any) -> Project:
    return replace(project, training=replace(project.training, recipe="custom", **changes))


def with_layer(project: Project, **changes: Any) -> Project:
    return replace(project, network=NetworkChoice((Layer(4, "tanh", **changes),)))


@pytest.mark.parametrize(
    ("method", "loss", "refused"),
    [
        ("levenberg_marquardt", "huber", "can only make the mean squared error small, not the Huber loss"),
        ("bayesian", "absolute_error", "not the mean absolute error: choose that loss, or another method"),
        ("lbfgs", "log_cosh", ""),
        ("adam", "absolute_error", ""),
    ],
)
def test_a_method_for_squared_errors_takes_no_other_loss(method: str, loss: str, refused: str) -> None:
    project, prepared = article()
    expect(with_training(project, method=method, loss=loss), prepared, refused)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("penalty", ["l1", "l2"])
def test_penalties_a_method_cannot_train_with_are_refused(method: str, penalty: str) -> None:
    project, prepared = article()
    project = with_training(project, method=method)
    takes = penalty in {"levenberg_marquardt": ("l2",), "bayesian": ()}.get(method, ("l1", "l2"))
    refused = "" if takes else f"cannot train with an {penalty.upper()} penalty: set it to 0"
    expect(with_training(project, **{penalty: 0.1}), prepared, refused)
    expect(with_layer(project, **{penalty: 0.1}), prepared, refused)
    expect(with_layer(with_training(project, **{penalty: 0.0}), **{penalty: 0.0}), prepared, "")


@pytest.mark.parametrize("method", METHODS)
def test_solvers_take_no_dropout(method: str) -> None:
    project, prepared = article()
    refused = (
        f"{METHODS[method].title} cannot train with dropout"
        if isinstance(METHODS[method], SolverMethod)
        else ""
    )
    expect(with_layer(with_training(project, method=method), dropout=0.2), prepared, refused)


def test_a_batch_has_at_most_all_rows() -> None:
    project, prepared = of_table(x=[1, 2, 3], y=[1, 2, 4])
    for size in (None, 1, 3):
        expect(with_training(project, batch_size=size), prepared, "")
    too_many = "batch size of 4,000 is more than the 3 training rows: choose at most 3, or all rows at once"
    expect(with_training(project, batch_size=4000), prepared, too_many)
    expect(with_training(project, batch_size=4000, method="rprop"), prepared, "")


@pytest.mark.parametrize("recipe", RECIPES)
@pytest.mark.parametrize("count", [2, 3, 7, 31, 33, 500])
def test_no_recipe_fills_in_a_batch_larger_than_the_rows(recipe: str, count: int) -> None:
    project, prepared = of_table(x=range(count), y=range(count))
    case = case_of(project.data.roles, project.network, prepared)
    expect(replace(project, training=RECIPES[recipe].fill(case)), prepared, "")


def test_what_never_changes_cannot_be_learnt() -> None:
    project, prepared = of_table(x=[1, 2, 3], y=[7, 7, 7])
    expect(project, prepared, "target 'y' never changes in the training rows, so there is nothing to learn")
    opened = table(x=[1, 2, 3], y=[7, 7, 7], z=[0, 0, 0], w=[1, 2, 4])
    for targets, refused in ((("y", "z"), "no target ever changes"), (("y", "w"), "")):
        roles = Roles.of_numbers(("x",), targets)
        other = replace(project, data=replace(project.data, roles=roles))
        expect(other, other.prepare(opened), refused)


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> list[int | None]:
    """What the system says is free: its last item."""
    told: list[int | None] = [None]
    monkeypatch.setattr("engine.training.recipes.feasible.free_bytes", lambda: told[-1])
    monkeypatch.setenv("LAYERBENCH_THREADS", "1")
    return told


def test_a_matrix_that_does_not_fit_is_refused(free: list[int | None]) -> None:
    project, prepared = article()
    project = replace(project, network=NetworkChoice((Layer(300, "tanh"),)))
    by_matrix = with_training(project, method="levenberg_marquardt")
    free.append(40_000_000)
    expect(project, prepared, "")
    expect(by_matrix, prepared, "use fewer units, or a method such as L-BFGS or Adam")
    free.append(None)
    expect(by_matrix, prepared, "")


def test_a_run_that_does_not_fit_is_refused_by_every_method(free: list[int | None]) -> None:
    project, prepared = article()
    free.append(1_000_000)
    for method in METHODS:
        expect(with_training(project, method=method), prepared, f"{METHODS[method].title} needs ")
    free.append(10_000_000)
    expect(with_training(project, method="adam"), prepared, "")
    expect(with_training(project, method="adam", starts=10), prepared, "use fewer units or starts")


def expect(project: Project, prepared: Prepared, refused: str) -> None:
    """Check that no run can be asked for, `refused` being in the sentence, or that one can if it is empty."""
    if not refused:
        build_request(project, prepared, run_id=1)
        return
    with pytest.raises(InputError) as caught:
        check_trainable(project, prepared)
    assert refused in str(caught.value)
    with pytest.raises(InputError):
        build_request(project, prepared, run_id=1)
