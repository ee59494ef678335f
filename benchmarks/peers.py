"""The same network, rows, start, precision and number of threads in our engine and in other programs.

Every run takes the article's 7,000 training rows and goes on from where it stood: `do(epochs)`, and `weights`
as our vector, so that what has been computed can be compared.
"""

import json
import os
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final, Protocol

import numpy as np

from benchmarks.common import article_project
from benchmarks.turns import Contender, serve
from engine.base.arrays import FloatArray
from engine.network.choice import Layer
from engine.project.project import Project
from engine.project.run_request import build_request
from engine.training.run.control import TrainingControl
from engine.training.run.request import Checkpoint
from engine.training.train import train

Layers = list[tuple[FloatArray, FloatArray]]


@dataclass(frozen=True, slots=True)
class Task:
    """What is trained: two hidden layers so wide, full-batch gradient descent or Adam in batches."""

    units: int
    precision: str
    threads: int
    batch: int | None = None
    rate: float = 0.01

    @property
    def project(self) -> Project:
        """The task as a project of ours."""
        project, _ = article_project("gradient_descent" if self.batch is None else "adam")
        layers = (Layer(self.units, "relu"), Layer(self.units, "relu"))
        training = replace(
            project.training, learning_rate=self.rate, batch_size=self.batch, precision=self.precision
        )
        return replace(project, network=replace(project.network, hidden=layers), training=training)

    def rows(self) -> tuple[FloatArray, FloatArray]:
        """The training rows as most programs take them: (rows, inputs) and (rows, outputs)."""
        train = article_project("auto")[1].train.astype(np.dtype(self.precision))
        return np.ascontiguousarray(train.X.T), np.ascontiguousarray(train.Y.T)

    def start(self) -> Layers:
        """The weights (units, inputs) and biases (units,) that all begin with."""
        project = self.project
        theta = project.start_weights().astype(self.precision)
        return [
            (block[:, :-1].copy(), block[:, -1].copy()) for block in project.build_network().blocks(theta)
        ]


class Run(Protocol):
    """A program at work on a task."""

    def do(self, epochs: int) -> None:
        """Train on."""

    def layers(self) -> Layers:
        """The weights and biases now."""


class OurRun:
    """Our loop, whole, as the program runs it, with nobody looking; each `do` is a run gone on with."""

    def __init__(self, task: Task) -> None:
        _, prepared = article_project("auto")
        self._project, self._prepared = task.project, prepared
        self._checkpoint: Checkpoint | None = None
        self._theta: FloatArray = np.empty(0)

    def do(self, epochs: int) -> None:
        """Train on."""
        training = replace(self._project.training, epoch_limit=epochs)
        project = replace(self._project, training=training)
        *_, last = train(build_request(project, self._prepared, 1, self._checkpoint), TrainingControl())
        self._checkpoint, self._theta = last.checkpoint, last.theta

    def layers(self) -> Layers:
        """The weights and biases now."""
        blocks = self._project.build_network().blocks(self._theta)
        return [(block[:, :-1], block[:, -1]) for block in blocks]


class SklearnRun:
    """scikit-learn's MLPRegressor, going on from its own weights, without its penalty and momentum."""

    def __init__(self, task: Task) -> None:
        from sklearn.neural_network import MLPRegressor

        warnings.simplefilter("ignore")
        self._X, self._y = task.rows()
        self._model = MLPRegressor(
            hidden_layer_sizes=(task.units,) * 2,
            solver="sgd" if task.batch is None else "adam",
            batch_size=task.batch or len(self._X),
            shuffle=task.batch is not None,
            learning_rate_init=task.rate,
            momentum=0.0,
            nesterovs_momentum=False,
            alpha=0.0,
            tol=0.0,
            n_iter_no_change=1_000_000_000,
            warm_start=True,
            max_iter=1,
            random_state=0,
        )
        self._model.fit(self._X, self._y)
        for place, (W, b) in enumerate(task.start()):
            self._model.coefs_[place][:] = W.T
            self._model.intercepts_[place][:] = b

    def do(self, epochs: int) -> None:
        """Train on."""
        self._model.max_iter = epochs
        self._model.fit(self._X, self._y)

    def layers(self) -> Layers:
        """The weights and biases now."""
        return [(W.T, b) for W, b in zip(self._model.coefs_, self._model.intercepts_, strict=True)]


