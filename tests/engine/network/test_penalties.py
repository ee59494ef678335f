import tracemalloc

import numpy as np
import pytest

from engine.network.penalties import PENALTIES, Penalties
from tests.engine.runs import network, start

# One input, two hidden units, one output: blocks of (weight, bias) twice, then (weight, weight, bias).
NETWORK = network(1, 2, 1)
THETA = np.array([2.0, 50, -3, 50, 0.5, -4, 50])


def penalties(**strengths: tuple[float, ...]) -> Penalties:
    return Penalties(NETWORK, strengths, THETA)


def added(of: Penalties) -> list[float]:
    gradient = np.full(7, 10.0)
    of.add_gradient(THETA, gradient)
    return (gradient - 10).tolist()


def test_l1_by_hand() -> None:
    # 0.1 * (2 + 3) in the first layer and 0.2 * (0.5 + 4) in the second; no bias of 50 counts.
    l1 = penalties(l1=(0.1, 0.2))
    assert l1.value(THETA) == pytest.approx(0.5 + 0.9, rel=1e-14)
    assert added(l1) == pytest.approx([0.1, 0, -0.1, 0, 0.2, -0.2, 0], abs=1e-14)


def test_l2_by_hand() -> None:
    # 0.1 * (4 + 9) / 2 in the first layer and 0.2 * (0.25 + 16) / 2 in the second.
    l2 = penalties(l2=(0.1, 0.2))
    assert l2.value(THETA) == pytest.approx(0.65 + 1.625, rel=1e-14)
    assert added(l2) == pytest.approx([0.2, 0, -0.3, 0, 0.1, -0.8, 0], abs=1e-14)


def test_both_are_added_up() -> None:
    both = penalties(l1=(0.1, 0.2), l2=(0.3, 0.0))
    assert both.value(THETA) == pytest.approx(1.4 + 0.3 * 13 / 2, rel=1e-14)
    expected = np.add(added(penalties(l1=(0.1, 0.2))), added(penalties(l2=(0.3, 0.0))))
    assert added(both) == pytest.approx(expected, abs=1e-14)


def test_a_weight_at_0_may_rest_there() -> None:
    gradient = np.zeros(7)
    penalties(l1=(1, 1), l2=(1, 1)).add_gradient(np.zeros(7), gradient)
    assert not gradient.any()


def test_strengths_of_0_are_no_penalty() -> None:
    assert not penalties()
    assert not penalties(l1=(0, 0), l2=(0, 0))
    assert penalties().value(THETA) == 0
    assert penalties(l1=(0, 0.1))


def test_every_layer_needs_a_strength() -> None:
    with pytest.raises(ValueError, match="zip"):
        penalties(l1=(0.1,))


def test_adding_takes_no_new_memory_and_leaves_the_weights_alone() -> None:
    net = network(300, 300, 1)
    theta, gradient = start(net.sizes), np.zeros(net.parameters)
    kept = theta.copy()
    both = Penalties(net, {"l1": (0.1, 0.1), "l2": (0.1, 0.1)}, theta)
    tracemalloc.start()
    both.add_gradient(theta, gradient)
    both.value(theta)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < theta.nbytes / 10
    assert np.array_equal(theta, kept)


def test_single_precision_stays_single() -> None:
    theta = THETA.astype(np.float32)
    gradient = np.zeros(7, np.float32)
    Penalties(NETWORK, {"l1": (0.1, 0.2)}, theta).add_gradient(theta, gradient)
    assert gradient == pytest.approx([0.1, 0, -0.1, 0, 0.2, -0.2, 0], rel=1e-6)


def test_menus_have_something_to_show() -> None:
    for name, row in PENALTIES.items():
        assert row.id == name
        assert row.title
        assert row.tip.endswith(".")
