import numpy as np
import pytest

from engine.model.initialisers import article_start
from engine.model.network import Network
from engine.project import problem_project
from tests.engine.runs import GOLDEN


def test_the_articles_start_is_golden_to_the_last_bit() -> None:
    # The stream of the seed, the problem's own draws first.
    theta = problem_project("article").start_weights()
    blocks = Network((2, 4, 4, 3), ("relu", "relu", "linear")).blocks(theta)
    assert len(theta) == GOLDEN["parameters"] == 47
    for block, golden in zip(blocks, GOLDEN["initial_layers"], strict=True):
        assert block[:, :-1].tolist() == golden["W"]
        assert block[:, -1].tolist() == golden["b"]


def test_weights_are_drawn_before_biases_layer_by_layer() -> None:
    theta = article_start((3, 2, 1), np.random.RandomState(9))
    draws = np.random.RandomState(9).randn(2 * 3 + 2 + 2 + 1)
    # A layer's block is (units, inputs + 1), bias last; scale sqrt(2 / 3), then sqrt(2 / 2) = 1.
    first = draws[:8] * np.sqrt(2 / 3)
    expected = [*first[:3], first[6], *first[3:6], first[7], draws[8], draws[9], draws[10]]
    assert theta.tolist() == expected


def test_the_spread_is_the_one_of_he() -> None:
    theta = article_start((200, 300), np.random.RandomState(1))
    assert theta.std() == pytest.approx(np.sqrt(2 / 200), rel=0.01)
    assert abs(theta.mean()) < 0.002


@pytest.mark.parametrize("sizes", [(1, 1), (2, 3), (5, 1, 1, 7)])
def test_there_is_one_number_for_every_parameter(sizes: tuple[int, ...]) -> None:
    network = Network(sizes, ("linear",) * (len(sizes) - 1))
    assert article_start(sizes, np.random.RandomState(0)).shape == (network.parameters,)
