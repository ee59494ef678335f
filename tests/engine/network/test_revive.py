import numpy as np
import pytest

from engine.base.arrays import FloatArray
from engine.network.network import Network
from engine.network.objective import LeastSquares
from engine.network.revive import Reviver
from tests.engine.runs import smooth_rows, start

SIZES = (2, 3, 3, 2)


def squares_at(net: Network, theta: FloatArray) -> LeastSquares:
    made = smooth_rows(50)
    squares = LeastSquares(net, made)
    squares.system(theta, np.zeros((len(theta), len(theta))), np.empty(len(theta)))
    return squares


def with_dead(net: Network, *places: tuple[int, int]) -> FloatArray:
    theta = start(SIZES)
    for layer, unit in places:
        net.blocks(theta)[layer][unit] = [*[0] * (net.sizes[layer]), -1]
    return theta


@pytest.mark.parametrize("places", [[(0, 1)], [(1, 0)], [(0, 0), (0, 2)], [(0, 1), (1, 1), (1, 2)]])
def test_dead_units_fire_on_some_rows_and_the_answers_stay(places: list[tuple[int, int]]) -> None:
    net = Network(SIZES, ("relu", "relu", "linear"))
    theta = with_dead(net, *places)
    squares = squares_at(net, theta)
    before = squares.outputs(theta)[-1]
    assert Reviver(net, 0, 1).revive(theta, squares)
    *extremes, after = squares.outputs(theta)
    assert after.tobytes() == before.tobytes()
    for layer, unit in places:
        assert extremes[layer][unit, 1] > 0


def test_living_units_are_left_alone() -> None:
    net = Network(SIZES, ("relu", "relu", "linear"))
    theta = start(SIZES, 3)
    net.blocks(theta)[0][:, -1] = net.blocks(theta)[1][:, -1] = 1
    before = theta.copy()
    assert not Reviver(net, 0, 1).revive(theta, squares_at(net, theta))
    assert np.array_equal(theta, before)


def test_where_nothing_can_die_nothing_is_revived() -> None:
    net = Network(SIZES, ("tanh", "tanh", "linear"))
    theta = np.zeros(net.parameters)
    assert not Reviver(net, 0, 1).revive(theta, squares_at(net, theta))


def test_a_unit_is_brought_back_only_so_often() -> None:
    net = Network(SIZES, ("relu", "relu", "linear"))
    reviver = Reviver(net, 0, 2)
    drawn = []
    for _ in range(2):
        theta = with_dead(net, (0, 1))
        assert reviver.revive(theta, squares_at(net, theta))
        drawn.append(net.blocks(theta)[0][1].copy())
    assert not np.array_equal(*drawn)
    theta = with_dead(net, (0, 1))
    assert not reviver.revive(theta, squares_at(net, theta))
    assert reviver.state["revivals"].max() == reviver.state["revivals"][1] == 2
