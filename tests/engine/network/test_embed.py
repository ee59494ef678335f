import numpy as np
import pytest

from engine.network.activations import ACTIVATIONS
from engine.network.embed import RANGE, TOLERANCE, can_embed, embed, without_hidden_layers
from engine.network.network import Network
from tests.engine.runs import network, start


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("hidden", [(5,), (6, 4)])
def test_the_embedded_network_answers_as_the_linear_one(activation: str, hidden: tuple[int, ...]) -> None:
    net = network(3, *hidden, 2, hidden=activation)
    if activation == "gaussian":  # flat at 0, it carries no sum
        assert not can_embed(net)
        return
    linear = np.random.default_rng(0).standard_normal(8)
    theta = embed(net, start(net.sizes), linear)
    assert theta is not None
    X = np.random.default_rng(1).standard_normal((3, 50))
    expected = without_hidden_layers(net).predict(linear, X)
    np.testing.assert_allclose(net.predict(theta, X), expected, atol=TOLERANCE * RANGE * len(hidden))


def test_relu_carries_sums_exactly_however_large() -> None:
    net = network(1, 2, 1, hidden="relu")
    theta = embed(net, start(net.sizes), np.array([3.0, -1.0]))
    assert theta is not None
    np.testing.assert_allclose(net.predict(theta, np.array([[1e6, -1e6]])), [[3e6 - 1, -3e6 - 1]])


def test_a_layer_needs_two_units_for_each_output() -> None:
    assert can_embed(network(3, 4, 2))
    assert not can_embed(network(3, 3, 2))
    assert not can_embed(network(3, 8, 3, 2))


def test_units_that_are_not_needed_keep_their_weights_and_lead_nowhere() -> None:
    net = network(2, 5, 1, hidden="relu")
    before = start(net.sizes)
    theta = embed(net, before, np.ones(3))
    assert theta is not None
    first, last = net.blocks(theta)
    np.testing.assert_array_equal(first[2:], net.blocks(before)[0][2:])
    np.testing.assert_array_equal(last[0, 2:], 0)


def test_the_output_layer_keeps_its_activation() -> None:
    net = Network((2, 4, 1), ("tanh", "sigmoid"))
    assert without_hidden_layers(net).activations == (ACTIVATIONS["sigmoid"],)
