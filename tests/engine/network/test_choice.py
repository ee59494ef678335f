"""The hidden layers a person decides on: their limits, and the list they stand in."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.base.errors import InputError
from engine.network.choice import Layer, NetworkChoice


def layers(count: int) -> tuple[Layer, ...]:
    """Layers told apart by their units."""
    return tuple(Layer(units, "relu") for units in range(1, count + 1))


def units(network: NetworkChoice) -> list[int]:
    return [layer.units for layer in network.hidden]


@pytest.mark.parametrize("wrong", [0, -1, 10**9, 1.5, math.nan])
def test_units_have_limits(wrong: float) -> None:
    with pytest.raises(InputError, match="units must be"):
        Layer(wrong, "relu")  # type: ignore[arg-type]


def test_unknown_activations_and_too_many_layers_are_refused() -> None:
    with pytest.raises(InputError, match="there is no activation 'swish'"):
        Layer(3, "swish")
    with pytest.raises(InputError, match="there is no activation 'swish'"):
        NetworkChoice((), "swish")
    with pytest.raises(InputError, match="the number of hidden layers must be"):
        NetworkChoice(layers(33))
    with pytest.raises(InputError, match="there is no initialiser 'magic'; choose one of article, he_normal"):
        NetworkChoice((), initialiser="magic")


@pytest.mark.parametrize("wrong", [{"dropout": -0.1}, {"dropout": 1}, {"l1": -1}, {"l2": math.inf}])
def test_dropout_and_penalties_of_a_layer_have_limits(wrong: dict[str, float]) -> None:
    with pytest.raises(InputError, match="must be a number"):
        Layer(3, "relu", **wrong)


def test_layers_are_replaced_added_and_removed() -> None:
    network = NetworkChoice(layers(3))
    assert units(network.with_layer(1, Layer(9, "tanh"))) == [1, 9, 3]
    assert units(network.with_added(0)) == [1, 1, 2, 3]
    assert units(network.with_added(3)) == [1, 2, 3, 3]
    assert units(network.without([0, 2])) == [2]
    assert units(network.without([])) == [1, 2, 3]
    assert units(NetworkChoice(()).with_added(0)) == [8]


def test_duplicates_come_behind_the_last_of_them() -> None:
    network = NetworkChoice(layers(4))
    assert units(network.with_duplicates([2, 0])) == [1, 2, 3, 1, 3, 4]
    assert units(network.with_duplicates([3])) == [1, 2, 3, 4, 4]


def test_layers_are_moved_together() -> None:
    network = NetworkChoice(layers(4))
    assert units(network.with_moved([0], 4)) == [2, 3, 4, 1]
    assert units(network.with_moved([3, 1], 0)) == [2, 4, 1, 3]
    assert units(network.with_moved([1, 2], 2)) == [1, 2, 3, 4]


@given(st.integers(1, 8), st.data())
def test_moving_keeps_every_layer_and_the_order_of_both_groups(count: int, data: st.DataObject) -> None:
    network = NetworkChoice(layers(count))
    moved = data.draw(st.sets(st.integers(0, count - 1), min_size=1))
    before = data.draw(st.integers(0, count))
    result = units(network.with_moved(moved, before))
    assert sorted(result) == list(range(1, count + 1))
    chosen = [number - 1 in moved for number in result]
    first = chosen.index(True)
    assert all(chosen[first : first + len(moved)])
    assert [number for number in result if number - 1 in moved] == sorted(number + 1 for number in moved)
    rest = [number for number in result if number - 1 not in moved]
    assert rest == sorted(rest)
    assert rest[:first] == [number for number in range(1, before + 1) if number - 1 not in moved]
