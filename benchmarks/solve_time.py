"""Expected time to solve the article's problem: recipe Auto beside scikit-learn's and PyTorch's methods.

The expected time is the time of all starts divided by the number of starts that got there: what it takes on
average to solve the problem by trying one start after another. All have the same rows and the same starts,
compute in 64 bits and in one thread, and may stop as soon as the test loss is below the goal, but for
scikit-learn, which cannot be asked on the way. Starting a process is not counted.
"""

import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import numpy as np

from benchmarks.auto import until_goal
from benchmarks.common import article_project, min_median_max, print_versions, verdict
from benchmarks.peers import Layers, mean_square, peer_versions
from benchmarks.turns import Contender, PeerError, serve
from engine.base.arrays import FloatArray
from engine.project.start import Seed

GOAL: Final = 1e-6
STARTS: Final = 20
ROUNDS: Final = 5
LONGEST: Final = 20.0  # seconds a start may take
MOST_OF_BEST: Final = 1 / 10
OURS: Final = "ours, Auto"

Solved = tuple[float, float]
"""Seconds and the test loss reached."""


def our_auto() -> Callable[[int], Solved]:
    """Recipe Auto from a start seed."""
    project, prepared = article_project("auto")

    def solve(start: int) -> Solved:
        started = time.perf_counter()
        _, _, loss = until_goal(replace(project, start=Seed(start)), prepared, GOAL)
        return time.perf_counter() - started, loss

    return solve


def _case(start: int) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, Layers]:
    """Training and test rows as (rows, features), and the start's weights and biases."""
    project, prepared = article_project("auto")
    blocks = project.build_network().blocks(replace(project, start=Seed(start)).start_weights())
    shares = (prepared.train.X, prepared.train.Y, prepared.test.X, prepared.test.Y)
    X, Y, X_test, Y_test = (np.ascontiguousarray(share.T) for share in shares)
    return X, Y, X_test, Y_test, [(block[:, :-1], block[:, -1]) for block in blocks]


def sklearn_lbfgs() -> Callable[[int], Solved]:
    """MLPRegressor's L-BFGS without its penalty, to where it can get no further."""
    from sklearn.neural_network import MLPRegressor

    warnings.simplefilter("ignore")

    def solve(start: int) -> Solved:
        X, Y, X_test, Y_test, layers = _case(start)
        model = MLPRegressor(
            hidden_layer_sizes=(4, 4),
            solver="lbfgs",
            alpha=0.0,
            tol=1e-7,
            max_iter=1,
            max_fun=100_000,
            warm_start=True,
        )
        model.fit(X, Y)  # makes the arrays that the start is put into
        for place, (W, b) in enumerate(layers):
            model.coefs_[place], model.intercepts_[place] = W.T.copy(), b.copy()
        model.max_iter = 2000
        started = time.perf_counter()
        model.fit(X, Y)
        seconds = time.perf_counter() - started
        found = [(W.T, b) for W, b in zip(model.coefs_, model.intercepts_, strict=True)]
        return seconds, mean_square(found, X_test, Y_test)

    return solve


def _torch_case(start: int) -> tuple[Any, Any, Any, Callable[[], float]]:
    """The model at the start, training rows, and what tells the test loss."""
    import torch

    torch.set_num_threads(1)
    *arrays, layers = _case(start)
    X, Y, X_test, Y_test = (torch.tensor(array) for array in arrays)
    modules: list[Any] = []
    for W, b in layers:
        linear = torch.nn.Linear(W.shape[1], W.shape[0], dtype=torch.float64)
        with torch.no_grad():
            linear.weight.copy_(torch.tensor(W))
            linear.bias.copy_(torch.tensor(b))
        modules += [linear, torch.nn.ReLU()]
    model = torch.nn.Sequential(*modules[:-1])

    def test_loss() -> float:
        with torch.no_grad():
            return float(((model(X_test) - Y_test) ** 2).mean())

    return model, X, Y, test_loss


def torch_lbfgs() -> Callable[[int], Solved]:
    """PyTorch's L-BFGS with its strong-Wolfe search, 20 iterations between two looks at the test loss."""
    import torch

    def solve(start: int) -> Solved:
        model, X, Y, test_loss = _torch_case(start)
        optimiser = torch.optim.LBFGS(
            model.parameters(), max_iter=20, history_size=10, line_search_fn="strong_wolfe"
        )

        def closure() -> Any:
            optimiser.zero_grad()
            loss = ((model(X) - Y) ** 2).mean()
            loss.backward()
            return loss

        started, before = time.perf_counter(), np.inf
        while time.perf_counter() - started < LONGEST:
            loss = float(optimiser.step(closure).detach())
            if test_loss() < GOAL or not loss < before * (1 - 1e-6):
                break
            before = loss
        return time.perf_counter() - started, test_loss()

    return solve


