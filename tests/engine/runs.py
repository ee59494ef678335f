"""Small runs for the tests of the engine: rows, requests and controls that need few words."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np

from engine.base.arrays import FloatArray, frozen
from engine.data.prepare import Prepared
from engine.data.rows import Rows, of_mean_1
from engine.data.scaler import Scaler
from engine.model.trained import TrainedModel
from engine.network.network import Network
from engine.project.opening import problem_project, source_table
from engine.project.project import Project
from engine.table.labels import MOST_LABELS, LabelReader
from engine.table.numerals import Numerals
from engine.table.table import Column, Table
from engine.training.run.control import TrainingControl
from engine.training.run.request import TrainingRequest
from engine.training.run.snapshot import Snapshot
from engine.training.train import train

GOLDEN: Final = json.loads((Path(__file__).parent.parent / "reference" / "article.json").read_text())
"""The numbers of the article's run that others have computed."""


def column(name: str, values: Iterable[float], kind: str = "number") -> Column:
    numbers = np.array(list(values), dtype=float)
    known = numbers[np.isfinite(numbers)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (None, None)
    return Column(
        name=name,
        kind=kind,
        values=frozen(numbers),
        missing=int(np.isnan(numbers).sum()),
        unreadable=0,
        low=low,
        high=high,
        known_distinct=len(set(known)),
    )


def labelled(name: str, cells: Sequence[str]) -> Column:
    """A column of texts; an empty one is missing."""
    reader = LabelReader(Numerals())
    reader.add(cells, len(cells))
    found = reader.found()
    missing, count = int(np.isnan(found.values).sum()), len(found.texts)
    if count > MOST_LABELS:
        nothing, texts = frozen(np.full(len(cells), np.nan)), np.array(cells, np.dtypes.StringDType())
        return Column(
            name=name,
            kind="category",
            values=nothing,
            missing=missing,
            unreadable=0,
            low=None,
            high=None,
            known_distinct=count,
            texts=texts,
        )
    return Column(
        name=name,
        kind=found.kind,
        values=found.values,
        missing=missing,
        unreadable=0,
        low=None,
        high=None,
        known_distinct=count,
        labels=found.texts,
    )


def table(**columns: Sequence[float] | Sequence[str]) -> Table:
    """A table of columns of numbers or of texts, named "small"."""
    made = tuple(
        labelled(name, [str(cell) for cell in cells])
        if isinstance(cells[0], str)
        else column(name, map(float, cells))
        for name, cells in columns.items()
    )
    return Table(
        name="small",
        path="",
        columns=made,
        bad_cells=(),
        rows=len(made[0].values),
        dialect={},
        problems=(),
        fingerprint="small",
    )


KINDS = table(
    a=[0.5, 1, 2, 3.5, 5, 6, 7, 8],
    b=[1, 9, 2, 7, 3, 8, 2, 9],
    level=[0, 1, 2, 0, 1, 2, 0, 1],
    kind=["low", "high", "low", "high", "low", "high", "low", "high"],
    fruit=["fig", "pear", "kiwi", "fig", "pear", "kiwi", "fig", "pear"],
)
"""Numbers, whole numbers and texts, as inputs or targets of every kind."""


def rows(X: FloatArray, Y: FloatArray) -> Rows:
    return Rows(X, Y, np.arange(X.shape[1]))


def weighted_and_repeated(made: Rows, counts: Sequence[int]) -> tuple[Rows, Rows]:
    """The same rows twice over: each weighted by its count, and each there so many times."""
    weighted = Rows(made.X, made.Y, made.numbers, of_mean_1(np.array(counts, dtype=float)))
    return weighted, made.subset(np.repeat(np.arange(made.count), counts))


def network(*sizes: int, hidden: str = "tanh", output: str = "linear") -> Network:
    return Network(sizes, (*[hidden] * (len(sizes) - 2), output))


def smooth_rows(count: int, seed: int = 0, inputs: int = 2, outputs: int = 2) -> Rows:
    """Rows whose targets are a smooth function of the inputs; both are about standardised."""
    X = np.random.default_rng(seed).standard_normal((inputs, count))
    Y = np.array([np.sin(X.sum(axis=0) + output) for output in range(outputs)]) * 1.4
    return rows(X, Y)


def start(sizes: Iterable[int], seed: int = 0, size: float = 0.5) -> FloatArray:
    parameters = sum((inputs + 1) * units for inputs, units in pairwise(sizes))
    return size * np.random.default_rng(seed).standard_normal(parameters)


def request(net: Network | None = None, train: Rows | None = None, **changes: Any) -> TrainingRequest:
    """A run of 5 epochs of full-batch gradient descent on 40 rows with 10 test rows; `changes` win."""
    net = net or network(2, 4, 2)
    inputs, outputs = net.sizes[0], net.sizes[-1]
    train = train or smooth_rows(40, 1, inputs, outputs)
    fields: dict[str, Any] = {
        "run_id": 1,
        "network": net,
        "start": start(net.sizes),
        "train": train,
        "validation": smooth_rows(0, 2, inputs, outputs),
        "test": smooth_rows(10, 3, inputs, outputs),
        "target_names": tuple(f"y{i}" for i in range(outputs)),
        "target_scaler": Scaler(np.zeros(outputs), np.ones(outputs)),
        "method": "gradient_descent",
        "loss": "squared_error",
        "learning_rate": 0.1,
        "schedule": "constant",
        "batch_size": None,
        "epoch_limit": 5,
        "target_loss": None,
        "max_seconds": None,
        "shuffle_seed": 7,
        "article_metric": False,
        **changes,
    }
    judged = fields["test"] if fields["test"].count else train
    return TrainingRequest(**{"shown": np.arange(judged.count), **fields})


def last(snapshots: Iterator[Snapshot]) -> Snapshot:
    *_, final = snapshots
    return final


def finish(asked: TrainingRequest, control: TrainingControl | None = None) -> Snapshot:
    """Run to the end and return the last snapshot."""
    return last(train(asked, control or TrainingControl()))


class StopAfter(TrainingControl):
    """Stops when it is asked, after an update or in the middle of a step, for that many-th time."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self._left = times

    def wait_for_drawing(self) -> None:
        self._left -= 1
        if self._left == 0:
            self.stop()
        super().wait_for_drawing()


class WantsPictures(TrainingControl):
    """A window that takes every picture at once."""

    def picture_wanted(self) -> bool:
        return True


class PicturesAt(TrainingControl):
    """A control that wants a picture after the epochs listed (every epoch where none are), and no other."""

    def __init__(self, epochs: Iterable[int] = ()) -> None:
        super().__init__()
        self._wanted = set(epochs)
        self._pictured = -1

    def picture_due(self, epochs_since_last: int) -> bool:
        epoch = self._pictured + epochs_since_last
        if self._wanted and epoch not in self._wanted:
            return False
        self._pictured = epoch
        return True


@cache
def article(recipe: str = "article", seed: int = 42) -> tuple[Project, Prepared]:
    """The article's problem under a recipe, and its rows."""
    project = problem_project("article", seed)
    prepared = project.prepare(source_table(project, {}))
    return project.filled(recipe, prepared), prepared


def short(project: Project) -> Project:
    """The project for two epochs, without cross-validation."""
    return replace(project, training=replace(project.training, epoch_limit=2, folds=0))


def predict(net: Network, theta: FloatArray, prepared: Prepared, raw: FloatArray) -> FloatArray:
    """Return what a model of these weights answers to `raw` inputs (columns, n)."""
    model = TrainedModel(network=net, members=(theta,), preprocessor=prepared.preprocessor)
    return model.predict(raw)