class TorchRun:
    """PyTorch as its tutorials write it: Sequential, autograd and torch.optim on (rows, features).

    Half the squared error, summed over outputs, is 1.5 times its mean squared error of three outputs.
    """

    compiled = False

    def __init__(self, task: Task) -> None:
        import torch

        torch.set_num_threads(task.threads)
        self._torch, self._batch = torch, task.batch
        self._X, self._Y = (torch.tensor(array) for array in task.rows())
        modules: list[Any] = []
        for W, b in task.start():
            linear = torch.nn.Linear(W.shape[1], W.shape[0], dtype=self._X.dtype)
            with torch.no_grad():
                linear.weight.copy_(torch.tensor(W))
                linear.bias.copy_(torch.tensor(b))
            modules += [linear, torch.nn.ReLU()]
        self._model = torch.nn.Sequential(*modules[:-1])
        optimisers = torch.optim.SGD if task.batch is None else torch.optim.Adam
        self._optimiser = optimisers(self._model.parameters(), lr=task.rate)
        mean_square = torch.nn.MSELoss()

        def loss(X: Any, Y: Any) -> Any:
            return 1.5 * mean_square(self._model(X), Y)

        self._loss = torch.compile(loss) if self.compiled else loss

    def do(self, epochs: int) -> None:
        """Train on."""
        for _ in range(epochs):
            if self._batch is None:
                self._step(self._X, self._Y)
                continue
            for rows in self._torch.randperm(len(self._X)).split(self._batch):
                self._step(self._X[rows], self._Y[rows])

    def _step(self, X: Any, Y: Any) -> None:
        self._optimiser.zero_grad()
        self._loss(X, Y).backward()
        self._optimiser.step()

    def layers(self) -> Layers:
        """The weights and biases now."""
        parts = [part for part in self._model if hasattr(part, "weight")]
        return [(part.weight.detach().numpy(), part.bias.detach().numpy()) for part in parts]


class CompiledTorchRun(TorchRun):
    """The same with loss and gradient through torch.compile, which needs a C++ compiler."""

    compiled = True


