import math

import numpy as np
import pytest

from engine.base.arrays import FloatArray
from engine.network.initialisers import INITIALISERS, draw_start
from engine.network.network import Network
from engine.project.opening import problem_project
from tests.engine.runs import GOLDEN


def layer(name: str, inputs: int, units: int) -> FloatArray:
    """The block (units, inputs + 1) of a hidden layer."""
    theta = draw_start(name, (inputs, units, 1), np.random.RandomState(1))
    return theta[: units * (inputs + 1)].reshape(units, inputs + 1)


def test_the_articles_start_is_golden_to_the_last_bit() -> None:
    # The stream of the seed, the problem's own draws first.
    theta = problem_project("article").start_weights()
    blocks = Network((2, 4, 4, 3), ("relu", "relu", "linear")).blocks(theta)
    assert len(theta) == GOLDEN["parameters"] == 47
    for block, golden in zip(blocks, GOLDEN["initial_layers"], strict=True):
        assert block[:, :-1].tolist() == golden["W"]
        assert block[:, -1].tolist() == golden["b"]


def test_weights_are_drawn_before_biases_layer_by_layer() -> None:
    theta = draw_start("article", (3, 2, 1), np.random.RandomState(9))
    draws = np.random.RandomState(9).randn(2 * 3 + 2 + 2 + 1)
    # A layer's block is (units, inputs + 1), bias last; scale sqrt(2 / 3), then sqrt(2 / 2) = 1.
    first = draws[:8] * np.sqrt(2 / 3)
    expected = [*first[:3], first[6], *first[3:6], first[7], draws[8], draws[9], draws[10]]
    assert theta.tolist() == expected


def test_the_spread_is_the_one_of_he() -> None:
    theta = draw_start("article", (200, 300), np.random.RandomState(1))
    assert theta.std() == pytest.approx(np.sqrt(2 / 200), rel=0.01)
    assert abs(theta.mean()) < 0.002


# Standard deviations for 200 inputs and 300 units.
SPREADS = {
    "he": math.sqrt(2 / 200),
    "glorot": math.sqrt(2 / (200 + 300)),
    "lecun": math.sqrt(1 / 200),
}


@pytest.mark.parametrize("rule", SPREADS)
@pytest.mark.parametrize("shape", ["normal", "uniform"])
def test_weights_have_the_spread_of_their_rule_and_biases_are_zero(rule: str, shape: str) -> None:
    block = layer(f"{rule}_{shape}", 200, 300)
    W = block[:, :-1]
    assert W.std() == pytest.approx(SPREADS[rule], rel=0.01)
    assert abs(W.mean()) < 0.002
    assert not block[:, -1].any()
    # The kurtosis, 3 for a normal law and 9/5 for a uniform one.
    kurtosis = np.mean(W**4) / np.mean(W**2) ** 2
    assert kurtosis == pytest.approx(3 if shape == "normal" else 9 / 5, rel=0.03)
    if shape == "uniform":
        assert abs(W).max() <= SPREADS[rule] * math.sqrt(3)


def test_he_normal_has_the_articles_first_weights() -> None:
    assert np.array_equal(layer("he_normal", 5, 7)[:, :-1], layer("article", 5, 7)[:, :-1])


@pytest.mark.parametrize(("inputs", "units"), [(7, 7), (3, 9), (9, 3), (1, 1)])
def test_orthogonal_weights_are_at_right_angles(inputs: int, units: int) -> None:
    block = layer("orthogonal", inputs, units)
    W = block[:, :-1]
    product = W.T @ W if units >= inputs else W @ W.T
    assert product == pytest.approx(np.eye(min(inputs, units)), abs=1e-14)
    assert not block[:, -1].any()


def test_no_orthogonal_direction_is_likelier_than_another() -> None:
    # In two dimensions the first column's angle is then spread evenly: its mean direction is 0.
    stream = np.random.RandomState(0)
    first = [draw_start("orthogonal", (2, 2), stream)[[0, 3]] for _ in range(4000)]
    assert np.mean(first, axis=0) == pytest.approx([0, 0], abs=0.05)
    assert np.cov(np.array(first).T) == pytest.approx(np.eye(2) / 2, abs=0.05)


def test_nguyen_widrow_is_the_papers() -> None:
    # 0.7 times the square root of 16 units for 2 inputs.
    hidden, outputs = Network((2, 16, 500), ("tanh", "linear")).blocks(
        draw_start("nguyen_widrow", (2, 16, 500), np.random.RandomState(3))
    )
    assert np.linalg.norm(hidden[:, :-1], axis=1) == pytest.approx(np.full(16, 2.8), rel=1e-14)
    assert 1 < abs(hidden[:, -1]).max() <= 2.8
    assert 0.49 < abs(outputs).max() <= 0.5


@pytest.mark.parametrize("name", INITIALISERS)
@pytest.mark.parametrize("sizes", [(1, 1), (2, 3), (5, 1, 1, 7)])
def test_there_is_one_number_for_every_parameter(name: str, sizes: tuple[int, ...]) -> None:
    network = Network(sizes, ("linear",) * (len(sizes) - 1))
    theta = draw_start(name, sizes, np.random.RandomState(0))
    assert theta.shape == (network.parameters,)
    assert np.isfinite(theta).all()
    for block in network.blocks(theta):
        assert block[:, :-1].any(axis=1).all()


@pytest.mark.parametrize("name", INITIALISERS)
def test_the_same_stream_gives_the_same_start(name: str) -> None:
    one, two = (draw_start(name, (3, 8, 2), np.random.RandomState(5)) for _ in range(2))
    assert one.tobytes() == two.tobytes()
    assert one.tobytes() != draw_start(name, (3, 8, 2), np.random.RandomState(6)).tobytes()


def test_menus_have_something_to_show() -> None:
    for name, row in INITIALISERS.items():
        assert row.id == name
        assert row.title
        assert row.tip.endswith(".")