def torch_adam() -> Callable[[int], Solved]:
    """PyTorch's Adam: batches of 128, 150 epochs, the rate falling from 0.01 to a thousandth of it."""
    import torch

    epochs, batch = 150, 128

    def solve(start: int) -> Solved:
        model, X, Y, test_loss = _torch_case(start)
        optimiser = torch.optim.Adam(model.parameters(), lr=0.01, fused=True)
        schedule = torch.optim.lr_scheduler.ExponentialLR(optimiser, 1e-3 ** (1 / epochs))
        started = time.perf_counter()
        for _ in range(epochs):
            for rows in torch.randperm(len(X)).split(batch):
                optimiser.zero_grad()
                ((model(X[rows]) - Y[rows]) ** 2).mean().backward()
                optimiser.step()
            schedule.step()
            if test_loss() < GOAL or time.perf_counter() - started > LONGEST:
                break
        return time.perf_counter() - started, test_loss()

    return solve


SOLVERS: Final[dict[str, tuple[Callable[[], Callable[[int], Solved]], int]]] = {
    # Name: how it begins, and in how many rounds it takes part.
    OURS: (our_auto, ROUNDS),
    "scikit-learn, L-BFGS": (sklearn_lbfgs, ROUNDS),
    "PyTorch, L-BFGS": (torch_lbfgs, ROUNDS),
    "PyTorch, Adam": (torch_adam, 1),
}


def main() -> bool:
    """Let all solve start after start in turns, and compare the expected times round by round."""
    print_versions(*peer_versions())
    contenders = {name: Contender("benchmarks.solve_time", [name], {}) for name in SOLVERS}
    times: dict[str, list[float]] = {name: [] for name in SOLVERS}
    solved = dict.fromkeys(SOLVERS, 0)
    try:
        _drop_missing(contenders)
        for number in range(ROUNDS):
            taking_part = [name for name in contenders if number < SOLVERS[name][1]]
            for name, (seconds, reached) in _round(contenders, taking_part).items():
                times[name].append(seconds / reached if reached else np.inf)
                solved[name] = reached
    finally:
        for each in contenders.values():
            each.end()
    return _report({name: times[name] for name in contenders}, solved)


def _drop_missing(contenders: dict[str, Contender]) -> None:
    """Leave out those that fail a first start, which also warms the others up."""
    for name in list(contenders):
        try:
            contenders[name].ask(0)
        except PeerError as error:
            print(f"  without {name}: {error}", flush=True)
            contenders.pop(name).end()


def _round(contenders: dict[str, Contender], names: list[str]) -> dict[str, tuple[float, int]]:
    """Return for each of `names` the seconds of all starts and how many got there."""
    found = dict.fromkeys(names, (0.0, 0))
    for start in range(STARTS):
        for name in names:
            seconds, loss = contenders[name].ask(start)
            total, reached = found[name]
            found[name] = total + seconds, reached + (loss < GOAL)
    return found


def _report(times: dict[str, list[float]], solved: dict[str, int]) -> bool:
    print(f"  expected seconds to {GOAL:g} (min, median, max of the rounds), starts that got there")
    for name, values in times.items():
        print(f"  {name:24} {min_median_max(values, '9.4f')}   {solved[name]} of {STARTS}")
    met = verdict(f"Auto solves {STARTS} of {STARTS}: {solved[OURS]}", solved[OURS] == STARTS)
    others = [name for name in times if name != OURS]
    for name in others:
        ratios = [mine / its for mine, its in zip(times[OURS], times[name], strict=False)]
        print(f"  ours / {name:24} {min_median_max(ratios, '.4f')}")
    if not others:
        return met
    best = min(others, key=lambda name: float(np.median(times[name])))
    share = float(np.median(times[OURS])) / float(np.median(times[best]))
    return verdict(f"at most 1/10 of the best, {best}: {share:.4f}", share <= MOST_OF_BEST) and met


if __name__ == "__main__":
    begin = SOLVERS[sys.argv[1]][0]
    serve(begin)