class JaxRun:
    """JAX with a whole step jitted, its arrays given away to it, on (features, rows): its fastest way here.

    With all epochs in one compiled loop, which shows nothing before its end, it is up to 1.5 times as fast
    for the smallest network.
    """

    def __init__(self, task: Task) -> None:
        import jax

        jax.config.update("jax_enable_x64", task.precision == "float64")
        X, Y = task.rows()
        self._X, self._Y = jax.numpy.array(X.T), jax.numpy.array(Y.T)
        self._jax, self._batch, self._chance = jax, task.batch, np.random.default_rng(0)
        layers = [(jax.numpy.array(W), jax.numpy.array(b[:, None])) for W, b in task.start()]
        zeros = [jax.tree.map(jax.numpy.zeros_like, layers) for _ in range(2)]
        self._state = (layers, *zeros, jax.numpy.zeros(()))
        self._step = jax.jit(self._descend if task.batch is None else self._adam, donate_argnums=0)
        self._rate = task.rate

    def _loss(self, layers: Any, X: Any, Y: Any) -> Any:
        A = X
        for W, b in layers[:-1]:
            A = self._jax.nn.relu(W @ A + b)
        W, b = layers[-1]
        error = W @ A + b - Y
        return 0.5 * (error * error).sum() / X.shape[1]

    def _descend(self, state: Any, X: Any, Y: Any) -> Any:
        layers, *rest = state
        loss, slopes = self._jax.value_and_grad(self._loss)(layers, X, Y)
        return (self._jax.tree.map(lambda p, g: p - self._rate * g, layers, slopes), *rest), loss

    def _adam(self, state: Any, X: Any, Y: Any, rows: Any) -> Any:
        tree = self._jax.tree.map
        layers, mean, square, steps = state
        loss, slopes = self._jax.value_and_grad(self._loss)(layers, X[:, rows], Y[:, rows])
        steps = steps + 1
        mean = tree(lambda m, g: 0.9 * m + 0.1 * g, mean, slopes)
        square = tree(lambda s, g: 0.999 * s + 0.001 * g * g, square, slopes)
        rate = self._rate * (1 - 0.999**steps) ** 0.5 / (1 - 0.9**steps)
        layers = tree(lambda p, m, s: p - rate * m / (s**0.5 + 1e-8), layers, mean, square)
        return (layers, mean, square, steps), loss

    def do(self, epochs: int) -> None:
        """Train on."""
        count = self._X.shape[1]
        for _ in range(epochs):
            if self._batch is None:
                self._state, _ = self._step(self._state, self._X, self._Y)
                continue
            order = self._chance.permutation(count)
            for first in range(0, count, self._batch):
                rows = order[first : first + self._batch]
                self._state, _ = self._step(self._state, self._X, self._Y, rows)
        self._jax.block_until_ready(self._state)

    def layers(self) -> Layers:
        """The weights and biases now."""
        return [(np.asarray(W), np.asarray(b)[:, 0]) for W, b in self._state[0]]


OURS: Final = "ours"
PEERS: Final[dict[str, Callable[[Task], Run]]] = {
    OURS: OurRun,
    "scikit-learn": SklearnRun,
    "PyTorch, eager": TorchRun,
    "PyTorch, compiled": CompiledTorchRun,
    "JAX, jitted": JaxRun,
}


def peer_versions() -> list[str]:
    """Name the versions of the other programs that are installed."""
    found = []
    for name in ("scikit-learn", "torch", "jax"):
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"no {name}")
    return found


def contender(name: str, task: Task) -> Contender:
    """Start a process that does the task with the program of that name."""
    threads = str(task.threads)
    # scikit-learn's threads are those of BLAS; ours shares rows instead, and BLAS has one.
    blas = threads if name == "scikit-learn" else "1"
    environment = {"OPENBLAS_NUM_THREADS": blas, "OMP_NUM_THREADS": threads, "LAYERBENCH_THREADS": threads}
    return Contender("benchmarks.peers", [name, json.dumps(asdict(task))], environment)


def mean_square(layers: Layers, X: FloatArray, Y: FloatArray) -> float:
    """Return the mean squared error on rows (rows, features), computed in 64 bits."""
    A = X.astype(np.float64)
    for W, b in layers[:-1]:
        A = np.maximum(A @ W.T.astype(np.float64) + b, 0)
    W, b = layers[-1]
    return float(np.mean((A @ W.T.astype(np.float64) + b - Y) ** 2))


def _answers(name: str, task: Task) -> Callable[[Any], Any]:
    """Begin the run; it answers {"do": epochs} with seconds and {"loss": ...} with the loss now."""
    run = PEERS[name](task)

    def answer(question: dict[str, Any]) -> float:
        if "do" not in question:
            return mean_square(run.layers(), *task.rows())
        started = time.perf_counter()
        run.do(question["do"])
        return time.perf_counter() - started

    return answer


def main() -> None:
    """Be the contender of the command line, on as many cores as it has threads."""
    name, task = sys.argv[1], Task(**json.loads(sys.argv[2]))
    if hasattr(os, "sched_setaffinity"):  # the only way to tell XLA
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: task.threads])
    serve(lambda: _answers(name, task))


if __name__ == "__main__":
    main()
