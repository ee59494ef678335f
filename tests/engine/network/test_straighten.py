import numpy as np

from engine.network.straighten import FAR, bend, straighten
from tests.engine.runs import network, start

X = np.random.default_rng(0).uniform(-1.7, 1.7, (2, 300))


def test_answers_on_the_rows_stay_as_they_are() -> None:
    net = network(2, 12, 8, 3, hidden="relu")
    theta = start(net.sizes, seed=3)
    straight = theta.copy()
    straighten(net, straight, X)
    assert not np.array_equal(straight, theta)
    np.testing.assert_allclose(net.predict(straight, X), net.predict(theta, X), atol=1e-11)


def test_a_kink_beyond_the_rows_is_moved_far_away() -> None:
    net = network(1, 1, 1, hidden="relu")
    theta = np.array([-1.0, 2.0, 3.0, 0.5])  # 3 relu(2 - x) + 0.5, with a kink at 2
    rows = np.linspace(-1, 1, 9)[None]
    assert bend(net, theta, rows) > 0.5
    straighten(net, theta, rows)
    assert bend(net, theta, rows) < 1e-10
    far = np.array([[2.0, 0.99 * FAR]])
    np.testing.assert_allclose(net.predict(theta, far), 3 * (2 - far) + 0.5, atol=1e-9)


def test_a_unit_that_never_fires_does_not_fire_outside_the_rows_either() -> None:
    net = network(1, 1, 1, hidden="relu")
    theta = np.array([1.0, -2.0, 3.0, 0.5])
    straighten(net, theta, np.linspace(-1, 1, 9)[None])
    np.testing.assert_allclose(net.predict(theta, np.array([[5.0, 50.0]])), 0.5)


def test_kinks_among_the_rows_stay() -> None:
    net = network(1, 2, 1, hidden="relu")
    theta = np.array([1.0, 0.0, -1.0, 0.0, 1.0, 1.0, 0.0])  # |x|
    before = theta.copy()
    straighten(net, theta, X[:1])
    np.testing.assert_array_equal(theta, before)
    assert bend(net, theta, X[:1]) < 1e-12


def test_smooth_activations_are_left_alone() -> None:
    net = network(2, 4, 1, hidden="tanh")
    theta = start(net.sizes)
    before = theta.copy()
    straighten(net, theta, X)
    np.testing.assert_array_equal(theta, before)
    assert bend(net, theta, X) > 0
