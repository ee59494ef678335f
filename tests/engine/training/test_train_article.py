"""The article's run, and what its own code does on other seeds and layers."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.network.choice import Layer, NetworkChoice
from engine.project.run_request import build_request
from engine.training.run.snapshot import Snapshot
from engine.training.train import train
from tests.engine.runs import (
    GOLDEN,
    PicturesAt,
    article,
    finish,
)


@pytest.fixture(scope="module")
def articles_pictures() -> dict[int, Snapshot]:
    """Snapshots of the article's run by golden epoch; golden epoch e is after e - 1 updates."""
    listed = [int(epoch) for epoch in GOLDEN["train_loss_at_epoch"] if int(epoch) <= 20_000]
    project, prepared = article()
    training = replace(project.training, epoch_limit=max(listed) - 1)
    asked = build_request(replace(project, training=training), prepared, run_id=1)
    control = PicturesAt(epoch - 1 for epoch in listed)
    return {snapshot.epoch + 1: snapshot for snapshot in train(asked, control)}


def test_the_articles_losses_are_golden_at_every_listed_epoch(
    articles_pictures: dict[int, Snapshot],
) -> None:
    listed = [epoch for epoch in GOLDEN["train_loss_at_epoch"] if int(epoch) <= 20_000]
    assert len(listed) == 14
    for epoch in listed:
        ours = articles_pictures[int(epoch)].article_loss.train
        assert ours == pytest.approx(GOLDEN["train_loss_at_epoch"][epoch], rel=1e-9, abs=0)


def test_the_articles_metric_is_kept_at_round_epochs(articles_pictures: dict[int, Snapshot]) -> None:
    final = articles_pictures[20_000]
    kept = final.history.article_train.epoch.tolist()
    assert {0, 1, 2, 5, 10, 20, 50, 100, 1000, 10_000} <= set(kept)
    assert len(final.history.article_test.epoch) == len(kept)
    assert math.isfinite(final.article_loss.test)


Layers = list[dict[str, Any]]


def articles_own_run(seed: int, hidden: tuple[int, ...], epochs: int) -> Layers:
    """The article's run in as few words as it takes, sharing nothing with the engine."""
    np.random.seed(seed)
    X = np.random.rand(2, 10_000) * 100
    Y = np.array([X[0] + X[1], X[0] - X[1], abs(X[0] - X[1])])
    X, Y = X[:, :7000], Y[:, :7000]
    X = (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)
    Y = (Y - Y.mean(axis=1, keepdims=True)) / Y.std(axis=1, keepdims=True)
    layers: Layers = []
    before = 2
    for units in (*hidden, 3):
        W = np.random.randn(units, before) * np.sqrt(2 / before)
        layers.append({"W": W, "b": np.random.randn(units, 1) * np.sqrt(2 / before)})
        before = units
    for _ in range(epochs):
        A = X
        for layer in layers:
            layer["A_prev"] = A
            Z = layer["W"] @ A + layer["b"]
            A = layer["A"] = Z if layer is layers[-1] else np.maximum(Z, 0)
        dZ = A - Y
        for layer in reversed(layers):
            if layer is not layers[-1]:
                dZ = dZ * (layer["A"] > 0)
            layer["dW"] = dZ @ layer["A_prev"].T / 7000
            layer["db"] = dZ.mean(axis=1, keepdims=True)
            dZ = layer["W"].T @ dZ
        for layer in layers:
            layer["W"] = layer["W"] - 0.01 * layer["dW"]
            layer["b"] = layer["b"] - 0.01 * layer["db"]
    return layers


@pytest.mark.parametrize(("seed", "hidden"), [(1, (4, 4)), (7, ()), (2026, (6, 5, 3)), (99, (9,))])
def test_other_seeds_and_layers_follow_the_articles_own_code(seed: int, hidden: tuple[int, ...]) -> None:
    project, prepared = article(seed=seed)
    project = replace(
        project,
        network=NetworkChoice(tuple(Layer(units, "relu") for units in hidden)),
        training=replace(project.training, epoch_limit=200),
    )
    theta = finish(build_request(project, prepared, 1)).theta
    expected = articles_own_run(seed, hidden, 200)
    for block, layer in zip(project.build_network().blocks(theta), expected, strict=True):
        theirs = np.hstack([layer["W"], layer["b"]])
        assert np.allclose(block, theirs, rtol=1e-12, atol=1e-12)
