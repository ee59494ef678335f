"""One epoch of the article's run in float64: ours, the article's own code and eager PyTorch, side by side.

What counts as an epoch is forward, back, update and one dot product of the error with itself. The article's
code is also timed as it stands, with the article's own loss in every epoch in place of the dot product.

Each runs in a process of its own, as it would if it were the program, and they take turns. In one process
they would change each other's speed: importing PyTorch makes the C library keep freed memory, which more than
halves the time of code that allocates a new array for every result.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from benchmarks import article_code
from benchmarks.common import article_project, golden, min_median_max, print_versions, request_for, verdict
from engine.training.run.control import TrainingControl
from engine.training.train import train

ROUNDS: Final = 7
RATE: Final = 0.01
CHECKED: Final = 200  # epochs whose losses must agree before anything is timed
SECONDS: Final = 0.7  # about how long one of them runs in a round
MOST_OF_ARTICLE: Final = 1 / 3
MOST_OF_TORCH: Final = 1 / 4


class OurRun:
    """Our own loop, whole, as the program runs it, with nobody looking."""

    def __init__(self) -> None:
        self._project, self._prepared = article_project("article")

    def losses(self, epochs: int) -> list[float]:
        """Train and return the mean squared error before each update."""
        *_, final = train(request_for(self._project, self._prepared, epochs), TrainingControl())
        return [float(loss) for loss in final.history.train.last[:epochs]]

    def epochs(self, count: int) -> None:
        """Train so many epochs from the start."""
        for _ in train(request_for(self._project, self._prepared, count), TrainingControl()):
            pass


class ArticleRun:
    """The article's code, written anew, with a loss of choice."""

    def __init__(self, loss: Callable[[article_code.Array, article_code.Array], float]) -> None:
        X, Y = article_code.make_data(42)
        self._X, *_ = article_code.standardise(X[:, :7000], X[:, 7000:])
        self._Y, *_ = article_code.standardise(Y[:, :7000], Y[:, 7000:])
        self._layers = article_code.make_layers((2, 4, 4, 3))
        self._loss = loss

    def losses(self, epochs: int) -> list[float]:
        """Train and return the loss before each update."""
        return article_code.train(self._layers, self._X, self._Y, epochs, RATE, self._loss)

    def epochs(self, count: int) -> None:
        """Train so many epochs more."""
        self.losses(count)


class TorchRun:
    """Eager PyTorch as its tutorials write it: Sequential, autograd and torch.optim.SGD on (rows, features).

    Half the squared error, summed over outputs, is 1.5 times PyTorch's mean squared error of three outputs.
    """

    def __init__(self, threads: int) -> None:
        import torch  # not at the top, so that the others' processes stay without it

        torch.set_num_threads(threads)
        project, prepared = article_project("article")
        self._X = torch.tensor(np.ascontiguousarray(prepared.train.X.T))
        self._Y = torch.tensor(np.ascontiguousarray(prepared.train.Y.T))
        modules: list[Any] = []
        for block in project.build_network().blocks(project.start_weights()):
            linear = torch.nn.Linear(block.shape[1] - 1, block.shape[0], dtype=torch.float64)
            with torch.no_grad():
                linear.weight.copy_(torch.tensor(block[:, :-1]))
                linear.bias.copy_(torch.tensor(block[:, -1]))
            modules += [linear, torch.nn.ReLU()]
        self._model = torch.nn.Sequential(*modules[:-1])
        self._optimiser = torch.optim.SGD(self._model.parameters(), lr=RATE)
        self._mean_square = torch.nn.MSELoss()

    def losses(self, epochs: int) -> list[float]:
        """Train and return the mean squared error before each update."""
        return [float(loss) for loss in self._train(epochs)]

    def epochs(self, count: int) -> None:
        """Train so many epochs more."""
        self._train(count)

    def _train(self, epochs: int) -> list[Any]:
        losses = []
        for _ in range(epochs):
            self._optimiser.zero_grad()
            loss = self._mean_square(self._model(self._X), self._Y)
            losses.append(loss.detach())
            (1.5 * loss).backward()
            self._optimiser.step()
        return losses


