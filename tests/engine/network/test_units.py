import numpy as np

from engine.network.activations import ACTIVATIONS
from engine.network.units import LayerActivity, layer_activity

RELU, TANH, LINEAR = (ACTIVATIONS[name] for name in ("relu", "tanh", "linear"))

DEAD = [0.0, 0.0, 0.0]
SWITCHING = [0.0, 1.0, 2.0]
ALWAYS = [0.1, 1.0, 2.0]


def test_units_are_counted_on_each_side_of_their_kink() -> None:
    outputs = [np.array([DEAD, SWITCHING, ALWAYS, ALWAYS]), np.array([ALWAYS])]
    (found,) = layer_activity((RELU, LINEAR), outputs)
    assert found == LayerActivity(layer=1, units=4, never=1, always=2)
    assert not found.is_linear


def test_a_layer_without_a_switching_unit_is_linear() -> None:
    outputs = [np.array([DEAD, DEAD, ALWAYS, ALWAYS]), np.array([ALWAYS])]
    (found,) = layer_activity((RELU, LINEAR), outputs)
    assert found.is_linear


def test_only_hidden_layers_whose_units_can_die_are_looked_at() -> None:
    outputs = [np.array([DEAD]), np.array([DEAD]), np.array([DEAD])]
    found = layer_activity((TANH, RELU, RELU), outputs)
    assert [row.layer for row in found] == [2]


def test_minus_zero_does_not_fire() -> None:
    (found,) = layer_activity((RELU, LINEAR), [np.array([[-0.0, 0.0]]), np.zeros((1, 2))])
    assert (found.never, found.always) == (1, 0)


def test_without_hidden_layers_or_rows_there_is_nothing_to_say() -> None:
    assert layer_activity((RELU,), [np.zeros((2, 5))]) == ()
    assert layer_activity((RELU, LINEAR), [np.empty((4, 0)), np.empty((1, 0))]) == ()
