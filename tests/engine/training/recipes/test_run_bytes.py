"""What a run is said to take, beside what it does take."""

import tracemalloc
from dataclasses import replace

import pytest

from engine.network.choice import Layer, NetworkChoice
from engine.project.opening import table_project
from engine.project.run_request import build_request
from engine.training.methods.table import METHODS
from engine.training.recipes.run_bytes import run_bytes
from engine.training.run.control import TrainingControl
from engine.training.train import train
from tests.engine.runs import table


@pytest.mark.parametrize(
    ("method", "rows", "units", "starts", "precision"),
    [
        *(
            (method, 200, 24 if getattr(METHODS[method], "matrix_bytes", None) else 200, 1, "float64")
            for method in METHODS
        ),
        ("adam", 200, 200, 4, "float64"),
        ("lbfgs", 200, 200, 4, "float64"),
        ("levenberg_marquardt", 200, 24, 4, "float64"),
        ("adam", 200, 200, 1, "float32"),
        ("adam", 10_000, 200, 1, "float64"),
        ("lbfgs", 10_000, 200, 1, "float64"),
    ],
)
def test_a_run_takes_about_as_much_as_is_said(
    method: str, rows: int, units: int, starts: int, precision: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAYERBENCH_THREADS", "1")
    opened = table(x=range(rows), y=[row * row for row in range(rows)])
    project = table_project(opened)
    training = replace(
        project.training,
        recipe="custom",
        method=method,
        alternative="",
        starts=starts,
        folds=0,
        epoch_limit=2,
        precision=precision,
    )
    project = replace(
        project, network=NetworkChoice((Layer(units, "tanh"), Layer(units, "tanh"))), training=training
    )
    prepared = project.prepare(opened)
    network = project.build_network()
    said = run_bytes(METHODS[method], network, prepared, training.dtype.itemsize, starts)
    tracemalloc.start()
    request = replace(build_request(project, prepared, run_id=1), trail_bytes=0)
    pictures = list(train(request, TrainingControl()))[-1:]
    _, taken = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert pictures
    assert 0.8 * taken < said < 1.45 * taken