CONTENDERS: Final[dict[str, tuple[Callable[[], Any], str]]] = {
    # Name: how to begin it, and how many threads NumPy's matrix products may use.
    "ours": (OurRun, "1"),
    "article, dot product, 1 thread": (lambda: ArticleRun(article_code.squared_sum), "1"),
    "article, dot product, 2 threads": (lambda: ArticleRun(article_code.squared_sum), "2"),
    "article, its own loss, 1 thread": (lambda: ArticleRun(article_code.compute_loss), "1"),
    "article, its own loss, 2 threads": (lambda: ArticleRun(article_code.compute_loss), "2"),
    "PyTorch, 1 thread": (lambda: TorchRun(1), "1"),
    "PyTorch, 2 threads": (lambda: TorchRun(2), "1"),
}


class Contender:
    """One of them in a process of its own, which does epochs when told and otherwise sleeps."""

    def __init__(self, name: str) -> None:
        command = [sys.executable, "-m", "benchmarks.epoch_speed", name]
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": CONTENDERS[name][1]}
        self._process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def microseconds(self, epochs: int) -> float:
        """Do so many epochs and return the mean time of one."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(epochs, file=self._process.stdin, flush=True)
        return float(self._process.stdout.readline())

    def end(self) -> None:
        """End the process and wait for it."""
        self._process.communicate()


def serve(name: str) -> None:
    """Do as many epochs as each line of standard input says, and print the mean time of one."""
    run = CONTENDERS[name][0]()
    for line in sys.stdin:
        started = time.perf_counter()
        run.epochs(int(line))
        print((time.perf_counter() - started) / int(line) * 1e6, flush=True)


def check_losses() -> None:
    """Raise AssertionError unless all of them compute the same."""
    ours = np.array(OurRun().losses(CHECKED))
    rows_times_outputs = 7000 * 3
    theirs = np.array(ArticleRun(article_code.squared_sum).losses(CHECKED)) / rows_times_outputs
    np.testing.assert_allclose(ours, theirs, rtol=1e-12)
    for threads in (1, 2):
        np.testing.assert_allclose(ours, TorchRun(threads).losses(CHECKED), rtol=1e-9)
    metric = ArticleRun(article_code.compute_loss).losses(CHECKED)
    listed = golden()["train_loss_at_epoch"]
    for epoch in ("1", "10", "100", "200"):
        np.testing.assert_allclose(metric[int(epoch) - 1], listed[epoch], rtol=1e-9)
    print(f"all compute the same losses over {CHECKED} epochs")


def measure() -> list[dict[str, float]]:
    """Warm them up, time them in turns, and return microseconds an epoch by name, a dict a round."""
    contenders = {name: Contender(name) for name in CONTENDERS}
    counts = {}
    for name, contender in contenders.items():
        contender.microseconds(50)
        counts[name] = max(20, int(SECONDS * 1e6 / contender.microseconds(50)))
    rounds = [
        {name: contender.microseconds(counts[name]) for name, contender in contenders.items()}
        for _ in range(ROUNDS)
    ]
    for contender in contenders.values():
        contender.end()
    return rounds


def main() -> bool:
    """Check that all compute the same, time them, print."""
    import torch

    print_versions(f"PyTorch {torch.__version__}")
    check_losses()
    rounds = measure()
    print(f"{f'microseconds an epoch, {ROUNDS} rounds in turns':40}     min   median      max")
    for name in CONTENDERS:
        print(f"  {name:38} {min_median_max([each[name] for each in rounds], '7.0f')}")
    print(f"{'ours as a share of the better of':40}     min   median      max")
    shares = {}
    for kind in ("article, dot product", "article, its own loss", "PyTorch"):
        # Their best number of threads in each round.
        best = [min(time for name, time in each.items() if name.startswith(kind)) for each in rounds]
        shares[kind] = [each["ours"] / time for each, time in zip(rounds, best, strict=True)]
        print(f"  {kind:38} {min_median_max(shares[kind], '7.3f')}")
    of_article = float(np.median(shares["article, dot product"]))
    of_torch = float(np.median(shares["PyTorch"]))
    met = verdict(f"at most 1/3 of the article: {of_article:.3f} (median)", of_article <= MOST_OF_ARTICLE)
    return verdict(f"at most 1/4 of PyTorch: {of_torch:.3f} (median)", of_torch <= MOST_OF_TORCH) and met


if __name__ == "__main__":
    serve(sys.argv[1])
